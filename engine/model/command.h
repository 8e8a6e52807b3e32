// Command: what somebody wants to happen, in the imperative; it may still be refused.
// The body says what; the rest says when it arrived, who wants it, and by which record.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "engine/model/actor.h"
#include "engine/model/case.h"
#include "engine/model/customer.h"

namespace liaison {

// ---- to a case ------------------------------------------------------------------------------

struct OpenCaseNow {  // from the customer, once a request is found to open a workflow
  static constexpr const char* kWord = "open-case";
  CaseId id;
  std::string workflow;
  DefinitionId definition;
  CustomerKey customer;
  std::string key;
  Doc input;
  std::string note = {};  // why it is opened now, where that is not plain
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("case", &OpenCaseNow::id), field("workflow", &OpenCaseNow::workflow),
        field("definition", &OpenCaseNow::definition), field("customer", &OpenCaseNow::customer),
        field("key", &OpenCaseNow::key), field("input", &OpenCaseNow::input),
        field("note", &OpenCaseNow::note);
  }
};

struct JoinCase {  // a second request while one is open
  static constexpr const char* kWord = "join-case";
  CaseId id;
  Doc data;
  std::uint64_t number = 0;  // as of OfferEvent
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("case", &JoinCase::id), field("data", &JoinCase::data),
        field("number", &JoinCase::number);
  }
};

struct OfferEvent {  // from the customer: the event of the command's origin
  static constexpr const char* kWord = "offer-event";
  CaseId id;
  std::uint64_t number = 0;  // under which the customer keeps it; 0: it does not
  Doc data;
  CaseId from;  // the case that put it out
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("case", &OfferEvent::id), field("number", &OfferEvent::number),
        field("data", &OfferEvent::data), field("from", &OfferEvent::from);
  }
};

struct TakeWaiting {  // from the case itself: it went on, and events have waited meanwhile
  static constexpr const char* kWord = "take-waiting";
  CaseId id;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("case", &TakeWaiting::id);
  }
};

struct TakeReply {  // what a department or manager answers
  static constexpr const char* kWord = "take-reply";
  std::string verb;     // of the type: "complete" of reply.complete
  std::string subject;  // task or message id
  Doc data;             // result reason evidence to doneAt
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("verb", &TakeReply::verb), field("subject", &TakeReply::subject),
        field("data", &TakeReply::data);
  }
};

struct SettleDue {  // fire every rung of the case that lies before `until`
  static constexpr const char* kWord = "settle-due";
  CaseId id;
  Instant until{};
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("case", &SettleDue::id), field("until", &SettleDue::until);
  }
};

struct ChangeManager {  // the customer has another manager now
  static constexpr const char* kWord = "change-manager";
  CaseId id;
  PersonId manager;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("case", &ChangeManager::id), field("manager", &ChangeManager::manager);
  }
};

// ---- to a customer --------------------------------------------------------------------------

struct
    TakeRequest {  // any event about a customer that is not a fact: opens cases, is heard by some
  static constexpr const char* kWord = "take-request";
  CustomerKey customer;
  Doc data;
  CaseId from = {};     // the case that put it out; "" = it comes from outside
  bool spread = false;  // to all workflows with a schedule: it need not concern this one
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("customer", &TakeRequest::customer), field("data", &TakeRequest::data),
        field("from", &TakeRequest::from), field("spread", &TakeRequest::spread);
  }
};

struct RecordFacts {  // by a case, which has looked at their forms
  static constexpr const char* kWord = "record-facts";
  CustomerKey customer;
  Doc facts;  // null removes one
  CaseId case_id;
  std::string step;
  PersonId person;  // whose input led there
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("customer", &RecordFacts::customer), field("facts", &RecordFacts::facts),
        field("case", &RecordFacts::case_id), field("step", &RecordFacts::step),
        field("person", &RecordFacts::person);
  }
};

struct TakeFacts {  // customer.registered, .changed, .assigned, .alias-added
  static constexpr const char* kWord = "take-facts";
  CustomerKey customer;
  std::string verb;  // of the type: "registered"
  Doc data;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("customer", &TakeFacts::customer), field("verb", &TakeFacts::verb),
        field("data", &TakeFacts::data);
  }
};

