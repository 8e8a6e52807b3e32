#include "engine/language/faults.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "engine/language/shorten.h"
#include "engine/time/quote.h"

namespace liaison::language {
namespace {

constexpr std::size_t kWordMax = 64;       // longer words are no slips of the pen
constexpr int kAfterAll = INT32_MAX;       // the line of what is said at the end of a file
constexpr std::size_t kMessageMax = 1000;  // bytes

// How many letters must be put in, left out, changed, or swapped with their neighbour.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before, last, row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before = std::exchange(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] =
          std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row.back();
}

std::string lower(std::string_view text) {
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return small;
}

// What somebody wrote in several lines is shown in one.
std::string one_line(std::string text) {
  const auto breaks = [](char c) { return c == '\n' || c == '\r' || c == '\t'; };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!breaks(text[at])) continue;
    const std::size_t end = std::min(text.find_first_not_of(" \n\r\t", at), text.size());
    text.replace(at, end - at, " ");
  }
  return text;
}

auto place(const Fault& f) {
  return std::tie(f.at.file, f.at.line, f.at.column, f.warning, f.message);
}

}  // namespace

bool Faults::Before::operator()(const Fault& a, const Fault& b) const {
  return place(a) < place(b);
}

void Faults::put(const SourceMark& at, std::string message, bool warning) {
  any_ |= !warning;
  Fault fault{at, shortened(one_line(std::move(message)), kMessageMax), warning};
  int& count = by_file_[at.file];
  if (count > kFaultsMax || faults_.contains(fault)) return;
  if (++count > kFaultsMax) {
    fault.at = {at.file, kAfterAll, 1};
    fault.message = "expected fewer faults in one file, but there are more than " +
                    std::to_string(kFaultsMax) + "; the rest is not shown";
    fault.warning = false;
    any_ = true;
  }
  faults_.insert(std::move(fault));
}

void Faults::later(const SourceMark& at, std::string_view key) {
  later_.insert(at.file);
  add(at, "expected a key that this version executes, but " + said(key) + " comes later");
}

void Faults::later_expression(const SourceMark& at, std::string_view text) {
  later_.insert(at.file);
  add(at, "expected plain text, which is all that this version executes here, but the expression " +
              said(text) + " comes later");
}

std::vector<Fault> Faults::take() {
  std::vector<Fault> taken(faults_.begin(), faults_.end());
  *this = Faults();
  for (Fault& fault : taken) {
    if (fault.at.line == kAfterAll) fault.at.line = 0;
  }
  return taken;
}

std::string nearest_name(std::string_view word, const Names& known, std::size_t letters) {
  if (word.empty() || word.size() > kWordMax) return "";
  std::string nearest;
  std::size_t least = std::max<std::size_t>(1, word.size() / letters) + 1;
  for (std::size_t i = 0; i < std::min(known.size(), kNamesMax); ++i) {
    const std::string& name = known[i];
    const std::size_t longer = std::max(name.size(), word.size());
    if (longer - std::min(name.size(), word.size()) >= least) continue;
    const std::size_t apart = distance(lower(word), lower(name));
    if (apart < least) std::tie(least, nearest) = std::tuple{apart, name};
  }
  return nearest;
}

std::string did_you_mean(std::string_view word, const Names& known, std::size_t letters) {
  const std::string nearest = nearest_name(word, known, letters);
  return nearest.empty() ? "" : " (did you mean '" + nearest + "'?)";
}

std::string said(std::string_view text) { return quoted(text); }

std::string listed(const Names& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

}  // namespace liaison::language
