#include "engine/runtime/paging.h"

#include <algorithm>

#include "engine/runtime/keys.h"

namespace liaison {

namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit_of(text[i]), low = digit_of(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

using Items = std::map<std::string, Json>;  // by what stands behind the prefix

// Adds the first `max` items of one partition.
Result<void> collect(const Rows& rows, PartitionNumber partition, const std::string& prefix,
                     const std::string& from, const std::string& to, std::size_t max,
                     const MakeItem& make, Items& items) {
  std::optional<Error> broken;
  std::size_t count = 0;
  const auto read = rows.scan(from, to, [&](std::string_view key, std::string_view value) {
    auto item = make(partition, key, value);
    if (!item) {
      broken = item.error();
      return false;
    }
    if (!*item) return true;
    items.emplace(key.substr(prefix.size()), std::move(**item));
    return ++count < max;
  });
  if (!read) return read;
  return broken ? Result<void>{*broken} : Result<void>{};
}

}  // namespace

Result<Page> merged(const StoreView& view, const std::string& prefix, const Cut& cut,
                    const MakeItem& make) {
  const std::size_t limit = std::clamp<std::size_t>(cut.limit, 1, kPageMax);
  const auto begin = from_hex(cut.next);
  if (!begin) return invalid("expected `next` as an earlier page gave it, but it is " + cut.next);
  const std::string from = begin->empty() ? prefix : prefix + *begin + '\0';
  const std::string to = cut.before.empty() ? keys::after(prefix) : prefix + cut.before;
  Items items;
  for (PartitionNumber i = 0; i < view.partitions(); ++i) {
    auto read = collect(view.rows(i), i, prefix, from, to, limit + 1, make, items);
    if (!read) return read.error();
  }
  Page page;
  for (auto& [key, item] : items) {
    if (page.items.size() == limit) break;
    page.items.push_back(std::move(item));
    page.next = hex(key);
  }
  if (items.size() <= limit) page.next.clear();
  return page;
}

}  // namespace liaison
