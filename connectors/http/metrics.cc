// GET /metrics: the node's figures in Prometheus' text format. They are read when asked for, so
// nothing is counted twice and nothing is kept here.

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <sstream>

#include "connectors/http/api.h"

namespace liaison::http {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily family(const char* name, const char* help, MetricType type) {
  MetricFamily out;
  out.name = name;
  out.help = help;
  out.type = type;
  return out;
}

MetricFamily counter(const char* name, const char* help, std::uint64_t value) {
  MetricFamily out = family(name, help, MetricType::Counter);
  out.metric.emplace_back().counter.value = static_cast<double>(value);
  return out;
}

MetricFamily gauge(const char* name, const char* help, double value) {
  MetricFamily out = family(name, help, MetricType::Gauge);
  out.metric.emplace_back().gauge.value = value;
  return out;
}

void labelled(MetricFamily& family, const char* label, const std::string& value, double count) {
  ClientMetric& metric = family.metric.emplace_back();
  metric.label.push_back({label, value});
  metric.counter.value = count;
}

MetricFamily histogram(const char* name, const char* help, const std::vector<double>& bounds,
                       const std::vector<std::uint64_t>& cumulative, std::uint64_t count,
                       double sum) {
  MetricFamily out = family(name, help, MetricType::Histogram);
  auto& histogram = out.metric.emplace_back().histogram;
  histogram.sample_count = count;
  histogram.sample_sum = sum;
  for (std::size_t i = 0; i < bounds.size() && i < cumulative.size(); ++i) {
    histogram.bucket.push_back({cumulative[i], bounds[i]});
  }
  return out;
}

double seconds_between(Instant from, Instant to) {
  return std::chrono::duration<double>(to - from).count();
}

void add_counters(const NodeMetrics& m, std::vector<MetricFamily>& out) {
  out.push_back(counter("liaison_inputs_total", "Inputs taken in", m.inputs));
  out.push_back(
      counter("liaison_duplicates_total", "Inputs that had been taken before", m.duplicates));
  out.push_back(counter("liaison_misplaced_total",
                        "Inputs that stood in another partition than their subject's, and went on",
                        m.misplaced));
  out.push_back(
      counter("liaison_rungs_total", "Warnings, breaches and escalations fired", m.rungs));
  out.push_back(
      counter("liaison_schedules_total", "Times at which schedules came due", m.schedules));
  out.push_back(counter("liaison_turns_total", "Turns committed", m.turns));
  out.push_back(counter("liaison_records_total", "Records put on topics", m.records));
  MetricFamily refused =
      family("liaison_refused_total", "Inputs refused, by cause", MetricType::Counter);
  for (const auto& [cause, count] : m.refused) {
    labelled(refused, "cause", cause, static_cast<double>(count));
  }
  out.push_back(std::move(refused));
}

void add_gauges(const NodeMetrics& m, Instant now, std::vector<MetricFamily>& out) {
  out.push_back(gauge("liaison_open_cases", "Cases open, those that are stuck included",
                      static_cast<double>(m.open_cases)));
  out.push_back(gauge("liaison_stuck_cases", "Cases an operator must look at",
                      static_cast<double>(m.stuck_cases)));
  out.push_back(
      gauge("liaison_open_clocks", "Clocks running or paused", static_cast<double>(m.open_clocks)));
  out.push_back(gauge("liaison_open_tasks", "Tasks not done", static_cast<double>(m.open_tasks)));
  out.push_back(gauge("liaison_quarantined",
                      "Records and cases that have ended the process and wait for an operator",
                      static_cast<double>(m.quarantined)));
  const auto oldest = m.oldest_unfired_due;
  out.push_back(gauge("liaison_oldest_unfired_due_seconds",
                      "Age of the oldest rung that is due and not fired; 0 when there is none",
                      oldest ? std::max(0.0, seconds_between(*oldest, now)) : 0.0));
  out.push_back(
      gauge("liaison_firing_lag_seconds", "How late the last rung fired", m.firing_lag_seconds));
  out.push_back(gauge("liaison_clock_behind_seconds",
                      "How far the machine's clock is behind the engine's time, which stands still "
                      "meanwhile",
                      m.clock_behind_seconds));
}

}  // namespace

Response Api::metrics() const {
  const NodeMetrics m = node_.metrics();
  std::vector<MetricFamily> families;
  add_counters(m, families);
  add_gauges(m, node_.now(), families);
  families.push_back(histogram("liaison_turn_inputs", "Inputs a turn", NodeMetrics::size_bounds(),
                               m.turn_size_buckets, m.turns, m.turn_size_sum));
  families.push_back(histogram("liaison_turn_seconds", "Time a turn takes, its commit included",
                               NodeMetrics::time_bounds(), m.turn_time_buckets, m.turns,
                               m.turn_time_sum));
  MetricFamily answers =
      family("liaison_http_answers_total", "HTTP answers, by class of status", MetricType::Counter);
  for (std::size_t digit = 1; digit < answers_.size(); ++digit) {
    labelled(answers, "status", std::to_string(digit) + "xx",
             static_cast<double>(answers_[digit].load()));
  }
  families.push_back(std::move(answers));
  families.push_back(gauge("liaison_http_long_polls", "Readers that wait for records",
                           static_cast<double>(polls_.load())));
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return {200, "text/plain; version=0.0.4; charset=utf-8", out.str(), {}};
}

}  // namespace liaison::http
