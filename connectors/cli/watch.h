// FolderWatch: has anything in a folder of workflow files changed?
//
//   FolderWatch watch("workflows");
//   … every second: if (watch.changed()) load it …
//
// Said once for each change, and only when the folder has stood still since the last look: an
// editor that writes in several steps is not read half way. Looked at, not notified of, so that it
// works on every file system.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace liaison::cli {

class FolderWatch {
 public:
  explicit FolderWatch(std::filesystem::path folder);
  bool changed();

 private:
  using Seen = std::map<std::string, std::pair<std::uintmax_t, std::filesystem::file_time_type>>;
  Seen look() const;  // size and time of change of each file

  std::filesystem::path folder_;
  Seen known_, last_;
};

}  // namespace liaison::cli
