// The root of a workflow file: document, opens, input, labels; and the order in which all is read.
#include <algorithm>

#include "engine/language/compiler.h"
#include "engine/language/tables.h"
#include "engine/language/values.h"

namespace liaison::language {
namespace {

// Major.minor.patch with what semantic versioning allows behind it.
bool is_version(std::string_view text) {
  for (int part = 0; part < 3; ++part) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || (digits > 1 && text.front() == '0')) return false;
    text.remove_prefix(digits);
    if (part < 2 && !text.starts_with('.')) return false;
    if (part < 2) text.remove_prefix(1);
  }
  if (text.empty()) return true;
  const bool allowed =
      text.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-.+") ==
      text.npos;
  return (text.front() == '-' || text.front() == '+') && text.size() > 1 && allowed;
}

bool is_dsl(std::string_view text) { return text.starts_with("1.0.") && is_version(text); }

// The names a form says its value has.
std::set<std::string> fields_of(const Node& schema) {
  std::set<std::string> names;
  const Node* properties = schema.find("properties");
  if (properties && properties->is_map()) {
    for (const Node& key : properties->keys) names.insert(key.text);
  }
  const Node* required = schema.find("required");
  if (required && required->is_list()) {
    for (const Node& item : required->items) names.insert(item.text);
  }
  return names;
}

}  // namespace

Compiler::Compiler(const Folder& folder, const Node& root, Faults& faults, JqCheck* jq)
    : folder_(folder),
      root_(root),
      faults_(faults),
      jq_(jq),
      ours_(has_our_words(root)),
      fields_(root, workflow_table(), faults, !ours_),
      definition_(std::make_shared<Definition>()) {}

std::shared_ptr<Definition> Compiler::compile() {
  if (!root_.is_map()) return nullptr;
  Step root;
  root.pointer = "/do";
  root.act = Do{};
  root.mark = root_.mark();
  definition_->steps.push_back(std::move(root));
  sources_.push_back({&root_, &root_, {}});
  collect_settings();
  if (fields_["document"]) read_document(*fields_["document"]);
  collect_overrides();
  if (fields_["evaluate"]) Fields(*fields_["evaluate"], evaluate_table(), faults_);
  if (fields_["input"]) read_input(*fields_["input"]);
  if (fields_["do"]) collect_steps(*fields_["do"], {}, "/do", {});
  if (fields_["whenever"]) collect_handlers(*fields_["whenever"]);
  collect_all_beside(fields_["deadlines"], "");
  collect_later_names(root_);
  if (fields_["opens"]) read_opens(*fields_["opens"]);
  if (fields_["schedule"]) read_schedule(*fields_["schedule"]);
  read_calendar();
  if (fields_["labels"]) read_labels(*fields_["labels"]);
  for (StepIndex i = 1; i < static_cast<StepIndex>(sources_.size()); ++i) read_step(i);
  scope_.clear();
  read_deadlines(fields_, 0, definition_->deadlines);
  definition_->timeout = read_timeout(fields_["timeout"]);
  check_use();
  definition_->except = read_except(fields_["except"]);
  check_guards();
  if (fields_["output"]) {
    const Fields output(*fields_["output"], output_table(), faults_);
    if (fields_["output"]->is_map()) definition_->output_as = shaped(output["as"], Dot::kOther);
  }
  read_templates();
  check_own_ladders();
  read_overrides();
  read_settings();
  drop_unused_overrides();
  read_shared_parts();
  check_flow();
  check_sheet_dots();
  check_receipts();
  check_paths();
  check_unused();
  finish_expressions();
  return definition_;
}

// ---- document -------------------------------------------------------------------------------

void Compiler::check_name(const Node* name) {
  if (!name || is_workflow_name(name->text)) return;
  fault(*name, "expected lower-case letters, digits and -, at most 63, but " + shown(*name));
}

void Compiler::check_version(const Node* version) {
  if (!version || is_version(version->text)) return;
  const bool number = version->plain && to_json(*version).is_number();
  fault(*version, "expected a version such as '1.0.0' in quotes, but " +
                      (number ? "the number " + version->text : shown(*version)));
}

void Compiler::read_document(const Node& document) {
  const Fields fields(document, document_table(), faults_);
  const Node* dsl = fields["dsl"];
  if (dsl && !is_dsl(dsl->text)) {
    fault(*dsl, "expected a version of the DSL such as '1.0.3', but " + shown(*dsl));
  }
  check_name(fields["namespace"]);
  check_name(fields["name"]);
  check_version(fields["version"]);
  if (fields["namespace"]) definition_->namespace_name = fields["namespace"]->text;
  if (fields["name"]) definition_->name = fields["name"]->text;
  if (fields["version"]) definition_->version = fields["version"]->text;
  if (fields["title"]) definition_->title = words(fields["title"]);
}

// ---- opens ----------------------------------------------------------------------------------

