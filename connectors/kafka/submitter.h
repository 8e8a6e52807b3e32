// Submitter: puts records of callers on input topics, at once and for good. Each has this node's
// mark and its ticket with it, so that whoever reads it here knows who waits for it.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "connectors/kafka/handle.h"
#include "connectors/kafka/outgoing.h"
#include "engine/runtime/journal.h"

namespace liaison::kafka {

class Submitter {
 public:
  // What became of a ticket: it stands in its topic at this offset, or nobody knows where.
  using Stood = std::function<void(std::uint64_t ticket, std::optional<Offset>)>;
  static Result<std::unique_ptr<Submitter>> open(const Cluster&, const std::string& mark, Stood);
  ~Submitter();

  // Thread-safe. Error kUnavailable: too much waits.
  Result<void> submit(std::string_view topic, PartitionNumber, std::string_view value,
                      std::uint64_t ticket);

 private:
  Submitter(std::unique_ptr<Handle> handle, std::string mark, Stood stood);
  void take_reports();

  std::unique_ptr<Handle> handle_;
  const std::string mark_;
  const Stood stood_;
  std::atomic<bool> stopping_ = false;
  std::thread reports_;
};

}  // namespace liaison::kafka
