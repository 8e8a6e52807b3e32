// The history of one case for people: one event a line. What only programs need (digests, numbers
// of enumerations, values that say nothing) is in the JSON.

#include <algorithm>

#include "connectors/cli/case_page.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/terminal.h"
#include "connectors/cli/words.h"

namespace liaison::cli {
namespace {

using Names = std::vector<std::string>;

bool among(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Nothing, zero, no: of an event's own fields these say nothing. Within results they do.
bool says_nothing(const Json& value) {
  if (value.is_structured()) return value.empty();
  return value.is_null() || value == "" || value == 0 || value == false || value == "PT0S";
}

std::string value_text(const Json& value);

std::string pairs(const Json& object) {
  std::string out;
  for (const auto& [name, value] : object.items()) {
    out += glued({out.empty() ? "" : ", ", name, ": ", value_text(value)});
  }
  return out;
}

std::string value_text(const Json& value) {
  if (value.is_string()) {
    const std::string plain = text(value);
    if (is_moment(plain)) return moment(plain);
    return is_span(plain) ? span(plain) : plain;
  }
  if (value.is_array()) {
    std::string out;
    for (const Json& one : value) out += glued({out.empty() ? "" : ", ", value_text(one)});
    return out.empty() ? "[]" : out;
  }
  if (!value.is_object()) return value.is_null() ? "-" : text(value);
  if (value.contains("zh") && value.contains("en")) return text(value);
  return value.empty() ? "{}" : glued({"{", pairs(value), "}"});
}

// "li.min, operations": whom a warning went to.
std::string told_to(const Json& notices) {
  std::string out;
  for (const Json& notice : notices) {
    const std::string person = text(notice, "person");
    out += (out.empty() ? "" : ", ") + (person.empty() ? text(notice, "department") : person);
  }
  return out;
}

class Details {
 public:
  void add(const std::string& name, const std::string& value) {
    if (!value.empty()) out_ += glued({out_.empty() ? "" : "  ", name, "=", value});
  }
  void add_field(const std::string& name, const Json& value) {
    if (says_nothing(value)) return;
    if (value.is_object() && !value.contains("zh")) add(name, pairs(value));
    else add(name, value_text(value));
  }
  const std::string& text_so_far() const { return out_; }

 private:
  std::string out_;
};

// Fields that are told in another form than their own.
void add_special(const std::string& kind, const Json& event, Details& details) {
  if (kind == "message-issued") {
    details.add("text", text(Json{{"zh", event.value("zh", "")}, {"en", event.value("en", "")}}));
  }
  if (kind == "rung-fired") {
    details.add("what", say(text(event.value("rung", Json::object()), "kind")));
    details.add("to", told_to(event.value("to", Json::array())));
    const Json repeat = event.value("rung", Json::object()).value("repeat", Json(0));
    if (repeat != 0) details.add("repeat", repeat.dump());
  }
  if (kind == "reply-taken") {
    const Json reply = event.value("reply", Json::object());
    details.add("record", glued({text(reply, "source"), " ", text(reply, "id")}));
  }
  if (kind == "step-left") {
    constexpr const char* kHow[] = {"", "returned", "cancelled"};
    const std::size_t how = event.value("how", std::size_t{0});
    if (how > 0 && how < std::size(kHow)) details.add("how", say(kHow[how]));
  }
}

// What an event says beside when, who and by which record: what people ask for first. A clock is
// named, with its due instant.
std::string details_of(const Json& event) {
  static const Names first = {"step",   "task",   "clock", "department",
                              "holder", "person", "due",   "reason"};
  static const Names never = {
      "at",       "arrivedAt", "by",        "origin",   "event",   "case",     "definition",
      "entry",    "slot",      "asWritten", "reply",    "attempt", "kind",     "epoch",
      "declines", "request",   "plan",      "zh",       "en",      "template", "values",
      "how",      "rung",      "to",        "settings", "sheet",   "openedAt", "next"};
  const std::string kind = text(event, "event");
  Details details;
  for (const std::string& name : first) {
    const Json value = event.value(name, Json(nullptr));
    if (!value.is_object()) {
      details.add_field(name, value);
      continue;
    }
    details.add(name, text(value, "name"));
    details.add("due", moment(text(value, "due")));
  }
  add_special(kind, event, details);
  if (kind == "message-told" || kind == "question-asked")
    details.add_field("how", event.value("how", Json(nullptr)));
  for (const auto& [name, value] : event.items()) {
    if (!among(first, name) && !among(never, name)) details.add_field(name, value);
  }
  return details.text_so_far();
}

}  // namespace

std::string case_history(const Json& events) {
  constexpr std::size_t kWidest = 120;  // of a line's last cell, where a person looks
  const bool cut = stdout_is_terminal();
  Table table({say("WHEN"), say("EVENT"), say("BY"), say("WHAT")});
  for (const Json& event : events) {
    const std::string details = details_of(event);
    table.row({moment(text(event, "at")), say(text(event, "event")),
               text(event.value("by", Json::object()), "authid"),
               cut ? fitted(details, std::min(width_of(details), kWidest)) : details});
  }
  return table.text();
}

}  // namespace liaison::cli
