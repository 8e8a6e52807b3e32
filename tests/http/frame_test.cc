// Where a request ends: whole, byte by byte, and where two readings are possible.

#include "connectors/http/frame.h"

#include <gtest/gtest.h>

namespace liaison::http {
namespace {

constexpr FrameLimits kSmall{256, 64};

Frame::Found whole(std::string_view bytes) { return Frame(kSmall).look(bytes); }

// Fed byte by byte it must end at the same place, and nowhere before.
std::size_t end_byte_by_byte(std::string_view bytes) {
  Frame frame(kSmall);
  for (std::size_t n = 1; n <= bytes.size(); ++n) {
    const auto found = frame.look(bytes.substr(0, n));
    if (found == Frame::kComplete) return frame.size();
    EXPECT_EQ(Frame::kMore, found) << "at byte " << n;
  }
  return 0;
}

TEST(Frame, ends_behind_the_body) {
  const std::string head = "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n";
  EXPECT_EQ(head.size() + 5, end_byte_by_byte(head + "helloGET"));
  EXPECT_EQ(18u, end_byte_by_byte("GET / HTTP/1.1\r\n\r\nGET"));
}

TEST(Frame, ends_behind_the_last_chunk) {
  const std::string one =
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n";
  EXPECT_EQ(one.size(), end_byte_by_byte(one + "GET"));
}

TEST(Frame, refuses_what_can_be_read_in_two_ways) {
  EXPECT_EQ(Frame::kMalformed, whole("POST / HTTP/1.1\r\nContent-Length: 5\r\n"
                                     "Transfer-Encoding: chunked\r\n\r\n"));
  EXPECT_EQ(Frame::kMalformed, whole("POST / HTTP/1.1\r\nContent-Length: 5\r\n"
                                     "Content-Length: 6\r\n\r\n"));
  EXPECT_EQ(Frame::kMalformed, whole("POST / HTTP/1.1\r\nContent-Length : 5\r\n\r\n"));
  EXPECT_EQ(Frame::kMalformed, whole("POST / HTTP/1.1\r\nA: 1\r\n Content-Length: 5\r\n\r\n"));
  EXPECT_EQ(Frame::kMalformed, whole("POST / HTTP/1.1\r\nContent-Length: +5\r\n\r\n"));
  EXPECT_EQ(Frame::kMalformed, whole("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n"));
  EXPECT_EQ(Frame::kMalformed,
            whole("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n"));
}

TEST(Frame, has_limits) {
  EXPECT_EQ(Frame::kBodyTooLarge, whole("POST / HTTP/1.1\r\nContent-Length: 65\r\n\r\n"));
  EXPECT_EQ(Frame::kBodyTooLarge,
            whole("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n41\r\n"));
  EXPECT_EQ(Frame::kHeadTooLarge, whole("GET /" + std::string(300, 'x')));
  EXPECT_EQ(Frame::kMalformed,
            whole("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(400, '1')));
}

TEST(Frame, sees_who_waits_for_permission) {
  Frame frame(kSmall);
  const std::string head = "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";
  EXPECT_EQ(Frame::kMore, frame.look(head));
  EXPECT_EQ(head.find("Expect"), frame.expect_at());
}

}  // namespace
}  // namespace liaison::http
