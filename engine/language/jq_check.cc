#include "engine/language/jq_check.h"

#include "engine/language/jq_program.h"

namespace liaison::language {
namespace {

constexpr std::size_t kTogether = 60;  // the time of a program grows with the square of it

using Parts = std::vector<JqPart>;

Result<void> compiled(const Parts& parts) { return JqProgram(program_text(parts)).compile(); }

}  // namespace

void JqCheck::add(const JqPart& part, const std::vector<SourceMark>& marks) {
  std::string text = metered_text(*part.tree) + " " + std::to_string(part.needs);
  for (const std::string& local : part.locals) text += " " + local;
  const auto [found, fresh] = asked_.try_emplace(std::move(text));
  Asked& asked = found->second;
  if (fresh) {
    asked.tree = *part.tree;
    asked.needs = part.needs;
    asked.locals = part.locals;
  }
  asked.marks.insert(asked.marks.end(), marks.begin(), marks.end());
}

void JqCheck::run(Faults& faults) {
  auto next = asked_.begin();
  while (next != asked_.end()) {
    const auto first = next;
    Parts together;
    for (; next != asked_.end() && together.size() < kTogether; ++next) {
      const Asked& one = next->second;
      together.push_back({&one.tree, one.needs, one.locals});
    }
    const Result<void> all = compiled(together);
    if (all) continue;
    bool found = false;
    for (auto each = first; each != next; ++each) {
      const Asked& one = each->second;
      const Result<void> alone = compiled({{&one.tree, one.needs, one.locals}});
      for (const SourceMark& mark : alone ? std::vector<SourceMark>{} : one.marks) {
        found = true;
        faults.add(mark, "expected jq that libjq takes, but it says: " + alone.error().message);
      }
    }
    if (found) continue;
    for (const SourceMark& mark : first->second.marks) {
      faults.add(mark, "expected expressions that libjq takes, but " + all.error().message);
    }
  }
  asked_.clear();
}

}  // namespace liaison::language
