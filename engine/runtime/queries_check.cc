// Whether what is stored is what it must be: rows from history, indexes and figures from rows.
#include <map>

#include "engine/model/codec.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/paging.h"
#include "engine/runtime/partition_rows.h"
#include "engine/runtime/queries.h"
#include "engine/runtime/rows_cache.h"

namespace liaison {

namespace {

using Difference = std::optional<std::string>;

// All events of a history in order; `key_of(n)` is the key of its n-th entry.
template <class Aggregate, class KeyOf>
Result<Aggregate> folded(const Rows& rows, KeyOf key_of) {
  Aggregate made;
  std::optional<Error> broken;
  const std::string first = key_of(0);
  const std::string prefix = first.substr(0, first.size() - 8);
  const auto read =
      rows.scan(prefix, keys::after(prefix), [&](std::string_view key, std::string_view row) {
        const auto entry = decode<HistoryEntry>(row);
        if (!entry) broken = entry.error();
        if (broken) return false;
        for (const Event& event : entry->events) apply(made, event);
        if (key_of(++made.history) != key) {
          broken = Error{
              Error::Kind::kCorrupt,
              "expected history entry " + std::to_string(made.history) + ", but it is missing"};
        }
        return !broken;
      });
  if (!read) return read.error();
  if (broken) return *broken;
  return made;
}

// Where two rows of one kind differ, field by field.
template <class T>
Difference differs(const char* what, const std::string& stored, const T& folded_again) {
  if (stored == encode(folded_again)) return std::nullopt;
  const auto row = decode<T>(stored);
  if (!row) return std::string(what) + " cannot be decoded";
  const Json a = view(*row), b = view(folded_again);
  for (const auto& [name, value] : a.items()) {
    if (b.at(name) != value) {
      return std::string(what) + ": expected `" + name + "` to be " + b.at(name).dump() +
             " by the history, but " + value.dump() + " is stored";
    }
  }
  return std::string(what) + " has other bytes, though its fields are equal";
}

// All rows of a key range in a map.
using Keys = std::map<std::string, std::string>;  // whose each is

Result<Keys> range(const Rows& rows, const std::string& from, const std::string& to) {
  Keys found;
  const auto read = rows.scan(from, to, [&](std::string_view key, std::string_view value) {
    found.emplace(key, value);
    return true;
  });
  if (!read) return read.error();
  return found;
}

struct Derived {
  Keys keys;
  Figures figures;
};

Result<void> derive_schedules(const Rows& rows, Derived& derived) {
  std::optional<Error> broken;
  const std::string prefix = keys::customers();
  const auto read =
      rows.scan(prefix, keys::after(prefix), [&](std::string_view key, std::string_view row) {
        const auto name = keys::customer_in(key);
        if (!name || workflow_of(*name).empty()) return true;
        const auto customer = decode<Customer>(row);
        if (!customer) broken = customer.error();
        else if (const auto due = due_of(*customer))
          derived.keys.emplace(keys::index(*due), due->id);
        return !broken;
      });
  if (!read) return read;
  if (broken) return *broken;
  return {};
}

void add(const Figures& figures, Figures& sum) {
  Figures::fields([&](const char*, auto member) { sum.*member += figures.*member; });
}

// Calls `visit` with each archived case, until it returns false.
template <class Visit>
Result<void> each_archived(const Rows& rows, Visit visit) {
  std::optional<Error> broken;
  const std::string prefix = keys::archived(CaseId{});
  const auto read =
      rows.scan(prefix, keys::after(prefix), [&](std::string_view, std::string_view row) {
        const auto left = decode<ArchivedCase>(row);
        if (!left) broken = left.error();
        return left && visit(*left);
      });
  if (!read) return read;
  return broken ? Result<void>(*broken) : Result<void>();
}

Result<Derived> derive(const Rows& rows) {
  Derived derived;
  std::optional<Error> broken;
  const auto archived = each_archived(rows, [&](const ArchivedCase& left) {
    add(figures_of(left.head), derived.figures);
    return true;
  });
  if (!archived) return archived.error();
  const std::string prefix = keys::cases();
  const auto read =
      rows.scan(prefix, keys::after(prefix), [&](std::string_view key, std::string_view row) {
        if (!keys::head_in(key)) return true;
        const auto head = decode<CaseHead>(row);
        if (!head) {
          broken = head.error();
          return false;
        }
        for (std::string& entry : derived_keys(*head))
          derived.keys.emplace(std::move(entry), head->id.text);
        add(figures_of(*head), derived.figures);
        return true;
      });
  if (!read) return read.error();
  if (broken) return *broken;
  if (auto found = derive_schedules(rows, derived); !found) return found.error();
  const std::string aside = keys::quarantine();
  const auto counted = rows.scan(
      aside, keys::after(aside),
      [&](std::string_view, std::string_view) { return ++derived.figures.quarantined > 0; });
  if (!counted) return counted.error();
  return derived;
}

Difference compare(const Keys& derived, const Keys& stored) {
  for (const auto& [key, id] : derived) {
    const auto found = stored.find(key);
    if (found == stored.end()) return "index entry " + hex(key) + " of " + id + " is missing";
    if (!found->second.empty() && found->second != id) {
      return "index entry " + hex(key) + " names " + found->second + " in place of " + id;
    }
  }
  for (const auto& [key, value] : stored) {
    if (!derived.contains(key)) return "index entry " + hex(key) + " stands for nothing";
  }
  return std::nullopt;
}

// What the next start will do to the indexes of an older level (turn_upgrade.cc).
void upgrade_in_mind(int level, Keys& derived, Keys& stored) {
  using Kind = IndexEntry::Kind;
  const std::string closed = keys::index_prefix(Kind::kClosedCase);
  if (level < 2) {
    derived.erase(derived.lower_bound(closed), derived.lower_bound(keys::after(closed)));
  }
  const std::string breached = keys::breached_before_level_3();
  const std::string open = keys::index_prefix(Kind::kOpenClock);
  for (auto entry = stored.lower_bound(breached);
       level < 3 && entry != stored.end() && entry->first.starts_with(breached);) {
    stored.emplace(open + entry->first.substr(breached.size()), entry->second);
    entry = stored.erase(entry);
  }
}

Difference compare(const Figures& derived, Figures stored) {
  stored.inputs = derived.inputs;  // counted from inputs, not from cases
  stored.refused = derived.refused;
  const Json a = view(derived), b = view(stored);
  return a == b ? std::nullopt
                : Difference("figures are " + b.dump() + ", but the cases give " + a.dump());
}

}  // namespace

Result<Difference> check_replay(const Rows& rows, const CaseId& id) {
  const auto head = rows.get(keys::case_head(id));
  if (!head) return head.error();
  const auto data = rows.get(keys::case_data(id));
  if (!data) return data.error();
  if (!*head || !*data) {
    return Error{Error::Kind::kNotFound,
                 "expected a case, but there is none with the id " + id.text};
  }
  const auto again = folded<Case>(rows, [&](std::uint64_t n) { return keys::case_history(id, n); });
  if (!again) return again.error();
  if (auto found = differs<CaseHead>("head", **head, *again)) return found;
  return differs<CaseData>("data", **data, again->data);
}

Result<Difference> check_replay(const Rows& rows, const CustomerKey& key) {
  const auto row = rows.get(keys::customer(key));
  if (!row) return row.error();
  if (!*row) return Difference("customer " + key.text + " has a history, but no row");
  const auto again =
      folded<Customer>(rows, [&](std::uint64_t n) { return keys::customer_history(key, n); });
  if (!again) return again.error();
  return differs<Customer>("customer", **row, *again);
}

Result<Difference> check_partition_replay(const Rows& rows) {
  const auto row = row_of<PartitionRow>(rows, keys::partition());
  if (!row) {
    if (row.error().kind == Error::Kind::kNotFound) return Difference{};
    return row.error();
  }
  const auto again =
      folded<PartitionState>(rows, [](std::uint64_t n) { return keys::partition_history(n); });
  if (!again) return again.error();
  return differs<PartitionState>("partition", encode(row->state), *again);
}

Result<std::vector<std::string>> check_replay(const Rows& rows) {
  std::vector<std::string> wrong;
  std::optional<Error> broken;
  const auto note = [&](const std::string& whose, const Result<Difference>& found) {
    if (!found) broken = found.error();
    else if (*found) wrong.push_back("replay of " + whose + ": " + **found);
    return !broken;
  };
  const auto each = [&](const std::string& prefix, auto look) {
    const auto read = rows.scan(prefix, keys::after(prefix),
                                [&](std::string_view key, std::string_view) { return look(key); });
    if (!read) broken = read.error();
  };
  each(keys::cases(), [&](std::string_view key) {
    const auto id = keys::head_in(key);
    return !id || note(id->text, check_replay(rows, *id));
  });
  each(keys::customers(), [&](std::string_view key) {
    const auto customer = keys::customer_in(key);
    return !customer || note(customer->text, check_replay(rows, *customer));
  });
  note("the partition", check_partition_replay(rows));
  if (broken) return *broken;
  return wrong;
}

// Of a case in a file of the archive, whose rest stands among `rows`.
Result<Difference> fault_of_archived(const Rows& rows, const Rows& file, const ArchivedCase& left) {
  const std::string key = keys::case_head(left.head.id);
  const auto stored = rows.get(key);
  if (!stored) return stored.error();
  if (*stored) return Difference("it stands in the store too");
  const auto head = row_of<CaseHead>(file, key);
  if (!head) return head.error();
  if (encode(what_is_left(*head)) != encode(left.head)) {
    return Difference("what is left of it in the store is not what its file says");
  }
  return check_replay(file, left.head.id);
}

Result<std::vector<std::string>> check_archive(const Rows& rows, PartitionNumber partition,
                                               const Archive& archive) {
  std::vector<std::string> wrong;
  std::map<std::uint64_t, std::vector<ArchivedCase>> files;
  const auto read = each_archived(rows, [&](const ArchivedCase& left) {
    files[left.file].push_back(left);
    return true;
  });
  if (!read) return read.error();
  for (const auto& [file, cases] : files) {
    const auto whole = archive.verify(partition, file);
    const auto opened = archive.open(partition, file);
    if (!whole || !opened) {
      wrong.push_back((whole ? opened.error() : whole.error()).message);
      continue;
    }
    for (const ArchivedCase& left : cases) {
      const auto found = fault_of_archived(rows, **opened, left);
      if (!found)
        wrong.push_back("archived case " + left.head.id.text + ": " + found.error().message);
      else if (*found) wrong.push_back("archived case " + left.head.id.text + ": " + **found);
    }
  }
  return wrong;
}

Result<Difference> check_indexes(const Rows& rows) {
  auto derived = derive(rows);
  if (!derived) return derived.error();
  using Kind = IndexEntry::Kind;
  auto stored =
      range(rows, keys::index_prefix(Kind::kDue), keys::after(keys::index_prefix(Kind::kOpenCase)));
  if (!stored) return stored.error();
  const auto partition = row_of<PartitionRow>(rows, keys::partition());
  if (partition) upgrade_in_mind(partition->level, derived->keys, *stored);
  const auto closed = range(rows, keys::index_prefix(Kind::kClosedCase),
                            keys::after(keys::index_prefix(Kind::kClosedCase)));
  if (!closed) return closed.error();
  stored->insert(closed->begin(), closed->end());
  if (auto found = compare(derived->keys, *stored)) return found;
  const auto figures = row_of<Figures>(rows, keys::figures());
  if (!figures) {
    if (figures.error().kind == Error::Kind::kNotFound) return Difference{};
    return figures.error();
  }
  return compare(derived->figures, *figures);
}

}  // namespace liaison
