// LooseRows: small rows that are read and written as bytes (aliases, people, dedup, definitions):
// what is committed, with the changes of this turn over it.
//
//   rows.put(key, bytes);   rows.get(key) == bytes
//   rows.undo();            // back to the last keep()
#pragma once

#include <unordered_map>

#include "engine/runtime/partition_rows.h"

namespace liaison {

class LooseRows {
 public:
  explicit LooseRows(const Rows& committed) : committed_(committed) {}

  std::optional<std::string> get(const std::string& key) const;  // throws RowsFailed
  void put(const std::string& key, std::optional<std::string> value);
  void keep() { before_.clear(); }
  void undo();
  // Hands all changes of the turn over and forgets them.
  void drain(std::vector<RowChange>& out);
  void clear();

 private:
  using Change = std::optional<std::string>;  // none: deleted
  struct Before {
    std::string key;
    std::optional<Change> change;  // none: unchanged in this turn
  };
  const Rows& committed_;
  std::unordered_map<std::string, Change> changes_;
  std::vector<Before> before_;
};

}  // namespace liaison
