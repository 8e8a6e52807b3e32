#include "connectors/kafka/readings.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "connectors/kafka/topics.h"

namespace liaison::kafka {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kIdleMost = 4;
constexpr Milliseconds kSlice{100};
constexpr Milliseconds kShownAfter{1000};

StoredRecord stored(PartitionNumber partition, const Got& got) {
  return {partition,       got.offset, got.arrival(), got.key(), std::string(got.value()),
          !got.has_value()};
}

Result<void> fill(Reader& reader, const Place& from, Offset end, std::size_t max,
                  Milliseconds patience, std::vector<StoredRecord>& records) {
  if (auto started = reader.start({from}); !started) return started;
  const auto until = Clock::now() + patience;
  while (records.size() < max) {
    const Got got = reader.next(kSlice);
    if (got.kind == Got::Kind::kFault) return got.error;
    if (got.kind == Got::Kind::kEnd && got.offset >= end) break;
    if (got.kind == Got::Kind::kRecord) {
      if (got.offset >= end) break;
      records.push_back(stored(from.partition, got));
      if (got.offset + 1 >= end) break;
    }
    if (Clock::now() < until) continue;
    if (!records.empty()) break;
    return Error{Error::Kind::kUnavailable,
                 "expected records of " + from.topic + ", but none came in time"};
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Reader>> Readings::take() {
  {
    std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto reader = std::move(idle_.back());
      idle_.pop_back();
      return reader;
    }
  }
  return Reader::open(cluster_, Reader::Of::kStanding);
}

void Readings::give_back(std::unique_ptr<Reader> reader) {
  static_cast<void>(reader->start({}));
  std::lock_guard lock(mutex_);
  if (idle_.size() < kIdleMost) idle_.push_back(std::move(reader));
}

Result<bool> Readings::is_there(const Reader& reader, std::string_view topic) {
  {
    std::lock_guard lock(mutex_);
    if (there_.count(topic) > 0) return true;
  }
  const auto names = reader.topics();
  if (!names) return names.error();
  std::lock_guard lock(mutex_);
  there_.insert(names->begin(), names->end());
  return there_.count(topic) > 0;
}

void Readings::committed(const std::string& topic, PartitionNumber partition, Offset offset) {
  std::lock_guard lock(mutex_);
  Offset& end = committed_[{topic, partition}];
  end = std::max(end, offset + 1);
}

Result<Reader::Ends> Readings::ends(const Reader& reader, std::string_view topic,
                                    PartitionNumber partition) {
  Offset least = 0;
  {
    std::lock_guard lock(mutex_);
    const auto found = committed_.find({std::string(topic), partition});
    if (found != committed_.end()) least = found->second;
  }
  const auto until = Clock::now() + kShownAfter;  // somebody else's open transaction may hide it
  while (true) {
    auto ends = reader.ends(cluster_.topic(topic), partition);
    if (!ends || ends->end >= least || Clock::now() >= until) return ends;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

Result<std::vector<StoredRecord>> Readings::read(std::string_view topic, PartitionNumber partition,
                                                 Offset from, std::size_t max) {
  std::vector<StoredRecord> records;
  if (max == 0) return records;
  auto reader = take();
  if (!reader) return reader.error();
  const auto read = [&]() -> Result<void> {
    const auto there = is_there(**reader, topic);
    if (!there) return there.error();
    if (!*there) return {};
    const auto range = ends(**reader, topic, partition);
    if (!range) return range.error();
    if (from >= range->end) return {};
    const Place place{cluster_.topic(topic), partition, std::max(from, range->first)};
    return fill(**reader, place, range->end, max, cluster_.patience, records);
  }();
  give_back(std::move(*reader));
  if (!read) return read.error();
  return records;
}

Result<Reader::Ends> Readings::ends(std::string_view topic, PartitionNumber partition) {
  auto reader = take();
  if (!reader) return reader.error();
  const auto range = [&]() -> Result<Reader::Ends> {
    const auto there = is_there(**reader, topic);
    if (!there) return there.error();
    return *there ? ends(**reader, topic, partition) : Reader::Ends{};
  }();
  give_back(std::move(*reader));
  return range;
}

Result<Offset> Readings::end(std::string_view topic, PartitionNumber partition) {
  const auto range = ends(topic, partition);
  if (!range) return range.error();
  return range->end;
}

Result<Offset> Readings::start(std::string_view topic, PartitionNumber partition) {
  if (is_compacted(topic)) return Offset{0};
  const auto range = ends(topic, partition);
  if (!range) return range.error();
  return range->first;
}

Result<std::vector<std::string>> Readings::topics() {
  auto reader = take();
  if (!reader) return reader.error();
  auto names = (*reader)->topics();
  give_back(std::move(*reader));
  if (!names) return names;
  std::erase(*names, kChangelogTopic);
  std::erase(*names, kHistoryTopic);
  return names;
}

}  // namespace liaison::kafka
