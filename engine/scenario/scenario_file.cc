#include "engine/scenario/scenario_file.h"

#include <algorithm>

#include "engine/scenario/expected_fields.h"

namespace liaison {

namespace {

using Words = std::vector<std::string>;

// Walks the JSON of one file; knows where each value stands and collects the faults.
class Reader {
 public:
  Reader(const SourceFile& file, std::vector<Fault>& faults) : file_(file), faults_(faults) {
    if (file.read) marked_ = file.read;
    else if (auto parsed = parse_yaml(file, faults))
      marked_ = std::make_shared<const MarkedJson>(*std::move(parsed));
  }

  ScenarioFile read(const ZoneOf& zone_of, bool answers_only);

 private:
  SourceMark mark(const std::string& pointer) const;
  void fault(const std::string& pointer, std::string message);
  const Json* member(const Json& object, const char* key) const;
  bool is_object(const Json& value, const std::string& pointer, const char* what);
  void only_keys(const Json& object, const std::string& pointer, const Words& known);
  // The value itself, or each item of a list, with its pointer.
  std::vector<std::pair<const Json*, std::string>> each(const Json& value,
                                                        const std::string& pointer) const;

  void read_workflows(const Json& root, ScenarioFile& file);
  void read_given(const Json& given, ScenarioFile& file);
  ScenarioStep read_step(const Json& step, const std::string& pointer);
  void read_at(const Json& step, const std::string& pointer, ScenarioStep& out);
  void read_engine(const Json& step, const std::string& pointer, ScenarioStep& out);
  void read_inputs(const Json& step, const std::string& pointer, ScenarioStep& out);
  void check_reply(const Json& reply, const std::string& pointer);
  void check_send(const Json& send, const std::string& pointer);
  void check_by(const Json& input, const std::string& pointer);
  std::vector<Expectation> read_expectations(const Json& step, const std::string& pointer,
                                             const char* key);
  std::optional<Expectation> read_expectation(const Json& item, const std::string& pointer);
  std::optional<Marked> look_at(const Json& step, const std::string& pointer, const char* key,
                                const Words& known);

