#include "connectors/rocksdb/directory.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace liaison {

namespace {

namespace fs = std::filesystem;

// What a store that was killed while it was being made may have left.
bool is_of_a_beginning(const std::string& name) {
  static constexpr std::array kNames = {"owner", "acknowledged", "LOCK", "IDENTITY"};
  for (const char* ours : kNames) {
    if (name == ours) return true;
  }
  return name.starts_with("LOG") || name.starts_with("MANIFEST-") || name.starts_with("OPTIONS-") ||
         name.ends_with(".dbtmp") || name.ends_with(".log");
}

Result<void> make(const fs::path& path, bool create) {
  std::error_code failed;
  const fs::file_status status = fs::status(path, failed);
  if (status.type() == fs::file_type::directory) return {};
  if (status.type() == fs::file_type::not_found) {
    if (!create) {
      return Error{Error::Kind::kNotFound,
                   "expected a store in " + path.string() + ", but there is none"};
    }
    if (fs::create_directories(path, failed) && !failed) return {};
  } else if (!failed) {
    return invalid("expected " + path.string() + " to be a directory, but it is a file");
  }
  return Error{Error::Kind::kIo,
               "expected to make " + path.string() + ", but: " + failed.message()};
}

struct flock whole_file() {
  struct flock range {};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  return range;
}

std::string owner_text(int owner) {
  std::array<char, 32> text{};
  const ssize_t size = ::pread(owner, text.data(), text.size(), 0);
  std::string pid(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  while (!pid.empty() && pid.back() == '\n') pid.pop_back();
  return pid.empty() ? "not known" : pid;
}

// A lock of the open file (not of the process): it holds against a second opening in this process
// too, and closing some other descriptor of the file does not give it up.
bool lock(int owner) {
  struct flock range = whole_file();
  return ::fcntl(owner, F_OFD_SETLK, &range) == 0;
}

void write_pid(int owner) {
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(owner, 0) != 0) return;  // a full disk: the lock holds all the same
  [[maybe_unused]] const ssize_t written = ::pwrite(owner, pid.data(), pid.size(), 0);
}

}  // namespace

Result<std::unique_ptr<StoreDirectory>> StoreDirectory::take(const fs::path& path, bool create) {
  if (auto made = make(path, create); !made) return made.error();
  std::unique_ptr<StoreDirectory> directory(new StoreDirectory(path, -1));
  if (auto looked = directory->look(); !looked) return looked.error();
  if (!directory->holds_store_ && !create) {
    return Error{Error::Kind::kNotFound,
                 "expected a store in " + path.string() + ", but there is none"};
  }
  directory->owner_ = ::open((path / "owner").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (directory->owner_ < 0) {
    return Error{Error::Kind::kIo,
                 "expected " + path.string() + " to be writable, but: " + std::strerror(errno)};
  }
  if (!lock(directory->owner_)) {
    return Error{Error::Kind::kUnavailable, "expected " + path.string() +
                                                " to be free, but another liaison (pid " +
                                                owner_text(directory->owner_) + ") holds it"};
  }
  write_pid(directory->owner_);
  if (auto looked = directory->look(); !looked) return looked.error();  // now nobody changes it
  return directory;
}

StoreDirectory::~StoreDirectory() {
  if (owner_ >= 0) ::close(owner_);
}

Result<void> StoreDirectory::look() {
  std::error_code failed;
  holds_store_ = fs::exists(path_ / "CURRENT", failed);
  if (holds_store_) return {};
  fs::directory_iterator entries(path_, failed);
  if (failed) {
    return Error{Error::Kind::kIo,
                 "expected to read " + path_.string() + ", but: " + failed.message()};
  }
  for (const fs::directory_entry& entry : entries) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".sst")) {
      return Error{Error::Kind::kCorrupt, "expected file CURRENT in the store " + path_.string() +
                                              ", but it is missing: restore from a backup"};
    }
    if (!is_of_a_beginning(name)) {
      return invalid("expected " + path_.string() +
                     " to hold a liaison store or nothing, but it holds " + name);
    }
  }
  return {};
}

}  // namespace liaison
