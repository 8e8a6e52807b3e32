// What all public records share; what is said of which event stands in announce.h.
#include "engine/machine/announce.h"

#include <cstdio>

namespace liaison {

void announce(const Case& after, const Definition& definition, const Event& event,
              const Announcing& wanted, std::vector<Message>& out) {
  std::visit(Announcer(after, definition, wanted, event.at, out), event.body);
}

std::string iso(Milliseconds span) {
  auto left = span.count();
  std::string text = "PT";
  const std::pair<long, const char*> units[] = {{3'600'000, "H"}, {60'000, "M"}};
  for (const auto& [size, letter] : units) {
    if (left >= size) text += std::to_string(left / size) + letter;
    left %= size;
  }
  if (left % 1000 != 0) {
    char seconds[32];
    std::snprintf(seconds, sizeof seconds, "%.3fS", static_cast<double>(left) / 1000.0);
    return text + seconds;
  }
  if (left > 0 || text == "PT") text += std::to_string(left / 1000) + "S";
  return text;
}

JsonObject identity(const std::string& source, const std::string& id) {
  return std::move(JsonObject().set("source", source).set("id", id));
}

std::string topic_of(const Definition* definition, const DepartmentId& id) {
  const Department* department = definition ? definition->department(id) : nullptr;
  if (!department) return id.text;
  return department->topic.empty() ? department->id.text : department->topic;
}

std::string record_key_of(const CaseHead& head) {
  const std::string_view workflow = workflow_of(head.customer);
  return workflow.empty() ? head.customer.text : std::string(workflow);
}

std::string Announcer::time(Instant at) const {
  if (at == Instant{} || at == kNever) return {};
  return to_text(at, definition_.calendar_named(definition_.calendar).zone());
}

void Announcer::set_customer(JsonObject& data) const {
  if (!has_customer()) {
    data.set("customer", or_null(""));
    return;
  }
  JsonObject customer;
  customer.set("key", case_.customer.text).set("name", or_null(case_.customer_name));
  data.set("customer", customer);
}

void Announcer::out(std::string topic, std::string id, const char* type, const std::string& subject,
                    JsonObject&& data) {
  out_.push_back({std::move(topic), record_key_of(case_), std::move(id), type, subject, at_,
                  std::move(data).text()});
}

void Announcer::current(const char* topic, const std::string& id, const char* type,
                        const std::string& subject, const JsonObject& data, bool tombstone) {
  out_.push_back({topic, subject, id, type, subject, at_, tombstone ? std::string() : data.text(),
                  true, tombstone});
}

}  // namespace liaison