  const SourceFile& file_;
  std::vector<Fault>& faults_;
  std::shared_ptr<const MarkedJson> marked_ = std::make_shared<const MarkedJson>();
  std::string zone_ = "UTC";
  std::optional<Instant> last_at_;
};

SourceMark Reader::mark(const std::string& pointer) const {
  for (std::string path = pointer;; path.resize(path.rfind('/'))) {
    const auto found = marked_->marks.find(path);
    if (found != marked_->marks.end()) return found->second;
    if (path.empty()) return {file_.path, 1, 1};
  }
}

void Reader::fault(const std::string& pointer, std::string message) {
  faults_.push_back({mark(pointer), std::move(message)});
}

const Json* Reader::member(const Json& object, const char* key) const {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

bool Reader::is_object(const Json& value, const std::string& pointer, const char* what) {
  if (value.is_object()) return true;
  fault(pointer,
        std::string("expected ") + what + " to be an object, but it is " + value.type_name());
  return false;
}

void Reader::only_keys(const Json& object, const std::string& pointer, const Words& known) {
  for (const auto& [key, value] : object.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    fault(pointer + "/" + key,
          "expected a known key, but '" + key + "' is none" + nearest(key, known));
  }
}

std::vector<std::pair<const Json*, std::string>> Reader::each(const Json& value,
                                                              const std::string& pointer) const {
  if (!value.is_array()) return {{&value, pointer}};
  std::vector<std::pair<const Json*, std::string>> items;
  for (std::size_t i = 0; i < value.size(); ++i) {
    items.emplace_back(&value[i], pointer + "/" + std::to_string(i));
  }
  return items;
}

// ---- the file -------------------------------------------------------------------------------

ScenarioFile Reader::read(const ZoneOf& zone_of, bool answers_only) {
  ScenarioFile file;
  const Json& root = marked_->value;
  if (!faults_.empty() || !is_object(root, "", "a scenario")) return file;
  only_keys(root, "", {"scenario", "workflow", "given", "steps"});
  file.name = root.value("scenario", Json()).is_string() ? root["scenario"].get<std::string>() : "";
  if (!answers_only && file.name.empty())
    fault("", "expected `scenario` to be its name, but it is missing");
  read_workflows(root, file);
  if (const std::string zone = zone_of(file.workflows.empty() ? "" : file.workflows.front());
      !zone.empty()) {
    zone_ = zone;
  }
  if (const Json* given = member(root, "given")) read_given(*given, file);
  const Json* steps = member(root, "steps");
  if (steps == nullptr || !steps->is_array()) {
    fault("/steps", "expected `steps` to be a list, but it is not");
    return file;
  }
  for (const auto& [step, pointer] : each(*steps, "/steps")) {
    file.steps.push_back(read_step(*step, pointer));
  }
  return file;
}

void Reader::read_workflows(const Json& root, ScenarioFile& file) {
  const Json* workflow = member(root, "workflow");
  if (workflow == nullptr) return;
  file.workflow_mark = mark("/workflow");
  for (const auto& [name, pointer] : each(*workflow, "/workflow")) {
    if (name->is_string()) file.workflows.push_back(name->get<std::string>());
    else fault(pointer, "expected the name of a workflow, but it is no text");
  }
}

void Reader::read_given(const Json& given, ScenarioFile& file) {
  if (!is_object(given, "/given", "`given`")) return;
  only_keys(given, "/given", {"people", "customers"});
  if (const Json* people = member(given, "people")) {
    for (const auto& [person, pointer] : each(*people, "/given/people")) {
      if (!is_object(*person, pointer, "a person")) continue;
      only_keys(*person, pointer,
                {"person", "name", "department", "role", "unit", "deputy", "customers"});
      if (!person->contains("person")) fault(pointer, "expected `person`, but it is missing");
      file.people.push_back(*person);
    }
  }
  if (const Json* customers = member(given, "customers")) {
    for (const auto& [customer, pointer] : each(*customers, "/given/customers")) {
      if (!is_object(*customer, pointer, "a customer")) continue;
      if (!customer->contains("key")) fault(pointer, "expected `key`, but it is missing");
      file.customers.push_back(*customer);
    }
  }
}

// ---- a step ---------------------------------------------------------------------------------

ScenarioStep Reader::read_step(const Json& step, const std::string& pointer) {
  ScenarioStep out;
  out.mark = mark(pointer);
  if (!is_object(step, pointer, "a step")) return out;
  only_keys(step, pointer,
            {"at", "engine", "send", "reply", "event", "expect", "expectNone", "open", "closed"});
  read_at(step, pointer, out);
  read_engine(step, pointer, out);
  read_inputs(step, pointer, out);
  out.expect = read_expectations(step, pointer, "expect");
  out.expect_none = read_expectations(step, pointer, "expectNone");
  out.open = look_at(step, pointer, "open", {"key", "customer", "steps", "stuck"});
  out.closed = look_at(step, pointer, "closed", {"key", "customer", "as", "reason"});
  return out;
}

void Reader::read_at(const Json& step, const std::string& pointer, ScenarioStep& out) {
  const Json* at = member(step, "at");
  if (at == nullptr) {
    if (!last_at_) fault(pointer, "expected the first step to have `at`, but it has none");
    return;
  }
  const auto parsed = at->is_string()
                          ? parse_time(at->get<std::string>(), zone_)
                          : Result<ParsedTime>(invalid("expected a time, but it is no text"));
  if (!parsed) return fault(pointer + "/at", parsed.error().message);
  if (last_at_ && parsed->at < *last_at_) {
    fault(pointer + "/at",
          "expected `at` never to fall, but the step before is at " + to_text(*last_at_, zone_));
  }
  out.at = last_at_ = parsed->at;
}

void Reader::read_engine(const Json& step, const std::string& pointer, ScenarioStep& out) {
  const Json* engine = member(step, "engine");
  if (engine == nullptr) return;
  if (*engine == "stops") out.engine = ScenarioStep::Engine::kStops;
  else if (*engine == "starts") out.engine = ScenarioStep::Engine::kStarts;
  else fault(pointer + "/engine", "expected `stops` or `starts`, but it is " + engine->dump());
}

void Reader::read_inputs(const Json& step, const std::string& pointer, ScenarioStep& out) {
  using Kind = ScenarioInput::Kind;
  for (const auto& [key, kind] :
       {std::pair{"send", Kind::kSend}, {"event", Kind::kEvent}, {"reply", Kind::kReply}}) {
    const Json* value = member(step, key);
    if (value == nullptr) continue;
    for (const auto& [item, place] : each(*value, pointer + "/" + key)) {
      if (!is_object(*item, place, key)) continue;
      if (kind == Kind::kSend) check_send(*item, place);
      if (kind == Kind::kReply) check_reply(*item, place);
      out.inputs.push_back({kind, *item, mark(place)});
    }
  }
}

void Reader::check_send(const Json& send, const std::string& pointer) {
  only_keys(
      send, pointer,
      {"type", "customer", "subject", "data", "id", "source", "by", "time", "onbehalfof", "unit"});
  check_by(send, pointer);
  if (!send.contains("type")) fault(pointer, "expected `type`, but it is missing");
}

// The person alone, or what a token would prove of them.
void Reader::check_by(const Json& input, const std::string& pointer) {
  const Json* by = member(input, "by");
  if (by == nullptr || by->is_string()) return;
  if (!is_object(*by, pointer + "/by", "`by`")) return;
  only_keys(*by, pointer + "/by", {"person", "department", "role", "unit"});
}

void Reader::check_reply(const Json& reply, const std::string& pointer) {
  Words known = {"step",   "department", "key",    "customer", "attempt", "task",
                 "by",     "id",         "source", "time",     "select",  "evidence",
                 "doneAt", "onbehalfof", "unit",   "clock"};
  known.insert(known.end(), reply_verbs().begin(), reply_verbs().end());
  only_keys(reply, pointer, known);
  check_by(reply, pointer);
  const auto verbs = std::count_if(reply_verbs().begin(), reply_verbs().end(),
                                   [&](const std::string& verb) { return reply.contains(verb); });
  if (verbs != 1)
    fault(pointer, "expected one verb such as `complete`, but there are " + std::to_string(verbs));
  const bool repairs = std::any_of(repair_verbs().begin(), repair_verbs().end(),
                                   [&](const std::string& verb) { return reply.contains(verb); });
  const bool says_what = repairs || reply.contains("step") || reply.contains("task") ||
                         reply.contains("select") || reply.contains("clock");
  if (!says_what) {
    fault(pointer, "expected `step`, `task`, `clock` or `select`, but there is none");
  }
}

// ---- what is expected -----------------------------------------------------------------------

std::vector<Expectation> Reader::read_expectations(const Json& step, const std::string& pointer,
                                                   const char* key) {
  std::vector<Expectation> list;
  const Json* value = member(step, key);
  if (value == nullptr) return list;
  for (const auto& [item, place] : each(*value, pointer + "/" + key)) {
    if (auto expectation = read_expectation(*item, place)) list.push_back(std::move(*expectation));
  }
  return list;
}

std::optional<Expectation> Reader::read_expectation(const Json& item, const std::string& pointer) {
  if (!item.is_object() || item.size() != 1) {
    fault(pointer,
          "expected one of task, deadline, message, case, event, rejected, refused, but it is " +
              item.dump());
    return std::nullopt;
  }
  Expectation out{mark(pointer), item.begin().key(), {}, Json::object()};
  const ExpectedFamily* family = expected_family(out.family);
  if (family == nullptr) {
    only_keys(item, pointer, expected_families());
    return std::nullopt;
  }
  const Json& said = item.begin().value();
  out.verb = family->verb;
  if (said.is_string()) out.verb = said.get<std::string>();
  else if (said.is_object()) out.fields = said;
  else if (!said.is_null()) fault(pointer, "expected fields or an event, but it is " + said.dump());
  const std::string place = pointer + "/" + out.family;
  if (out.fields.contains("event")) {
    out.verb = out.fields["event"].is_string() ? out.fields["event"].get<std::string>() : "?";
    out.fields.erase("event");
  }
  only_keys(out.fields, place, family->fields);
  if (!family->verbs.empty() &&
      std::find(family->verbs.begin(), family->verbs.end(), out.verb) == family->verbs.end()) {
    fault(place, "expected an event of " + out.family + ", but '" + out.verb + "' is none" +
                     nearest(out.verb, family->verbs));
  }
  return out;
}

std::optional<Marked> Reader::look_at(const Json& step, const std::string& pointer, const char* key,
                                      const Words& known) {
  const Json* value = member(step, key);
  if (value == nullptr) return std::nullopt;
  if (value->is_object()) only_keys(*value, pointer + "/" + key, known);
  return Marked{*value, mark(pointer + "/" + key)};
}

}  // namespace

ScenarioFile read_scenario(const SourceFile& source, const ZoneOf& zone_of,
                           std::vector<Fault>& faults, bool answers_only) {
  return Reader(source, faults).read(zone_of, answers_only);
}

}  // namespace liaison
