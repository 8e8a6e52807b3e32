#include "engine/model/ids.h"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>
#include <charconv>

#include "engine/model/result.h"

namespace liaison {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase32Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's
constexpr std::size_t kHashDigits = 3, kTailDigits = 16;
constexpr std::size_t kCaseLength = kHashDigits + 1 + kTailDigits;
constexpr PartitionNumber kPartitionsMax = 1u << (4 * kHashDigits);
constexpr std::string_view kOfWorkflow = "workflow/";

std::uint32_t byte_at(std::string_view bytes, std::size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

bool all_of(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

// Five bits a digit, the highest first.
std::string base32(std::string_view bytes, std::size_t digits) {
  std::string text;
  for (std::size_t bit = 0; text.size() < digits; bit += 5) {
    const std::size_t i = bit / 8;
    const std::uint32_t next = i + 1 < bytes.size() ? byte_at(bytes, i + 1) : 0;
    const std::uint32_t pair = byte_at(bytes, i) << 8 | next;
    text += kBase32Digits[pair >> (11 - bit % 8) & 31];
  }
  return text;
}

// Its length in eight bytes, big-endian, before each part: no two lists of parts look alike.
void append(std::string& bytes, std::string_view part) {
  for (int shift = 56; shift >= 0; shift -= 8)
    bytes += static_cast<char>(std::uint64_t{part.size()} >> shift & 255);
  bytes += part;
}

// What of a key says where its rows are.
std::string_view placing_part(std::string_view key) {
  return key.starts_with(kOfWorkflow) ? key.substr(kOfWorkflow.size()) : key;
}

bool begins_with_case(std::string_view id) {
  return id.size() >= kCaseLength && all_of(id.substr(0, kHashDigits), kHexDigits) &&
         id[kHashDigits] == '-' && all_of(id.substr(kHashDigits + 1, kTailDigits), kBase32Digits) &&
         (id.size() == kCaseLength || (id[kCaseLength] == '.' && id.size() > kCaseLength + 1));
}

}  // namespace

// As org.apache.kafka.common.utils.Utils.murmur2, which places the keys of every Java client.
std::uint32_t murmur2(std::string_view key) {
  constexpr std::uint32_t kMix = 0x5bd1e995, kSeed = 0x9747b28c;
  std::uint32_t hash = kSeed ^ static_cast<std::uint32_t>(key.size());
  for (; key.size() >= 4; key.remove_prefix(4)) {
    std::uint32_t word =
        byte_at(key, 0) | byte_at(key, 1) << 8 | byte_at(key, 2) << 16 | byte_at(key, 3) << 24;
    word *= kMix;
    word ^= word >> 24;
    hash = hash * kMix ^ word * kMix;
  }
  for (std::size_t i = key.size(); i > 0; --i) hash ^= byte_at(key, i - 1) << (8 * (i - 1));
  if (!key.empty()) hash *= kMix;
  hash ^= hash >> 13;
  hash *= kMix;
  hash ^= hash >> 15;
  return hash & 0x7fffffff;
}

PartitionNumber partition_of(std::string_view key, PartitionNumber count) {
  check(count > 0, "there is at least one partition");
  return murmur2(placing_part(key)) % count;
}

std::optional<PartitionNumber> partition_of_id(std::string_view id, PartitionNumber count) {
  check(std::has_single_bit(count) && count <= kPartitionsMax,
        "partitions are a power of two up to 4096, so that a case id tells its own");
  if (!begins_with_case(id)) return {};
  PartitionNumber low_bits = 0;
  std::from_chars(id.data(), id.data() + kHashDigits, low_bits, 16);
  return low_bits % count;
}

CaseId case_id(const CustomerKey& customer, std::string_view source, std::string_view id,
               std::string_view workflow, int extension) {
  std::string parts;
  for (const std::string_view part : {source, id, workflow}) append(parts, part);
  if (extension > 0) append(parts, std::to_string(extension));
  const std::uint32_t hash = murmur2(placing_part(customer.text));
  std::string text;
  for (int shift = 8; shift >= 0; shift -= 4) text += kHexDigits[hash >> shift & 15];
  return CaseId{text + "-" + base32(sha256(parts), kTailDigits)};
}

CustomerKey key_of_workflow(std::string_view workflow) {
  return CustomerKey{std::string(kOfWorkflow).append(workflow)};
}

std::string_view workflow_of(const CustomerKey& key) {
  const std::string_view text = key.text;
  return text.starts_with(kOfWorkflow) ? placing_part(text) : std::string_view{};
}

bool is_workflow_name(std::string_view text) {
  return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
         all_of(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
}

CustomerKey surrogate_key(std::string_view source, std::string_view id) {
  std::string parts;
  for (const std::string_view part : {source, id}) append(parts, part);
  return CustomerKey{"s-" + base32(sha256(parts), 26)};
}

TaskId task_id(const CaseId& id, std::string_view step, int entry, int slot, int attempt) {
  return TaskId{id.text + "." + std::string(step) + "." + std::to_string(entry) + "." +
                std::to_string(slot) + "." + std::to_string(attempt)};
}

ClockId clock_id(const CaseId& id, std::string_view clock, int slot) {
  return ClockId{id.text + "." + std::string(clock) + "." + std::to_string(slot)};
}

std::optional<CaseId> case_of(std::string_view id) {
  if (!begins_with_case(id)) return {};
  return CaseId{id.substr(0, kCaseLength)};
}

bool is_customer_key(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         all_of(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");
}

bool is_department(std::string_view text) {
  return !text.empty() && text.front() >= 'a' && text.front() <= 'z' &&
         all_of(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
}

std::string sha256(std::string_view bytes) {
  // Looked up once: with EVP_sha256() the library would do so for every digest.
  static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  std::string digest(32, '\0');
  const int done =
      EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()),
                 nullptr, kSha256, nullptr);
  check(done == 1, "SHA-256 is there and works");
  return digest;
}

std::string hex(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text += kHexDigits[byte_at(bytes, i) >> 4];
    text += kHexDigits[byte_at(bytes, i) & 15];
  }
  return text;
}

}  // namespace liaison
