// Errors: try with what it catches and how often it tries again, raise, and the parts of `use`.
#include <algorithm>

#include "engine/language/compiler.h"
#include "engine/language/flow_walk.h"
#include "engine/language/tables.h"
#include "engine/language/values.h"

namespace liaison::language {
namespace {

// Two ways to write one error type; errors are raised with the first.
constexpr std::string_view kSpecTypes = "https://serverlessworkflow.io/spec/1.0.0/errors/";
constexpr std::string_view kDslTypes = "https://serverlessworkflow.io/dsl/errors/types/";

std::string error_type(std::string_view text) {
  if (!text.starts_with(kDslTypes)) return std::string(text);
  return std::string(kSpecTypes) + std::string(text.substr(kDslTypes.size()));
}

// Right or wrong: what is wrong is told where it stands.
bool limits_duration(const Node* limit) {
  return limit && limit->is_map() && limit->find("duration");
}

}  // namespace

// ---- try ------------------------------------------------------------------------------------

Try Compiler::read_try(const Fields& fields, Try made) {
  if (!fields.has("catch")) {
    flow_unclear_ = true;
    fault(*fields.node().key_of("try"), "expected the key 'catch' beside 'try', but it is missing");
  }
  if (fields["catch"]) read_catch(*fields["catch"], made);
  return made;
}

void Compiler::read_catch(const Node& node, Try& made) {
  const Fields fields(node, catch_table(), faults_);
  if (fields["errors"]) made.errors = read_error_filter(*fields["errors"]);
  made.as = variable(fields["as"], "error");
  const Names outer = scope_;
  scope_.push_back(made.as);
  made.when = condition(fields["when"], Dot::kOther);
  made.except_when = condition(fields["exceptWhen"], Dot::kOther);
  made.retry = read_retry(fields["retry"]);
  scope_ = outer;
}

Json Compiler::read_error_filter(const Node& node) {
  const Fields fields(node, errors_table(), faults_);
  if (!fields["with"]) return Json::object();
  const Node& with = *fields["with"];
  const Fields filter(with, error_filter_table(), faults_);
  Json made = Json::object();
  for (const Key& key : error_filter_table().keys) {
    const Node* value = filter[key.name];
    if (!value) continue;
    if (is_expression(value->text)) faults_.later_expression(value->mark(), value->text);
    made[std::string(key.name)] =
        key.name == "type" ? Json(error_type(value->text)) : to_json(*value);
  }
  return made;
}

// A policy, or the name of one in `use.retries`.
std::optional<Retry> Compiler::read_retry(const Node* node) {
  const Node* at = node;
  if (node && node->is_text()) {
    node = in_use(*node, "retries", "a retry policy or the name of one in use.retries");
  }
  if (!node) return {};
  const Fields fields(*node, retry_table(), faults_);
  Retry retry;
  retry.when = condition(fields["when"], Dot::kOther);
  retry.except_when = condition(fields["exceptWhen"], Dot::kOther);
  if (auto delay = duration_rule(fields["delay"], false)) retry.delay = *std::move(delay);
  read_backoff(fields, retry);
  read_retry_limit(fields, retry);
  if (takes_time(retry.delay) || retry.at_most > 0 || limits_duration(fields["limit"])) {
    return retry;
  }
  const std::string message =
      "expected a delay or a limit of the attempts, but this policy tries again at once and for "
      "ever";
  if (ours_) fault(*at, message);
  else warn(*at, message);
  return retry;
}

void Compiler::read_backoff(const Fields& fields, Retry& retry) {
  if (const Node* backoff = fields["backoff"]) {
    const Fields kinds(*backoff, backoff_table(), faults_);
    if (backoff->keys.size() != 1) {
      fault(*backoff, "expected one of constant, linear, exponential, but " +
                          std::to_string(backoff->keys.size()) + " keys");
    }
    if (kinds["linear"]) retry.backoff = Retry::Backoff::kLinear;
    if (kinds["exponential"]) retry.backoff = Retry::Backoff::kExponential;
  }
  if (const Node* jitter = fields["jitter"]) {
    const Fields range(*jitter, jitter_table(), faults_);
    if (range["from"]) retry.jitter_from = read_duration(*range["from"], faults_);
    if (range["to"]) retry.jitter_to = read_duration(*range["to"], faults_);
    const bool both = retry.jitter_from && retry.jitter_to;
    if (both && retry.jitter_from->unit == retry.jitter_to->unit &&
        retry.jitter_from->count > retry.jitter_to->count) {
      fault(*range["to"],
            "expected a jitter from the shorter to the longer, but it ends before it "
            "begins");
    }
  }
}

void Compiler::read_retry_limit(const Fields& fields, Retry& retry) {
  if (!fields["limit"]) return;
  const Fields limit(*fields["limit"], retry_limit_table(), faults_);
  if (limit["duration"]) retry.within = read_budget(*limit["duration"], faults_);
  if (!limit["attempt"]) return;
  const Fields attempt(*limit["attempt"], attempt_table(), faults_);
  if (attempt["count"]) retry.at_most = count(*attempt["count"]);
}

// ---- raise ----------------------------------------------------------------------------------

Raise Compiler::read_raise(const Node& node) {
  const Node* error = Fields(node, raise_table(), faults_)["error"];
  if (error && error->is_text()) {
    error = in_use(*error, "errors", "an error or the name of one in use.errors");
  }
  return {error ? read_error(*error) : Rule(Json::object())};
}

Rule Compiler::read_error(const Node& node) {
  const Fields fields(node, error_table(), faults_);
  const Node* status = fields["status"];
  const Json code = status ? to_json(*status) : Json(500);
  const bool good = code.is_number_integer() && code.get<std::int64_t>() >= 100 &&
                    code.get<std::int64_t>() <= 599;
  if (status && !is_expression(status->text) && !good) {
    fault(*status, "expected a status from 100 to 599, but " + shown(*status));
  }
  if (holds_expression(node)) return built(node, Dot::kOther).value_or(Expression{});
  Json error = to_json(node);
  if (error.is_object() && error.contains("type") && error["type"].is_string()) {
    error["type"] = error_type(error["type"].get_ref<const std::string&>());
  }
  return error;
}

// ---- use ------------------------------------------------------------------------------------

const Node* Compiler::in_use(const Node& name, const char* section, std::string_view what) {
  const Node* use = fields_["use"];
  const Node* named = use && use->is_map() ? use->find(section) : nullptr;
  const Node* entry = named && named->is_map() ? named->find(name.text) : nullptr;
  used_of_use_.insert(std::string(section) + "." + name.text);
  if (entry) return entry;
  Names known;
  if (named) {
    for (const Node& key : named->keys) known.push_back(key.text);
  }
  fault(name, "expected " + std::string(what) + ", but " + shown(name) + " is none" +
                  did_you_mean(name.text, known));
  return nullptr;
}

// What no step names is looked at, too.
void Compiler::check_use() {
  if (!fields_["use"]) return;
  const Fields use(*fields_["use"], use_table(), faults_);
  const auto each_unused = [&](const char* section, auto look) {
    const Node* named = use[section];
    for (std::size_t i = 0; named && i < named->keys.size(); ++i) {
      if (used_of_use_.contains(section + ("." + named->keys[i].text))) continue;
      warn(named->keys[i], "expected a use of everything in use." + std::string(section) +
                               ", but " + said(named->keys[i].text) + " is used nowhere");
      look(named->items[i]);
    }
  };
  each_unused("errors", [&](const Node& node) { read_error(node); });
  scope_ = {"error"};
  each_unused("retries", [&](const Node& node) {
    if (node.is_map()) read_retry(&node);
    else Fields(node, retry_table(), faults_);
  });
  scope_.clear();
  each_unused("timeouts", [&](const Node& node) { Fields(node, timeout_table(), faults_); });
}

}  // namespace liaison::language
