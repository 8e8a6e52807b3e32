// Frame: where one HTTP/1.1 request ends in the bytes that have come so far.
//
//   Frame frame(limits);
//   switch (frame.look(buffer)) {                 // again whenever more has come
//     case Frame::kComplete: serve(buffer.substr(0, frame.size())); …
//
// Because every request is cut out of the stream here, before anything parses it, a client that
// sends slowly costs no thread, and what one request leaves unread can never be taken for the next.
// Lengths said twice, or in two ways, are refused: they are how requests are smuggled past proxies.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace liaison::http {

struct FrameLimits {
  std::size_t head_bytes = 32 * 1024;
  std::size_t body_bytes = 8 * 1024 * 1024;
};

class Frame {
 public:
  enum Found { kMore, kComplete, kHeadTooLarge, kBodyTooLarge, kMalformed };

  explicit Frame(FrameLimits limits) : limits_(limits) {}

  // `bytes` begins with the request and only grows between calls.
  Found look(std::string_view bytes);
  std::size_t size() const { return at_; }  // of the whole request, once complete
  // Where the head's `Expect: 100-continue` stands; npos when there is none.
  std::size_t expect_at() const { return expect_at_; }
  bool head_complete() const { return part_ != Part::kHead; }

 private:
  enum class Part { kHead, kBody, kChunkSize, kChunkData, kTrailer };

  Found head(std::string_view bytes);
  bool field(std::string_view name, std::string_view value, std::size_t at);
  Found chunk_size(std::string_view bytes);
  Found trailer(std::string_view bytes);

  FrameLimits limits_;
  Part part_ = Part::kHead;
  std::size_t at_ = 0;      // everything before it is understood
  std::size_t needed_ = 0;  // kBody, kChunkData: bytes from at_ on
  std::size_t body_bytes_ = 0;
  std::size_t expect_at_ = std::string_view::npos;
  bool has_length_ = false, chunked_ = false;
};

}  // namespace liaison::http
