#include "tests/simulation/author.h"

#include <algorithm>

namespace liaison::simulation {

namespace {

// Monday 2026-03-02 09:00 in Shanghai, where the scenarios begin too.
const Instant kStart =
    Instant{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}} + std::chrono::hours{1};

std::string id_of_person(const Json& data) { return "person:" + text_in(data, "person"); }

}  // namespace

Author::Author(const Corpus& corpus, unsigned seed, const Watch& watch)
    : corpus_(corpus), random_(seed), watch_(watch), now_(kStart) {}

Json Author::event_of(std::string type, std::string subject, Json data) {
  Json event = {{"specversion", "1.0"},
                {"id", "e-" + std::to_string(++ids_)},
                {"source", "/sim"},
                {"type", std::move(type)},
                {"data", std::move(data)}};
  if (!subject.empty()) event["subject"] = std::move(subject);
  return event;
}

Happening Author::arrives(Json event, bool away) {
  sent_.push_back(event);
  now_ += Milliseconds{1};
  const auto kind = away ? Happening::Kind::kLies : Happening::Kind::kArrives;
  return {.kind = kind, .at = now_, .event = std::move(event)};
}

Story Author::beginning() {
  Story story;
  for (const Json& person : corpus_.people) {
    if (one_in(2))
      story.push_back(arrives(event_of("person.appointed", id_of_person(person), person)));
  }
  for (int i = 0; i < 4; ++i) story.push_back(arrives(of_customers()));
  return story;
}

// Often just to an instant at which something is due, where order matters.
void Author::let_time_pass(Instant next_due) {
  if (next_due != kNever && next_due > now_ && one_in(3)) {
    now_ = next_due + Milliseconds{static_cast<int>(any(3)) - 1};
    return;
  }
  constexpr std::size_t kMinutes[] = {1, 10, 60, 240, 1440, 5 * 1440};
  const std::size_t longest = kMinutes[std::min(any(6), any(6))] * 60'000;
  now_ += Milliseconds{1 + static_cast<std::int64_t>(any(longest))};
}

Story Author::next(Instant next_due) {
  let_time_pass(next_due);
  if (one_in(40)) {
    return {{.kind = Happening::Kind::kPasses, .at = now_},
            {.kind = Happening::Kind::kDeploys,
             .at = now_,
             .event = {},
             .release = any(corpus_.releases.size())}};
  }
  if (one_in(8)) return while_away(next_due);
  return {arrives(some_event())};
}

// What goes from one partition to another (facts about people, aliases, events without a customer)
// comes alone: when it is heard over there depends on who turns first, and either is right.
Story Author::while_away(Instant next_due) {
  Story story;
  for (std::size_t i = any(6); i > 0; --i) {
    Json event = some_event();
    const std::string subject = text_in(event, "subject"), type = text_in(event, "type");
    const bool stays = (subject.starts_with("customer:") && !type.starts_with("customer.a")) ||
                       type.starts_with("reply.");
    if (!stays) continue;
    story.push_back(arrives(std::move(event), true));
    let_time_pass(next_due);
  }
  if (story.empty()) let_time_pass(next_due);
  story.push_back({.kind = Happening::Kind::kWakes, .at = now_});
  return story;
}

Json Author::some_event() {
  const std::size_t what = any(100);
  if (what < 6 && !sent_.empty()) return any_of(sent_);  // once more
  if (what < 9 && !sent_.empty()) return spoilt(any_of(sent_));
  if (what < 13) return of_people();
  if (what < 18) return of_customers();
  if (what < 24 && !watch_.messages.empty()) return answer_to_message();
  if (what < 28 && !watch_.stuck.empty()) return repair();
  if (what < 31 && !watch_.clocks.empty()) return acknowledgement();
  if (what < 75 && (!watch_.open.empty() || !watch_.ended.empty())) return answer();
  return request();
}

std::string Author::customer() { return "customer:c-" + std::to_string(any(5)); }

