// One case as a timeline: from its history, which keeps the order of what happened.
#include <algorithm>

#include "engine/model/codec.h"
#include "engine/model/customer.h"
#include "engine/model/event.h"
#include "engine/runtime/keys.h"
#include "engine/scenario/summary.h"
#include "engine/scenario/summary_words.h"
#include "engine/time/account.h"

namespace liaison {

namespace {

class Teller {
 public:
  Teller(const CaseHead& head, const Definition& definition)
      : head_(head),
        definition_(definition),
        zone_(definition.calendar_named(definition.calendar).zone()) {}

  ExampleCase tell(const Rows& rows);
  // The due date that a plain week would have got wrong, of a late step if there is one.
  bool compare_with_plain_week();

 private:
  void on(const CaseOpened&);
  void on(const TaskAssigned&);
  void on(const TaskCompleted&);
  void on(const TaskReturned& e) { put("↩", step_of(e.id), {e.reason, e.reason}); }
  void on(const TaskDeclined& e) { put("↩", step_of(e.id), {e.reason, e.reason}); }
  void on(const RungFired&);
  void on(const ClockSet&);
  void on(const ClockMet&);
  void on(const CaseClosed& e);
  template <class Silent>
  void on(const Silent&) {}

  void put(const char* mark, Text what, Text more);
  Text title_of(const std::string& step) const;
  Text title_of_clock(const std::string& name) const;
  Text step_of(const TaskId& id) const;
  Text department(const DepartmentId& id) const;
  Text until(Instant due) const;
  Text name_of(const PersonId& id) const;
  Text names_of(const std::vector<Notice>& notices) const;

