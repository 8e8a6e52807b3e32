// What departments and managers answer. A reply that does not fit changes nothing: it is refused
// with all reasons and goes back to its sender.
#include <algorithm>

#include "engine/machine/draft.h"
#include "engine/model/text.h"

namespace liaison {

namespace {

class Reply {
 public:
  Reply(Draft& draft, const TakeReply& reply) : draft_(draft), reply_(reply) {}

  void take() {
    const Task* found = draft_.now.task(TaskId{reply_.subject});
    if (found) task_ = *found;
    if (already_taken()) return;
    if (!found)
      return refuse("unknown-task", {"expected a task of this case, but " + reply_.subject +
                                     " is none of its present tasks"});
    const auto verb = kVerbs.find(reply_.verb);
    if (verb == kVerbs.end()) {
      return refuse("not-yet",
                    {"expected one of claim, release, complete, return, decline, assign, "
                     "comment, told, received, undelivered, but reply." +
                     reply_.verb + " is not taken by this version"});
    }
    const bool only_says_something = reply_.verb == "comment";
    if (!only_says_something && !(is_theirs() && is_still_open() && is_in_their_hands())) return;
    (this->*verb->second)();
  }

 private:
  static constexpr std::size_t kWordsMax = 4096;  // of what people say; results have another limit
  using Handler = void (Reply::*)();
  static const std::map<std::string, Handler, std::less<>> kVerbs;

  // ---- what every reply must pass -----------------------------------------------------------

  bool already_taken() {
    const Origin& origin = draft_.command.origin;
    const ReplyMark* mark = draft_.now.reply(origin.source, origin.id);
    if (!mark) return false;
    if (mark->digest == origin.digest) {
      draft_.refuse(Refused{"duplicate", {}});
    } else {
      refuse("id-reused", {"expected a new id, but " + origin.id + " of " + origin.source +
                           " was another reply"});
    }
    return true;
  }

  // A proven department and unit answers for itself. To hand a task on is for others: see there.
  bool is_theirs() {
    const Actor& by = draft_.command.by;
    if (!is_proven(by) || is_operator(by)) return true;
    if (reply_.verb == "assign") return may_assign();
    if (!is_of(by, task_.department)) {
      return not_yours("somebody of " + task_.department.text, described(by));
    }
    if (is_of_unit(by)) return true;
    return not_yours("somebody of unit " + task_.unit, by.id + " is of unit " + by.unit);
  }

  bool is_of_unit(const Actor& by) const {
    return task_.unit.empty() || by.unit.empty() || unit_covers(by.unit, task_.unit);
  }

  bool may_assign() {
    const Actor& by = draft_.command.by;
    const Directory& people = draft_.context.people();
    const bool given_to_hand_on =
        task_.to_assign && !task_.holder.empty() && acts_for(draft_, by, task_.holder);
    const bool leads_it = leads(people, by, task_.department) && is_of_unit(by);
    if (given_to_hand_on || leads_it || is_manager_of(draft_, by) || is_head_above(by)) return true;
    return not_yours("the customer's manager, a head or deputy of " + task_.department.text +
                         ", a head above it or an operator to assign",
                     described(by));
  }

  bool is_head_above(const Actor& by) const {
    constexpr int kLevelsMax = 16;  // the loader lets none go in circles; a stored one might
    const Department* below = draft_.definition.department(task_.department);
    for (int level = 0; below && level < kLevelsMax; ++level) {
      if (is_head_of(draft_.context.people(), by, below->above)) return true;
      below = draft_.definition.department(below->above);
    }
    return false;
  }

  // What a person holds is theirs: others may ask the head. The customer's manager may finish what
  // another has told.
  bool is_in_their_hands() {
    const Actor& by = draft_.command.by;
    if (!is_proven(by) || is_operator(by) || reply_.verb == "assign") return true;
    const bool takes_it_away = reply_.verb == "claim" && task_.state == TaskState::kClaimed;
    if (task_.holder.empty() || takes_it_away) return true;  // the latter has a word of its own
    if (acts_for(draft_, by, task_.holder)) return true;
    if (leads(draft_.context.people(), by, task_.department)) return true;
    if (task_.kind == TaskKind::kTell && is_manager_of(draft_, by)) return true;
    return not_yours(
        task_.holder.text + ", who holds the task, or a head or deputy of " + task_.department.text,
        described(by));
  }

  bool not_yours(const std::string& expected, const std::string& but) {
    refuse("not-yours", {"expected " + expected + ", but " + but});
    return false;
  }

