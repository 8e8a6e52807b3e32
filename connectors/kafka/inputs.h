// Inputs: what is unread of one partition's input topics, merged by arrival.
//
//   Inputs inputs(cluster, 3, mark);
//   auto batch = inputs.take(positions, 1000);            // stays until positions have passed it
//
// A record is handed out only when no other topic can have an earlier one: each has its next one
// here, or is read to its end. What was handed out and is not behind the positions is handed out
// again; positions that go back begin anew from there. One thread at a time, but for expect().
#pragma once

#include <array>
#include <atomic>
#include <deque>
#include <map>
#include <memory>

#include "connectors/kafka/outgoing.h"
#include "connectors/kafka/reader.h"

namespace liaison::kafka {

class Inputs {
 public:
  // `mark`: how this process marks what it submits. `came` is called when there may be more.
  static Result<std::unique_ptr<Inputs>> open(const Cluster&, PartitionNumber,
                                              const std::string& mark, std::function<void()> came);

  // No inputs and not at the end: it is not known yet, `came` will tell.
  Result<Batch> take(const Positions&, std::size_t max);
  // The lane is not at its end before this offset is read. Any thread.
  void expect(std::string_view lane, Offset);

 private:
  struct Stream {
    Lane lane;
    std::string topic;
    std::deque<InputRecord> records;
    Offset from = 0;  // nothing before is here
    Offset next = 0;  // to be read
    bool ended = false;
    std::atomic<Offset> expected = 0;  // must be read before it has ended
  };

  Inputs(const Cluster& cluster, PartitionNumber partition, std::string mark);
  bool is_behind(const Positions&) const;
  Result<void> begin(const Positions&);
  void drop_read(const Positions&);
  Result<void> fetch(std::size_t max);
  void keep(Stream&, const Got&);
  Stream* stream_of(std::string_view topic);
  bool is_at_end(const Stream&) const;
  std::uint64_t ticket_of(const Got&) const;

  const Cluster& cluster_;
  const PartitionNumber partition_;
  const std::string mark_;
  std::array<Stream, 3> streams_;
  bool begun_ = false;
  std::unique_ptr<Reader> reader_;
};

}  // namespace liaison::kafka
