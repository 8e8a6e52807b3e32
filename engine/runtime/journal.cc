#include "engine/runtime/journal.h"

#include <algorithm>
#include <tuple>

#include "engine/runtime/inbox.h"

namespace liaison {

Lane internal_lane(PartitionNumber source) {
  return std::string(kInternalTopic) + "/" + std::to_string(source);
}

bool is_input_topic(std::string_view topic) {
  return topic == kRequestsTopic || topic == kRepliesTopic || topic.starts_with("internal/");
}

bool arrives_before(const InputRecord& a, const InputRecord& b) {
  return std::tie(a.arrival, a.lane, a.offset) < std::tie(b.arrival, b.lane, b.offset);
}

void merge_by_arrival(std::vector<InputRecord>& inputs, std::size_t max) {
  if (!std::is_sorted(inputs.begin(), inputs.end(), arrives_before)) {
    std::sort(inputs.begin(), inputs.end(), arrives_before);
  }
  if (inputs.size() > max) inputs.resize(max);
}

}  // namespace liaison
