#include "engine/language/values.h"

#include <algorithm>

#include "engine/language/expressions.h"
#include "engine/language/tables.h"
#include "engine/model/text.h"

namespace liaison::language {
namespace {

struct Part {
  std::string_view key;
  std::int64_t milliseconds;
};
constexpr Part kParts[] = {{"days", 86'400'000},
                           {"hours", 3'600'000},
                           {"minutes", 60'000},
                           {"seconds", 1000},
                           {"milliseconds", 1}};
constexpr std::int64_t kLongest = 36'525LL * 86'400'000;  // 100 years, as in parse_duration()

const Part* part_named(std::string_view key) {
  const auto part = std::find_if(std::begin(kParts), std::end(kParts),
                                 [&](const Part& p) { return p.key == key; });
  return part == std::end(kParts) ? nullptr : part;
}

// { days: 7 }: the standard's object, elapsed time. `faults` may be nullptr.
std::optional<Duration> read_parts(const Node& map, Faults* faults) {
  Duration sum{0, Unit::kElapsed};
  for (std::size_t i = 0; i < map.keys.size(); ++i) {
    const Part* part = part_named(map.keys[i].text);
    const Json count = to_json(map.items[i]);
    const bool whole = count.is_number_unsigned() && count.get<std::uint64_t>() <= 1'000'000'000;
    if (!part || !whole) {
      if (!faults) return {};
      faults->add(map.keys[i].mark(),
                  "expected whole days, hours, minutes, seconds or milliseconds, but " +
                      said(map.keys[i].text + ": " + map.items[i].text));
      return {};
    }
    sum.count += std::min(kLongest + 1, count.get<std::int64_t>() * part->milliseconds);
  }
  if (!map.keys.empty() && sum.count <= kLongest) return sum;
  if (faults) {
    faults->add(map.mark(), std::string("expected a duration of at most 100 years, but ") +
                                (map.keys.empty() ? "an empty map" : "this one is longer"));
  }
  return {};
}

}  // namespace

Text read_words(const Node& node, Faults& faults) {
  if (node.is_text()) {
    if (reads_as_expression(node)) faults.later_expression(node.mark(), node.text);
    return {node.text, node.text};
  }
  const Fields fields(node, words_table(), faults);
  Text text;
  for (const auto& [key, words] : {std::pair{"zh", &text.zh}, std::pair{"en", &text.en}}) {
    const Node* language = node.is_map() ? fields[key] : nullptr;
    if (!language) continue;
    *words = language->text;
    if (reads_as_expression(*language)) faults.later_expression(language->mark(), language->text);
  }
  return text;
}

std::optional<Duration> read_duration(const Node& node, Faults& faults) {
  if (node.is_map()) return read_parts(node, &faults);
  if (!node.is_text()) {
    faults.add(node.mark(), "expected a duration such as '5 workdays', but " + shown(node));
    return {};
  }
  auto duration = parse_duration(node.text);
  if (duration) return *duration;
  faults.add(node.mark(), duration.error().message + unit_hint(node.text));
  return {};
}

std::optional<Duration> read_budget(const Node& node, Faults& faults) {
  const auto duration = read_duration(node, faults);
  if (!duration || duration->count > 0) return duration;
  faults.add(node.mark(), "expected a duration above nothing, but " +
                              (node.is_text() ? shown(node) : "a map of noughts"));
  return {};
}

bool is_duration_map(const Node& node) {
  return node.is_map() && std::any_of(node.keys.begin(), node.keys.end(), [](const Node& key) {
           return part_named(key.text) != nullptr;
         });
}

std::optional<Duration> duration_of(const Node& node) {
  if (node.is_map()) return read_parts(node, nullptr);
  const auto duration = parse_duration(node.text);
  return node.is_text() && duration ? std::optional(*duration) : std::nullopt;
}

std::string unit_hint(std::string_view text) {
  static const Names kOne{"workday", "workhour", "workminute", "day",
                          "month",   "hour",     "minute",     "second"};
  static const Names kUnits{"workdays", "workhours", "workminutes", "days",
                            "months",   "hours",     "minutes",     "seconds"};
  text = trimmed(text);
  if (looks_like_expression(text)) return "";
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string_view number = text.substr(0, digits);
  const std::string unit =
      nearest_name(trimmed(text.substr(digits)), number == "1" ? kOne : kUnits);
  if (number.empty() || unit.empty()) {
    return " (one whole number and one unit of " + listed(kUnits) + ")";
  }
  const std::string meant = std::string(number) + " " + unit;
  if (!parse_duration(meant)) return " (at most 100 years)";
  return " (did you mean '" + meant + "'?)";
}

std::vector<const Node*> each_of(const Node& node) {
  if (!node.is_list()) return {&node};
  std::vector<const Node*> all;
  for (const Node& item : node.items) all.push_back(&item);
  return all;
}

bool is_identifier(std::string_view text) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !text.empty() && text.size() <= 64 && letter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

bool check_identifier(const Node& key, std::string_view what, Faults& faults) {
  if (is_identifier(key.text)) return true;
  faults.add(key.mark(),
             "expected letters, digits and _ (at most 64, no digit first) as the name "
             "of " +
                 std::string(what) + ", but " + said(key.text));
  return false;
}

bool reads_as_expression(const Node& node) {
  return node.is_text() && (looks_like_expression(node.text) || is_expression(node.text));
}

std::string_view bare_expression(std::string_view text) {
  if (!is_expression(text)) return text;
  const std::size_t from = text.find("${") + 2;
  return text.substr(from, text.rfind('}') - from);
}

// A comment at its end must not swallow the bracket.
std::string bracketed(std::string_view bare) {
  const bool may_comment = bare.find('#') != std::string_view::npos;
  return "(" + std::string(bare) + (may_comment ? "\n)" : ")");
}

}  // namespace liaison::language
