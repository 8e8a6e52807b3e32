#include "engine/language/load.h"
#include "engine/runtime/partition.h"

namespace liaison {

DefinitionCodec DefinitionCodec::of_language() {
  return {[](const Definition& definition) { return liaison::pack(definition); },
          [](std::string_view blob) { return liaison::unpack(blob); }};
}

}  // namespace liaison
