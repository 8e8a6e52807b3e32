// Whether a result fits its form, and what becomes of the results of several departments.
#include <algorithm>

#include "engine/machine/reply.h"

namespace liaison {

std::vector<std::string> Reply::faults_of(const Json& result, const Form& form) const {
  std::vector<std::string> faults;
  if (!result.is_object())
    return {"expected `result` to be an object, but it is " + result.dump().substr(0, 80)};
  if (size_of(result) > draft_.context.limits().result_bytes) {
    return {"expected a result of at most " + std::to_string(draft_.context.limits().result_bytes) +
            " bytes, but it has about " + std::to_string(size_of(result))};
  }
  if (size_of(result) + size_of(*draft_.now.data.sheet) > draft_.context.limits().sheet_bytes) {
    return {"expected a result that fits into the sheet of at most " +
            std::to_string(draft_.context.limits().sheet_bytes) + " bytes, but it would pass that"};
  }
  const bool given = reply_.data->is_object() && reply_.data->contains("result");
  if (form) {
    faults = draft_.definition.forms->faults(form, result, given ? "" : "/result");
  }
  if (task_.kind == TaskKind::kForward) check_decision(result, faults);
  if (!given && !faults.empty()) {  // that comes first: what it should have held follows from it
    faults.insert(faults.begin(), "expected `data.result`, but it is missing");
  }
  return faults;
}

void Reply::check_evidence(const Json& evidence, std::vector<std::string>& faults) const {
  const std::size_t most = draft_.context.limits().result_bytes, size = size_of(evidence);
  if (size <= most) return;
  faults.push_back("expected `evidence` of at most " + std::to_string(most) +
                   " bytes, but it has about " + std::to_string(size));
}

void Reply::check_decision(const Json& result, std::vector<std::string>& faults) const {
  const std::vector<std::string>& words = forward().decide;
  if (words.empty()) return;
  const std::string decision = result.contains("decision") ? text_of(result["decision"]) : "";
  if (std::find(words.begin(), words.end(), decision) == words.end()) {
    std::string list;
    for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
    faults.push_back("expected `decision` to be one of " + list + ", but it is '" + decision + "'");
  } else if (decision != words.front() &&
             (!result.contains("reason") || text_of(result["reason"]).empty())) {
    faults.push_back("expected a `reason` for the decision '" + decision + "', but there is none");
  }
}

bool Reply::need_is_met() const {
  const Forward& rule = forward();
  const auto done =
      std::count_if(draft_.now.tasks.begin(), draft_.now.tasks.end(), [&](const Task& t) {
        return t.step == task_.step && t.entry == task_.entry && t.state == TaskState::kDone;
      });
  const auto all =
      std::count_if(draft_.now.tasks.begin(), draft_.now.tasks.end(),
                    [&](const Task& t) { return t.step == task_.step && t.entry == task_.entry; });
  switch (rule.need_kind) {
    case Forward::NeedKind::kAll: return done == all;
    case Forward::NeedKind::kAny: return done >= 1;
    case Forward::NeedKind::kCount: break;
  }
  return done >= std::min<std::ptrdiff_t>(rule.need_count, all);
}

Doc Reply::answer() const {
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

Doc Reply::answer_of(const TaskId& id) const {
  const auto kept = draft_.now.data.answers.find(id);
  return kept == draft_.now.data.answers.end() ? Doc{Json::object()} : kept->second;
}

}  // namespace liaison
