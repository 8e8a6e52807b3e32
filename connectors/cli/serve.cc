// `serve`: the one place where the parts are put together.
//
//   settings -> journal -> workflow files -> node -> HTTP, and back in the other order on SIGTERM

#include "connectors/cli/serve.h"

#include <signal.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <iostream>

#include "connectors/cli/commands.h"
#include "connectors/cli/files.h"
#include "connectors/cli/served_journal.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/source.h"
#include "connectors/cli/store.h"
#include "connectors/cli/upkeep.h"
#include "connectors/cli/watch.h"
#include "connectors/cli/words.h"
#include "connectors/http/server.h"
#include "connectors/local_log/hand_file.h"
#include "engine/runtime/deployment.h"

namespace liaison::cli {
namespace {

struct ServeOptions {
  std::string workflows, listen, config, data, tokens, kafka;
  std::vector<std::string> set;
  bool is_virtual = false, watch = false;
};

// The signals are taken by the main thread alone, which waits for them: no handler runs anywhere.
sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

Result<Settings> settings_of(const ServeOptions& options) {
  SettingSources sources{options.config, environ, {}};
  const std::pair<const char*, const std::string&> named[] = {{"workflows", options.workflows},
                                                              {"listen", options.listen},
                                                              {"data", options.data},
                                                              {"kafka.bootstrap", options.kafka},
                                                              {"tokens", options.tokens}};
  for (const auto& [name, value] : named) {
    if (!value.empty()) sources.flags.emplace_back(name, value);
  }
  for (const std::string& one : options.set) {
    const std::size_t equals = one.find('=');
    if (equals == std::string::npos) {
      return invalid(say("expected --set NAME=VALUE, but '{0}'", {one}));
    }
    sources.flags.emplace_back(one.substr(0, equals), one.substr(equals + 1));
  }
  return load_settings(sources);
}

// Everything that serves, in the order in which it is made; unmade in the reverse order.
struct Serving {
  Settings settings;
  ServedJournal kept;
  std::unique_ptr<SstArchive> archive;  // none with Kafka
  std::unique_ptr<Node> node;
  std::unique_ptr<Upkeep> upkeep;
  std::unique_ptr<http::HttpServer> server;
  int port = 0;
};

std::string url_of(const Serving& serving) {
  const std::string& listen = serving.settings.text("listen");
  const std::string host = listen.substr(0, listen.rfind(':'));
  return "http://" + (host.empty() ? "127.0.0.1" : host) + ":" + std::to_string(serving.port);
}

// The clock of a played store goes on from its last instant, at the wall's pace.
Result<std::function<Instant()>> virtual_clock(const Journal& journal) {
  const auto last = last_instant(journal);
  if (!last) return last.error();
  const Instant from = last->value_or(wall_clock());
  const Instant began = wall_clock();
  return std::function<Instant()>([=] { return from + (wall_clock() - began); });
}

// Where it cannot be noted what is in hand, it is served all the same.
std::shared_ptr<Hands> hands_of(const Serving& serving) {
  auto hands = HandFile::open(serving.settings.text("data"), serving.kept.journal->partitions());
  if (!hands) {
    spdlog::warn("{}: a record that ends the process would not be found", hands.error().message);
    return nullptr;
  }
  for (const std::string& line : (*hands)->news()) spdlog::warn("{}", line);
  HandFile::watch_for_crashes();
  return std::move(*hands);
}

Result<void> make_node(Serving& serving) {
  NodeOptions options = node_options(serving.settings);
  options.log = [](const std::string& line) { spdlog::info("{}", line); };
  if (serving.kept.local) {
    serving.archive = std::make_unique<SstArchive>(serving.settings.text("data"));
    options.archive = serving.archive.get();
  } else {
    spdlog::info(
        "with Kafka nothing is archived: archive files would be lost with this machine's disk");
  }
  if (serving.kept.is_virtual) {
    auto clock = virtual_clock(*serving.kept.journal);
    if (!clock) return clock.error();
    options.clock = std::move(*clock);
  }
  options.partition.hands = hands_of(serving);
  serving.node = std::make_unique<Node>(*serving.kept.journal, std::move(options));
  return {};
}

// The folder as a whole or not at all: kDone, or the exit code, with everything said.
int activate(Serving& serving, const std::string& folder) {
  const Loaded files = load_paths({folder});
  if (!files.ok()) {
    print_faults(files, std::cerr);
    std::cerr << say("nothing of {0} was loaded", {folder}) << '\n';
    return kFaults;
  }
  const auto changes = deployment(serving.node->view(), files.definitions, false);
  if (!changes) return report(changes.error());
  if (const std::string faults = faults_of(*changes); !faults.empty()) {
    std::cerr << faults << '\n' << say("nothing of {0} was loaded", {folder}) << '\n';
    return kFaults;
  }
  if (const auto active = serving.node->activate(files.definitions); !active) {
    std::cerr << active.error().message << '\n';
    return active.error().kind == Error::Kind::kInvalid ? kFaults : kEnvironment;
  }
  const std::size_t count = files.definitions.size();
  spdlog::info("{} workflow{} of {} in force", count, count == 1 ? "" : "s", folder);
  return kDone;
}

int load_and_activate(Serving& serving, const std::string& folder) {
  if (const auto loaded = serving.node->load(); !loaded) return report(loaded.error());
  return folder.empty() ? kDone : activate(serving, folder);
}

int begin(Serving& serving, const ServeOptions& options) {
  Result<Settings> settings = settings_of(options);
  if (!settings) return report(settings.error());
  serving.settings = std::move(*settings);
  if (options.watch && serving.settings.text("workflows").empty()) {
    return report(invalid(say("expected --workflows with --watch, but no folder is given")));
  }
  Result<http::HttpOptions> http = http_options(serving.settings);
  if (!http) return report(http.error());
  Result<ServedJournal> opened = open_journal(serving.settings, options.is_virtual);
  if (!opened) return report(opened.error());
  serving.kept = std::move(*opened);
  if (const auto made = make_node(serving); !made) return report(made.error());
  http->backup = [store = serving.kept.store](const std::string& to) { return store->backup(to); };
  http->log = [](const std::string& line) { spdlog::error("{}", line); };
  serving.server = std::make_unique<http::HttpServer>(*serving.node, std::move(*http));
  const Result<int> port = serving.server->listen();
  if (!port) return report(port.error());
  serving.port = *port;
  const int code = load_and_activate(serving, serving.settings.text("workflows"));
  if (code != kDone) return code;
  serving.node->start();
  serving.server->serve();
  UpkeepOptions upkeep = upkeep_options(serving.settings);
  upkeep.log = [](const std::string& line) { spdlog::info("{}", line); };
  serving.upkeep = std::make_unique<Upkeep>(serving.kept.local, *serving.node,
                                            serving.archive.get(), std::move(upkeep));
  return kDone;
}

// In one piece: it stands between lines of the log.
void announce_start(const Serving& serving) {
  const NodeMetrics figures = serving.node->metrics();
  const auto count = [](std::int64_t number) { return static_cast<std::size_t>(number); };
  std::string text =
      say("liaison serves {0}: {1}, {2}, data in {3}",
          {url_of(serving), how_many(count(figures.open_cases), "{0} case open", "{0} cases open"),
           how_many(count(figures.open_clocks), "{0} clock", "{0} clocks"),
           serving.settings.text("data")}) +
      "\n";
  if (definitions_in_force(serving.node->view()).empty()) {
    text += say("nothing is in force yet, so every request is refused: liaison deploy DIR") + "\n";
  }
  if (serving.kept.is_virtual) {
    const std::string now = liaison::to_text(serving.node->now(), "UTC");
    text += "*** " +
            say("VIRTUAL TIME: {0}. This store was played; it is for trying out, not for work.",
                {now}) +
            " ***\n";
  }
  std::cerr << text << std::flush;
}

// Until a signal asks to stop; a failed partition is said once and leaves the others serving.
// Changed files are taken when they are without fault; else those in force go on.
void wait_for_signal(Serving& serving, const sigset_t& signals, bool follow_files) {
  const std::string folder = serving.settings.text("workflows");
  std::optional<FolderWatch> watch;
  if (follow_files) watch.emplace(folder);
  bool said = false;
  for (;;) {
    const timespec second{1, 0};
    if (::sigtimedwait(&signals, nullptr, &second) > 0) return;
    const std::optional<std::string> failure = serving.node->failure();
    if (failure && !said) spdlog::error("not ready any more: {}", *failure);
    said = failure.has_value();
    if (watch && watch->changed() && activate(serving, folder) != kDone) {
      spdlog::warn("{} changed, but nothing of it was taken: what was in force goes on", folder);
    }
  }
}

int serve(const ServeOptions& options) {
  const sigset_t signals = stop_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before the first thread is made
  spdlog::set_default_logger(spdlog::stderr_color_mt("liaison"));
  Serving serving;
  const int code = begin(serving, options);
  if (code == kDone) {
    announce_start(serving);
    wait_for_signal(serving, signals, options.watch);
    std::cerr << say("stopping: what was asked is still answered") << std::endl;
  }
  // A second signal ends the process at once: whatever is not committed was not answered.
  ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  if (serving.upkeep) serving.upkeep->stop();
  if (serving.server) serving.server->stop();
  if (serving.node) serving.node->stop();
  return code;
}

}  // namespace

void add_serve(CommandLine& line) {
  auto options = std::make_shared<ServeOptions>();
  line.command("serve", say("runs the engine and answers HTTP until SIGTERM"))
      .option("--workflows", options->workflows, "DIR",
              say("workflow files to put in force at start"))
      .option("--listen", options->listen, "HOST:PORT",
              say("default 127.0.0.1:8080; port 0 takes a free one"))
      .option("--data", options->data, "DIR", say("where the store is; default .liaison"))
      .option("--kafka", options->kafka, "HOST:PORT", say("where Kafka is, HOST:PORT,HOST:PORT"))
      .option("--tokens", options->tokens, "FILE",
              say("who may use the server; needed beyond loopback"))
      .option("--config", options->config, "FILE", say("settings as YAML; see deploy/liaison.yaml"))
      .option("--set", options->set, "NAME=VALUE",
              say("one setting, e.g. http.threads=16; repeatable"))
      .flag("--virtual", options->is_virtual, say("goes on with a played store in its own time"))
      .flag("--watch", options->watch, say("takes changed files of --workflows while serving"))
      .example("liaison serve --workflows workflows")
      .example("liaison serve --kafka 127.0.0.1:9092 --workflows workflows")
      .example("liaison serve --config deploy/liaison.yaml --listen 127.0.0.1:0")
      .run([options] { return serve(*options); });
}

}  // namespace liaison::cli
