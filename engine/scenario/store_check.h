// StoreCheck: is a store whole? Asked after every scenario and every simulated run.
//
//   for (const std::string& wrong : store_faults(journal)) std::cerr << wrong << '\n';
//
// 1. history folds to the rows of every case, byte for byte;
// 2. indexes equal what is derived from the rows;
// 3. `deadlines` folded equals `deadlines.current` equals the open clocks in the rows (those that
//    it still has records of, where retention has taken some);
// 4. no rung of a clock's epoch, and no id of a public record, stands there twice.
#pragma once

#include <string>
#include <vector>

#include "engine/model/case.h"
#include "engine/model/json.h"
#include "engine/runtime/journal.h"

namespace liaison {

std::vector<std::string> store_faults(const Journal& journal);
// 1 and 2 alone: of rows whose topics are not at hand.
std::vector<std::string> row_faults(const Journal& journal);

// The heads of all cases of a partition, by id.
Result<std::vector<CaseHead>> case_heads(const Rows& rows);
// What a closed case gave out, from its history; null while it is open.
Result<Json> output_of(const Rows& rows, const CaseId& id);
// All records of a topic's partition from the beginning.
Result<std::vector<StoredRecord>> read_all(const Journal& journal, std::string_view topic,
                                           PartitionNumber partition);

}  // namespace liaison
