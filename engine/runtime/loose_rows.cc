#include "engine/runtime/loose_rows.h"

namespace liaison {

std::optional<std::string> LooseRows::get(const std::string& key) const {
  const auto changed = changes_.find(key);
  if (changed != changes_.end()) return changed->second;
  auto row = committed_.get(key);
  if (!row) throw RowsFailed{row.error()};
  return std::move(*row);
}

void LooseRows::put(const std::string& key, std::optional<std::string> value) {
  const auto [change, fresh] = changes_.try_emplace(key);
  before_.push_back({key, fresh ? std::nullopt : std::optional(std::move(change->second))});
  change->second = std::move(value);
}

void LooseRows::undo() {
  for (; !before_.empty(); before_.pop_back()) {
    Before& before = before_.back();
    if (before.change) changes_[before.key] = std::move(*before.change);
    else changes_.erase(before.key);
  }
}

void LooseRows::drain(std::vector<RowChange>& out) {
  for (auto& [key, value] : changes_) out.push_back({key, std::move(value)});
  clear();
}

void LooseRows::clear() {
  changes_.clear();
  before_.clear();
}

}  // namespace liaison
