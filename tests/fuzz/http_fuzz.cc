// Any bytes as an HTTP request to /v1/events, through framing, reading and the turn that takes it:
// an answer, and a partition that goes on. Head and body are parted by an empty line; a head line
// is `name: value`.
#include "connectors/http/api.h"
#include "connectors/http/frame.h"
#include "engine/language/load.h"
#include "engine/runtime/memory_journal.h"

namespace liaison::http {
namespace {

constexpr int kRequestsAWorld = 5000;  // then everything begins anew, so that memory stays small
constexpr Instant kNow{Milliseconds{1'789'000'000'000}};

std::vector<std::shared_ptr<const Definition>> two_workflows() {
  return load({{"common.yaml", R"(
departments: { operations: { title: O }, managers: { title: M } }
)"},
               {"check.yaml", R"(
document: { dsl: '1.0.3', namespace: fuzz, name: check, version: '1.0.0', title: Check }
opens: { with: { type: customer.request.check }, key: .no }
input: { schema: { document: { type: object, properties: { kva: { type: number } } } } }
do:
  - look: { forward: { to: operations, title: Look, result: { required: [ok] } }, deadline: 1 hour }
  - pay:  { listen: { to: { one: { with: { type: customer.payment.received } } } } }
)"}}).definitions;
}

struct World {
  MemoryJournal journal{1};
  Node node{journal, {.clock = [] { return kNow; }}};
  HttpOptions options;
  Api api{node, options};
  Partition partition{0, journal, {}};
  int requests = 0;

  World() {
    options.answer_wait = std::chrono::milliseconds{0};
    options.record_bytes = 4096;
    api.serve();
    check(static_cast<bool>(partition.load()), "an empty journal can be loaded");
    static const auto definitions = two_workflows();
    check(!definitions.empty() && partition.activate(definitions, kNow), "the workflows are good");
  }

  void take(const Request& request) {
    const Response response = api.answer(request);
    check(response.status >= 200 && response.status < 500, "a request is never our fault");
    check(Json::accept(response.body), "an answer can be read");
    for (bool more = true; more;) {
      const auto report = partition.turn(kNow + Milliseconds{++requests * 1000});
      check(static_cast<bool>(report), "no record stops a partition");
      more = report->more;
    }
  }
};

void look_at_frames(std::string_view bytes) {
  Frame whole({1024, 4096}), parts({1024, 4096});
  const Frame::Found found = whole.look(bytes);
  Frame::Found by_parts = Frame::kMore;
  for (std::size_t size = 0; by_parts == Frame::kMore && size <= bytes.size(); ++size) {
    by_parts = parts.look(bytes.substr(0, size));
  }
  check(found != Frame::kComplete || (by_parts == found && parts.size() == whole.size()),
        "a request ends where it ends, however it comes");
}

Request request_in(std::string_view bytes) {
  Request request{"POST", "/v1/events", {}, {}, {}, {}, {}, {}};
  while (!bytes.empty()) {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
    if (line.empty()) break;
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    request.headers.emplace(line.substr(0, colon), line.substr(colon + 2));
  }
  request.body = bytes;
  return request;
}

}  // namespace
}  // namespace liaison::http

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, unsigned long size) {
  using namespace liaison::http;
  static std::unique_ptr<World> world;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  look_at_frames(text);
  if (!world || world->requests > kRequestsAWorld) world = std::make_unique<World>();
  world->take(request_in(text));
  return 0;
}
