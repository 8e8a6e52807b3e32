// Guards: conditions that must hold for a step to open, however the flow came there.
#include "engine/machine/draft.h"

namespace liaison {

std::optional<Directive> refused_by_guard(Draft& draft, const Step& step) {
  for (const Step::Guard& guard : step.guards) {
    const Doc sheet = draft.now.data.sheet;
    if (holds(draft, guard.when, *sheet, {&step, sheet, {}})) continue;
    draft.emit(GuardFailed{step.name, guard.guard, guard.name, guard.when.source});
    return guard.otherwise;
  }
  return std::nullopt;
}

}  // namespace liaison
