// Any bytes as a file of recorded inputs: faults, or lines that can be played.
#include <sys/mman.h>
#include <unistd.h>

#include "engine/scenario/recording.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, unsigned long size) {
  using namespace liaison;
  const int file = ::memfd_create("play", 0);
  check(::write(file, bytes, size) == static_cast<ssize_t>(size), "memory takes the file");
  Recording recording("/proc/self/fd/" + std::to_string(file));
  std::vector<Fault> faults;
  const auto checked = recording.check(faults);
  check(static_cast<bool>(checked), "a file in memory can be read");
  if (faults.empty()) {
    std::size_t inputs = 0;
    while (const auto line = recording.next()) inputs += line->is_input() ? 1 : 0;
    check(inputs == checked->inputs, "what is played is what was checked");
  }
  ::close(file);
  return 0;
}
