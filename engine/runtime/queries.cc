#include "engine/runtime/queries.h"

#include <algorithm>
#include <mutex>
#include <set>
#include <unordered_map>

#include "engine/runtime/keys.h"
#include "engine/runtime/paging.h"
#include "engine/runtime/partition_rows.h"
#include "engine/runtime/shown.h"

namespace liaison {

struct StoreView::State {
  State(const Journal& the_journal, DefinitionCodec the_codec, const Archive* the_archive)
      : journal(the_journal), archive(the_archive), codec(std::move(the_codec)) {}

  const Journal& journal;
  const Archive* archive;
  const DefinitionCodec codec;
  std::mutex mutex;
  std::unordered_map<DefinitionId, std::shared_ptr<const Definition>> definitions;
};

StoreView::StoreView(const Journal& journal, DefinitionCodec codec, const Archive* archive)
    : state_(std::make_unique<State>(journal, std::move(codec), archive)) {}
StoreView::~StoreView() = default;

PartitionNumber StoreView::partitions() const { return state_->journal.partitions(); }
const Rows& StoreView::rows(PartitionNumber number) const { return state_->journal.rows(number); }

Result<std::shared_ptr<const Rows>> StoreView::rows_of(PartitionNumber number,
                                                       const CaseId& id) const {
  using Found = std::shared_ptr<const Rows>;
  const Rows& stored = rows(number);
  const auto head = stored.get(keys::case_head(id));
  if (!head) return head.error();
  if (*head) return Found(Found(), &stored);  // not owned
  const auto left = row_of<ArchivedCase>(stored, keys::archived(id));
  if (!left) {
    if (left.error().kind == Error::Kind::kNotFound) return Found();
    return left.error();
  }
  if (state_->archive) return state_->archive->open(number, left->file);
  return Error{Error::Kind::kIo,
               "expected the archive that holds case " + id.text + ", but none is given"};
}

std::shared_ptr<const Definition> StoreView::definition(PartitionNumber number,
                                                        const DefinitionId& id) const {
  std::lock_guard lock(state_->mutex);
  const auto known = state_->definitions.find(id);
  if (known != state_->definitions.end()) return known->second;
  const auto blob = rows(number).get(keys::definition(id));
  if (!blob || !*blob) return nullptr;
  auto unpacked = state_->codec.unpack(**blob);
  if (!unpacked) return nullptr;
  return state_->definitions.emplace(id, std::move(*unpacked)).first->second;
}

namespace {

using Item = Result<std::optional<Json>>;

bool wanted(const std::string& filter, const std::string& value) {
  return filter.empty() || filter == value;
}

bool fits(const CaseFilter& filter, const CaseHead& head) {
  const bool state = filter.state.empty() || filter.state == to_word(head.phase) ||
                     (filter.state == "open" && head.phase == Phase::kStuck);
  return state && !is_kept_out(head.kept_out, filter.by) &&
         wanted(filter.workflow, head.workflow) && wanted(filter.key, head.key) &&
         wanted(filter.customer, head.customer.text);
}

bool is_open_state(const std::string& state) { return state == "open" || state == "stuck"; }

// The key space that a list of cases is best read from, and the case a key of it names.
std::string case_range(const CaseFilter& filter) {
  if (!filter.customer.empty()) {
    return keys::index_prefix(IndexEntry::Kind::kOfCustomer, filter.customer);
  }
  if (is_open_state(filter.state)) return keys::index_prefix(IndexEntry::Kind::kOpenCase);
  return keys::cases();
}
// Nothing: the key is of another row.
std::optional<CaseId> case_in(const CaseFilter& filter, std::string_view key) {
  if (!filter.customer.empty()) {
    return CaseId{keys::parse_index(IndexEntry::Kind::kOfCustomer, key).id};
  }
  if (is_open_state(filter.state)) {
    return CaseId{keys::parse_index(IndexEntry::Kind::kOpenCase, key).id};
  }
  return keys::head_in(key);
}

Json case_item(const StoreView& view, PartitionNumber partition, const CaseHead& head) {
  const auto definition = view.definition(partition, head.definition);
  const auto data = row_of<CaseData>(view.rows(partition), keys::case_data(head.id));
  return shown_case({head, definition.get(), Instant{}}, data ? data->labels : Doc{});
}

// The head behind an index entry. The entry may be a moment older than the row: then nothing.
template <class Show>
Item with_head(const StoreView& view, PartitionNumber partition, std::string_view id, Instant now,
               Show show) {
  const auto head = row_of<CaseHead>(view.rows(partition), keys::case_head(CaseId{id}));
  if (!head) {
    if (head.error().kind == Error::Kind::kNotFound) return std::optional<Json>{};
    return head.error();
  }
  const auto definition = view.definition(partition, head->definition);
  return show(CaseView{*head, definition.get(), now});
}

bool fits(const TaskFilter& filter, const Task& task) {
  return task.open() && wanted(filter.department, task.department.text) &&
         wanted(filter.holder, task.holder.text);
}

Item task_item(const CaseView& view, const TaskFilter& filter, const std::string& id) {
  if (is_kept_out(view.head.kept_out, filter.by)) return std::optional<Json>{};
  for (const Task& task : view.head.tasks) {
    if (task.id.text != id || !fits(filter, task)) continue;
    Json item = shown_task(view, task);
    if (!filter.overdue || item["overdue"] == true) return std::optional(std::move(item));
  }
  return std::optional<Json>{};
}

Result<Page> tasks_of_case(const StoreView& view, const TaskFilter& filter, Instant now) {
  const CaseId id{filter.case_id};
  const auto partition = partition_of_id(id.text, view.partitions());
  if (!partition) return Page{};
  Page page;
  const auto shown = with_head(view, *partition, id.text, now, [&](const CaseView& of) -> Item {
    for (const Task& task : of.head.tasks) {
      if (auto item = task_item(of, filter, task.id.text); item && *item) {
        page.items.push_back(std::move(**item));
      }
    }
    return std::optional<Json>{};
  });
  if (!shown) return shown.error();
  return page;
}

Item deadline_item(const CaseView& view, const DeadlineFilter& filter, const std::string& id) {
  if (is_kept_out(view.head.kept_out, filter.by)) return std::optional<Json>{};
  for (const Clock& clock : view.head.clocks) {
    if (!clock.open() || clock_id(view.head.id, clock.name, clock.slot).text != id) continue;
    Json item = shown_clock(view, clock);
    const Json department = item["department"];
    const bool fits = (filter.department.empty() || department == filter.department) &&
                      wanted(filter.workflow, view.head.workflow) &&
                      wanted(filter.manager, view.head.manager.text) &&
                      (!filter.overdue || item["overdue"] == true);
    if (fits) return std::optional(std::move(item));
  }
  return std::optional<Json>{};
}

}  // namespace

namespace {

Result<Page> list_archived(const StoreView& view, const CaseFilter& filter) {
  return merged(view, keys::archived(CaseId{}), {filter.limit, filter.next, {}},
                [&](PartitionNumber partition, std::string_view, std::string_view row) -> Item {
                  const auto left = decode<ArchivedCase>(row);
                  if (!left) return left.error();
                  if (!fits(filter, left->head)) return std::optional<Json>{};
                  const auto definition = view.definition(partition, left->head.definition);
                  Json item = shown_case({left->head, definition.get(), Instant{}}, left->labels);
                  item["archived"] = true;
                  return std::optional(std::move(item));
                });
}

// A store that is only looked at stays as an earlier liaison has left it, without this index.
Result<void> check_level(const StoreView& view) {
  for (PartitionNumber i = 0; i < view.partitions(); ++i) {
    const auto row = row_of<PartitionRow>(view.rows(i), keys::partition());
    if (!row || row->level >= kPartitionLevel) continue;
    return Error{Error::Kind::kStopped,
                 "expected partition " + std::to_string(i) + " at level " +
                     std::to_string(kPartitionLevel) + ", but an earlier liaison left it at " +
                     std::to_string(row->level) + ": start `liaison serve` on it once"};
  }
  return {};
}

}  // namespace

Result<Page> list_cases(const StoreView& view, const CaseFilter& filter) {
  if (filter.archived) return list_archived(view, filter);
  return merged(view, case_range(filter), {filter.limit, filter.next, {}},
                [&](PartitionNumber partition, std::string_view key, std::string_view) -> Item {
                  const auto id = case_in(filter, key);
                  if (!id) return std::optional<Json>{};
                  return with_head(view, partition, id->text, {}, [&](const CaseView& of) -> Item {
                    if (!fits(filter, of.head)) return std::optional<Json>{};
                    return std::optional(case_item(view, partition, of.head));
                  });
                });
}

Result<Page> list_tasks(const StoreView& view, const TaskFilter& filter, Instant now) {
  constexpr auto kWork = IndexEntry::Kind::kWork;
  if (!filter.case_id.empty()) return tasks_of_case(view, filter, now);
  return merged(view, keys::index_prefix(kWork, filter.department), {filter.limit, filter.next, {}},
                [&](PartitionNumber partition, std::string_view key, std::string_view id) {
                  return with_head(view, partition, id, now, [&](const CaseView& of) {
                    return task_item(of, filter, keys::parse_index(kWork, key).id);
                  });
                });
}

Result<Page> list_deadlines(const StoreView& view, const DeadlineFilter& filter, Instant now) {
  if (auto there = check_level(view); !there) return there.error();
  constexpr auto kOpen = IndexEntry::Kind::kOpenClock;
  std::string before;
  if (filter.due_before) before = keys::index({kOpen, "", *filter.due_before, ""}).substr(1);
  return merged(view, keys::index_prefix(kOpen), {filter.limit, filter.next, before},
                [&](PartitionNumber partition, std::string_view key, std::string_view id) {
                  return with_head(view, partition, id, now, [&](const CaseView& of) {
                    return deadline_item(of, filter, keys::parse_index(kOpen, key).id);
                  });
                });
}

namespace {

Json customer_item(const Customer& customer) {
  Json aliases = Json::array();
  for (const AliasId& alias : customer.aliases) aliases.push_back(alias.text);
  return {{"customer", customer.key.text},
          {"registered", customer.registered},
          {"facts", customer.facts.is_null() ? Json::object() : *customer.facts},
          {"manager", text_or_null(customer.manager.text)},
          {"aliases", std::move(aliases)},
          {"openCases", customer.open_cases.size()}};
}

bool fits(const CustomerFilter& filter, const Customer& customer) {
  const auto& aliases = customer.aliases;
  return wanted(filter.manager, customer.manager.text) &&
         wanted(filter.area, customer.fact("area")) &&
         (filter.alias.empty() ||
          std::find(aliases.begin(), aliases.end(), AliasId{filter.alias}) != aliases.end());
}

std::vector<std::string> sorted(const std::set<std::string>& names) {
  return {names.begin(), names.end()};
}

}  // namespace

Result<Page> list_customers(const StoreView& view, const CustomerFilter& filter) {
  return merged(view, keys::customers(), {filter.limit, filter.next, {}},
                [&](PartitionNumber, std::string_view key, std::string_view row) -> Item {
                  const auto name = keys::customer_in(key);
                  if (!name || !workflow_of(*name).empty()) return std::optional<Json>{};
                  const auto customer = decode<Customer>(row);
                  if (!customer) return customer.error();
                  if (!fits(filter, *customer)) return std::optional<Json>{};
                  return std::optional(customer_item(*customer));
                });
}

Result<Page> list_schedules(const StoreView& view, std::size_t limit, const std::string& next) {
  return merged(
      view, keys::workflows(), {limit, next, {}},
      [&](PartitionNumber partition, std::string_view key, std::string_view row) -> Item {
        if (!keys::customer_in(key)) return std::optional<Json>{};
        const auto kept = decode<Customer>(row);
        if (!kept) return kept.error();
        const KeptSchedule& schedule = kept->schedule;
        const auto definition = view.definition(partition, schedule.definition);
        if (!schedule.running() || !definition) return std::optional<Json>{};
        const CaseHead no_case;
        const CaseView zone{no_case, definition.get(), {}};
        return std::optional(Json{{"workflow", definition->name},
                                  {"version", definition->shown_version},
                                  {"schedule", Json::parse(schedule.words, nullptr, false)},
                                  {"next", zone.time(schedule.next)},
                                  {"openCases", kept->open_cases.size()}});
      });
}

// The first partition knows all definitions: they are put in force on every one.
KnownNames known_names(const StoreView& view) {
  std::set<std::string> workflows, departments, topics;
  const auto row = row_of<PartitionRow>(view.rows(0), keys::partition());
  if (!row) return {};
  for (const auto& [workflow, _] : row->state.active) workflows.insert(workflow);
  for (const auto& [_, id] : row->state.versions) {
    const auto definition = view.definition(0, id);
    if (!definition) continue;
    for (const auto& [name, department] : *definition->departments) {
      departments.insert(name.text);
      topics.insert(department.topic.empty() ? name.text : department.topic);
    }
  }
  if (!departments.empty()) departments.insert("managers"), topics.insert("managers");
  return {sorted(workflows), sorted(departments), sorted(topics)};
}

std::map<std::string, DefinitionId> definitions_in_force(const StoreView& view,
                                                         PartitionNumber partition) {
  const auto row = row_of<PartitionRow>(view.rows(partition), keys::partition());
  return row ? row->state.active : std::map<std::string, DefinitionId>{};
}

std::vector<std::string> running_schedules(const StoreView& view, PartitionNumber partition) {
  const Rows& rows = view.rows(partition);
  const auto row = row_of<PartitionRow>(rows, keys::partition());
  std::vector<std::string> running;
  for (const std::string& workflow : row ? row->state.scheduled : std::vector<std::string>{}) {
    const auto key = row_of<Customer>(rows, keys::customer(key_of_workflow(workflow)));
    if (key && key->schedule.running()) running.push_back(workflow);
  }
  return running;
}

Result<Json> show_customer(const StoreView& view, const CustomerKey& key, const Actor& by) {
  const PartitionNumber partition = partition_of(key.text, view.partitions());
  auto customer = row_of<Customer>(view.rows(partition), keys::customer(key));
  if (!customer || !workflow_of(key).empty()) {
    if (!customer && customer.error().kind != Error::Kind::kNotFound) return customer.error();
    return Error{Error::Kind::kNotFound, "expected a customer, but nobody is known as " + key.text};
  }
  auto cases = list_cases(view, {.workflow = {},
                                 .customer = key.text,
                                 .key = {},
                                 .state = {},
                                 .limit = kPageMax,
                                 .next = {},
                                 .by = by});
  if (!cases) return cases.error();
  Json data = customer_item(*customer);
  data["cases"] = std::move(cases->items);
  return data;
}

}  // namespace liaison