void Compiler::read_opens(const Node& node) {
  for (const Node* each : each_of(node)) {
    if (Opens opener = read_opener(*each); !opener.type.empty()) {
      definition_->opens.push_back(std::move(opener));
    }
  }
  if (node.is_list() && node.items.empty()) fault(node, "expected an opener, but an empty list");
}

Opens Compiler::read_opener(const Node& node) {
  const Fields fields(node, opens_table(), faults_);
  Opens opener;
  if (!node.is_map()) return opener;
  if (fields["with"]) read_filter(*fields["with"], opener, Dot::kSheet);
  opener.key = marked_expression(fields["key"]);
  if (const Node* if_open = fields["ifOpen"]) {
    opener.if_open = if_open->text == "refuse"    ? Opens::IfOpen::kRefuse
                     : if_open->text == "another" ? Opens::IfOpen::kAnother
                                                  : Opens::IfOpen::kJoin;
  }
  return opener;
}

// ---- input, labels, calendar ----------------------------------------------------------------

void Compiler::read_input(const Node& input) {
  const Fields fields(input, workflow_input_table(), faults_);
  if (!input.is_map()) return;
  definition_->input_from = shaped(fields["from"], Dot::kGives);
  const Node* schema = fields["schema"];
  if (!schema) return;
  if (const Node* resource = schema->key_of("resource")) {
    return fault(*resource, "expected the form in this file, but 'resource' is refused");
  }
  const Node* document = schema->find("document");
  for (const Node& key : schema->keys) {
    if (!document || key.text == "document" || key.text == "format") continue;
    fault(key, "expected document, format beside 'document', but " + shown(key));
  }
  const Node& form = document ? *document : *schema;
  definition_->input = add_form(form);
  check_object_form(form);
  input_fields_ = fields_of(form);
  input_declared_ = form.find("properties") != nullptr;
  const Node* others = form.find("additionalProperties");
  input_closed_ = input_declared_ && others && to_json(*others) == Json(false) &&
                  !form.find("patternProperties");
}

void Compiler::read_labels(const Node& labels) {
  for (std::size_t i = 0; i < labels.keys.size(); ++i) {
    check_identifier(labels.keys[i], "a label", faults_);
    if (auto expression = marked_expression(&labels.items[i])) {
      definition_->labels.emplace_back(labels.keys[i].text, *std::move(expression));
    }
  }
}

void Compiler::read_calendar() {
  if (const Node* own = fields_["calendar"]) {
    check_calendar(*own, folder_, faults_);
    definition_->calendar = own->text;
    return;
  }
  definition_->calendar = folder_.calendar ? folder_.calendar->text : "weekdays";
  if (folder_.calendar) used_.emplace("calendar", "");
}

// ---- the end --------------------------------------------------------------------------------

// Departments are used by whoever hands out a task or tells somebody of a clock: a task can be
// assigned to any of them, whatever the file names.
void Compiler::read_shared_parts() {
  const auto& steps = definition_->steps;
  const bool people = !clock_names_.empty() || std::any_of(steps.begin(), steps.end(), is_verb);
  if (people) {
    definition_->departments = folder_.departments;
    note_whole("departments");
  }
  if (uses_words_) {
    definition_->words = folder_.words;
    note_whole("words");
  }
  read_facts();
  for (const auto& [section, name] : Used(used_)) {
    if (section == "events") definition_->events[name] = read_event(*folder_.find(section, name));
  }
  std::set<std::string> calendars{"every-day", "weekdays", definition_->calendar};
  const auto note = [&](const std::vector<DeadlineRule>& rules) {
    for (const DeadlineRule& rule : rules) calendars.insert(rule.calendar);
  };
  note(definition_->deadlines);
  for (const Step& step : steps) note(step.deadlines);
  for (const auto& [id, department] : *definition_->departments)
    calendars.insert(department.calendar);
  for (const auto& [name, calendar] : folder_.calendars) {
    if (calendars.contains(name)) definition_->calendars[name] = calendar;
  }
}

void Compiler::note_whole(const char* section) {
  if (!folder_.names(section).empty()) used_.emplace(section, kWhole);
}

void Compiler::finish_expressions() {
  ExpressionsBuilder::Known known;
  for (const auto& [name, step] : by_name_) known.steps.push_back(name);
  for (const auto& [name, mark] : clock_names_) known.clocks.push_back(name);
  for (const auto& [name, entry] : settings_) known.settings.push_back(name);
  known.steps.insert(known.steps.end(), later_names_.begin(), later_names_.end());
  known.clocks.insert(known.clocks.end(), later_names_.begin(), later_names_.end());
  if (jq_) {
    for (const auto& [number, part] : expressions_.for_libjq()) {
      jq_->add(part, expression_marks_[number]);
    }
  }
  for (auto& [number, message] : expressions_.finish(known, definition_->evaluator)) {
    for (const SourceMark& mark : expression_marks_[number]) faults_.add(mark, message);
  }
  definition_->forms = forms_.finish();
  check_empty_input();
}

}  // namespace liaison::language
