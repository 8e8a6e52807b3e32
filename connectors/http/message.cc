#include "connectors/http/message.h"

#include <algorithm>
#include <cctype>

namespace liaison::http {

std::string Request::header(const char* lower_case_name) const {
  const auto found = headers.find(lower_case_name);
  return found == headers.end() ? "" : found->second;
}

Response json_response(int status, const Json& body) {
  return {status, "application/json", to_bytes(body) + "\n", {{"Cache-Control", "no-store"}}};
}

Response problem(int status, std::string_view word, std::string_view detail,
                 const std::vector<std::string>& reasons) {
  Response response = json_response(status, problem_body(status, word, detail, reasons));
  response.type = "application/problem+json";
  return response;
}

Json problem_body(int status, std::string_view word, std::string_view detail,
                  const std::vector<std::string>& reasons) {
  Json body{{"type", "urn:liaison:problem:" + std::string(word)},
            {"title", status_title(status)},
            {"status", status},
            {"detail", detail}};
  if (!reasons.empty()) body["reasons"] = reasons;
  return body;
}

const char* status_title(int status) {
  switch (status) {
    case 200: return "OK";
    case 202: return "Accepted";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 410: return "Gone";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 503: return "Service Unavailable";
    default: return "Internal Server Error";
  }
}

std::string to_bytes(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool is_utf8(const std::string& text) {
  try {
    return !Json(text).dump().empty();
  } catch (const Json::type_error&) {
    return false;
  }
}

std::string media_type(std::string_view content_type) {
  std::string type;
  for (const char c : content_type.substr(0, content_type.find(';'))) {
    if (c != ' ' && c != '\t') {
      type += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return type;
}

namespace {

// Levenshtein distance, one row at a time.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest(std::string_view text, const std::vector<std::string>& known) {
  std::string best;
  std::size_t limit = std::max<std::size_t>(1, text.size() / 3) + 1;
  for (const std::string& candidate : known) {
    const std::size_t far = distance(text.substr(0, 64), candidate);
    if (far < limit) {
      limit = far;
      best = candidate;
    }
  }
  return best;
}

}  // namespace liaison::http
