// JqProgram: the compiled expressions of one file, run by number.
//
//   JqProgram program(program_text(parts));
//   Result<Json> value = program.run({3, needs, locals}, dot, variables);   // error: the reason
//
// A jq_state serves one thread and costs some 20 ms to compile. So there is a pool: a state is made
// when all others are busy, and kept.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/model/expression.h"
#include "engine/model/result.h"

namespace liaison {

inline constexpr std::size_t kMaxResultBytes = 256 * 1024;

class JqProgram {
 public:
  explicit JqProgram(std::string text);
  ~JqProgram();
  JqProgram(const JqProgram&) = delete;
  JqProgram& operator=(const JqProgram&) = delete;

  // Compiles now instead of at the first run. The error is libjq's.
  Result<void> compile() const;

  struct Asked {  // one expression, and what it names
    std::size_t number = 0;
    unsigned needs = 0;
    const std::vector<std::string>& locals;
  };
  // Thread-safe. Only the variables that it names are handed over. Errors complete
  // "expected …, but".
  // Adds to `steps` what it took, of no more than the command has left.
  Result<Json> run(const Asked&, const Json& dot, const Variables&, std::int64_t& steps) const;

 private:
  class State;
  Result<std::unique_ptr<State>> borrow() const;
  void give_back(std::unique_ptr<State>) const;

  const std::string text_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<State>> idle_;  // guarded by mutex_
};

}  // namespace liaison
