// Any bytes as a stored row or blob of any kind: a value that is stored as itself again, or an
// error. The first byte says as what.
#include "connectors/rocksdb/format.h"
#include "engine/model/codec.h"
#include "engine/model/json_text.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/partition.h"
#include "engine/runtime/partition_rows.h"

namespace liaison {
namespace {

template <class T>
void as(std::string_view bytes) {
  const auto value = decode<T>(bytes);
  if (!value) {
    check(!value.error().message.empty(), "what cannot be decoded has a reason");
    return;
  }
  const std::string stored = encode(*value);
  const auto again = decode<T>(stored);
  check(again && encode(*again) == stored, "what was decoded is stored as itself");
  static_cast<void>(to_json_text(view(*value)));
}

void as_records(std::string_view bytes) {
  const std::size_t key = std::min<std::size_t>(bytes.size(), 15);
  RecordsReader reader(bytes.substr(0, key), bytes.substr(key));
  while (reader.next()) {
  }
  static_cast<void>(read_format(bytes));
  static_cast<void>(read_topic(bytes));
}

void as_key(std::string_view bytes) {
  static_cast<void>(keys::head_in(bytes.empty() ? "\x02" : bytes));
  static_cast<void>(keys::customer_in(bytes.empty() ? "\x05" : bytes));
  for (int kind = 0; kind < 6; ++kind) {
    static_cast<void>(keys::parse_index(static_cast<IndexEntry::Kind>(kind), bytes));
  }
}

constexpr void (*kKinds[])(std::string_view) = {
    as<CaseHead>,
    as<CaseData>,
    as<HistoryEntry>,
    as<Command>,
    as<Customer>,
    as<Person>,
    as<PartitionRow>,
    as<DedupRow>,
    as<Figures>,
    as_records,
    as_key,
    [](std::string_view bytes) {
      static_cast<void>(DefinitionCodec::of_language().unpack(bytes));
    }};

}  // namespace
}  // namespace liaison

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, unsigned long size) {
  if (size == 0) return 0;
  const std::string_view row(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  liaison::kKinds[bytes[0] % std::size(liaison::kKinds)](row);
  return 0;
}
