// deploy/asyncapi.yaml says what the engine really emits and takes: every record of the recorded
// month and of all scenarios is as declared, and every type that is declared comes or is taken.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "engine/runtime/memory_journal.h"
#include "engine/scenario/lockstep.h"
#include "engine/scenario/play.h"
#include "engine/scenario/scenario.h"

namespace liaison {
namespace {

Json read_asyncapi() {
  const std::string path = std::string(LIAISON_SOURCE) + "/deploy/asyncapi.yaml";
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  std::vector<Fault> faults;
  auto parsed = parse_yaml({path, text.str()}, faults);
  for (const Fault& fault : faults) ADD_FAILURE() << to_text(fault);
  return parsed ? parsed->value : Json::object();
}

const Json& asyncapi() {
  static const Json kFile = read_asyncapi();
  return kFile;
}

const Json& follow(const Json& schema) {
  if (!schema.contains("$ref")) return schema;
  const std::string pointer = schema["$ref"].get<std::string>().substr(1);
  return asyncapi().at(Json::json_pointer(pointer));
}

// A schema with what it refers to put in its place.
Json whole(const Json& schema) {
  Json all = follow(schema);
  for (const Json& part : all.value("allOf", Json::array())) {
    const Json other = whole(part);
    if (other.contains("type")) all["type"] = other["type"];
    const Json more = other.value("properties", Json::object());
    for (const auto& [name, property] : more.items()) {
      if (!all["properties"].contains(name)) all["properties"][name] = property;
    }
    const Json required = other.value("required", Json::array());
    for (const Json& name : required) all["required"].push_back(name);
  }
  return all;
}

const char* type_of(const Json& value) {
  if (value.is_number_integer()) return "integer";
  return value.type_name();
}

bool has_type(const Json& wanted, const Json& value) {
  if (wanted.is_array()) {
    return std::any_of(wanted.begin(), wanted.end(),
                       [&](const Json& one) { return has_type(one, value); });
  }
  return wanted == type_of(value);
}

// What of the value is not as the schema says. A field that is not declared is a fault, too.
void judge(const Json& written, const Json& value, const std::string& at,
           std::set<std::string>& faults) {
  const Json schema = whole(written);
  if (schema.contains("const") && schema["const"] != value) faults.insert(at + ": " + value.dump());
  if (schema.contains("enum") &&
      std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end()) {
    faults.insert(at + ": " + value.dump() + " is none of " + schema["enum"].dump());
  }
  if (schema.contains("type") && !has_type(schema["type"], value)) {
    faults.insert(at + ": " + type_of(value) + ", but declared " + schema["type"].dump());
  }
  if (schema.contains("items") && value.is_array()) {
    for (const Json& item : value) judge(schema["items"], item, at + "[]", faults);
  }
  if (!value.is_object() || !schema.contains("type")) return;
  const Json none = Json::object();
  const Json& properties = schema.contains("properties") ? schema["properties"] : none;
  for (const auto& [name, member] : value.items()) {
    if (properties.contains(name)) judge(properties[name], member, at + "." + name, faults);
    else if (!schema.contains("additionalProperties"))
      faults.insert(at + "." + name + ": not declared");
  }
  for (const Json& name : schema.value("required", Json::array())) {
    if (!value.contains(name)) faults.insert(at + "." + name.get<std::string>() + ": missing");
  }
}

// "tasks.metering" is declared as "tasks.{department}".
std::string channel_of(const std::string& topic) {
  if (asyncapi()["channels"].contains(topic)) return topic;
  return topic.substr(0, topic.find('.'));
}

class Declared : public testing::Test {
 protected:
  // A record as it stands on the topic, and whether the topic has its type.
  void look_at(const std::string& topic, const Json& event) {
    if (event.is_null()) return;  // the end of a row of a compacted topic
    const std::string channel = channel_of(topic), type = event.value("type", "");
    const Json& messages = asyncapi()["channels"].at(channel)["messages"];
    const std::string name = messages.contains(type) ? type : "request";
    if (!messages.contains(name)) {
      faults.insert(topic + ": " + type + " is not declared");
      return;
    }
    came.insert(channel + ": " + name);
    judge(follow(messages[name])["payload"], event, type, faults);
  }
  void look_at_month() {
    const Loaded loaded = load_path(std::string(LIAISON_SOURCE) + "/workflows");
    MemoryJournal journal(2);
    const auto played =
        play(std::string(LIAISON_SOURCE) + "/workflows/plays/jiangcheng-2026-09.jsonl", journal,
             loaded.definitions, {});
    ASSERT_TRUE(played);
    const auto topics = journal.topics();
    for (const std::string& topic : *topics) {
      if (topic.starts_with("internal")) continue;
      for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
        const auto records = journal.read(topic, i, 0, 1000000);
        for (const StoredRecord& record : *records) {
          const Json event = Json::parse(record.value, nullptr, false);
          if (event.is_object()) look_at(topic, event);
        }
      }
    }
  }
  void look_at_scenarios(const char* folder) {
    const Loaded loaded = load_path(std::string(LIAISON_SOURCE) + "/" + folder);
    ScenarioOptions options;
    options.partition.announcing.steps = true;
    options.keep_records = true;
    for (const SourceFile& file : loaded.scenarios) {
      for (const PublicRecord& record : run_scenario(file, loaded, options).records) {
        if (record.family == "event") {
          look_at(record.topic, {{"specversion", "1.0"},
                                 {"id", record.id},
                                 {"source", (*record.data)["source"]},
                                 {"type", (*record.data)["type"]},
                                 {"data", (*record.data)["data"]}});
          continue;
        }
        look_at(record.topic,
                {{"specversion", "1.0"},
                 {"id", record.id},
                 {"source", "liaison"},
                 {"type", record.topic == "rejected" ? "record.rejected"
                                                     : record.family + "." + record.verb},
                 {"data", *record.data}});
      }
    }
  }

