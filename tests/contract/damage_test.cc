// Damaged stores: a flipped bit, a cut or a missing file is either refused with a clear error (when
// the store is opened or when it is verified) or does no harm at all. Never less, in silence.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <vector>

#include "connectors/local_log/local_journal.h"
#include "tests/contract/folder.h"
#include "tests/contract/load.h"

namespace liaison {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write_bytes(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

void commit_turns(Journal& journal, int from, int to) {
  for (int i = from; i < to; ++i) {
    Turn turn;
    const std::string number = std::to_string(i);
    turn.rows = {{"row " + number, std::string(300, 'v') + number}, {"last", number}};
    OutputRecord record;
    record.topic = "out";
    record.key = number;
    record.value = std::string(500, 'r') + number;
    turn.records = {record};
    check(bool(journal.commit(std::move(turn))), "a good store commits");
  }
}

// Everything in the store as text; nullopt with `error` set when it cannot be had.
std::optional<std::map<std::string, std::string>> contents(const fs::path& store, Error& error) {
  const auto opened = Store::open(store, 0, load_options().store);
  if (!opened) error = opened.error();
  if (!opened) return std::nullopt;
  if (const auto verified = (*opened)->verify(); !verified) {
    error = verified.error();
    return std::nullopt;
  }
  std::map<std::string, std::string> all;
  const auto take = [&](const Table& table, std::string name) {
    check(bool(table.scan("", std::string(64, '\xFF'),
                          [&](auto key, auto value) {
                            all[name + std::string(key)] = value;
                            return true;
                          })),
          "what was verified can be read");
  };
  take((*opened)->node(), "node ");
  take((*opened)->log(), "log ");
  take((*opened)->partition(0), "rows ");
  return all;
}

class Damage : public testing::Test {
 protected:
  // Table files and a log that is not flushed yet; opened twice, so that the table of contents has
  // been rewritten.
  void SetUp() override {
    for (int from : {0, 500, 900}) {
      auto journal = LocalJournal::open(good_, 1, load_options());
      ASSERT_TRUE(journal) << journal.error().message;
      commit_turns(**journal, from, from + 500);
    }
    fs::copy(good_, folder_ / "pristine");
    Error error;
    const auto all = contents(folder_ / "pristine", error);
    ASSERT_TRUE(all) << error.message;
    whole_ = *all;
    ASSERT_EQ(whole_.at("rows last"), "1399");
  }

  // Damages one file of a fresh copy and looks what opening and reading say.
  void try_with(const std::string& file, const std::string& damaged, const std::string& what) {
    const fs::path store = folder_ / "damaged";
    fs::remove_all(store);
    fs::copy(good_, store);
    write_bytes(store / file, damaged);
    judge(store, what);
  }

  void judge(const fs::path& store, const std::string& what) {
    Error error;
    const auto all = contents(store, error);
    if (all) {
      ++harmless_;
      EXPECT_TRUE(*all == whole_) << what << " changed the store and nobody noticed";
      return;
    }
    ++refused_;
    EXPECT_TRUE(error.message.starts_with("expected ")) << what << ": " << error.message;
    EXPECT_EQ(error.kind, Error::Kind::kCorrupt) << what << ": " << error.message;
  }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(good_)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

  static std::string newest_log(const fs::path& store) {
    std::string newest;
    for (const auto& entry : fs::directory_iterator(store)) {
      const std::string name = entry.path().filename().string();
      if (name.ends_with(".log")) newest = std::max(newest, name);
    }
    return newest;
  }

  Folder folder_;
  fs::path good_ = folder_ / "good";
  std::map<std::string, std::string> whole_;
  int harmless_ = 0;
  int refused_ = 0;
};

TEST_F(Damage, AFlippedBitIsFound) {
  for (const std::string& file : files()) {
    const std::string good = bytes_of(good_ / file);
    if (file.starts_with("LOG")) continue;  // RocksDB's own diary
    const std::size_t step = std::max<std::size_t>(good.size() / 17, 1);
    for (std::size_t at = 0; at < good.size(); at += step) {
      std::string damaged = good;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
      try_with(file, damaged, "bit " + std::to_string(at * 8 + at % 8) + " of " + file);
    }
  }
  EXPECT_GT(refused_, 60);
  std::cout << refused_ << " refused, " << harmless_ << " without harm\n";
}

// The last bytes of the logs are where RocksDB itself forgives.
TEST_F(Damage, AFlippedBitAtTheEndIsFound) {
  for (const std::string& file : files()) {
    if (!file.ends_with(".log") && !file.starts_with("MANIFEST")) continue;
    const std::string good = bytes_of(good_ / file);
    for (std::size_t back = 1; back <= std::min<std::size_t>(good.size(), 950); back += 7) {
      std::string damaged = good;
      damaged[good.size() - back] = static_cast<char>(damaged[good.size() - back] ^ 0x40);
      try_with(file, damaged, file + ", " + std::to_string(back) + " from the end");
    }
  }
  EXPECT_EQ(harmless_, 0);
}

TEST_F(Damage, ACutFileIsFound) {
  for (const std::string& file : files()) {
    if (file.starts_with("LOG")) continue;
    const std::string good = bytes_of(good_ / file);
    for (std::size_t part = 0; part < 8; ++part) {
      try_with(file, good.substr(0, good.size() * part / 8),
               file + " cut to " + std::to_string(part) + "/8");
    }
    if (good.empty()) continue;
    try_with(file, good.substr(0, good.size() - 1), file + " without its last byte");
  }
  EXPECT_GT(refused_, 20);
}

TEST_F(Damage, AMissingFileIsFound) {
  for (const std::string& file : files()) {
    const fs::path store = folder_ / "damaged";
    fs::remove_all(store);
    fs::copy(good_, store);
    fs::remove(store / file);
    judge(store, "without " + file);
  }
  EXPECT_GT(refused_, 3);
}

// An empty mark would let a log pass that has lost its end.
TEST_F(Damage, AnEmptyMarkIsFound) {
  const fs::path store = folder_ / "store";
  fs::copy(good_, store);
  write_bytes(store / "acknowledged", "");
  const auto journal = LocalJournal::open(store, 1, load_options());
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().kind, Error::Kind::kCorrupt);
  fs::remove(store / "acknowledged");  // as in a restored backup
  EXPECT_TRUE(LocalJournal::open(store, 1, load_options()));
  EXPECT_GT(fs::file_size(store / "acknowledged"), 0U);
}

// What kill -9 can leave behind the last acknowledged turn: any part of the next one.
TEST_F(Damage, AHalfWrittenTurnIsDropped) {
  const fs::path store = folder_ / "store";
  fs::copy(good_, store);
  auto journal = LocalJournal::open(store, 1, load_options());
  fs::copy(store, folder_ / "before");  // copied while open: nothing is closed
  commit_turns(**journal, 1400, 1401);
  const std::string log = newest_log(store);
  const std::string turn = bytes_of(store / log);
  journal->reset();
  const std::size_t before = fs::file_size(folder_ / "before" / log);
  ASSERT_GT(turn.size(), before + 800);
  for (std::size_t size = before; size < turn.size(); size += 13) {
    fs::remove_all(store);
    fs::copy(folder_ / "before", store);
    write_bytes(store / log, turn.substr(0, size));
    judge(store, std::to_string(size - before) + " bytes of a turn");
  }
  EXPECT_EQ(refused_, 0);
  EXPECT_GT(harmless_, 60);
}

}  // namespace
}  // namespace liaison
