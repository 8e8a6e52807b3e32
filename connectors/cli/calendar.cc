// `calendar due`: due instants by a calendar alone, for people and for other systems' batches.

#include <algorithm>
#include <iostream>
#include <sstream>

#include "connectors/cli/commands.h"
#include "connectors/cli/files.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/source.h"
#include "connectors/cli/words.h"
#include "engine/runtime/strict_json.h"
#include "engine/time/account.h"

namespace liaison::cli {
namespace {

struct CalendarDueCommand {
  std::string calendar, workflows, from, within, by, batch, output;
};

Result<Instant> instant_in(const std::string& text, const Calendar& calendar) {
  const Result<ParsedTime> at = parse_time(text, calendar.zone());
  if (!at) return at.error();
  return at->at;
}

// A date without a time is the close of that day.
Result<Due> due_at(const std::string& text, const Calendar& calendar) {
  const Result<ParsedTime> at = parse_time(text, calendar.zone());
  if (!at) return at.error();
  if (!at->date_only) return Due{at->at, false};
  return due_on(calendar, calendar.rules(), calendar.date_of(at->at));
}

// A date without a time is that whole day: the engine counts from it as such.
template <class Count>
Result<Due> counted(const std::string& duration, const std::string& date, const Calendar& calendar,
                    Count count) {
  const Result<Duration> span = parse_duration(duration);
  if (!span) return span.error();
  const Result<ParsedTime> at = parse_time(date, calendar.zone());
  if (!at) return at.error();
  if (at->date_only) return count(*span, calendar.date_of(at->at));
  return count(*span, at->at);
}

Result<Due> due_within(const std::string& within, const std::string& from,
                       const Calendar& calendar) {
  return counted(within, from, calendar, [&](const Duration& span, auto at) {
    return due_after(calendar, calendar.rules(), span, at);
  });
}

// "7 days before 2026-10-09", "2 workdays after 2026-10-09 10:00", or a date alone.
Result<Due> due_by(const std::string& text, const Calendar& calendar) {
  constexpr std::string_view kBefore = " before ", kAfter = " after ";
  if (const std::size_t at = text.find(kBefore); at != std::string::npos) {
    return counted(text.substr(0, at), text.substr(at + kBefore.size()), calendar,
                   [&](const Duration& span, auto date) {
                     return due_before(calendar, calendar.rules(), span, date);
                   });
  }
  if (const std::size_t at = text.find(kAfter); at != std::string::npos) {
    return due_within(text.substr(0, at), text.substr(at + kAfter.size()), calendar);
  }
  return due_at(text, calendar);
}

std::string field(const Json& line, const char* name) {
  const auto found = line.find(name);
  return found != line.end() && found->is_string() ? found->get<std::string>() : "";
}

// {from, within} with `pauses`: what was used up to each pause is kept, and the rest runs on after.
Result<Due> due_with_pauses(const Json& line, const Calendar& calendar) {
  const Result<Duration> budget = parse_duration(field(line, "within"));
  if (!budget) return budget.error();
  const Result<Instant> start = instant_in(field(line, "from"), calendar);
  if (!start) return start.error();
  Instant running = *start;
  Milliseconds used{0};
  for (const Json& pause : line.at("pauses")) {
    if (!pause.is_object()) return invalid(say("expected `pauses` to be a list of {from, to}"));
    const Result<Instant> from = instant_in(field(pause, "from"), calendar);
    if (!from) return from.error();
    const Result<Instant> to = instant_in(field(pause, "to"), calendar);
    if (!to) return to.error();
    if (*from < running || *to < *from) {
      return invalid(
          say("expected pauses in order and apart, but one begins before the last ends"));
    }
    used += used_between(calendar, calendar.rules(), *budget, *start, running, *from);
    running = *to;
  }
  return due_with_used(calendar, calendar.rules(), *budget, *start, used, running);
}

Result<Due> due_of(const Json& line, const Calendar& calendar) {
  if (!line.is_object()) return invalid(say("expected {from, within} or {by}"));
  const std::string by = field(line, "by");
  if (!by.empty()) return due_by(by, calendar);
  if (field(line, "from").empty() || field(line, "within").empty()) {
    return invalid(say("expected {from, within} or {by}"));
  }
  const auto pauses = line.find("pauses");
  if (pauses != line.end() && pauses->is_array()) return due_with_pauses(line, calendar);
  return due_within(field(line, "within"), field(line, "from"), calendar);
}

// Every line with `due` added; a line that cannot be answered is said, and the others go on.
int batch(const CalendarDueCommand& command, const Calendar& calendar) {
  const Result<std::string> text = read_all(command.batch);
  if (!text) return report(text.error());
  std::istringstream in(*text);
  int number = 0, code = kDone;
  for (std::string row; std::getline(in, row);) {
    ++number;
    if (row.find_first_not_of(" \t\r") == std::string::npos) continue;
    auto parsed = parse_strict(row);
    Json* line = std::get_if<Json>(&parsed);
    const Result<Due> due = line != nullptr
                                ? due_of(*line, calendar)
                                : Result<Due>(invalid(std::get<NotJson>(parsed).reason));
    if (!due) {
      std::cerr << command.batch << ':' << number << ": " << due.error().message << '\n';
      code = kFaults;
      continue;
    }
    (*line)["due"] = liaison::to_text(due->at, calendar.zone());
    if (due->provisional) (*line)["provisional"] = true;
    std::cout << http::to_bytes(*line) << '\n';
  }
  return code;
}

Error unknown_calendar(const Loaded& loaded, const std::string& wanted) {
  std::vector<std::string> known = {"every-day", "weekdays"};
  for (const auto& [name, calendar] : loaded.calendars) {
    if (std::find(known.begin(), known.end(), name) == known.end()) known.push_back(name);
  }
  std::string names;
  for (const std::string& name : known) names += (names.empty() ? "" : ", ") + name;
  const std::string near = http::nearest(wanted, known);
  return invalid(say("expected a calendar ({0}), but '{1}'", {names, wanted}) +
                 (near.empty() ? say(": name its folder with --workflows")
                               : say(" (did you mean '{0}'?)", {near})));
}

const Calendar* calendar_named(const Loaded& loaded, const std::string& name) {
  if (const auto found = loaded.calendars.find(name); found != loaded.calendars.end()) {
    return found->second.get();
  }
  if (name == "every-day") return &Calendar::every_day();
  return name == "weekdays" ? &Calendar::weekdays() : nullptr;
}

int print_due(const CalendarDueCommand& command, const Result<Due>& due, const Calendar& calendar) {
  if (!due) return report(due.error());
  const std::string at = liaison::to_text(due->at, calendar.zone());
  if (command.output == "json") {
    print_json({{"due", at},
                {"provisional", due->provisional},
                {"calendar", calendar.name() + " " + calendar.version()}});
    return kDone;
  }
  std::cout << at << '\n';
  if (due->provisional) {
    std::cerr << say("provisional: beyond the years that calendar {0} knows", {calendar.name()})
              << '\n';
  }
  return kDone;
}

int due(const CalendarDueCommand& command) {
  Loaded loaded;
  if (!command.workflows.empty()) loaded = load_paths({command.workflows});
  if (!loaded.ok()) {
    print_faults(loaded, std::cerr);
    return kFaults;
  }
  const Calendar* calendar = calendar_named(loaded, command.calendar);
  if (calendar == nullptr) {
    return report(unknown_calendar(loaded, command.calendar));
  }
  const bool within = !command.from.empty() && !command.within.empty();
  if (static_cast<int>(within) + static_cast<int>(!command.by.empty()) +
              static_cast<int>(!command.batch.empty()) !=
          1 ||
      (!within && !(command.from.empty() && command.within.empty()))) {
    return report(invalid(say("expected --from with --within, or --by, or --batch")));
  }
  if (!command.batch.empty()) return batch(command, *calendar);
  if (!command.by.empty()) return print_due(command, due_by(command.by, *calendar), *calendar);
  return print_due(command, due_within(command.within, command.from, *calendar), *calendar);
}

}  // namespace

void add_calendar(CommandLine& line) {
  auto command = std::make_shared<CalendarDueCommand>();
  line.command("calendar", say("what calendars say"))
      .sub("due", say("computes when something is due"))
      .option("--calendar", command->calendar, "NAME", say("cn, weekdays, every-day, …"))
      .option("--workflows", command->workflows, "DIR", say("where the calendar files are"))
      .option("--from", command->from, "TIME",
              say("the start; without offset in the calendar's zone"))
      .option("--within", command->within, "DURATION", say("e.g. '5 workdays' or '24 hours'"))
      .option("--by", command->by, "MOMENT", say("e.g. '7 days before 2026-10-09'"))
      .option("--batch", command->batch, "FILE",
              say("JSON lines {from, within} or {by}, with pauses"))
      .option("--output", command->output, "FORMAT", say("json or text"))
      .required("--calendar")
      .example(
          "liaison calendar due --calendar cn --workflows workflows --from 2026-09-17T10:12 "
          "--within '5 workdays'")
      .example(
          "liaison calendar due --calendar cn --workflows workflows --by '7 days before "
          "2026-10-09'")
      .run([command] { return due(*command); });
}

}  // namespace liaison::cli
