// Customer: who a company serves, by which manager, and which cases are open for them.
// Person: who may hold tasks, in which department and role. Every partition knows all people.
#pragma once

#include <string>
#include <vector>

#include "engine/model/offered.h"

namespace liaison {

struct OpenCase {  // what a customer's other cases may see
  CaseId id;
  std::string workflow, key;
  Doc labels;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("case", &OpenCase::id), field("workflow", &OpenCase::workflow),
        field("key", &OpenCase::key), field("labels", &OpenCase::labels);
  }
};

struct KeptEvent {  // waits for listeners that come later
  OfferedEvent event;
  Instant until{};
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("event", &KeptEvent::event), field("until", &KeptEvent::until);
  }
};

// When a workflow opens its next case by itself. Its row is a customer's, under key_of_workflow():
// the cases without a customer stand there, and the events that wait for them.
struct KeptSchedule {
  DefinitionId definition;  // whose it is; "" = it has ended
  std::string words;        // what that one says: Schedule
  Instant since{};          // when these words came into force: `every` counts from here
  Instant next = kNever;    // when the next case is due
  Instant missed_since{};   // the first of those that were missed before it
  struct HeardOne {
    int filter = 0;
    OfferedEvent event;
    template <class Visit>
    static constexpr void fields(Visit&& field) {
      field("filter", &HeardOne::filter), field("event", &HeardOne::event);
    }
  };
  std::vector<HeardOne> heard;  // of the events that open a case together

  bool running() const { return !definition.empty(); }
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using S = KeptSchedule;
    field("definition", &S::definition), field("words", &S::words), field("since", &S::since),
        field("next", &S::next), field("missedSince", &S::missed_since), field("heard", &S::heard);
  }
};

struct Customer {
  CustomerKey key;
  bool registered = false;  // false: heard of, nothing known yet
  Doc facts;                // name, area, segment, …
  PersonId manager;
  std::vector<AliasId> aliases;
  std::vector<OpenCase> open_cases;
  std::uint64_t history = 0;
  bool known = false;           // has a row
  std::vector<KeptEvent> kept;  // oldest first; few and small (MachineLimits)
  std::uint64_t events = 0;     // the last number given to one of them
  KeptSchedule schedule;        // of a workflow that stands in a customer's place

  std::string fact(const char* name) const;  // "" when absent or not text
  const OpenCase* open_case(std::string_view workflow, std::string_view business_key) const;

  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("customer", &Customer::key), field("registered", &Customer::registered),
        field("facts", &Customer::facts), field("manager", &Customer::manager),
        field("aliases", &Customer::aliases), field("openCases", &Customer::open_cases),
        field("history", &Customer::history), field("known", &Customer::known),
        field("kept", &Customer::kept), field("events", &Customer::events),
        field("schedule", &Customer::schedule);
  }
};

struct Person {
  PersonId id;
  std::string name;
  DepartmentId department;
  std::string role;  // head, deputy, or any other word
  std::string unit;
  bool appointed = false, suspended = false, on_leave = false;
  PersonId deputy;  // during leave

  bool available() const { return appointed && !suspended && !on_leave; }
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("person", &Person::id), field("name", &Person::name),
        field("department", &Person::department), field("role", &Person::role),
        field("unit", &Person::unit), field("appointed", &Person::appointed),
        field("suspended", &Person::suspended), field("onLeave", &Person::on_leave),
        field("deputy", &Person::deputy);
  }
};

// All people of the organisation, as this partition has heard of them.
class Directory {
 public:
  const Person* person(const PersonId&) const;
  // The available person with this role in the department (or its unit); nullptr when vacant.
  const Person* holder_of(const DepartmentId&, std::string_view unit, std::string_view role) const;
  // Whether anybody was ever appointed to this role there: then the file's name no longer counts.
  bool heard_of(const DepartmentId&, std::string_view unit, std::string_view role) const;
  void set(Person person) { people_[person.id] = std::move(person); }
  const std::map<PersonId, Person>& all() const { return people_; }

 private:
  std::map<PersonId, Person> people_;
};

}  // namespace liaison
