// Who is kept out by `except`: of the whole case (the file's) or of one step's task (its own). They
// get no task, notice or message, may send nothing, and see the case in no list.
#include <algorithm>

#include "engine/machine/draft.h"

namespace liaison {

namespace {

constexpr std::string_view kPerson = "person:";

bool names_one(const std::vector<std::string>& names, std::string_view id) {
  return !id.empty() && std::find(names.begin(), names.end(), id) != names.end();
}

bool names_person(const std::vector<std::string>& names, std::string_view id) {
  return !id.empty() && (names_one(names, id) || names_one(names, std::string(kPerson) += id));
}

// One name or a list of them; null names nobody.
void add_names(const Draft& draft, const Rule& rule, const Step* step,
               std::vector<std::string>& names) {
  const Json value = evaluate(draft, rule, *draft.now.data.sheet, {step, draft.now.data.sheet, {}});
  const Json list = value.is_array() ? value : Json::array({value});
  for (const Json& each : list) {
    const std::string name = text_of(each);
    if (!name.empty() && !names_one(names, name)) names.push_back(name);
  }
}

}  // namespace

std::vector<std::string> kept_out_now(const Draft& draft) {
  std::vector<std::string> names;
  if (draft.definition.except) add_names(draft, *draft.definition.except, nullptr, names);
  return names;
}

std::vector<std::string> kept_out_of(const Draft& draft, const Step* step) {
  std::vector<std::string> names = draft.now.kept_out;
  const auto* forward = step ? std::get_if<Forward>(&step->act) : nullptr;
  if (forward && forward->except) add_names(draft, *forward->except, step, names);
  return names;
}

bool is_kept_out(const std::vector<std::string>& names, const Assignee& who) {
  return !names.empty() && (names_person(names, who.person.text) ||
                            names_one(names, who.department.text) || names_one(names, who.unit));
}

bool is_kept_out(const std::vector<std::string>& names, const Actor& by) {
  return !names.empty() && (names_person(names, by.id) || names_one(names, by.department.text) ||
                            names_one(names, by.unit));
}

PersonId speaker_instead(const Draft& draft) {
  if (!workflow_of(draft.now.customer).empty()) return {};  // there is nobody to speak to
  const bool missing = draft.now.manager.empty();
  const auto today = resolve(draft, Address{}, nullptr);
  if (!today) return {};
  const bool is_out = !missing && is_kept_out(draft.now.kept_out,
                                              {managers_department(), "", draft.now.manager, ""});
  return missing || is_out ? today->person : PersonId{};
}

void look_at_kept_out_again(Draft& draft) {
  if (!draft.definition.except) return;
  std::vector<std::string> names = kept_out_now(draft);
  if (names == draft.now.kept_out) return;
  Draft trial(draft.now, draft.definition, draft.context, draft.command, draft.work);
  trial.emit(KeptOutChanged{names, {}});
  draft.emit(KeptOutChanged{std::move(names), speaker_instead(trial)});
}

}  // namespace liaison
