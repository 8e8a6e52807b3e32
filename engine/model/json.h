// JSON values, and Doc: a JSON value that never changes once made.
//
//   Doc sheet = Json{{"kva", 50}};        // made once
//   Doc same = sheet;                     // copies a pointer, not the value
//   int kva = (*sheet)["kva"];
//
// The sheet of a case is up to 256 KiB and is handed from step to step, into expressions and
// into snapshots; that is why a Doc is shared instead of copied.
// Object keys are sorted, so the same value always gives the same bytes.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace liaison {

using Json = nlohmann::json;

class Doc {
 public:
  Doc() = default;                                                             // null
  Doc(Json value) : value_(std::make_shared<const Json>(std::move(value))) {}  // NOLINT: a value

  const Json& operator*() const { return value_ ? *value_ : null(); }
  const Json* operator->() const { return &**this; }
  bool is_null() const { return !value_ || value_->is_null(); }
  bool same_as(const Doc& other) const { return value_ == other.value_ || **this == *other; }
  friend bool operator==(const Doc& a, const Doc& b) { return a.same_as(b); }

 private:
  static const Json& null() {
    static const Json kNull;
    return kNull;
  }
  std::shared_ptr<const Json> value_;
};

// The text in this field of an object; "" where there is none, or something else.
inline std::string text_in(const Json& object, std::string_view field) {
  if (!object.is_object()) return {};
  const auto found = object.find(field);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

}  // namespace liaison
