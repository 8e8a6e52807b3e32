#include "connectors/cli/sending.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "connectors/cli/shown.h"
#include "connectors/cli/words.h"
#include "engine/model/ids.h"

namespace liaison::cli {
namespace {

constexpr std::size_t kBatch = 100;  // events a request: a turn takes them together
constexpr std::size_t kBatchBytes = 4 * 1024 * 1024;

int exit_of_status(int status) {
  if (status < 300) return kDone;
  if (status == 429 || status >= 500) return kEnvironment;
  return kRefused;
}

std::string outcome_text(int status, const Json& body) {
  if (status == 202)
    return say("sent; what came of it is not known yet: the same again does no harm");
  if (status != 200) {
    const std::string why = problem_text(body);
    if (text(body, "cause") != "no-person") return why;
    return why + '\n' + say("say who acts with --as PERSON, or in LIAISON_PERSON");
  }
  std::string out =
      body.value("duplicate", false) ? say("was taken before: nothing happened now") : say("taken");
  const std::string the_case = text(body, "case");
  if (!the_case.empty()) out += ", " + say("case {0}", {the_case});
  return out;
}

// What was sent: its id for programs, and for people which of several it was.
struct Sent {
  std::string id;
  std::string which;  // "17: ", or nothing where there is only one
};

// One line each: refusals to stderr, unless JSON is wanted: then everything is data.
int show_outcome(int status, Json body, const Sent& sent, bool json) {
  const int code = exit_of_status(status);
  if (json) {
    body["status"] = status;
    body["id"] = sent.id;
    std::cout << http::to_bytes(body) << '\n';
  } else {
    (code == kDone ? std::cout : std::cerr) << sent.which << outcome_text(status, body) << '\n';
  }
  return code;
}

int send_one(Source& source, const Json& event, bool json) {
  const Result<Answer> answer =
      source.post("/v1/events", http::to_bytes(event), "application/cloudevents+json");
  if (!answer) return report(answer.error());
  return show_outcome(answer->status, answer->body, {text(event, "id"), ""}, json);
}

// `before`: how many were sent in earlier batches.
int send_batch(Source& source, const std::vector<Json>& events, const std::string& body,
               std::size_t before, bool json) {
  const Result<Answer> answer =
      source.post("/v1/events", body, "application/cloudevents-batch+json");
  if (!answer) return report(answer.error());
  if (answer->status != 200 || !answer->body.is_array() || answer->body.size() != events.size()) {
    const std::string all = say("{0} events", {std::to_string(events.size())});
    return show_outcome(answer->status, answer->body, {all, all + ": "}, json);
  }
  int worst = kDone;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Json& outcome = answer->body[i];
    const Sent sent{text(events[i], "id"), std::to_string(before + i + 1) + ": "};
    worst = std::max(worst, show_outcome(outcome.value("status", 500), outcome, sent, json));
  }
  return worst;
}

}  // namespace

std::string person_of(const std::string& as) {
  if (!as.empty()) return as;
  for (const char* name : {"LIAISON_PERSON", "USER", "LOGNAME"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  const passwd* user = ::getpwuid(::getuid());  // services and containers set no USER
  return user != nullptr && user->pw_name != nullptr ? user->pw_name : "";
}

std::string id_from_content(const Json& event) {
  return hex(sha256(http::to_bytes(event))).substr(0, 32);
}

int send_events(Source& source, const std::vector<Json>& events, bool json) {
  if (events.size() == 1) return send_one(source, events.front(), json);
  int worst = kDone;
  std::size_t at = 0;
  while (at < events.size()) {
    std::vector<Json> batch;
    std::string body = "[";
    while (at < events.size() && batch.size() < kBatch && body.size() < kBatchBytes) {
      if (!batch.empty()) body += ',';
      body += http::to_bytes(events[at]);
      batch.push_back(events[at++]);
    }
    body += ']';
    worst = std::max(worst, send_batch(source, batch, body, at - batch.size(), json));
    if (worst == kEnvironment) return worst;
  }
  return worst;
}

}  // namespace liaison::cli
