// Words a scenario may use, and the nearest one where somebody slips.
#include <algorithm>
#include <numeric>

#include "engine/scenario/scenario_file.h"

namespace liaison {

namespace {

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

const std::vector<std::string>& reply_verbs() {
  static const std::vector<std::string> kVerbs = {
      "claim",   "release", "complete", "return",      "decline",     "assign",
      "comment", "told",    "received", "undelivered", "asked",       "answered",
      "pause",   "resume",  "extend",   "decide",      "acknowledge", "chase",
      "retry",   "skip",    "set",      "cancel"};
  return kVerbs;
}

const std::vector<std::string>& repair_verbs() {
  static const std::vector<std::string> kVerbs = {"retry", "skip", "set", "cancel"};
  return kVerbs;
}

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  const std::string* best = nullptr;
  std::size_t shortest = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : known) {
    const std::size_t far = distance(word, candidate);
    if (far < shortest) best = &candidate, shortest = far;
  }
  return best == nullptr ? "" : " (did you mean '" + *best + "'?)";
}

}  // namespace liaison
