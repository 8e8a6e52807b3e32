#include "engine/scenario/play.h"

#include "engine/scenario/lockstep.h"
#include "engine/scenario/recording.h"
#include "engine/scenario/store_check.h"

namespace liaison {

namespace {

// The inputs of a store, lane by lane, to be held against a file.
class StoredInputs {
 public:
  static Result<StoredInputs> read(const Journal& journal) {
    StoredInputs stored;
    for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
      for (const std::string_view topic : {kRequestsTopic, kRepliesTopic}) {
        auto lane = read_all(journal, topic, i);
        if (!lane) return lane.error();
        stored.count_ += lane->size();
        stored.lanes_[{i, std::string(topic)}] = {std::move(*lane), 0};
      }
    }
    return stored;
  }

  std::size_t count() const { return count_; }

  // Whether the next input of this lane is this event; goes one further.
  bool goes_on_with(PartitionNumber partition, const RecordedLine& line) {
    Stored& lane = lanes_[{partition, line.topic}];
    if (lane.next >= lane.records.size()) return false;
    const StoredRecord& record = lane.records[lane.next++];
    return record.value == line.event.dump() && record.arrival >= line.at;
  }

 private:
  struct Stored {
    std::vector<StoredRecord> records;
    std::size_t next = 0;
  };
  std::map<std::pair<PartitionNumber, std::string>, Stored> lanes_;
  std::size_t count_ = 0;
};

class Player {
 public:
  Player(Recording& recording, const RecordingSize& size, Journal& journal,
         const PlayOptions& options)
      : recording_(recording),
        size_(size),
        journal_(journal),
        options_(options),
        engine_(journal, options.partition) {}

  Result<PlayReport> play(const std::vector<std::shared_ptr<const Definition>>& definitions);

 private:
  Result<void> skip_what_is_stored();
  Result<void> play_line(const RecordedLine& line);
  Result<void> go_on();
  void tell(Instant now) const;

  Recording& recording_;
  const RecordingSize size_;
  Journal& journal_;
  const PlayOptions& options_;
  Lockstep engine_;
  PlayReport report_;
};

Result<PlayReport> Player::play(const std::vector<std::shared_ptr<const Definition>>& definitions) {
  const auto began = std::chrono::steady_clock::now();
  report_.from = size_.from;
  report_.to = size_.to;
  if (auto loaded = engine_.load(); !loaded) return loaded.error();
  if (auto skipped = skip_what_is_stored(); !skipped) return skipped.error();
  const Instant now = std::max(size_.from, engine_.time());
  if (auto active = engine_.activate(definitions, now); !active) return active.error();
  if (auto played = go_on(); !played) return played.error();
  const Figures figures = engine_.figures();
  report_.cases_opened = figures.cases_opened;
  report_.cases_closed = figures.cases_closed;
  report_.cases_stuck = figures.cases_stuck;
  report_.refused = engine_.totals().refused;
  report_.duplicates = engine_.totals().duplicates;
  report_.rungs = engine_.totals().rungs;
  report_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return report_;
}

// What was committed by an earlier play. What it had sent between partitions may not have arrived.
Result<void> Player::skip_what_is_stored() {
  auto stored = StoredInputs::read(journal_);
  if (!stored) return stored.error();
  Instant last{};
  while (report_.lines < stored->count()) {
    const auto line = recording_.next();
    if (line && !line->is_input()) continue;
    if (!line || !stored->goes_on_with(engine_.place(line->event), *line)) {
      return invalid(
          "expected a store that is new or was filled from this file, but it holds "
          "other inputs than the file from input " +
          std::to_string(report_.lines + 1) + " on");
    }
    ++report_.lines;
    last = line->at;
  }
  report_.skipped = report_.lines;
  return report_.lines > 0 ? engine_.settle(last) : Result<void>{};
}

Result<void> Player::go_on() {
  while (auto line = recording_.next()) {
    if (options_.stop && options_.stop()) return {};
    if (auto played = play_line(*line); !played) return played;
    tell(line->at);
  }
  report_.finished = true;
  return {};
}

Result<void> Player::play_line(const RecordedLine& line) {
  if (auto advanced = engine_.advance(line.at); !advanced) return advanced;
  if (!line.is_input()) return {};
  const auto ticket = journal_.submit(engine_.place(line.event), line.topic, line.event.dump());
  if (!ticket) return ticket.error();
  ++report_.lines;
  return engine_.settle(line.at);
}

void Player::tell(Instant now) const {
  if (options_.progress) options_.progress({report_.lines, size_.inputs, report_.skipped, now});
}

}  // namespace

Result<PlayResult> play(const std::string& path, Journal& journal,
                        const std::vector<std::shared_ptr<const Definition>>& definitions,
                        const PlayOptions& options) {
  PlayResult result;
  Recording recording(path);
  const auto size = recording.check(result.faults);
  if (!size) return size.error();
  if (!result.faults.empty()) return result;
  auto report = Player(recording, *size, journal, options).play(definitions);
  if (!report) return report.error();
  result.report = *report;
  return result;
}

}  // namespace liaison
