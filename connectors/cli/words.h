// Words: all texts for people, in Chinese and English. The English text is the key, so that the
// code reads; words_screens.cc and words_help.cc have the table, and a test holds it to every say()
// of this folder.
//
//   say("OPEN TASKS")                        // 未完任务
//   say("{0} of {1} passed", {"7", "9"})     // 9 个中通过 7 个
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace liaison::cli {

enum class Language { kEnglish, kChinese };

// `--lang` goes before LC_ALL, LC_MESSAGES and LANG, in the order of POSIX. Error text in `fault`
// when --lang is neither zh nor en.
Language choose_language(int argc, const char* const* argv, std::string& fault);
// Set once by main() before anything is said: a process speaks one language.
void speak(Language);
Language spoken();

std::string say(std::string_view english, std::initializer_list<std::string_view> values = {});
// Whether the table has it; for the test.
bool is_translated(std::string_view english);

}  // namespace liaison::cli
