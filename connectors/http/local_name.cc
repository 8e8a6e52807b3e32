#include "connectors/http/local_name.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace liaison::http {
namespace {

// Digits and nothing else, without a leading zero: some read that as octal.
std::optional<int> number(std::string_view text, int highest) {
  if (text.empty() || text.size() > 5 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value <= highest ? std::optional(value) : std::nullopt;
}

bool is_loopback_v4(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    const std::size_t dot = part < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos) return false;
    const auto value = number(text.substr(0, dot), 255);
    if (!value || (part == 0 && *value != 127)) return false;
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return true;
}

bool is_localhost(std::string_view text) {
  constexpr std::string_view kName = "localhost";
  return std::equal(text.begin(), text.end(), kName.begin(), kName.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == b;
  });
}

}  // namespace

bool is_loopback(std::string_view name) {
  return name == "::1" || is_localhost(name) || is_loopback_v4(name);
}

bool is_local_host(std::string_view host) {
  constexpr std::string_view kV6 = "[::1]";
  const bool v6 = host.starts_with(kV6);
  const std::size_t end = v6 ? kV6.size() : std::min(host.find(':'), host.size());
  const std::string_view name = host.substr(0, end), port = host.substr(end);
  if (!port.empty() && (port[0] != ':' || !number(port.substr(1), 65535))) return false;
  return v6 || is_localhost(name) || is_loopback_v4(name);
}

}  // namespace liaison::http
