// Readings: what stands in topics, read for whoever asks, at any offset.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "connectors/kafka/reader.h"

namespace liaison::kafka {

class Readings {
 public:
  explicit Readings(const Cluster& cluster) : cluster_(cluster) {}

  // Thread-safe, all of them. What is not committed is not there.
  Result<std::vector<StoredRecord>> read(std::string_view topic, PartitionNumber, Offset from,
                                         std::size_t max);
  Result<Offset> end(std::string_view topic, PartitionNumber);
  Result<Offset> start(std::string_view topic, PartitionNumber);  // what retention has left
  // We have committed a record at this offset: who asks from now on finds it there. The brokers
  // show it a moment after they have said that it is committed.
  void committed(const std::string& topic, PartitionNumber, Offset);
  Result<std::vector<std::string>> topics();  // without prefix, sorted; not what is only ours

 private:
  // Readers are kept: making one takes some milliseconds and threads.
  Result<std::unique_ptr<Reader>> take();
  void give_back(std::unique_ptr<Reader>);
  // Asked of the brokers when it was not there before.
  Result<bool> is_there(const Reader&, std::string_view topic);
  Result<Reader::Ends> ends(const Reader&, std::string_view topic, PartitionNumber);
  Result<Reader::Ends> ends(std::string_view topic, PartitionNumber);

  const Cluster& cluster_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Reader>> idle_;
  std::set<std::string, std::less<>> there_;
  std::map<std::pair<std::string, PartitionNumber>, Offset> committed_;  // behind the last one
};

}  // namespace liaison::kafka
