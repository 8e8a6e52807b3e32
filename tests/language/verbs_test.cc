// Questions, facts, guards, breaches, ladders, other figures: good/verbs.yaml, word by word.
#include <gtest/gtest.h>

#include "engine/language/pack.h"
#include "tests/language/files.h"

namespace liaison {
namespace {

const Definition& verbs() {
  static const Loaded kLoaded = [] {
    Loaded loaded = load(with_shared(file_of(kFolder + "good/verbs.yaml")));
    EXPECT_EQ(text_of(loaded.faults), "");
    check(loaded.definitions.size() == 1, "the good file loads");
    return loaded;
  }();
  return *kLoaded.definitions[0];
}

const Step& verb_step(const char* name) { return *verbs().step(name); }
template <class T>
const T& verb_act(const char* name) {
  return std::get<T>(verb_step(name).act);
}
const std::string& named(StepIndex index) {
  return verbs().steps[static_cast<std::size_t>(index)].name;
}

TEST(Verbs, ask_tell_record) {
  const Ask& ask = verb_act<Ask>("question");
  EXPECT_EQ(ask.template_name + ask.channel, "thanksphone");
  EXPECT_EQ(ask.again->every, (Duration{7, Unit::kDays}));
  EXPECT_EQ(ask.again->at_most, 4);
  EXPECT_EQ(verbs().forms->faults(ask.answer, Json::object()).size(), 1u);
  EXPECT_EQ(ask.answered_by.at(0).data->source, ".text != null");
  EXPECT_EQ(verb_step("question").deadlines[0].until, DeadlineRule::Until::kAsked);
  const Tell& tell = verb_act<Tell>("told");
  EXPECT_EQ(tell.again->at_most, 2);
  EXPECT_EQ(named(tell.beyond->step), "late");
  const Record& record = verb_act<Record>("fact");
  EXPECT_EQ(record.facts.at(0).first, "name");
  EXPECT_EQ(std::get<Expression>(record.facts.at(0).second).source, ".question.on");
}

TEST(Verbs, guards_lead_out_of_the_list_of_the_step) {
  const std::vector<Step::Guard>& guards = verb_step("work").guards;
  ASSERT_EQ(guards.size(), 3u);
  EXPECT_EQ(guards[0].guard + "." + guards[0].name, "approved.decided");
  EXPECT_EQ(named(guards[0].otherwise.step), "approve");
  EXPECT_EQ(guards[1].otherwise.kind, Directive::Kind::kExit);
  EXPECT_EQ(guards[2].when.source, "$customer.name != null");
  EXPECT_EQ(verb_step("question").guards.size(), 1u);
}

TEST(Verbs, breaches_lead_away_or_begin_steps_beside) {
  const auto& whole = verbs().deadlines.at(0);
  EXPECT_EQ(named(whole.on_breach->then->step), "late");
  EXPECT_EQ(whole.on_breach->beside, kNoStep);
  const Step& beside =
      verbs().steps[static_cast<std::size_t>(verbs().deadlines.at(1).on_breach->beside)];
  EXPECT_EQ(beside.name + " " + beside.pointer, "onBreach:beside /deadlines/beside/onBreach");
  EXPECT_EQ(beside.parent, kNoStep);
  ASSERT_EQ(std::get<Do>(beside.act).steps.size(), 2u);
  EXPECT_EQ(verb_step("tellHead").pointer, "/deadlines/beside/onBreach/do/0/tellHead");
  const auto& own = *verb_step("approve").deadlines.at(0).on_breach;
  EXPECT_EQ(named(own.beside), "onBreach:approve");
  EXPECT_EQ(named(own.then->step), "work");
  EXPECT_EQ(verb_step("note").pointer, "/do/0/approve/deadline/onBreach/do/0/note");
}

TEST(Verbs, rungs_move_tasks_repeat_and_want_answers) {
  const std::vector<Rung>& rungs = verb_step("approve").deadlines.at(0).rungs;
  ASSERT_EQ(rungs.size(), 3u);
  EXPECT_EQ(rungs[0].again->at_most, 3);
  EXPECT_TRUE(rungs[1].reassign);
  EXPECT_EQ(*rungs[2].answer_within, (Duration{2, Unit::kWorkdays}));
}

TEST(Verbs, who_is_kept_out) {
  Variables none;
  const Json sheet = {{"about", {{"person", "li.min"}}}};
  const auto of = [&](const std::optional<Rule>& rule) {
    return *verbs().evaluator->evaluate(std::get<Expression>(*rule), sheet, none);
  };
  EXPECT_EQ(of(verbs().except), Json({"li.min"}));
  EXPECT_EQ(of(verb_act<Forward>("approve").except), Json({"metering", "wu.di", "li.min"}));
  EXPECT_EQ(to_text(std::get<Address>(*verb_act<Forward>("approve").instead)), "operations.head");
  EXPECT_EQ(std::get<Expression>(*verb_act<Forward>("work").instead).source, ".about.deputy");
}

const char kOverride[] =
    "overrides:\n"
    "  - { workflow: verbs, settings: { answer: 1 workday, survey: 1 workday } }\n"
    "  - { workflow: other, settings: { answer: 9 workdays } }\n";
const char kOther[] =
    "document: { dsl: '1.0.3', namespace: a, name: other, version: '1.0.0' }\n"
    "settings: { answer: 1 workday }\n"
    "do: [{ one: { forward: { to: manager, title: a }, deadline: $settings.answer } }]\n";

TEST(Verbs, overrides_of_common_files_have_the_last_word_and_are_content) {
  ASSERT_EQ(verbs().overrides.size(), 1u);
  EXPECT_EQ(verbs().overrides[0].when->source, "$customer.area == \"urban\"");
  EXPECT_EQ(std::get<Json>(verbs().overrides[0].settings.at(1).second), Json("2 hours"));
  std::vector<SourceFile> files = with_shared(file_of(kFolder + "good/verbs.yaml"));
  files.push_back({"other", kOther});
  files.push_back({"company", kOverride});
  const Loaded loaded = load(files);
  ASSERT_EQ(text_of(loaded.faults), "");
  const Definition& changed = *loaded.definitions[0];
  ASSERT_EQ(changed.overrides.size(), 2u);
  EXPECT_EQ(changed.overrides[1].settings.size(), 1u);  // nothing asks for `survey`
  EXPECT_NE(changed.id, verbs().id);
  const auto again = unpack(pack(changed));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ((*again)->id, changed.id);
  EXPECT_EQ((*again)->overrides.size(), 2u);
}

}  // namespace
}  // namespace liaison
