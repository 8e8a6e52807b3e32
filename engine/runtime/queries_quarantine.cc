// Of the queries: what has ended the process and is set aside.
#include <algorithm>

#include "engine/model/codec.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/quarantine.h"
#include "engine/runtime/queries.h"
#include "engine/runtime/rejection.h"
#include "engine/runtime/shown.h"
#include "engine/runtime/timestamp.h"

namespace liaison {

namespace {

std::string utc_text(Instant at) {
  std::string text;
  append_rfc3339(text, at);
  return text;
}

Json shown_aside(PartitionNumber partition, const QuarantineRow& row) {
  Json one = {{"quarantine", quarantine_id(partition, row.print)},
              {"since", utc_text(row.since)},
              {"partition", partition},
              {"case", text_or_null(row.case_id.text)},
              {"source", text_or_null(row.source)},
              {"id", text_or_null(row.id)},
              {"type", text_or_null(row.type)}};
  if (!row.case_id.empty()) {
    one["due"] = utc_text(row.due);
    return one;
  }
  const ShownRecord record = shown_record({row.lane, row.offset, row.arrival, row.value, 0});
  one["lane"] = row.lane;
  one["offset"] = row.offset;
  one["arrival"] = utc_text(row.arrival);
  one["record"] = record.text;
  one["encoding"] = record.encoding;
  one["truncated"] = record.truncated;
  return one;
}

}  // namespace

Result<Json> list_quarantined(const StoreView& view) {
  std::vector<std::pair<Instant, Json>> all;
  const std::string from = keys::quarantine();
  for (PartitionNumber partition = 0; partition < view.partitions(); ++partition) {
    std::optional<Error> broken;
    const auto read = view.rows(partition).scan(
        from, keys::after(from), [&](std::string_view, std::string_view value) {
          const auto row = decode<QuarantineRow>(value);
          if (row) all.emplace_back(row->since, shown_aside(partition, *row));
          else broken = row.error();
          return !broken;
        });
    if (!read) return read.error();
    if (broken) return *broken;
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  Json list = Json::array();
  for (auto& [since, one] : all) list.push_back(std::move(one));
  return list;
}

}  // namespace liaison
