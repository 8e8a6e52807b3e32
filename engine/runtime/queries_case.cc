// Everything about one case, and its history.
#include "engine/model/codec.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/paging.h"
#include "engine/runtime/queries.h"
#include "engine/runtime/shown.h"

namespace liaison {

namespace {

Error no_case(const CaseId& id) {
  return {Error::Kind::kNotFound, "expected a case, but there is none with the id " + id.text};
}

struct StoredCase {
  PartitionNumber partition = 0;
  std::shared_ptr<const Rows> rows;  // the partition's, or those of a file of the archive
  CaseHead head;
  CaseData data;
  std::shared_ptr<const Definition> definition;
};

// Whether a case that was read in the store has gone into the archive since: once, so that whoever
// reads again comes to an end.
bool has_gone(const StoreView& view, PartitionNumber partition, const Rows* read_in,
              const CaseId& id) {
  if (read_in != &view.rows(partition)) return false;
  const auto head = read_in->get(keys::case_head(id));
  return head && !*head;
}

Result<StoredCase> stored_case(const StoreView& view, const CaseId& id, const Actor& by) {
  const auto partition = partition_of_id(id.text, view.partitions());
  if (!partition) return no_case(id);
  auto rows = view.rows_of(*partition, id);
  if (!rows) return rows.error();
  if (!*rows) return no_case(id);
  auto head = row_of<CaseHead>(**rows, keys::case_head(id));
  auto data = row_of<CaseData>(**rows, keys::case_data(id));
  if (!head || !data) {
    if (has_gone(view, *partition, rows->get(), id)) return stored_case(view, id, by);
    return head ? data.error() : head.error();
  }
  if (is_kept_out(head->kept_out, by)) return no_case(id);
  auto definition = view.definition(*partition, head->definition);
  return StoredCase{*partition, std::move(*rows), std::move(*head), std::move(*data),
                    std::move(definition)};
}

// Calls `visit` with each entry, in order.
template <class Visit>
Result<void> each_entry(const Rows& rows, const CaseId& id, Visit visit) {
  const std::string all = keys::case_history(id, 0);
  const std::string prefix = all.substr(0, all.size() - 8);
  std::optional<Error> broken;
  const auto read =
      rows.scan(prefix, keys::after(prefix), [&](std::string_view, std::string_view row) {
        const auto entry = decode<HistoryEntry>(row);
        if (entry) visit(*entry);
        else broken = entry.error();
        return !broken;
      });
  if (!read) return read;
  return broken ? Result<void>{*broken} : Result<void>{};
}

// What only the history knows: messages to the customer, and who was told of which rung.
class Told {
 public:
  explicit Told(const CaseView& view) : view_(view) {}

  void look_at(const HistoryEntry& entry) {
    for (const Event& event : entry.events) {
      if (const auto* issued = std::get_if<MessageIssued>(&event.body)) add(*issued, event.at);
      if (const auto* told = std::get_if<MessageTold>(&event.body)) {
        set(told->id, "toldAt", event.at);
      }
      if (const auto* asked = std::get_if<QuestionAsked>(&event.body)) {
        set(asked->id, "toldAt", event.at);
      }
      if (const auto* done = std::get_if<TaskCompleted>(&event.body)) {
        set(done->id, "doneAt", event.at);
      }
      if (const auto* fired = std::get_if<RungFired>(&event.body)) add(*fired, event.at);
    }
  }
  Json messages() {
    Json list = Json::array();
    for (auto& [id, message] : messages_) list.push_back(std::move(message));
    return list;
  }
  Json rungs() { return std::move(rungs_); }

 private:
  void add(const MessageIssued& issued, Instant at) {
    messages_[issued.id] = {{"message", issued.id.text},
                            {"step", issued.step},
                            {"template", issued.template_name},
                            {"text", {{"zh", issued.zh}, {"en", issued.en}}},
                            {"channel", text_or_null(issued.channel)},
                            {"receipt", issued.receipt},
                            {"repeats", issued.repeat},
                            {"issuedAt", view_.time(at)},
                            {"toldAt", nullptr},
                            {"doneAt", nullptr}};
  }
  void set(const TaskId& id, const char* field, Instant at) {
    const auto found = messages_.find(id);
    if (found != messages_.end()) found->second[field] = view_.time(at);
  }
  void add(const RungFired& fired, Instant at) {
    Json to = Json::array();
    for (const Notice& notice : fired.to) {
      to.push_back({{"department", text_or_null(notice.department.text)},
                    {"person", text_or_null(notice.person.text)}});
    }
    rungs_.push_back({{"clock", fired.clock},
                      {"what", to_word(fired.rung.kind)},
                      {"repeat", fired.rung.repeat},
                      {"at", view_.time(at)},
                      {"to", std::move(to)},
                      {"missed", fired.missed}});
  }

