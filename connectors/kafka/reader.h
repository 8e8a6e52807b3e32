// Reader: records of some partitions of topics, from given offsets on, without any group.
//
//   auto reader = Reader::open(cluster, Reader::Of::kComing);
//   (*reader)->start({{"liaison.requests", 3, 42}});
//   while (true) { Got got = (*reader)->next(Milliseconds{100}); … }
//
// An *end* is told each time all there was has been read. Offsets have gaps (marks of
// transactions, compaction): only an end tells that nothing more is there. One thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "connectors/kafka/handle.h"
#include "connectors/kafka/options.h"
#include "engine/model/result.h"
#include "engine/runtime/journal.h"

namespace liaison::kafka {

struct Place {
  std::string topic;  // with prefix
  PartitionNumber partition = 0;
  Offset offset = 0;  // of the next record to read
};

struct Got {
  enum class Kind { kNothing, kRecord, kEnd, kFault } kind = Kind::kNothing;
  MessagePtr message;  // of a record
  std::string topic;   // with prefix; of an end, too
  Offset offset = 0;   // of the record; of an end: where the next one will be
  Error error;         // of a fault: what no repetition heals

  Instant arrival() const;
  std::string key() const;
  std::string_view value() const;
  bool has_value() const { return message->payload != nullptr; }
  // The value of a header; "": none.
  std::string_view header(const char* name) const;
};

class Reader {
 public:
  // Committed records as they come, or up to an end that is known; or what is not committed, too.
  enum class Of { kComing, kStanding, kUncommitted };
  static Result<std::unique_ptr<Reader>> open(const Cluster&, Of);
  ~Reader();

  // Reads these, and nothing that was read before.
  Result<void> start(const std::vector<Place>&);
  Got next(Milliseconds at_most);
  // Called by a thread of the library when something has come after nothing was there.
  void when_something_comes(std::function<void()> call);

  struct Ends {
    Offset first = 0, end = 0;
  };
  // Asked of the broker now. What is committed ends before the first open transaction.
  Result<Ends> ends(const std::string& topic, PartitionNumber) const;
  // Where the topic ended when something of it came last; none before that.
  std::optional<Offset> known_end(const std::string& topic, PartitionNumber) const;
  std::string cluster_id() const;
  // The names of all that begin with the prefix, without it, sorted.
  Result<std::vector<std::string>> topics() const;

 private:
  Reader(const Cluster& cluster, std::unique_ptr<Handle> handle);
  static void came(rd_kafka_t*, void* self);

  const Cluster& cluster_;
  std::function<void()> call_;
  std::unique_ptr<Handle> handle_;
  QueuePtr queue_;
};

}  // namespace liaison::kafka
