// What every journal must do, whatever keeps its bytes. The tests are in journal_contract.cc; an
// adapter takes part by a Bench in the list at its end.
//
//   TEST_P(JournalContract, Name) { submit(0, "requests", "a"); EXPECT_EQ(…poll(0)…); }
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "engine/runtime/journal.h"

namespace liaison {

// Where a journal is made for a test, and thrown away after it.
class Bench {
 public:
  virtual ~Bench() = default;
  virtual std::unique_ptr<Journal> make(PartitionNumber partitions, std::size_t queue_limit) = 0;
  // Closes the journal and opens what it left; the same journal where nothing outlives it.
  virtual std::unique_ptr<Journal> reopen(std::unique_ptr<Journal> journal) = 0;
};

struct Adapter {
  std::string name;
  std::function<std::unique_ptr<Bench>()> bench;
  // The log is a service of its own: what is submitted stands in it at once, with its time; its
  // topics are made beforehand; offsets have gaps; what is compacted goes later.
  bool log_apart = false;
};

inline void PrintTo(const Adapter& adapter, std::ostream* out) { *out << adapter.name; }

inline Instant at(std::int64_t milliseconds) { return Instant{Milliseconds{milliseconds}}; }

class JournalContract : public testing::TestWithParam<Adapter> {
 protected:
  void SetUp() override {
    bench_ = GetParam().bench();
    journal_ = bench_->make(4, 10);
    take_over();
  }
  void reopen() {
    journal_ = bench_->reopen(std::move(journal_));
    take_over();
  }
  void take_over();
  bool log_apart() const { return GetParam().log_apart; }

  std::uint64_t submit(PartitionNumber partition, std::string_view topic, std::string value);
  // When it is known whether there are any: a log apart tells a little later.
  Batch poll(PartitionNumber partition, std::size_t max = 100, Instant now = at(1000));
  // A turn of these inputs at the last one's arrival.
  Turn turn_of(PartitionNumber partition, std::vector<InputRecord> inputs = {}) const;
  // Commits and, as the partition row would, remembers up to where its inputs are read.
  void commit(Turn turn);
  // Submits, polls and commits.
  void take_in(PartitionNumber partition, std::string_view topic, std::string value,
               Instant now = at(1000));
  std::vector<StoredRecord> read(std::string_view topic, PartitionNumber partition, Offset from = 0,
                                 std::size_t max = 100) const;
  // Of a compacted topic, what stays of it; numbered without the gaps.
  std::string kept(PartitionNumber partition) const;
  std::string row(PartitionNumber partition, std::string_view key) const;  // "-": none
  std::vector<std::string> topics() const;                                 // that have records
  std::string lane(PartitionNumber source) const;

  std::unique_ptr<Bench> bench_;
  std::unique_ptr<Journal> journal_;
  std::map<PartitionNumber, Positions> positions_;
};

// What only those do that keep the queue and the clock themselves: queue_test.cc.
class EmbeddedContract : public JournalContract {};

OutputRecord output(std::string topic, PartitionNumber partition, std::string value);
OutputRecord compacted(PartitionNumber partition, std::string key, std::string value);
// "lane@offset:value lane@offset:value"
std::string show(const std::vector<InputRecord>& inputs);
// "offset:key=value", tombstones as "offset:key!"
std::string show(const std::vector<StoredRecord>& records);

}  // namespace liaison
