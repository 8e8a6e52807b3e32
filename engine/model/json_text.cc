#include "engine/model/json_text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace liaison {

namespace {

constexpr std::array<bool, 256> kPlain = [] {  // stands for itself in a JSON string
  std::array<bool, 256> plain{};
  for (std::size_t c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

bool is_plain(char c) { return kPlain[static_cast<unsigned char>(c)]; }

// How many bytes the character takes that a text with a byte over 0x7f begins with; 0: it is none.
std::size_t utf8_size(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned lead = byte(0);
  const std::size_t size = lead < 0xc2   ? 0
                           : lead < 0xe0 ? 2
                           : lead < 0xf0 ? 3
                           : lead < 0xf5 ? 4
                                         : 0;
  // No longer forms than needed, no surrogates, nothing over U+10FFFF: Unicode, table 3-7.
  const unsigned least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const unsigned most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (size == 0 || byte(1) < least || byte(1) > most) return 0;
  for (std::size_t i = 2; i < size; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xbf) return 0;
  }
  return size;
}

void append_escaped(std::string& out, char c) {
  constexpr const char* kHex = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  out += "\\u00";
  out += kHex[static_cast<unsigned char>(c) >> 4];
  out += kHex[static_cast<unsigned char>(c) & 0xf];
}

// The first character, which is not plain. Says how long it was.
std::size_t append_special(std::string& out, std::string_view text) {
  if (static_cast<unsigned char>(text.front()) < 0x80) {
    append_escaped(out, text.front());
    return 1;
  }
  const std::size_t size = utf8_size(text);
  out += size == 0 ? std::string_view("\xef\xbf\xbd") : text.substr(0, size);
  return std::max<std::size_t>(1, size);
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  while (true) {
    const auto plain = static_cast<std::size_t>(
        std::find_if_not(text.begin(), text.end(), is_plain) - text.begin());
    out.append(text.data(), plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    text.remove_prefix(append_special(out, text));
  }
  out += '"';
}

bool is_utf8(std::string_view bytes) {
  while (true) {
    bytes.remove_prefix(static_cast<std::size_t>(
        std::find_if(bytes.begin(), bytes.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0x80; }) -
        bytes.begin()));
    if (bytes.empty()) return true;
    const std::size_t size = utf8_size(bytes);
    if (size == 0) return false;
    bytes.remove_prefix(size);
  }
}

void append_json(std::string& out, const Json& value) {
  char separator = 0;
  const auto separate = [&](char open) { out += std::exchange(separator, ',') == 0 ? open : ','; };
  switch (value.type()) {
    case Json::value_t::object:
      for (auto field = value.begin(); field != value.end(); ++field) {
        separate('{');
        append_json_text(out, field.key());
        out += ':';
        append_json(out, field.value());
      }
      out += value.empty() ? "{}" : "}";
      return;
    case Json::value_t::array:
      for (const Json& item : value) {
        separate('[');
        append_json(out, item);
      }
      out += value.empty() ? "[]" : "]";
      return;
    case Json::value_t::string: append_json_text(out, value.get_ref<const std::string&>()); return;
    default: out += value.dump(-1, ' ', false, Json::error_handler_t::replace); return;
  }
}

std::string to_json_text(const Json& value) {
  std::string text;
  append_json(text, value);
  return text;
}

std::string& JsonObject::begin(std::string_view name) {
  if (fields_.size() > 1) fields_ += ',';
  else fields_.reserve(512);
  fields_ += '"';
  fields_ += name;
  fields_ += "\":";
  return fields_;
}

JsonObject& JsonObject::raw(std::string_view name, std::string_view json) {
  begin(name) += json;
  return *this;
}

JsonObject& JsonObject::set(std::string_view name, std::string_view text) {
  append_json_text(begin(name), text);
  return *this;
}

JsonObject& JsonObject::set(std::string_view name, OrNull text) {
  return text.text.empty() ? raw(name, "null") : set(name, text.text);
}

JsonObject& JsonObject::set(std::string_view name, const std::vector<std::string>& texts) {
  std::string& out = begin(name);
  out += '[';
  for (const std::string& text : texts) {
    if (&text != &texts.front()) out += ',';
    append_json_text(out, text);
  }
  out += ']';
  return *this;
}

JsonObject& JsonObject::set(std::string_view name, const JsonObject& object) {
  begin(name) += object.fields_;
  fields_ += '}';
  return *this;
}

JsonObject& JsonObject::add(const JsonObject& other) {
  if (other.fields_.size() == 1) return *this;
  if (fields_.size() > 1) fields_ += ',';
  fields_.append(other.fields_, 1);
  return *this;
}

}  // namespace liaison
