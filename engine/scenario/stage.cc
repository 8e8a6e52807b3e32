#include "engine/scenario/stage.h"

#include <algorithm>

#include "engine/model/codec.h"
#include "engine/scenario/store_check.h"

namespace liaison {

namespace {

Json event_of(std::string type, std::string subject, Json data) {
  return {{"specversion", "1.0"},
          {"source", "/scenario"},
          {"type", std::move(type)},
          {"subject", std::move(subject)},
          {"data", std::move(data)}};
}

// What scenarios may say of an event beside its content; `by` is the person who acts, or { person,
// department, role, unit } as a token would prove them.
void add_attributes(const Json& said, Json& event) {
  for (const char* name : {"id", "source", "time", "onbehalfof", "unit"}) {
    if (said.contains(name)) event[name] = said[name];
  }
  if (!said.contains("by")) return;
  const Json& by = said["by"];
  event["authtype"] = "user";
  if (!by.is_object()) event["authid"] = by;
  for (const auto& [key, name] : {std::pair{"person", "authid"},
                                  {"department", "authdepartment"},
                                  {"role", "authrole"},
                                  {"unit", "unit"}}) {
    if (by.is_object() && by.contains(key)) event[name] = by[key];
  }
}

Json data_of_reply(const std::string& verb, const Json& said) {
  if (verb == "complete") return {{"result", said.is_null() ? Json::object() : said}};
  if (said.is_null()) return Json::object();
  if (said.is_object()) return said;
  if (verb == "assign") return {{"to", said}};
  return {{verb == "comment" ? "text" : "reason", said}};
}

bool meant(const Json& reply, const CaseHead& head, const Task& task) {
  const auto is = [&](const char* key, const std::string& value) {
    return !reply.contains(key) || reply[key] == value;
  };
  return is("step", task.step) && is("key", head.key) && is("customer", head.customer.text) &&
         (is("department", task.department.text) || is("department", task.as_written)) &&
         (!reply.contains("attempt") || reply["attempt"] == task.attempt);
}

}  // namespace

Stage::Stage(PartitionNumber partitions, const PartitionOptions& options)
    : journal_(partitions), tap_(journal_), engine_(tap_, options) {}

Result<void> Stage::open(const std::vector<std::shared_ptr<const Definition>>& definitions,
                         Instant at) {
  if (auto loaded = engine_.load(); !loaded) return loaded;
  return engine_.activate(definitions, at);
}

Result<void> Stage::introduce(const std::vector<Json>& people, const std::vector<Json>& customers,
                              Instant at) {
  for (Json customer : customers) {
    const std::string subject = "customer:" + text_in(customer, "key");
    const Json manager = customer.value("manager", Json());
    const Json aliases = customer.value("aliases", Json::array());
    for (const char* name : {"key", "manager", "aliases"}) customer.erase(name);
    lay_down(event_of("customer.registered", subject, customer), at);
    for (const Json& alias : aliases) {
      lay_down(event_of("customer.alias-added", subject, {{"alias", alias}}), at);
    }
    if (manager.is_null()) continue;
    lay_down(event_of("customer.assigned", subject, {{"manager", manager}}), at);
  }
  for (const Json& person : people) {
    lay_down(event_of("person.appointed", "person:" + text_in(person, "person"), person), at);
  }
  return engine_.settle(at);
}

Result<void> Stage::pass_time(Instant to) {
  return stopped_ ? Result<void>{} : engine_.advance(to);
}

Result<void> Stage::start(Instant at) {
  stopped_ = false;
  return engine_.settle(at);
}

Result<void> Stage::put(const ScenarioInput& input, Instant at) {
  switch (input.kind) {
    case ScenarioInput::Kind::kSend: return arrive(from_send(input.value), at);
    case ScenarioInput::Kind::kEvent: return arrive(input.value, at);
    case ScenarioInput::Kind::kReply: break;
  }
  auto event = from_reply(input.value);
  if (!event) return event.error();
  return arrive(std::move(*event), at);
}

// Unread yet.
void Stage::lay_down(Json event, Instant at) {
  ++inputs_;
  if (!event.contains("id")) event["id"] = "input-" + std::to_string(inputs_);
  journal_.append(engine_.place(event), topic_of(event), at, event.dump());
}

Result<void> Stage::arrive(Json event, Instant at) {
  lay_down(std::move(event), at);
  return stopped_ ? Result<void>{} : engine_.settle(at);
}

Result<void> Stage::command(const Command& command) {
  journal_.append(0, internal_lane(0), command.at, encode(command));
  return engine_.settle(command.at);
}

Json Stage::from_send(const Json& send) {
  std::string subject = text_in(send, "subject");
  if (send.contains("customer")) subject = "customer:" + text_in(send, "customer");
  Json event =
      event_of(text_in(send, "type"), std::move(subject), send.value("data", Json::object()));
  if (event["subject"] == "") event.erase("subject");
  add_attributes(send, event);
  return event;
}

Result<Json> Stage::from_reply(const Json& reply) const {
  const auto verb = std::find_if(reply_verbs().begin(), reply_verbs().end(),
                                 [&](const std::string& word) { return reply.contains(word); });
  Json data = data_of_reply(*verb, reply[*verb]);
  for (const char* name : {"evidence", "doneAt", "select"}) {
    if (reply.contains(name)) data[name] = reply[name];
  }
  std::string subject = text_in(reply, "task");
  if (std::count(repair_verbs().begin(), repair_verbs().end(), *verb) > 0) {
    const auto repaired = find_case(journal_, reply);
    if (!repaired) return repaired.error();
    subject = repaired->text;
  } else if (reply.contains("select")) {
    subject = reply.contains("customer") ? "customer:" + text_in(reply, "customer") : "";
  } else if (reply.contains("clock")) {
    const auto clock = find_clock(journal_, reply);
    if (!clock) return clock.error();
    subject = clock->text;
  } else if (subject.empty()) {
    const auto task = find_task(journal_, reply);
    if (!task) return task.error();
    subject = task->text;
  }
  Json event = event_of("reply." + *verb, std::move(subject), std::move(data));
  add_attributes(reply, event);
  return event;
}

std::vector<PublicRecord> Stage::take() {
  std::vector<PublicRecord> records;
  for (const OutputRecord& record : tap_.take()) {
    records.push_back(open_record(record.topic, record.value));
  }
  return records;
}

Result<CaseId> find_case(const Journal& journal, const Json& reply) {
  std::vector<CaseId> found;
  for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
    const auto heads = case_heads(journal.rows(i));
    if (!heads) return heads.error();
    for (const CaseHead& head : *heads) {
      const bool open = head.phase == Phase::kOpen || head.phase == Phase::kStuck;
      if (open && meant(reply, head, {})) found.push_back(head.id);
    }
  }
  if (found.size() == 1) return found.front();
  return Error{Error::Kind::kNotFound, "expected one open case, but there are " +
                                           std::to_string(found.size()) +
                                           ": say `key` or `customer`"};
}

