#include "connectors/cli/case_page.h"

#include <algorithm>

#include "connectors/cli/lists.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/terminal.h"
#include "connectors/cli/words.h"

namespace liaison::cli {
namespace {

const Json& list(const Json& object, const char* name) {
  static const Json empty = Json::array();
  const auto found = object.find(name);
  return found != object.end() && found->is_array() ? *found : empty;
}

bool yes(const Json& object, const char* name) { return object.value(name, Json(false)) == true; }

// "accept 受理"; the title only where it adds something.
std::string named(const Json& object, const char* name) {
  const std::string plain = text(object, name), title = text(object, "title");
  return title.empty() || title == plain ? plain : glued({plain, " ", title});
}

std::string head_line(const Json& c) {
  std::string at;
  for (const Json& step : list(c, "at")) {
    if (!text(step).empty()) at = text(step);  // the innermost
  }
  std::string state = coloured_state(text(c, "state"));
  if (!at.empty()) state = glued({state, " ", say("at step {0}", {at})});
  if (const std::string why = text(c, "reason"); !why.empty()) state = glued({state, ": ", why});
  return glued({coloured(Colour::kBold, text(c, "case")), " · ", named(c, "workflow"), " ",
                text(c, "version"), " · ", state, "\n"});
}

std::string label(const std::string& name, const std::string& value) {
  return glued({padded(name, 10), value, "\n"});
}

std::string head(const Json& c) {
  const Json by = c.value("requestedBy", Json::object());
  const Json request = c.value("request", Json::object());
  const std::string who = text(by, "authid").empty() ? text(request, "source") : text(by, "authid");
  std::string opened = glued({moment(text(c, "openedAt")), " ", say("by {0}", {who})});
  if (const std::string whom = text(by, "onbehalfof"); !whom.empty()) {
    opened = glued({opened, ", ", say("on behalf of {0}", {say(whom)})});
  }
  const std::string manager = text(c, "manager");
  std::string out = head_line(c) + label(say("Customer"), customer_of(c)) +
                    label(say("Manager"), manager.empty() ? say("nobody yet") : manager);
  if (const std::string key = text(c, "key"); !key.empty()) out += label(say("Key"), key);
  out += label(say("Opened"), opened);
  if (const std::string closed = text(c, "closedAt"); !closed.empty()) {
    out += label(say("Closed"), moment(closed));
  }
  return out + label(say("Now"), moment(text(c, "now")));
}

// "PT7H35M" -> "7 h 35 min"; a minus stays.
std::string span(const std::string& iso) {
  std::int64_t seconds = 0, number = 0;
  for (const char c : iso) {
    if (c >= '0' && c <= '9') number = number * 10 + (c - '0');
    else {
      seconds += number * (c == 'H' ? 3600 : c == 'M' ? 60 : c == 'S' ? 1 : 0);
      number = 0;
    }
  }
  if (iso.empty()) return "";
  return glued({iso.starts_with("-") ? "-" : "", elapsed(seconds * 1000)});
}

std::string tenths(const Json& number) {
  const double value = number.is_number() ? number.get<double>() : 0;
  std::string out = std::to_string(value);
  return out.substr(0, out.find('.') + 2);
}

// "0.6 / 2 workdays", "1.4 workdays"; in hours and minutes where the budget has no such unit.
std::pair<std::string, std::string> account(const Json& clock) {
  const std::string budget = text(clock, "budget");
  if (const auto units = clock.find("units"); units != clock.end()) {
    const std::string unit = say(budget.substr(budget.find(' ') + 1));
    return {glued({tenths((*units)["used"]), " / ", text((*units)["budget"]), " ", unit}),
            glued({tenths((*units)["left"]), " ", unit})};
  }
  return {glued({span(text(clock, "used")), budget.empty() ? "" : " / ", budget}),
          span(text(clock, "left"))};
}

std::string clock_state(const Json& clock) {
  const std::string state = text(clock, "state");
  if (state == "paused") {
    return coloured(Colour::kYellow, say("paused: {0}", {text(clock, "pausedFor")}));
  }
  if (yes(clock, "overdue")) return coloured(Colour::kRed, say("OVERDUE"));
  if (state != "running") {
    const std::string late = span(text(clock, "lateBy"));
    return late.empty() ? say(state) : coloured(Colour::kRed, say("LATE {0}", {late}));
  }
  const Json next = clock.value("next", Json::object());
  if (text(next, "at").empty()) return say(state);
  return say("next {0} {1}", {say(text(next, "what")), short_moment(text(next, "at"))});
}

// Those that run; of a case that is over, all.
std::string clocks(const Json& c) {
  const bool over = !text(c, "closedAt").empty();
  Table table({say("CLOCKS"), say("DUE"), say("USED"), say("LEFT"), say("STATE")});
  for (const Json& clock : list(c, "clocks")) {
    const std::string state = text(clock, "state");
    if (!over && state != "running" && state != "paused") continue;
    const auto [used, left] = account(clock);
    table.row({what_of(clock), short_moment(text(clock, "due")), used, left, clock_state(clock)});
  }
  return table.empty() ? "" : glued({"\n", table.text()});
}

std::string task_state(const Json& task) {
  const std::string since = short_moment(text(task, "assignedAt"));
  const std::string holder = text(task, "holder");
  std::string state;
  if (text(task, "state") == "open" && holder.empty()) state = say("UNCLAIMED since {0}", {since});
  else if (holder.empty()) state = say(text(task, "state"));
  else state = say("{0} has it since {1}", {holder, since});
  if (!yes(task, "overdue")) return state;
  return coloured(Colour::kRed, glued({state, " · ", say("OVERDUE")}));
}

std::string tasks(const Json& c) {
  Table table({say("OPEN TASKS"), say("TASK"), say("DUE"), say("STATE")});
  for (const Json& task : list(c, "tasks")) {
    table.row({glued({named(task, "step"), "/", text(task, "department")}), text(task, "task"),
               short_moment(text(task, "due")), task_state(task)});
  }
  return table.empty() ? "" : glued({"\n", table.text()});
}

std::string step_result(const Json& step) {
  std::string out = say(text(step, "result"));
  if (text(step, "result") == "late") {
    out = coloured(Colour::kRed, say("LATE {0}", {span(text(step, "lateBy"))}));
  }
  if (const auto returned = step.find("returned"); returned != step.end()) {
    out = glued(
        {out, out.empty() ? "" : " · ",
         say("returned {0} times: {1}", {text(*returned, "count"), text(*returned, "reason")})});
  }
  return out;
}

std::string steps(const Json& c) {
  Table table({say("STEPS SO FAR"), say("FROM"), say("TO"), say("WHO"), say("RESULT")});
  for (const Json& step : list(c, "steps")) {
    if (text(step, "step").empty()) continue;  // the root list
    const std::string person = text(step, "person");
    table.row(
        {named(step, "step"), short_moment(text(step, "from")), short_moment(text(step, "to")),
         glued({text(step, "department"), person.empty() ? "" : "/", person}), step_result(step)});
  }
  return table.empty() ? "" : glued({"\n", table.text()});
}

std::string figures(const Json& c) {
  std::size_t told = 0, receipts = 0;
  for (const Json& message : list(c, "messages")) {
    told += text(message, "toldAt").empty() ? 0 : 1;
    receipts += text(message, "doneAt").empty() ? 0 : 1;
  }
  return glued(
      {"\n",
       say("Late {0} · told further up {1} · returns {2} · joined {3}",
           {text(c, "breaches"), text(c, "escalations"), text(c, "returns"), text(c, "joined")}),
       "\n",
       say("Told to customer {0}, receipts {1}", {std::to_string(told), std::to_string(receipts)}),
       "\n", say("Also: case history {0} · --output json", {text(c, "case")}), "\n"});
}

}  // namespace

std::string coloured_state(const std::string& state) {
  std::string upper = state;
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  const Colour colour = state == "stuck"  ? Colour::kRed
                        : state == "open" ? Colour::kGreen
                                          : Colour::kPlain;
  return coloured(colour, say(upper));
}

std::string case_page(const Json& c) {
  return head(c) + clocks(c) + tasks(c) + steps(c) + figures(c);
}

}  // namespace liaison::cli
