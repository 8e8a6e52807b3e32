#include "engine/language/expressions.h"

#include <algorithm>
#include <optional>
#include <span>

#include "engine/language/expression_check.h"
#include "engine/language/expression_syntax.h"
#include "engine/language/fast_expression.h"
#include "engine/language/faults.h"
#include "engine/language/jq_program.h"
#include "engine/language/jq_text.h"
#include "engine/language/jq_value.h"
#include "engine/language/shorten.h"
#include "engine/model/text.h"

namespace liaison {
namespace {

constexpr std::size_t kMaxShownBytes = 100;
// libjq chooses among them in one function, which may have 64 KiB; 24 bytes each.
constexpr std::size_t kExpressionsAProgram = 1000;

std::string_view bare(std::string_view text) {
  const std::string_view inner = trimmed(text);
  return is_expression(inner) ? inner.substr(2, inner.size() - 3) : text;
}

struct Compiled {
  std::string source;
  Syntax tree;
  Checked checked;
  std::optional<FastExpression> fast;
};

using Programs = std::vector<std::unique_ptr<const JqProgram>>;

class FileEvaluator final : public Evaluator {
 public:
  FileEvaluator(std::vector<Compiled> expressions, Programs programs)
      : expressions_(std::move(expressions)), programs_(std::move(programs)) {
    for (Compiled& one : expressions_) one.tree = Syntax{};  // only to compile
  }

  unsigned needs(const Expression& asked) const override { return of(asked).checked.needs; }

  Result<Json> evaluate(const Expression& asked, const Json& dot,
                        const Variables& variables) const override {
    std::int64_t steps = 1;
    Result<Json> value = evaluate(asked, dot, variables, steps);
    if (variables.work && !variables.work->pay(steps)) return invalid(too_much(*variables.work));
    return value;
  }

 private:
  Result<Json> evaluate(const Expression& asked, const Json& dot, const Variables& variables,
                        std::int64_t& steps) const {
    const Compiled& one = of(asked);
    if (one.fast) {
      std::optional<Json> value = one.fast->evaluate(dot, variables, steps);
      if (value) return bounded(one, std::move(*value), steps);
    }
    const auto number = static_cast<std::size_t>(asked.number);
    Result<Json> value = programs_[number / kExpressionsAProgram]->run(
        {number % kExpressionsAProgram, one.checked.needs, one.checked.locals}, dot, variables,
        steps);
    if (!value) return fault(one, value.error().message);
    return bounded(one, std::move(*value), steps);
  }

  const Compiled& of(const Expression& asked) const {
    check(asked.number >= 0 && static_cast<std::size_t>(asked.number) < expressions_.size(),
          "an expression is asked of the evaluator of its own file");
    return expressions_[static_cast<std::size_t>(asked.number)];
  }

  // What it gives is paid for as well: a plain `.` copies the whole sheet.
  static Result<Json> bounded(const Compiled& one, Json value, std::int64_t& steps) {
    if (!value.is_structured() && !value.is_string()) return value;
    const std::size_t bytes = json_bytes(value, kMaxResultBytes);
    steps += static_cast<std::int64_t>(bytes / 8);
    if (bytes > kMaxResultBytes) return fault(one, "it is larger than 256 KiB");
    return value;
  }

  static Error fault(const Compiled& one, const std::string& reason) {
    return invalid("expected one value of '" + shortened(one.source, kMaxShownBytes) + "', but " +
                   reason);
  }

  std::vector<Compiled> expressions_;
  Programs programs_;
};

JqPart part_of(const Compiled& one) { return {&one.tree, one.checked.needs, one.checked.locals}; }

std::unique_ptr<const JqProgram> program_of(std::span<const Compiled> expressions) {
  std::vector<JqPart> parts;
  parts.reserve(expressions.size());
  for (const Compiled& one : expressions) parts.push_back(part_of(one));
  return std::make_unique<JqProgram>(program_text(parts));
}

// Calls `use` for each portion that becomes one program.
template <class Use>
void for_each_program(std::span<const Compiled> expressions, Use use) {
  for (std::size_t first = 0; first < expressions.size(); first += kExpressionsAProgram) {
    const std::size_t count = std::min(kExpressionsAProgram, expressions.size() - first);
    use(expressions.subspan(first, count));
  }
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

using Faults = std::vector<std::pair<int, std::string>>;

void check_references(int number, const Checked& checked, const ExpressionsBuilder::Known& known,
                      Faults& faults) {
  for (const auto& [variable, name] : checked.references) {
    const bool steps = variable == "steps", clocks = variable == "clocks";
    const auto& names = steps ? known.steps : clocks ? known.clocks : known.settings;
    if (contains(names, name)) continue;
    faults.emplace_back(number, std::string("expected the name of a ") +
                                    (steps    ? "step"
                                     : clocks ? "clock"
                                              : "setting") +
                                    " after $" + variable + ", but '" + name + "'" +
                                    language::did_you_mean(name, names));
  }
}

}  // namespace

struct ExpressionsBuilder::Parts {
  std::vector<Compiled> expressions;
};

ExpressionsBuilder::ExpressionsBuilder() : parts_(std::make_unique<Parts>()) {}
ExpressionsBuilder::~ExpressionsBuilder() = default;
ExpressionsBuilder::ExpressionsBuilder(ExpressionsBuilder&&) noexcept = default;
ExpressionsBuilder& ExpressionsBuilder::operator=(ExpressionsBuilder&&) noexcept = default;

Result<Expression> ExpressionsBuilder::add(std::string text,
                                           const std::vector<std::string>& names) {
  Result<Syntax> tree = parse_expression(bare(text));
  if (!tree) return tree.error();
  Result<Checked> checked = check_expression(*tree, names);
  if (!checked) return checked.error();
  Compiled made;
  made.source = std::string(trimmed(bare(text)));
  made.fast = FastExpression::from(*tree, names);
  made.tree = std::move(*tree);
  made.checked = std::move(*checked);
  const int number = static_cast<int>(parts_->expressions.size());
  Expression expression{number, made.source};
  parts_->expressions.push_back(std::move(made));
  return expression;
}

std::vector<std::pair<int, JqPart>> ExpressionsBuilder::for_libjq() const {
  std::vector<std::pair<int, JqPart>> parts;
  for (std::size_t i = 0; i < parts_->expressions.size(); ++i) {
    const Compiled& one = parts_->expressions[i];
    if (!one.fast) parts.emplace_back(static_cast<int>(i), part_of(one));
  }
  return parts;
}

std::vector<std::pair<int, std::string>> ExpressionsBuilder::finish(
    const Known& known, std::shared_ptr<const Evaluator>& out) {
  std::vector<Compiled> expressions = std::move(parts_->expressions);
  parts_->expressions.clear();
  Faults faults;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    check_references(static_cast<int>(i), expressions[i].checked, known, faults);
  }
  Programs programs;
  for_each_program(expressions,
                   [&](std::span<const Compiled> some) { programs.push_back(program_of(some)); });
  out.reset();
  if (faults.empty()) {
    out = std::make_shared<FileEvaluator>(std::move(expressions), std::move(programs));
  }
  return faults;
}

bool is_expression(std::string_view text) {
  const std::string_view inner = trimmed(text);
  return inner.size() >= 3 && inner.starts_with("${") && inner.ends_with("}");
}

bool looks_like_expression(std::string_view text) {
  return text.starts_with('.') || text.starts_with('$');
}

}  // namespace liaison
