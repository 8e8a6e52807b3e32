// Recording: the file that play() plays, line by line.
//
//   Recording recording("jiangcheng-2026-09.jsonl");
//   std::vector<Fault> faults;
//   auto size = recording.check(faults);              // the whole file, once
//   while (auto line = *recording.next()) …
//
// A line is `{"at", "topic", "event"}`; one with `at` alone lets time pass. Empty lines are
// allowed.
#pragma once

#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "engine/language/load.h"

namespace liaison {

struct RecordedLine {
  Instant at{};
  std::string topic;  // "" when only time passes
  Json event;
  bool is_input() const { return !topic.empty(); }
};

struct RecordingSize {
  std::size_t inputs = 0;
  Instant from{}, to{};
};

class Recording {
 public:
  explicit Recording(std::string path);

  // Every fault of the file, at most a hundred; afterwards it stands at its beginning again. Error
  // kIo: the file cannot be read.
  Result<RecordingSize> check(std::vector<Fault>& faults);
  // The next line that says anything; none at the end.
  std::optional<RecordedLine> next();

 private:
  void check_line(const std::string& text, std::vector<Fault>& faults, RecordingSize& size);
  SourceMark here() const { return {path_, line_, 1}; }

  std::string path_;
  std::ifstream file_;
  int line_ = 0;
};

}  // namespace liaison
