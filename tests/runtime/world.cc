#include "tests/runtime/world.h"

#include "engine/language/load.h"
#include "engine/model/codec.h"
#include "engine/runtime/cloud_event.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/queries.h"
#include "engine/runtime/router.h"

namespace liaison {

namespace {

std::string place_text(const Json& event, const char* name) {
  return event.contains(name) && event[name].is_string() ? event[name].get<std::string>() : "";
}

PartitionNumber place_of(const Json& event, PartitionNumber count) {
  const Json data = event.contains("data") ? event["data"] : Json();
  return partition_for(place_text(event, "type"), place_text(event, "subject"), data,
                       place_text(event, "id"), count);
}

std::string_view topic_for(const Json& event) {
  return is_reply(place_text(event, "type")) ? kRepliesTopic : kRequestsTopic;
}

constexpr const char* kTwoSteps = R"(
document: { dsl: '1.0.3', namespace: test, name: two-steps, version: 'VERSION', title: Two steps }
opens: { with: { type: customer.request.two-steps }, key: .no }
input:
  schema: { document: { type: object, properties: { ok: { type: number } } } }
do:
  - first:  { forward: { to: alpha, title: First }, deadline: LIMIT }
  - second: { forward: { to: beta, title: Second }, deadline: 2 hours }
)";
constexpr const char* kCommon = R"(
departments:
  alpha: { title: A }
  beta: { title: B }
  managers: { title: M }
)";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  return text.replace(text.find(what), what.size(), with);
}

}  // namespace

Json event(const std::string& type, const std::string& id, const std::string& subject, Json data) {
  Json given = {{"specversion", "1.0"},   {"id", id},           {"source", "/test"},
                {"type", type},           {"authtype", "user"}, {"authid", "wang.er"},
                {"data", std::move(data)}};
  if (!subject.empty()) given["subject"] = subject;
  return given;
}

Json request(const std::string& id, const std::string& customer, Json data) {
  if (!data.contains("no")) data["no"] = id;
  return event("customer.request.two-steps", id, "customer:" + customer, std::move(data));
}

Json reply(const std::string& verb, const CaseId& id, const std::string& step,
           const std::string& reply_id, Json data) {
  return event("reply." + verb, reply_id, task_id(id, step, 1, 0, 1).text, std::move(data));
}

Json complete(const CaseId& id, const std::string& step, const std::string& reply_id) {
  return reply("complete", id, step, reply_id, {{"result", {{"done", true}}}});
}

std::vector<std::shared_ptr<const Definition>> two_steps(const std::string& version,
                                                         const std::string& first_limit) {
  const std::string text = replaced(replaced(kTwoSteps, "VERSION", version), "LIMIT", first_limit);
  const Loaded loaded = load({{"common.yaml", kCommon}, {"two-steps.yaml", text}});
  for (const Fault& fault : loaded.faults) {
    if (!fault.warning) ADD_FAILURE() << to_text(fault);
  }
  return loaded.definitions;
}

World::World(PartitionNumber partitions, PartitionOptions options)
    : journal(partitions), options_(std::move(options)) {
  restart();
  const auto activated = activate(two_steps());
  EXPECT_TRUE(activated) << activated.error().message;
}

void World::restart() {
  partitions_.clear();
  for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
    partitions_.push_back(std::make_unique<Partition>(i, journal, options_));
    const auto loaded = partitions_.back()->load();
    EXPECT_TRUE(loaded) << loaded.error().message;
  }
}

Result<void> World::activate(const std::vector<std::shared_ptr<const Definition>>& definitions) {
  for (const auto& partition : partitions_) {
    if (auto activated = partition->activate(definitions, at(-60)); !activated) return activated;
  }
  return {};
}

Outcome World::send(const Json& event, Instant now) {
  return send_to(place_of(event, journal.partitions()), event, now);
}

Outcome World::send_to(PartitionNumber number, const Json& event, Instant now) {
  const auto ticket = journal.submit(number, topic_for(event), event.dump());
  turn(now);
  const auto found = outcomes_.find(*ticket);
  EXPECT_NE(found, outcomes_.end()) << "no answer to " << event.dump();
  return found == outcomes_.end() ? Outcome{} : found->second;
}

void World::put(const Json& event, Instant arrival) {
  journal.inner.append(place_of(event, journal.partitions()), topic_for(event), arrival,
                       event.dump());
}

void World::turn(Instant now) {
  for (bool busy = true; busy;) {
    busy = false;
    for (const auto& partition : partitions_) {
      const auto report = partition->turn(now);
      ASSERT_TRUE(report) << report.error().message;
      busy |= report->more || report->inputs > 0;
      for (const auto& [ticket, outcome] : report->outcomes) outcomes_[ticket] = outcome;
      reports.push_back(*report);
      expect_sound();
    }
  }
}

std::vector<Json> World::records(const std::string& topic) const {
  std::vector<Json> all;
  for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
    const auto found = journal.read(topic, i, 0, 100'000);
    for (const StoredRecord& record : *found) {
      if (!record.tombstone) all.push_back(Json::parse(record.value));
    }
  }
  return all;
}

std::string World::lines(const std::string& topic) const {
  std::string all;
  for (const Json& record : records(topic)) {
    if (!all.empty()) all += ' ';
    all += record.at("type").get<std::string>();
  }
  return all;
}

std::map<std::string, std::string> World::all_rows() const {
  std::map<std::string, std::string> all;
  for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
    for (const auto& [key, value] : journal.inner.all_rows(i)) {
      all[std::to_string(i) + " " + key] = hex(sha256(value)).substr(0, 8);
    }
  }
  return all;
}

CaseHead World::head(const CaseId& id) const {
  const auto number = partition_of_id(id.text, journal.partitions());
  const auto row = journal.inner.rows(number.value_or(0)).get(keys::case_head(id));
  return *row ? *decode<CaseHead>(**row) : CaseHead{};
}

void World::expect_sound() const {
  for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
    const Rows& rows = journal.inner.rows(i);
    const auto wrong = check_indexes(rows);
    ASSERT_TRUE(wrong) << wrong.error().message;
    EXPECT_FALSE(*wrong) << **wrong;
    const auto differs = check_replay(rows);
    ASSERT_TRUE(differs) << differs.error().message;
    EXPECT_EQ(*differs, std::vector<std::string>{});
  }
}

}  // namespace liaison
