#include "connectors/rocksdb/status.h"

namespace liaison {

namespace {

using Kind = Error::Kind;

// A file that the table of contents names and that is not there is damage, not bad luck.
bool is_damage(const rocksdb::Status& status) {
  return status.IsCorruption() || status.IsPathNotFound();
}

}  // namespace

Error error_of(const rocksdb::Status& status, const std::string& store) {
  const std::string said = status.ToString();
  if (status.IsNoSpace()) {
    return {Kind::kIo, "expected room on the disk for " + store + ", but it is full (" + said +
                           "): make room, nothing was lost"};
  }
  if (is_damage(status)) {
    return {Kind::kCorrupt, "expected the store " + store + " to be whole, but it is damaged (" +
                                said + "): restore from a backup"};
  }
  if (status.IsNotSupported()) {
    return {Kind::kNewerFormat, "expected the store " + store +
                                    " to be readable by this liaison, but it is not (" + said +
                                    "): use the version that wrote it"};
  }
  if (status.IsBusy() || status.IsTryAgain() || status.IsTimedOut() || status.IsIncomplete()) {
    return {Kind::kUnavailable, "expected the store " + store + " to answer, but: " + said};
  }
  return {Kind::kIo, "expected to read and write " + store + ", but: " + said};
}

}  // namespace liaison
