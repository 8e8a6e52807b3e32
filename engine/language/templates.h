// Placeholders of a message: `{path}` or `{path | format}`.
//
//   std::vector<Placeholder> found;
//   std::string fault = find_placeholders("至 {end | datetime}", found);    // "" when all is well
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace liaison::language {

struct Placeholder {
  std::string path;    // "accept.missing"
  std::string format;  // "" or one of the formats
  std::string first() const { return path.substr(0, path.find('.')); }
};

// Gives the first fault: "expected …, but …".
std::string find_placeholders(std::string_view text, std::vector<Placeholder>& found);

}  // namespace liaison::language
