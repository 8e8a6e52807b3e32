#include "connectors/rocksdb/manifest.h"

#include <charconv>
#include <fstream>
#include <iterator>
#include <string>

#include "connectors/rocksdb/checksum.h"

namespace liaison {

namespace {

constexpr std::size_t kBlock = 32 * 1024;
constexpr std::size_t kHeader = 7;
constexpr std::string_view kManifestPrefix = "MANIFEST-";

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) {
    number = number << 8 | static_cast<unsigned char>(bytes[i - 1]);
  }
  return number;
}

std::uint32_t masked(std::uint32_t crc) { return ((crc >> 15) | (crc << 17)) + 0xa282ead8U; }

// Size with header of the whole record at the front of `bytes`; 0 when it is none.
std::size_t whole_record(std::string_view bytes) {
  if (bytes.size() < kHeader) return 0;
  const std::size_t length = little_endian(bytes.substr(4, 2));
  if (length > bytes.size() - kHeader) return 0;
  const std::string_view covered = bytes.substr(kHeader - 1, length + 1);  // type and payload
  return little_endian(bytes.substr(0, 4)) == masked(crc32c(covered)) ? kHeader + length : 0;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Error damaged(const std::filesystem::path& file, const std::string& what) {
  return Error{Error::Kind::kCorrupt, "expected " + file.string() + " to be whole, but " + what +
                                          ": restore the store from a backup"};
}

}  // namespace

std::uint64_t intact_length(std::string_view log) {
  std::uint64_t end = 0;
  for (std::size_t at = 0; at < log.size();) {
    const std::size_t block_left = kBlock - at % kBlock;
    if (block_left < kHeader) {  // the writer pads where no header fits
      at += block_left;
      continue;
    }
    const std::size_t size = whole_record(log.substr(at, block_left));
    if (size == 0) break;
    at += size;
    end = at;
  }
  return end;
}

Result<void> check_manifest(const std::filesystem::path& directory, const Acknowledged& mark) {
  const std::string current = read_file(directory / "CURRENT");
  std::uint64_t number = 0;
  if (current.starts_with(kManifestPrefix)) {
    std::from_chars(current.data() + kManifestPrefix.size(), current.data() + current.size(),
                    number);
  }
  const std::string name = current.substr(0, current.find('\n'));
  if (number == 0 || number < mark.manifest || !std::filesystem::exists(directory / name)) {
    return damaged(directory / "CURRENT", "the file it names is not the table of contents");
  }
  if (number > mark.manifest) return {};  // a newer one, made just before the end
  const std::uint64_t intact = intact_length(read_file(directory / name));
  if (intact >= mark.manifest_size) return {};
  return damaged(directory / name, "only " + std::to_string(intact) + " of " +
                                       std::to_string(mark.manifest_size) + " bytes are good");
}

}  // namespace liaison