  bool is_still_open() {
    if (draft_.now.is_open() && task_.open()) return true;
    if (!draft_.now.is_open() && task_.state != TaskState::kDone) {
      refuse("case-closed",
             {"expected an open case, but this one is " + std::string(to_word(draft_.now.phase))});
      return false;
    }
    const std::string state = to_word(task_.state);
    refuse("task-" + state, {"expected an open task, but " + task_.id.text + " is " + state});
    return false;
  }

  bool is_kind(TaskKind kind) {
    if (task_.kind == kind) return true;
    refuse("wrong-reply",
           {kind == TaskKind::kTell
                ? "expected a message to the customer, but " + task_.id.text +
                      " is a task: answer it by complete, return or decline"
                : "expected a task, but " + task_.id.text +
                      " is a message to the customer: answer it by told or received"});
    return false;
  }

  bool is_to_do() {
    if (!is_kind(TaskKind::kForward)) return false;
    if (!task_.to_assign) return true;
    refuse("to-assign", {"expected this declined task to be handed on by assign, but it was sent " +
                         reply_.verb});
    return false;
  }

  // ---- the verbs ----------------------------------------------------------------------------

  void claim() {
    if (!is_to_do()) return;
    if (task_.state == TaskState::kClaimed) {
      return refuse("already-claimed",
                    {"expected an unclaimed task, but " + task_.holder.text + " has claimed it"});
    }
    if (person().empty()) {
      return refuse("no-person",
                    {"expected `authid` or data.by to say who claims, but neither does"});
    }
    accept();
    draft_.emit(TaskClaimed{task_.id, person()});
    meet(DeadlineRule::Until::kClaimed);
  }

  void release() {
    if (!is_to_do()) return;
    if (task_.state != TaskState::kClaimed) {
      return refuse("not-claimed", {"expected a claimed task, but " + task_.id.text + " is open"});
    }
    accept();
    draft_.emit(TaskReleased{task_.id});
  }

  void complete() {
    if (!is_to_do()) return;
    const Json result = field("result", Json::object());
    const Json evidence = field("evidence", nullptr);
    std::vector<std::string> faults = faults_of(result);
    check_evidence(evidence, faults);
    if (!faults.empty()) return refuse("result-mismatch", std::move(faults));
    accept();
    draft_.emit(
        TaskCompleted{task_.id, person(), result, evidence, text("doneAt").substr(0, kWordsMax)});
    for (const DeadlineRule& rule : step().deadlines) meet_clock(draft_, rule.name, task_.slot);
    if (!need_is_met()) return;
    cancel_open_tasks(draft_, task_.step, "enough departments have answered");
    finish_step(draft_, step(), answer());
  }

  void give_back() {
    if (!is_to_do()) return;
    const auto& returns = forward().returns;
    if (!returns) {
      return refuse("no-return", {"expected complete or decline, but this step takes no return"});
    }
    if (!has_reason()) return;
    const StepRecord* record = draft_.now.step_record(task_.step);
    const bool used_up = record && record->returned_count >= returns->at_most;
    if (used_up && !returns->beyond) {
      return refuse("returns-used-up", {"expected at most " + std::to_string(returns->at_most) +
                                        " returns of this step, but they are used up"});
    }
    accept();
    draft_.emit(TaskReturned{task_.id, person(), reason()});
    leave_by_return(*returns, used_up);
  }

  void leave_by_return(const Forward::Returns& returns, bool used_up) {
    const std::vector<Clock> clocks = draft_.now.clocks;
    for (const Clock& clock : clocks) {
      if (clock.step != task_.step) continue;
      if (returns.restart_clock || used_up || clock.by_date)  // a date never stands still
        cancel_clock(draft_, clock.name, clock.slot, "returned");
      else stop_clock(draft_, clock.name, clock.slot, "returned");
    }
    cancel_open_tasks_keeping_clocks();
    const Directive to = used_up ? *returns.beyond : Directive{Directive::Kind::kStep, returns.to};
    divert(draft_, step(), StepLeft::How::kReturned, to, true);
  }

  void cancel_open_tasks_keeping_clocks() {
    const std::vector<Task> tasks = draft_.now.tasks;
    for (const Task& other : tasks) {
      if (other.step == task_.step && other.open()) {
        draft_.emit(TaskCancelled{other.id, "another department returned the step"});
      }
    }
  }

  void decline() {
    if (!is_to_do() || !has_reason()) return;
    if (task_.department == managers_department()) {
      return refuse("not-declinable", {"expected the manager to complete or assign, but a manager "
                                       "cannot decline"});
    }
    const bool again = task_.declines >= 1;  // the second: the last holder's head decides
    const Address head{Address::Base::kHolder, "", Address::Role::kHead};
    const auto next = resolve(draft_, again ? head : Address{}, &task_);
    if (!next) throw Stuck{task_.step, next.error().message};
    accept();
    draft_.emit(TaskDeclined{task_.id, person(), reason()});
    Task former = task_;
    former.state = TaskState::kDeclined;
    assign_next(draft_, former, *next, true, reason());
  }

