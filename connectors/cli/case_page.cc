#include "connectors/cli/case_page.h"

#include <cmath>

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
  if (const std::string stuck = text(c, "stuckAt"); !stuck.empty()) at = stuck;
  std::string state = coloured_state(text(c, "state"));
  if (!at.empty()) state = glued({state, " ", say("at step {0}", {at})});
  if (const std::string why = text(c, "reason"); !why.empty())
    state = glued({state, say(": "), why});
  return glued({coloured(Colour::kBold, text(c, "case")), " · ", named(c, "workflow"), " ",
                text(c, "version"), " · ", state, "\n"});
}

std::string label(const std::string& name, const std::string& value) {
  return glued({padded(name, 10), value, "\n"});
}

// "李敏", or the id of those whose name is not known.
std::string person(const Json& c, const std::string& id) {
  const std::string name = text(c.value("people", Json::object()), id.c_str());
  return name.empty() ? id : name;
}

// Name and id, since the id is what one types.
std::string person_in_full(const Json& c, const std::string& id) {
  const std::string name = person(c, id);
  return name == id ? id : glued({name, " ", id});
}

std::string manager_of(const Json& c) {
  const std::string manager = text(c, "manager");
  if (manager.empty()) return say("nobody yet");
  const std::string who = person_in_full(c, manager);
  return text(c, "standIn").empty() ? who : say("{0} (stands in; nobody assigned yet)", {who});
}

std::string head(const Json& c) {
  const Json by = c.value("requestedBy", Json::object());
  const Json request = c.value("request", Json::object());
  const std::string who = text(by, "authid").empty() ? text(request, "source") : text(by, "authid");
  std::string opened = glued({moment(text(c, "openedAt")), " ", say("by {0}", {who})});
  if (const std::string whom = text(by, "onbehalfof"); !whom.empty()) {
    opened = glued({opened, say(", "), say("on behalf of {0}", {say(whom)})});
  }
  std::string out = head_line(c);
  if (const std::string customer = customer_of(c); !customer.empty()) {  // a schedule's has none
    out += label(say("Customer"), customer) + label(say("Manager"), manager_of(c));
  }
  if (const std::string key = text(c, "key"); !key.empty()) out += label(say("Key"), key);
  out += label(say("Opened"), opened);
  if (const std::string closed = text(c, "closedAt"); !closed.empty()) {
    out += label(say("Closed"), moment(closed));
  }
  return out + label(say("Now"), moment(text(c, "now")));
}

