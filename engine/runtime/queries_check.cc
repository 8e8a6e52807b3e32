// Whether what is stored is what it must be: rows from history, indexes and figures from rows.
#include <map>

#include "engine/model/codec.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/paging.h"
#include "engine/runtime/queries.h"
#include "engine/runtime/rows_cache.h"

namespace liaison {

namespace {

using Difference = std::optional<std::string>;

Result<Case> folded(const Rows& rows, const CaseId& id) {
  Case the_case;
  std::optional<Error> broken;
  const std::string first = keys::case_history(id, 0);
  const std::string prefix = first.substr(0, first.size() - 8);
  const auto read =
      rows.scan(prefix, keys::after(prefix), [&](std::string_view key, std::string_view row) {
        const auto entry = decode<HistoryEntry>(row);
        if (!entry) broken = entry.error();
        if (broken) return false;
        for (const Event& event : entry->events) apply(the_case, event);
        if (keys::case_history(id, ++the_case.history) != key) {
          broken = Error{Error::Kind::kCorrupt, "expected history entry " +
                                                    std::to_string(the_case.history) + " of " +
                                                    id.text + ", but it is missing"};
        }
        return !broken;
      });
  if (!read) return read.error();
  if (broken) return *broken;
  return the_case;
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
Result<std::map<std::string, std::string>> range(const Rows& rows, const std::string& from,
                                                 const std::string& to) {
  std::map<std::string, std::string> found;
  const auto read = rows.scan(from, to, [&](std::string_view key, std::string_view value) {
    found.emplace(key, value);
    return true;
  });
  if (!read) return read.error();
  return found;
}

struct Derived {
  std::map<std::string, CaseId> keys;
  Figures figures;
};

Result<Derived> derive(const Rows& rows) {
  Derived derived;
  std::optional<Error> broken;
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
          derived.keys.emplace(std::move(entry), head->id);
        const Figures figures = figures_of(*head);
        Figures::fields(
            [&](const char*, auto member) { derived.figures.*member += figures.*member; });
        return true;
      });
  if (!read) return read.error();
  if (broken) return *broken;
  return derived;
}

Difference compare(const std::map<std::string, CaseId>& derived,
                   const std::map<std::string, std::string>& stored) {
  for (const auto& [key, id] : derived) {
    const auto found = stored.find(key);
    if (found == stored.end()) return "index entry " + hex(key) + " of " + id.text + " is missing";
    if (!found->second.empty() && found->second != id.text) {
      return "index entry " + hex(key) + " names " + found->second + " in place of " + id.text;
    }
  }
  for (const auto& [key, value] : stored) {
    if (!derived.contains(key)) return "index entry " + hex(key) + " stands for nothing";
  }
  return std::nullopt;
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
  const auto again = folded(rows, id);
  if (!again) return again.error();
  if (auto found = differs<CaseHead>("head", **head, *again)) return found;
  return differs<CaseData>("data", **data, again->data);
}

Result<Difference> check_indexes(const Rows& rows) {
  const auto derived = derive(rows);
  if (!derived) return derived.error();
  const auto stored = range(rows, keys::index_prefix(IndexEntry::Kind::kDue),
                            keys::after(keys::index_prefix(IndexEntry::Kind::kOpenCase)));
  if (!stored) return stored.error();
  if (auto found = compare(derived->keys, *stored)) return found;
  const auto figures = row_of<Figures>(rows, keys::figures());
  if (!figures) {
    if (figures.error().kind == Error::Kind::kNotFound) return Difference{};
    return figures.error();
  }
  return compare(derived->figures, *figures);
}

}  // namespace liaison
