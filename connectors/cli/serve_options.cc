#include <charconv>

#include "connectors/cli/serve.h"
#include "connectors/cli/words.h"

namespace liaison::cli {
namespace {

std::size_t size(const Settings& settings, const char* name) {
  return static_cast<std::size_t>(settings.number(name));
}
std::chrono::milliseconds time(const Settings& settings, const char* name) {
  return std::chrono::milliseconds(settings.number(name));
}

Result<void> split_address(const std::string& address, http::HttpOptions& options) {
  const std::size_t colon = address.rfind(':');
  const std::string_view digits =
      colon == std::string::npos ? "" : std::string_view(address).substr(colon + 1);
  int port = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size() || port < 0 ||
      port > 65535) {
    return invalid(say("expected an address like 127.0.0.1:8080, but '{0}'", {address}));
  }
  options.port = port;
  options.host = address.substr(0, colon);
  if (options.host.empty()) options.host = "127.0.0.1";
  if (options.host.starts_with('[') && options.host.ends_with(']')) {
    options.host = options.host.substr(1, options.host.size() - 2);
  }
  return {};
}

}  // namespace

NodeOptions node_options(const Settings& s) {
  NodeOptions options;
  options.workers = size(s, "workers");
  PartitionOptions& turn = options.partition;
  turn.inputs_a_turn = size(s, "turn.inputs");
  turn.rungs_a_turn = size(s, "turn.rungs");
  turn.record_bytes = size(s, "limits.record");
  turn.dedup_kept = time(s, "limits.dedupKept");
  turn.cached_cases = size(s, "limits.cachedCases");
  turn.announcing.current_topics = s.is_on("announce.current");
  turn.announcing.steps = s.is_on("announce.steps");
  turn.machine.sheet_bytes = size(s, "limits.sheet");
  turn.machine.result_bytes = size(s, "limits.result");
  turn.machine.steps_a_command = static_cast<int>(s.number("limits.steps"));
  turn.machine.expression_steps = s.number("limits.expressions");
  turn.machine.events_kept = size(s, "limits.eventsKept");
  turn.machine.events_kept_bytes = size(s, "limits.eventBytesKept");
  turn.machine.events_waiting = size(s, "limits.eventsWaiting");
  turn.machine.scheduled_open = size(s, "limits.scheduledOpen");
  turn.machine.request_age = time(s, "limits.requestAge");
  turn.machine.late_tolerance = time(s, "limits.lateTolerance");
  return options;
}

LocalJournalOptions journal_options(const Settings& s) {
  LocalJournalOptions options;
  options.queue_limit = size(s, "turn.queue");
  options.store.cache_bytes = size(s, "store.cache");
  options.store.memtable_bytes = size(s, "store.memtable");
  options.store.family_memtable_bytes = size(s, "store.familyMemtable");
  options.store.log_bytes = size(s, "store.log");
  options.store.open_files = static_cast<int>(s.number("store.openFiles"));
  options.store.background_jobs = static_cast<int>(s.number("store.backgroundJobs"));
  return options;
}

UpkeepOptions upkeep_options(const Settings& s) {
  UpkeepOptions options;
  options.retention.age = time(s, "retention.age");
  options.retention.bytes = size(s, "retention.size");
  options.archive.after = time(s, "archive.after");
  options.archive.wait = time(s, "archive.wait");
  options.every = time(s, "upkeep");
  return options;
}

Result<http::HttpOptions> http_options(const Settings& s) {
  http::HttpOptions options;
  if (const auto split = split_address(s.text("listen"), options); !split) return split.error();
  if (const std::string& file = s.text("tokens"); !file.empty()) {
    Result<http::Tokens> tokens = http::Tokens::load(file);
    if (!tokens) return tokens.error();
    options.tokens = std::move(*tokens);
  }
  options.record_bytes = size(s, "limits.record");
  options.batch_bytes = size(s, "http.batch");
  options.batch_events = size(s, "http.batchEvents");
  options.page_bytes = size(s, "http.page");
  options.answer_wait = time(s, "http.answerWait");
  options.poll_wait_max = time(s, "http.pollWait");
  options.long_polls = size(s, "http.longPolls");
  http::ConnectionLimits& clients = options.connections;
  clients.threads = size(s, "http.threads");
  clients.connections = size(s, "http.connections");
  clients.requests_a_connection = size(s, "http.requestsAConnection");
  clients.buffered_bytes = size(s, "http.buffered");
  clients.unsent_bytes = size(s, "http.unsent");
  clients.frame.head_bytes = size(s, "http.head");
  clients.frame.body_bytes = std::max(options.batch_bytes, options.record_bytes);
  clients.idle = time(s, "http.idle");
  clients.sending = time(s, "http.sending");
  clients.taking = time(s, "http.taking");
  if (options.long_polls >= clients.threads) {
    return invalid(
        say("expected http.longPolls to be less than http.threads, so that readers who "
            "wait leave threads for the others"));
  }
  return options;
}

}  // namespace liaison::cli