struct AssignManager {  // from a person's appointment: the customers of the portfolio
  static constexpr const char* kWord = "assign-manager";
  CustomerKey customer;
  PersonId manager;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("customer", &AssignManager::customer), field("manager", &AssignManager::manager);
  }
};

struct ListCase {  // a case of this customer was opened, or its labels changed
  static constexpr const char* kWord = "list-case";
  CustomerKey customer;
  OpenCase open;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("customer", &ListCase::customer), field("open", &ListCase::open);
  }
};

struct UnlistCase {  // … was closed
  static constexpr const char* kWord = "unlist-case";
  CustomerKey customer;
  CaseId id;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("customer", &UnlistCase::customer), field("case", &UnlistCase::id);
  }
};

struct KeepAlias {  // the partition of the alias has agreed
  static constexpr const char* kWord = "keep-alias";
  CustomerKey customer;
  AliasId alias;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("customer", &KeepAlias::customer), field("alias", &KeepAlias::alias);
  }
};

// ---- to a workflow that has or had a schedule and stands in a customer's place ----------------

struct SetSchedule {  // this definition's schedule is kept from now on
  static constexpr const char* kWord = "set-schedule";
  CustomerKey key;
  DefinitionId definition;  // "" = none: no cases are opened any more
  Instant from{};           // when it was put in force
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("key", &SetSchedule::key), field("definition", &SetSchedule::definition),
        field("from", &SetSchedule::from);
  }
};

struct RunSchedule {  // opens the case that is due before `until`
  static constexpr const char* kWord = "run-schedule";
  CustomerKey key;
  Instant until{};
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("key", &RunSchedule::key), field("until", &RunSchedule::until);
  }
};

// ---- to a partition -------------------------------------------------------------------------

struct TakePerson {  // person.appointed, .suspended, .ended, .on-leave, .back
  static constexpr const char* kWord = "take-person";
  std::string verb;
  Doc data;
  bool passed_on = false;  // by another partition: is not passed on again
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("verb", &TakePerson::verb), field("data", &TakePerson::data),
        field("passedOn", &TakePerson::passed_on);
  }
};

struct LinkAlias {  // this partition keeps the alias from now on
  static constexpr const char* kWord = "link-alias";
  AliasId alias;
  CustomerKey customer;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("alias", &LinkAlias::alias), field("customer", &LinkAlias::customer);
  }
};

struct ActivateDefinition {  // new cases of this workflow take this definition from now on
  static constexpr const char* kWord = "activate";
  std::string workflow, version;
  DefinitionId definition;
  std::string blob;             // engine/language unpack()
  bool keeps_schedule = false;  // it has one, and its cases are at home in this partition
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("workflow", &ActivateDefinition::workflow),
        field("version", &ActivateDefinition::version),
        field("definition", &ActivateDefinition::definition),
        field("blob", &ActivateDefinition::blob),
        field("keepsSchedule", &ActivateDefinition::keeps_schedule);
  }
};

struct SpreadEvent {  // one without a subject: to every workflow with a schedule
  static constexpr const char* kWord = "spread-event";
  Doc data;
  bool passed_on = false;  // by another partition: is not passed on again
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("data", &SpreadEvent::data), field("passedOn", &SpreadEvent::passed_on);
  }
};

using CommandBody = std::variant<OpenCaseNow, JoinCase, TakeReply, SettleDue, ChangeManager,
                                 TakeRequest, TakeFacts, AssignManager, ListCase, UnlistCase,
                                 TakePerson, LinkAlias, ActivateDefinition, KeepAlias, OfferEvent,
                                 TakeWaiting, RecordFacts, SetSchedule, RunSchedule, SpreadEvent>;

struct Command {
  Instant at{};  // arrival: never goes back
  Actor by;
  Origin origin;
  CommandBody body;
  int hops = 0;        // through the internal topic so far
  bool aside = false;  // set off by what a case put out: its refusal is told and undoes nothing
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("at", &Command::at), field("by", &Command::by), field("origin", &Command::origin),
        field("body", &Command::body), field("hops", &Command::hops),
        field("aside", &Command::aside);
  }
};

}  // namespace liaison
