# cmake -C .cmake/thread.cmake -B .build/thread …: data races, by g++.
set(CMAKE_BUILD_TYPE None CACHE STRING "")
set(CMAKE_CXX_FLAGS "-O1 -g1 -fsanitize=thread" CACHE STRING "")
