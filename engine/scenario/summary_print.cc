// The summary as a screen, and as JSON.
#include <algorithm>

#include "engine/scenario/summary.h"
#include "engine/scenario/summary_words.h"

namespace liaison {

namespace {

constexpr std::size_t kColumns = 80;

class Screen {
 public:
  Screen(const Summary& summary, bool chinese) : summary_(summary), chinese_(chinese) {}

  std::string text() {
    head();
    promises();
    workflows();
    departments();
    if (summary_.example) example(*summary_.example);
    return std::move(out_);
  }

 private:
  const char* say(const char* zh, const char* en) const { return chinese_ ? zh : en; }
  const std::string& say(const Text& text) const { return chinese_ ? text.zh : text.en; }
  std::string when(Instant at) const { return words::when(at, summary_.zone, chinese_); }
  void line(const std::string& text) {
    out_ += " " + text;
    while (out_.back() == ' ') out_.pop_back();
    out_ += "\n";
  }
  void rule() {
    for (std::size_t i = 0; i < kColumns; ++i) out_ += "─";
    out_ += "\n";
  }
  static std::string n(std::int64_t count) { return std::to_string(count); }
  static std::string share(std::int64_t part, std::int64_t whole) {
    if (whole == 0) return "–";  // nothing was there to be kept
    return n(part) + " / " + n(whole) + "   " +
           words::percent(static_cast<double>(part) / static_cast<double>(whole));
  }

  void head();
  void promises();
  void workflows();
  void departments();
  void example(const ExampleCase&);

