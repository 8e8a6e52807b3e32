#include "connectors/cli/settings.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <limits>

#include "connectors/cli/upkeep.h"
#include "connectors/cli/words.h"
#include "connectors/http/message.h"
#include "connectors/http/options.h"
#include "connectors/kafka/topics.h"
#include "connectors/local_log/local_journal.h"
#include "engine/language/load.h"
#include "engine/runtime/node.h"
#include "engine/time/duration.h"

namespace liaison::cli {
namespace {

using Kind = Setting::Kind;

constexpr std::int64_t kKiB = 1024, kMiB = 1024 * kKiB, kGiB = 1024 * kMiB;
constexpr std::int64_t kSecond = 1000, kHour = 3600 * kSecond, kDay = 24 * kHour;

std::vector<Setting> engine_settings() {
  const NodeOptions node;
  const PartitionOptions& turn = node.partition;
  const MachineLimits& machine = turn.machine;
  const LocalJournalOptions journal;
  const Retention journal_kept;
  const ArchiveOptions archive;
  const UpkeepOptions upkeep;
  return {
      {"data", Kind::kText, ".liaison", 0, 0},
      {"partitions", Kind::kNumber, 4, 1, 1024},
      {"workflows", Kind::kText, "", 0, 0},
      {"listen", Kind::kText, "127.0.0.1:8080", 0, 0},
      {"tokens", Kind::kText, "", 0, 0},
      {"workers", Kind::kNumber, node.workers, 0, 1024},
      {"turn.inputs", Kind::kNumber, turn.inputs_a_turn, 1, 100'000},
      {"turn.rungs", Kind::kNumber, turn.rungs_a_turn, 1, 100'000},
      {"turn.queue", Kind::kNumber, journal.queue_limit, 1, 10'000'000},
      {"limits.record", Kind::kBytes, turn.record_bytes, kKiB, 16 * kMiB},
      {"limits.sheet", Kind::kBytes, machine.sheet_bytes, kKiB, 16 * kMiB},
      {"limits.result", Kind::kBytes, machine.result_bytes, kKiB, 16 * kMiB},
      {"limits.steps", Kind::kNumber, machine.steps_a_command, 10, 1'000'000},
      {"limits.expressions", Kind::kNumber, machine.expression_steps, 250'000, 1'000'000'000},
      {"limits.eventsKept", Kind::kNumber, machine.events_kept, 1, 10'000},
      {"limits.eventBytesKept", Kind::kBytes, machine.events_kept_bytes, kKiB, 16 * kMiB},
      {"limits.eventsWaiting", Kind::kNumber, machine.events_waiting, 1, 10'000},
      {"limits.scheduledOpen", Kind::kNumber, machine.scheduled_open, 1, 100'000},
      {"limits.requestAge", Kind::kTime, machine.request_age.count(), 0, 3650 * kDay},
      {"limits.lateTolerance", Kind::kTime, machine.late_tolerance.count(), kSecond, kDay},
      {"limits.dedupKept", Kind::kTime, turn.dedup_kept.count(), kHour, 3650 * kDay},
      {"limits.cachedCases", Kind::kNumber, turn.cached_cases, 1, 10'000'000},
      {"announce.current", Kind::kSwitch, turn.announcing.current_topics, 0, 0},
      {"announce.steps", Kind::kSwitch, turn.announcing.steps, 0, 0},
      {"retention.age", Kind::kTime, 90 * kDay, 0, 36500 * kDay},
      {"retention.size", Kind::kBytes, journal_kept.bytes, 0, 1024 * kGiB},
      {"archive.after", Kind::kTime, archive.after.count(), 0, 36500 * kDay},
      {"archive.wait", Kind::kTime, archive.wait.count(), 0, 365 * kDay},
      {"upkeep", Kind::kTime, upkeep.every.count(), kSecond / 10, kDay},
      {"store.cache", Kind::kBytes, journal.store.cache_bytes, kMiB, 1024 * kGiB},
      {"store.memtable", Kind::kBytes, journal.store.memtable_bytes, kMiB, 1024 * kGiB},
      {"store.familyMemtable", Kind::kBytes, journal.store.family_memtable_bytes, kMiB,
       1024 * kGiB},
      {"store.log", Kind::kBytes, journal.store.log_bytes, kMiB, 1024 * kGiB},
      {"store.openFiles", Kind::kNumber, journal.store.open_files, 16, 1'000'000},
      {"store.backgroundJobs", Kind::kNumber, journal.store.background_jobs, 1, 256},
  };
}

std::vector<Setting> kafka_settings() {
  const kafka::Cluster cluster;
  const kafka::TopicOptions topics;
  return {
      {"kafka.bootstrap", Kind::kText, "", 0, 0},
      {"kafka.prefix", Kind::kText, cluster.prefix, 0, 0},
      {"kafka.properties", Kind::kText, "", 0, 0},
      {"kafka.group", Kind::kText, "nodes", 0, 0},
      {"kafka.node", Kind::kText, "", 0, 0},
      {"kafka.replicas", Kind::kNumber, topics.replicas, 0, 99},
      {"kafka.minInsyncReplicas", Kind::kNumber, topics.min_insync, 0, 99},
      {"kafka.retention", Kind::kTime, topics.retention.count(), kHour, 3650 * kDay},
      {"kafka.tombstoneRetention", Kind::kTime, cluster.tombstones_kept.count(), kHour,
       3650 * kDay},
      {"kafka.transactionTimeout", Kind::kTime, cluster.transaction_timeout.count(), kSecond,
       kHour / 4},
      {"kafka.patience", Kind::kTime, cluster.patience.count(), kSecond, kHour},
  };
}

std::vector<Setting> http_settings() {
  const http::HttpOptions http;
  const http::ConnectionLimits& clients = http.connections;
  return {
      {"http.threads", Kind::kNumber, clients.threads, 2, 4096},
      {"http.longPolls", Kind::kNumber, http.long_polls, 1, 4096},
      {"http.connections", Kind::kNumber, clients.connections, 1, 1'000'000},
      {"http.requestsAConnection", Kind::kNumber, clients.requests_a_connection, 1, 1'000'000'000},
      {"http.batch", Kind::kBytes, http.batch_bytes, kKiB, 256 * kMiB},
      {"http.batchEvents", Kind::kNumber, http.batch_events, 1, 1'000'000},
      {"http.head", Kind::kBytes, clients.frame.head_bytes, kKiB, kMiB},
      {"http.buffered", Kind::kBytes, clients.buffered_bytes, kMiB, 64 * kGiB},
      {"http.unsent", Kind::kBytes, clients.unsent_bytes, kMiB, 64 * kGiB},
      {"http.page", Kind::kBytes, http.page_bytes, kKiB, 256 * kMiB},
      {"http.answerWait", Kind::kTime, http.answer_wait.count(), 0, kHour},
      {"http.pollWait", Kind::kTime, http.poll_wait_max.count(), 0, kHour},
      {"http.idle", Kind::kTime, clients.idle.count(), kSecond, kHour},
      {"http.sending", Kind::kTime, clients.sending.count(), kSecond, kHour},
      {"http.taking", Kind::kTime, clients.taking.count(), kSecond, kHour},
  };
}

std::vector<Setting> make_settings() {
  std::vector<Setting> all = engine_settings();
  for (const auto& more : {kafka_settings(), http_settings()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

const Setting* find(const std::string& name) {
  for (const Setting& setting : all_settings()) {
    if (setting.name == name) return &setting;
  }
  return nullptr;
}

// The nearest known name in the whole, or else what ends in this word.
Error unknown(const std::string& name) {
  std::vector<std::string> names;
  for (const Setting& setting : all_settings()) names.push_back(setting.name);
  const std::string near = http::nearest(name, names);
  return invalid(say("expected a known setting, but '{0}'", {name}) +
                 (near.empty() ? "" : say(" (did you mean '{0}'?)", {near})));
}

// "64 KiB" -> 65536; a plain number is bytes.
std::optional<std::int64_t> bytes_from(const std::string& text) {
  std::size_t used = 0;
  std::int64_t count = 0;
  try {
    count = std::stoll(text, &used);
  } catch (const std::exception&) {
    return std::nullopt;
  }
  std::string unit = text.substr(used);
  unit.erase(0, unit.find_first_not_of(' '));
  const std::map<std::string, std::int64_t> units = {
      {"", 1}, {"B", 1}, {"KiB", kKiB}, {"MiB", kMiB}, {"GiB", kGiB}};
  const auto found = units.find(unit);
  if (found == units.end() || count < 0) return std::nullopt;
  if (count > std::numeric_limits<std::int64_t>::max() / found->second) return std::nullopt;
  return count * found->second;
}

// Elapsed time; a day is 24 hours here, since nothing of this is the calendar's matter.
std::optional<std::int64_t> time_from(const std::string& text) {
  const Result<Duration> duration = parse_duration(text);
  if (!duration) return std::nullopt;
  if (duration->unit == Unit::kDays) return duration->count * kDay;
  if (duration->unit == Unit::kElapsed) return duration->count;
  return std::nullopt;
}

std::optional<std::int64_t> count_from(const Setting& setting, const Json& written) {
  if (written.is_number_integer() && setting.kind != Kind::kTime) {
    return written.get<std::int64_t>();
  }
  if (!written.is_string()) return std::nullopt;
  const std::string text = written.get<std::string>();
  if (setting.kind == Kind::kTime) return time_from(text);
  if (setting.kind == Kind::kBytes) return bytes_from(text);
  const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
  return digits ? bytes_from(text) : std::nullopt;
}

const char* form_of(Kind kind) {
  switch (kind) {
    case Kind::kText: return "text";
    case Kind::kNumber: return "a number like 16";
    case Kind::kBytes: return "a size like '64 KiB'";
    case Kind::kTime: return "a time like '10 seconds'";
    case Kind::kSwitch: return "true or false";
  }
  return "";
}

std::optional<Json> value_from(const Setting& setting, const Json& written) {
  switch (setting.kind) {
    case Kind::kText:
      if (written.is_string()) return written;
      return written.is_null() ? std::optional<Json>("") : std::nullopt;
    case Kind::kSwitch:
      if (written.is_boolean()) return written;
      if (written == "true") return true;
      if (written == "false") return false;
      return std::nullopt;
    case Kind::kNumber:
    case Kind::kBytes:
    case Kind::kTime: break;
  }
  const auto count = count_from(setting, written);
  if (!count || *count < setting.low || *count > setting.high) return std::nullopt;
  return *count;
}

}  // namespace

const std::vector<Setting>& all_settings() {
  static const std::vector<Setting> settings = make_settings();
  return settings;
}

Settings::Settings() {
  for (const Setting& setting : all_settings()) values_[setting.name] = setting.fallback;
}

const Json& Settings::value(const std::string& name) const {
  const auto found = values_.find(name);
  check(found != values_.end(), "a setting that is asked for stands in the table");
  return found->second;
}

const std::string& Settings::text(const std::string& name) const {
  return value(name).get_ref<const std::string&>();
}
std::int64_t Settings::number(const std::string& name) const {
  return value(name).get<std::int64_t>();
}
bool Settings::is_on(const std::string& name) const { return value(name).get<bool>(); }

// As one writes it in the file.
std::string bound(Setting::Kind kind, std::int64_t value) {
  struct Unit {
    const char* name;
    std::int64_t size;
  };
  constexpr Unit kTimes[] = {{" days", kDay}, {" hours", kHour}, {" seconds", kSecond}};
  constexpr Unit kBytes[] = {{" GiB", kGiB}, {" MiB", kMiB}, {" KiB", kKiB}};
  const bool is_time = kind == Kind::kTime;
  if ((is_time || kind == Kind::kBytes) && value > 0) {
    for (const Unit& unit : is_time ? kTimes : kBytes) {
      if (value % unit.size == 0) return std::to_string(value / unit.size) + unit.name;
    }
  }
  return std::to_string(value) + (is_time ? " milliseconds" : "");
}

Result<void> Settings::set(const std::string& name, const Json& written) {
  const Setting* setting = find(name);
  if (setting == nullptr) return unknown(name);
  const std::optional<Json> value = value_from(*setting, written);
  if (!value) {
    std::string range;
    if (setting->high > 0) {
      range = say(" between {0} and {1}",
                  {bound(setting->kind, setting->low), bound(setting->kind, setting->high)});
    }
    const std::string shown = written.is_string() ? written.get<std::string>() : written.dump();
    return invalid(say("expected `{0}` to be {1}, but '{2}'",
                       {name, say(form_of(setting->kind)) + range, shown}));
  }
  values_[name] = *value;
  said_.insert(name);
  return {};
}

}  // namespace liaison::cli
