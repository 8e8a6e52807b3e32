// A child process that serves a store like `liaison serve` does, but for rows that cannot be read
// alive (tests/runtime/deadly_rows.h); it sends what it is told to, and says what became of it.
//
//   served-child STORE poison=c-7 die=abort at=60 send=g-1:c-1 send=bad:c-7
//
// One line for each event on the pipe: "g-1 applied", "bad refused quarantined". Then it ends.
#pragma once

#include <string>
#include <vector>

namespace liaison {

int run_served_child(const std::string& store, const std::vector<std::string>& words, int reports);

}  // namespace liaison