// As a scenario has it, for some customer; now and then with another value.
Json Author::request() {
  const Json& said = any_of(corpus_.sends);
  Json data = said.value("data", Json::object());
  if (data.is_object()) {
    for (auto& [name, value] : data.items()) {
      if (value.is_string() && value.get_ref<const std::string&>().size() <= 8 && one_in(3))
        value = std::to_string(1 + any(4));
      else if (value.is_number() && one_in(4)) value = static_cast<int>(any(7)) - 1;
      else if (value.is_boolean() && one_in(4)) value = !value.get<bool>();
      else if (one_in(40)) value = nullptr;
    }
  }
  const bool for_nobody = !said.contains("customer") && !said.contains("subject");
  std::string subject = for_nobody ? "" : customer();
  if (text_in(said, "type").starts_with("person.")) subject = text_in(said, "subject");
  Json event = event_of(text_in(said, "type"), std::move(subject), std::move(data));
  if (said.contains("source")) event["source"] = said["source"];
  if (one_in(8)) event["time"] = to_text(now_ - Milliseconds{3'600'000}, "UTC");
  return event;
}

Json Author::of_people() {
  if (corpus_.people.empty() || one_in(3)) {
    const std::string person = "m-" + std::to_string(any(3));
    Json mine = Json::array({"c-" + std::to_string(any(5)), "c-" + std::to_string(any(5))});
    return event_of("person.appointed", "person:" + person,
                    {{"person", person}, {"department", "managers"}, {"customers", mine}});
  }
  const Json& person = any_of(corpus_.people);
  constexpr const char* kVerbs[] = {"appointed", "on-leave",  "back",     "suspended",
                                    "ended",     "appointed", "on-leave", "back"};
  const std::string verb = kVerbs[any(std::size(kVerbs))];
  Json data = verb == "appointed" ? person : Json{{"person", text_in(person, "person")}};
  if (verb == "on-leave" && one_in(2)) data["deputy"] = text_in(any_of(corpus_.people), "person");
  return event_of("person." + verb, id_of_person(person), std::move(data));
}

Json Author::of_customers() {
  const std::string subject = customer();
  switch (any(4)) {
    case 0:
      return event_of("customer.assigned", subject, {{"manager", "m-" + std::to_string(any(3))}});
    case 1: {
      const std::string alias = "account:" + std::to_string(any(20));
      return event_of("customer.alias-added", subject, {{"alias", alias}});
    }
    default: break;
  }
  Json data = Json::object();
  if (!corpus_.customers.empty()) data = any_of(corpus_.customers);
  for (const char* name : {"key", "manager", "aliases"}) data.erase(name);
  return event_of(one_in(2) ? "customer.registered" : "customer.changed", subject, data);
}

Json Author::answer() {
  const bool late = watch_.open.empty() || (!watch_.ended.empty() && one_in(10));
  if (late) {
    const std::size_t back = any(std::min<std::size_t>(watch_.ended.size(), 6));
    return answer_to(watch_.ended[watch_.ended.size() - 1 - back], Json::object());
  }
  auto task = watch_.open.begin();
  std::advance(task, static_cast<std::ptrdiff_t>(any(watch_.open.size())));
  return answer_to(task->first, task->second);
}

Json Author::answer_to(const std::string& task, const Json& data) {
  constexpr const char* kVerbs[] = {"claim",   "release", "return",      "decline",     "assign",
                                    "comment", "chase",   "undelivered", "acknowledge", "nonsense"};
  const std::string verb = one_in(3) ? kVerbs[any(std::size(kVerbs))] : "complete";
  Json content = Json::object();
  if (verb == "complete") {
    const auto said = corpus_.answers.find(text_in(data, "step"));
    Json result = said == corpus_.answers.end() || one_in(3)
                      ? value_for(data.value("result", Json::object()), random_)
                      : any_of(said->second);
    if (one_in(12)) result = Json::object();
    if (data.contains("decide") && result.is_object() && !result.contains("decision")) {
      result["decision"] = data["decide"][any(data["decide"].size())];
      result["reason"] = "so it is";
    }
    content["result"] = std::move(result);
  } else if (verb == "assign") {
    constexpr const char* kTo[] = {"alpha", "beta", "manager", "operations", "nobody"};
    content = {{"to", kTo[any(std::size(kTo))]}, {"reason", "theirs"}};
  } else {
    content = {{"reason", "for a reason"}, {"text", "a word"}};
  }
  Json event = event_of("reply." + verb, task, std::move(content));
  if (one_in(3)) event["authtype"] = "user", event["authid"] = "w-" + std::to_string(any(3));
  return event;
}

