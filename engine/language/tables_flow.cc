// The tables of the standard's tasks: fork, for, listen, emit, try, raise; and of `use`.
#include "engine/language/tables.h"

namespace liaison::language {

const Table& fork_table() {
  static const Table kTable{"fork",
                            {{"branches", Shape::kSteps, "steps that run side by side", kRequired},
                             {"compete", Shape::kAny, "the first to finish wins: true or false"}}};
  return kTable;
}

const Table& for_table() {
  static const Table kTable{"for",
                            {{"in", Shape::kText, "expression giving the list", kRequired},
                             {"each", Shape::kText, "name of the item's variable; item"},
                             {"at", Shape::kText, "name of the index's variable; index"}}};
  return kTable;
}

const Table& timeout_table() {
  static const Table kTable{"timeout",
                            {{"after", Shape::kTextOrObject, "elapsed time, or our units",
                              kRequired, &duration_table()}}};
  return kTable;
}

// ---- schedule -------------------------------------------------------------------------------

const Table& schedule_table() {
  static const Table kTable{
      "schedule",
      {{"every", Shape::kTextOrObject, "a case so often, such as 7 days", kKnown,
        &duration_table()},
       {"cron", Shape::kText, "a case at these times, such as '30 8 * * mon-fri'"},
       {"after", Shape::kTextOrObject, "a case so long after the one before has ended", kKnown,
        &duration_table()},
       {"on", Shape::kObject, "a case by an event without a customer", kKnown,
        &schedule_on_table()}}};
  return kTable;
}

const Table& schedule_on_table() {
  static const Table kTable{
      "schedule.on",
      {{"one", Shape::kObject, "each such event", kKnown, &filter_table()},
       {"any", Shape::kList, "each event that is one of these", kKnown, &filter_table()},
       {"all", Shape::kList, "one of each together", kKnown, &filter_table()},
       {"until", Shape::kAny, "goes on taking events until this", kLater}}};
  return kTable;
}

// ---- events ---------------------------------------------------------------------------------

const Table& listen_table() {
  static const Table kTable{"listen",
                            {{"to", Shape::kObject, "which events", kRequired, &listen_to_table()},
                             {"read",
                              Shape::kWord,
                              "what is kept of an event",
                              kKnown,
                              nullptr,
                              {"data", "envelope", "raw"}}}};
  return kTable;
}

const Table& listen_to_table() {
  static const Table kTable{
      "listen.to",
      {{"one", Shape::kObject, "the first such event", kKnown, &filter_table()},
       {"any", Shape::kList, "the first of several; none: every event", kKnown, &filter_table()},
       {"all", Shape::kList, "one of each", kKnown, &filter_table()},
       {"until", Shape::kTextOrObject, "goes on taking events of 'any' until this", kKnown,
        &until_table()}}};
  return kTable;
}

const Table& until_table() {
  static const Table kTable{"until",
                            {{"one", Shape::kObject, "such an event", kKnown, &filter_table()},
                             {"any", Shape::kList, "one of several", kKnown, &filter_table()},
                             {"all", Shape::kList, "one of each", kLater}}};
  return kTable;
}

const Table& filter_table() {
  static const Table kTable{
      "a filter of events",
      {{"with", Shape::kNamed, "which events: type, other attributes, data", kRequired},
       {"correlate", Shape::kNamed, "which events belong together", kLater}}};
  return kTable;
}

const Table& foreach_table() {
  static const Table kTable{"foreach",
                            {{"item", Shape::kText, "name of the event's variable; item"},
                             {"at", Shape::kText, "name of the index's variable; index"},
                             {"do", Shape::kSteps, "steps for each event"},
                             {"output", Shape::kAny, "what is kept of each round", kLater},
                             {"export", Shape::kAny, "the sheet after each round", kLater}}};
  return kTable;
}

const Table& handler_table() {
  static const Table kTable{
      "a handler",
      {{"listen", Shape::kObject, "which events", kRequired, &listen_table()},
       {"if", Shape::kText, "the event is taken only if this holds"},
       {"foreach", Shape::kObject, "what is done with each event", kKnown, &foreach_table()},
       {"then", Shape::kText, "continue, end or a step of the top list"},
       {"metadata", Shape::kNamed, "free"}}};
  return kTable;
}

const Table& emit_table() {
  static const Table kTable{
      "emit", {{"event", Shape::kObject, "the event", kRequired, &emit_event_table()}}};
  return kTable;
}

const Table& emit_event_table() {
  static const Table kTable{"event",
                            {{"with", Shape::kNamed, "its attributes and data", kRequired}}};
  return kTable;
}

// ---- errors ---------------------------------------------------------------------------------

const Table& catch_table() {
  static const Table kTable{
      "catch",
      {{"errors", Shape::kObject, "which errors", kKnown, &errors_table()},
       {"as", Shape::kText, "name of the error's variable; error"},
       {"when", Shape::kText, "caught only if this holds"},
       {"exceptWhen", Shape::kText, "caught only if this does not hold"},
       {"retry", Shape::kTextOrObject, "tries again, or the name of a policy in use.retries",
        kKnown, &retry_table()},
       {"do", Shape::kSteps, "steps that deal with the error"}}};
  return kTable;
}

const Table& errors_table() {
  static const Table kTable{
      "errors", {{"with", Shape::kObject, "what the error has", kKnown, &error_filter_table()}}};
  return kTable;
}

const Table& error_filter_table() {
  static const Table kTable{"the error to catch",
                            {{"type", Shape::kText, "URI of its type"},
                             {"status", Shape::kText, "such as 408"},
                             {"instance", Shape::kText, "where it was raised"},
                             {"title", Shape::kText, "its title"},
                             {"details", Shape::kText, "its details"}}};
  return kTable;
}

const Table& retry_table() {
  static const Table kTable{
      "retry",
      {{"when", Shape::kText, "only if this holds"},
       {"exceptWhen", Shape::kText, "only if this does not hold"},
       {"delay", Shape::kTextOrObject, "between two attempts", kKnown, &duration_table()},
       {"backoff", Shape::kObject, "how the delay grows", kKnown, &backoff_table()},
       {"limit", Shape::kObject, "how long it goes on", kKnown, &retry_limit_table()},
       {"jitter", Shape::kObject, "what is added by chance", kKnown, &jitter_table()}}};
  return kTable;
}

const Table& backoff_table() {
  static const Table kTable{"backoff",
                            {{"constant", Shape::kNamed, "always the same delay"},
                             {"linear", Shape::kNamed, "one delay more each time"},
                             {"exponential", Shape::kNamed, "twice as long each time"}}};
  return kTable;
}

const Table& retry_limit_table() {
  static const Table kTable{
      "limit",
      {{"attempt", Shape::kObject, "of the attempts", kKnown, &attempt_table()},
       {"duration", Shape::kTextOrObject, "of all attempts together", kKnown, &duration_table()}}};
  return kTable;
}

const Table& attempt_table() {
  static const Table kTable{
      "attempt",
      {{"count", Shape::kWhole, "how many"}, {"duration", Shape::kAny, "of one attempt", kLater}}};
  return kTable;
}

const Table& jitter_table() {
  static const Table kTable{
      "jitter",
      {{"from", Shape::kTextOrObject, "at least", kRequired, &duration_table()},
       {"to", Shape::kTextOrObject, "at most", kRequired, &duration_table()}}};
  return kTable;
}

const Table& raise_table() {
  static const Table kTable{
      "raise",
      {{"error", Shape::kTextOrObject, "the error, or the name of one in use.errors", kRequired,
        &error_table()}}};
  return kTable;
}

const Table& error_table() {
  static const Table kTable{"an error",
                            {{"type", Shape::kText, "URI of its type", kRequired},
                             {"status", Shape::kText, "from 100 to 599", kRequired},
                             {"title", Shape::kText, "short"},
                             {"detail", Shape::kText, "what happened"},
                             {"instance", Shape::kText, "where"}}};
  return kTable;
}

const Table& use_table() {
  static constexpr std::string_view kNoCalls = "nothing is called from inside a turn";
  static const Table kTable{
      "use",
      {{"errors", Shape::kNamed, "errors by name, for raise", kKnown, &error_table()},
       {"retries", Shape::kNamed, "retry policies by name", kKnown, &retry_table()},
       {"timeouts", Shape::kNamed, "timeouts by name", kKnown, &timeout_table()},
       {"authentications", Shape::kAny, kNoCalls, kRefused},
       {"functions", Shape::kAny, kNoCalls, kRefused},
       {"secrets", Shape::kAny, kNoCalls, kRefused},
       {"catalogs", Shape::kAny, "everything stands in files of this folder", kRefused},
       {"extensions", Shape::kAny, "no step is changed by another file", kRefused}}};
  return kTable;
}

}  // namespace liaison::language
