// Codec: the stored bytes and the JSON view of described values (describe.h): written by
// msgpack-c, read by wire_reader.h.
//
//   std::string bytes = encode(head);            // the row
//   Result<CaseHead> back = decode<CaseHead>(bytes);
//
// Slow to compile: only what stores or shows rows includes it.
#pragma once

#include <chrono>
#include <msgpack/adaptor/bool.hpp>
#include <msgpack/adaptor/float.hpp>
#include <msgpack/adaptor/int.hpp>
#include <msgpack/adaptor/string.hpp>
#include <msgpack/pack.hpp>
#include <type_traits>
#include <utility>

#include "engine/model/describe.h"
#include "engine/model/wire_reader.h"

namespace liaison {

struct AnyVisitor {  // only to ask whether a type is described
  template <class T, class M>
  void operator()(const char*, M T::*) {}
};
template <class T>
concept Described = std::is_class_v<T> && requires(AnyVisitor visit) {
  FieldsOf<T>::list(visit);
} &&(
    requires(AnyVisitor visit) { T::fields(visit); } ||
    requires { typename FieldsOf<T>::Outside; });

namespace wire {

struct Buffer {
  std::string bytes;
  void write(const char* data, std::size_t size) { bytes.append(data, size); }
};
using Packer = msgpack::packer<Buffer>;

inline void pack_json(Packer& out, const Json& value) {
  switch (value.type()) {
    case Json::value_t::object:
      out.pack_map(static_cast<std::uint32_t>(value.size()));
      for (auto it = value.begin(); it != value.end(); ++it) {
        out.pack(it.key());
        pack_json(out, it.value());
      }
      return;
    case Json::value_t::array:
      out.pack_array(static_cast<std::uint32_t>(value.size()));
      for (const Json& item : value) pack_json(out, item);
      return;
    case Json::value_t::string: out.pack(value.get_ref<const std::string&>()); return;
    case Json::value_t::boolean: out.pack(value.get<bool>()); return;
    case Json::value_t::number_integer: out.pack(value.get<std::int64_t>()); return;
    case Json::value_t::number_unsigned: out.pack(value.get<std::uint64_t>()); return;
    case Json::value_t::number_float: out.pack(value.get<double>()); return;
    default: out.pack_nil(); return;
  }
}

template <class T>
struct Codec;  // write(Packer&, const T&), read(Reader&, T&), show(const T&)

template <class T>
void write(Packer& out, const T& value) {
  Codec<T>::write(out, value);
}
template <class T>
void read(Reader& in, T& value) {
  Codec<T>::read(in, value);
}
template <class T>
Json show(const T& value) {
  return Codec<T>::show(value);
}

template <class T>
requires std::is_arithmetic_v<T> || std::is_same_v<T, std::string>
struct Codec<T> {
  static void write(Packer& out, const T& value) { out.pack(value); }
  static void read(Reader& in, T& value) {
    if constexpr (std::is_same_v<T, std::string>) value = in.text();
    else if constexpr (std::is_same_v<T, bool>) value = in.truth();
    else if constexpr (std::is_floating_point_v<T>) value = in.number();
    else if constexpr (std::is_signed_v<T>) value = in_range<T>(in.integer());
    else value = in_range<T>(in.natural());
  }
  static Json show(const T& value) { return value; }

