// ServedJournal: what `serve` keeps its bytes in: the embedded journal, or Kafka where
// kafka.bootstrap says so.
//
//   auto served = open_journal(settings, /*want_virtual=*/false);
//   Node node(*served->journal, …);
#pragma once

#include <memory>

#include "connectors/cli/settings.h"
#include "connectors/local_log/local_journal.h"

namespace liaison::cli {

struct ServedJournal {
  std::unique_ptr<Journal> journal;
  Store* store = nullptr;         // of the journal
  LocalJournal* local = nullptr;  // none with Kafka, which lets go of old records itself
  bool is_virtual = false;
};

Result<ServedJournal> open_journal(const Settings&, bool want_virtual);

}  // namespace liaison::cli
