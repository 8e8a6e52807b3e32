// Deadlines and ladders: rules of clocks, of steps and of the whole case.
#include <algorithm>
#include <array>

#include "engine/language/compiler.h"
#include "engine/language/tables.h"
#include "engine/language/values.h"

namespace liaison::language {
namespace {

std::optional<Duration> literal_duration(const std::optional<Rule>& rule) {
  const Json* text = rule ? std::get_if<Json>(&*rule) : nullptr;
  if (!text || !text->is_string()) return {};
  const auto parsed = parse_duration(text->get_ref<const std::string&>());
  return parsed ? std::optional(*parsed) : std::nullopt;
}

}  // namespace

// `deadline` is one clock named after the step; `deadlines` are several with names of their own.
void Compiler::read_deadlines(const Fields& fields, StepIndex owner,
                              std::vector<DeadlineRule>& rules) {
  const Node* one = owner == 0 ? nullptr : fields["deadline"];
  if (one) {
    rules.push_back(read_deadline(*sources_[static_cast<std::size_t>(owner)].key, *one, owner));
  }
  const Node* several = fields["deadlines"];
  for (std::size_t i = 0; several && i < several->keys.size(); ++i) {
    check_identifier(several->keys[i], "a clock", faults_);
    rules.push_back(read_deadline(several->keys[i], several->items[i], owner));
  }
}

DeadlineRule Compiler::read_deadline(const Node& name, const Node& node, StepIndex owner) {
  DeadlineRule rule;
  rule.name = name.text;
  rule.mark = name.mark();
  const auto [former, fresh] = clock_names_.emplace(name.text, &name);
  if (!fresh) {
    fault(name, "expected each clock once in the file, but " + said(name.text) +
                    " stands in line " + std::to_string(former->second->line));
  }
  rule.until = owner == 0 ? DeadlineRule::Until::kCaseEnd : DeadlineRule::Until::kDone;
  const Step& step = definition_->steps[static_cast<std::size_t>(owner)];
  if (const auto* forward = std::get_if<Forward>(&step.act)) rule.title = forward->title;
  static const Node kNone = [] {
    Node none;
    none.kind = Node::Kind::kMap;
    return none;
  }();
  const auto of_deadline = [](const Node& key) { return deadline_table().find(key.text); };
  const bool object =  // { days: 7 }
      is_duration_map(node) && std::none_of(node.keys.begin(), node.keys.end(), of_deadline);
  const bool short_form = node.is_text() || node.is_list() || node.is_nothing() || object;
  const Fields fields(short_form ? kNone : node, deadline_table(), faults_);
  if (short_form) {
    rule.within = duration_rule(&node);
  } else {
    read_limit(fields, rule);
  }
  if (fields["title"]) rule.title = words(fields["title"]);
  read_starts(fields, rule);
  read_until(fields["until"], owner, rule);
  read_counting(fields, rule);
  read_rungs(fields, rule);
  if (fields["onBreach"]) read_on_breach(*fields["onBreach"], owner, rule);
  return rule;
}

// ---- how much, from where, until where ------------------------------------------------------

void Compiler::read_limit(const Fields& fields, DeadlineRule& rule) {
  rule.within = duration_rule(fields["within"]);
  rule.by = moment(fields["by"]);
  const bool within = fields.has("within"), by = fields.has("by");
  if (within == by) {
    fault(fields.node(), std::string("expected either 'within' or 'by' in a deadline, but ") +
                             (by ? "both are there" : "neither is there"));
  }
  const Node* target = fields["target"];
  if (!target) return;
  if (!by) {
    rule.target = duration_rule(target);
  } else if (target->is_text()) {
    rule.target_by = moment(target);
  } else {
    fault(*target, "expected a moment like 'by', but " + shown(*target));
  }
  check_target(*target, rule);
}

// Only literal durations can be compared before a case runs.
void Compiler::check_target(const Node& at, const DeadlineRule& rule) {
  const auto target = literal_duration(rule.target), within = literal_duration(rule.within);
  if (!target || !within) return;
  if (target->unit != within->unit) {
    fault(at, "expected a target in the unit of 'within', but " + shown(at) + " of " +
                  to_text(*within));
  } else if (target->count > within->count) {
    fault(at, "expected a target within " + to_text(*within) + ", but " + shown(at));
  }
}

void Compiler::read_starts(const Fields& fields, DeadlineRule& rule) {
  using Kind = DeadlineRule::Start::Kind;
  const Node* from = fields["from"];
  const Node* after = fields["after"];
  if (from && after) fault(*after, "expected either 'from' or 'after', but both are there");
  const auto add = [&](Kind kind, StepIndex step) -> DeadlineRule::Start& {
    DeadlineRule::Start& start = rule.starts.emplace_back();
    start.kind = kind;
    start.step = step;
    return start;
  };
  for (const Node* each : from ? each_of(*from) : std::vector<const Node*>{}) {
    const StepIndex step = step_named(each->text);
    if (each->text == "case") {
      add(Kind::kCase, kNoStep);
    } else if (step != kNoStep) {
      add(Kind::kStepStart, step);
    } else if (reads_as_expression(*each) || (each->is_text() && parse_time(each->text, "UTC"))) {
      add(Kind::kDate, kNoStep).date = date_rule(*each, each->text);
    } else if (!std::count(later_names_.begin(), later_names_.end(), each->text)) {
      fault(*each, "expected case, a step or a date, but " + shown(*each));
    }
  }
  for (const Node* each : after ? each_of(*after) : std::vector<const Node*>{}) {
    const StepIndex step = step_named(each->text);
    if (step != kNoStep) add(Kind::kStepEnd, step);
    else if (!std::count(later_names_.begin(), later_names_.end(), each->text)) {
      fault(*each, "expected a step, but " + shown(*each) + " is none");
    }
  }
}

void Compiler::read_until(const Node* node, StepIndex owner, DeadlineRule& rule) {
  if (!node) return;
  if (owner == 0) {
    rule.until = DeadlineRule::Until::kStepEnd;
    rule.until_step = step_named(node->text);
    if (rule.until_step != kNoStep) return;
    if (std::count(later_names_.begin(), later_names_.end(), node->text)) return;
    Names known;
    for (const auto& [name, step] : by_name_) known.push_back(name);
    return fault(*node, "expected a step whose end meets the clock, but " + shown(*node) +
                            " is none" + did_you_mean(node->text, known));
  }
  const Act& act = definition_->steps[static_cast<std::size_t>(owner)].act;
  const auto* tell = std::get_if<Tell>(&act);
  const bool forward = std::holds_alternative<Forward>(act);
  const bool ask = std::holds_alternative<Ask>(act);
  if (node->text == "done") return;
  if (node->text == "claimed" && forward) rule.until = DeadlineRule::Until::kClaimed;
  else if (node->text == "told" && tell) rule.until = DeadlineRule::Until::kTold;
  else if (node->text == "asked" && ask) rule.until = DeadlineRule::Until::kAsked;
  else if (node->text == "claimed" || node->text == "told" || node->text == "asked") {
    fault(*node, std::string("expected done") +
                     (forward ? " or claimed"
                      : tell  ? " or told"
                      : ask   ? " or asked"
                              : "") +
                     " on this step, but " + shown(*node));
  } else {
    tell_word(*node, {"done", "claimed", "asked", "told"}, faults_);
  }
}

// ---- how days are counted, when it counts at all --------------------------------------------

void Compiler::read_counting(const Fields& fields, DeadlineRule& rule) {
  rule.when = condition(fields["when"]);
  const auto word = [&](const char* key) {
    const Node* node = fields[key];
    return node ? std::string_view(node->text) : std::string_view();
  };
  if (word("kind") == "promise") rule.kind = ClockKind::kPromise;
  if (word("kind") == "guide") rule.kind = ClockKind::kGuide;
  if (fields["calendar"]) {
    check_calendar(*fields["calendar"], folder_, faults_);
    rule.calendar = fields["calendar"]->text;
  }
  if (fields["startDay"]) {
    rule.start_day = word("startDay") == "included" ? StartDay::kIncluded : StartDay::kExcluded;
  }
  if (fields["dayEnd"]) {
    rule.day_end = word("dayEnd") == "close" ? DayEnd::kClose : DayEnd::kMidnight;
  }
  if (fields["dayOff"]) {
    rule.day_off = word("dayOff") == "next"       ? DayOff::kNext
                   : word("dayOff") == "previous" ? DayOff::kPrevious
                                                  : DayOff::kStays;
  }
}

// ---- ladders --------------------------------------------------------------------------------

void Compiler::read_rungs(const Fields& fields, DeadlineRule& rule) {
  if (fields["warn"]) read_warnings(*fields["warn"], rule);
  const Node* escalate = fields["escalate"];
  if (escalate && escalate->is_list()) return read_ladder(*escalate, rule.rungs);
  if (escalate && escalate->text == "none") return;
  Node standard;
  standard.kind = Node::Kind::kText;
  standard.text = "default";
  const Node* own = fields_["escalations"];
  const bool has_default = (own && own->find("default")) || folder_.find("escalations", "default");
  if (!escalate && !has_default) return;
  const Node& name = escalate ? *escalate : standard;
  escalations_used_.insert(name.text);
  const Node* ladder =
      named_entry(name, "escalations", "a ladder, its name in escalations, or none");
  if (ladder) read_ladder(*ladder, rule.rungs);
}

// Ladders that no deadline names are looked at, too.
void Compiler::check_own_ladders() {
  const Node* own = fields_["escalations"];
  for (std::size_t i = 0; own && i < own->keys.size(); ++i) {
    check_ladder_name(own->keys[i]);
    std::vector<Rung> rungs;
    if (!escalations_used_.contains(own->keys[i].text)) read_ladder(own->items[i], rungs);
  }
}

void Compiler::check_ladder_name(const Node& key) {
  if (key.text == "none") fault(key, "expected another name, but 'none' means no ladder at all");
}

// Marks that tell the holder, before the ladder's.
void Compiler::read_warnings(const Node& marks, DeadlineRule& rule) {
  const std::optional<Duration> within = literal_duration(rule.within);
  for (const Node* each : each_of(marks)) {
    const auto mark =
        each->is_text() ? parse_mark(each->text)
                        : Result<Mark>(invalid(
                              "expected a mark such as '80%' or '1 workday', but " + shown(*each)));
    if (!mark) {
      const bool share = each->is_text() && each->text.find('%') != std::string::npos;
      fault(*each, mark.error().message + (share ? "" : unit_hint(each->text)));
      continue;
    }
    const bool of_unit =
        within && mark->kind == Mark::Kind::kLeft && mark->left.unit == within->unit;
    if (of_unit && mark->left.count >= within->count) {
      warn(*each, "expected a mark after the start, but " + shown(*each) + " is all of " +
                      to_text(*within));
    }
    Rung rung;
    rung.mark = *mark;
    rung.to = {Address{Address::Base::kHolder, "", Address::Role::kSelf}};
    rung.warns = true;
    rule.rungs.push_back(std::move(rung));
  }
}

void Compiler::read_ladder(const Node& list, std::vector<Rung>& rungs) {
  if (!list.is_list()) return fault(list, "expected a list of rungs, but " + shown(list));
  if (list.items.empty()) {
    return fault(list, "expected at least one rung, or the word none, but an empty list");
  }
  for (const Node& item : list.items) rungs.push_back(read_rung(item));
}

Rung Compiler::read_rung(const Node& node) {
  const Fields fields(node, rung_table(), faults_);
  Rung rung;
  if (!node.is_map()) return rung;
  read_rung_time(fields, rung);
  for (const Node* each : fields["to"] ? each_of(*fields["to"]) : std::vector<const Node*>{}) {
    if (auto to = address(*each)) rung.to.push_back(*std::move(to));
  }
  if (fields["to"] && fields["to"]->is_list() && fields["to"]->items.empty()) {
    fault(*fields["to"], "expected somebody to tell, but an empty list");
  }
  if (fields["ifLimit"]) rung.if_limit = read_if_limit(*fields["ifLimit"]);
  if (fields["answerWithin"]) rung.answer_within = read_budget(*fields["answerWithin"], faults_);
  if (const auto again = read_again(fields["again"])) {
    rung.again = Rung::Again{again->every, again->at_most};
  }
  if (!fields["reassign"]) return rung;
  rung.reassign = flag(*fields["reassign"]);
  if (rung.reassign && fields["to"] && each_of(*fields["to"]).size() > 1) {
    fault(*fields["to"], "expected the one who gets the task by 'reassign', but a list");
  }
  return rung;
}

void Compiler::read_rung_time(const Fields& fields, Rung& rung) {
  const int given = fields.has("at") + fields.has("left") + fields.has("late");
  if (given != 1) {
    fault(fields.node(), std::string("expected one of at, left, late in a rung, but ") +
                             (given == 0 ? "there is none" : "there are several"));
  }
  if (const Node* at = fields["at"]; at && at->text == "breach") {
    rung.when = Rung::When::kBreach;
  } else if (at) {
    const auto mark = parse_mark(at->text);
    if (mark && mark->kind == Mark::Kind::kShare) rung.mark = *mark;
    else fault(*at, "expected a share such as '80%', or breach, but " + shown(*at));
  } else if (const Node* left = fields["left"]) {
    rung.mark.kind = Mark::Kind::kLeft;
    rung.mark.left = read_duration(*left, faults_).value_or(Duration{});
  } else if (const Node* late = fields["late"]) {
    rung.when = Rung::When::kLate;
    rung.late = read_duration(*late, faults_).value_or(Duration{});
  }
}

std::optional<Rung::IfLimit> Compiler::read_if_limit(const Node& node) {
  static constexpr std::array<std::string_view, 4> kCompares{"<=", ">=", "<", ">"};
  std::string_view text = node.text;
  for (const std::string_view compare : kCompares) {
    if (!text.starts_with(compare)) continue;
    text.remove_prefix(compare.size());
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (const auto limit = parse_duration(text)) return Rung::IfLimit{std::string(compare), *limit};
    fault(node, "expected a size such as '>= 5 workdays', but " + shown(node) + unit_hint(text));
    return {};
  }
  fault(node, "expected a size such as '>= 5 workdays', but " + shown(node));
  return {};
}

}  // namespace liaison::language
