// A real broker for tests: the one that ctest has started, or one that is started now and ends with
// this program. Every test has topics of its own, by a prefix that no other has.
//
//   Cluster cluster = test_cluster();
#pragma once

#include <string>
#include <vector>

#include "connectors/kafka/options.h"

namespace liaison::kafka {

Cluster test_cluster();

// What it printed; a test that needs a broker fails where there is none.
std::string broker_command(const std::vector<std::string>& words);

}  // namespace liaison::kafka
