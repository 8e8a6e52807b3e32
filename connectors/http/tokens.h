// Tokens: who may use the server, and as whom. Read once from a file at start.
//
//   Result<Tokens> tokens = Tokens::load("/etc/liaison/tokens.yaml");
//   std::optional<Actor> who = tokens->who("…what came behind `Bearer `…");
//
// The file is YAML (a list under `tokens`) or JSON lines, one entry each:
//   { sha256: <64 hex digits>, authid: wang.er, department: operations, role: head, unit: jc/east }
// or with `token` in place of `sha256`. Only its owner may read it; a file that others can read is
// refused. Tokens are kept as hashes and compared in constant time.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/actor.h"
#include "engine/model/result.h"

namespace liaison::http {

class Tokens {
 public:
  static Result<Tokens> load(const std::string& path);
  // For the text alone; `path` is for the error messages.
  static Result<Tokens> parse(const std::string& path, const std::string& text);

  std::optional<Actor> who(std::string_view token) const;
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string digest;  // SHA-256 of the token, in hex
    Actor actor;
  };
  std::vector<Entry> entries_;
};

}  // namespace liaison::http
