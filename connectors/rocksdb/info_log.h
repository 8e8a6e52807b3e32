// InfoLog: what RocksDB notes about itself (warnings and errors), in the file LOG of the store.
// Only for .cc files.
//
// RocksDB's own logger stops the process when it is written to after a write of its has failed, and
// that is what happens on a full disk (seen with 7.8). Here such a line is lost, and nothing else.
#pragma once

#include <rocksdb/env.h>

#include <mutex>
#include <string>

namespace liaison {

class InfoLog final : public rocksdb::Logger {
 public:
  explicit InfoLog(const std::string& directory);
  ~InfoLog() override;
  InfoLog(const InfoLog&) = delete;
  InfoLog& operator=(const InfoLog&) = delete;

  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override;
  void LogHeader(const char*, va_list) override {}  // all settings: they stand in OPTIONS-…

 private:
  void write(std::string_view line);

  const std::string name_;
  std::mutex mutex_;
  int file_ = -1;
  std::size_t written_ = 0;
};

}  // namespace liaison
