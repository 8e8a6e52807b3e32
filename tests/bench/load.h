// The three-departments load: a request of about 300 B opens a case with three steps one after the
// other, each with a clock of an hour, answered at once with about 100 B; then it is closed. Four
// inputs and eleven public records a case.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "engine/language/load.h"
#include "engine/model/ids.h"

namespace liaison::bench {

inline constexpr const char* kSteps[] = {"first", "second", "third"};
inline constexpr const char* kWorkflow = "three-departments";

inline CustomerKey customer(std::size_t n) {
  return CustomerKey{"c-" + std::to_string(n % 100'000)};
}
inline std::string request_id(std::size_t n) { return "request-" + std::to_string(n); }
inline CaseId case_of_request(std::size_t n) {
  return case_id(customer(n), "/bench", request_id(n), kWorkflow);
}

inline Json request_data(std::size_t n) {
  return {{"applicationNo", "L-" + std::to_string(n)},
          {"kind", "usual"},
          {"kva", 50},
          {"site", std::string(120, 'x')}};
}
inline Json answer_data() { return {{"result", {{"answer", std::string(60, 'y')}}}}; }

inline Json request(std::size_t n) {
  return {{"specversion", "1.0"},
          {"id", request_id(n)},
          {"source", "/bench"},
          {"type", "customer.request.three-departments"},
          {"subject", "customer:" + customer(n).text},
          {"data", request_data(n)}};
}
inline Json reply(std::size_t n, int step) {
  return {{"specversion", "1.0"},
          {"id", request_id(n) + "-" + std::to_string(step)},
          {"source", "/bench"},
          {"type", "reply.complete"},
          {"subject", task_id(case_of_request(n), kSteps[step], 1, 0, 1).text},
          {"data", answer_data()}};
}

inline std::vector<std::shared_ptr<const Definition>> definitions(const char* file) {
  const std::string folder = std::string(LIAISON_SOURCE) + "/tests/bench/";
  Loaded loaded = load_paths({folder + "common.yaml", folder + file});
  for (const Fault& fault : loaded.faults) std::fprintf(stderr, "%s\n", to_text(fault).c_str());
  if (!loaded.ok()) std::exit(1);
  return loaded.definitions;
}

}  // namespace liaison::bench