Json Author::answer_to_message() {
  const std::size_t back = any(std::min<std::size_t>(watch_.messages.size(), 6));
  const Json& message = watch_.messages[watch_.messages.size() - 1 - back];
  const bool asks = message.contains("answer");
  constexpr const char* kAsked[] = {"asked", "answered", "answered", "undelivered"};
  constexpr const char* kTold[] = {"told", "told", "received", "undelivered"};
  const std::string verb = asks ? kAsked[any(4)] : kTold[any(4)];
  Json data = {{"how", "by phone"}, {"channel", "phone"}};
  if (verb == "answered") {
    const auto said = corpus_.answers.find(text_in(message, "step"));
    data["result"] = said == corpus_.answers.end() ? value_for(message["answer"], random_)
                                                   : any_of(said->second);
  }
  if (verb == "received" && one_in(2)) data["evidence"] = {{"signed", true}};
  return event_of("reply." + verb, text_in(message, "message"), std::move(data));
}

Json Author::repair() {
  auto stuck = watch_.stuck.begin();
  std::advance(stuck, static_cast<std::ptrdiff_t>(any(watch_.stuck.size())));
  constexpr const char* kVerbs[] = {"retry", "skip", "set", "cancel"};
  const std::string verb = kVerbs[std::min(any(4), any(6))];
  Json data = {{"reason", "it was broken"}};
  if (verb == "set") data["set"] = {{"by", static_cast<int>(any(3))}, {"n", 1}};
  return event_of("reply." + verb, stuck->first, std::move(data));
}

Json Author::acknowledgement() {
  return event_of("reply.acknowledge", any_of(watch_.clocks), Json::object());
}

// The same id with other content; or what nobody can read.
Json Author::spoilt(Json event) {
  if (one_in(2) && event["data"].is_object()) event["data"]["more"] = static_cast<int>(any(9));
  else if (one_in(2)) event["data"] = "no object";
  else if (one_in(2)) event.erase("subject"), event["id"] = "e-" + std::to_string(++ids_);
  else event["type"] = "test.unheard-of", event["id"] = "e-" + std::to_string(++ids_);
  return event;
}

Json value_for(const Json& form, std::mt19937& random, int depth) {
  const auto any = [&](std::size_t n) { return static_cast<int>(random() % n); };
  if (!form.is_object() || depth > 4) return any(5);
  if (form.contains("const")) return form["const"];
  if (form.contains("enum"))
    return form["enum"][static_cast<std::size_t>(any(form["enum"].size()))];
  Json type = form.value("type", Json("object"));
  if (type.is_array()) type = type[static_cast<std::size_t>(any(type.size()))];
  if (type == "string") {
    const std::string format = form.value("format", "");
    if (format == "date") return "2026-03-" + std::to_string(10 + any(20));
    if (format == "date-time") return "2026-03-" + std::to_string(10 + any(20)) + "T10:00:00+08:00";
    return std::string(form.value("minLength", std::size_t{1}) + 1,
                       static_cast<char>('a' + any(3)));
  }
  if (type == "integer" || type == "number") return form.value("minimum", 0) + any(9);
  if (type == "boolean") return any(2) == 0;
  if (type == "null") return nullptr;
  if (type == "array") {
    Json list = Json::array();
    for (int i = any(3) + form.value("minItems", 0); i > 0; --i)
      list.push_back(value_for(form.value("items", Json{{"type", "string"}}), random, depth + 1));
    return list;
  }
  Json object = Json::object();
  const Json properties = form.value("properties", Json::object());
  for (const auto& [name, each] : properties.items()) {
    if (any(3) > 0) object[name] = value_for(each, random, depth + 1);
  }
  for (const Json& name : form.value("required", Json::array())) {
    const std::string key = name.get<std::string>();
    if (!object.contains(key))
      object[key] = value_for(properties.value(key, Json{{"type", "string"}}), random, depth + 1);
  }
  if (object.empty()) object["n"] = any(4);
  return object;
}

}  // namespace liaison::simulation
