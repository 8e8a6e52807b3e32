// Topics: the number of each topic's name, given at first use and kept in the store for good.
//
//   auto number = topics.number("tasks.operations");       // kept, or made with a write of its own
//
// Making one is a synced write before the turn that needs it: so two partitions may use a new topic
// at once, and a turn that fails leaves at most a name without records.
#pragma once

#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/rocksdb/format.h"
#include "connectors/rocksdb/store.h"
#include "engine/model/result.h"

namespace liaison {

class Topics {
 public:
  explicit Topics(Store& store) : store_(store) {}

  Result<void> load();
  Result<TopicNumber> number(std::string_view name);  // thread-safe, like the others
  std::optional<TopicNumber> known(std::string_view name) const;
  std::vector<std::pair<std::string, TopicNumber>> all() const;

 private:
  Result<TopicNumber> add(std::string_view name);

  Store& store_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, TopicNumber, std::less<>> numbers_;
};

}  // namespace liaison
