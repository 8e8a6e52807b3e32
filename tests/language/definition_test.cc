// What a good file becomes: good/meter-check.yaml, word by word.
#include <gtest/gtest.h>

#include "engine/language/forms.h"
#include "tests/language/files.h"

namespace liaison {
namespace {

const SourceFile& meter_check() {
  static const SourceFile kFile = file_of(kFolder + "good/meter-check.yaml");
  return kFile;
}

const Definition& definition() {
  static const Loaded kLoaded = [] {
    Loaded loaded = load(with_shared(meter_check()));
    EXPECT_EQ(text_of(loaded.faults), "");
    check(loaded.definitions.size() == 1, "the good file loads");
    return loaded;
  }();
  return *kLoaded.definitions[0];
}

const Step& step(const char* name) { return *definition().step(name); }
template <class T>
const T& act(const char* name) {
  return std::get<T>(step(name).act);
}
StepIndex index_of(const char* name) {
  return static_cast<StepIndex>(&step(name) - definition().steps.data());
}
std::string source(const Rule& rule) { return std::get<Expression>(rule).source; }
Json evaluated(const Expression& expression, const Json& dot, const Variables& variables = {}) {
  const auto value = definition().evaluator->evaluate(expression, dot, variables);
  return value ? *value : Json("error: " + value.error().message);
}

TEST(Definition, head) {
  const Definition& d = definition();
  EXPECT_EQ(d.namespace_name + "/" + d.name + "/" + d.version, "power-supply/meter-check/1.2.0");
  EXPECT_EQ(d.title.zh + d.title.en, "校表Meter check");
  EXPECT_EQ(d.shown_version.substr(0, 6) + "…", "1.2.0+…");
  EXPECT_EQ(d.shown_version.size(), 12u);
  EXPECT_EQ(d.id.text.size(), 64u);
  EXPECT_EQ(d.calendar, "cn");
  EXPECT_EQ(evaluated(*d.input_from, {{"a", 1}}), Json({{"a", 1}, {"seen", true}}));
  EXPECT_EQ(evaluated(*d.output_as, {{"reply", 2}}), Json(2));
}

TEST(Definition, opener) {
  ASSERT_EQ(definition().opens.size(), 1u);
  const Opens& opens = definition().opens[0];
  EXPECT_EQ(opens.type, "customer.request.supply");
  EXPECT_EQ(opens.attributes, (std::map<std::string, std::string>{{"source", "/95598"}}));
  EXPECT_EQ(evaluated(*opens.data, {{"kind", "meter"}}), Json(true));
  EXPECT_EQ(opens.key->source, ".requestNo");
  EXPECT_EQ(opens.if_open, Opens::IfOpen::kRefuse);
  EXPECT_EQ(definition().events.size(), 1u);
  const EventRule& event = definition().events.at(opens.type);
  EXPECT_EQ(event.sent_by, (std::vector<std::string>{"customer", "manager", "meters"}));
  EXPECT_EQ(definition().forms->faults(event.data, Json::object()).size(), 1u);
}

TEST(Definition, settings_own_ones_and_those_used) {
  const auto& settings = definition().settings;
  ASSERT_EQ(settings.size(), 3u);
  EXPECT_EQ(settings[0].name, "own");
  EXPECT_EQ(std::get<Json>(settings[0].value), Json("4 workdays"));
  EXPECT_EQ(settings[1].per->source, ".supply");
  EXPECT_EQ(settings[1].choices, (std::map<std::string, Json>{{"single", "22 workdays"}}));
  EXPECT_EQ(*settings[1].other, Json("30 workdays"));
  EXPECT_EQ(settings[2].name, "survey");  // `notice` of the common file is not used
}

TEST(Definition, steps_and_lists) {
  const Step& root = definition().steps[0];
  EXPECT_EQ(root.pointer, "/do");
  EXPECT_EQ(std::get<Do>(root.act).steps.size(), 6u);
  EXPECT_EQ(step("test").pointer, "/do/1/works/do/0/test");
  EXPECT_EQ(step("test").parent, index_of("works"));
  EXPECT_EQ(step("prepare").position, 1);
  EXPECT_EQ(step("works").if_->source, ".kind != \"meter\"");
  EXPECT_EQ(step("accept").basis->at("en"), "Rule");
  EXPECT_EQ(to_text(Fault{step("test").mark, "", false}), "meter-check.yaml:27:11: ");
}

TEST(Definition, forward) {
  const Forward& test = act<Forward>("test");
  EXPECT_TRUE(test.several);
  ASSERT_EQ(test.to.size(), 2u);
  EXPECT_EQ(test.to[0].as_written, "operations");
  EXPECT_EQ(test.to[0].title.zh, "Site");
  EXPECT_EQ(to_text(std::get<Address>(test.to[1].to)), "metering.head");
  EXPECT_FALSE(test.to[1].result.has_value());
  EXPECT_TRUE(definition().forms->faults(*test.to[0].result, {{"passed", true}}).empty());
  EXPECT_EQ(test.text.en, "Take the seal along.");
  EXPECT_EQ(test.need_kind, Forward::NeedKind::kAny);
  EXPECT_EQ(test.returns->to, index_of("prepare"));
  EXPECT_EQ(test.returns->at_most, 2);
  EXPECT_EQ(test.returns->beyond->kind, Directive::Kind::kExit);
  EXPECT_TRUE(test.returns->restart_clock);
  const Forward& prepare = act<Forward>("prepare");
  EXPECT_EQ(prepare.decide, (std::vector<std::string>{"done", "refused"}));
  EXPECT_EQ(prepare.need_count, 1);
  const Forward& accept = act<Forward>("accept");
  EXPECT_FALSE(accept.several);
  EXPECT_FALSE(accept.returns.has_value());
}

TEST(Definition, set_is_one_expression) {
  const Json dot = {{"a", 7}, {"works", {{"start", "now"}}}};
  EXPECT_EQ(evaluated(act<Set>("again").value, dot),
            Json({{"start", "now"}, {"list", {1, 7, "text"}}, {"plain", 1.1}}));
}

TEST(Definition, switch_tell_close) {
  const Switch& choose = act<Switch>("choose");
  ASSERT_EQ(choose.branches.size(), 2u);
  EXPECT_EQ(choose.branches[0].then.step, index_of("reply"));
  EXPECT_FALSE(choose.branches[1].when.has_value());
  const Tell& tell = act<Tell>("reply");
  EXPECT_EQ(source(tell.with.at("error")), ".test.errorPercent");
  EXPECT_EQ(std::get<Json>(tell.with.at("count")), Json(3));
  EXPECT_EQ(tell.channel, "letter");
  EXPECT_EQ(tell.receipt, Tell::Receipt::kSigned);
  EXPECT_TRUE(act<Close>("finish").cancelled);
  EXPECT_EQ(definition().words->size(), 1u);
}

TEST(Definition, deadline_of_one_duration_gets_the_default_ladder) {
  ASSERT_EQ(step("accept").deadlines.size(), 1u);
  const DeadlineRule& rule = step("accept").deadlines[0];
  EXPECT_EQ(rule.name, "accept");
  EXPECT_EQ(rule.title.zh, "受理");
  EXPECT_EQ(std::get<Json>(*rule.within), Json("1 workday"));
  EXPECT_EQ(rule.until, DeadlineRule::Until::kDone);
  ASSERT_EQ(rule.rungs.size(), 3u);
  EXPECT_EQ(rule.rungs[0].mark.left, (Duration{1, Unit::kWorkdays}));
  EXPECT_EQ(rule.rungs[0].if_limit->compare, ">=");
  EXPECT_EQ(rule.rungs[1].when, Rung::When::kBreach);
  EXPECT_EQ(rule.rungs[1].to.size(), 2u);
  EXPECT_EQ(rule.rungs[2].late, (Duration{1, Unit::kWorkdays}));
  EXPECT_EQ(source(*step("works").deadlines[0].within), "$settings.survey");
}

TEST(Definition, a_duration_may_be_the_object_of_the_standard_wherever_one_stands) {
  const Loaded loaded = load(
      {{"f",
        "document: { dsl: '1.0.3', namespace: a, name: a, version: '1.0.0' }\n"
        "settings: { one: { hours: 12 }, per: { per: .kind, a: { days: 1, minutes: 30 }, other: "
        "{ seconds: 1 } } }\n"
        "do:\n"
        "  - a: { forward: { to: manager, title: a }, deadline: { days: 7 } }\n"
        "  - b: { forward: { to: manager, title: a }, deadlines: { c: { hours: 1 } } }\n"
        "  - d: { forward: { to: manager, title: a }, deadline: $settings.one }\n"
        "  - e: { forward: { to: manager, title: a }, deadline: $settings.per }\n"}});
  ASSERT_EQ(text_of(loaded.faults), "");
  const Definition& made = *loaded.definitions[0];
  EXPECT_EQ(std::get<Json>(*made.steps[1].deadlines[0].within), Json("168 hours"));
  EXPECT_EQ(std::get<Json>(*made.steps[2].deadlines[0].within), Json("1 hour"));
  EXPECT_EQ(std::get<Json>(made.settings[0].value), Json("12 hours"));
  EXPECT_EQ(made.settings[1].choices, (std::map<std::string, Json>{{"a", "1470 minutes"}}));
  EXPECT_EQ(*made.settings[1].other, Json("1 second"));
}

TEST(Definition, deadlines_of_a_step) {
  const auto& rules = step("test").deadlines;
  ASSERT_EQ(rules.size(), 2u);
  EXPECT_EQ(rules[0].until, DeadlineRule::Until::kClaimed);
  EXPECT_EQ(rules[0].calendar, "every-day");
  EXPECT_EQ(rules[0].start_day, StartDay::kIncluded);
  EXPECT_EQ(rules[0].day_end, DayEnd::kMidnight);
  EXPECT_EQ(rules[0].day_off, DayOff::kStays);
  EXPECT_EQ(*parse_duration(std::get<Json>(*rules[1].within).get<std::string>()),
            (Duration{2 * 86'400'000, Unit::kElapsed}));
  EXPECT_EQ(std::get<Json>(*rules[1].target), Json("PT24H"));
  ASSERT_EQ(rules[1].rungs.size(), 3u);
  EXPECT_EQ(rules[1].rungs[0].mark.percent, 80);
  EXPECT_EQ(to_text(std::get<Address>(rules[1].rungs[1].to[1])), "person:li.min");
  EXPECT_EQ(std::get<Expression>(rules[1].rungs[2].to[0]).source, ".boss");
}

TEST(Definition, deadlines_of_the_case) {
  const auto& rules = definition().deadlines;
  ASSERT_EQ(rules.size(), 2u);
  using Start = DeadlineRule::Start::Kind;
  EXPECT_EQ(rules[0].starts[0].kind, Start::kCase);
  EXPECT_EQ(rules[0].starts[1].kind, Start::kStepStart);
  EXPECT_EQ(rules[0].starts[1].step, index_of("again"));
  EXPECT_EQ(rules[0].until_step, index_of("reply"));
  EXPECT_EQ(rules[0].kind, ClockKind::kPromise);
  ASSERT_EQ(rules[0].rungs.size(), 2u);
  EXPECT_TRUE(rules[0].rungs[0].warns);
  EXPECT_EQ(to_text(std::get<Address>(rules[0].rungs[1].to[0])), "holder");
  EXPECT_EQ(rules[1].by->side, Moment::Side::kBefore);
  EXPECT_EQ(rules[1].by->distance, (Duration{1, Unit::kWorkdays}));
  EXPECT_EQ(source(rules[1].by->date), ".start");
  EXPECT_EQ(rules[1].target_by->distance.count, 2);
  EXPECT_EQ(rules[1].starts[0].kind, Start::kStepEnd);
  EXPECT_EQ(rules[1].until, DeadlineRule::Until::kCaseEnd);
  EXPECT_EQ(rules[1].rungs.size(), 1u);
}

TEST(Definition, calendars_are_those_named_with_the_built_in_ones_in_their_zone) {
  std::string names;
  for (const auto& [name, calendar] : definition().calendars) {
    names += name + " ";
    EXPECT_EQ(calendar->zone(), "Asia/Shanghai");
  }
  EXPECT_EQ(names, "cn every-day weekdays ");
  EXPECT_EQ(definition().calendar_named("cn").version(), "2026.2");
  EXPECT_EQ(definition().departments->size(), 4u);
}

// ---- content and id -------------------------------------------------------------------------

DefinitionId id_with(const std::string& from, const std::string& to, std::size_t file) {
  std::vector<SourceFile> files = with_shared(meter_check());
  std::string& text = files[file].text;
  check(text.find(from) != std::string::npos, "the text to change is there");
  text.replace(text.find(from), from.size(), to);
  const Loaded loaded = load(files);
  return loaded.definitions.empty() ? DefinitionId{text_of(loaded.faults)}
                                    : loaded.definitions[0]->id;
}

TEST(Content, id_follows_what_is_used_and_nothing_else) {
  const DefinitionId id = definition().id;
  EXPECT_EQ(id_with("# Every word", "# Each word", 0), id);
  EXPECT_EQ(id_with("deadline: 1 workday", "deadline:   '1 workday'", 0), id);
  EXPECT_NE(id_with("deadline: 1 workday", "deadline: 2 workdays", 0), id);
  EXPECT_NE(id_with("plain: 1.10", "plain: '1.10'", 0), id);
  EXPECT_NE(id_with("survey: 3 workdays", "survey: 4 workdays", 1), id);
  EXPECT_EQ(id_with("planned: 7 days", "planned: 8 days", 1), id);  // a setting not used
  EXPECT_NE(id_with("head: wang.er", "head: wang.san", 1), id);
  EXPECT_NE(id_with("name: { type: string", "name: { type: number", 1), id);  // of every customer
  EXPECT_EQ(id_with("'谢谢 ", "'多谢 ", 1), id);                              // a template not used
  EXPECT_NE(id_with("at: breach", "at: 90%", 1), id);                         // the default ladder
  EXPECT_NE(id_with("version: 2026.2", "version: 2026.3", 2), id);  // new cases count by it
}

// Cases name their definition by this hash for ever.
TEST(Content, id_is_the_hash_of_the_canonical_text) {
  const std::string text = R"(document: { dsl: '1.0.3', namespace: a, name: n, version: '1.0.0' }
do:
  - put:
      set: { plain: 1.10, yes: true, none: , text: 'true', list: [1, -2.5, [], {}], 电: "a\"b" }
  - ask: { forward: { to: ops, title: T } }
)";
  const Loaded loaded = load({{"n.yaml", text},
                              {"common.yaml",
                               "departments: { x: { title: X }, ops: { title: O } }\n"
                               "words: { left: links }\n"}});
  ASSERT_EQ(loaded.definitions.size(), 1u) << text_of(loaded.faults);
  const std::string common = R"({"departments":{"ops":{"title":"O"},"x":{"title":"X"}}})";
  EXPECT_EQ(
      loaded.definitions[0]->id.text,
      hex(sha256(
          R"({"level":1,"workflow":{"document":{"dsl":"1.0.3","namespace":"a","name":"n",)"
          R"("version":"1.0.0"},"do":[{"put":{"set":{"plain":{"":"1.10"},"yes":true,"none":null,)"
          R"("text":"true","list":[1,-2.5,[],{}],"电":"a\"b"}}},)"
          R"({"ask":{"forward":{"to":"ops","title":"T"}}}]},)"
          R"("common":)" +
          common + R"(,"calendars":{}})")));
  EXPECT_EQ(loaded.definitions[0]->shown_version,
            "1.0.0+" + hex(sha256("[" + common + ",{}]")).substr(0, 6));
  EXPECT_EQ(pack(*loaded.definitions[0]), R"({"level":1,"path":"n.yaml","text":)" +
                                              Json(text).dump() + R"(,"common":)" + common +
                                              R"(,"calendars":{},"zone":"UTC"})");
}

