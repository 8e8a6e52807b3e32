// Archiver: moves cases that were closed long ago out of the store.
//
//   Archiver archiver(node, archive, {.after = 90 days});
//   archiver.pass(2);                    // on a thread of its own; turns go on meanwhile
//
// A pass copies the cases that are due into one file and then has the partition take their rows
// away, a small turn at a time. It begins when enough of them wait, or one has waited long: files
// are to be few. Time is the node's: where nothing happens any more, cases grow old, too.
#pragma once

#include "engine/runtime/node.h"

namespace liaison {

struct ArchiveOptions {
  Milliseconds after{90LL * 24 * 60 * 60 * 1000};  // closing; 0 = never
  Milliseconds wait{24LL * 60 * 60 * 1000};        // for others to go with
  std::size_t cases_a_file = 1000;
  std::size_t bytes_a_file = 64U << 20;
  std::size_t cases_a_turn = 50;
};

class Archiver {
 public:
  Archiver(Node& node, Archive& archive, const ArchiveOptions& options)
      : node_(node), archive_(archive), options_(options) {}

  // How many cases were moved; 0: none was due, or too few.
  Result<std::size_t> pass(PartitionNumber);

 private:
  using Copies = std::vector<std::pair<std::string, std::string>>;  // rows, by key
  struct Due {
    std::vector<CaseId> cases;
    bool enough = false;
  };
  Result<Due> due(const Rows&) const;
  Result<ArchiveMove> copy(const Rows&, std::vector<CaseId> cases, Copies& rows) const;

  Node& node_;
  Archive& archive_;
  const ArchiveOptions options_;
};

}  // namespace liaison
