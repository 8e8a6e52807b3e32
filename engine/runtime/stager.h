// Stager: what a turn is going to write, as bytes.
//
//   stager.message(message, by, trace);   stager.send(3, command);   stager.history(key, entry);
//   stager.keep();                    // the input in hand counts; undo(): back to the last keep()
//   Turn turn = stager.finish(…);         // with the rows of all aggregates that have changed
//
// A record over the limit throws TooLarge: then the input in hand is refused.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "engine/runtime/aggregates.h"

namespace liaison {

struct TooLarge : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Stager {
 public:
  Stager(PartitionNumber self, std::size_t record_bytes)
      : self_(self), record_bytes_(record_bytes) {}

  void history(std::string key, const HistoryEntry& entry);
  void row(std::string key, std::string value);
  void message(Message&&, const Actor& by, std::string_view traceparent);
  void send(PartitionNumber to, const Command& command);  // by the internal topic
  void keep();
  void undo();
  void clear();

  // Moves everything out: the changed aggregates' rows, then those kept here.
  void finish(Aggregates&, Figures& figures, Turn& turn);
  std::size_t bytes() const { return bytes_; }
  bool empty() const { return rows_.empty() && records_.empty(); }

 private:
  void record(OutputRecord record);

  const PartitionNumber self_;
  const std::size_t record_bytes_;
  std::vector<RowChange> rows_;
  std::vector<OutputRecord> records_;
  std::size_t bytes_ = 0, kept_rows_ = 0, kept_records_ = 0, kept_bytes_ = 0;
};

}  // namespace liaison
