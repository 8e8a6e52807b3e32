#include "connectors/cli/lists.h"

#include <charconv>
#include <iostream>

#include "connectors/cli/shown.h"
#include "connectors/cli/words.h"

namespace liaison::cli {

Result<std::size_t> limit_of(const std::string& text) {
  std::size_t limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (whole && limit >= 1 && limit <= 1'000'000) return limit;
  return invalid(say("expected --limit to be a number from 1 on, but '{0}'", {text}));
}

void print_table(const Table& table, const Json& page, const std::string& nothing) {
  if (table.empty()) {
    std::cerr << nothing << '\n';
    return;
  }
  std::cout << table.text();
  if (page.value("next", Json(nullptr)).is_string()) {
    std::cerr << say("there is more: raise --limit, or narrow the list") << '\n';
  }
}

std::string what_of(const Json& deadline) {
  const std::string title = text(deadline, "title"), step = text(deadline, "step");
  std::string name = text(deadline, "name");
  if (name.empty()) name = step;
  if (name.empty()) name = text(deadline, "clock");
  return title.empty() || title == name ? name : name + " " + title;
}

std::string customer_of(const Json& row) {
  if (!row.is_object()) return "";
  const Json customer = row.value("customer", Json(nullptr));
  if (!customer.is_object()) return text(customer);
  const std::string name = text(customer, "name"), key = text(customer, "key");
  return name.empty() ? key : name + " " + key;
}

}  // namespace liaison::cli
