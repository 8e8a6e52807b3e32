#include "tests/simulation/model.h"

#include <chrono>

namespace liaison::simulation {

namespace {

constexpr std::chrono::hours kLimits[] = {std::chrono::hours{1}, std::chrono::hours{2}};
constexpr const char* kSteps[] = {"first", "second"};
constexpr const char* kTopics[] = {"tasks.alpha", "tasks.beta"};

std::string field(const Json& event, const char* name) { return event.value(name, ""); }

}  // namespace

void Model::say(const std::string& topic, const std::string& what, const std::string& of) {
  expected_.insert(topic + " " + what + " " + of);
}

bool Model::seen_before(const Json& event) {
  const auto [known, fresh] = taken_.try_emplace(field(event, "id"), event.dump());
  if (fresh) return false;
  if (known->second != event.dump()) say("rejected", "id-reused", field(event, "id"));
  return true;
}

void Model::pass(Instant to) {
  for (auto& [id, each] : cases_) {
    if (each.step == 2 || each.breached || each.due >= to) continue;
    each.breached = true;
    say("deadlines", std::string("deadline.breached ") + kSteps[each.step], each.name);
  }
}

Instant Model::next_due(Instant after) const {
  Instant next = kNever;
  for (const auto& [id, each] : cases_) {
    if (each.step < 2 && each.due > after) next = std::min(next, each.due);
  }
  return next;
}

void Model::take(Instant arrival, const Json& event) {
  pass(arrival);
  const std::string type = field(event, "type");
  if (type.starts_with("reply.")) return reply(arrival, event);
  if (type == "customer.request.two-steps") return request(arrival, event);
  seen_before(event);  // people and aliases: no public record of their own
}

void Model::request(Instant arrival, const Json& event) {
  if (seen_before(event)) return;
  const std::string id = field(event, "id");
  const std::string customer = field(event, "subject").substr(9);
  const std::string place = customer + "/" + event["data"]["no"].get<std::string>();
  if (const auto open = open_.find(place); open != open_.end()) {
    return say("cases", "case.joined", cases_[open->second].name);
  }
  const CaseId key = case_id(CustomerKey{customer}, "/test", id, "two-steps");
  OneCase& made = cases_[key.text];
  made.name = id;
  made.place = place;
  open_[place] = key.text;
  say("cases", "case.opened", id);
  start(arrival, made);
}

void Model::start(Instant arrival, OneCase& the_case) {
  the_case.due = arrival + kLimits[the_case.step];
  the_case.breached = false;
  say(kTopics[the_case.step], "task.assigned", the_case.name);
  say("deadlines", std::string("deadline.set ") + kSteps[the_case.step], the_case.name);
}

void Model::reply(Instant arrival, const Json& event) {
  const std::string task = field(event, "subject"), id = field(event, "id");
  const auto found = cases_.find(task.substr(0, task.find('.')));
  if (found == cases_.end()) return say("rejected", "unknown-case", id);
  OneCase& the_case = found->second;
  const int step = task.find(".second.") != std::string::npos ? 1 : 0;
  if (seen_before(event)) return;
  const auto refuse = [&](const std::string& cause) {
    taken_.erase(id);  // a refused reply may be sent again
    say("rejected", cause, id);
  };
  if (step > the_case.step) return refuse("unknown-task");
  const std::string verb = field(event, "type").substr(6);
  if (verb == "comment") return;
  if (step < the_case.step) return refuse("task-done");
  if (verb == "complete") return complete(arrival, the_case);
  if (!the_case.claimed.insert(step).second) refuse("already-claimed");
}

void Model::complete(Instant arrival, OneCase& the_case) {
  const bool late = arrival > the_case.due;
  say("deadlines", std::string(late ? "late " : "") + "deadline.met " + kSteps[the_case.step],
      the_case.name);
  if (++the_case.step < 2) return start(arrival, the_case);
  open_.erase(the_case.place);
  say("cases", "case.closed", the_case.name);
}

std::string line_of(const std::string& topic, const Json& record,
                    const std::map<std::string, std::string>& names) {
  const Json& data = record["data"];
  if (topic == "rejected") {
    return "rejected " + field(data, "cause") + " " + data["origin"].value("id", "");
  }
  const auto name = names.find(data.value("case", ""));
  std::string line = topic + " ";
  if (data.contains("lateBy")) line += "late ";
  line += field(record, "type");
  if (field(record, "type") == "deadline.breached" && data["at"] != data["due"]) line += "late ";
  if (topic == "deadlines") line += " " + field(data, "step");
  return line + " " + (name == names.end() ? "?" : name->second);
}

}  // namespace liaison::simulation
