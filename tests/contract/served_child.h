// A child process that serves a store like `liaison serve` does, but for rows that cannot be read
// alive (tests/runtime/deadly_rows.h); it sends what it is told to, and says what became of it.
//
//   served-child STORE poison=c-7 die=abort at=60 send=g-1:c-1 send=bad:c-7
//
// One line for each event on the pipe: "g-1 applied", "bad refused quarantined". Then it ends.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/runtime/journal.h"

namespace liaison {

// Of two partitions. None: it cannot be opened.
using OpenJournal = std::function<std::unique_ptr<Journal>()>;
int run_served_child(const OpenJournal& open, const std::string& store,
                     const std::vector<std::string>& words, int reports);

}  // namespace liaison
