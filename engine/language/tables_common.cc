// The tables of common files and of calendar files.
#include "engine/language/tables.h"

namespace liaison::language {
const Table& common_table() {
  static const Table kTable{
      "a common file",
      {{"calendar", Shape::kText, "calendar of every deadline that names no other"},
       {"departments", Shape::kNamed, "who there is", kKnown, &department_table()},
       {"reasons", Shape::kNamed, "why a clock may stand still", kKnown, &reason_table()},
       {"escalations", Shape::kNamedLists, "ladders by name; default: of deadlines that name none",
        kKnown, &rung_table()},
       {"events", Shape::kNamed, "what may come in", kKnown, &event_table()},
       {"results", Shape::kNamed, "forms that several steps share"},
       {"templates", Shape::kNamed, "messages to the customer", kKnown, &words_table()},
       {"settings", Shape::kNamed, "figures that several workflows share"},
       {"words", Shape::kNamed, "text of words, for {x | word}", kKnown, &words_table()},
       {"facts", Shape::kNamed, "what is known of a customer"},
       {"overrides", Shape::kList, "other figures for a workflow", kKnown,
        &common_override_table()},
       {"extensions", Shape::kNamed, "rules of extension", kLater},
       {"lateFacts", Shape::kObject, "how late an answer may correct a breach", kLater},
       {"notices", Shape::kObject, "quiet hours and digests", kLater}}};
  return kTable;
}

const Table& common_override_table() {
  static const Table kTable{"an override",
                            {{"workflow", Shape::kText, "whose figures", kRequired},
                             {"when", Shape::kText, "for which cases; none: all"},
                             {"settings", Shape::kNamed, "the figures", kRequired}}};
  return kTable;
}

const Table& department_table() {
  static const Table kTable{"a department",
                            {{"title", Shape::kWords, "what people call it"},
                             {"head", Shape::kText, "person"},
                             {"deputy", Shape::kText, "person"},
                             {"above", Shape::kText, "department it belongs to"},
                             {"calendar", Shape::kText, "calendar of its deadlines"},
                             {"topic", Shape::kText, "suffix of its topic"},
                             {"units", Shape::kList, "its parts by area", kKnown, &unit_table()}}};
  return kTable;
}

const Table& unit_table() {
  static const Table kTable{"a unit",
                            {{"name", Shape::kText, "like a department", kRequired},
                             {"areas", Shape::kList, "areas of customers", kRequired},
                             {"head", Shape::kText, "person"}}};
  return kTable;
}

const Table& reason_table() {
  static const Table kTable{
      "a reason",
      {{"title", Shape::kWords, "what people call it"},
       {"evidence", Shape::kForm, "what must come with it"},
       {"atMost", Shape::kText, "how long"},
       {"approval", Shape::kObject, "who decides", kKnown, &approval_table()}}};
  return kTable;
}

const Table& approval_table() {
  static const Table kTable{"approval",
                            {{"decidedBy", Shape::kText, "who", kRequired},
                             {"within", Shape::kText, "how soon", kRequired},
                             {"otherwise",
                              Shape::kWord,
                              "when nobody decides",
                              kRequired,
                              nullptr,
                              {"granted", "refused"}}}};
  return kTable;
}

const Table& event_table() {
  static const Table kTable{"an event",
                            {{"sentBy", Shape::kTextOrList, "who may send it", kRequired},
                             {"data", Shape::kForm, "what it must hold"},
                             {"keep", Shape::kText, "how long it waits for a listener"}}};
  return kTable;
}

const Table& calendar_table() {
  static const Table kTable{
      "a calendar file",
      {{"calendar", Shape::kText, "its name", kRequired},
       {"version", Shape::kText, "such as 2026.2"},
       {"zone", Shape::kText, "such as Asia/Shanghai"},
       {"week", Shape::kNamed, "office hours by day", kRequired},
       {"startDay",
        Shape::kWord,
        "whether the first day counts",
        kKnown,
        nullptr,
        {"excluded", "included"}},
       {"dayEnd", Shape::kWord, "when the last day ends", kKnown, nullptr, {"close", "24:00"}},
       {"dayOff",
        Shape::kWord,
        "where a last day off moves",
        kKnown,
        nullptr,
        {"next", "previous", "stays"}},
       {"pauseCounts", Shape::kWord, "how a pause is counted", kKnown, nullptr, {"exact", "days"}},
       {"years", Shape::kNamed, "days off and worked, by year", kKnown, &year_table()}}};
  return kTable;
}

const Table& year_table() {
  static const Table kTable{"a year",
                            {{"source", Shape::kText, "who published it"},
                             {"off", Shape::kList, "days not worked, also 2026-01-01..2026-01-03"},
                             {"work", Shape::kList, "days worked"}}};
  return kTable;
}

}  // namespace liaison::language
