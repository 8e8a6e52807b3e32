// Upkeep: what a server does beside its work, on a thread of its own: retention of topics,
// archiving of closed cases, partitions that a deployment did not reach.
//
//   Upkeep upkeep(journal, *node, archive, options);      // begins
//   upkeep.stop();                                        // node->stop() lets it end soon
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "connectors/local_log/local_journal.h"
#include "connectors/rocksdb/sst_archive.h"
#include "engine/runtime/archiver.h"

namespace liaison::cli {

struct UpkeepOptions {
  Retention retention;
  ArchiveOptions archive;
  Milliseconds every{60'000};
  std::function<void(const std::string&)> log;
};

class Upkeep {
 public:
  // Without a journal or an archive: that is somebody else's to do.
  Upkeep(LocalJournal* journal, Node& node, Archive* archive, UpkeepOptions options);
  ~Upkeep();
  void stop();  // without waiting

 private:
  void work();
  void trim();
  void archive_closed();
  void archive_closed(PartitionNumber);
  void tell(const std::string& what, const Error&);
  bool wait();
  bool stopping();

  LocalJournal* const journal_;
  Node& node_;
  Archive* const archive_;
  const UpkeepOptions options_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::map<std::string, std::string> said_;  // the last error of each: said once
  std::thread thread_;
};

}  // namespace liaison::cli
