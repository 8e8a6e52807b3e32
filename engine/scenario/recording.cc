#include "engine/scenario/recording.h"

#include <algorithm>

#include "engine/runtime/cloud_event.h"
#include "engine/runtime/strict_json.h"
#include "engine/scenario/lockstep.h"
#include "engine/scenario/scenario_file.h"

namespace liaison {

namespace {

constexpr std::size_t kFaultsMax = 100;

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t\r") == std::string::npos;
}

// What is wrong with one line, each reason once; the line as far as it can be read.
RecordedLine read_line(const std::string& text, std::vector<std::string>& reasons) {
  RecordedLine line;
  auto parsed = parse_strict(text);  // walks nothing that is nested without end
  const Json* read = std::get_if<Json>(&parsed);
  if (!read) {
    reasons.push_back(std::move(std::get<NotJson>(parsed).reason));
    return line;
  }
  const Json& json = *read;
  if (!json.is_object()) {
    reasons.push_back(
        "expected a JSON object such as {\"at\": …, \"topic\": …, \"event\": …}, but it is none");
    return line;
  }
  const std::vector<std::string> known = {"at", "topic", "event"};
  for (const auto& [key, value] : json.items()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      reasons.push_back("expected a known key, but '" + key + "' is none" + nearest(key, known));
    }
  }
  const Json at = json.value("at", Json());
  const auto time = parse_time(at.is_string() ? at.get<std::string>() : "", "UTC");
  if (time) line.at = time->at;
  else
    reasons.push_back("expected `at` to be a time such as 2026-09-17T10:12:00+08:00, but it is " +
                      at.dump());
  if (!json.contains("topic") && !json.contains("event")) return line;
  line.event = json.value("event", Json());
  const Json topic = json.value("topic", Json());
  line.topic = topic.is_string() ? topic.get<std::string>() : "";
  return line;
}

void check_event(const RecordedLine& line, std::vector<std::string>& reasons) {
  const auto decoded = decode_cloud_event(line.event);
  if (const auto* error = std::get_if<DecodeError>(&decoded)) {
    reasons.insert(reasons.end(), error->reasons.begin(), error->reasons.end());
  } else if (line.topic != topic_of(line.event)) {
    reasons.push_back(std::string("expected `topic` to be ") + topic_of(line.event) +
                      " for this type of event, but it is '" + line.topic + "'");
  }
}

}  // namespace

Recording::Recording(std::string path) : path_(std::move(path)), file_(path_) {}

Result<RecordingSize> Recording::check(std::vector<Fault>& faults) {
  if (!file_)
    return Error{Error::Kind::kIo, "expected " + path_ + " to be a file, but it cannot be read"};
  RecordingSize size;
  for (std::string text; std::getline(file_, text) && faults.size() < kFaultsMax;) {
    ++line_;
    if (!is_blank(text)) check_line(text, faults, size);
  }
  if (file_.bad())
    return Error{Error::Kind::kIo, "expected to read " + path_ + " to its end, but it fails"};
  file_.clear();
  file_.seekg(0);
  line_ = 0;
  return size;
}

void Recording::check_line(const std::string& text, std::vector<Fault>& faults,
                           RecordingSize& size) {
  std::vector<std::string> reasons;
  const RecordedLine line = read_line(text, reasons);
  if (reasons.empty() && (line.is_input() || !line.event.is_null())) check_event(line, reasons);
  if (reasons.empty() && line.at < size.to) {
    reasons.push_back("expected `at` never to fall, but the line before is at " +
                      to_text(size.to, "UTC"));
  }
  for (std::string& reason : reasons) faults.push_back({here(), std::move(reason)});
  if (size.from == Instant{}) size.from = line.at;
  size.to = std::max(size.to, line.at);
  size.inputs += line.is_input() ? 1 : 0;
}

std::optional<RecordedLine> Recording::next() {
  for (std::string text; std::getline(file_, text);) {
    ++line_;
    if (is_blank(text)) continue;
    std::vector<std::string> reasons;
    return read_line(text, reasons);
  }
  return std::nullopt;
}

}  // namespace liaison
