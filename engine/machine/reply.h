// Reply: one answer of a department or manager to one task, from its checks to what it does. One
// that does not fit changes nothing: it is refused with all reasons and goes back to its sender.
//
//   Reply(draft, take_reply).take();
//
// The verbs stand in a file each for tasks, messages and notices.
#pragma once

#include "engine/machine/draft.h"

namespace liaison {

class Reply {
 public:
  Reply(Draft& draft, const TakeReply& reply) : draft_(draft), reply_(reply) {}
  void take();

 private:
  static constexpr std::size_t kWordsMax = 4096;  // of what people say; results have another limit
  using Handler = void (Reply::*)();
  struct Verb {
    Handler handler;
    bool also_late = false;  // taken of tasks that are done, and from everybody
  };
  static const std::map<std::string, Verb, std::less<>> kVerbs;

  // ---- replies.cc: what every reply must pass
  bool already_taken();
  bool find_successor();  // of a task that is no more among those of the case
  bool is_let_in();
  bool may(const std::string& why_not, const char* cause = "not-yours");
  bool is_still_open();
  bool is_task();  // not a message
  bool is_message_of(TaskKind);
  bool is_to_do();
  bool has_reason();
  void accept();
  void refuse(std::string cause, std::vector<std::string> reasons);

  // ---- replies_tasks.cc
  void claim();
  void release();
  void complete();
  void give_back();
  void decline();
  void assign();
  void comment();
  void comment_on_former();
  void comment_on(TaskId);
  bool is_held_back();   // a guard does not hold any more
  bool is_handed_out();  // by the flow, not by a rung
  bool names_one_kept_out(const Address&) const;
  void leave_by_return(const Forward::Returns&, bool used_up);
  void cancel_open_tasks_keeping_clocks();

  // ---- replies_messages.cc
  void told();
  void received();
  void undelivered();
  void asked();
  void answered();
  void end_message(Json result, Json evidence = nullptr);

  // ---- replies_notices.cc
  bool acknowledge_clock();
  void acknowledge();
  void acknowledge(const Clock&, int rung);
  void complete_notice(const Json& result, const Json& evidence);

  // ---- replies_results.cc: whether a result fits, and what the step makes of it
  std::vector<std::string> faults_of(const Json& result, const Form&) const;
  void check_evidence(const Json& evidence, std::vector<std::string>& faults) const;
  void check_decision(const Json& result, std::vector<std::string>& faults) const;
  bool need_is_met() const;
  Doc answer() const;
  Doc answer_of(const TaskId&) const;

  void meet(DeadlineRule::Until);
  void meet_all();
  std::string reason() const { return text("reason").substr(0, kWordsMax); }
  std::string text(const char* name) const { return text_of(field(name, nullptr)); }
  PersonId person() const;
  Json field(const char* name, Json otherwise) const;
  std::string time_now() const;
  std::string channel() const;
  const Step* owner() const;  // null: of a notice about a clock of the case
  const Step& step() const { return *draft_.definition.step(task_.step); }
  const Forward& forward() const { return std::get<Forward>(step().act); }

  Draft& draft_;
  const TakeReply& reply_;
  Task task_;  // as it was when the reply came; an empty one where it names none
};

}  // namespace liaison
