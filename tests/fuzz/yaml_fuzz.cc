// Any bytes as a workflow file: faults or definitions, never a crash, never long.
#include "engine/language/load.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, unsigned long size) {
  using namespace liaison;
  const SourceFile file{"fuzz.yaml", {reinterpret_cast<const char*>(bytes), size}};
  const Loaded loaded = load({file});
  check(loaded.ok() || loaded.definitions.empty(), "a folder is taken whole or not at all");
  for (const auto& definition : loaded.definitions) {
    const auto again = unpack(pack(*definition));
    check(again && (*again)->id == definition->id, "a packed definition comes back the same");
  }
  std::vector<Fault> faults;
  static_cast<void>(parse_yaml(file, faults));
  return 0;
}
