// GET /v1/cases, /v1/tasks, /v1/deadlines, /v1/customers, /v1/schedules: the queries of the engine.

#include <algorithm>

#include "connectors/http/api.h"
#include "engine/time/duration.h"

namespace liaison::http {
namespace {

std::string text(const Query& query, const char* name) {
  const auto found = query.find(name);
  return found == query.end() ? "" : found->second;
}

Result<bool> yes(const Query& query, const char* name) {
  const std::string value = text(query, name);
  if (value == "true" || value == "1") return true;
  if (value.empty() || value == "false" || value == "0") return false;
  return invalid(std::string("expected `") + name + "` to be true or false, but '" + value + "'");
}

Response page_response(const char* name, const Result<Page>& page) {
  if (!page) return response_to(page.error());
  Json body{{name, page->items}};
  body["next"] = page->next.empty() ? Json(nullptr) : Json(page->next);
  return json_response(200, body);
}

Response shown(const Result<Json>& result) {
  return result ? json_response(200, *result) : response_to(result.error());
}

Result<std::size_t> limit_of(const Query& query) {
  return number_parameter(query, "limit", 100, 1, 1000);
}

// A name that nobody can have meant would give an empty list, and its sender would believe it.
std::optional<Response> unknown_name(const Query& query, const char* name,
                                     const std::vector<std::string>& known) {
  const std::string value = text(query, name);
  if (value.empty() || known.empty()) return std::nullopt;
  if (std::find(known.begin(), known.end(), value) != known.end()) return std::nullopt;
  std::string list;
  for (const std::string& one : known) list += (list.empty() ? "" : ", ") + one;
  const std::string near = nearest(value, known);
  return problem(400, "unknown-" + std::string(name),
                 "expected `" + std::string(name) + "` to be one of " + list + ", but '" + value +
                     "'" + (near.empty() ? "" : " (did you mean '" + near + "'?)"));
}

// Departments and workflows; the store is asked only where there is something to compare.
std::optional<Response> unknown_names(const Node& node, const Query& query) {
  if (text(query, "department").empty() && text(query, "workflow").empty()) return std::nullopt;
  const KnownNames known = known_names(node.view());
  if (auto wrong = unknown_name(query, "department", known.departments)) return wrong;
  return unknown_name(query, "workflow", known.workflows);
}

Response cases(const Node& node, const Query& query, const Actor& by) {
  if (auto wrong = unknown_parameter(
          query, {"workflow", "customer", "key", "state", "archived", "limit", "next"})) {
    return std::move(*wrong);
  }
  static const std::vector<std::string> states = {"open", "stuck", "completed", "cancelled"};
  if (auto wrong = unknown_name(query, "state", states)) return std::move(*wrong);
  if (auto wrong = unknown_names(node, query)) return std::move(*wrong);
  const Result<std::size_t> limit = limit_of(query);
  if (!limit) return response_to(limit.error());
  const Result<bool> archived = yes(query, "archived");
  if (!archived) return response_to(archived.error());
  return page_response("cases", list_cases(node.view(), {.workflow = text(query, "workflow"),
                                                         .customer = text(query, "customer"),
                                                         .key = text(query, "key"),
                                                         .state = text(query, "state"),
                                                         .limit = *limit,
                                                         .next = text(query, "next"),
                                                         .by = by,
                                                         .archived = *archived}));
}

Response tasks(const Node& node, const Query& query, const Actor& by) {
  if (auto wrong =
          unknown_parameter(query, {"department", "holder", "case", "overdue", "limit", "next"})) {
    return std::move(*wrong);
  }
  if (auto wrong = unknown_names(node, query)) return std::move(*wrong);
  const Result<std::size_t> limit = limit_of(query);
  if (!limit) return response_to(limit.error());
  const Result<bool> overdue = yes(query, "overdue");
  if (!overdue) return response_to(overdue.error());
  return page_response("tasks", list_tasks(node.view(),
                                           {.department = text(query, "department"),
                                            .holder = text(query, "holder"),
                                            .case_id = text(query, "case"),
                                            .overdue = *overdue,
                                            .limit = *limit,
                                            .next = text(query, "next"),
                                            .by = by},
                                           node.now()));
}

// `dueBefore` an instant, or `dueWithin` a span from now: on a played store from its own now.
Result<std::optional<Instant>> due_before(const Query& query, Instant now) {
  const std::string before = text(query, "dueBefore"), within = text(query, "dueWithin");
  if (!before.empty() && !within.empty()) {
    return invalid("expected dueBefore or dueWithin, but both are given");
  }
  if (!before.empty()) {
    const Result<ParsedTime> at = parse_time(before, "UTC");
    if (!at) return at.error();
    return std::optional(at->at);
  }
  if (within.empty()) return std::optional<Instant>();
  const Result<Duration> span = parse_duration(within);
  if (!span) return span.error();
  constexpr std::int64_t kDay = 24 * 60 * 60 * 1000;
  if (span->unit == Unit::kDays) return std::optional(now + Milliseconds{span->count * kDay});
  if (span->unit == Unit::kElapsed) return std::optional(now + Milliseconds{span->count});
  return invalid("expected dueWithin in days, hours or minutes, but '" + within + "'");
}

Response deadlines(const Node& node, const Query& query, const Actor& by) {
  if (auto wrong = unknown_parameter(query, {"department", "workflow", "manager", "dueBefore",
                                             "dueWithin", "overdue", "limit", "next"})) {
    return std::move(*wrong);
  }
  if (auto wrong = unknown_names(node, query)) return std::move(*wrong);
  const Result<std::size_t> limit = limit_of(query);
  if (!limit) return response_to(limit.error());
  const Result<bool> overdue = yes(query, "overdue");
  if (!overdue) return response_to(overdue.error());
  DeadlineFilter filter{.department = text(query, "department"),
                        .workflow = text(query, "workflow"),
                        .manager = text(query, "manager"),
                        .due_before = std::nullopt,
                        .overdue = *overdue,
                        .limit = *limit,
                        .next = text(query, "next"),
                        .by = by};
  const Result<std::optional<Instant>> before = due_before(query, node.now());
  if (!before) return response_to(before.error());
  filter.due_before = *before;
  return page_response("deadlines", list_deadlines(node.view(), filter, node.now()));
}

Response customers(const Node& node, const Query& query) {
  if (auto wrong = unknown_parameter(query, {"manager", "area", "alias", "limit", "next"})) {
    return std::move(*wrong);
  }
  const Result<std::size_t> limit = limit_of(query);
  if (!limit) return response_to(limit.error());
  return page_response("customers", list_customers(node.view(), {.manager = text(query, "manager"),
                                                                 .area = text(query, "area"),
                                                                 .alias = text(query, "alias"),
                                                                 .limit = *limit,
                                                                 .next = text(query, "next")}));
}

Response schedules(const Node& node, const Query& query) {
  if (auto wrong = unknown_parameter(query, {"limit", "next"})) return std::move(*wrong);
  const Result<std::size_t> limit = limit_of(query);
  if (!limit) return response_to(limit.error());
  return page_response("schedules", list_schedules(node.view(), *limit, text(query, "next")));
}

// /v1/cases/ID and /v1/cases/ID/history.
Response one_case(const Node& node, const Query& query, std::string id, const Actor& by) {
  if (auto wrong = unknown_parameter(query, {})) return std::move(*wrong);
  constexpr std::string_view kHistory = "/history";
  if (!id.ends_with(kHistory)) return shown(show_case(node.view(), CaseId(id), node.now(), by));
  id.resize(id.size() - kHistory.size());
  const Result<Json> history = show_history(node.view(), CaseId(id), by);
  if (!history) return response_to(history.error());
  return json_response(200, history->is_array() ? Json{{"history", *history}} : *history);
}

}  // namespace

Response show_lists(const Node& node, const Request& request, const std::optional<Actor>& who) {
  const Actor by = who.value_or(Actor{});
  const std::string& path = request.path;
  const auto behind = [&](std::string_view prefix) {
    return path.starts_with(prefix) ? path.substr(prefix.size()) : std::string();
  };
  if (path == "/v1/cases") return cases(node, request.query, by);
  if (path == "/v1/tasks") return tasks(node, request.query, by);
  if (path == "/v1/deadlines") return deadlines(node, request.query, by);
  if (path == "/v1/customers") return customers(node, request.query);
  if (path == "/v1/schedules") return schedules(node, request.query);
  if (const auto id = behind("/v1/cases/"); !id.empty()) {
    return one_case(node, request.query, id, by);
  }
  if (const auto key = behind("/v1/customers/"); !key.empty()) {
    if (auto wrong = unknown_parameter(request.query, {})) return std::move(*wrong);
    return shown(show_customer(node.view(), CustomerKey(key), by));
  }
  return no_such_path(path);
}

}  // namespace liaison::http
