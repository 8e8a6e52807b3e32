#include "connectors/cli/watch.h"

namespace liaison::cli {

namespace fs = std::filesystem;

FolderWatch::FolderWatch(fs::path folder) : folder_(std::move(folder)) { known_ = last_ = look(); }

bool FolderWatch::changed() {
  Seen now = look();
  const bool still = now == last_;
  last_ = now;
  if (!still || now == known_) return false;
  known_ = std::move(now);
  return true;
}

FolderWatch::Seen FolderWatch::look() const {
  Seen seen;
  std::error_code gone;  // a file that goes while we look is seen at the next look
  for (fs::recursive_directory_iterator at(folder_, gone), end; !gone && at != end;
       at.increment(gone)) {
    std::error_code failed;
    if (!at->is_regular_file(failed)) continue;
    seen[at->path().string()] = {at->file_size(failed), at->last_write_time(failed)};
  }
  return seen;
}

}  // namespace liaison::cli