std::string tenths(const Json& number) {
  const double value = number.is_number() ? number.get<double>() : 0;
  std::string out = std::to_string(std::abs(value) < 0.05 ? 0 : value);  // no -0.0
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

// A moment too late is late, with nothing to count.
std::string late_by(const std::string& iso) {
  return iso.empty() || iso == "PT0S" ? say("LATE") : say("LATE {0}", {span(iso)});
}

std::string clock_state(const Json& clock) {
  const std::string state = text(clock, "state");
  if (state == "paused") {
    return coloured(Colour::kYellow, say("paused: {0}", {text(clock, "pausedFor")}));
  }
  if (yes(clock, "overdue")) return coloured(Colour::kRed, say("OVERDUE"));
  if (state != "running") {
    const std::string late = text(clock, "lateBy");
    return late.empty() ? say(state) : coloured(Colour::kRed, late_by(late));
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

std::string task_state(const Json& c, const Json& task) {
  const std::string since = short_moment(text(task, "assignedAt"));
  const std::string holder = person(c, text(task, "holder")), word = text(task, "state");
  std::string state;
  if (text(task, "kind") == "tell") {
    state = word == "open" ? say("TO TELL since {0}", {since}) : say("told; receipt not here yet");
  } else if (text(task, "kind") == "ask") {
    state = word == "open" ? say("TO ASK since {0}", {since}) : say("asked; answer not here yet");
  } else if (word == "open") {
    state = say("UNCLAIMED since {0}", {since});
  } else {
    state = say("claimed");
  }
  if (!holder.empty()) state = glued({holder, " · ", state});
  if (!yes(task, "overdue")) return state;
  return coloured(Colour::kRed, glued({state, " · ", say("OVERDUE")}));
}

// "accept 受理/managers"; of a message, that it is one.
std::string task_name(const Json& task) {
  const std::string step = named(task, "step");
  const std::string kind = text(task, "kind");
  if (kind == "tell") return glued({step, " ", say("tell the customer")});
  if (kind == "ask") return glued({step, " ", say("ask the customer")});
  return glued({step, "/", text(task, "department")});
}

std::string tasks(const Json& c) {
  Table table({say("OPEN TASKS"), say("TASK"), say("DUE"), say("STATE")});
  for (const Json& task : list(c, "tasks")) {
    table.row({task_name(task), text(task, "task"), short_moment(text(task, "due")),
               task_state(c, task)});
  }
  return table.empty() ? "" : glued({"\n", table.text()});
}

std::string step_result(const Json& step) {
  const std::string result = text(step, "result");
  std::string out;
  if (result == "late") out = coloured(Colour::kRed, late_by(text(step, "lateBy")));
  else if (result == "overdue") out = coloured(Colour::kRed, say("OVERDUE"));
  else if (yes(step, "open")) out = say("not done yet");
  else if (result == "on-time") out = say("on time");
  const auto returned = step.find("returned");
  if (returned == step.end()) return out;
  const std::string count = text(*returned, "count"), reason = text(*returned, "reason");
  return glued({out, out.empty() ? "" : " · ",
                count == "1" ? say("returned once: {0}", {reason})
                             : say("returned {0} times: {1}", {count, reason})});
}

std::string steps(const Json& c) {
  Table table({say("STEPS SO FAR"), say("FROM"), say("TO"), say("WHO"), say("RESULT")});
  for (const Json& step : list(c, "steps")) {
    if (text(step, "step").empty()) continue;  // the root list
    const std::string who = person(c, text(step, "person"));
    table.row({named(step, "step"), short_moment(text(step, "from")),
               short_moment(text(step, "to")),
               glued({text(step, "department"), who.empty() ? "" : "/", who}), step_result(step)});
  }
  return table.empty() ? "" : glued({"\n", table.text()});
}

bool is_to_tell(const Json& c, const Json& message) {
  for (const Json& task : list(c, "tasks")) {
    if (text(task, "task") == text(message, "message")) return text(task, "state") == "open";
  }
  return false;
}

// Every message counts, also those whose telling nobody has to confirm.
std::string messages(const Json& c) {
  std::size_t told = 0, to_tell = 0, asked = 0, given = 0;
  for (const Json& message : list(c, "messages")) {
    (is_to_tell(c, message) ? to_tell : told) += 1;
    if (text(message, "receipt") == "none") continue;
    ++asked;
    given += text(message, "doneAt").empty() ? 0 : 1;
  }
  std::string out = say("Told to the customer {0}, receipts asked {1}, given {2}",
                        {std::to_string(told), std::to_string(asked), std::to_string(given)});
  if (to_tell > 0) out += say("; still to tell {0}", {std::to_string(to_tell)});
  return out;
}

std::string figures(const Json& c) {
  return glued(
      {"\n",
       say("Late {0} · told further up {1} · returns {2} · joined {3}",
           {text(c, "breaches"), text(c, "escalations"), text(c, "returns"), text(c, "joined")}),
       "\n", messages(c), "\n", say("Also: case history {0} · --output json", {text(c, "case")}),
       "\n"});
}

// What an operator needs to mend a stuck case: the data, what waits, and what to type.
std::string stuck(const Json& c) {
  if (text(c, "state") != "stuck") return "";
  std::string out = "\n" + say("Stuck at {0}: {1}", {text(c, "stuckAt"), text(c, "reason")}) + "\n";
  for (const Json& reply : list(c, "parked")) {
    out += glued({"  ", say("waits: {0} by {1}", {text(reply, "type"), text(reply, "by")}), "  ",
                  text(reply, "subject"), "  ", http::to_bytes(reply.value("data", Json())), "\n"});
  }
  for (const Json& event : list(c, "eventsWaiting")) {
    out += glued({"  ", say("waits: {0} by {1}", {text(event, "type"), text(event, "source")}),
                  "  ", http::to_bytes(event.value("data", Json())), "\n"});
  }
  out += label(say("data"), http::to_bytes(c.value("sheet", Json::object())));
  return out +
         say("Mend it, then: liaison case retry {0} --reason …; or skip, set, cancel",
             {text(c, "case")}) +
         "\n";
}

}  // namespace

std::string coloured_state(const std::string& state) {
  const Colour colour = state == "stuck"  ? Colour::kRed
                        : state == "open" ? Colour::kGreen
                                          : Colour::kPlain;
  return coloured(colour, say(upper(state)));
}

std::string case_page(const Json& c) {
  return head(c) + stuck(c) + clocks(c) + tasks(c) + steps(c) + figures(c);
}

}  // namespace liaison::cli
