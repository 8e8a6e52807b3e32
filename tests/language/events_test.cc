// What events become in a definition: good/events.yaml, word by word.
#include <gtest/gtest.h>

#include "tests/language/files.h"

namespace liaison {
namespace {

const Definition& with_events() {
  static const Loaded kLoaded = [] {
    Loaded loaded = load(with_shared(file_of(kFolder + "good/events.yaml")));
    EXPECT_EQ(text_of(loaded.faults), "");
    check(loaded.definitions.size() == 1, "the good file loads");
    return loaded;
  }();
  return *kLoaded.definitions[0];
}

template <class T>
const T& event_act(const char* name) {
  return std::get<T>(with_events().step(name)->act);
}

TEST(Events, handlers_are_steps_beside_the_flow) {
  const Definition& d = with_events();
  ASSERT_EQ(d.handlers.size(), 2u);
  const Step& paid = d.steps[static_cast<std::size_t>(d.handlers[0])];
  EXPECT_EQ(paid.name + " " + paid.pointer, "paid /whenever/0/paid");
  EXPECT_EQ(paid.parent, kNoStep);
  EXPECT_EQ(paid.if_->source, ".due > 0");
  EXPECT_EQ(paid.then.step, std::get<Do>(d.steps[0].act).steps.back());
  const Listen& one = event_act<Listen>("paid");
  EXPECT_TRUE(one.for_each);
  EXPECT_TRUE(one.steps.empty());
  ASSERT_EQ(one.filters.size(), 1u);
  EXPECT_EQ(one.filters[0].type, "customer.paid");
  EXPECT_EQ(one.filters[0].data->source, ".amount >= $context.due");
  const Listen& noted = event_act<Listen>("noted");
  EXPECT_EQ(noted.to, Listen::To::kAny);
  EXPECT_EQ(noted.filters[1].attributes.at("source"), "/desk");
  EXPECT_EQ(noted.item + noted.at, "notenumber");
  EXPECT_EQ(noted.steps.size(), 2u);
  EXPECT_EQ(d.step("firstLook")->pointer, "/whenever/1/noted/foreach/do/0/firstLook");
}

TEST(Events, listen) {
  EXPECT_EQ(event_act<Listen>("wait").read, Listen::Read::kEnvelope);
  EXPECT_FALSE(event_act<Listen>("wait").for_each);
  const Listen& several = event_act<Listen>("several");
  EXPECT_TRUE(several.for_each);
  EXPECT_EQ(several.filters.size(), 2u);
  EXPECT_EQ(several.until->source, "length >= 3 or any(.[]; .last)");
  const Listen& until = event_act<Listen>("untilPaid");
  EXPECT_TRUE(until.filters.empty());
  EXPECT_EQ(until.until_event.at(0).type, "customer.paid");
  EXPECT_EQ(event_act<Listen>("both").to, Listen::To::kAll);
}

TEST(Events, emit) {
  const Emit& told = event_act<Emit>("told");
  EXPECT_EQ(told.type, "supply.noted");
  EXPECT_EQ(std::get<Json>(told.event).at("data"), Json({{"what", "nothing"}}));
  const auto& rule = std::get<Expression>(event_act<Emit>("passOn").event);
  Variables variables;
  variables.customer = Json({{"id", "c-1"}});
  variables.locals = {{"note", Json({{"text", "late"}})}, {"number", Json(2)}};
  const auto event = with_events().evaluator->evaluate(rule, nullptr, variables);
  ASSERT_TRUE(event);
  EXPECT_EQ(event->at("subject"), Json("c-1"));
  EXPECT_EQ(event->at("data"), Json({{"what", "late"}, {"number", 2}}));
  EXPECT_EQ(with_events().events.size(), 4u);
}

}  // namespace
}  // namespace liaison
