#include <algorithm>
#include <sstream>

#include "tests/contract/load.h"

namespace liaison {

namespace {

// Collects what is wrong; the first few are enough to see.
class Faults {
 public:
  template <class A, class B>
  void expect_equal(const A& is, const B& should, const std::string& what) {
    if (is == should || ++count_ > 5) return;
    text_ << what << " is " << is << " and should be " << should << "\n";
  }
  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  int count_ = 0;
};

std::string row(const Journal& journal, PartitionNumber partition, const std::string& key) {
  const auto value = journal.rows(partition).get(key);
  return value ? value->value_or("none") : value.error().message;
}

std::vector<StoredRecord> all(const Journal& journal, std::string_view topic,
                              PartitionNumber partition, Offset from) {
  auto records = journal.read(topic, partition, from, 1'000'000);
  check(bool(records), "a good store can be read");
  return std::move(*records);
}

void look_at_requests(const Journal& journal, PartitionNumber partition, Offset from, Offset end,
                      Faults& faults) {
  const auto requests = all(journal, "requests", partition, from);
  const auto out = all(journal, "out", partition, from);
  faults.expect_equal(requests.size(), end - from, "the number of requests");
  faults.expect_equal(out.size(), end - from, "the number of records");
  for (std::size_t i = 0; i < std::min(requests.size(), out.size()); ++i) {
    const std::string id = numbered("r", from + i);
    faults.expect_equal(requests[i].offset, from + i, "the offset of request " + id);
    faults.expect_equal(requests[i].value.substr(0, requests[i].value.find(' ')), id, "request");
    faults.expect_equal(out[i].value, id, "record");
    const bool kept = from + i + kRowsKept >= end;
    faults.expect_equal(row(journal, partition, id), kept ? id : "none", "row " + id);
  }
}

void look_at_current(const Journal& journal, PartitionNumber partition, Offset requests,
                     Faults& faults) {
  const auto current = all(journal, "current", partition, 0);
  faults.expect_equal(current.size(), std::min(requests, kKeys), "the number of current records");
  for (const StoredRecord& record : current) {
    faults.expect_equal(row(journal, partition, record.key), record.value, "row " + record.key);
    faults.expect_equal(record.value, numbered("r", record.offset), "the current record");
  }
}

void look_at_received(const Journal& journal, PartitionNumber partition, Offset from,
                      const LoadState& state, Faults& faults) {
  const PartitionNumber source = (partition + kLoadPartitions - 1) % kLoadPartitions;
  const Offset sent = LoadState::read(journal, source).sent;
  faults.expect_equal(*journal.end(internal_lane(source), partition), sent, "the lane's end");
  faults.expect_equal(state.received <= sent, true, "received at most what was sent");
  for (const StoredRecord& record : all(journal, internal_lane(source), partition, from)) {
    const std::string id = numbered("i", record.offset);
    faults.expect_equal(record.value, id, "the internal record");
    const bool read = record.offset < state.received;
    faults.expect_equal(row(journal, partition, id), read ? "received" : "none", "row " + id);
  }
}

}  // namespace

std::string LoadCheck::look(const std::filesystem::path& store,
                            const std::map<std::uint32_t, std::uint32_t>& reported) {
  auto journal = LocalJournal::open(store, kLoadPartitions, load_options());
  if (!journal) return journal.error().message;
  std::string wrong;
  for (PartitionNumber each = 0; each < kLoadPartitions; ++each) {
    const auto turns = reported.find(each);
    wrong += look_at(**journal, each, turns == reported.end() ? 0 : turns->second);
  }
  return wrong;
}

std::string LoadCheck::look_at(const Journal& journal, PartitionNumber partition,
                               std::uint64_t reported) {
  Faults faults;
  LoadState& last = before_[partition];
  const LoadState state = LoadState::read(journal, partition);
  const std::uint64_t least = std::max(reported, last.turns);
  faults.expect_equal(state.turns == least || state.turns == least + 1, true,
                      "turns " + std::to_string(state.turns) + ", acknowledged " +
                          std::to_string(least) + ", so that this");
  faults.expect_equal(*journal.end("requests", partition), state.requests, "the requests' end");
  faults.expect_equal(*journal.end("out", partition), state.requests, "the records' end");
  look_at_requests(journal, partition, last.requests, state.requests, faults);
  look_at_current(journal, partition, state.requests, faults);
  look_at_received(journal, partition, last.received, state, faults);
  last = state;
  if (faults.text().empty()) return "";
  return "partition " + std::to_string(partition) + ": " + faults.text();
}

std::map<std::uint32_t, std::uint32_t> LoadCheck::turns() const {
  std::map<std::uint32_t, std::uint32_t> turns;
  for (const auto& [partition, state] : before_) {
    turns[partition] = static_cast<std::uint32_t>(state.turns);
  }
  return turns;
}

}  // namespace liaison
