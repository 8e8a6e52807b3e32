// JsonReader: JSON text read once, from left to right; what nobody asks for is stepped over.
//
//   std::optional<Json> value = read_json(text);              // a whole text
//
//   JsonReader reader(text);                                   // only some of it
//   bool good = reader.object([&](std::string& key) {          // called for each key
//     return key == "id" ? reader.text(id) : reader.skip();    // reads the value, or gives up
//   });
//
// Quick, silent and stricter than JSON: it gives up what is no JSON, but also a key twice in one
// object, nesting deeper than kLevels, \u and numbers beyond a double or an integer. Who must take
// those too, or say what is wrong, asks nlohmann's parser about a text that was given up.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/model/json.h"

namespace liaison {

class JsonReader {
 public:
  static constexpr int kLevels = 64;

  explicit JsonReader(std::string_view text) : at_(text.data()), end_(at_ + text.size()) {}

  // Each reads one value of its kind; false: given up, and nothing can be read any more.
  bool value(Json& out);
  bool text(std::string& out);
  bool skip(std::string_view* skipped = nullptr);  // its text
  template <class Use>
  bool object(Use use) {
    return list('{', '}', [&] {
      std::string key;
      return text(key) && take(':') && use(key);
    });
  }
  bool at_end();  // but for blanks

 private:
  template <class Use>
  bool list(char open, char close, Use use) {
    if (++levels_ > kLevels || !take(open)) return false;
    if (!take(close)) {
      do {
        if (!use()) return false;
      } while (take(','));
      if (!take(close)) return false;
    }
    --levels_;
    return true;
  }
  char next() {  // after blanks; 0 at the end
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
    return at_ == end_ ? '\0' : *at_;
  }
  bool take(char c) {
    const bool is = next() == c && at_ != end_;
    if (is) ++at_;
    return is;
  }
  bool text(std::string* out);  // null: to nowhere
  bool escaped(std::string* out);
  bool word(std::string_view word);
  bool number(Json& out);
  bool members(Json& out);
  bool items(Json& out);
  bool pass();

  const char* at_;
  const char* const end_;
  int levels_ = 0;
};

std::optional<Json> read_json(std::string_view text);

}  // namespace liaison