  void assign() {
    if (!is_kind(TaskKind::kForward)) return;
    const auto address = parse_address(text_of(field("to", nullptr)));
    if (!address) return refuse("bad-address", {address.error().message});
    const auto next = resolve(draft_, *address, &task_);
    if (!next) return refuse("bad-address", {next.error().message});
    accept();
    assign_next(draft_, task_, *next, false, reason());
  }

  void comment() {
    accept();
    const Json words = field("text", field("comment", ""));
    draft_.emit(TaskCommented{task_.id, text_of(words).substr(0, kWordsMax)});
  }

  void told() {
    if (!is_kind(TaskKind::kTell)) return;
    if (task_.state == TaskState::kTold) {
      return refuse("already-told", {"expected the customer's receipt, but it was told already"});
    }
    accept();
    Json how = {{"toldAt", field("toldAt", time_now())},
                {"person", person().text},
                {"channel", field("channel", channel())}};
    draft_.emit(MessageTold{task_.id, person(), how});
    meet(DeadlineRule::Until::kTold);
    if (std::get<Tell>(step().act).receipt == Tell::Receipt::kTold) end_message(std::move(how));
  }

  void received() {
    if (!is_kind(TaskKind::kTell)) return;
    accept();
    const auto kept = draft_.now.data.answers.find(task_.id);
    Json how = kept == draft_.now.data.answers.end()
                   ? Json{{"toldAt", time_now()}, {"person", person().text}, {"channel", channel()}}
                   : *kept->second;
    how["receivedAt"] = field("receivedAt", time_now());
    if (const Json evidence = field("evidence", nullptr); !evidence.is_null()) {
      how["evidence"] = evidence;
    }
    end_message(std::move(how));
  }

  void undelivered() {
    if (!is_kind(TaskKind::kTell)) return;
    if (task_.state != TaskState::kTold) {
      return refuse("not-told", {"expected a message that was told, but this one is to tell"});
    }
    accept();
    draft_.emit(MessageUndelivered{task_.id, reason()});
  }

  // ---- parts --------------------------------------------------------------------------------

  void end_message(Json how) {
    draft_.emit(TaskCompleted{task_.id, person(), how});
    for (const DeadlineRule& rule : step().deadlines) meet_clock(draft_, rule.name, task_.slot);
    finish_step(draft_, step(), how);
  }

  void meet(DeadlineRule::Until until) {
    for (const DeadlineRule& rule : step().deadlines) {
      if (rule.until == until) meet_clock(draft_, rule.name, task_.slot);
    }
  }

  std::vector<std::string> faults_of(const Json& result) const {
    std::vector<std::string> faults;
    if (!result.is_object())
      return {"expected `result` to be an object, but it is " + result.dump().substr(0, 80)};
    if (size_of(result) > draft_.context.limits().result_bytes) {
      return {"expected a result of at most " +
              std::to_string(draft_.context.limits().result_bytes) + " bytes, but it has about " +
              std::to_string(size_of(result))};
    }
    if (size_of(result) + size_of(*draft_.now.data.sheet) > draft_.context.limits().sheet_bytes) {
      return {"expected a result that fits into the sheet of at most " +
              std::to_string(draft_.context.limits().sheet_bytes) +
              " bytes, but it would pass that"};
    }
    const bool given = reply_.data->is_object() && reply_.data->contains("result");
    if (const Form& form = form_of(draft_.definition, task_)) {
      faults = draft_.definition.forms->faults(form, result, given ? "" : "/result");
    }
    check_decision(result, faults);
    if (!given && !faults.empty()) {  // that comes first: what it should have held follows from it
      faults.insert(faults.begin(), "expected `data.result`, but it is missing");
    }
    return faults;
  }

  void check_evidence(const Json& evidence, std::vector<std::string>& faults) const {
    const std::size_t most = draft_.context.limits().result_bytes, size = size_of(evidence);
    if (size <= most) return;
    faults.push_back("expected `evidence` of at most " + std::to_string(most) +
                     " bytes, but it has about " + std::to_string(size));
  }

  void check_decision(const Json& result, std::vector<std::string>& faults) const {
    const std::vector<std::string>& words = forward().decide;
    if (words.empty()) return;
    const std::string decision = result.contains("decision") ? text_of(result["decision"]) : "";
    if (std::find(words.begin(), words.end(), decision) == words.end()) {
      std::string list;
      for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
      faults.push_back("expected `decision` to be one of " + list + ", but it is '" + decision +
                       "'");
    } else if (decision != words.front() &&
               (!result.contains("reason") || text_of(result["reason"]).empty())) {
      faults.push_back("expected a `reason` for the decision '" + decision +
                       "', but there is none");
    }
  }

