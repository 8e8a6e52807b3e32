// The template behind shown(): as describe.h shows values, but for instants and spans of time.
#pragma once

#include "engine/model/codec.h"
#include "engine/time/duration.h"

namespace liaison {

std::string iso_span(Milliseconds);  // "PT2H30M"

namespace showing {

template <class T>
struct Show {
  static Json of(const T& value, const std::string& zone) {
    if constexpr (Described<T>) {
      Json object = Json::object();
      FieldsOf<T>::list(
          [&](const char* name, auto member) { object[name] = shown(value.*member, zone); });
      return object;
    } else {
      return view(value);
    }
  }
};

template <>
struct Show<Instant> {
  static Json of(Instant at, const std::string& zone) {
    if (at == kBeginning || at == kNever) return nullptr;
    return to_text(at, zone);
  }
};
template <>
struct Show<Milliseconds> {
  static Json of(Milliseconds span, const std::string&) { return iso_span(span); }
};
template <>
struct Show<Duration> {
  static Json of(const Duration& duration, const std::string&) { return to_text(duration); }
};

template <class T>
struct Show<std::vector<T>> {
  static Json of(const std::vector<T>& values, const std::string& zone) {
    Json list = Json::array();
    for (const T& value : values) list.push_back(shown(value, zone));
    return list;
  }
};

template <class T>
struct Show<std::optional<T>> {
  static Json of(const std::optional<T>& value, const std::string& zone) {
    return value ? shown(*value, zone) : Json(nullptr);
  }
};

template <class... T>
struct Show<std::variant<T...>> {
  static Json of(const std::variant<T...>& value, const std::string& zone) {
    return std::visit([&](const auto& held) { return shown(held, zone); }, value);
  }
};

}  // namespace showing

template <class T>
Json shown(const T& value, const std::string& zone) {
  return showing::Show<T>::of(value, zone);
}

}  // namespace liaison
