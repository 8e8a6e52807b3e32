#include "connectors/rocksdb/info_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdarg>
#include <cstdio>
#include <ctime>

namespace liaison {

namespace {

constexpr std::size_t kFileBytes = 1U << 20;  // then the file becomes LOG.old, and a new one begins
constexpr int kMode = 0644;

std::string now_text() {
  std::array<char, 32> text{};
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  const std::size_t size = std::strftime(text.data(), text.size(), "%FT%TZ ", &parts);
  return {text.data(), size};
}

}  // namespace

InfoLog::InfoLog(const std::string& directory)
    : Logger(rocksdb::InfoLogLevel::WARN_LEVEL), name_(directory + "/LOG") {}

InfoLog::~InfoLog() {
  if (file_ >= 0) ::close(file_);
}

void InfoLog::Logv(const char* format, va_list arguments) {
  std::array<char, 2048> text{};
  const int size = std::vsnprintf(text.data(), text.size(), format, arguments);
  if (size <= 0) return;
  const std::size_t kept = std::min(static_cast<std::size_t>(size), text.size() - 1);
  write(now_text() + std::string(text.data(), kept) + "\n");
}

void InfoLog::write(std::string_view line) {
  const std::lock_guard lock(mutex_);
  if (file_ >= 0 && written_ > kFileBytes) {
    ::close(file_);
    file_ = -1;
    std::rename(name_.c_str(), (name_ + ".old").c_str());
  }
  if (file_ < 0) {
    file_ = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, kMode);
    const off_t size = file_ >= 0 ? ::lseek(file_, 0, SEEK_END) : 0;
    written_ = size > 0 ? static_cast<std::size_t>(size) : 0;
  }
  if (file_ < 0) return;
  const ssize_t written = ::write(file_, line.data(), line.size());
  if (written > 0) written_ += static_cast<std::size_t>(written);
}

}  // namespace liaison
