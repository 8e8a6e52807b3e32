// What an operator does to a case: retry, skip, set, cancel; each with a reason, all in the
// history. A repair that gets stuck again is refused and changes nothing.
#include <algorithm>

#include "engine/machine/flow.h"
#include "engine/model/text.h"

namespace liaison {

namespace {

constexpr std::size_t kReasonMax = 4096;

class Repair {
 public:
  Repair(Draft& draft, const TakeReply& reply) : draft_(draft), reply_(reply) {}

  void take() {
    const Actor& by = draft_.command.by;
    if (is_proven(by) && !is_operator(by)) {
      return refuse("not-yours", "expected an operator, but " + described(by));
    }
    if (!draft_.now.is_open()) {
      return refuse("case-closed",
                    "expected an open case, but it is " + std::string(to_word(draft_.now.phase)));
    }
    reason_ = text_of(field("reason"));
    if (reason_.empty()) return refuse("no-reason", "expected a `reason`, but there is none");
    reason_.resize(cut(reason_, kReasonMax).size());
    if (reply_.verb == "cancel") return cancel();
    if (draft_.now.phase != Phase::kStuck) {
      return refuse("not-stuck", "expected a stuck case, but it is not stuck");
    }
    if (reply_.verb == "retry") go_on({});
    else if (reply_.verb == "skip") skip();
    else set();
  }

 private:
  void cancel() {
    draft_.emit(CaseRepaired{"cancel", reason_, draft_.now.stuck_at, person(), {}});
    close_case(draft_, true, reason_, draft_.now.data.sheet);
  }

  void set() {
    const Json fields = field("set");
    if (!fields.is_object() || fields.empty()) {
      return refuse("no-fields",
                    "expected `set` to be an object of fields of the sheet, but it is "
                    "not");
    }
    Json sheet = *draft_.now.data.sheet;
    for (auto it = fields.begin(); it != fields.end(); ++it) {
      if (it->is_null()) sheet.erase(it.key());
      else sheet[it.key()] = *it;
    }
    const std::size_t most = draft_.context.limits().sheet_bytes;
    if (size_of(sheet) > most) {
      return refuse("too-large", "expected a sheet of at most " + std::to_string(most) + " bytes");
    }
    go_on(std::move(sheet));
  }

  void go_on(Doc sheet) {
    const bool sets = !sheet.is_null();
    draft_.emit(CaseRepaired{reply_.verb, reason_, draft_.now.stuck_at, person(), sheet});
    if (sets) sheet_changed(draft_);
    take_what_stopped_it();
  }

  // The reply that waits first, or else the event.
  void take_what_stopped_it() {
    const bool by_event = draft_.now.data.parked.empty();
    replay_parked(draft_, true);
    if (by_event) take_waiting(draft_);
  }

  // The step counts as passed without a result, whether the flow stands in it or before it.
  void skip() {
    const Step* step = draft_.definition.step(draft_.now.stuck_at);
    if (!step) {
      return refuse("not-skippable", "expected the case to be stuck at a step, but it is not");
    }
    draft_.emit(CaseRepaired{"skip", reason_, step->name, person(), {}});
    take_what_stopped_it();
    settle(draft_, draft_.command.at);
    const auto& skips = draft_.now.data.skips;
    const bool met = std::find(skips.begin(), skips.end(), step->name) == skips.end();
    if (met || !draft_.now.is_open()) return;
    if (!draft_.now.open_step(step->name)) {
      throw Stuck{step->name, "expected the flow to come to " + step->name + ", but it does not"};
    }
    draft_.emit(StepSkipped{step->name});
    Walk walk(draft_);
    walk.pass(*step);
    walk.run();
  }

  Json field(const char* name) const {
    const Json& data = *reply_.data;
    return data.is_object() && data.contains(name) ? data[name] : Json(nullptr);
  }
  PersonId person() const { return PersonId{draft_.command.by.id}; }
  void refuse(std::string cause, std::string reason) {
    draft_.refuse(
        refused_reply(draft_.command, reply_, nullptr, std::move(cause), {std::move(reason)}));
  }

  Draft& draft_;
  const TakeReply& reply_;
  std::string reason_;
};

// What waits as the command that it was; the events count for the case, the rest is dropped.
Events replayed(Draft& draft, const ParkedReply& parked) {
  const Command command{draft.at, parked.by, parked.origin,
                        TakeReply{parked.verb, parked.subject, parked.data}};
  Draft part(draft.now, draft.definition, draft.context, command, draft.work);
  part.recorded = draft.recorded;
  if (parked.verb == kRouteOwed) follow_owed(part, parked);
  else if (parked.verb == kManagerOwed) change_manager(part, PersonId{parked.subject});
  else take_reply(part, std::get<TakeReply>(command.body));
  draft.recorded = std::move(part.recorded);
  return std::move(part.events);
}

}  // namespace

bool is_repair(std::string_view verb) {
  return verb == "retry" || verb == "skip" || verb == "set" || verb == "cancel";
}

void repair_case(Draft& draft, const TakeReply& reply) { Repair(draft, reply).take(); }

void replay_parked(Draft& draft, bool first_must_succeed) {
  while (!draft.now.data.parked.empty() && draft.now.is_open()) {
    const ParkedReply next = draft.now.data.parked.front();
    Events events;
    try {
      events = replayed(draft, next);
    } catch (const Stuck& stuck) {
      if (first_must_succeed) throw;
      draft.emit(CaseStuck{stuck.step, stuck.reason, stuck.error});
      return;
    }
    draft.emit(ParkedReplyTaken{next.origin.source, next.origin.id});
    for (Event& event : events) {
      if (!std::holds_alternative<Refused>(event.body)) draft.emit(std::move(event.body));
    }
    first_must_succeed = false;
  }
}

bool park(Draft& draft, const TakeReply& reply) {
  const auto& parked = draft.now.data.parked;
  const Origin& origin = draft.command.origin;
  std::size_t bytes = size_of(*reply.data);
  for (const ParkedReply& each : parked) {
    if (each.origin.id == origin.id && each.origin.source == origin.source) return true;
    bytes += size_of(*each.data);
  }
  if (parked.size() >= kParkedMax || bytes > kParkedBytesMax) return false;
  draft.emit(ReplyParked{{reply.verb, reply.subject, reply.data, draft.command.by, origin}});
  return true;
}

}  // namespace liaison
