// Recent: values by key, the most recently used first, forgotten from the back. What find() and
// add() return stays where it is until forget() or trim().
#pragma once

#include <list>
#include <unordered_map>
#include <utility>

namespace liaison {

template <class Key, class T>
class Recent {
 public:
  T* find(const Key& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    order_.splice(order_.begin(), order_, found->second);
    return &found->second->second;
  }
  T& add(const Key& key, T value) {
    order_.emplace_front(key, std::move(value));
    places_[key] = order_.begin();
    return order_.front().second;
  }
  void forget(const Key& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return;
    order_.erase(found->second);
    places_.erase(found);
  }
  void trim(std::size_t max) {
    while (order_.size() > max) {
      places_.erase(order_.back().first);
      order_.pop_back();
    }
  }
  void clear() {
    order_.clear();
    places_.clear();
  }

 private:
  using Order = std::list<std::pair<Key, T>>;
  Order order_;
  std::unordered_map<Key, typename Order::iterator> places_;
};

}  // namespace liaison
