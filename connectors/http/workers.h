// Workers: a fixed number of threads that take jobs in the order they came, the short ones first.
//
//   Workers workers(64);
//   workers.run([] { … }, Job::kShort);   // queued; whoever calls bounds how many
//   workers.stop();               // all queued jobs are done first
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace liaison::http {

enum class Job { kShort, kLong };

class Workers {
 public:
  explicit Workers(std::size_t threads) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  }
  ~Workers() { stop(); }

  void run(std::function<void()> job, Job kind) {
    {
      const std::lock_guard lock(mutex_);
      (kind == Job::kShort ? short_jobs_ : long_jobs_).push_back(std::move(job));
    }
    changed_.notify_one();
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

 private:
  void work() {
    for (;;) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock,
                    [this] { return stopped_ || !short_jobs_.empty() || !long_jobs_.empty(); });
      auto& jobs = short_jobs_.empty() ? long_jobs_ : short_jobs_;
      if (jobs.empty()) return;
      const std::function<void()> job = std::move(jobs.front());
      jobs.pop_front();
      lock.unlock();
      job();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> short_jobs_, long_jobs_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace liaison::http