  std::set<std::string> faults, came;
};

TEST_F(Declared, EveryRecordIsAsDeclaredAndEveryDeclaredOneComes) {
  look_at_month();
  look_at_scenarios("workflows");
  look_at_scenarios("tests/scenarios");
  look_at_scenarios("tests/events");
  look_at_scenarios("tests/schedules");
  for (const std::string& fault : faults) ADD_FAILURE() << fault;
  for (const auto& [channel, said] : asyncapi()["channels"].items()) {
    if (channel == "requests" || channel == "replies" || channel.ends_with(".current")) continue;
    for (const auto& [name, message] : said["messages"].items()) {
      if (name == "record.released") continue;  // after crashes: tests/runtime/quarantine_test.cc
      EXPECT_TRUE(came.contains(channel + ": " + name)) << channel << ": " << name;
    }
  }
}

TEST(DeclaredFile, EveryChannelHasItsOperationAndEveryMessageAChannel) {
  std::set<std::string> messages, operated;
  for (const auto& [channel, said] : asyncapi()["channels"].items()) {
    for (const auto& [name, message] : said["messages"].items()) {
      EXPECT_EQ(message["$ref"], "#/components/messages/" + name);
      messages.insert(name);
    }
  }
  for (const auto& [name, operation] : asyncapi()["operations"].items()) {
    operated.insert(operation["channel"]["$ref"]);
  }
  EXPECT_EQ(operated.size(), asyncapi()["channels"].size());
  EXPECT_EQ(messages.size(), asyncapi()["components"]["messages"].size());
}

// ---- what comes in --------------------------------------------------------------------------

// Why the engine does not take an event of this type; "" where it knows it.
std::string not_known(const std::string& type) {
  MemoryJournal journal(1);
  Lockstep engine(journal, {});
  const Loaded loaded = load_path(std::string(LIAISON_SOURCE) + "/workflows");
  Instant at{Milliseconds{1'788'400'000'000}};
  if (!engine.load() || !engine.activate(loaded.definitions, at)) return "does not start";
  const auto put = [&](const std::string& a_type, const std::string& subject, const Json& data) {
    at += Milliseconds{1000};
    const Json event = {{"specversion", "1.0"}, {"id", a_type},       {"source", "/test"},
                        {"type", a_type},       {"subject", subject}, {"data", data}};
    journal.append(engine.place(event), topic_of(event), at, event.dump());
    if (!engine.settle(at)) ADD_FAILURE() << a_type;
  };
  put("customer.request.lv-new-connection", "customer:c-1", {{"applicationNo", "L-1"}});
  const Json data = {{"select", {{"key", "L-1"}}},
                     {"person", "p"},
                     {"department", "managers"},
                     {"manager", "p"},
                     {"alias", "a:1"}};
  put(type, type.starts_with("person.") ? "person:p" : "customer:c-1", data);
  const auto rejected = journal.read("rejected", 0, 0, 10);
  for (const StoredRecord& record : *rejected) {
    const std::string cause = Json::parse(record.value)["data"]["cause"];
    if (cause == "not-yet" || cause == "unknown-type" || cause == "no-workflow") return cause;
  }
  return "";
}

TEST(DeclaredFile, WhatComesInIsTakenAndWhatIsTakenIsDeclared) {
  std::set<std::string> candidates, declared;
  for (const std::string& verb : reply_verbs()) candidates.insert("reply." + verb);
  for (const char* channel : {"requests", "replies"}) {
    for (const auto& [name, message] : asyncapi()["channels"][channel]["messages"].items()) {
      if (name != "request") declared.insert(name);
    }
  }
  candidates.insert(declared.begin(), declared.end());
  candidates.insert({"person.promoted", "customer.deleted"});
  for (const std::string& type : candidates) {
    EXPECT_EQ(declared.contains(type), not_known(type).empty()) << type << " " << not_known(type);
  }
}

}  // namespace
}  // namespace liaison
