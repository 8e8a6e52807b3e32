// `schedule`: what opens cases without a customer, and what such cases cannot have: whom they could
// speak to, and whose manager would do it.
#include "engine/language/compiler.h"
#include "engine/language/expression_check.h"
#include "engine/language/tables.h"
#include "engine/language/values.h"

namespace liaison::language {
namespace {

constexpr std::int64_t kShortest = 1000;  // milliseconds between two cases

std::string listed_kinds(const Fields& fields) {
  Names given;
  for (const char* key : {"every", "cron", "after", "on"}) {
    if (fields.has(key)) given.emplace_back(key);
  }
  return given.empty() ? "there is none" : "there are " + listed(given);
}

}  // namespace

void Compiler::read_schedule(const Node& node) {
  const Fields fields(node, schedule_table(), faults_);
  if (!node.is_map()) return;
  const int given =
      fields.has("every") + fields.has("cron") + fields.has("after") + fields.has("on");
  if (given != 1) {
    fault(node,
          "expected either every, cron, after or on in schedule, but " + listed_kinds(fields));
  }
  Schedule schedule;
  schedule.words = to_json(node).dump();
  if (const Node* every = fields["every"]) schedule.span = read_interval(*every);
  if (const Node* after = fields["after"]) {
    schedule.kind = Schedule::Kind::kAfter;
    schedule.span = read_interval(*after);
  }
  if (const Node* times = fields["cron"]) {
    schedule.kind = Schedule::Kind::kCron;
    auto cron = Cron::parse(times->text);
    if (cron) schedule.cron = *std::move(cron);
    else fault(*times, cron.error().message);
  }
  if (const Node* on = fields["on"]) {
    schedule.kind = Schedule::Kind::kOn;
    read_schedule_on(*on, schedule);
  }
  definition_->schedule = std::move(schedule);
}

Duration Compiler::read_interval(const Node& node) {
  const auto duration = read_budget(node, faults_);
  if (!duration) return {};
  if (duration->unit == Unit::kElapsed && duration->count < kShortest) {
    fault(node, "expected at least 1 second from case to case, but " +
                    (node.is_text() ? shown(node) : "less"));
  }
  return *duration;
}

void Compiler::read_schedule_on(const Node& node, Schedule& schedule) {
  const Fields on(node, schedule_on_table(), faults_);
  if (!node.is_map()) return;
  if (has("opens")) {
    fault(*fields_["schedule"]->key_of("on"),
          "expected either 'opens', for customers, or 'schedule.on', but both are there");
  }
  const int given = on.has("one") + on.has("any") + on.has("all");
  if (given != 1) {
    fault(node, std::string("expected either 'one', 'any' or 'all' in schedule.on, but ") +
                    (given == 0 ? "there is none" : "there are several"));
  }
  schedule.all = on.has("all");
  if (on["one"]) schedule.events.push_back(event_filter(*on["one"]));
  for (const char* key : {"any", "all"}) {
    if (!on[key]) continue;
    schedule.events = event_filters(*on[key]);
    if (schedule.events.empty()) {
      fault(*on[key], "expected the events that open a case, but an empty list");
    }
  }
}

// By time a case is opened with no data: a form that asks for some would refuse every one.
void Compiler::check_empty_input() {
  const auto& schedule = definition_->schedule;
  if (!schedule || schedule->kind == Schedule::Kind::kOn || !definition_->input ||
      !definition_->forms || !fields_["input"]) {
    return;
  }
  const auto faults = definition_->forms->faults(definition_->input, Json::object());
  if (faults.empty()) return;
  const Node* schema = fields_["input"]->key_of("schema");
  const SourceMark mark = (schema ? *schema : *fields_["input"]).mark();
  faults_.add(mark,
              "expected a form that {} fits, for a case opened by time brings no data, but: " +
                  faults.front());
}

void Compiler::check_no_manager(const Node& address) {
  fault(address, "expected a department, holder or person:ID in " + said(definition_->name) +
                     ", whose cases have no customer ('schedule'), but " + shown(address));
}

void Compiler::check_no_customer(const Node& at, std::string_view expression) {
  const auto tree = parse_expression(bare_expression(expression));
  if (!tree) return;
  const auto checked = check_expression(*tree, scope_);
  if (!checked || (checked->needs & kNeedsCustomer) == 0) return;
  fault(at, "expected no $customer in " + said(definition_->name) +
                ", whose cases have no customer ('schedule'), but " + said(expression));
}

void Compiler::check_no_words(const Node& verb) {
  fault(verb, "expected no word to a customer in " + said(definition_->name) +
                  ", whose cases have none ('schedule'), but " + said(verb.text));
}

}  // namespace liaison::language
