// Terminal: what is shown to people: widths of text, aligned tables, colours where a person looks.
//
//   Table table({"DUE", "CASE", "部门"});
//   table.row({"10-13 17:30", "3f2-K7QW…", "运维检修部"});
//   std::cout << table.text();
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace liaison::cli {

// Columns a text takes: a Chinese character two, a combining mark none.
std::size_t width_of(std::string_view utf8);
// Cut to `width` columns with an ellipsis, or filled up with blanks.
std::string fitted(std::string_view utf8, std::size_t width);
std::string padded(std::string_view utf8, std::size_t width);

bool stdout_is_terminal();
bool stderr_is_terminal();

enum class Colour { kPlain, kBold, kRed, kYellow, kGreen };
// The text with colour when stdout is a terminal and NO_COLOR is not set; else as it is.
std::string coloured(Colour, std::string_view text);

// What was stored may hold control characters that would move a person's cursor: they are shown.
std::string printable(std::string_view text);

class Table {
 public:
  explicit Table(std::vector<std::string> heads) : heads_(std::move(heads)) {}
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  std::string text() const;

 private:
  std::vector<std::string> heads_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace liaison::cli
