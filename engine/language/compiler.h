// Compiler: one workflow file with the folder around it, to a Definition; or to its faults.
//
//   Compiler compiler(folder, root, faults);
//   std::shared_ptr<Definition> definition = compiler.compile();      // nullptr with faults
//
// Two walks: the first gives every step its number and name (step_names.cc), the second reads what
// each one does, when all names are known. Nothing stops at a fault; what cannot be read stays
// empty.
// workflow_file.cc is the table of contents.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>

#include "engine/language/common_file.h"
#include "engine/language/expressions.h"
#include "engine/language/fields.h"
#include "engine/language/forms.h"
#include "engine/language/jq_check.h"

namespace liaison::language {

class Compiler {
 public:
  // `jq` is told what libjq must take; a stored definition was asked for when it was deployed.
  Compiler(const Folder& folder, const Node& root, Faults& faults, JqCheck* jq = nullptr);

  std::shared_ptr<Definition> compile();
  // Only looks at the entries of the common files, used or not.
  void check_common();

  // The common entries that the definition holds, by section and name: they are part of its
  // content. kWhole: all of the section.
  static constexpr const char* kWhole = "";
  using Used = std::set<std::pair<std::string, std::string>>;
  const Used& used() const { return used_; }

 private:
  // ---- workflow_file.cc: the root
  void read_document(const Node& document);
  void check_name(const Node* name);
  void check_version(const Node* version);
  void read_opens(const Node& node);
  Opens read_opener(const Node& node);
  void read_input(const Node& input);
  void read_labels(const Node& labels);
  void read_calendar();
  void read_shared_parts();
  void note_whole(const char* section);
  void read_facts();  // common_check.cc
  void finish_expressions();
  bool has(const char* key) const { return fields_.has(key); }

  // ---- schedule.cc: what opens cases without a customer, and what they cannot have
  void read_schedule(const Node& node);
  Duration read_interval(const Node& node);
  void read_schedule_on(const Node& node, Schedule& schedule);
  void check_empty_input();
  void check_no_manager(const Node& address);
  void check_no_customer(const Node& at, std::string_view expression);
  void check_no_words(const Node& verb);

  // ---- settings.cc
  void collect_settings();
  void read_settings();
  SettingRule read_setting(const std::string& name, const Node& value);
  void read_choices(const Node& value, SettingRule& setting);
  void note_settings(std::string_view expression);
  void check_durations_in(const Node& at, std::string_view expression, bool budget);
  void check_duration_figure(const Node& figure, const Node& taken_at, bool budget);

  // ---- references.cc: values that name something, or are expressions
  void fault(const Node& at, std::string message) { faults_.add(at.mark(), std::move(message)); }
  void warn(const Node& at, std::string message) { faults_.warn(at.mark(), std::move(message)); }
  enum class Dot : std::uint8_t {  // what `.` is in an expression
    kSheet,
    kOther,
    kGives,  // something else; and what the expression gives becomes part of the sheet
  };
  std::optional<Expression> add_expression(const Node& at, std::string text, Dot dot = Dot::kSheet);
  std::optional<Expression> condition(const Node* node,
                                      Dot dot = Dot::kSheet);  // an expression by nature
  std::optional<Expression> marked_expression(
      const Node* node, Dot dot = Dot::kSheet);                 // must be `.x`, `$x`, `${ … }`
  std::optional<Expression> shaped(const Node* node, Dot dot);  // text or an object of `${ … }`
  std::optional<Expression> built(const Node& node, Dot dot);   // one that builds the object
  bool build(const Node& node, std::string& jq);
  bool holds_expression(const Node& node) const;
  Rule rule(const Node& node);
  // `budget`: longer than nothing.
  std::optional<Rule> duration_rule(const Node* node, bool budget = true);
  std::optional<Moment> moment(const Node* node);
  Rule date_rule(const Node& node, std::string_view text);
  std::optional<AddressRule> address(const Node& node);
  Form form(const Node* node);
  Form add_form(const Node& schema);
  void check_object_form(const Node& schema);
  const Node* named_entry(const Node& name, const char* section, std::string_view what);
  void check_inner_expression(const Node& node);
  std::string plain_text(const Node* node);
  Text words(const Node* node);

