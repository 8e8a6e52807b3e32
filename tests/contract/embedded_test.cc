// The journals that keep everything in this process take part in the contract.
#include "connectors/local_log/local_journal.h"
#include "engine/runtime/memory_journal.h"
#include "tests/contract/folder.h"
#include "tests/contract/journal_contract.h"

namespace liaison {
namespace {

class MemoryBench final : public Bench {
 public:
  std::unique_ptr<Journal> make(PartitionNumber partitions, std::size_t queue_limit) override {
    return std::make_unique<MemoryJournal>(partitions, queue_limit);
  }
  std::unique_ptr<Journal> reopen(std::unique_ptr<Journal> journal) override { return journal; }
};

class LocalBench final : public Bench {
 public:
  std::unique_ptr<Journal> make(PartitionNumber partitions, std::size_t queue_limit) override {
    options_.queue_limit = queue_limit;
    auto journal = LocalJournal::open(folder_ / "store", partitions, options_);
    EXPECT_TRUE(journal) << journal.error().message;
    return std::move(*journal);
  }
  std::unique_ptr<Journal> reopen(std::unique_ptr<Journal> journal) override {
    journal.reset();
    return make(0, options_.queue_limit);
  }

 private:
  Folder folder_;
  LocalJournalOptions options_;
};

const Adapter kMemory{"Memory", [] { return std::make_unique<MemoryBench>(); }};
const Adapter kLocal{"Local", [] { return std::make_unique<LocalBench>(); }};
const auto name_of = [](const auto& adapter) { return adapter.param.name; };

INSTANTIATE_TEST_SUITE_P(Every, JournalContract, testing::Values(kMemory, kLocal), name_of);
INSTANTIATE_TEST_SUITE_P(Every, EmbeddedContract, testing::Values(kMemory, kLocal), name_of);

// What only the one in memory can do.
TEST(MemoryJournal, InputsCanBePutInPlaceAsAfterAnOutage) {
  MemoryJournal journal(1);
  journal.append(0, "requests", at(10), "a");
  journal.append(0, "replies", at(5), "b");
  const auto batch = journal.poll(0, {}, 10, at(99));
  EXPECT_EQ(show(batch->inputs), "replies@0:b requests@0:a");
  EXPECT_EQ(batch->inputs[0].arrival, at(5));
}

TEST(MemoryJournal, AllRowsCanBeCompared) {
  MemoryJournal journal(2);
  Turn turn;
  turn.rows = {{"b", "2"}, {"a", "1"}};
  ASSERT_TRUE(journal.commit(std::move(turn)));
  EXPECT_EQ(journal.all_rows(0), (std::map<std::string, std::string>{{"a", "1"}, {"b", "2"}}));
  EXPECT_TRUE(journal.all_rows(1).empty());
}

}  // namespace
}  // namespace liaison
