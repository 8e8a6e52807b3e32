// ForwardingJournal: a journal that hands everything on to another one. Whoever stands between the
// engine and a journal derives from it and overrides only what it is about.
//
//   class Counting final : public ForwardingJournal<Journal&> {      // over somebody's journal
//     using ForwardingJournal::ForwardingJournal;
//     Result<Commit> commit(Turn turn) override { ++count; return inner.commit(std::move(turn)); }
//   };
//   class Faulty final : public ForwardingJournal<MemoryJournal> {…}  // over one of its own
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/runtime/journal.h"

namespace liaison {

template <class Inner>
class ForwardingJournal : public Journal {
 public:
  template <class... Arguments>
  explicit ForwardingJournal(Arguments&&... arguments)
      : inner(std::forward<Arguments>(arguments)...) {}

  PartitionNumber partitions() const override { return inner.partitions(); }
  const Rows& rows(PartitionNumber partition) const override { return inner.rows(partition); }
  Result<void> take_over(PartitionNumber partition) override { return inner.take_over(partition); }
  bool is_ours(PartitionNumber partition) const override { return inner.is_ours(partition); }
  Result<Batch> poll(PartitionNumber partition, const Positions& positions, std::size_t max,
                     Instant now) override {
    return inner.poll(partition, positions, max, now);
  }
  Result<Commit> commit(Turn turn) override { return inner.commit(std::move(turn)); }
  Result<std::uint64_t> submit(PartitionNumber partition, std::string_view topic,
                               std::string value) override {
    return inner.submit(partition, topic, std::move(value));
  }
  void withdraw(PartitionNumber partition) override { inner.withdraw(partition); }
  bool keeps_submitted() const override { return inner.keeps_submitted(); }
  void wait(const std::vector<PartitionNumber>& partitions, Milliseconds at_most) override {
    inner.wait(partitions, at_most);
  }
  void stop_waiting() override { inner.stop_waiting(); }
  Result<std::vector<StoredRecord>> read(std::string_view topic, PartitionNumber partition,
                                         Offset from, std::size_t max) const override {
    return inner.read(topic, partition, from, max);
  }
  Result<Offset> end(std::string_view topic, PartitionNumber partition) const override {
    return inner.end(topic, partition);
  }
  Result<Offset> start(std::string_view topic, PartitionNumber partition) const override {
    return inner.start(topic, partition);
  }
  Result<std::vector<std::string>> topics() const override { return inner.topics(); }
  bool makes_topics() const override { return inner.makes_topics(); }

  Inner inner;
};

}  // namespace liaison