  // ---- step_names.cc: the first walk
  struct Place {  // a list of steps
    StepIndex of = 0;
    int list = 0;
  };
  StepIndex add_step(const Node& key, const Node& body, Step step, const Names& scope);
  void collect_steps(const Node& list, Place place, const std::string& pointer, const Names& scope);
  void collect_step(const Node& item, Place place, const std::string& pointer, const Names& scope);
  void collect_inside(StepIndex index);
  void collect_all_beside(const Node* deadlines, const std::string& pointer);
  void collect_beside(const Node& clock, const Node& deadline, const std::string& pointer);
  void collect_handlers(const Node& list);
  bool is_one_step(const Node& item);
  void check_step_name(const Node& key);
  void collect_later_names(const Node& node);

  // ---- steps.cc: what all steps have
  void read_step(StepIndex index);
  void read_outside(StepIndex index);
  void read_data(const Fields& fields, Step& step);
  void check_gives_object(const Node& as);
  Act read_act(const Fields& fields, StepIndex index);
  const Node* task_of(const Fields& fields, const Node& key, std::string& task);
  void check_beside(const Fields& fields, const char* key, const char* beside);
  Directive directive(const Node* node, Place place, std::string_view list = "the same list");
  Place place_of(StepIndex step) const;
  std::vector<StepIndex>& list_at(Place place);
  bool is_fork(Place place) const;
  StepIndex sibling(Place place, std::string_view name) const;
  Names siblings(Place place) const;
  StepIndex step_named(std::string_view name) const;

  // ---- flow_words.cc
  Fork read_fork(const Node& node, Fork made);
  For read_for(const Fields& fields, For made);
  Wait read_wait(const Node& node);
  WaitUntil read_wait_until(const Node& node);
  std::optional<Rule> read_timeout(const Node* node);
  std::string variable(const Node* node, const char* otherwise);
  bool flag(const Node& node);
  int count(const Node& node);

  // ---- events.cc
  void read_filter(const Node& with, EventFilter& filter, Dot dot);
  void check_event_type(const Node& type);
  EventFilter event_filter(const Node& node);
  std::vector<EventFilter> event_filters(const Node& list);
  Listen read_listen(const Fields& fields, Listen made);
  void read_listen_to(const Node& node, Listen& made);
  void read_handler(StepIndex index);
  Emit read_emit(const Node& node);
  void check_emitted(const Node& type, const Node& with);
  void check_sent_by_case(const Node& type, const Node* sent_by);

  // ---- errors.cc
  Try read_try(const Fields& fields, Try made);
  void read_catch(const Node& node, Try& made);
  Json read_error_filter(const Node& node);
  std::optional<Retry> read_retry(const Node* node);
  void read_backoff(const Fields& fields, Retry& retry);
  void read_retry_limit(const Fields& fields, Retry& retry);
  Raise read_raise(const Node& node);
  Rule read_error(const Node& node);
  const Node* in_use(const Node& name, const char* section, std::string_view what);
  void check_use();

  // ---- verbs.cc
  Switch read_switch(const Node& list, StepIndex index);
  Forward read_forward(const Node& node, StepIndex index);
  void read_recipients(const Node& to, Forward& forward);
  Recipient recipient(const Node& address_node, const Node* details);
  void read_need(const Node& node, Forward& forward);
  std::vector<std::string> read_decide(const Node& list);
  std::optional<Forward::Returns> read_returns(const Node& node, StepIndex index);

  // ---- messages.cc
  std::map<std::string, Rule> read_with(const Node* with);
  std::optional<Repeat> read_again(const Node* node);
  void read_template_name(const Node* node, std::string& name,
                          const std::map<std::string, Rule>& with);
  Tell read_tell(const Node& node, StepIndex index);
  Ask read_ask(const Node& node);
  Record read_record(const Node& node);
  Close read_close(const Node& node);

  // ---- guards.cc
  void read_guards(const Node& names, StepIndex index);
  void read_guard(const std::string& guard, const Node& conditions, Place place,
                  std::vector<Step::Guard>& guards);
  void check_guards();
  void read_on_breach(const Node& node, StepIndex owner, DeadlineRule& rule);
  std::optional<Rule> read_except(const Node* node);
  std::string read_excluded(const Node& node);

  // ---- overrides.cc
  void collect_overrides();
  void read_overrides();
  void read_figures(const Node& settings, Override& made);
  Rule figure(const Node& value);
  void drop_unused_overrides();