Result<ClockId> find_clock(const Journal& journal, const Json& reply) {
  const std::string name = text_in(reply, "clock");
  for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
    const auto heads = case_heads(journal.rows(i));
    if (!heads) return heads.error();
    for (const CaseHead& head : *heads) {
      const bool is_case = !reply.contains("key") || reply["key"] == head.key;
      for (const Clock& clock : head.clocks) {
        if (is_case && clock.name == name) return clock_id(head.id, clock.name, clock.slot);
      }
    }
  }
  return Error{Error::Kind::kNotFound, "expected a clock " + name + ", but there is none"};
}

Result<TaskId> find_task(const Journal& journal, const Json& reply) {
  std::vector<Task> open, ended;
  for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
    const auto heads = case_heads(journal.rows(i));
    if (!heads) return heads.error();
    for (const CaseHead& head : *heads) {
      for (const Task& task : head.tasks) {
        if (meant(reply, head, task)) (task.open() ? open : ended).push_back(task);
      }
    }
  }
  const std::string name = "step " + text_in(reply, "step");
  if (open.size() == 1) return open.front().id;
  if (open.size() > 1) {
    return Error{Error::Kind::kNotFound, "expected one open task of " + name + ", but there are " +
                                             std::to_string(open.size()) +
                                             ": say `department`, `key` or `customer`"};
  }
  if (ended.empty()) {
    return Error{Error::Kind::kNotFound, "expected a task of " + name + ", but there is none"};
  }
  return std::max_element(ended.begin(), ended.end(),
                          [](const Task& a, const Task& b) {
                            return std::tie(a.ended_at, a.id) < std::tie(b.ended_at, b.id);
                          })
      ->id;
}

}  // namespace liaison
