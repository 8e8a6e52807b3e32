#include "month.h"

#include <algorithm>

namespace liaison::recording {

namespace {

constexpr int kClients = 400, kRequests = 430;
const Instant kFirst = local_time("2026-08-31 16:00"), kLast = local_time("2026-09-30 17:30");
// A fortnight in which the meters ran short.
const Instant kShortFrom = local_time("2026-09-16 00:00"),
              kShortTo = local_time("2026-09-24 00:00");

Json event_of(const std::string& source, const std::string& id, const std::string& type,
              const std::string& subject, const std::string& by, Json data) {
  Json event = {{"specversion", "1.0"}, {"source", source},   {"id", id},
                {"type", type},         {"subject", subject}, {"data", std::move(data)}};
  if (!by.empty()) {
    event["authtype"] = "user";
    event["authid"] = by;
  }
  return event;
}

std::string digits(int number, int width) {
  const std::string text = std::to_string(number);
  return std::string(static_cast<std::size_t>(std::max(0, width - static_cast<int>(text.size()))),
                     '0') +
         text;
}

std::string date_of(Instant at) {
  const std::string text = to_text(at, kZone);
  return text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 2);
}

}  // namespace

Month::Month(std::vector<std::shared_ptr<const Definition>> definitions, std::uint64_t seed)
    : definitions_(std::move(definitions)),
      calendar_(definitions_.front()->calendar_named(definitions_.front()->calendar)),
      dice_(seed),
      service_(seed + 1),
      store_(1),
      journal_(store_),
      engine_(journal_, {}) {}

void Month::run(std::ostream& out) {
  check(static_cast<bool>(engine_.load()), "an empty store can be loaded");
  check(static_cast<bool>(engine_.activate(definitions_, kFirst)), "workflows can be put in force");
  plan_people();
  plan_customers();
  plan_requests();
  plan_leave();
  plan_complaints();
  plan_faults();
  while (!agenda_.empty() && agenda_.begin()->at <= kLast) {
    Planned next = agenda_.extract(agenda_.begin()).value();
    check(static_cast<bool>(engine_.advance(next.at)), "time goes on");
    const std::string topic = topic_of(next.event);
    out << Json{{"at", to_text(next.at, kZone)}, {"topic", topic}, {"event", next.event}}.dump()
        << '\n';
    store_.append(0, topic, next.at, next.event.dump());
    check(static_cast<bool>(engine_.settle(next.at)), "inputs are read");
    for (const OutputRecord& record : journal_.take())
      react(open_record(record.topic, record.value));
  }
  out << Json{{"at", to_text(kLast, kZone)}}.dump() << '\n';
}

// ---- what comes in by itself ----------------------------------------------------------------

void Month::plan(Instant at, Json event) { agenda_.insert({at, ++planned_, std::move(event)}); }

void Month::plan_people() {
  for (const Member& member : members()) {
    Json data = {{"person", member.id}, {"name", member.name}, {"department", member.department}};
    if (!member.role.empty()) data["role"] = member.role;
    plan(kFirst, event_of("/hr", "appointed-" + member.id, "person.appointed",
                          "person:" + member.id, "", data));
  }
}

void Month::plan_customers() {
  clients_ = clients(dice_, kClients);
  for (const Client& client : clients_) {
    plan(kFirst + std::chrono::minutes(5),
         event_of("/ledger", client.key, "customer.registered", "customer:" + client.key, "",
                  {{"name", client.name},
                   {"area", client.area},
                   {"manager", client.manager},
                   {"segment", client.resident ? "resident" : "ordinary"}}));
  }
}

// One manager and the head of metering are away for some days.
void Month::plan_leave() {
  const auto away = [&](const std::string& person, const std::string& deputy, const char* from,
                        const char* to) {
    plan(local_time(from), event_of("/hr", "leave-" + person, "person.on-leave", "person:" + person,
                                    "", {{"person", person}, {"deputy", deputy}}));
    plan(local_time(to), event_of("/hr", "back-" + person, "person.back", "person:" + person, "",
                                  {{"person", person}}));
  };
  away("zhang.wei", "liu.yang", "2026-09-14 08:20", "2026-09-18 08:20");
  away("wu.di", "ma.ling", "2026-09-21 08:20", "2026-09-24 08:20");
}

