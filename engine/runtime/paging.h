// Paging: one ordered list out of one key range of all partitions, a page at a time.
//
//   Page page = *merged(view, prefix, {limit, next}, [&](partition, key, value) -> … item);
//
// The order is that of the keys behind their prefix; the last of them, in hex, is where the next
// page begins. So a page costs what it shows, whatever was inserted in between.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "engine/model/codec.h"
#include "engine/runtime/queries.h"

namespace liaison {

inline constexpr std::size_t kPageMax = 1000;

struct Cut {
  std::size_t limit = 100;
  std::string next;    // opaque; "" = from the beginning
  std::string before;  // behind the prefix: where the list ends; "" = nowhere
};
// What a row gives for the list: an item, nothing, or why it cannot be shown.
using MakeItem = std::function<Result<std::optional<Json>>(PartitionNumber, std::string_view key,
                                                           std::string_view value)>;

Result<Page> merged(const StoreView& view, const std::string& prefix, const Cut& cut,
                    const MakeItem& make);

// A row decoded; error kNotFound where there is none, kCorrupt where it cannot be read.
template <class T>
Result<T> row_of(const Rows& rows, const std::string& key) {
  auto row = rows.get(key);
  if (!row) return row.error();
  if (!*row) return Error{Error::Kind::kNotFound, "expected a row that exists, but there is none"};
  return decode<T>(**row);
}

}  // namespace liaison
