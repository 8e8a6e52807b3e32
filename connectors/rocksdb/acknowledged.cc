#include "connectors/rocksdb/acknowledged.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "connectors/rocksdb/checksum.h"
#include "connectors/rocksdb/format.h"

namespace liaison {

namespace {

// Bytes: "liaison" + version u8, sequence u64, manifest u64, manifest size u64, CRC-32C of these.
constexpr std::string_view kMagic = "liaison\x01";
constexpr std::size_t kSize = 8 + 3 * 8 + 4;

std::string encode(const Acknowledged& mark) {
  std::string bytes(kMagic);
  put_u64(bytes, mark.sequence);
  put_u64(bytes, mark.manifest);
  put_u64(bytes, mark.manifest_size);
  put_u32(bytes, crc32c(bytes));
  return bytes;
}

}  // namespace

Result<std::unique_ptr<AcknowledgedMark>> AcknowledgedMark::open(
    const std::filesystem::path& directory) {
  const std::string name = directory / "acknowledged", fresh = name + ".new";
  const auto failed = [&] {
    return Error{Error::Kind::kIo, "expected to open " + name + ", but: " + std::strerror(errno)};
  };
  const bool is_there = ::access(name.c_str(), F_OK) == 0;
  const std::string& opened = is_there ? name : fresh;
  const int file =
      ::open(opened.c_str(), O_RDWR | O_CLOEXEC | (is_there ? 0 : O_CREAT | O_TRUNC), 0644);
  if (file < 0) return failed();
  std::unique_ptr<AcknowledgedMark> mark(new AcknowledgedMark(file));
  if (is_there) {
    if (auto done = mark->read(name); !done) return done.error();
    return mark;
  }
  mark->write();
  mark->sync();
  if (::rename(fresh.c_str(), name.c_str()) != 0) return failed();
  return mark;
}

AcknowledgedMark::~AcknowledgedMark() { ::close(file_); }

Result<void> AcknowledgedMark::read(const std::string& name) {
  std::array<char, kSize + 1> bytes{};
  const ssize_t size = ::pread(file_, bytes.data(), bytes.size(), 0);
  const std::string_view text(bytes.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  ByteReader reader(text);
  reader.bytes(kMagic.size());
  now_.sequence = reader.u64();
  now_.manifest = reader.u64();
  now_.manifest_size = reader.u64();
  if (encode(now_) != text) {
    return Error{
        Error::Kind::kCorrupt,
        "expected " + name +
            " to be whole, but its checksum does not fit: restore the "
            "store from a backup, or delete this file if everything else is known to be good"};
  }
  return {};
}

Acknowledged AcknowledgedMark::now() const {
  std::lock_guard lock(mutex_);
  return now_;
}

void AcknowledgedMark::raise(std::uint64_t sequence) {
  std::lock_guard lock(mutex_);
  if (sequence <= now_.sequence) return;
  now_.sequence = sequence;
  write();
}

void AcknowledgedMark::set_manifest(std::uint64_t number, std::uint64_t size) {
  std::lock_guard lock(mutex_);
  now_.manifest = number;
  now_.manifest_size = size;
  write();
}

void AcknowledgedMark::sync() { ::fdatasync(file_); }

// One write inside one page: a killed process has written all of it or nothing.
void AcknowledgedMark::write() {
  const std::string bytes = encode(now_);
  [[maybe_unused]] const ssize_t written = ::pwrite(file_, bytes.data(), bytes.size(), 0);
}

}  // namespace liaison
