#include "engine/runtime/deployment.h"

#include <algorithm>

#include "engine/model/codec.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/paging.h"
#include "engine/runtime/partition_rows.h"

namespace liaison {

namespace {

using OpenCases = std::map<std::string, std::map<std::string, std::size_t>>;  // workflow, version

// Where the file says its version.
std::string place_of_version(const Definition& definition) {
  const Json packed = Json::parse(definition.packed, nullptr, false);
  const auto text_of = [&](const char* field) {
    return packed.is_object() ? packed.value(field, std::string()) : std::string();
  };
  const SourceFile file{text_of("path"), text_of("text")};
  std::vector<Fault> none;
  const auto marked = parse_yaml(file, none);
  SourceMark mark{file.path, 1, 1};
  if (marked) {
    const auto found = marked->marks.find("/document/version");
    if (found != marked->marks.end()) mark = found->second;
  }
  return to_text(Fault{mark, "", false});
}

WorkflowChange change_of(const Definition& definition, const PartitionState& state,
                         const std::string& was) {
  WorkflowChange change;
  change.workflow = definition.name;
  change.version = definition.shown_version;
  change.was = was;
  const auto active = state.active.find(definition.name);
  const auto known = state.versions.find(definition.name + ' ' + definition.shown_version);
  if (known != state.versions.end() && known->second != definition.id) {
    change.kind = WorkflowChange::Kind::kContent;
    change.fault = place_of_version(definition) + "expected a new document.version, but " +
                   definition.shown_version + " of " + definition.name +
                   " is deployed with other content";
  } else if (active == state.active.end()) {
    change.kind = WorkflowChange::Kind::kNew;
  } else {
    change.kind = active->second == definition.id ? WorkflowChange::Kind::kUnchanged
                                                  : WorkflowChange::Kind::kVersion;
  }
  return change;
}

Result<OpenCases> open_cases(const StoreView& view) {
  constexpr auto kOpen = IndexEntry::Kind::kOpenCase;
  OpenCases counted;
  for (PartitionNumber i = 0; i < view.partitions(); ++i) {
    const Rows& rows = view.rows(i);
    const std::string prefix = keys::index_prefix(kOpen);
    const auto read =
        rows.scan(prefix, keys::after(prefix), [&](std::string_view key, std::string_view) {
          const CaseId id{keys::parse_index(kOpen, key).id};
          const auto head = row_of<CaseHead>(rows, keys::case_head(id));
          if (head) ++counted[head->workflow][head->version];
          return true;  // one that was closed meanwhile is none
        });
    if (!read) return read.error();
  }
  return counted;
}

std::string version_in_force(const StoreView& view, const PartitionState& state,
                             const std::string& workflow) {
  const auto active = state.active.find(workflow);
  if (active == state.active.end()) return "";
  const auto definition = view.definition(0, active->second);
  return definition ? definition->shown_version : active->second.text;
}

// As the partition at which the workflow is at home has it; `deployed` is null where nothing is.
Result<WorkflowChange::OfSchedule> of_schedule(const StoreView& view, const std::string& workflow,
                                               const Definition* deployed) {
  using Change = WorkflowChange::OfSchedule;
  const CustomerKey key = key_of_workflow(workflow);
  const Rows& home = view.rows(partition_of(key.text, view.partitions()));
  const auto row = row_of<Customer>(home, keys::customer(key));
  if (!row && row.error().kind != Error::Kind::kNotFound) return row.error();
  const bool runs = row && row->schedule.running();
  if (!deployed || !deployed->schedule) return runs ? Change::kEnds : Change::kNone;
  if (!runs) return Change::kBegins;
  return row->schedule.words == deployed->schedule->words ? Change::kGoesOn : Change::kBeginsAnew;
}

}  // namespace

const char* to_word(WorkflowChange::OfSchedule change) {
  constexpr const char* kWords[] = {"none", "begins", "goes-on", "begins-anew", "ends"};
  return kWords[static_cast<int>(change)];
}

const char* to_word(WorkflowChange::Kind kind) {
  constexpr const char* kWords[] = {"new", "version", "unchanged", "content", "kept"};
  return kWords[static_cast<int>(kind)];
}

// The first partition is asked: it is the first that takes what is deployed, or refuses it.
Result<std::vector<WorkflowChange>> deployment(
    const StoreView& view, const std::vector<std::shared_ptr<const Definition>>& deployed,
    bool count_cases) {
  auto row = row_of<PartitionRow>(view.rows(0), keys::partition());
  if (!row && row.error().kind != Error::Kind::kNotFound) return row.error();
  const PartitionState state = row ? std::move(row->state) : PartitionState{};
  std::map<std::string, WorkflowChange> changes;
  for (const auto& definition : deployed) {
    changes[definition->name] =
        change_of(*definition, state, version_in_force(view, state, definition->name));
  }
  for (const auto& [workflow, id] : state.active) {
    if (changes.contains(workflow)) continue;
    WorkflowChange& kept = changes[workflow];
    kept.workflow = workflow;
    kept.version = kept.was = version_in_force(view, state, workflow);
    kept.kind = WorkflowChange::Kind::kKept;
  }
  for (auto& [name, change] : changes) {
    const std::string& workflow = name;  // clang 14 hands on no structured binding
    const auto same = [&](const auto& definition) { return definition->name == workflow; };
    const auto found = std::find_if(deployed.begin(), deployed.end(), same);
    const auto schedule =
        of_schedule(view, workflow, found == deployed.end() ? nullptr : found->get());
    if (!schedule) return schedule.error();
    change.schedule = *schedule;
  }
  if (count_cases) {
    auto counted = open_cases(view);
    if (!counted) return counted.error();
    for (auto& [workflow, change] : changes) change.open_cases = std::move((*counted)[workflow]);
  }
  std::vector<WorkflowChange> list;
  for (auto& [workflow, change] : changes) list.push_back(std::move(change));
  return list;
}

Result<void> check_topics(const Journal& journal,
                          const std::vector<std::shared_ptr<const Definition>>& definitions) {
  if (journal.makes_topics()) return {};
  const auto there = journal.topics();
  if (!there) return there.error();
  for (const auto& definition : definitions) {
    for (const auto& [id, department] : *definition->departments) {
      const std::string topic = "tasks." + (department.topic.empty() ? id.text : department.topic);
      if (std::binary_search(there->begin(), there->end(), topic)) continue;
      return invalid("expected topic " + topic + " for the department " + id.text +
                     ", but it is not there: liaison topics create --workflows DIR");
    }
  }
  return {};
}

std::string faults_of(const std::vector<WorkflowChange>& changes) {
  std::string faults;
  for (const WorkflowChange& change : changes) {
    if (change.is_fault()) faults += (faults.empty() ? "" : "\n") + change.fault;
  }
  return faults;
}

Json shown(const std::vector<WorkflowChange>& changes) {
  Json list = Json::array();
  for (const WorkflowChange& change : changes) {
    Json cases = Json::array();
    for (const auto& [version, count] : change.open_cases) {
      cases.push_back({{"version", version}, {"cases", count}});
    }
    list.push_back({{"workflow", change.workflow},
                    {"change", to_word(change.kind)},
                    {"version", change.version},
                    {"was", change.was.empty() ? Json(nullptr) : Json(change.was)},
                    {"schedule", change.schedule == WorkflowChange::OfSchedule::kNone
                                     ? Json(nullptr)
                                     : Json(to_word(change.schedule))},
                    {"openCases", std::move(cases)}});
  }
  return list;
}

}  // namespace liaison