  const CaseHead& head_;
  const Definition& definition_;
  const std::string zone_;
  Instant at_{};
  const Rows* rows_ = nullptr;
  ExampleCase example_;
};

ExampleCase Teller::tell(const Rows& rows) {
  rows_ = &rows;
  example_.id = head_.id;
  example_.workflow =
      definition_.title.empty() ? Text{head_.workflow, head_.workflow} : definition_.title;
  const bool nobody = !workflow_of(head_.customer).empty();  // its schedule has opened it
  if (!nobody) {
    example_.customer = head_.customer_name.empty() ? head_.customer.text : head_.customer_name;
  }
  example_.manager = name_of(head_.manager).zh;
  const auto scanned =
      rows.scan(keys::case_history(head_.id, 0), keys::case_history(head_.id, UINT64_MAX),
                [&](std::string_view, std::string_view value) {
                  const auto entry = decode<HistoryEntry>(value);
                  if (!entry) return false;
                  for (const Event& event : entry->events) {
                    at_ = event.at;
                    std::visit([&](const auto& body) { on(body); }, event.body);
                  }
                  return true;
                });
  if (!scanned) example_.lines.clear();  // the figures stand without the example
  compare_with_plain_week();
  return std::move(example_);
}

void Teller::put(const char* mark, Text what, Text more) {
  example_.lines.push_back({at_, mark, std::move(what), std::move(more)});
}

Text Teller::title_of(const std::string& name) const {
  const Step* step = definition_.step(name);
  if (!step) return {name, name};
  if (const auto* forward = std::get_if<Forward>(&step->act)) return forward->title;
  if (const auto* tell = std::get_if<Tell>(&step->act)) {  // the title of its clock, if it has one
    for (const DeadlineRule& rule : step->deadlines) {
      if (!rule.title.empty()) return rule.title;
    }
    return {"告知客户 " + tell->template_name, "tell the customer: " + tell->template_name};
  }
  return {name, name};
}

// Which time limit it is: its own title, else that of its step.
Text Teller::title_of_clock(const std::string& name) const {
  for (const DeadlineRule& rule : definition_.deadlines) {
    if (rule.name == name) return rule.title.empty() ? Text{"承诺", "promise"} : rule.title;
  }
  for (const Step& step : definition_.steps) {
    for (const DeadlineRule& rule : step.deadlines) {
      if (rule.name == name) return rule.title.empty() ? title_of(step.name) : rule.title;
    }
  }
  return {name, name};
}

Text Teller::step_of(const TaskId& id) const {
  const auto begin = id.text.find('.') + 1;
  return title_of(id.text.substr(begin, id.text.find('.', begin) - begin));
}

Text Teller::department(const DepartmentId& id) const {
  const Department* known = definition_.department(id);
  return known ? known->title : Text{id.text, id.text};
}

void Teller::on(const CaseOpened& e) {
  at_ = e.opened_at;
  put("·", {"客户申请 " + e.key, "request " + e.key}, {});
}

Text Teller::until(Instant due) const {
  return {"截止 " + words::when(due, zone_, true), "due " + words::when(due, zone_, false)};
}

void Teller::on(const TaskAssigned& e) {
  const Text who = department(e.department), what = title_of(e.step);
  put("→", {who.zh + " " + what.zh, who.en + ": " + what.en},
      e.due == Instant{} ? Text{} : until(e.due));
}

void Teller::on(const TaskCompleted& e) { put("✓", step_of(e.id), {}); }

// How it went stands at the line of what was done.
void Teller::on(const ClockMet& e) {
  const Clock* clock = nullptr;
  for (const Clock& each : head_.clocks) {
    if (each.name == e.clock && each.slot == e.slot) clock = &each;
  }
  if (!clock) return;
  const bool late = e.late_by.count() > 0;
  if (clock->step.empty()) {
    put(late ? "✗" : "✓",
        {late ? "对客户的承诺未兑现" : "对客户的承诺兑现",
         late ? "promise broken" : "promise kept"},
        until(clock->due));
  } else if (late && !example_.lines.empty()) {
    example_.lines.back().more = {"迟 " + words::length(e.late_by, true),
                                  words::length(e.late_by, false) + " late"};
  }
}

// What was promised to the customer, and until when.
void Teller::on(const ClockSet& e) {
  if (!e.clock.step.empty() || e.clock.by_date) return;
  const Duration& budget = e.clock.budget;
  put("·", {"承诺 " + words::limit(budget, true), "promise: " + words::limit(budget, false)},
      until(e.clock.due));
}

void Teller::on(const RungFired& e) {
  if (e.missed || e.rung.kind == RungKind::kTarget) return;
  const Text to = names_of(e.to), of = title_of_clock(e.clock);
  switch (e.rung.kind) {
    case RungKind::kWarning:
      return put("!", {"预警 " + of.zh, "warning: " + of.en}, {"通知 " + to.zh, "told " + to.en});
    case RungKind::kBreach: return put("✗", {"超时 " + of.zh, "breached: " + of.en}, {});
    default:
      return put("✗", {"督办 " + of.zh, "escalated: " + of.en}, {"→ " + to.zh, "to " + to.en});
  }
}

Text Teller::names_of(const std::vector<Notice>& notices) const {
  Text names;
  for (const Notice& notice : notices) {
    const Text name =
        notice.person.empty() ? department(notice.department) : name_of(notice.person);
    const char* comma = names.zh.empty() ? "" : ", ";
    names.zh += comma + name.zh;
    names.en += comma + name.en;
  }
  return names;
}

Text Teller::name_of(const PersonId& id) const {
  const auto row = rows_->get(keys::person(id));
  if (!row || !*row) return {id.text, id.text};
  const auto person = decode<Person>(**row);
  if (!person || person->name.empty()) return {id.text, id.text};
  return {person->name, person->name};
}

void Teller::on(const CaseClosed& e) {
  put("·", {e.cancelled ? "终止" : "办结", e.cancelled ? "cancelled" : "closed"},
      {e.reason, e.reason});
}

// The calendar as somebody would have it who only knows Saturdays and Sundays.
Result<Calendar> plain_week(const Calendar& calendar) {
  CalendarSpec spec;
  spec.name = calendar.name() + "-plain";
  spec.version = "1";
  spec.zone = calendar.zone();
  spec.rules = calendar.rules();
  const Date monday{std::chrono::local_days{std::chrono::year{2199} / 1 / 7}};  // beyond every list
  for (int day = 0; day < 7; ++day) {
    spec.week[static_cast<std::size_t>(day)] = calendar.hours(monday + std::chrono::days{day});
  }
  return Calendar::make(std::move(spec));
}

bool Teller::compare_with_plain_week() {
  bool differs = false;
  for (const Clock& clock : head_.clocks) {
    if (clock.by_date || clock.epoch > 1 || clock.budget.unit != Unit::kWorkdays) continue;
    const Calendar& calendar = definition_.calendar_named(clock.calendar);
    const auto plain = plain_week(calendar);
    if (!plain) continue;
    const Instant real = due_after(calendar, clock.rules, clock.budget, clock.start).at;
    const Instant other = due_after(*plain, clock.rules, clock.budget, clock.start).at;
    if (real == other || (differs && !clock.breached)) continue;
    differs = true;
    example_.due = real;
    example_.due_weekends_only = other;
    example_.due_of = clock.step.empty() ? Text{"承诺", "promise"} : title_of(clock.step);
  }
  return differs;
}

}  // namespace

bool needs_calendar(const CaseHead& head, const Definition& definition) {
  return Teller(head, definition).compare_with_plain_week();
}

std::optional<ExampleCase> tell_case(const StoreView& view, PartitionNumber partition,
                                     const CaseHead& head) {
  const auto definition = view.definition(partition, head.definition);
  if (!definition) return std::nullopt;
  return Teller(head, *definition).tell(view.rows(partition));
}

}  // namespace liaison