// More on working days; by phone and app at any hour.
void Month::plan_requests() {
  const Date first = calendar_.date_of(local_time("2026-09-01 12:00"));
  for (int number = 1; number <= kRequests; ++number) {
    Date day = first + std::chrono::days{dice_.below(30)};
    if (!calendar_.is_workday(day) && dice_.chance(65))
      day = first + std::chrono::days{dice_.below(30)};
    const int minute =
        dice_.chance(80) ? dice_.between(8 * 60, 17 * 60) : dice_.between(6 * 60, 22 * 60);
    plan_request(number, calendar_.instant_of(day, minute) + std::chrono::seconds(dice_.below(60)));
  }
}

void Month::plan_request(int number, Instant at) {
  const Client& client = clients_[static_cast<std::size_t>(number - 1) % clients_.size()];
  const std::vector<std::string> channels = {"/95598", "/95598", "/hall/1", "/hall/2", "/app"};
  const std::string source = dice_.one_of(channels), type = "customer.request.lv-new-connection";
  const std::string id = date_of(at) + "-" + digits(number, 4), subject = "customer:" + client.key;
  Json data = {{"applicationNo", "L" + date_of(at).substr(4) + digits(number, 3)},
               {"kind", client.resident ? "resident" : "business"},
               {"kva", client.resident ? dice_.between(4, 12) : dice_.between(10, 120)}};
  if (dice_.chance(2)) data["kva"] = 315;  // not low voltage: rejected
  const Json event =
      event_of(source, id, type, subject,
               source == "/app" ? client.key : "desk." + digits(dice_.below(20), 2), data);
  plan(at, event);
  if (dice_.chance(2)) plan(at + std::chrono::seconds(3), event);  // sent twice by the channel
  if (!dice_.chance(5)) return;
  plan(at + std::chrono::minutes(dice_.between(20, 400)),  // … and again in the hall
       event_of("/hall/3", "again-" + id, type, subject, "desk.30", data));
}

// ---- what people do about a record ----------------------------------------------------------

void Month::react(const PublicRecord& record) {
  const bool service = text_in(*record.data, "workflow") != "lv-new-connection";
  if (record.family == "task" && record.verb == "assigned") {
    return service ? on_service_task(record) : on_task(record);
  }
  if (record.family == "message" && text_in(*record.data, "receipt") == "told") on_message(record);
}

Instant Month::later(Instant from, int office_minutes) const {
  return calendar_.add_office_time(from, std::chrono::minutes(office_minutes)) +
         std::chrono::seconds(office_minutes % 60);
}

void Month::reply(Instant at, const std::string& verb, const std::string& subject,
                  const std::string& by, Json data) {
  plan(at, event_of("/desk/" + by, "r" + digits(++replies_, 5), "reply." + verb, subject, by,
                    std::move(data)));
}

std::string Month::somebody_of(const std::string& department, const Json& holder) {
  if (holder.is_string() && !holder.get<std::string>().empty()) return holder.get<std::string>();
  const auto staff = ids_of(department, false);
  return staff.empty() ? ids_of(department, true).front() : dice_.one_of(staff);
}

// How long a step takes, in office minutes of 480 a day: mostly well in time, with a tail.
int Month::minutes_for(const std::string& step, Instant at) {
  const bool slow = dice_.chance(5);
  if (step == "accept") return slow ? dice_.between(300, 1100) : dice_.between(4, 150);
  if (step == "survey") return slow ? dice_.between(900, 1700) : dice_.between(90, 800);
  if (step == "contract") return slow ? dice_.between(450, 900) : dice_.between(30, 380);
  if (step == "works") return slow ? dice_.between(500, 1200) : dice_.between(120, 470);
  if (step == "archive") return dice_.between(20, 400);
  if (step != "meter") return dice_.between(30, 400);
  const bool shortage = at >= kShortFrom && at < kShortTo && dice_.chance(45);
  return shortage ? dice_.between(960, 2200)
         : slow   ? dice_.between(900, 1500)
                  : dice_.between(60, 780);
}

