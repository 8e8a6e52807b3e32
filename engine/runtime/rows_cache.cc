#include "engine/runtime/rows_cache.h"

#include <algorithm>

#include "engine/model/codec.h"
#include "engine/runtime/archive.h"
#include "engine/runtime/keys.h"

namespace liaison {

namespace {

template <class T>
T decoded(std::string_view bytes) {
  auto value = decode<T>(bytes);
  if (!value) throw RowsFailed{value.error()};
  return std::move(*value);
}

template <class List, class Name>
void remove_from(List& list, const Name& name) {
  const auto found = std::find(list.rbegin(), list.rend(), name);
  if (found != list.rend()) list.erase(std::next(found).base());
}

template <class List, class Name>
bool holds(const List& list, const Name& name) {
  return std::any_of(list.begin(), list.end(), [&](const auto& item) { return item.name == name; });
}

CachedCase cached_case(std::string_view head, const std::optional<std::string>& data) {
  CachedCase loaded;
  static_cast<CaseHead&>(loaded.value) = decoded<CaseHead>(head);
  if (data) loaded.value.data = decoded<CaseData>(*data);
  loaded.stored_data = loaded.value.data;
  loaded.stored_keys = derived_keys(loaded.value);
  loaded.counted = figures_of(loaded.value);
  loaded.hinted = loaded.value.next_due();
  return loaded;
}

}  // namespace

Figures figures_of(const CaseHead& head) {
  Figures figures;
  if (head.phase == Phase::kNone) return figures;
  figures.cases_opened = 1;
  figures.cases_closed = head.phase == Phase::kCompleted || head.phase == Phase::kCancelled;
  figures.cases_stuck = head.phase == Phase::kStuck;
  figures.breaches = head.breaches;
  for (const Task& task : head.tasks) figures.open_tasks += task.open();
  for (const Clock& clock : head.clocks) figures.open_clocks += clock.open();
  return figures;
}

std::vector<std::string> derived_keys(const CaseHead& head) {
  std::vector<std::string> keys;
  for (const IndexEntry& entry : indexes(head)) keys.push_back(keys::index(entry));
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::optional<IndexEntry> due_of(const Customer& customer) {
  const auto entries = indexes(customer);
  return entries.empty() ? std::nullopt : std::optional(entries.front());
}

std::vector<CustomerKey> RowsCache::workflows_in_hand() const {
  std::vector<CustomerKey> keys;
  for (const auto& before : customers_before_) {
    if (!workflow_of(before.name).empty()) keys.push_back(before.name);
  }
  return keys;
}

std::optional<std::string> RowsCache::row(const std::string& key) const {
  auto found = rows_.get(key);
  if (!found) throw RowsFailed{found.error()};
  return std::move(*found);
}

CachedCase& RowsCache::the_case(const CaseId& id) {
  if (CachedCase* cached = cases_.find(id)) return *cached;
  if (const Row head = row(keys::case_head(id))) {
    return cases_.add(id, cached_case(*head, row(keys::case_data(id))));
  }
  CachedCase none;
  if (any_archived_) {
    if (const Row left = row(keys::archived(id))) {
      none.archived = decoded<ArchivedCase>(*left).head;
    }
  }
  return cases_.add(id, std::move(none));
}

void RowsCache::read_ahead(const std::vector<CaseId>& ids) {
  std::vector<CaseId> unread;
  std::vector<std::string> wanted;
  for (const CaseId& id : ids) {
    if (cases_.find(id)) continue;
    unread.push_back(id);
    wanted.push_back(keys::case_head(id));
    wanted.push_back(keys::case_data(id));
  }
  if (unread.size() < 2) return;
  const auto read = rows_.get_all(wanted);
  if (!read) throw RowsFailed{read.error()};
  for (std::size_t i = 0; i < unread.size(); ++i) {
    const Row& head = (*read)[2 * i];
    if (head) cases_.add(unread[i], cached_case(*head, (*read)[2 * i + 1]));
  }
}

CachedCustomer& RowsCache::customer(const CustomerKey& key) {
  if (CachedCustomer* cached = customers_.find(key)) return *cached;
  CachedCustomer loaded;
  if (const auto bytes = row(keys::customer(key))) loaded.value = decoded<Customer>(*bytes);
  else loaded.value.key = key;
  loaded.stored_due = due_of(loaded.value);
  if (loaded.stored_due) loaded.hinted = loaded.stored_due->at;
  return customers_.add(key, std::move(loaded));
}

Case& RowsCache::change(CachedCase& cached, const CaseId& id) {
  if (holds(cases_before_, id)) return cached.value;
  cases_before_.push_back({id, cached.dirty ? std::optional(cached.value) : std::nullopt});
  cases_in_hand_.push_back(id);
  if (!cached.dirty) dirty_cases_.push_back(id);
  cached.dirty = true;
  return cached.value;
}

Customer& RowsCache::change(CachedCustomer& cached) {
  const CustomerKey& key = cached.value.key;
  if (holds(customers_before_, key)) return cached.value;
  customers_before_.push_back({key, cached.dirty ? std::optional(cached.value) : std::nullopt});
  if (!cached.dirty) dirty_customers_.push_back(key);
  cached.dirty = true;
  return cached.value;
}

void RowsCache::keep() {
  cases_before_.clear();
  customers_before_.clear();
  cases_in_hand_.clear();
}

void RowsCache::undo() {
  for (auto& before : cases_before_) {
    if (before.value) {
      cases_.find(before.name)->value = std::move(*before.value);
    } else {
      cases_.forget(before.name);
      remove_from(dirty_cases_, before.name);
    }
  }
  for (auto& before : customers_before_) {
    if (before.value) {
      customers_.find(before.name)->value = std::move(*before.value);
    } else {
      customers_.forget(before.name);
      remove_from(dirty_customers_, before.name);
    }
  }
  keep();
}

void RowsCache::committed() {
  for (const CaseId& id : dirty_cases_) {
    CachedCase& cached = *cases_.find(id);
    cached.dirty = false;
    if (!cached.value.is_open()) cases_.forget(id);  // hardly anybody asks for it again
  }
  for (const CustomerKey& key : dirty_customers_) customers_.find(key)->dirty = false;
  dirty_cases_.clear();
  dirty_customers_.clear();
  keep();
  cases_.trim(cases_max_);
  customers_.trim(cases_max_);
}

void RowsCache::clear() {
  cases_.clear();
  customers_.clear();
  dirty_cases_.clear();
  dirty_customers_.clear();
  keep();
}

}  // namespace liaison
