#include "connectors/kafka/restore.h"

#include <chrono>
#include <cmath>

#include "connectors/kafka/reader.h"
#include "connectors/kafka/topics.h"

namespace liaison::kafka {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kBatchBytes = 4 * 1024 * 1024;
constexpr Milliseconds kListen{200};
constexpr std::chrono::seconds kNowAndThen{5};  // a line of progress

Instant wall_clock() { return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now()); }

class Restoring {
 public:
  Restoring(const Cluster& cluster, Store& store, PartitionNumber partition)
      : cluster_(cluster),
        store_(store),
        partition_(partition),
        topic_(cluster.topic(kChangelogTopic)) {}

  Result<Restored> run() {
    // What is committed is read, but up to the end of everything: the marks of transactions reach
    // the partitions one after the other.
    auto all = Reader::open(cluster_, Reader::Of::kUncommitted);
    if (!all) return all.error();
    if (auto found = find_position(**all); !found) return found.error();
    const auto ends = (*all)->ends(topic_, partition_);
    if (!ends) return ends.error();
    if (auto fits = check_position(ends->end); !fits) return fits.error();
    if (done_.position.changelog < ends->end) {
      if (auto fresh = forget_if_too_old(); !fresh) return fresh.error();
      if (auto read = read_up_to(ends->end); !read) return read.error();
    }
    if (auto written = write(); !written) return written.error();
    return done_;
  }

 private:
  Result<void> find_position(const Reader& reader) {
    const auto stored = read_position(store_, partition_);
    if (!stored) return stored.error();
    const std::string cluster = reader.cluster_id();
    if (*stored) {
      done_.position = **stored;
      if ((*stored)->cluster != cluster || (*stored)->prefix != cluster_.prefix) {
        return misfit("it follows topics " + (*stored)->prefix + "* of the cluster " +
                      (*stored)->cluster);
      }
    } else if (const auto empty = is_empty(); !empty || !*empty) {
      return empty ? misfit("it holds rows of the embedded journal") : empty.error();
    }
    done_.position.cluster = cluster;
    done_.position.prefix = cluster_.prefix;
    return {};
  }

  Result<bool> is_empty() const {
    bool found = false;
    const auto scanned = store_.partition(partition_).scan("", "\xFF", [&](auto, auto) {
      found = true;
      return false;
    });
    if (!scanned) return scanned.error();
    return !found;
  }

  Result<void> check_position(Offset end) const {
    if (done_.position.changelog <= end) return {};
    return misfit("it is ahead of its changelog, which ends at " + std::to_string(end) +
                  " and not at " + std::to_string(done_.position.changelog));
  }

  // What went since may not be told of any more; kBeginning: it was being forgotten already.
  Result<void> forget_if_too_old() {
    if (done_.position.changelog == 0) return {};
    const Milliseconds age = wall_clock() - done_.position.at;
    if (age < cluster_.tombstones_kept) return {};
    if (cluster_.log) {
      cluster_.log("kafka: the rows of partition " + std::to_string(partition_) +
                   " are older than what its changelog remembers of deletions "
                   "(kafka.tombstoneRetention): all of them are read anew");
    }
    done_.position.changelog = 1;  // not none
    if (auto noted = write(kBeginning); !noted) return noted;
    if (auto gone = store_.drop(store_.partition(partition_), "", "\xFF"); !gone) return gone;
    done_.position.changelog = 0;
    return {};
  }

  Error misfit(const std::string& why) const {
    return {Error::Kind::kInvalid, "expected a store that fits " + topic_ + " at " +
                                       cluster_.bootstrap + ", but " + why +
                                       ": use another --data, it is filled from Kafka"};
  }

  Result<void> read_up_to(Offset end) {
    auto reader = Reader::open(cluster_, Reader::Of::kStanding);
    if (!reader) return reader.error();
    auto started = (*reader)->start({{topic_, partition_, done_.position.changelog}});
    if (!started) return started.error();
    const auto began = Clock::now();
    const Offset from = done_.position.changelog;
    auto heard = began, said = began;
    while (true) {
      const Got got = (*reader)->next(kListen);
      if (got.kind == Got::Kind::kFault) return got.error;
      if (got.kind == Got::Kind::kEnd && got.offset >= end) {
        done_.position.changelog = got.offset;
        return {};
      }
      if (got.kind == Got::Kind::kRecord) {
        if (auto kept = keep(got); !kept) return kept.error();
      }
      if (got.kind != Got::Kind::kNothing) heard = Clock::now();
      if (cluster_.log && Clock::now() - said > kNowAndThen) {
        said = Clock::now();
        const auto elapsed = std::chrono::duration_cast<Milliseconds>(said - began);
        cluster_.log("kafka: " + progress_line(partition_, {from, done_.position.changelog, end,
                                                            done_.bytes, elapsed}));
      }
      if (Clock::now() - heard > cluster_.patience + cluster_.transaction_timeout) {
        return Error{Error::Kind::kUnavailable, "expected more of " + topic_ + " up to offset " +
                                                    std::to_string(end) + ", but nothing came"};
      }
    }
  }

  Result<void> keep(const Got& got) {
    const Table& rows = store_.partition(partition_);
    if (got.has_value()) changes_.put(rows, got.key(), got.value());
    else changes_.remove(rows, got.key());
    const std::size_t size = got.key().size() + got.value().size();
    ++done_.rows;
    done_.bytes += size;
    unwritten_ += size;
    done_.position.changelog = got.offset + 1;
    return unwritten_ < kBatchBytes ? Result<void>() : write();
  }

  Result<void> write() { return write(wall_clock()); }
  Result<void> write(Instant at) {
    done_.position.at = at;
    changes_.put(store_.node(), position_key(partition_), position_value(done_.position));
    auto written = store_.write(changes_);
    changes_.clear();
    unwritten_ = 0;
    return written;
  }

  const Cluster& cluster_;
  Store& store_;
  const PartitionNumber partition_;
  const std::string topic_;
  Restored done_;
  Changes changes_;
  std::size_t unwritten_ = 0;
};

}  // namespace

std::string progress_line(PartitionNumber partition, const Progress& progress) {
  const Offset done = progress.at - progress.from, all = progress.end - progress.from;
  std::string line = "partition " + std::to_string(partition) +
                     " is being restored: " + std::to_string(done) + " of " + std::to_string(all) +
                     " records, " + std::to_string(progress.bytes / 1'000'000) + " MB";
  if (done == 0) return line;
  const double left = static_cast<double>(progress.elapsed.count()) / 1000 *
                      static_cast<double>(all - done) / static_cast<double>(done);
  return line + ", about " + std::to_string(std::llround(left)) + " s left";
}

Result<Restored> restore(const Cluster& cluster, Store& store, PartitionNumber partition) {
  return Restoring(cluster, store, partition).run();
}

}  // namespace liaison::kafka
