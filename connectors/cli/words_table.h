// The table behind words.h: what is shown, and what helps. An entry a line.
#pragma once

#include <string_view>
#include <vector>

namespace liaison::cli {

struct Word {
  std::string_view english, chinese;
};
using Words = std::vector<Word>;

Words screen_words();  // words_screens.cc
Words help_words();    // words_help.cc

}  // namespace liaison::cli
