#include "connectors/kafka/inputs.h"

#include <algorithm>
#include <charconv>

#include "connectors/kafka/binary_event.h"
#include "engine/runtime/inbox.h"

namespace liaison::kafka {

namespace {

constexpr Milliseconds kNow{0};

Offset position_of(const Positions& positions, const Lane& lane) {
  const auto found = positions.find(lane);
  return found == positions.end() ? 0 : found->second;
}

}  // namespace

Inputs::Inputs(const Cluster& cluster, PartitionNumber partition, std::string mark)
    : cluster_(cluster), partition_(partition), mark_(std::move(mark)) {
  constexpr std::string_view kLanes[] = {kRequestsTopic, kRepliesTopic, kInternalTopic};
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    streams_[i].lane = kLanes[i];
    streams_[i].topic = cluster.topic(kLanes[i]);
  }
}

Result<std::unique_ptr<Inputs>> Inputs::open(const Cluster& cluster, PartitionNumber partition,
                                             const std::string& mark, std::function<void()> came) {
  std::unique_ptr<Inputs> inputs(new Inputs(cluster, partition, mark));
  auto reader = Reader::open(cluster, Reader::Of::kComing);
  if (!reader) return reader.error();
  inputs->reader_ = std::move(*reader);
  inputs->reader_->when_something_comes(std::move(came));
  return inputs;
}

void Inputs::expect(std::string_view lane, Offset offset) {
  for (Stream& stream : streams_) {
    if (stream.lane != lane) continue;
    Offset before = stream.expected.load();
    while (before < offset + 1 && !stream.expected.compare_exchange_weak(before, offset + 1)) {
    }
  }
}

bool Inputs::is_behind(const Positions& positions) const {
  return std::any_of(streams_.begin(), streams_.end(), [&](const Stream& stream) {
    return position_of(positions, stream.lane) < stream.from;
  });
}

// A topic whose records were all deleted before anybody was here begins where it begins now.
Result<void> Inputs::begin(const Positions& positions) {
  std::vector<Place> places;
  for (Stream& stream : streams_) {
    Offset from = position_of(positions, stream.lane);
    if (from == 0) {
      const auto ends = reader_->ends(stream.topic, partition_);
      if (!ends) return ends.error();
      from = ends->first;
    }
    stream.records.clear();
    stream.from = position_of(positions, stream.lane);
    stream.next = from;
    stream.ended = false;
    places.push_back({stream.topic, partition_, from});
  }
  auto started = reader_->start(places);
  begun_ = bool(started);
  return started;
}

void Inputs::drop_read(const Positions& positions) {
  for (Stream& stream : streams_) {
    const Offset position = position_of(positions, stream.lane);
    while (!stream.records.empty() && stream.records.front().offset < position) {
      stream.records.pop_front();
    }
    stream.from = std::max(stream.from, position);
  }
}

// All that is here already, up to some more than is asked for; but a topic of which nothing is
// known yet may stand behind any number of records of others.
Result<void> Inputs::fetch(std::size_t max) {
  std::size_t held = 0;
  for (const Stream& stream : streams_) held += stream.records.size();
  const auto is_unknown = [this](const Stream& stream) {
    return stream.records.empty() && !is_at_end(stream);
  };
  while (held < 2 * max + 1 || std::any_of(streams_.begin(), streams_.end(), is_unknown)) {
    const Got got = reader_->next(kNow);
    if (got.kind == Got::Kind::kNothing) break;
    if (got.kind == Got::Kind::kFault) {
      begun_ = false;
      return got.error;
    }
    Stream* stream = stream_of(got.topic);
    if (stream == nullptr) continue;
    if (got.kind == Got::Kind::kEnd) {
      stream->next = std::max(stream->next, got.offset);
      stream->ended = true;
    } else {
      keep(*stream, got);
      ++held;
    }
  }
  return {};
}

void Inputs::keep(Stream& stream, const Got& got) {
  if (got.offset < stream.next) return;
  stream.next = got.offset + 1;
  stream.ended = false;
  Instant arrival = got.arrival();  // two brokers' clocks may differ
  if (!stream.records.empty()) arrival = std::max(arrival, stream.records.back().arrival);
  stream.records.push_back({stream.lane, got.offset, arrival, as_whole_event(got), ticket_of(got)});
}

Inputs::Stream* Inputs::stream_of(std::string_view topic) {
  for (Stream& stream : streams_) {
    if (stream.topic == topic) return &stream;
  }
  return nullptr;
}

// The mark of a transaction is no record: behind one only the end that is told is one.
bool Inputs::is_at_end(const Stream& stream) const {
  if (stream.next < stream.expected.load()) return false;
  if (stream.ended) return true;
  const auto known = reader_->known_end(stream.topic, partition_);
  return known && *known <= stream.next && stream.next > stream.from;
}

std::uint64_t Inputs::ticket_of(const Got& got) const {
  const std::string_view text = got.header(kTicketHeader);
  if (!text.starts_with(mark_) || text.size() <= mark_.size() || text[mark_.size()] != '.') {
    return 0;
  }
  std::uint64_t ticket = 0;
  std::from_chars(text.data() + mark_.size() + 1, text.data() + text.size(), ticket);
  return ticket;
}

Result<Batch> Inputs::take(const Positions& positions, std::size_t max) {
  if (!begun_ || is_behind(positions)) {
    if (auto started = begin(positions); !started) return started.error();
  }
  drop_read(positions);
  if (auto fetched = fetch(max); !fetched) return fetched.error();
  Batch batch;
  std::array<std::size_t, 3> taken{};
  bool all_known = true;
  while (batch.inputs.size() < max) {
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < streams_.size(); ++i) {
      const Stream& stream = streams_[i];
      if (taken[i] == stream.records.size()) {
        all_known = all_known && is_at_end(stream);
        continue;
      }
      if (!first ||
          arrives_before(stream.records[taken[i]], streams_[*first].records[taken[*first]])) {
        first = i;
      }
    }
    if (!first || !all_known) break;
    batch.inputs.push_back(streams_[*first].records[taken[*first]++]);
  }
  batch.at_end = all_known;
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    batch.at_end = batch.at_end && taken[i] == streams_[i].records.size() && is_at_end(streams_[i]);
  }
  return batch;
}

}  // namespace liaison::kafka
