#include "engine/runtime/stager.h"

#include <algorithm>

#include "engine/model/codec.h"
#include "engine/runtime/cloud_event.h"
#include "engine/runtime/keys.h"

namespace liaison {

namespace {

// What stands under a derived key: the case it belongs to, unless the key says so itself.
std::string derived_value(std::string_view key, const CaseId& id) {
  return key.ends_with(id.text) ? std::string{} : id.text;
}

void stage_derived(CachedCase& cached, const CaseId& id, std::vector<RowChange>& rows) {
  std::vector<std::string> fresh = derived_keys(cached.value);
  auto old = cached.stored_keys.begin();
  for (const std::string& key : fresh) {
    for (; old != cached.stored_keys.end() && *old < key; ++old) rows.push_back({*old, {}});
    if (old != cached.stored_keys.end() && *old == key) ++old;
    else rows.push_back({key, derived_value(key, id)});
  }
  for (; old != cached.stored_keys.end(); ++old) rows.push_back({*old, {}});
  cached.stored_keys = std::move(fresh);
}

void stage_customer(CachedCustomer& cached, std::vector<RowChange>& rows) {
  rows.push_back({keys::customer(cached.value.key), encode(cached.value)});
  const auto due = due_of(cached.value);
  if (due == cached.stored_due) return;
  if (cached.stored_due) rows.push_back({keys::index(*cached.stored_due), {}});
  if (due) rows.push_back({keys::index(*due), due->id});
  cached.stored_due = due;
}

// Adds what the case counts for now and takes away what it counted for before.
void count_again(CachedCase& cached, Figures& figures) {
  const Figures now = figures_of(cached.value);
  Figures::fields(
      [&](const char*, auto member) { figures.*member += now.*member - cached.counted.*member; });
  cached.counted = now;
}

void stage_case(CachedCase& cached, const CaseId& id, Figures& figures,
                std::vector<RowChange>& rows) {
  const CaseHead& head = cached.value;
  rows.push_back({keys::case_head(id), encode(head)});
  if (cached.counted.cases_opened == 0 || cached.value.data != cached.stored_data) {
    rows.push_back({keys::case_data(id), encode(cached.value.data)});
    cached.stored_data = cached.value.data;
  }
  stage_derived(cached, id, rows);
  count_again(cached, figures);
}

}  // namespace

void Stager::history(std::string key, const HistoryEntry& entry) {
  row(std::move(key), encode(entry));
}

void Stager::row(std::string key, std::string value) {
  bytes_ += value.size();
  rows_.push_back({std::move(key), std::move(value)});
}

void Stager::message(Message&& message, const Actor& by, std::string_view traceparent) {
  OutputRecord out;
  if (!message.tombstone) out.value = encode_cloud_event(message, by, traceparent);
  out.topic = std::move(message.topic);
  out.partition = self_;
  out.key = std::move(message.key);
  out.compacted = message.compacted;
  out.tombstone = message.tombstone;
  record(std::move(out));
}

void Stager::send(PartitionNumber to, const Command& command) {
  record(
      {.topic = std::string(kInternalTopic), .partition = to, .key = {}, .value = encode(command)});
}

void Stager::record(OutputRecord record) {
  if (record.value.size() > record_bytes_) {
    throw TooLarge("expected a record of at most " + std::to_string(record_bytes_) +
                   " bytes for topic " + record.topic + ", but it has " +
                   std::to_string(record.value.size()));
  }
  bytes_ += record.value.size();
  records_.push_back(std::move(record));
}

void Stager::keep() {
  kept_rows_ = rows_.size();
  kept_records_ = records_.size();
  kept_bytes_ = bytes_;
}

void Stager::undo() {
  rows_.resize(kept_rows_);
  records_.resize(kept_records_);
  bytes_ = kept_bytes_;
}

void Stager::clear() {
  rows_.clear();
  records_.clear();
  bytes_ = 0;
  keep();
}

void Stager::finish(Aggregates& aggregates, Figures& figures, Turn& turn) {
  turn.rows = std::move(rows_);
  turn.records = std::move(records_);
  for (const CaseId& id : aggregates.cases.dirty_cases()) {
    stage_case(aggregates.cases.the_case(id), id, figures, turn.rows);
  }
  for (const CustomerKey& key : aggregates.cases.dirty_customers()) {
    stage_customer(aggregates.cases.customer(key), turn.rows);
  }
  aggregates.loose.drain(turn.rows);
  clear();
}

}  // namespace liaison