 private:
  template <class N>
  static N in_range(auto stored) {
    if (!std::in_range<N>(stored)) throw Malformed{};
    return static_cast<N>(stored);
  }
};

template <class T>
requires std::is_enum_v<T>
struct Codec<T> {
  static void write(Packer& out, T value) { out.pack(static_cast<std::int64_t>(value)); }
  static void read(Reader& in, T& value) { value = static_cast<T>(in.integer()); }
  static Json show(T value) {
    if constexpr (requires { to_word(value); }) return to_word(value);
    else return static_cast<std::int64_t>(value);
  }
};

template <class Tag>
struct Codec<Name<Tag>> {
  static void write(Packer& out, const Name<Tag>& value) { out.pack(value.text); }
  static void read(Reader& in, Name<Tag>& value) { value.text = in.text(); }
  static Json show(const Name<Tag>& value) { return value.text; }
};

template <>
struct Codec<Milliseconds> {
  static void write(Packer& out, Milliseconds value) { out.pack(std::int64_t{value.count()}); }
  static void read(Reader& in, Milliseconds& value) { value = Milliseconds{in.integer()}; }
  static Json show(Milliseconds value) { return value.count(); }
};

template <>
struct Codec<Instant> {
  static void write(Packer& out, Instant value) {
    out.pack(std::int64_t{value.time_since_epoch().count()});
  }
  static void read(Reader& in, Instant& value) { value = Instant{Milliseconds{in.integer()}}; }
  static Json show(Instant value) { return value.time_since_epoch().count(); }
};

template <>
struct Codec<Json> {
  static void write(Packer& out, const Json& value) { pack_json(out, value); }
  static void read(Reader& in, Json& value) { value = in.json(); }
  static Json show(const Json& value) { return value; }
};

template <>
struct Codec<Doc> {
  static void write(Packer& out, const Doc& value) { pack_json(out, *value); }
  static void read(Reader& in, Doc& value) { value = in.nil() ? Doc{} : Doc{in.json()}; }
  static Json show(const Doc& value) { return *value; }
};

template <class T>
struct Codec<std::optional<T>> {
  static void write(Packer& out, const std::optional<T>& value) {
    if (value) wire::write(out, *value);
    else out.pack_nil();
  }
  static void read(Reader& in, std::optional<T>& value) {
    value.reset();
    if (!in.nil()) wire::read(in, value.emplace());
  }
  static Json show(const std::optional<T>& value) {
    return value ? wire::show(*value) : Json(nullptr);
  }
};

template <class T>
struct Codec<std::vector<T>> {
  static void write(Packer& out, const std::vector<T>& value) {
    out.pack_array(static_cast<std::uint32_t>(value.size()));
    for (const T& item : value) wire::write(out, item);
  }
  static void read(Reader& in, std::vector<T>& value) {
    value.clear();
    for (std::uint32_t left = in.array(); left > 0; --left) wire::read(in, value.emplace_back());
  }
  static Json show(const std::vector<T>& value) {
    Json list = Json::array();
    for (const T& item : value) list.push_back(wire::show(item));
    return list;
  }
};

template <class K, class T>
struct Codec<std::map<K, T>> {  // as an array key, value, key, value: keys of any type
  static void write(Packer& out, const std::map<K, T>& value) {
    out.pack_array(static_cast<std::uint32_t>(value.size() * 2));
    for (const auto& [key, item] : value) {
      wire::write(out, key);
      wire::write(out, item);
    }
  }
  static void read(Reader& in, std::map<K, T>& value) {
    value.clear();
    const std::uint32_t items = in.array();
    if (items % 2 != 0) throw Malformed{};
    for (std::uint32_t i = 0; i < items; i += 2) {
      K key{};
      wire::read(in, key);
      wire::read(in, value[std::move(key)]);
    }
  }
  static Json show(const std::map<K, T>& value) {
    Json object = Json::object();
    for (const auto& [key, item] : value) {
      const Json name = wire::show(key);
      object[name.is_string() ? name.get<std::string>() : name.dump()] = wire::show(item);
    }
    return object;
  }
};

template <class... T>
struct Codec<std::variant<T...>> {  // as an array number, value
  using Variant = std::variant<T...>;
  static void write(Packer& out, const Variant& value) {
    out.pack_array(2);
    out.pack(static_cast<std::uint64_t>(value.index()));
    std::visit([&](const auto& held) { wire::write(out, held); }, value);
  }
  static void read(Reader& in, Variant& value) {
    if (in.array() != 2) throw Malformed{};
    read_alternative<0>(in.natural(), in, value);
  }
  static Json show(const Variant& value) {
    return std::visit([](const auto& held) { return show_alternative(held); }, value);
  }

 private:
  template <std::size_t I>
  static void read_alternative(std::uint64_t number, Reader& in, Variant& value) {
    if constexpr (I == sizeof...(T)) {
      throw Malformed{};
    } else {
      if (number == I) wire::read(in, value.template emplace<I>());
      else read_alternative<I + 1>(number, in, value);
    }
  }
  template <class H>
  static Json show_alternative(const H& held) {
    if constexpr (requires { H::kWord; }) return Json{{H::kWord, wire::show(held)}};
    else return wire::show(held);
  }
};

template <Described T>
struct Codec<T> {
  static void write(Packer& out, const T& value) {
    out.pack_array(count());
    FieldsOf<T>::list([&](const char*, auto member) { wire::write(out, value.*member); });
  }
  static void read(Reader& in, T& value) {
    std::uint32_t left = in.array();
    FieldsOf<T>::list([&](const char*, auto member) {
      if (left == 0) return;
      wire::read(in, value.*member);
      --left;
    });
    for (; left > 0; --left) in.skip();
  }
  static Json show(const T& value) {
    Json object = Json::object();
    FieldsOf<T>::list(
        [&](const char* name, auto member) { object[name] = wire::show(value.*member); });
    return object;
  }

 private:
  static constexpr std::uint32_t count() {
    std::uint32_t fields = 0;
    FieldsOf<T>::list([&](const char*, auto) { ++fields; });
    return fields;
  }
};

}  // namespace wire

template <class T>
std::string encode(const T& value) {
  wire::Buffer buffer;
  buffer.bytes.reserve(256);
  wire::Packer packer(buffer);
  wire::write(packer, value);
  return std::move(buffer.bytes);
}

template <class T>
Result<T> decode(std::string_view bytes) {
  try {
    wire::Reader in(bytes);
    T value{};
    wire::read(in, value);
    if (in.at_end()) return value;
  } catch (const wire::Malformed&) {
  }
  return Error{Error::Kind::kCorrupt,
               "expected a stored row that can be decoded, but its bytes do not fit"};
}

template <class T>
Json view(const T& value) {
  return wire::show(value);
}

}  // namespace liaison
