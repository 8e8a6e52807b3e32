# cmake -C .cmake/address.cmake -B .build/address …: address and undefined behaviour, by clang, which
# also builds the fuzz targets (libFuzzer is part of clang).
set(CMAKE_CXX_COMPILER clang++-14 CACHE STRING "")
set(CMAKE_C_COMPILER clang-14 CACHE STRING "")
set(CMAKE_BUILD_TYPE None CACHE STRING "")
set(CMAKE_CXX_FLAGS "-O1 -g1 -fno-omit-frame-pointer -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all" CACHE STRING "")
set(LIAISON_FUZZ ON CACHE BOOL "")
