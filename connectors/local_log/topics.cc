#include "connectors/local_log/topics.h"

#include <algorithm>
#include <mutex>

namespace liaison {

Result<void> Topics::load() {
  std::optional<Error> wrong;
  const std::string prefix = topic_prefix();
  const std::string end = {static_cast<char>(prefix[0] + 1)};
  auto scanned = store_.node().scan(prefix, end, [&](std::string_view key, std::string_view value) {
    const auto number = read_topic(value);
    if (number) numbers_.emplace(key.substr(prefix.size()), *number);
    else wrong = Error{Error::Kind::kCorrupt, "expected the number of a topic, but found none"};
    return !wrong;
  });
  if (!scanned) return scanned;
  if (wrong) return *wrong;
  return {};
}

std::optional<TopicNumber> Topics::known(std::string_view name) const {
  std::shared_lock lock(mutex_);
  const auto found = numbers_.find(name);
  return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

Result<TopicNumber> Topics::number(std::string_view name) {
  if (const auto number = known(name)) return *number;
  return add(name);
}

Result<TopicNumber> Topics::add(std::string_view name) {
  std::unique_lock lock(mutex_);
  if (const auto found = numbers_.find(name); found != numbers_.end()) return found->second;
  TopicNumber next = 1;
  for (const auto& [other, number] : numbers_) {
    next = std::max(next, static_cast<TopicNumber>(number + 1));
  }
  if (next == 0) return invalid("expected fewer than 65535 topics, but got one more");
  Changes changes;
  changes.put(store_.node(), topic_key(name), topic_value(next));
  if (auto written = store_.write(changes); !written) return written.error();
  numbers_.emplace(name, next);
  return next;
}

std::vector<std::pair<std::string, TopicNumber>> Topics::all() const {
  std::shared_lock lock(mutex_);
  return {numbers_.begin(), numbers_.end()};
}

}  // namespace liaison
