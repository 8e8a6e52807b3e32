// The families of commands, one file each; main.cc is their table of contents.
#pragma once

#include "connectors/cli/command_line.h"

namespace liaison::cli {

void add_serve(CommandLine&);
void add_check(CommandLine&);
void add_run(CommandLine&);
void add_test(CommandLine&);
void add_play(CommandLine&);
void add_send(CommandLine&);
void add_tail(CommandLine&);
void add_case(CommandLine&);
void add_task(CommandLine&);
void add_customer(CommandLine&);
void add_schedule(CommandLine&);
void add_due(CommandLine&);
void add_calendar(CommandLine&);
void add_report(CommandLine&);
void add_backup(CommandLine&);
void add_deploy(CommandLine&);
void add_quarantine(CommandLine&);
void add_topics(CommandLine&);
void add_schema(CommandLine&);

}  // namespace liaison::cli
