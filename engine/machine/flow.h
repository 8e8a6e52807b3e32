// Walk: how a case goes through its workflow, from the first step to enter until all of it waits.
//
//   Walk walk(draft);
//   walk.enter(first, sheet);     // or finish(step, answer), raise(step, error), divert(…)
//   walk.run();
//
// Steps are entered one by one, depth first: a branch of a fork goes on until it waits before the
// next one is entered, so that of two branches which finish by one input the first written wins.
// An expression or address that fails (Stuck) becomes an error where a `try` around it takes it.
#pragma once

#include <deque>
#include <functional>

#include "engine/machine/draft.h"

namespace liaison {

class Walk {
 public:
  explicit Walk(Draft& draft) : draft_(draft) {}

  void enter(StepIndex, Doc raw, bool by_return = false);
  // The step's work is done with this raw output.
  void finish(const Step&, Doc output);
  // The step ends otherwise; the flow goes where the directive says, with the sheet.
  void divert(const Step&, StepLeft::How, const Directive&, bool by_return);
  void raise(const Step& at, Json error);
  // Goes on as if the step were done, without a result: it or what is open in it is broken off.
  void pass(const Step&);
  void ring(const Alarm&);
  void breached(const Step* owner, const DeadlineRule::OnBreach&);
  // An event, for a handler of the file or an open `listen`. It may be none of theirs.
  void handle(const Step& handler, const OfferedEvent&);
  void hear(const Step& listener, const OfferedEvent&);
  void break_off_to(const Step&, const Directive&, const std::string& reason);
  void run();

 private:
  struct Next {
    StepIndex step = kNoStep;
    Doc raw;
    bool by_return = false;
    int owner_entry = 0;  // of the step whose list it stands in: left since then, it is not entered
  };

  // ---- flow.cc
  void open(const Next&);
  void act(const Step&, const Doc& input, bool by_return);
  void leave(const Step&, Doc output);
  void follow(const Step&, Doc output, const Directive&);
  void list_done(const Step&, Doc output);
  void end_case(Doc output);
  Directive chosen(const Step&, const Switch&, const Doc& input);
  // What fails inside a `try` is an error for it; all else makes the case stuck.
  template <class Work>
  void safely(const Step& at, Work work) {
    try {
      work();
    } catch (const Stuck& stuck) {
      if (!is_caught(at, stuck)) throw;
    }
  }
  int entry_of(StepIndex) const;
  bool is_skipped(const Step&);
  const Step& step(StepIndex index) const {
    return draft_.definition.steps[static_cast<std::size_t>(index)];
  }

  // ---- flow_groups.cc
  void start_fork(const Step&, const Fork&, const Doc& input);
  void branch_done(const Step& branch, Doc output);
  void start_loop(const Step&, const For&, const Doc& input);
  void next_round(const Step&, const For&, int round, Doc raw);
  bool is_inside(const Step&, const Step& around) const;
  void break_off(const Step&, const std::string& reason);  // with all that is open in it
  void break_off_inside(const Step&, const std::string& reason);
  void break_off_step(const Step&, const std::string& reason);

  // ---- listeners.cc, handlers.cc
  void start_listen(const Step&, const Listen&);
  void take(const Step&, const Listen&, const OfferedEvent&);
  void work_on_next(const Step&, const Listen&);
  void event_done(const Step&, const Listen&, Doc output);
  void start_handler(const Step&, const Listen&, const OfferedEvent&);
  void handler_done(const Step&);
  void lead_on(const Step& handler);

  // ---- flow_errors.cc
  bool is_caught(const Step& at, const Json& error);
  bool is_caught(const Step& at, const Stuck&);
  bool takes(const Step&, const Try&, const Json& error);
  bool tries_again(const Step&, const Try&, const Json& error);
  void handle(const Step&, const Try&, const Step& at, const Json& error);
  Instant retry_at(const Step&, const Retry&);

  Draft& draft_;
  std::deque<Next> todo_;
};

StepIndex index_of(const Draft&, const Step&);
bool is_group(const Step&);  // its clocks are those of all that is in it

// ---- flow_results.cc: what a step is given and what it leaves --------------------------------
Doc transformed_input(Draft&, const Step&, const Doc& raw);
Doc input_of(const Draft&, const Step&);
// output.as and export.as, in the standard's order; the transformed output.
Doc keep_result(Draft&, const Step&, const Doc& raw);
void merge_into_sheet(Draft&, const Step&, const Doc& value);

// ---- listeners.cc
Doc read_as(const Draft&, const Listen&, const OfferedEvent&);  // data or envelope
EventTaken taken(const Draft&, const Step&, const Listen&, const OfferedEvent&);

// ---- flow_waits.cc: what goes on by itself ---------------------------------------------------
// When the wait ends; kNever: its date is not there yet.
Instant end_of_wait(Draft&, const Step&, const Doc& input);
void set_alarm(Draft&, const Step&, Alarm::Kind, Instant);
Instant after_duration(Draft&, const Rule&, const Scope&, Instant from);
void look_at_waits_again(Draft&);  // their dates may have changed

// ---- flow_errors.cc --------------------------------------------------------------------------
Json error_of(const char* type, int status, const std::string& title, const Step& at);
std::string told(const Json& error);

}  // namespace liaison
