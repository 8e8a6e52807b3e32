// Answers to messages: what the manager has told or asked the customer, and what came back.
#include "engine/machine/reply.h"

namespace liaison {

void Reply::told() {
  if (!is_message_of(TaskKind::kTell)) return;
  if (task_.state == TaskState::kTold) {
    return refuse("already-told", {"expected the customer's receipt, but it was told already"});
  }
  accept();
  Json how = {{"toldAt", field("toldAt", time_now())},
              {"person", person().text},
              {"channel", field("channel", channel())}};
  draft_.emit(MessageTold{task_.id, person(), how});
  meet(DeadlineRule::Until::kTold);
  if (std::get<Tell>(step().act).receipt == Tell::Receipt::kTold) {
    return end_message(std::move(how));
  }
  start_again(draft_, step(), task_.repeats);
}

void Reply::received() {
  if (!is_message_of(TaskKind::kTell)) return;
  accept();
  const auto kept = draft_.now.data.answers.find(task_.id);
  Json how = kept == draft_.now.data.answers.end()
                 ? Json{{"toldAt", time_now()}, {"person", person().text}, {"channel", channel()}}
                 : *kept->second;
  how["receivedAt"] = field("receivedAt", time_now());
  if (const Json evidence = field("evidence", nullptr); !evidence.is_null()) {
    how["evidence"] = evidence;
  }
  end_message(std::move(how));
}

void Reply::undelivered() {
  if (!is_message_of(TaskKind::kTell)) return;
  if (task_.state != TaskState::kTold) {
    return refuse("not-told", {"expected a message that was told, but this one is to tell"});
  }
  accept();
  draft_.emit(MessageUndelivered{task_.id, reason()});
}

void Reply::asked() {
  if (!is_message_of(TaskKind::kAsk)) return;
  if (task_.state == TaskState::kAsked) {
    return refuse("already-asked", {"expected the customer's answer, but it was asked already"});
  }
  accept();
  draft_.emit(QuestionAsked{task_.id, person(),
                            Json{{"askedAt", field("askedAt", time_now())},
                                 {"person", person().text},
                                 {"channel", field("channel", channel())}}});
  meet(DeadlineRule::Until::kAsked);
  start_again(draft_, step(), task_.repeats);
}

// Also without `asked` before: the manager may know the answer.
void Reply::answered() {
  if (!is_message_of(TaskKind::kAsk)) return;
  const Json result = field("result", Json::object());
  const Json evidence = field("evidence", nullptr);
  std::vector<std::string> faults = faults_of(result, std::get<Ask>(step().act).answer);
  check_evidence(evidence, faults);
  if (!faults.empty()) return refuse("result-mismatch", std::move(faults));
  accept();
  end_message(result, evidence);
}

void Reply::end_message(Json result, Json evidence) {
  draft_.emit(TaskCompleted{task_.id, person(), result, std::move(evidence),
                            text("doneAt").substr(0, kWordsMax)});
  meet_all();
  finish_step(draft_, step(), std::move(result));
}

std::string Reply::channel() const {
  const auto* ask = std::get_if<Ask>(&step().act);
  return ask ? ask->channel : std::get<Tell>(step().act).channel;
}

}  // namespace liaison