  // ---- deadlines.cc
  void read_deadlines(const Fields& fields, StepIndex owner, std::vector<DeadlineRule>& rules);
  DeadlineRule read_deadline(const Node& name, const Node& node, StepIndex owner);
  void read_limit(const Fields& fields, DeadlineRule& rule);
  void check_target(const Node& at, const DeadlineRule& rule);
  void read_starts(const Fields& fields, DeadlineRule& rule);
  void read_until(const Node* node, StepIndex owner, DeadlineRule& rule);
  void read_counting(const Fields& fields, DeadlineRule& rule);
  void read_rungs(const Fields& fields, DeadlineRule& rule);
  void read_warnings(const Node& marks, DeadlineRule& rule);
  void check_own_ladders();
  void check_ladder_name(const Node& key);
  void read_ladder(const Node& list, std::vector<Rung>& rungs);
  Rung read_rung(const Node& node);
  void read_rung_time(const Fields& fields, Rung& rung);
  std::optional<Rung::IfLimit> read_if_limit(const Node& node);

  // ---- templates.cc
  void use_template(const Node& name, const std::map<std::string, Rule>& with);
  void read_templates();
  Template read_template(const Node& node);
  void check_placeholders(const Node& node, const Text& text);

  // ---- flow_checks.cc: what can only be seen on the whole file
  void check_flow();
  void check_unused();
  void check_receipts();

  // ---- sheet_dots.cc
  void check_sheet_dots();

  // ---- path_checks.cc: names in the sheet
  void note_paths(const Node& at, std::string_view jq, Dot dot);
  bool provides(const std::string& name) const;
  Names provided() const;
  void check_paths();
  void check_template_paths(const Names& names, bool closed);

  // ---- common_check.cc
  void check_reason(const Entry& entry);
  void check_event(const Entry& entry);
  void check_event_name(const Node& type);
  void check_sender(const Node& sender);
  EventRule read_event(const Entry& entry);

  const Folder& folder_;
  const Node& root_;
  Faults& faults_;
  JqCheck* jq_;
  bool ours_ = true;  // the file has words of ours
  Fields fields_;
  std::shared_ptr<Definition> definition_;
  ExpressionsBuilder expressions_;
  FormsBuilder forms_;
  std::map<int, std::vector<SourceMark>> expression_marks_;
  struct Source {  // of a step
    const Node* key = nullptr;
    const Node* body = nullptr;
    Names scope;  // the variables that steps around it give
  };
  std::vector<Source> sources_;  // as definition_->steps
  std::map<std::string, StepIndex, std::less<>> by_name_;
  std::set<std::string, std::less<>> twice_;  // names of several steps
  std::vector<const Node*> overrides_;        // of this file, then those of the common files
  std::map<std::string, std::vector<const Node*>> override_figures_;
  std::set<std::string> guards_used_;
  std::map<const Node*, StepIndex> beside_;  // by the node of `onBreach`
  Names scope_;                              // of the expressions now read
  std::set<std::string> used_of_use_;        // "retries.NAME"
  bool flow_unclear_ = false;                // some way of the flow has a fault
  Names later_names_;                        // of steps inside what comes later
  std::set<std::string> input_fields_;
  bool input_declared_ = false;  // its form names fields
  bool input_closed_ = false;    // and takes no others
  std::set<std::string> given_;  // names that some step may put into the sheet
  bool sheet_open_ = false;      // some step may put in others, too
  struct PathUse {
    const Node* at = nullptr;
    std::set<std::string> names;
  };
  std::vector<PathUse> path_uses_;
  struct TemplateUse {
    const Node* at = nullptr;
    std::set<std::string> paths, with;
  };
  std::vector<TemplateUse> template_uses_;
  std::map<std::string, const Node*> clock_names_;
  std::map<std::string, Entry> settings_;  // own ones and those of the folder
  std::set<std::string> settings_used_;
  bool all_settings_used_ = false;
  std::set<std::string> templates_used_, results_used_, escalations_used_;
  bool uses_words_ = false;
  Used used_;
};

// Of a type that only the engine sends.
bool is_engine_event(std::string_view type);

// continue, exit, end
bool is_directive(std::string_view text);

// Names that an expression surely looks for in `.` itself.
std::set<std::string> names_surely_in_dot(std::string_view jq);

// The jq inside a file's expressions, looked at only to see which settings it names.
struct SettingNames {
  std::set<std::string> names;
  bool all = false;  // `$settings` as a whole
};
SettingNames settings_in(std::string_view expression);

}  // namespace liaison::language
