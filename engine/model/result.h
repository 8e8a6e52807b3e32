// Result<T>: a value, or the error that kept us from having one.
//
//   Result<Duration> limit = parse_duration("5 workdays");
//   if (!limit) return limit.error();
//   use(*limit);
//
// Only for what can go wrong outside the machine (files, disk, text given by people). What the
// machine refuses is an event, and a bug is a failed check(): it prints and stops the process,
// in release builds too. Errors are written "expected X, but Y" so that they say what to do.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace liaison {

struct Error {
  enum class Kind {
    kInvalid,      // the text or value given is wrong
    kNotFound,     // what was named does not exist
    kUnavailable,  // busy, locked, not ready: may work later
    kStopped,      // a part that should serve has stopped, or is stopping
    kIo,           // disk or network
    kCorrupt,      // stored bytes fail their checksum or cannot be decoded
    kNewerFormat,  // written by a newer liaison
  };
  Kind kind = Kind::kInvalid;
  std::string message;
};

inline Error invalid(std::string message) { return {Error::Kind::kInvalid, std::move(message)}; }

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::move(value)) {}      // NOLINT: returned as is
  Result(Error error) : held_(std::move(error)) {}  // NOLINT: returned as is

  explicit operator bool() const { return held_.index() == 0; }
  T& operator*() & { return std::get<0>(held_); }
  const T& operator*() const& { return std::get<0>(held_); }
  T&& operator*() && { return std::get<0>(std::move(held_)); }
  T* operator->() { return &std::get<0>(held_); }
  const T* operator->() const { return &std::get<0>(held_); }
  const Error& error() const { return std::get<1>(held_); }

 private:
  std::variant<T, Error> held_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: returned as is

  explicit operator bool() const { return !error_; }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

// Stops the process when a rule of ours is broken. Never reached by what users can send.
inline void check(bool holds, const char* rule) {
  if (holds) return;
  std::fprintf(stderr, "liaison: broken rule: %s\n", rule);
  std::abort();
}

}  // namespace liaison
