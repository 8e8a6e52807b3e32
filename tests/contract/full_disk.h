// What must happen when the disk gets full under a journal, and when there is room again.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "connectors/local_log/local_journal.h"

namespace liaison {

// Commits until the disk is full, makes room, commits on, and opens the store again. Says what went
// wrong; empty: nothing.
std::string fill_disk_and_go_on(const std::filesystem::path& store,
                                const LocalJournalOptions& options,
                                const std::function<void()>& make_room);

// The same on a small disk of its own in memory; "no right" where none may be mounted. Only for a
// process of its own: it leaves the common view of the file system.
std::string fill_mounted_disk();

}  // namespace liaison
