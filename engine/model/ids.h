// Names of things, each a type of its own so that a task id cannot be passed as a case id.
//
//   CaseId id = case_id(CustomerKey{"c-8f31"}, source, request_id, "lv-new-connection");
//   id.text == "3f2-K7QW81XNBA0P5RDT"
//
// A case id says its partition at any partition count (its first 12 bits are the hash of the
// customer key), names nobody, and follows from the request alone: the same request sent twice
// gives the same id. A task id extends it: CASE.step.entry.slot.attempt; a clock id:
// CASE.clock.slot. The forms are those of contracts.md section 1.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace liaison {

template <class Tag>
struct Name {
  std::string text;

  Name() = default;
  explicit Name(std::string value) : text(std::move(value)) {}
  explicit Name(std::string_view value) : text(value) {}
  explicit Name(const char* value) : text(value) {}
  bool empty() const { return text.empty(); }
  friend auto operator<=>(const Name&, const Name&) = default;
  friend bool operator==(const Name&, const Name&) = default;
};

using CaseId = Name<struct CaseTag>;
using TaskId = Name<struct TaskTag>;
using ClockId = Name<struct ClockTag>;
using CustomerKey = Name<struct CustomerTag>;     // [A-Za-z0-9_.-]{1,64}
using DepartmentId = Name<struct DepartmentTag>;  // [a-z][a-z0-9-]*; also the suffix of its topic
using PersonId = Name<struct PersonTag>;
using DefinitionId = Name<struct DefinitionTag>;  // SHA-256 of the compiled content, in hex
using AliasId = Name<struct AliasTag>;            // "account:…", "phone:…", "SYSTEM:…"

using PartitionNumber = std::uint32_t;  // 0 … count-1; counts are powers of two

// The hash Kafka's Java clients use to place a key, made non-negative.
std::uint32_t murmur2(std::string_view key);
// Partition of a customer key, an alias or the key of a case without a customer.
PartitionNumber partition_of(std::string_view key, PartitionNumber count);
// What stands in a customer's place where a case has none: `workflow/NAME`, the workflow that its
// schedule has opened it of. No customer's key has a slash, so the two never meet; the partition
// and the case's id follow from the name alone.
CustomerKey key_of_workflow(std::string_view workflow);
std::string_view workflow_of(const CustomerKey&);  // "" = it is a customer's
bool is_workflow_name(std::string_view text);      // [a-z0-9-]{1,63}, no - at either end
// Partition of a case (or of a task, clock or message of it) from its id alone; nullopt when the
// text does not begin with a case id.
std::optional<PartitionNumber> partition_of_id(std::string_view id, PartitionNumber count);

// `extension` > 0 makes another id when a different request already has this one.
CaseId case_id(const CustomerKey& customer, std::string_view source, std::string_view id,
               std::string_view workflow, int extension = 0);
// The key of a customer known so far only by an alias: from the record that first named it.
CustomerKey surrogate_key(std::string_view source, std::string_view id);

TaskId task_id(const CaseId& id, std::string_view step, int entry, int slot, int attempt);
ClockId clock_id(const CaseId& id, std::string_view clock, int slot);

// The case a task, clock or message id belongs to; nullopt when the text has another form.
std::optional<CaseId> case_of(std::string_view id);
bool is_customer_key(std::string_view text);
bool is_department(std::string_view text);

// SHA-256 as 32 raw bytes, and in lower-case hex.
std::string sha256(std::string_view bytes);
std::string hex(std::string_view bytes);

}  // namespace liaison

template <class Tag>
struct std::hash<liaison::Name<Tag>> {
  std::size_t operator()(const liaison::Name<Tag>& name) const noexcept {
    return std::hash<std::string>{}(name.text);
  }
};
