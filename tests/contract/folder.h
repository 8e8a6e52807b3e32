// Folders for tests: in memory where the machine has such a place (a sync costs nothing there and a
// killed process leaves the same), on the disk when asked for.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

namespace liaison {

class Folder {
 public:
  enum class Where { kMemory, kDisk };

  explicit Folder(Where where = Where::kMemory) {
    const bool memory = where == Where::kMemory && std::filesystem::exists("/dev/shm");
    std::string pattern = memory ? "/dev/shm/liaison-XXXXXX"
                                 : (std::filesystem::temp_directory_path() / "liaison-XXXXXX");
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace liaison
