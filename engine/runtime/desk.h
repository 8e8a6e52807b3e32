// Desk: one partition in a node: its turns on its worker's thread, its waiting callers on others.
//
//   auto submitted = desk.submit("requests", event);      // any thread; answered after the commit
//   auto done = desk.activate(definitions);               // any thread; done between two turns,
//                                                         //   as release() is
//   Served served = desk.serve(now);                      // the worker's thread only
//
// When the journal takes no turn (a full disk), whoever waits hears that nothing is kept, nothing
// is taken, and every second it is tried again. What no waiting can heal (damaged rows, an
// exception) stops the partition for good.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <unordered_map>

#include "engine/runtime/partition.h"

namespace liaison {

using Definitions = std::vector<std::shared_ptr<const Definition>>;

struct Served {
  TurnReport report;
  std::optional<std::string> failure;  // new, or with another reason than before
  bool again = false;                  // it had failed, and serves again
};

class Desk {
 public:
  Desk(PartitionNumber number, Journal& journal, const PartitionOptions& options)
      : number_(number), journal_(journal), partition_(number, journal, options) {}

  Result<void> load();
  Result<std::future<Outcome>> submit(std::string_view topic, std::string value);
  std::future<Result<void>> activate(const Definitions&);
  std::future<Result<std::size_t>> archive(const ArchiveMove&);
  std::future<Result<Outcome>> release(Fingerprint, Partition::Release, const Actor& by);
  void do_chores(Instant now);  // by hand only before there is a worker
  // The partition is another node's; then, when it is ours (again), these are put in force where
  // nothing is. By the worker's thread.
  void rest();
  bool rests() const { return rests_; }
  void wake(const Definitions&);
  Served serve(Instant now);
  // Tells whoever waits for an input of the turn; after it was counted, so that they can see that.
  void answer(const TurnReport&);
  // Nothing is taken any more; whoever waits still is told so.
  void close();

  PartitionNumber number() const { return number_; }
  std::optional<std::string> failure() const;
  Figures figures() const;
  // Whether its rows are those of the last commit, wherever that was done.
  bool is_served() const { return served_; }
  Instant next_due() const { return next_due_.load(); }
  Instant time() const { return partition_.time(); }  // before there is a worker

 private:
  // What is done between two turns; with an error instead of a time: it will not be.
  using Chore = std::function<void(const Result<Instant>&)>;
  template <class T, class Work>
  std::future<T> put_on_list(Work);
  bool is_closed() const { return closed_ || failure_; }
  Result<TurnReport> turn(Instant now);
  Result<void> prove();
  bool is_time_to_try() const;
  Result<void> begin_with(const Definitions&, Instant now);
  // Whether its reason is another than before.
  bool fail(const Error& error);
  // All with mutex_ held:
  void give_up_waiting(const std::string& why);
  Error unavailable() const;

  const PartitionNumber number_;
  Journal& journal_;
  Partition partition_;      // of the worker's thread
  bool rests_ = false;       // likewise
  Definitions begins_with_;  // likewise

  std::atomic<bool> served_ = false;
  std::atomic<Instant> next_due_ = kNever;
  mutable std::mutex mutex_;  // guards what follows
  std::unordered_map<std::uint64_t, std::promise<Outcome>> waiting_;
  std::deque<Chore> chores_;
  std::optional<std::string> failure_;
  std::optional<std::chrono::steady_clock::time_point> next_try_;  // none: never
  Figures figures_;
  bool closed_ = false;
};

}  // namespace liaison
