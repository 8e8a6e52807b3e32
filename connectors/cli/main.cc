// liaison: one executable; this is its table of contents.

#include <csignal>
#include <iostream>

#include "connectors/cli/commands.h"
#include "connectors/cli/words.h"

#ifndef LIAISON_VERSION
#define LIAISON_VERSION "0.1.0"
#endif

int main(int argc, char** argv) {
  using namespace liaison::cli;
  ::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is told like a full disk
  std::string fault;
  speak(choose_language(argc, argv, fault));
  if (!fault.empty()) {
    std::cerr << fault << '\n';
    return kUsage;
  }
  CommandLine line("liaison", say("forwards customers' requests and keeps their deadlines"),
                   LIAISON_VERSION);
  add_serve(line);       // the engine, its journal and HTTP
  add_deploy(line);      // workflow files into a server
  add_check(line);       // workflow files: all faults
  add_run(line);         // one case in virtual time
  add_test(line);        // scenario files
  add_play(line);        // recorded inputs into a store
  add_send(line);        // events to a server
  add_tail(line);        // records of a topic
  add_case(line);        // list, show, history, retry, skip, set, cancel
  add_task(line);        // list, claim, complete, return, decline, assign, told, received, …
  add_customer(line);    // list, show
  add_schedule(line);    // which workflows open cases by themselves, and when
  add_due(line);         // what is due, first things first
  add_calendar(line);    // due instants without a case
  add_report(line);      // a month, by department
  add_backup(line);      // backup, restore, verify
  add_quarantine(line);  // list, release, drop
  add_topics(line);      // of Kafka: create, check
  add_schema(line);      // for editors
  return line.parse_and_run(argc, argv);
}