  const CaseView& view_;
  std::map<TaskId, Json> messages_;
  Json rungs_ = Json::array();
};

Directory people_of(const Rows& rows) {
  Directory people;
  const std::string prefix = keys::person(PersonId{});
  (void)rows.scan(prefix, keys::after(prefix), [&](std::string_view, std::string_view row) {
    if (auto person = decode<Person>(row)) people.set(std::move(*person));
    return true;
  });
  return people;
}

// Names of the people that the case speaks of, by id, as far as they are known.
void add_names(const Json& data, const Directory& people, Json& names) {
  for (const auto& [field, value] : data.items()) {
    if (value.is_structured()) add_names(value, people, names);
    if (!value.is_string()) continue;
    const Person* person = people.person(PersonId{value.get_ref<const std::string&>()});
    if (person && !person->name.empty()) names[person->id.text] = person->name;
  }
}

void add_people(const StoredCase& stored, const Rows& rows, Json& data) {
  const Directory people = people_of(rows);
  const CaseHead& head = stored.head;
  data["standIn"] = text_or_null(head.stand_in.text);
  Json names = Json::object();
  for (const char* part : {"tasks", "tasksEnded", "steps", "clocks", "rungs", "requestedBy"}) {
    add_names(data[part], people, names);
  }
  add_names(Json{{"manager", data["manager"]}}, people, names);
  data["people"] = std::move(names);
}

void add_parts(const CaseView& view, Json& data) {
  Json clocks = Json::array(), tasks = Json::array(), done = Json::array(), steps = Json::array();
  for (const Clock& clock : view.head.clocks) clocks.push_back(shown_clock(view, clock));
  for (const Task& task : view.head.tasks) {
    Json item = shown_task(view, task);
    if (task.open()) item["result"] = form_of(view, task);
    (task.open() ? tasks : done).push_back(std::move(item));
  }
  for (const StepRecord& step : view.head.steps) steps.push_back(shown_step(view, step));
  data["clocks"] = std::move(clocks);
  data["tasks"] = std::move(tasks);
  data["tasksEnded"] = std::move(done);
  data["steps"] = std::move(steps);
  data["escalations"] = view.head.escalations;
  data["joined"] = view.head.joined;
  data["requestedBy"] = shown(view.head.requested_by, view.zone());
}

}  // namespace

Result<Json> show_case(const StoreView& view, const CaseId& id, Instant now, const Actor& by) {
  const auto stored = stored_case(view, id, by);
  if (!stored) return stored.error();
  const CaseView of{stored->head, stored->definition.get(), now};
  Json data = shown_case(of, stored->data.labels);
  data["now"] = of.time(now);
  data["archived"] = stored->rows.get() != &view.rows(stored->partition);
  data["sheet"] = *stored->data.sheet;
  data["error"] = *stored->data.error;
  Json& parked = data["parked"] = Json::array();
  for (const ParkedReply& reply : stored->data.parked) {
    parked.push_back({{"source", reply.origin.source},
                      {"id", reply.origin.id},
                      {"type", reply.origin.type},
                      {"subject", reply.subject},
                      {"by", reply.by.id},
                      {"data", *reply.data}});
  }
  Json& events = data["eventsWaiting"] = Json::array();
  for (const WaitingEvent& waiting : stored->data.waiting_events) {
    events.push_back({{"source", waiting.event.origin.source},
                      {"id", waiting.event.origin.id},
                      {"type", waiting.event.origin.type},
                      {"handler", text_or_null(waiting.handler)},
                      {"data", *waiting.event.data}});
  }
  data["eventsDropped"] = stored->head.events_dropped;
  data["settings"] = *stored->data.settings;
  add_parts(of, data);
  Told told(of);
  std::uint64_t entries = 0;
  const auto read = each_entry(*stored->rows, id, [&](const HistoryEntry& entry) {
    ++entries;
    told.look_at(entry);
  });
  if (!read) return read.error();
  if (entries < stored->head.history && has_gone(view, stored->partition, stored->rows.get(), id)) {
    return show_case(view, id, now, by);
  }
  data["messages"] = told.messages();
  data["rungs"] = told.rungs();
  add_people(*stored, view.rows(stored->partition), data);
  return data;
}

Result<Json> show_history(const StoreView& view, const CaseId& id, const Actor& by) {
  const auto stored = stored_case(view, id, by);
  if (!stored) return stored.error();
  const std::string zone = CaseView{stored->head, stored->definition.get(), {}}.zone();
  const bool nobody = !workflow_of(stored->head.customer).empty();
  Json list = Json::array();
  std::uint64_t entries = 0;
  const auto read = each_entry(*stored->rows, id, [&](const HistoryEntry& entry) {
    ++entries;
    for (const Event& event : entry.events) {
      Json item = shown(event.body, zone);
      if (nobody && item.contains("customer")) item["customer"] = nullptr;
      item["at"] = shown(event.at, zone);
      item["arrivedAt"] = shown(entry.at, zone);
      item["by"] = shown(entry.by, zone);
      item["origin"] = shown(entry.origin, zone);
      item["event"] = std::visit([](const auto& body) { return body.kWord; }, event.body);
      list.push_back(std::move(item));
    }
  });
  if (!read) return read.error();
  if (entries < stored->head.history && has_gone(view, stored->partition, stored->rows.get(), id)) {
    return show_history(view, id, by);
  }
  return list;
}

}  // namespace liaison
