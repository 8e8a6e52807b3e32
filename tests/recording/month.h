// Month: a made-up company at work on the real engine, in virtual time. Requests come in by chance,
// people answer what the engine hands them; what comes in is the recording.
//
//   Month month(definitions, calendar, seed);
//   month.run(std::cout);
#pragma once

#include <deque>
#include <ostream>
#include <set>

#include "company.h"
#include "engine/runtime/memory_journal.h"
#include "engine/scenario/lockstep.h"
#include "engine/scenario/public_record.h"
#include "engine/scenario/tap_journal.h"

namespace liaison::recording {

class Month {
 public:
  Month(std::vector<std::shared_ptr<const Definition>> definitions, std::uint64_t seed);
  void run(std::ostream& out);

 private:
  struct Planned {
    Instant at{};
    int order = 0;
    Json event;
    bool operator<(const Planned& other) const {
      return std::tie(at, order) < std::tie(other.at, other.order);
    }
  };

  // ---- what comes in by itself
  void plan_people();
  void plan_customers();
  void plan_requests();
  void plan_request(int number, Instant at);
  void plan_leave();
  void plan_complaints();  // services.cc
  void plan_faults();
  const Client& somebody();

  // ---- what people do about a record
  void react(const PublicRecord& record);
  void on_task(const PublicRecord& record);
  void on_message(const PublicRecord& record);
  int minutes_for(const std::string& step, Instant at);
  Json result_for(const std::string& step, const Json& input);
  bool goes_back(const PublicRecord& record, Instant at);
  void on_service_task(const PublicRecord& record);
  Instant service_done(const std::string& step, bool fault, Instant at);
  Json service_result(const std::string& step);
  void on_the_way(const PublicRecord& record);
  std::string somebody_of(const std::string& department, const Json& holder);

  void plan(Instant at, Json event);
  void reply(Instant at, const std::string& verb, const std::string& subject, const std::string& by,
             Json data);
  Instant later(Instant from, int office_minutes) const;

  const std::vector<std::shared_ptr<const Definition>> definitions_;
  const Calendar& calendar_;
  Dice dice_, service_;  // of the applications; of complaints and faults
  std::vector<Client> clients_;
  MemoryJournal store_;
  TapJournal journal_;
  Lockstep engine_;
  std::set<Planned> agenda_;
  int planned_ = 0, replies_ = 0, contracts_ = 0, meters_ = 0;
};

}  // namespace liaison::recording
