// `tail`: the records of a topic, as JSON lines of the same shape as a play file.

#include <signal.h>

#include <chrono>
#include <iostream>
#include <mutex>
#include <thread>

#include "connectors/cli/commands.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/source.h"
#include "connectors/cli/words.h"
#include "connectors/http/client.h"

namespace liaison::cli {
namespace {

struct TailCommand {
  SourceOptions source;
  std::string topic, from = "start";
  bool follow = false;
};

Json as_line(const Json& record, const std::string& topic) {
  Json line{{"at", record.value("arrival", "")},
            {"topic", topic},
            {"partition", record.value("partition", 0)},
            {"offset", record.value("offset", std::uint64_t{0})},
            {"event", record.value("event", Json(nullptr))}};
  if (record.contains("key")) line["key"] = record["key"];
  return line;
}

void print_record(const Json& record, const TailCommand& command) {
  if (command.source.output != "text") {
    std::cout << http::to_bytes(as_line(record, command.topic)) << '\n';
    return;
  }
  const Json& event = record.at("event");
  std::cout << moment(record.value("arrival", "")) << "  " << text(event, "type") << "  "
            << text(event, "subject") << "  " << (event.is_object() ? text(event, "data") : "")
            << '\n';
}

// Where the reader stands, told on every end: a signal too. The signals are taken by a thread of
// their own, since a request may wait for half a minute.
class Place {
 public:
  Place(std::string cursor, bool follow) : cursor_(std::move(cursor)) {
    ::signal(SIGPIPE, SIG_IGN);  // a reader that went away is seen by the stream
    if (!follow) return;
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread([this, signals] {
      int signal = 0;
      ::sigwait(&signals, &signal);
      // A page that is being printed is finished first, unless nobody reads it.
      const std::unique_lock lock(printing_, std::chrono::seconds(1));
      tell();
      std::_Exit(kDone);
    }).detach();
  }

  const std::string& cursor() const { return cursor_; }
  void move_to(const std::string& cursor) {
    const std::lock_guard lock(printing_);
    cursor_ = cursor;
  }

  // Prints a page and moves behind it; whether it could be printed.
  bool print(const Json& page, const TailCommand& command) {
    const std::lock_guard lock(printing_);
    for (const Json& record : page.at("records")) print_record(record, command);
    std::cout << std::flush;
    if (std::cout) cursor_ = page.value("cursor", cursor_);
    return static_cast<bool>(std::cout);
  }

  void tell() const { std::cerr << say("go on with --from {0}", {cursor_}) << std::endl; }

 private:
  std::timed_mutex printing_;
  std::string cursor_;
};

bool may_come_back(const Error& error) {
  return error.kind == Error::Kind::kIo || error.kind == Error::Kind::kUnavailable;
}

// Where records are gone by retention, it is said, and the first that are there come next.
Result<Json> next_page(Source& source, const std::string& path, http::Query query, Place& place) {
  for (bool moved = false;; moved = true) {
    query["cursor"] = place.cursor();
    const Result<Answer> answer = source.ask(path, query);
    if (!answer) return answer.error();
    if (answer->status != 410 || moved) return good_answer(*answer);
    place.move_to(text(answer->body, "cursor"));
    std::cerr << say("records behind this cursor are gone by retention: going on with the first "
                     "that are there")
              << std::endl;
  }
}

// A server that was reached once is waited for; what it refuses is final.
int follow_topic(Source& source, const TailCommand& command, Place& place) {
  const std::string path = "/v1/topics/" + http::percent_encoded(command.topic) + "/records";
  bool reached = false, said = false;
  for (;;) {
    // Only who was answered once waits: a server that is not there is said at once.
    const std::string wait = command.follow && reached ? "30s" : "";
    const Result<Json> page = next_page(source, path, {{"max", "1000"}, {"wait", wait}}, place);
    if (!page && (!command.follow || !reached || !may_come_back(page.error()))) {
      const int code = report(page.error());
      if (reached) place.tell();
      return code;
    }
    if (!page) {
      if (!said) std::cerr << say("nothing answers any more: trying again") << std::endl;
      said = true;
      std::this_thread::sleep_for(std::chrono::seconds(1));
      continue;
    }
    if (said) std::cerr << say("answered again: going on") << std::endl;
    reached = true, said = false;
    const bool printed = place.print(*page, command);
    if (printed && (command.follow || !page->at("records").empty())) continue;
    place.tell();
    return printed ? kDone : kEnvironment;
  }
}

int tail(const TailCommand& command) {
  if (command.follow && !command.source.data.empty()) {
    std::cerr << say("--follow needs a server: nobody writes to a store that is only read") << '\n';
    return kUsage;
  }
  Source source(command.source);
  static Place place(command.from, command.follow);  // outlives the thread that takes signals
  return follow_topic(source, command, place);
}

}  // namespace

void add_tail(CommandLine& line) {
  auto command = std::make_shared<TailCommand>();
  Command& tail_command = line.command("tail", say("prints the records of a topic as JSON lines"));
  tail_command
      .argument(say("topic"), command->topic,
                say("requests, replies, tasks.DEPARTMENT, deadlines, cases, messages, rejected"))
      .option("--from", command->from, "WHERE", say("start, now or a cursor; default start"))
      .flag("--follow", command->follow, say("waits for more, also for a server that restarts"))
      .example("liaison tail deadlines --from now --follow")
      .example("liaison tail tasks.operations --output text")
      .run([command] { return tail(*command); });
  add_source_options(tail_command, command->source);
}

}  // namespace liaison::cli
