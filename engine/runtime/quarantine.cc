#include "engine/runtime/quarantine.h"

#include <charconv>

#include "engine/model/codec.h"
#include "engine/runtime/keys.h"

namespace liaison {

std::string quarantine_id(PartitionNumber partition, Fingerprint print) {
  return std::to_string(partition) + "-" + hex(keys::big_endian(print));
}

std::optional<QuarantineId> parse_quarantine_id(std::string_view text) {
  QuarantineId id;
  const char* const end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), end, id.partition);
  if (number.ec != std::errc{} || end - number.ptr != 17 || *number.ptr != '-') return std::nullopt;
  const auto print = std::from_chars(number.ptr + 1, end, id.print, 16);
  if (print.ec != std::errc{} || print.ptr != end) return std::nullopt;
  return id;
}

Result<void> Quarantine::load() {
  held_.clear();
  cases_.clear();
  std::optional<Error> broken;
  const std::string from = keys::quarantine();
  const auto read =
      committed_.scan(from, keys::after(from), [&](std::string_view, std::string_view value) {
        auto row = decode<QuarantineRow>(value);
        if (!row) {
          broken = row.error();
          return false;
        }
        held_.insert(row->print);
        if (!row->case_id.empty()) cases_.insert(std::move(row->case_id));
        return true;
      });
  if (!read) return read;
  if (broken) return *broken;
  return {};
}

std::optional<QuarantineRow> Quarantine::find(Fingerprint print) const {
  const auto row = rows_.get(keys::quarantine(print));
  if (!row) return std::nullopt;
  auto found = decode<QuarantineRow>(*row);
  if (!found) throw RowsFailed{found.error()};
  return std::move(*found);
}

void Quarantine::put(const QuarantineRow& row) {
  rows_.put(keys::quarantine(row.print), encode(row));
  held_.insert(row.print);
  if (!row.case_id.empty()) cases_.insert(row.case_id);
}

void Quarantine::take_out(const QuarantineRow& row) {
  rows_.put(keys::quarantine(row.print), std::nullopt);
  held_.erase(row.print);
  cases_.erase(row.case_id);
}

}  // namespace liaison
