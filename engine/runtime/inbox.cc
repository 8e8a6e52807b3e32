#include "engine/runtime/inbox.h"

#include <algorithm>

namespace liaison {

Result<void> Inbox::offer(std::string_view topic, std::string value, std::uint64_t ticket) {
  if (topic != kRequestsTopic && topic != kRepliesTopic) {
    return invalid("expected topic requests or replies, but got " + std::string(topic));
  }
  std::lock_guard lock(mutex_);
  if (waiting_.size() + stamped_.size() >= limit_) {
    return Error{Error::Kind::kUnavailable, "expected room in the partition's queue, but " +
                                                std::to_string(limit_) + " records wait already"};
  }
  waiting_.push_back({Lane(topic), std::move(value), ticket});
  return {};
}

void Inbox::stamp(std::size_t max, Instant arrival,
                  const std::function<Offset(const Lane&)>& end_of) {
  std::lock_guard lock(mutex_);
  if (!stamped_.empty()) arrival = std::max(arrival, stamped_.back().arrival);
  Positions next;
  for (; max > 0 && !waiting_.empty(); --max) {
    Waiting& first = waiting_.front();
    auto [offset, fresh] = next.try_emplace(first.lane, 0);
    if (fresh) offset->second = next_offset(first.lane, end_of(first.lane));
    stamped_.push_back(
        {std::move(first.lane), offset->second++, arrival, std::move(first.value), first.ticket});
    waiting_.pop_front();
  }
}

Offset Inbox::next_offset(const Lane& lane, Offset end) const {
  const auto count = std::count_if(stamped_.begin(), stamped_.end(),
                                   [&](const InputRecord& input) { return input.lane == lane; });
  return end + static_cast<Offset>(count);
}

std::vector<InputRecord> Inbox::stamped(const Positions& from) const {
  std::lock_guard lock(mutex_);
  std::vector<InputRecord> unread;
  for (const InputRecord& input : stamped_) {
    const auto position = from.find(input.lane);
    if (position == from.end() || input.offset >= position->second) unread.push_back(input);
  }
  return unread;
}

void Inbox::forget(const std::vector<InputRecord>& committed) {
  Positions end;
  for (const InputRecord& input : committed) {
    Offset& next = end[input.lane];
    next = std::max(next, input.offset + 1);
  }
  std::lock_guard lock(mutex_);
  std::erase_if(stamped_, [&](const InputRecord& input) {
    const auto next = end.find(input.lane);
    return next != end.end() && input.offset < next->second;
  });
}

void Inbox::clear() {
  std::lock_guard lock(mutex_);
  waiting_.clear();
  stamped_.clear();
}

bool Inbox::all_stamped() const {
  std::lock_guard lock(mutex_);
  return waiting_.empty();
}

bool Inbox::empty() const {
  std::lock_guard lock(mutex_);
  return waiting_.empty() && stamped_.empty();
}

void Doorbells::ring(PartitionNumber partition) {
  {
    std::lock_guard lock(mutex_);
    if (rung_[partition]) return;
    rung_[partition] = true;
  }
  changed_.notify_all();
}

void Doorbells::silence(PartitionNumber partition) {
  std::lock_guard lock(mutex_);
  rung_[partition] = false;
}

void Doorbells::wait(const std::vector<PartitionNumber>& partitions, Milliseconds at_most) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, at_most, [&] { return stopped_ || any_rung(partitions); });
}

void Doorbells::stop() {
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
}

bool Doorbells::any_rung(const std::vector<PartitionNumber>& partitions) const {
  return std::any_of(partitions.begin(), partitions.end(),
                     [&](PartitionNumber partition) { return rung_[partition]; });
}

}  // namespace liaison
