// Events that the flow puts out or waits for, and facts it records.
#include "engine/machine/draft.h"

namespace liaison {

Doc start_record(Draft&, const Step& step, const Record&, const Doc&) {
  throw Stuck{step.name, "expected a step that this version executes, but it is a record"};
}
Doc start_emit(Draft&, const Step& step, const Emit&, const Doc&) {
  throw Stuck{step.name, "expected a step that this version executes, but it is an emit"};
}
std::optional<Doc> start_listen(Draft&, const Step& step, const Listen&) {
  throw Stuck{step.name, "expected a step that this version executes, but it is a listen"};
}
std::optional<Doc> event_done(Draft&, const Step&, const Listen&, const Doc&) {
  return std::nullopt;
}
void start_ask(Draft&, const Step& step, const Doc&) {
  throw Stuck{step.name, "expected a step that this version executes, but it is an ask"};
}

}  // namespace liaison