  const Summary& summary_;
  const bool chinese_;
  std::string out_;
};

void Screen::head() {
  line(say("月报 · 截至 ", "Report · up to ") +
       to_text(summary_.as_of, summary_.zone).substr(0, 5) + when(summary_.as_of));
  rule();
  line(words::left(say("受理", "accepted"), 10) + n(summary_.accepted) + "   " +
       say("办结", "closed") + " " + n(summary_.closed) + "   " + say("终止", "cancelled") + " " +
       n(summary_.cancelled) + "   " + say("在办", "open") + " " + n(summary_.open) + "   " +
       say("重复并入", "joined") + " " + n(summary_.joined));
}

void Screen::workflows() {
  const auto row = [&](const std::string& name, const std::string& accepted,
                       const std::string& closed, const std::string& promises,
                       const std::string& steps) {
    line(words::left(name, 22) + words::right(accepted, 9) + words::right(closed, 8) +
         words::right(promises, 20) + words::right(steps, 20));
  };
  if (summary_.workflows.size() < 2) return;
  row(say("业务", "workflow"), say("受理", "accepted"), say("办结", "closed"),
      say("承诺兑现", "promises kept"), say("全部节点按时", "all steps on time"));
  for (const WorkflowFigures& each : summary_.workflows) {
    const std::string& title = say(each.title);
    row(title.empty() ? each.workflow : title, n(each.accepted), n(each.closed),
        share(each.promises_kept, each.promises), share(each.on_time, each.closed));
  }
  out_ += "\n";
}

void Screen::promises() {
  const std::size_t kName = chinese_ ? 20 : 24;
  line(words::left(say("对客户的承诺兑现", "promises kept"), kName) +
       share(summary_.promises_kept, summary_.promises));
  line(words::left(say("全部节点按时", "all steps on time"), kName) +
       share(summary_.all_nodes_on_time, summary_.closed));
  line(words::left(say("时限，每个只计一次", "deadlines, each once"), kName) +
       say("预警 ", "warned ") + n(summary_.warned) + say(" → 超时 ", " → breached ") +
       n(summary_.breached) + say(" → 督办 ", " → escalated ") + n(summary_.escalated) +
       say(" → 领导小组 ", " → to the leading group ") + n(summary_.escalated_to_top));
  line(say("退回 ", "returned ") + n(summary_.returns) + say("   不属本部门 ", "   declined ") +
       n(summary_.declines) + say("   答复不合要求被退 ", "   replies refused ") +
       n(summary_.refused_replies) + say("   申请被拒 ", "   requests rejected ") +
       n(summary_.rejected));
  char persons[16] = "–";
  if (summary_.persons_a_case > 0) {
    std::snprintf(persons, sizeof persons, "%.2f", summary_.persons_a_case);
  }
  line(words::left(say("客户平均打交道", "a customer dealt with"), kName) + persons +
       say(" 人（目标 1）", " persons (aim: 1)"));
  out_ += "\n";
}

void Screen::departments() {
  const auto row = [&](const std::vector<std::string>& cells) {
    std::string text = words::left(cells[0], 22);
    for (std::size_t i = 1; i < cells.size(); ++i)
      text += words::right(cells[i], i + 1 == cells.size() ? 10 : i == 5 ? 16 : 10);
    line(text);
  };
  row({say("部门", "department"), say("派出", "tasks"), say("按时", "on time"),
       say("超时办结", "late"), say("退转", "elsewhere"), say("在办（已超时）", "open (overdue)"),
       say("按时率", "rate")});
  for (const DepartmentFigures& each : summary_.departments) {
    row({say(each.title), n(each.handed_out), n(each.on_time), n(each.late), n(each.elsewhere()),
         n(each.open) + " (" + n(each.overdue) + ")",
         each.done() == 0 ? "–" : words::percent(each.on_time_rate())});
  }
  out_ += "\n";
}

void Screen::example(const ExampleCase& example) {
  line(say("一件事怎么走 · ", "How one went · ") + say(example.workflow) + " " + example.id.text +
       " · " + example.customer + say(" · 客户经理 ", " · manager ") + example.manager);
  rule();
  std::size_t columns = 0;
  for (const TimelineLine& each : example.lines) {
    columns = std::max(columns, words::width(say(each.what)));
  }
  for (const TimelineLine& each : example.lines) {
    line(words::left(when(each.at), 17) + each.mark + " " +
         words::left(say(each.what), columns + 2) + say(each.more));
  }
  if (example.due != example.due_weekends_only) {
    out_ += "\n";
    line("· " + say(example.due_of) + say(" 应于 ", " was due ") + when(example.due) +
         say("；只扣周末的日历会算成 ", "; a calendar of plain weeks would have said ") +
         when(example.due_weekends_only));
  }
}

Json line_json(const TimelineLine& line, const std::string& zone) {
  return {{"at", to_text(line.at, zone)},
          {"mark", line.mark},
          {"what", {{"zh", line.what.zh}, {"en", line.what.en}}},
          {"more", {{"zh", line.more.zh}, {"en", line.more.en}}}};
}

Json example_json(const ExampleCase& example, const std::string& zone) {
  Json lines = Json::array();
  for (const TimelineLine& line : example.lines) lines.push_back(line_json(line, zone));
  return {{"case", example.id.text},
          {"customer", example.customer},
          {"manager", example.manager},
          {"due", to_text(example.due, zone)},
          {"dueWeekendsOnly", to_text(example.due_weekends_only, zone)},
          {"lines", std::move(lines)}};
}

}  // namespace

std::string print(const Summary& summary, std::string_view lang) {
  return Screen(summary, lang == "zh").text();
}

Json to_json(const Summary& s) {
  Json departments = Json::array();
  for (const DepartmentFigures& each : s.departments) {
    departments.push_back({{"department", each.id.text},
                           {"title", {{"zh", each.title.zh}, {"en", each.title.en}}},
                           {"handedOut", each.handed_out},
                           {"onTime", each.on_time},
                           {"late", each.late},
                           {"unmeasured", each.unmeasured},
                           {"elsewhere", each.elsewhere()},
                           {"open", each.open},
                           {"overdue", each.overdue},
                           {"onTimeRate", each.done() == 0 ? Json() : Json(each.on_time_rate())}});
  }
  Json workflows = Json::array();
  for (const WorkflowFigures& each : s.workflows) {
    workflows.push_back({{"workflow", each.workflow},
                         {"accepted", each.accepted},
                         {"closed", each.closed},
                         {"promises", each.promises},
                         {"promisesKept", each.promises_kept},
                         {"allNodesOnTime", each.on_time}});
  }
  Json json = {{"asOf", to_text(s.as_of, s.zone)},
               {"accepted", s.accepted},
               {"closed", s.closed},
               {"cancelled", s.cancelled},
               {"open", s.open},
               {"stuck", s.stuck},
               {"joined", s.joined},
               {"promises", s.promises},
               {"promisesKept", s.promises_kept},
               {"allNodesOnTime", s.all_nodes_on_time},
               {"warned", s.warned},
               {"breached", s.breached},
               {"escalated", s.escalated},
               {"escalatedToTop", s.escalated_to_top},
               {"returns", s.returns},
               {"declines", s.declines},
               {"refusedReplies", s.refused_replies},
               {"rejected", s.rejected},
               {"personsACase", s.persons_a_case},
               {"departments", std::move(departments)},
               {"workflows", std::move(workflows)}};
  if (s.example) json["example"] = example_json(*s.example, s.zone);
  return json;
}

}  // namespace liaison
