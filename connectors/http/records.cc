// GET /v1/topics/TOPIC/records: what stands on a topic behind a cursor; waits while there is
// nothing.

#include <algorithm>

#include "connectors/http/api.h"
#include "connectors/http/cursor.h"

namespace liaison::http {
namespace {

constexpr Milliseconds kSlice{500};  // how soon a waiting poll sees a stop or a client gone

// Whether records can come on a department's topic: it stands in the store, or a definition knows
// the department. While nothing was ever put in force, any may come.
Result<bool> may_come(const Node& node, const std::string& topic, std::vector<std::string>& known) {
  const auto stored = node.journal().topics();
  if (!stored) return stored.error();
  const KnownNames names = known_names(node.view());
  for (const std::string& one : names.topics) known.push_back("tasks." + one);
  const auto has = [&](const std::vector<std::string>& list) {
    return std::find(list.begin(), list.end(), topic) != list.end();
  };
  return names.topics.empty() || has(known) || has(*stored);
}

// "liaison.tasks.operations" -> "tasks.operations"; an error with the names there are.
Result<std::string> topic_named(const Node& node, std::string name) {
  constexpr std::string_view kPrefix = "liaison.";
  if (name.starts_with(kPrefix)) name.erase(0, kPrefix.size());
  std::vector<std::string> known = {"requests", "replies",   "tasks.current",
                                    "messages", "deadlines", "deadlines.current",
                                    "cases",    "rejected",  "events"};
  for (const std::string& one : known) {
    if (name == one) return name;
  }
  const bool of_department =
      name.starts_with("tasks.") && is_department(std::string_view(name).substr(6));
  const Result<bool> may = may_come(node, name, known);
  if (!may) return may.error();
  if (of_department && *may) return name;
  const std::string near = nearest(name, known);
  if (of_department) {
    return Error{Error::Kind::kNotFound,
                 "expected the topic of a department that a workflow names, but '" + name + "'" +
                     (near.empty() ? "" : " (did you mean '" + near + "'?)")};
  }
  return Error{Error::Kind::kNotFound,
               "expected a topic (requests, replies, tasks.DEPARTMENT, tasks.current, messages, "
               "deadlines, deadlines.current, cases, events, rejected), but '" +
                   name + "'" + (near.empty() ? "" : " (did you mean '" + near + "'?)")};
}

// "30s", "500ms" or "30"; at most `most`.
Result<Milliseconds> wait_parameter(const Query& query, Milliseconds most) {
  const auto found = query.find("wait");
  if (found == query.end()) return Milliseconds{0};
  std::string digits = found->second;
  long unit = 1000;
  if (digits.ends_with("ms")) {
    digits.resize(digits.size() - 2);
    unit = 1;
  } else if (digits.ends_with("s")) {
    digits.resize(digits.size() - 1);
  }
  if (digits.empty() || digits.size() > 9 ||
      digits.find_first_not_of("0123456789") != std::string::npos) {
    return invalid("expected `wait` like 30s, but '" + found->second + "'");
  }
  return std::min(Milliseconds{std::stol(digits) * unit}, most);
}

Result<Cursor> cursor_parameter(const Journal& journal, std::string_view text,
                                std::string_view topic) {
  if (text.empty() || text == "start") return first_of(journal, start_of(journal, topic));
  Result<Cursor> end = end_of(journal, topic);
  if (!end || text == "now") return end;
  Result<Cursor> cursor = parse_cursor(text, topic, journal.partitions());
  if (!cursor) return cursor;
  for (PartitionNumber p = 0; p < journal.partitions(); ++p) {
    if (cursor->next[p] <= end->next[p]) continue;
    // Else its reader would wait for records that another store has given these numbers.
    return invalid("expected a cursor of this store, but it points past its end: read from start");
  }
  return cursor;
}

// 410: the cursor points at records that retention has let go; `cursor` in the problem goes on with
// the first that are there. Looked at after reading, since records may go at any time.
Result<std::optional<Response>> gone(const Journal& journal, const Cursor& cursor,
                                     std::string_view text) {
  if (text.empty() || text == "start") return std::optional<Response>();
  const Result<Cursor> first = first_of(journal, cursor);
  if (!first) return first.error();
  if (first->next == cursor.next) return std::optional<Response>();
  Json body = problem_body(410, "gone",
                           "expected a cursor whose records are kept still, but some behind it are "
                           "gone by retention: go on with `cursor`, which is in front of the first "
                           "that are there",
                           {});
  body["cursor"] = to_text(*first);
  Response response = json_response(410, body);
  response.type = "application/problem+json";
  return std::optional(std::move(response));
}

Response page_response(const TopicPage& page) {
  return {200, "application/json", to_bytes(page), {{"Cache-Control", "no-store"}}};
}

// Counts those who wait; gives way when there are too many.
class Waiting {
 public:
  Waiting(std::atomic<std::size_t>& count, std::size_t limit) : count_(count) {
    allowed_ = ++count_ <= limit;
  }
  ~Waiting() { --count_; }
  bool allowed() const { return allowed_; }

 private:
  std::atomic<std::size_t>& count_;
  bool allowed_ = false;
};

}  // namespace

Response Api::records(const Request& request, const std::string& name) {
  if (auto wrong = unknown_parameter(request.query, {"cursor", "max", "wait"})) {
    return std::move(*wrong);
  }
  const Result<std::string> topic = topic_named(node_, name);
  if (!topic) return response_to(topic.error());
  const Result<std::size_t> max = number_parameter(request.query, "max", 100, 1, 1000);
  if (!max) return response_to(max.error());
  const Result<Milliseconds> wait = wait_parameter(request.query, options_.poll_wait_max);
  if (!wait) return response_to(wait.error());
  const auto cursor = request.query.find("cursor");
  return wait_for_records(request, *topic, cursor == request.query.end() ? "" : cursor->second,
                          *max, *wait);
}

Response Api::wait_for_records(const Request& request, std::string_view topic,
                               std::string_view text, std::size_t max, Milliseconds wait) {
  const auto until = std::chrono::steady_clock::now() + wait;
  // The generation is taken before reading, so that nothing appended in between is slept over.
  std::uint64_t seen = node_.wait_for_records(0, Milliseconds{0});
  const Result<Cursor> cursor = cursor_parameter(node_.journal(), text, topic);
  if (!cursor) return response_to(cursor.error());
  std::optional<Waiting> waiting;
  for (;;) {
    const Result<TopicPage> page = read_page(node_.journal(), *cursor, max, options_.page_bytes);
    if (!page) return response_to(page.error());
    auto lost = gone(node_.journal(), *cursor, text);
    if (!lost) return response_to(lost.error());
    if (*lost) return std::move(**lost);
    const auto left =
        std::chrono::duration_cast<Milliseconds>(until - std::chrono::steady_clock::now());
    const bool over = left <= Milliseconds{0} || stopping_ || (request.gone && request.gone());
    if (!page->records.empty() || over) return page_response(*page);
    if (!waiting) waiting.emplace(polls_, options_.long_polls);
    if (!waiting->allowed()) {
      Response response = problem(429, "busy",
                                  "expected at most " + std::to_string(options_.long_polls) +
                                      " readers to wait at once, but there are more: ask again, or "
                                      "without `wait`");
      response.headers.emplace_back("Retry-After", "1");
      return response;
    }
    seen = node_.wait_for_records(seen, std::min(left, kSlice));
  }
}

}  // namespace liaison::http