Json Month::result_for(const std::string& step, const Json& input) {
  if (step == "accept") return {{"missing", dice_.chance(25) ? Json{"产权证明"} : Json::array()}};
  if (step == "survey") {
    if (dice_.chance(3)) return {{"feasible", false}, {"reason", "地下管线未迁移"}};
    const bool resident = text_in(input, "kind") == "resident";
    return {{"feasible", true},
            {"plan", resident ? "220V 单相" : "380V 三相"},
            {"gridWorks", dice_.chance(resident ? 3 : 15)}};
  }
  if (step == "contract") return {{"contractNo", "HT26-" + digits(++contracts_, 4)}};
  if (step == "works") return {{"finishedOn", "2026-09-30"}};
  if (step == "meter") return {{"meterNo", "M" + digits(++meters_, 5)}};
  if (step == "archive") return {{"accountNo", "3301" + digits(dice_.below(1'000'000), 6)}};
  return {{"decision", "goOn"}, {"plan", "220V 单相"}};
}

// Some go back to the step before, some are not ours; true when that is the answer.
bool Month::goes_back(const PublicRecord& record, Instant at) {
  const std::string step = text_in(*record.data, "step"), task = text_in(*record.data, "task");
  const std::string by =
      somebody_of(text_in(*record.data, "department"), record.data->value("holder", Json()));
  if (record.data->value("toAssign", false)) {
    reply(later(at, dice_.between(10, 90)), "assign", task, by,
          {{"to", "metering"}, {"reason", "表位已定，请安排"}});
    return true;
  }
  const int attempt = record.data->value("attempt", 1);
  if (step == "survey" && dice_.chance(attempt > 1 ? 25 : 5)) {
    reply(later(at, dice_.between(60, 400)), "return", task, by, {{"reason", "地址与现场不符"}});
    return true;
  }
  if (step == "contract" && attempt == 1 && dice_.chance(2)) {
    reply(later(at, dice_.between(60, 300)), "return", task, by, {{"reason", "表位在他人产权内"}});
    return true;
  }
  if (step == "meter" && attempt == 1 && dice_.chance(3)) {
    reply(later(at, dice_.between(60, 300)), "decline", task, by,
          {{"reason", "须先立杆，请转运检"}});
    return true;
  }
  return false;
}

void Month::on_task(const PublicRecord& record) {
  const Instant at = record.time;
  if (goes_back(record, at)) return;
  const std::string step = text_in(*record.data, "step"), task = text_in(*record.data, "task");
  const std::string by =
      somebody_of(text_in(*record.data, "department"), record.data->value("holder", Json()));
  const Instant done = later(at, minutes_for(step, at));
  if (step == "meter" && dice_.chance(30))
    reply(later(at, dice_.between(5, 50)), "claim", task, by, Json::object());
  const Json result = result_for(step, record.data->value("input", Json::object()));
  if (dice_.chance(2))
    reply(done - std::chrono::minutes(2), "complete", task, by,
          {{"result", Json::object()}});  // refused
  reply(done, "complete", task, by, {{"result", result}});
  if (dice_.chance(1))
    reply(done + std::chrono::minutes(5), "complete", task, by,
          {{"result", result}});  // done already
}

void Month::on_message(const PublicRecord& record) {
  const std::vector<std::string> channels = {"phone", "phone", "visit", "app"};
  if (text_in(*record.data, "workflow") != "lv-new-connection") {
    const bool slow = service_.chance(6);
    return reply(later(record.time, slow ? service_.between(250, 500) : service_.between(5, 180)),
                 "told", text_in(*record.data, "message"), text_in(*record.data, "manager"),
                 {{"channel", "phone"}});
  }
  reply(later(record.time, dice_.chance(6) ? dice_.between(200, 420) : dice_.between(5, 180)),
        "told", text_in(*record.data, "message"), text_in(*record.data, "manager"),
        {{"channel", dice_.one_of(channels)}});
}

}  // namespace liaison::recording