  bool need_is_met() const {
    const Forward& rule = forward();
    const auto done =
        std::count_if(draft_.now.tasks.begin(), draft_.now.tasks.end(), [&](const Task& t) {
          return t.step == task_.step && t.entry == task_.entry && t.state == TaskState::kDone;
        });
    const auto all = std::count_if(
        draft_.now.tasks.begin(), draft_.now.tasks.end(),
        [&](const Task& t) { return t.step == task_.step && t.entry == task_.entry; });
    switch (rule.need_kind) {
      case Forward::NeedKind::kAll: return done == all;
      case Forward::NeedKind::kAny: return done >= 1;
      case Forward::NeedKind::kCount: break;
    }
    return done >= std::min<std::ptrdiff_t>(rule.need_count, all);
  }

  // One department: its answer. Several: an object by address as written.
  Doc answer() const {
    if (!forward().several && !forward().to_rule) return answer_of(task_.id);
    Json by_address = Json::object();
    int departments = 0;
    for (const Task& other : draft_.now.tasks) {
      if (other.step != task_.step || other.entry != task_.entry) continue;
      ++departments;
      if (other.state == TaskState::kDone) by_address[other.as_written] = *answer_of(other.id);
    }
    if (!forward().several && departments == 1) return answer_of(task_.id);
    return by_address;
  }

  Doc answer_of(const TaskId& id) const {
    const auto kept = draft_.now.data.answers.find(id);
    return kept == draft_.now.data.answers.end() ? Doc{Json::object()} : kept->second;
  }

  void accept() {
    const Origin& origin = draft_.command.origin;
    draft_.emit(ReplyTaken{task_.id, {origin.source, origin.id, origin.digest}});
  }

  void refuse(std::string cause, std::vector<std::string> reasons) {
    draft_.refuse(
        refused_reply(draft_.command, reply_, &task_, std::move(cause), std::move(reasons)));
  }

  bool has_reason() {
    if (!reason().empty()) return true;
    refuse("no-reason", {"expected a `reason`, but there is none"});
    return false;
  }

  std::string reason() const { return text("reason").substr(0, kWordsMax); }
  std::string text(const char* name) const { return text_of(field(name, nullptr)); }
  PersonId person() const {
    const std::string& id = draft_.command.by.id;
    return PersonId{id.empty() ? text_of(field("by", nullptr)) : id};
  }
  Json field(const char* name, Json otherwise) const {
    const Json& data = *reply_.data;
    const auto at = data.is_object() ? data.find(name) : data.end();
    return data.is_object() && at != data.end() ? *at : otherwise;
  }
  std::string time_now() const {
    return to_text(draft_.at, draft_.definition.calendar_named(draft_.definition.calendar).zone());
  }
  std::string channel() const { return std::get<Tell>(step().act).channel; }
  const Step& step() const { return *draft_.definition.step(task_.step); }
  const Forward& forward() const { return std::get<Forward>(step().act); }

  Draft& draft_;
  const TakeReply& reply_;
  Task task_;  // as it was when the reply came; an empty one where it names none
};

const std::map<std::string, Reply::Handler, std::less<>> Reply::kVerbs = {
    {"claim", &Reply::claim},       {"release", &Reply::release},
    {"complete", &Reply::complete}, {"return", &Reply::give_back},
    {"decline", &Reply::decline},   {"assign", &Reply::assign},
    {"comment", &Reply::comment},   {"told", &Reply::told},
    {"received", &Reply::received}, {"undelivered", &Reply::undelivered},
};

}  // namespace

ReplyRefused refused_reply(const Command& command, const TakeReply& reply, const Task* task,
                           std::string cause, std::vector<std::string> reasons) {
  const DepartmentId& sender = command.by.department;
  const DepartmentId& asked = task ? task->department : sender;
  return {reply.subject,
          reply.verb,
          std::move(cause),
          bounded(std::move(reasons)),
          sender.empty() ? asked : sender,
          command.origin.source,
          command.origin.id};
}

void take_reply(Draft& draft, const TakeReply& reply) {
  if (!draft.now.exists()) {
    draft.refuse(
        Refused{"unknown-case",
                {"expected a task of a known case, but there is no case of " + reply.subject}});
    return;
  }
  if (is_repair(reply.verb) && reply.subject == draft.now.id.text) {
    return repair_case(draft, reply);
  }
  Reply(draft, reply).take();
}

}  // namespace liaison
