// A child process that does one thing with a store: this test program, started again with
// arguments (a fork alone would inherit RocksDB without its threads). main.cc has the things.
//
//   Child child({"load", store, "7"});
//   …child.read(report)…; child.kill();
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace liaison {

class Child {
 public:
  explicit Child(const std::vector<std::string>& arguments);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // The next bytes it wrote to descriptor 3; false when it is gone and all is read.
  bool read(void* bytes, std::size_t size);
  void kill();  // -9, and waits until it is gone
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int pipe_ = -1;
};

}  // namespace liaison
