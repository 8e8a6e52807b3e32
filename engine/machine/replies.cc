// What departments and managers answer: what every reply must pass, and which verb is taken where.
#include <charconv>

#include "engine/machine/reply.h"
#include "engine/model/text.h"

namespace liaison {

namespace {

// Entry and attempt of a task of the same step and slot, as task_id() writes them.
std::optional<std::pair<int, int>> numbers_in(const CaseId& id, const Task& task,
                                              std::string_view text) {
  const std::string place = id.text + "." + task.step + ".";
  if (!text.starts_with(place)) return {};
  std::pair<int, int> numbers{};
  std::from_chars(text.data() + place.size(), text.data() + text.size(), numbers.first);
  std::from_chars(text.data() + text.rfind('.') + 1, text.data() + text.size(), numbers.second);
  const bool same = task_id(id, task.step, numbers.first, task.slot, numbers.second).text == text;
  if (!same || numbers.first < 1 || numbers.second < 1) return {};
  return numbers;
}

}  // namespace

void Reply::take() {
  if (reply_.verb == "acknowledge" && acknowledge_clock()) return;
  const Task* found = draft_.now.task(TaskId{reply_.subject});
  if (found) task_ = *found;
  if (already_taken()) return;
  if (!found && reply_.verb == "comment" && find_successor()) return comment_on_former();
  if (!found) {
    return refuse("unknown-task", {"expected a task of this case, but " + reply_.subject +
                                   " is none of its present tasks"});
  }
  const auto verb = kVerbs.find(reply_.verb);
  if (verb == kVerbs.end()) {
    return refuse("not-yet", {"expected one of claim, release, complete, return, decline, assign, "
                              "comment, told, received, undelivered, asked, answered, acknowledge, "
                              "but reply." +
                              reply_.verb + " is not taken by this version"});
  }
  if (!is_let_in()) return;
  const bool must_be_open = !verb->second.also_late;
  if (must_be_open && !(may(not_theirs(draft_, task_, reply_.verb)) && is_still_open() &&
                        may(not_in_their_hands(draft_, task_, reply_.verb)))) {
    return;
  }
  (this->*verb->second.handler)();
}

const std::map<std::string, Reply::Verb, std::less<>> Reply::kVerbs = {
    {"claim", {&Reply::claim}},
    {"release", {&Reply::release}},
    {"complete", {&Reply::complete}},
    {"return", {&Reply::give_back}},
    {"decline", {&Reply::decline}},
    {"assign", {&Reply::assign}},
    {"comment", {&Reply::comment, true}},
    {"told", {&Reply::told}},
    {"received", {&Reply::received}},
    {"undelivered", {&Reply::undelivered}},
    {"asked", {&Reply::asked}},
    {"answered", {&Reply::answered}},
    {"acknowledge", {&Reply::acknowledge, true}},
};

// ---- what every reply must pass -------------------------------------------------------------

bool Reply::already_taken() {
  const Origin& origin = draft_.command.origin;
  const ReplyMark* mark = draft_.now.reply(origin.source, origin.id);
  if (!mark) return false;
  if (mark->digest == origin.digest) {
    draft_.refuse(Refused{"duplicate", {}});
  } else {
    refuse("id-reused",
           {"expected a new id, but " + origin.id + " of " + origin.source + " was another reply"});
  }
  return true;
}

// A step that is entered again, and an attempt that another one follows, leave only their last task
// in the case. A task with a lower number at the same place was there, or might have been.
bool Reply::find_successor() {
  for (const Task& last : draft_.now.tasks) {
    const auto numbers = numbers_in(draft_.now.id, last, reply_.subject);
    if (!numbers || *numbers >= std::pair(last.entry, last.attempt)) continue;
    task_ = last;
    return true;
  }
  return false;
}

// Whoever is kept out of the case or of the step may not even say who they are and answer.
bool Reply::is_let_in() {
  const auto names = kept_out_of(draft_, owner());
  if (names.empty()) return true;
  Actor by = draft_.command.by;
  by.id = person().text;
  const Person* known = draft_.context.people().person(person());
  if (known && by.department.empty()) by.department = known->department;
  if (!is_kept_out(names, by)) return true;
  const std::string who = by.id.empty() ? by.department.text : by.id;
  return may("expected somebody who is not kept out of this case, but " + who + " is", "kept-out");
}

bool Reply::may(const std::string& why_not, const char* cause) {
  if (why_not.empty()) return true;
  refuse(cause, {why_not});
  return false;
}

bool Reply::is_still_open() {
  if (draft_.now.is_open() && task_.open()) return true;
  if (!draft_.now.is_open() && task_.state != TaskState::kDone) {
    return may("expected an open case, but this one is " + std::string(to_word(draft_.now.phase)),
               "case-closed");
  }
  const std::string state = to_word(task_.state);
  return may("expected an open task, but " + task_.id.text + " is " + state,
             ("task-" + state).c_str());
}

bool Reply::is_task() {
  if (!is_message(task_.kind)) return true;
  const char* by = task_.kind == TaskKind::kTell ? "told or received" : "asked or answered";
  return may(
      "expected a task, but " + task_.id.text + " is a message to the customer: answer it by " + by,
      "wrong-reply");
}

bool Reply::is_message_of(TaskKind kind) {
  if (task_.kind == kind) return true;
  std::string but = " is a task: answer it by complete, return or decline";
  if (task_.kind == TaskKind::kTell) but = " tells them something: answer it by told or received";
  if (task_.kind == TaskKind::kAsk) but = " asks them: answer it by asked or answered";
  if (task_.kind == TaskKind::kNotice) but = " is a task: answer it by complete";
  const char* expected = kind == TaskKind::kAsk ? "expected a question to the customer, but "
                                                : "expected a message to the customer, but ";
  return may(expected + task_.id.text + but, "wrong-reply");
}

bool Reply::is_to_do() {
  if (!is_task()) return false;
  if (!task_.to_assign) return true;
  return may(
      "expected this declined task to be handed on by assign, but it was sent " + reply_.verb,
      "to-assign");
}

bool Reply::has_reason() {
  if (!reason().empty()) return true;
  return may("expected a `reason`, but there is none", "no-reason");
}

void Reply::accept() {
  const Origin& origin = draft_.command.origin;
  draft_.emit(ReplyTaken{task_.id, {origin.source, origin.id, origin.digest}});
}

void Reply::refuse(std::string cause, std::vector<std::string> reasons) {
  draft_.refuse(
      refused_reply(draft_.command, reply_, &task_, std::move(cause), std::move(reasons)));
}

// ---- parts ----------------------------------------------------------------------------------

void Reply::meet(DeadlineRule::Until until) {
  if (task_.about) return;
  for (const DeadlineRule& rule : step().deadlines) {
    if (rule.until == until) meet_clock(draft_, rule.name, task_.slot);
  }
}

void Reply::meet_all() {
  for (const DeadlineRule& rule : step().deadlines) meet_clock(draft_, rule.name, task_.slot);
}

PersonId Reply::person() const {
  const std::string& id = draft_.command.by.id;
  return PersonId{id.empty() ? text_of(field("by", nullptr)) : id};
}

Json Reply::field(const char* name, Json otherwise) const {
  const Json& data = *reply_.data;
  const auto at = data.is_object() ? data.find(name) : data.end();
  return data.is_object() && at != data.end() ? *at : otherwise;
}

std::string Reply::time_now() const {
  return to_text(draft_.at, draft_.definition.calendar_named(draft_.definition.calendar).zone());
}

const Step* Reply::owner() const {
  return draft_.definition.step(task_.about ? task_.about->step : task_.step);
}

// ---- from outside ---------------------------------------------------------------------------

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
