// The bytes of a YAML file, before it is parsed: what may stand in it at all, and where.
//
//   YamlText text(file, faults);
//   if (text.good()) … text.mark_at(17) …
#pragma once

#include "engine/language/yaml.h"

namespace liaison::language {

class YamlText {
 public:
  // Tells each line with a tab, the first byte that is no UTF-8, the byte order mark, the size.
  YamlText(const SourceFile& file, Faults& faults);

  bool good() const { return good_; }
  std::string_view bytes() const { return file_.text; }
  // Column in characters, 1-based. Cheap when asked in rising order.
  SourceMark mark_at(std::size_t position) const;
  // Where the quoted text beginning at `position` ends: one past the quote; npos when it never
  // does.
  std::size_t end_of_quoted(std::size_t position) const;
  // The first position at or after `position` that is no blank.
  std::size_t after_blanks(std::size_t position) const;

 private:
  void fault(std::size_t position, std::string message);
  void check_bytes();
  void check_utf8();

  const SourceFile& file_;
  Faults& faults_;
  bool good_ = true;
  struct Cursor {
    std::size_t position = 0;
    int line = 1, column = 1;
  };
  mutable Cursor cursor_;  // of the last mark_at()
};

}  // namespace liaison::language
