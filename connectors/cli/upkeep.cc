#include "connectors/cli/upkeep.h"

namespace liaison::cli {

Upkeep::Upkeep(LocalJournal* journal, Node& node, Archive* archive, UpkeepOptions options)
    : journal_(journal), node_(node), archive_(archive), options_(std::move(options)) {
  thread_ = std::thread([this] { work(); });
}

Upkeep::~Upkeep() {
  stop();
  thread_.join();
}

void Upkeep::stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  stopped_.notify_all();
}

bool Upkeep::stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

bool Upkeep::wait() {
  std::unique_lock lock(mutex_);
  return !stopped_.wait_for(lock, options_.every, [this] { return stopping_; });
}

// An error is tried again at the next time: a full disk gets room, a partition serves again.
void Upkeep::work() {
  while (wait()) {
    try {
      if (const auto even = node_.catch_up(); !even) tell("deployment", even.error());
      if (journal_) trim();
      if (archive_ && options_.archive.after > Milliseconds{0}) archive_closed();
    } catch (const std::exception& thrown) {
      tell("upkeep", Error{Error::Kind::kIo, thrown.what()});
    }
  }
}

void Upkeep::tell(const std::string& what, const Error& error) {
  if (stopping() || said_[what] == error.message) return;
  said_[what] = error.message;
  options_.log(what + ": " + error.message);
}

void Upkeep::trim() {
  if (options_.retention.age == Milliseconds{0} && options_.retention.bytes == 0) return;
  Retention retention = options_.retention;
  retention.now = node_.now();
  const auto trimmed = journal_->trim(retention);
  if (!trimmed) return tell("retention", trimmed.error());
  said_.erase("retention");
  if (trimmed->records == 0) return;
  options_.log("retention: " + std::to_string(trimmed->records) + " records of " +
               std::to_string(trimmed->sequences) + " topics' partitions are gone");
}

void Upkeep::archive_closed() {
  for (PartitionNumber i = 0; i < node_.journal().partitions() && !stopping(); ++i)
    archive_closed(i);
}

// As many files as are full: more may be closed between two looks than one file takes.
void Upkeep::archive_closed(PartitionNumber partition) {
  const std::string what = "archive: partition " + std::to_string(partition);
  Archiver archiver(node_, *archive_, options_.archive);
  std::size_t all = 0;
  while (!stopping()) {
    const auto moved = archiver.pass(partition);
    if (!moved) tell(what, moved.error());
    else said_.erase(what);
    if (!moved || *moved == 0) break;
    all += *moved;
  }
  if (all > 0) options_.log(what + ": " + std::to_string(all) + " closed cases");
}

}  // namespace liaison::cli
