#include "engine/language/tables.h"

#include <algorithm>

namespace liaison::language {

const Table& workflow_table() {
  static const Table kTable{
      "a workflow file",
      {{"document", Shape::kObject, "name and version", kRequired, &document_table()},
       {"opens", Shape::kObjectOrList, "events that open a case", kKnown, &opens_table()},
       {"input", Shape::kObject, "form of the request", kKnown, &workflow_input_table()},
       {"output", Shape::kObject, "what the case puts out", kKnown, &output_table()},
       {"calendar", Shape::kText, "calendar of every deadline of the file"},
       {"settings", Shape::kNamed, "named figures, $settings.NAME"},
       {"overrides", Shape::kList, "other figures for a region or segment", kKnown,
        &override_table()},
       {"labels", Shape::kNamed, "what lists, searches and other cases may see"},
       {"except", Shape::kTextOrList, "who is kept out of the case"},
       {"deadlines", Shape::kNamed, "clocks of the case and of spans of steps", kKnown,
        &deadline_table()},
       {"whenever", Shape::kCases, "handlers of events", kKnown, &handler_table()},
       {"guards", Shape::kNamedCases, "conditions for a step to open", kKnown, &guard_table()},
       {"templates", Shape::kNamed, "messages to the customer", kKnown, &words_table()},
       {"results", Shape::kNamed, "forms that several steps share"},
       {"escalations", Shape::kNamedLists, "ladders by name", kKnown, &rung_table()},
       {"extensions", Shape::kNamed, "rules of extension", kLater},
       {"do", Shape::kSteps, "the steps", kRequired},
       {"evaluate", Shape::kObject, "language of expressions", kKnown, &evaluate_table()},
       {"timeout", Shape::kTextOrObject, "breaks off with error 408", kKnown, &timeout_table()},
       {"schedule", Shape::kObject, "opens cases without a customer", kKnown, &schedule_table()},
       {"use", Shape::kObject, "reusable parts of the standard", kKnown, &use_table()}}};
  return kTable;
}

const Table& document_table() {
  static const Table kTable{
      "document",
      {{"dsl", Shape::kText, "version of Serverless Workflow, such as '1.0.3'", kRequired},
       {"namespace", Shape::kText, "lower-case letters, digits and -", kRequired},
       {"name", Shape::kText, "lower-case letters, digits and -", kRequired},
       {"version", Shape::kText, "such as '1.0.0', in quotes", kRequired},
       {"title", Shape::kWords, "what people call it"},
       {"summary", Shape::kText, "what it is for"},
       {"tags", Shape::kNamed, "free"},
       {"metadata", Shape::kNamed, "free"}}};
  return kTable;
}

const Table& evaluate_table() {
  static const Table kTable{
      "evaluate",
      {{"language", Shape::kWord, "language of expressions", kKnown, nullptr, {"jq"}},
       {"mode", Shape::kWord, "only ${ … } is an expression", kKnown, nullptr, {"strict"}}}};
  return kTable;
}

const Table& opens_table() {
  static const Table kTable{
      "opens",
      {{"with", Shape::kNamed, "which events: type, other attributes, data", kRequired},
       {"customer", Shape::kText, "whose case it is", kLater},
       {"key", Shape::kText, "business key: one open case per customer and key"},
       {"ifOpen",
        Shape::kWord,
        "what a second request does",
        kKnown,
        nullptr,
        {"join", "refuse", "another"}}}};
  return kTable;
}

const Table& workflow_input_table() {
  static const Table kTable{
      "input of a workflow",
      {{"schema", Shape::kNamed, "form of the request, or { document: form }"},
       {"from", Shape::kTextOrObject, "what the case begins with"}}};
  return kTable;
}

const Table& input_table() {
  static const Table kTable{"input",
                            {{"from", Shape::kTextOrObject, "what the step is given"},
                             {"schema", Shape::kAny, "form of the input", kLater}}};
  return kTable;
}

const Table& output_table() {
  static const Table kTable{"output",
                            {{"as", Shape::kTextOrObject, "what is handed on"},
                             {"schema", Shape::kAny, "form of the output", kLater}}};
  return kTable;
}

const Table& export_table() {
  static const Table kTable{"export",
                            {{"as", Shape::kTextOrObject, "the sheet after the step"},
                             {"schema", Shape::kAny, "form of the sheet", kLater}}};
  return kTable;
}

const Table& step_table() {
  static const Table kTable{
      "a step",
      {{"do", Shape::kSteps, "a group of steps"},
       {"set", Shape::kTextOrObject, "puts out this object"},
       {"switch", Shape::kCases, "goes on where the first condition holds", kKnown,
        &branch_table()},
       {"forward", Shape::kObject, "hands a task to departments", kKnown, &forward_table()},
       {"tell", Shape::kObject, "has the manager inform the customer", kKnown, &tell_table()},
       {"close", Shape::kObject, "ends the case", kKnown, &close_table()},
       {"ask", Shape::kObject, "puts a question to the customer", kKnown, &ask_table()},
       {"children", Shape::kObject, "opens a case per item or customer", kLater},
       {"record", Shape::kNamed, "facts about the customer"},
       {"waitUntil", Shape::kTextOrList, "waits for a moment"},
       {"fork", Shape::kObject, "branches side by side", kKnown, &fork_table()},
       {"for", Shape::kObject, "once per item", kKnown, &for_table()},
       {"listen", Shape::kObject, "waits for events", kKnown, &listen_table()},
       {"emit", Shape::kObject, "puts out an event", kKnown, &emit_table()},
       {"wait", Shape::kTextOrObject, "waits for a while", kKnown, &duration_table()},
       {"try", Shape::kSteps, "steps whose errors are caught"},
       {"raise", Shape::kObject, "raises an error", kKnown, &raise_table()},
       {"run", Shape::kObject, "opens another workflow", kLater},
       {"call", Shape::kAny, "nothing is called from inside a turn", kRefused},
       {"with", Shape::kAny, "it belongs to 'call'", kRefused},
       {"while", Shape::kText, "condition of a loop"},
       {"catch", Shape::kObject, "what to do with errors", kKnown, &catch_table()},
       {"foreach", Shape::kObject, "what to do with each event", kKnown, &foreach_table()},
       {"if", Shape::kText, "the step is skipped where it does not hold"},
       {"input", Shape::kObject, "what the step is given", kKnown, &input_table()},
       {"output", Shape::kObject, "what it hands on", kKnown, &output_table()},
       {"export", Shape::kObject, "what it leaves in the sheet", kKnown, &export_table()},
       {"then", Shape::kText, "continue, exit, end or a step of the same list"},
       {"timeout", Shape::kTextOrObject, "breaks off with error 408", kKnown, &timeout_table()},
       {"metadata", Shape::kNamed, "free; `basis` is shown to the holder"},
       {"deadline", Shape::kTextOrObject, "one clock, named after the step", kKnown,
        &deadline_table()},
       {"deadlines", Shape::kNamed, "several clocks", kKnown, &deadline_table()},
       {"pauses", Shape::kAny, "stands still for this reason", kLater},
       {"pausable", Shape::kList, "why it may be paused from outside", kLater},
       {"guard", Shape::kTextOrList, "must hold for the step to open"}}};
  return kTable;
}

const Names& task_keys() {
  static const Names kKeys{"do",   "set",      "switch", "forward", "tell",      "close",  "ask",
                           "fork", "children", "record", "for",     "waitUntil", "listen", "emit",
                           "wait", "try",      "raise",  "run",     "call"};
  return kKeys;
}

const Table& branch_table() {
  static const Table kTable{"a case of switch",
                            {{"when", Shape::kText, "condition; none: always"},
                             {"then", Shape::kText, "where to go", kRequired}}};
  return kTable;
}

const Table& forward_table() {
  static const Table kTable{
      "forward",
      {{"to", Shape::kTextOrListOrNamed, "who gets the task", kRequired, &recipient_table()},
       {"title", Shape::kWords, "what is to be done", kRequired},
       {"text", Shape::kWords, "what to heed"},
       {"result", Shape::kForm, "what the answer must hold"},
       {"decide", Shape::kList, "words, one of which the answer needs"},
       {"need", Shape::kText, "how many of several must be done: all, any or a number"},
       {"returns", Shape::kObject, "where a return goes", kKnown, &returns_table()},
       {"except", Shape::kTextOrList, "who must not get it"},
       {"instead", Shape::kText, "who gets it when `to` is excluded or vacant"}}};
  return kTable;
}

const Table& recipient_table() {
  static const Table kTable{"a department of forward",
                            {{"title", Shape::kWords, "what is to be done"},
                             {"text", Shape::kWords, "what to heed"},
                             {"result", Shape::kForm, "what the answer must hold"}}};
  return kTable;
}

const Table& returns_table() {
  static const Table kTable{
      "returns",
      {{"to", Shape::kText, "step of the same list where it goes on", kRequired},
       {"atMost", Shape::kWhole, "how often", kRequired},
       {"beyond", Shape::kText, "where it goes after that"},
       {"clock", Shape::kWord, "what becomes of the clock", kKnown, nullptr, {"keep", "restart"}}}};
  return kTable;
}

const Table& tell_table() {
  static const Table kTable{
      "tell",
      {{"template", Shape::kText, "the message", kRequired},
       {"with", Shape::kNamed, "values for placeholders"},
       {"channel", Shape::kText, "phone, letter, visit, …"},
       {"receipt", Shape::kText, "none, told or signed"},
       {"again", Shape::kObject, "told again while no receipt has come", kKnown, &again_table()},
       {"beyond", Shape::kText, "where it goes when that is used up"}}};
  return kTable;
}

const Table& ask_table() {
  static const Table kTable{
      "ask",
      {{"template", Shape::kText, "the message", kRequired},
       {"with", Shape::kNamed, "values for placeholders"},
       {"channel", Shape::kText, "phone, letter, visit, …"},
       {"answer", Shape::kForm, "what the answer must hold"},
       {"answeredBy", Shape::kList, "events that answer", kKnown, &filter_table()},
       {"again", Shape::kObject, "asked again while no answer has come", kKnown, &again_table()}}};
  return kTable;
}

const Table& again_table() {
  static const Table kTable{
      "again",
      {{"every", Shape::kTextOrObject, "such as 7 days", kRequired, &duration_table()},
       {"atMost", Shape::kWhole, "how often", kRequired}}};
  return kTable;
}

const Table& override_table() {
  static const Table kTable{"an override of this file",
                            {{"when", Shape::kText, "for which cases; none: all"},
                             {"settings", Shape::kNamed, "the figures", kRequired}}};
  return kTable;
}

const Table& guard_table() {
  static const Table kTable{"a condition of a guard",
                            {{"when", Shape::kText, "must hold", kRequired},
                             {"otherwise", Shape::kText, "where the flow goes", kRequired}}};
  return kTable;
}

const Table& on_breach_table() {
  static const Table kTable{"onBreach",
                            {{"do", Shape::kSteps, "steps that run beside the flow"},
                             {"then", Shape::kText, "leaves the step and goes there"}}};
  return kTable;
}

const Table& close_table() {
  static const Table kTable{
      "close",
      {{"as", Shape::kWord, "how the case ends", kRequired, nullptr, {"completed", "cancelled"}},
       {"reason", Shape::kText, "why"}}};
  return kTable;
}

const Table& deadline_table() {
  static const Table kTable{
      "a deadline",
      {{"within", Shape::kTextOrObject, "budget, such as 5 workdays"},
       {"by", Shape::kText, "due date, such as 7 days before .start"},
       {"target", Shape::kTextOrObject, "a softer mark on the same clock"},
       {"from", Shape::kTextOrList, "where the budget begins: case, a step's start, a date"},
       {"after", Shape::kTextOrList, "where the budget begins: a step's end"},
       {"until", Shape::kText, "where it is met"},
       {"when", Shape::kText, "the clock is set only if this holds"},
       {"warn", Shape::kTextOrList, "marks that tell the holder, such as 80%"},
       {"escalate", Shape::kTextOrList, "ladder, its name, or none", kKnown, &rung_table()},
       {"pausedBy", Shape::kTextOrList, "which reasons stop it", kLater},
       {"kind",
        Shape::kWord,
        "a department's limit, a promise, or shown only",
        kKnown,
        nullptr,
        {"node", "promise", "guide"}},
       {"calendar", Shape::kText, "calendar of this clock"},
       {"startDay",
        Shape::kWord,
        "whether the first day counts",
        kKnown,
        nullptr,
        {"excluded", "included"}},
       {"dayEnd", Shape::kWord, "when the last day ends", kKnown, nullptr, {"close", "24:00"}},
       {"dayOff",
        Shape::kWord,
        "where a last day off moves",
        kKnown,
        nullptr,
        {"next", "previous", "stays"}},
       {"extension", Shape::kTextOrObject, "how it may be extended", kLater},
       {"onBreach", Shape::kObject, "what a breach does", kKnown, &on_breach_table()},
       {"catchUp",
        Shape::kWord,
        "rungs missed while the engine was down",
        kLater,
        nullptr,
        {"each", "last", "none"}},
       {"lateFacts", Shape::kObject, "how late an answer may correct the breach", kLater},
       {"title", Shape::kWords, "what people call it"}}};
  return kTable;
}

const Table& duration_table() {
  static const Table kTable{"a duration",
                            {{"days", Shape::kWhole, "of 24 hours"},
                             {"hours", Shape::kWhole, ""},
                             {"minutes", Shape::kWhole, ""},
                             {"seconds", Shape::kWhole, ""},
                             {"milliseconds", Shape::kWhole, ""}}};
  return kTable;
}

const Table& rung_table() {
  static const Table kTable{
      "a rung",
      {{"at", Shape::kText, "share used, such as 80%, or breach"},
       {"left", Shape::kText, "what is left, such as 1 workday"},
       {"late", Shape::kText, "time after the due date"},
       {"to", Shape::kTextOrList, "who is told", kRequired},
       {"ifLimit", Shape::kText, "only for budgets of this size, such as '>= 5 workdays'"},
       {"reassign", Shape::kAny, "the task itself moves there: true"},
       {"answerWithin", Shape::kTextOrObject, "the notice becomes a task", kKnown,
        &duration_table()},
       {"again", Shape::kObject, "repeated until acknowledged", kKnown, &again_table()}}};
  return kTable;
}

const Table& words_table() {
  static const Table kTable{
      "text in two languages",
      {{"zh", Shape::kText, "Chinese", kRequired}, {"en", Shape::kText, "English", kRequired}}};
  return kTable;
}

bool has_our_words(const Node& workflow) {
  static const Names kRoot{"opens",   "calendar",    "settings",  "overrides", "labels",
                           "except",  "deadlines",   "whenever",  "guards",    "templates",
                           "results", "escalations", "extensions"};
  static const Names kAnywhere{"forward",   "tell",     "close",  "ask",      "children", "record",
                               "waitUntil", "deadline", "pauses", "pausable", "guard"};
  const auto any = [](const Node& map, const Names& names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return map.find(name) != nullptr; });
  };
  if (any(workflow, kRoot)) return true;
  std::vector<const Node*> open;
  if (const Node* steps = workflow.find("do")) open.push_back(steps);
  while (!open.empty()) {
    const Node& node = *open.back();
    open.pop_back();
    if (node.is_map() && any(node, kAnywhere)) return true;
    for (const Node& item : node.items) open.push_back(&item);
  }
  return false;
}

}  // namespace liaison::language
