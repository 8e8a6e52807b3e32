// SstArchive: the archive as RocksDB's sorted tables, one file for each batch of closed cases.
//
//   SstArchive archive("/var/lib/liaison");
//   /var/lib/liaison/archive/p2-00000017.sst         partition 2, the 18th file
//
// A sorted table, and not lines of text: a case is found in it without reading the rest, its blocks
// are compressed (ZSTD) and have checksums, and its rows are read and folded by the very code that
// reads the store. The folder may be a link or a mount of its own; backups take it along.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>

#include "engine/runtime/archive.h"

namespace liaison {

inline constexpr const char* kArchiveFolder = "archive";

class SstArchive final : public Archive {
 public:
  explicit SstArchive(const std::filesystem::path& store) : folder_(store / kArchiveFolder) {}

  Result<void> write(PartitionNumber, std::uint64_t file,
                     const std::vector<std::pair<std::string, std::string>>& rows) override;
  Result<std::shared_ptr<const Rows>> open(PartitionNumber, std::uint64_t file) const override;
  Result<void> verify(PartitionNumber, std::uint64_t file) const override;

 private:
  std::filesystem::path path(PartitionNumber, std::uint64_t file) const;
  Result<void> make_folder() const;

  const std::filesystem::path folder_;
  mutable std::mutex mutex_;
  mutable std::map<std::filesystem::path, std::shared_ptr<const Rows>> opened_;  // a few
};

}  // namespace liaison
