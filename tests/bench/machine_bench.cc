// The machine alone: decide and apply, no bytes, no records. Prints transitions (events applied) a
// second on one core, without expressions and with them.
#include <chrono>

#include "engine/machine/machine.h"
#include "tests/bench/load.h"

namespace liaison::bench {
namespace {

class BareContext final : public Context {
 public:
  explicit BareContext(const Definition& definition) : definition_(definition) {}
  const Directory& people() const override { return people_; }
  const Customer& customer(const CustomerKey&) const override { return customer_; }
  const CaseHead* case_head(const CaseId&) const override { return nullptr; }
  std::vector<const Definition*> opened_by(std::string_view) const override {
    return {&definition_};
  }
  std::vector<const Definition*> heard_by(std::string_view) const override { return {}; }
  std::vector<const Definition*> in_force() const override { return {&definition_}; }
  const Definition* definition(const DefinitionId&) const override { return &definition_; }
  const std::string* version_content(std::string_view, std::string_view) const override {
    return nullptr;
  }
  const CustomerKey* alias(const AliasId&) const override { return nullptr; }
  Instant observed() const override { return now; }
  const MachineLimits& limits() const override { return limits_; }

  Instant now{};

 private:
  const Definition& definition_;
  Directory people_;
  Customer customer_;
  MachineLimits limits_;
};

Command command(std::size_t n, int part, Instant at, CommandBody body) {
  return {at,
          {},
          {"/bench", request_id(n) + std::to_string(part), "", at, "12345678", ""},
          std::move(body)};
}

std::size_t one_case(std::size_t n, const Definition& definition, BareContext& context) {
  Case c;
  std::size_t events = 0;
  context.now += std::chrono::seconds(1);
  const auto run = [&](const Command& next) {
    for (const Event& event : decide(c, definition, context, next)) {
      apply(c, event);
      ++events;
    }
  };
  const CaseId id = case_of_request(n);
  run(command(n, 0, context.now,
              OpenCaseNow{id, kWorkflow, definition.id, customer(n), "L-" + std::to_string(n),
                          request_data(n)}));
  for (int step = 0; step < 3; ++step) {
    run(command(n, step + 1, context.now,
                TakeReply{"complete", task_id(id, kSteps[step], 1, 0, 1).text, answer_data()}));
  }
  check(c.phase == Phase::kCompleted, "the case of the benchmark is completed");
  return events;
}

void measure(const char* title, const char* file) {
  const auto loaded = definitions(file);
  BareContext context(*loaded.front());
  context.now = parse_time("2026-03-02T09:00:00+08:00", "UTC")->at;
  for (int round = 0; round < 5; ++round) {
    const auto began = std::chrono::steady_clock::now();
    std::size_t events = 0, cases = 20'000;
    for (std::size_t n = 0; n < cases; ++n) events += one_case(n, *loaded.front(), context);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::printf("%-22s %10.0f transitions/s  %8.0f cases/s  %.1f transitions a case\n", title,
                static_cast<double>(events) / took.count(),
                static_cast<double>(cases) / took.count(),
                static_cast<double>(events) / static_cast<double>(cases));
  }
}

}  // namespace
}  // namespace liaison::bench

int main() {
  liaison::bench::measure("without expressions", "three-departments.yaml");
  liaison::bench::measure("with expressions", "expressions.yaml");
}
