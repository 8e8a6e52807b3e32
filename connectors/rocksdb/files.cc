#include "connectors/rocksdb/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace liaison {

Result<void> sync_path(const std::filesystem::path& path) {
  const int file = ::open(path.empty() ? "." : path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && ::fsync(file) == 0;
  const int reason = errno;
  if (file >= 0) ::close(file);
  if (synced) return {};
  return Error{Error::Kind::kIo,
               "expected " + path.string() + " to reach the disk, but: " + std::strerror(reason)};
}

}  // namespace liaison
