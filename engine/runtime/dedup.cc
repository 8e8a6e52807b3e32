#include "engine/runtime/dedup.h"

#include <algorithm>
#include <utility>

#include "engine/model/codec.h"
#include "engine/runtime/keys.h"

namespace liaison {

namespace {

constexpr std::size_t kExpiredAtOnce = 200;

// The row that an entry of the expiry index stands for: index byte, instant, hash.
std::string dedup_key_in(std::string_view expiry_key) {
  static const std::string kSpace = keys::dedup("", "").substr(0, 1);
  return kSpace + std::string(expiry_key.substr(9));
}
Instant expiry_in(std::string_view expiry_key) {
  return Instant{
      Milliseconds{static_cast<std::int64_t>(keys::from_big_endian(expiry_key.substr(1)))}};
}

}  // namespace

std::optional<DedupRow> Dedup::find(const Origin& origin) const {
  const auto row = rows_.get(keys::dedup(origin.source, origin.id));
  if (!row) return std::nullopt;
  auto found = decode<DedupRow>(*row);
  if (!found) throw RowsFailed{found.error()};
  return std::move(*found);
}

void Dedup::remember(const Origin& origin, const CaseId& case_id, Instant now) {
  const std::string key = keys::dedup(origin.source, origin.id);
  rows_.put(keys::dedup_expiry(now + kept_, key), "");
  rows_.put(key, encode(DedupRow{origin.digest, case_id}));
  newest_expiry_ = std::min(newest_expiry_, now + kept_);
}

void Dedup::expire(Instant now) {
  const Instant newest = std::exchange(newest_expiry_, kNever);
  if (now <= next_expiry_) {
    next_expiry_ = std::min(next_expiry_, newest);
    return;
  }
  const std::string end = keys::after(keys::dedup_expiry(kNever, ""));
  std::string from = expired_to_.empty() ? keys::dedup_expiry(kBeginning, "") : expired_to_;
  std::size_t count = 0;
  next_expiry_ = kNever;
  const auto read = committed_.scan(from, end, [&](std::string_view key, std::string_view) {
    if (expiry_in(key) >= now || count++ == kExpiredAtOnce) {
      next_expiry_ = expiry_in(key);
      return false;
    }
    rows_.put(std::string(key), std::nullopt);
    rows_.put(dedup_key_in(key), std::nullopt);
    expired_to_ = key;
    return true;
  });
  if (!read) throw RowsFailed{read.error()};
  next_expiry_ = std::min(next_expiry_, newest);
}

void Dedup::clear() {
  expired_to_.clear();
  next_expiry_ = kBeginning;
  newest_expiry_ = kNever;
}

}  // namespace liaison
