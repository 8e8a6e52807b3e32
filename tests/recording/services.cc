// Complaints and faults of the recorded month, and what people do about them. They have dice of their
// own: what is drawn here changes nothing of the applications.
#include "month.h"

namespace liaison::recording {

namespace {

constexpr int kComplaints = 32, kFaults = 130, kStormFaults = 34;
const Instant kMonth = local_time("2026-09-01 00:00");
const Instant kStorm = local_time("2026-09-12 20:30");  // a thunderstorm on a Saturday night

// Nobody is called at night: what would be said then is said in the morning.
Instant by_day(Instant at) {
  const Instant midnight = local_time(to_text(at, kZone).substr(0, 10) + " 00:00");
  if (at < midnight + std::chrono::hours(8)) return at + std::chrono::hours(8);
  if (at >= midnight + std::chrono::hours(21)) return at + std::chrono::hours(11);
  return at;
}

bool in_storm(Instant at) { return at >= kStorm && at < kStorm + std::chrono::hours(9); }

std::string numbered(const char* prefix, int number) {
  const std::string digits = std::to_string(1000 + number);
  return prefix + digits.substr(1);
}

Json reported(const std::string& source, const std::string& id, const std::string& type,
              const Client& client, Json data) {
  return {{"specversion", "1.0"},
          {"source", source},
          {"id", id},
          {"type", type},
          {"authtype", "user"},
          {"authid", "desk.40"},
          {"data", std::move(data)},
          {"subject", "customer:" + client.key}};
}

}  // namespace

const Client& Month::somebody() {
  return clients_[static_cast<std::size_t>(service_.below(static_cast<int>(clients_.size())))];
}

void Month::plan_complaints() {
  const std::vector<std::string> channels = {"95598", "95598", "95598", "12345", "12398", "hall"};
  const std::vector<std::string> words = {"电费突增", "停电未通知", "表计不准", "服务态度差",
                                          "报装太慢"};
  for (int number = 1; number <= kComplaints; ++number) {
    const Client& client = somebody();
    const int kind = service_.below(100);
    Json data = {{"sheetNo", numbered("T09", number)},
                 {"channel", service_.one_of(channels)},
                 {"kind", kind < 75   ? "complaint"
                          : kind < 92 ? "suggestion"
                                      : "report"},
                 {"words", service_.one_of(words)}};
    const int about = service_.below(100);
    if (about < 15) data["about"] = {{"manager", client.manager}};
    if (about >= 90) data["about"] = {{"department", "customer-service"}};
    const Instant at = kMonth + std::chrono::hours(24 * service_.below(24)) +
                       std::chrono::minutes(service_.between(8 * 60, 20 * 60));
    plan(at, reported("/95598", numbered("complaint-", number), "customer.complaint", client,
                      std::move(data)));
  }
}

void Month::plan_faults() {
  for (int number = 1; number <= kFaults + kStormFaults; ++number) {
    const Client& client = somebody();
    const bool storm = number > kFaults;
    const Instant at = storm ? kStorm + std::chrono::seconds(service_.below(3 * 60 * 60))
                             : kMonth + std::chrono::seconds(service_.below(30 * 24 * 60 * 60));
    const Json data = {{"reportNo", numbered("G09", number)},
                       {"supplyPoint", "P-" + client.key.substr(2)},
                       {"words", storm ? "雷雨后无电" : "家中无电"}};
    plan(at, reported("/95598", numbered("fault-", number), "customer.fault-report", client, data));
    if (!service_.chance(storm ? 30 : 6)) continue;
    Json again = data;
    again["reportNo"] = numbered("G09", 500 + number);
    plan(at + std::chrono::minutes(service_.between(4, 40)),
         reported("/95598", numbered("again-", number), "customer.fault-report", client, again));
  }
}

// ---- what people do -------------------------------------------------------------------------

// In minutes of the clock for faults and first calls, else of the office.
Instant Month::service_done(const std::string& step, bool fault, Instant at) {
  const bool slow = service_.chance(6), storm = in_storm(at);
  const auto passed = [&](int low, int high) {
    return at + std::chrono::seconds(service_.between(low * 60, high * 60));
  };
  if (step == "dispatch") return slow ? passed(3, 9) : storm ? passed(1, 5) : passed(1, 2);
  if (step == "onSite") return storm ? passed(30, 150) : slow ? passed(55, 110) : passed(15, 44);
  if (step == "repair") return storm ? passed(60, 300) : slow ? passed(170, 280) : passed(20, 150);
  if (step == "written") return slow ? passed(6, 15) : passed(1, 4);
  if (step == "contact") return by_day(slow ? passed(1300, 1700) : passed(20, 600));
  if (step == "major") return passed(20, 110);
  if (step == "register") return slow ? passed(28, 80) : passed(4, 24);
  if (step == "investigate") {
    return later(at, slow ? service_.between(1900, 2500) : service_.between(300, 1700));
  }
  if (step == "archive") return later(at, service_.between(200, 1300));
  if (step == "followUp" && fault) return by_day(slow ? passed(1200, 1700) : passed(60, 700));
  if (step == "followUp")
    return later(at, slow ? service_.between(400, 700) : service_.between(20, 350));
  return later(at, service_.between(60, 400));
}

Json Month::service_result(const std::string& step) {
  if (step == "register") {
    const std::vector<std::string> departments = {"billing", "operations", "metering"};
    const std::string department = service_.one_of(departments);
    return {{"category", department == "billing" ? "billing" : "supply"},
            {"department", department},
            {"severity", service_.chance(6) ? "major" : "usual"}};
  }
  if (step == "contact") return {{"reachedAt", "电话"}, {"wishes", "尽快答复"}};
  if (step == "major") return {{"instructions", "当日到场核查"}};
  if (step == "investigate") {
    return {{"facts", "已核查"}, {"justified", service_.chance(45)}, {"measures", "整改"}};
  }
  if (step == "review") return {{"answer", "已核查处理"}};
  if (step == "lastWord") return {{"done", "当面说明"}};
  if (step == "archive") return {{"points", service_.below(3)}};
  if (step == "dispatch") return {{"crew", "抢修" + std::to_string(service_.between(1, 6)) + "班"}};
  if (step == "onSite") return {{"side", service_.chance(12) ? "customer" : "grid"}};
  if (step == "repair") return {{"cause", "熔丝熔断"}, {"restoredAt", "见工单"}};
  if (step == "written") return {{"materials", "熔丝"}};
  return {{"satisfied", service_.chance(88)}};
}

// In the storm some crews are held up, and say so.
void Month::on_the_way(const PublicRecord& record) {
  const std::vector<std::string> causes = {"道路积水", "树木倒伏", "雷暴未停"};
  if (!in_storm(record.time) || !service_.chance(40)) return;
  const std::string task = text_in(*record.data, "task");
  Json event = {{"specversion", "1.0"},
                {"source", "/desk/crew"},
                {"id", "held-" + task},
                {"type", "operations.crew-held"},
                {"authtype", "user"},
                {"authid", service_.one_of(ids_of("operations", false))},
                {"subject", "customer:" + text_in((*record.data)["customer"], "key")}};
  event["data"] = {{"supplyPoint", text_in(*record.data, "key")}, {"why", service_.one_of(causes)}};
  plan(record.time + std::chrono::minutes(service_.between(8, 25)), std::move(event));
}

void Month::on_service_task(const PublicRecord& record) {
  const std::string step = text_in(*record.data, "step"), task = text_in(*record.data, "task");
  const bool fault = text_in(*record.data, "workflow") == "fault-repair";
  const std::string department = text_in(*record.data, "department");
  const Json holder = record.data->value("holder", Json());
  const auto staff = ids_of(department, false);
  const std::string by = holder.is_string() ? holder.get<std::string>()
                         : staff.empty()    ? ids_of(department, true).front()
                                            : service_.one_of(staff);
  if (step == "onSite") on_the_way(record);
  const Instant done = service_done(step, fault, record.time);
  if (step == "review" && record.data->value("attempt", 1) == 1 && service_.chance(10)) {
    return reply(done, "return", task, by, {{"reason", "事实不清"}});
  }
  reply(done, "complete", task, by, {{"result", service_result(step)}});
}

}  // namespace liaison::recording
