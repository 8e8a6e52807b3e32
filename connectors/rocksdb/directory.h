// StoreDirectory: a folder that is ours alone as long as the object lives.
//
//   auto directory = StoreDirectory::take(path, true);
//   // "expected /var/lib/liaison to be free, but another liaison (pid 4711) holds it"
//
// The lock belongs to the open file `owner`, not to its existence: after kill -9 nothing has to be
// cleaned up. The process id in it is only for the message.
#pragma once

#include <filesystem>
#include <memory>

#include "engine/model/result.h"

namespace liaison {

class StoreDirectory {
 public:
  // Makes the folder when `create` allows it. Errors: kInvalid, it is a file or holds foreign
  // files; kNotFound, no store is there and none may be made; kUnavailable, somebody holds it;
  // kCorrupt, files of a store without their table of contents; kIo.
  static Result<std::unique_ptr<StoreDirectory>> take(const std::filesystem::path& path,
                                                      bool create);
  ~StoreDirectory();
  StoreDirectory(const StoreDirectory&) = delete;
  StoreDirectory& operator=(const StoreDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }
  bool holds_store() const { return holds_store_; }  // false: empty, or never finished

 private:
  StoreDirectory(std::filesystem::path path, int owner) : path_(std::move(path)), owner_(owner) {}
  Result<void> look();

  std::filesystem::path path_;
  int owner_;
  bool holds_store_ = false;
};

}  // namespace liaison