TEST(Content, a_packed_definition_comes_back_the_same) {
  const std::string blob = pack(definition());
  const auto again = unpack(blob);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ((*again)->id, definition().id);
  EXPECT_EQ((*again)->shown_version, definition().shown_version);
  EXPECT_EQ((*again)->settings.size(), definition().settings.size());
  EXPECT_EQ((*again)->steps.size(), definition().steps.size());
  EXPECT_EQ((*again)->calendars.size(), definition().calendars.size());
  EXPECT_EQ((*again)->departments->size(), definition().departments->size());
  EXPECT_EQ(pack(**again), blob);
}

TEST(Content, a_damaged_blob_is_refused) {
  const std::string blob = pack(definition());
  EXPECT_EQ(unpack("").error().kind, Error::Kind::kCorrupt);
  EXPECT_EQ(unpack("{}").error().kind, Error::Kind::kCorrupt);
  EXPECT_EQ(unpack("{\"level\": 1}").error().kind, Error::Kind::kCorrupt);
  EXPECT_EQ(unpack("{\"level\": 99}").error().kind, Error::Kind::kNewerFormat);
  std::string damaged = blob;
  damaged.replace(damaged.find("forward"), 7, "forwart");
  EXPECT_EQ(unpack(damaged).error().kind, Error::Kind::kCorrupt);
}

