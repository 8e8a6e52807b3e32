#include "connectors/http/tokens.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "connectors/http/message.h"
#include "engine/language/load.h"
#include "engine/model/ids.h"
#include "engine/runtime/strict_json.h"

namespace liaison::http {
namespace {

constexpr std::size_t kShortest = 16;  // a token that can be guessed protects nothing

struct Item {
  Json value;
  int line = 0;
};

Error fault(const std::string& path, int line, const std::string& message) {
  return invalid(path + ":" + std::to_string(line) + ": " + message);
}

Result<std::vector<Item>> json_lines(const std::string& path, const std::string& text) {
  std::vector<Item> items;
  std::istringstream in(text);
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    auto parsed = parse_strict(line);
    if (const auto* no = std::get_if<NotJson>(&parsed)) return fault(path, number, no->reason);
    items.push_back({std::get<Json>(std::move(parsed)), number});
  }
  return items;
}

Result<std::vector<Item>> yaml_list(const std::string& path, const std::string& text) {
  std::vector<Fault> faults;
  const Result<MarkedJson> parsed = parse_yaml({path, text}, faults);
  if (!faults.empty()) return invalid(liaison::to_text(faults.front()));
  if (!parsed) return parsed.error();
  const Json& root = parsed->value;
  if (!root.is_object() || root.size() != 1 || !root.contains("tokens") ||
      !root["tokens"].is_array()) {
    return fault(path, 1, "expected one key `tokens` with a list, but it has another form");
  }
  std::vector<Item> items;
  for (std::size_t i = 0; i < root["tokens"].size(); ++i) {
    const auto mark = parsed->marks.find("/tokens/" + std::to_string(i));
    items.push_back({root["tokens"][i], mark == parsed->marks.end() ? 0 : mark->second.line});
  }
  return items;
}

bool is_digest(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// What is wrong with one entry; "" when nothing is.
std::string wrong_with(const Json& value) {
  static const std::vector<std::string> known = {"token",      "sha256", "authid",
                                                 "department", "role",   "unit"};
  if (!value.is_object()) return "expected an entry with `token` or `sha256` and `authid`";
  for (const auto& [name, field] : value.items()) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const std::string near = nearest(name, known);
      return "expected token, sha256, authid, department, role or unit, but '" + name + "'" +
             (near.empty() ? "" : " (did you mean '" + near + "'?)");
    }
    if (!field.is_string()) return "expected `" + name + "` to be text, but it is not";
  }
  if (value.contains("token") == value.contains("sha256")) {
    return "expected exactly one of `token` and `sha256`";
  }
  if (value.value("authid", "").empty()) return "expected `authid`, but it is missing";
  if (value.contains("token") && value.value("token", "").size() < kShortest) {
    return "expected a token of 16 characters or more, but it is shorter: "
           "`openssl rand -hex 32` makes a good one";
  }
  if (value.contains("sha256") && !is_digest(value.value("sha256", ""))) {
    return "expected `sha256` to be 64 hexadecimal digits in lower case";
  }
  const std::string department = value.value("department", "");
  if (department.empty() && value.value("role", "").empty()) {
    return "expected `department` or `role`, for what the token may do rests on them";
  }
  if (!department.empty() && !is_department(department)) {
    return "expected `department` to be like 'customer-service', but '" + department + "'";
  }
  return "";
}

// Takes equally long wherever the first difference is.
bool equal_in_constant_time(std::string_view a, std::string_view b) {
  unsigned difference = a.size() == b.size() ? 0u : 1u;
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  }
  return difference == 0;
}

}  // namespace

Result<Tokens> Tokens::load(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    return Error{Error::Kind::kIo, "expected a token file at " + path + ", but it cannot be read"};
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return invalid("expected the token file " + path +
                   " to be closed to all but its owner, but others may read it: chmod 600 " + path);
  }
  std::ifstream in(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (!in) return Error{Error::Kind::kIo, "expected to read " + path + ", but it failed"};
  return parse(path, text);
}

Result<Tokens> Tokens::parse(const std::string& path, const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool lines = first != std::string::npos && text[first] == '{';
  Result<std::vector<Item>> items = lines ? json_lines(path, text) : yaml_list(path, text);
  if (!items) return items.error();
  Tokens tokens;
  for (const Item& item : *items) {
    if (const std::string wrong = wrong_with(item.value); !wrong.empty()) {
      return fault(path, item.line, wrong);
    }
    Entry entry;
    entry.digest = item.value.contains("token")
                       ? hex(sha256(item.value["token"].get<std::string>()))
                       : item.value["sha256"].get<std::string>();
    if (std::any_of(tokens.entries_.begin(), tokens.entries_.end(),
                    [&](const Entry& other) { return other.digest == entry.digest; })) {
      return fault(path, item.line, "expected every token once, but this one stands above already");
    }
    entry.actor.type = "user";
    entry.actor.id = item.value.value("authid", "");
    entry.actor.department = DepartmentId(item.value.value("department", ""));
    entry.actor.role = item.value.value("role", "");
    entry.actor.unit = item.value.value("unit", "");
    tokens.entries_.push_back(std::move(entry));
  }
  if (tokens.entries_.empty()) {
    return fault(path, 1, "expected at least one token, but there is none");
  }
  return tokens;
}

std::optional<Actor> Tokens::who(std::string_view token) const {
  const std::string digest = hex(sha256(token));
  const Entry* found = nullptr;
  for (const Entry& entry : entries_) {  // to the end, whichever it is
    if (equal_in_constant_time(entry.digest, digest)) found = &entry;
  }
  if (found == nullptr) return std::nullopt;
  return found->actor;
}

}  // namespace liaison::http
