#include "engine/runtime/keys.h"

#include <algorithm>

namespace liaison::keys {

namespace {

constexpr char kPartition = 0x01, kCase = 0x02, kCustomer = 0x05, kPartitionHistory = 0x07,
               kAlias = 0x08, kPerson = 0x09, kDedup = 0x0a, kDefinition = 0x0b, kFigures = 0x0c,
               kArchived = 0x0d, kArchive = 0x0e, kQuarantine = 0x0f, kIndexes = 0x20,
               kDedupExpiry = 0x26;
constexpr char kHead = 0x01, kData = 0x02, kHistory = 0x03;  // rows of one case or customer
constexpr std::size_t kHashBytes = 16;

std::string named(char space, std::string_view name) {
  std::string key;
  key.reserve(1 + name.size());
  key += space;
  key += name;
  return key;
}

// A row of one case or customer: those of one stand together.
std::string row_of(char space, std::string_view name, char row) {
  std::string key;
  key.reserve(name.size() + 11);
  key += space;
  key += name;
  key += '\0';
  key += row;
  return key;
}

// The name in the key of a head row.
std::optional<std::string_view> name_in(std::string_view key, char space) {
  const std::size_t end = key.find('\0');
  const bool is_head = key.front() == space && end + 2 == key.size() && key.back() == kHead;
  return is_head ? std::optional(key.substr(1, end - 1)) : std::nullopt;
}

std::string numbered(char space, std::string_view name, std::uint64_t seq) {
  return row_of(space, name, kHistory) + big_endian(seq);
}

// Nothing of ours lies before 1970; what is computed to do so sorts first.
std::uint64_t number_of(Instant at) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, at.time_since_epoch().count()));
}
Instant instant_of(std::uint64_t number) {
  return Instant{Milliseconds{static_cast<std::int64_t>(number)}};
}

char space_of(IndexEntry::Kind kind) {
  return static_cast<char>(kIndexes + static_cast<int>(kind));
}
bool has_first(IndexEntry::Kind kind) {
  return kind == IndexEntry::Kind::kWork || kind == IndexEntry::Kind::kOfCustomer;
}
bool newest_first(IndexEntry::Kind kind) { return kind == IndexEntry::Kind::kOfCustomer; }

}  // namespace

std::string partition() { return {kPartition}; }
std::string cases() { return {kCase}; }
std::optional<CaseId> head_in(std::string_view key) {
  const auto name = name_in(key, kCase);
  return name ? std::optional(CaseId{*name}) : std::nullopt;
}
std::string customers() { return {kCustomer}; }
std::string workflows() { return named(kCustomer, key_of_workflow("").text); }
std::optional<CustomerKey> customer_in(std::string_view key) {
  const auto name = name_in(key, kCustomer);
  return name ? std::optional(CustomerKey{*name}) : std::nullopt;
}
std::string case_head(const CaseId& id) { return row_of(kCase, id.text, kHead); }
std::string case_data(const CaseId& id) { return row_of(kCase, id.text, kData); }
std::string case_history(const CaseId& id, std::uint64_t seq) {
  return numbered(kCase, id.text, seq);
}
std::string customer(const CustomerKey& key) { return row_of(kCustomer, key.text, kHead); }
std::string customer_history(const CustomerKey& key, std::uint64_t seq) {
  return numbered(kCustomer, key.text, seq);
}
std::string partition_history(std::uint64_t seq) {
  return named(kPartitionHistory, big_endian(seq));
}
std::string alias(const AliasId& id) { return named(kAlias, id.text); }
std::string person(const PersonId& id) { return named(kPerson, id.text); }

std::string dedup(std::string_view source, std::string_view id) {
  std::string identity;
  identity.reserve(source.size() + 1 + id.size());
  identity += source;
  identity += '\0';
  identity += id;
  return named(kDedup, std::string_view(sha256(identity)).substr(0, kHashBytes));
}

std::string dedup_expiry(Instant until, std::string_view dedup_key) {
  std::string key = named(kDedupExpiry, big_endian(number_of(until)));
  key += dedup_key.substr(std::min<std::size_t>(1, dedup_key.size()));
  return key;
}

std::string definition(const DefinitionId& id) { return named(kDefinition, id.text); }
std::string figures() { return {kFigures}; }
std::string archived(const CaseId& id) { return named(kArchived, id.text); }
std::string archive() { return {kArchive}; }
std::string case_rows(const CaseId& id) { return named(kCase, id.text) + '\0'; }
std::string quarantine() { return {kQuarantine}; }
std::string quarantine(std::uint64_t mark) { return named(kQuarantine, big_endian(mark)); }

std::string index(const IndexEntry& entry) {
  std::string key = index_prefix(entry.kind, entry.first);
  const std::uint64_t at = number_of(entry.at);
  key += big_endian(newest_first(entry.kind) ? ~at : at);
  key += entry.id;
  return key;
}

IndexKey parse_index(IndexEntry::Kind kind, std::string_view key) {
  std::size_t begin = 1;
  if (has_first(kind)) {
    const std::size_t end = key.find('\0', 1);
    begin = end == std::string_view::npos ? key.size() : end + 1;
  }
  if (key.size() < begin + 8) return {};
  const std::uint64_t at = from_big_endian(key.substr(begin, 8));
  return {instant_of(newest_first(kind) ? ~at : at), std::string(key.substr(begin + 8))};
}

std::string index_prefix(IndexEntry::Kind kind, std::string_view first) {
  std::string prefix;
  prefix.reserve(first.size() + 40);
  prefix += space_of(kind);
  if (has_first(kind) && !first.empty()) {
    prefix += first;
    prefix += '\0';
  }
  return prefix;
}

std::string breached_before_level_3() { return {static_cast<char>(kIndexes + 3)}; }

std::string after(std::string_view prefix) {
  std::string next(prefix);
  while (!next.empty() && next.back() == '\xff') next.pop_back();
  if (!next.empty()) next.back() = static_cast<char>(static_cast<unsigned char>(next.back()) + 1);
  return next;
}

std::string big_endian(std::uint64_t number) {
  std::string bytes(8, '\0');
  for (std::size_t i = 8; i-- > 0; number >>= 8) bytes[i] = static_cast<char>(number & 0xff);
  return bytes;
}

std::uint64_t from_big_endian(std::string_view eight_bytes) {
  std::uint64_t number = 0;
  for (const char byte : eight_bytes.substr(0, 8)) {
    number = number << 8 | static_cast<unsigned char>(byte);
  }
  return number;
}

}  // namespace liaison::keys