TEST(Schema, takes_every_good_file) {
  FormsBuilder builder;
  const auto form = builder.add(Json::parse(workflow_schema()));
  ASSERT_TRUE(form) << form.error().message;
  const auto forms = builder.finish();
  for (const auto& entry : std::filesystem::directory_iterator(kFolder + "good")) {
    SCOPED_TRACE(entry.path().string());
    std::vector<Fault> faults;
    const auto good = parse_yaml(file_of(entry.path().string()), faults);
    ASSERT_TRUE(good);
    for (const std::string& fault : forms->faults(*form, good->value)) ADD_FAILURE() << fault;
  }
}

TEST(Schema, takes_the_good_file_and_refuses_slips) {
  FormsBuilder builder;
  const auto form = builder.add(Json::parse(workflow_schema()));
  ASSERT_TRUE(form) << form.error().message;
  const auto forms = builder.finish();
  std::vector<Fault> faults;
  const auto good = parse_yaml(meter_check(), faults);
  ASSERT_TRUE(good);
  for (const std::string& fault : forms->faults(*form, good->value)) ADD_FAILURE() << fault;
  Json bad = good->value;
  bad["do"][0]["accept"]["forwrd"] = 1;
  EXPECT_FALSE(forms->faults(*form, bad).empty());
  Json map = good->value;
  map["do"][0]["accept"]["deadline"] = {{"days", 7}};
  EXPECT_EQ(forms->faults(*form, map), std::vector<std::string>{});
  bad = good->value;
  bad["do"][0]["accept"]["set"] = Json::object();
  EXPECT_FALSE(forms->faults(*form, bad).empty());
}

}  // namespace
}  // namespace liaison
