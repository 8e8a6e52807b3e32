// Steps with steps in them: forks, loops, and breaking off all that is open in one.
#include <algorithm>

#include "engine/machine/flow.h"

namespace liaison {

// ---- fork -----------------------------------------------------------------------------------

void Walk::start_fork(const Step& here, const Fork& fork, const Doc& input) {
  for (std::size_t i = fork.branches.size(); i-- > 0;) enter(fork.branches[i], input);
  if (fork.branches.empty()) leave(here, keep_result(draft_, here, Doc{Json::array()}));
}

void Walk::branch_done(const Step& branch, Doc output) {
  const Step& owner = step(branch.parent);
  const auto& fork = std::get<Fork>(owner.act);
  if (fork.compete) {
    break_off_inside(owner, "another branch was first");
    return leave(owner, keep_result(draft_, owner, output));
  }
  draft_.emit(BranchDone{owner.name, branch.name, std::move(output)});
  const auto& done = draft_.now.data.branches.at(owner.name);
  if (done.size() < fork.branches.size()) return;
  Json outputs = Json::array();
  for (const StepIndex each : fork.branches) outputs.push_back(*done.at(step(each).name));
  leave(owner, keep_result(draft_, owner, outputs));
}

// ---- for ------------------------------------------------------------------------------------

void Walk::start_loop(const Step& here, const For& loop, const Doc& input) {
  const Json items = evaluate(draft_, loop.in, *input, {&here, input, {}});
  if (!items.is_array()) {
    throw Stuck{here.name, "expected a list in `in`, but " + loop.in.source + " gives " +
                               items.dump().substr(0, 80)};
  }
  draft_.emit(RoundBegun{here.name, 0, items});
  next_round(here, loop, 0, input);
}

void Walk::next_round(const Step& here, const For& loop, int round, Doc raw) {
  const auto count = static_cast<int>(draft_.now.data.loops.at(here.name).items->size());
  if (round > 0 && round < count) draft_.emit(RoundBegun{here.name, round, {}});
  const Step& first = step(loop.steps.front());
  const bool goes_on =
      round < count && (!loop.while_ || holds(draft_, *loop.while_, *raw, {&first, raw, {}}));
  if (goes_on) return enter(loop.steps.front(), std::move(raw));
  leave(here, keep_result(draft_, here, raw));
}

// ---- breaking off ---------------------------------------------------------------------------

bool Walk::is_inside(const Step& one, const Step& around) const {
  const Step* at = &one;
  while (at->parent != kNoStep) {
    at = &step(at->parent);
    if (at == &around) return true;
  }
  return false;
}

void Walk::break_off_inside(const Step& around, const std::string& reason) {
  const std::vector<OpenStep> open = draft_.now.open;
  for (auto each = open.rbegin(); each != open.rend(); ++each) {  // the innermost first
    const Step& inner = *draft_.definition.step(each->step);
    if (is_inside(inner, around)) break_off_step(inner, reason);
  }
}

void Walk::break_off(const Step& here, const std::string& reason) {
  break_off_inside(here, reason);
  break_off_step(here, reason);
}

void Walk::break_off_step(const Step& here, const std::string& reason) {
  if (!draft_.now.open_step(here.name)) return;
  cancel_open_tasks(draft_, here.name, reason);
  end_notices(draft_, here.name, reason);
  const std::vector<Clock> clocks = draft_.now.clocks;
  for (const Clock& clock : clocks) {
    if (clock.step == here.name) cancel_clock(draft_, clock.name, clock.slot, reason);
  }
  draft_.emit(StepLeft{here.name, StepLeft::How::kCancelled});
}

}  // namespace liaison
