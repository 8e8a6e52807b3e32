// CRC-32C (Castagnoli), the checksum of RocksDB's logs too: every single flipped bit and every
// burst of up to 32 bits shows. Uses the processor's instruction where there is one (8 bytes in 3
// cycles), a table otherwise.
//
//   std::uint32_t sum = crc32c(value, crc32c(key));     // of both, one after the other
#pragma once

#include <cstdint>
#include <string_view>

namespace liaison {

std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);
// The same without the instruction: for processors that lack it, and for the test.
std::uint32_t crc32c_by_table(std::string_view bytes, std::uint32_t before = 0);

}  // namespace liaison
