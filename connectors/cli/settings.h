// Settings: everything that can be set for `serve`, with unit and default; deploy/liaison.yaml
// shows all of them with their reasons, and a test holds that file to this table.
//
//   Result<Settings> settings = load_settings({.file = "liaison.yaml", .environment = environ});
//   settings->number("http.threads")
//
// A file is overridden by the environment (http.threads = LIAISON_HTTP_THREADS), and that by flags
// (`--set http.threads=16`). A setting that is not known is an error, with its place and the
// nearest known name. Times are kept in milliseconds, sizes in bytes.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/model/json.h"
#include "engine/model/result.h"

namespace liaison::cli {

struct Setting {
  enum class Kind { kText, kNumber, kBytes, kTime, kSwitch };
  std::string name;  // "http.threads"
  Kind kind = Kind::kText;
  Json fallback;                   // text, number (bytes, milliseconds) or true/false
  std::int64_t low = 0, high = 0;  // of numbers, sizes and times
};
const std::vector<Setting>& all_settings();

class Settings {
 public:
  Settings();  // the defaults
  const std::string& text(const std::string& name) const;
  std::int64_t number(const std::string& name) const;
  bool is_on(const std::string& name) const;
  const Json& value(const std::string& name) const;
  bool is_said(const std::string& name) const { return said_.contains(name); }  // no default
  // `written` is text or a YAML scalar: "64 KiB", "10 seconds", 16, true. Error: what is wrong.
  Result<void> set(const std::string& name, const Json& written);

 private:
  std::map<std::string, Json> values_;
  std::set<std::string> said_;
};

struct SettingSources {
  std::string file;                                        // "": none
  const char* const* environment = nullptr;                // `environ`
  std::vector<std::pair<std::string, std::string>> flags;  // name, value
};
Result<Settings> load_settings(const SettingSources&);

}  // namespace liaison::cli
