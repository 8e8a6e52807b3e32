// Writes the recorded weeks that the quickstart plays:
//
//   record_jiangcheng workflows > workflows/plays/jiangcheng-2026-09.jsonl
//
// The same seed and the same workflows give the same file.
#include <iostream>

#include "engine/language/load.h"
#include "month.h"

int main(int argc, char** argv) {
  constexpr std::uint64_t kSeed = 20260901;
  const liaison::Loaded loaded = liaison::load_path(argc > 1 ? argv[1] : "workflows");
  for (const liaison::Fault& fault : loaded.faults) std::cerr << to_text(fault) << '\n';
  if (!loaded.ok() || loaded.definitions.empty()) return 3;
  liaison::recording::Month(loaded.definitions, kSeed).run(std::cout);
  return 0;
}
