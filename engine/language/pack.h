// The content of a definition: what its id is the hash of, and the blob it is made from again.
//
//   { "level": 1, "path": "workflows/x.yaml", "text": "document: …",
//     "common": { "departments": { … } }, "calendars": { "cn": … }, "zone": "Asia/Shanghai" }
//
// The id covers the workflow file without comments and layout, and every entry of the common files
// it uses; not the calendars, which change under a running case (`moved` events). The text is kept
// as written so that marks stay those of the file.
#pragma once

#include <memory>

#include "engine/language/common_file.h"
#include "engine/language/compiler.h"

namespace liaison::language {

// Raised when the same text begins to mean something else.
inline constexpr int kLanguageLevel = 1;

using CalendarNodes = std::map<std::string, const Node*>;  // the files of the folder's calendars

// Compiles one workflow; nullptr with faults. `jq`: see Compiler.
std::shared_ptr<const Definition> make_definition(const SourceFile& file, const Node& root,
                                                  const Folder& folder,
                                                  const CalendarNodes& calendars, Faults& faults,
                                                  JqCheck* jq = nullptr);

}  // namespace liaison::language
