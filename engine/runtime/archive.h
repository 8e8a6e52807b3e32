// Archive: where closed cases go in the end: files that are written once, each with all rows of
// some cases of one partition under their own keys (engine/runtime/keys.h).
//
//   archive.write(2, 17, rows);                      // whole and on disk when it returns
//   node.archive(2, {17, cases});                    // one turn: rows away, `0d case` for them
//   (*archive.open(2, 17))->scan(…)                  // read like the rows of the store
//
// The file comes first and the turn after it. Killed in between, the file stands there and nobody
// names it: the next one is written under the same number, with the same cases. A turn that names a
// file also raises the number (`0e`): no file that is named is ever written again.
#pragma once

#include <memory>
#include <vector>

#include "engine/model/case.h"
#include "engine/runtime/journal.h"

namespace liaison {

class Archive {
 public:
  virtual ~Archive() = default;
  // `rows` in the order of their keys. A file of this name is replaced.
  virtual Result<void> write(PartitionNumber, std::uint64_t file,
                             const std::vector<std::pair<std::string, std::string>>& rows) = 0;
  // Thread-safe. Error kNotFound, kCorrupt, kIo.
  virtual Result<std::shared_ptr<const Rows>> open(PartitionNumber, std::uint64_t file) const = 0;
  // Reads all of a file with its checksums.
  virtual Result<void> verify(PartitionNumber, std::uint64_t file) const = 0;
};

struct ArchivedCase {  // what is left in the store, and where the rest is
  CaseHead head;       // without steps, tasks, clocks and replies
  Doc labels;
  std::uint64_t file = 0;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("head", &ArchivedCase::head), field("labels", &ArchivedCase::labels),
        field("file", &ArchivedCase::file);
  }
};

// What lists and duplicates still ask for.
CaseHead what_is_left(CaseHead);

struct ArchiveRow {
  std::uint64_t next = 0;  // number of the next file
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("next", &ArchiveRow::next);
  }
};

struct ArchiveMove {  // cases that stand in the file, as they were when they were copied
  std::uint64_t file = 0;
  std::vector<ArchivedCase> cases;
};

}  // namespace liaison
