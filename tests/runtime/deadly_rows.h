// DeadlyRows: rows of which some cannot be read alive, so that a record can end the process in the
// middle of its turn, where nothing of the product knows of tests.
//
//   DeadlyRows rows(journal.rows(0), poison);        // poison.text = "c-7": whoever reads that row
#pragma once

#include <functional>
#include <string>

#include "engine/runtime/journal.h"

namespace liaison {

struct Poison {
  std::string text;           // in the key; empty: every row is harmless
  std::function<void()> die;  // does not return
};

class DeadlyRows final : public Rows {
 public:
  DeadlyRows(const Rows& inner, const Poison& poison) : inner_(inner), poison_(poison) {}

  Result<std::optional<std::string>> get(std::string_view key) const override {
    if (!poison_.text.empty() && key.find(poison_.text) != key.npos) poison_.die();
    return inner_.get(key);
  }
  Result<void> scan(
      std::string_view from, std::string_view to,
      const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    return inner_.scan(from, to, visit);
  }

 private:
  const Rows& inner_;
  const Poison& poison_;
};

}  // namespace liaison
