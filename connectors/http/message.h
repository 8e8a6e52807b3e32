// Request and Response: one exchange as the API sees it, without the HTTP library.
//
//   Response answer = api.answer({"GET", "/v1/cases", {{"state", "open"}}, {}, {}, {}});
//
// Errors are application/problem+json (RFC 9457): type, title, status, detail, and `reasons` when
// there are several. Each sentence says "expected X, but Y", so that its reader knows what to do.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/model/json.h"

namespace liaison::http {

using Headers = std::map<std::string, std::string>;  // names in lower case
using Query = std::map<std::string, std::string>;    // decoded; of repeated names the first

struct Request {
  std::string method, path;
  Query query;
  Headers headers;
  std::string body;
  std::function<bool()> gone;  // whether the client hung up, for long polls; none: never
  std::vector<std::string> repeated_headers, repeated_parameters;  // names that came twice

  std::string header(const char* lower_case_name) const;
};

struct Response {
  int status = 200;
  std::string type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

Response json_response(int status, const Json& body);
// `word` becomes the type: "urn:liaison:problem:WORD".
Response problem(int status, std::string_view word, std::string_view detail,
                 const std::vector<std::string>& reasons = {});
Json problem_body(int status, std::string_view word, std::string_view detail,
                  const std::vector<std::string>& reasons);
const char* status_title(int status);

// Compact JSON; text that is no UTF-8 is shown with replacement characters instead of failing.
std::string to_bytes(const Json&);
// "  Application/JSON; charset=utf-8" -> "application/json"
std::string media_type(std::string_view content_type);
bool is_utf8(const std::string& text);
// The entry of `known` that `text` was probably meant to be; "" when none is near.
std::string nearest(std::string_view text, const std::vector<std::string>& known);

}  // namespace liaison::http
