#include "connectors/http/frame.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace liaison::http {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

bool parse_size(std::string_view text, int base, std::size_t& size) {
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, size, base);
  return !text.empty() && text.size() <= 12 && error == std::errc{} && stopped == end;
}

// "GET /path HTTP/1.1": three words with one blank between them.
bool is_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  if (first == 0 || first == std::string_view::npos) return false;
  const std::size_t second = line.find(' ', first + 1);
  if (second == first + 1 || second == std::string_view::npos) return false;
  const std::string_view version = line.substr(second + 1);
  return version == "HTTP/1.1" || version == "HTTP/1.0";
}

}  // namespace

Frame::Found Frame::look(std::string_view bytes) {
  for (;;) {
    switch (part_) {
      case Part::kHead:
        if (const Found found = head(bytes); found != kComplete) return found;
        break;
      case Part::kBody:
        if (bytes.size() - at_ < needed_) return kMore;
        at_ += needed_;
        needed_ = 0;
        return kComplete;
      case Part::kChunkSize:
        if (const Found found = chunk_size(bytes); found != kComplete) return found;
        break;
      case Part::kChunkData:
        if (bytes.size() - at_ < needed_) return kMore;
        at_ += needed_;
        part_ = Part::kChunkSize;
        break;
      case Part::kTrailer: return trailer(bytes);
    }
  }
}

// kComplete: the head is understood and part_ says what follows.
Frame::Found Frame::head(std::string_view bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) {
    return bytes.size() > limits_.head_bytes ? kHeadTooLarge : kMore;
  }
  if (end > limits_.head_bytes) return kHeadTooLarge;
  std::size_t line = bytes.find("\r\n") + 2;
  if (!is_request_line(bytes.substr(0, line - 2))) return kMalformed;
  while (line < end) {
    const std::size_t next = std::min(bytes.find("\r\n", line), end);
    const std::string_view text = bytes.substr(line, next - line);
    const std::size_t colon = text.find(':');
    // A folded line or a blank before the colon reads differently in every parser.
    if (colon == std::string_view::npos || colon == 0 || text.find_first_of(" \t") < colon)
      return kMalformed;
    if (!field(text.substr(0, colon), trimmed(text.substr(colon + 1)), line)) return kMalformed;
    line = next + 2;
  }
  if (has_length_ && chunked_) return kMalformed;
  if (needed_ > limits_.body_bytes) return kBodyTooLarge;
  at_ = end + 4;
  part_ = chunked_ ? Part::kChunkSize : Part::kBody;
  return kComplete;
}

bool Frame::field(std::string_view name, std::string_view value, std::size_t at) {
  const std::string known = lower(name);
  if (known == "content-length") {
    std::size_t length = 0;
    if (!parse_size(value, 10, length) || (has_length_ && length != needed_)) return false;
    has_length_ = true;
    needed_ = length;
  } else if (known == "transfer-encoding") {
    if (chunked_ || lower(value) != "chunked") return false;
    chunked_ = true;
  } else if (known == "expect" && lower(value) == "100-continue") {
    expect_at_ = at;
  }
  return true;
}

Frame::Found Frame::chunk_size(std::string_view bytes) {
  constexpr std::size_t kLineBytes = 256;  // a size and perhaps an extension nobody uses
  const std::size_t end = bytes.find("\r\n", at_);
  if (end == std::string_view::npos) return bytes.size() - at_ > kLineBytes ? kMalformed : kMore;
  const std::string_view line = bytes.substr(at_, end - at_);
  std::size_t size = 0;
  if (!parse_size(trimmed(line.substr(0, line.find(';'))), 16, size)) return kMalformed;
  body_bytes_ += size;
  if (size > limits_.body_bytes || body_bytes_ > limits_.body_bytes) return kBodyTooLarge;
  at_ = end + 2;
  needed_ = size + 2;  // its data and the line end after it
  part_ = size == 0 ? Part::kTrailer : Part::kChunkData;
  return kComplete;
}

Frame::Found Frame::trailer(std::string_view bytes) {
  const std::size_t begin = at_;
  for (std::size_t line = at_;;) {
    const std::size_t end = bytes.find("\r\n", line);
    if (end == std::string_view::npos) {
      return bytes.size() - begin > limits_.head_bytes ? kHeadTooLarge : kMore;
    }
    if (end == line) {
      at_ = end + 2;
      return kComplete;
    }
    line = end + 2;
  }
}

}  // namespace liaison::http
