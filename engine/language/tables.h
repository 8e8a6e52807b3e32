// The tables of every map that a file of ours may hold: which keys, of which shape, since when.
// language.md says what they mean.
#pragma once

#include "engine/language/fields.h"

namespace liaison::language {

inline constexpr auto kRequired = Key::State::kRequired;
inline constexpr auto kLater = Key::State::kLater;
inline constexpr auto kKnown = Key::State::kKnown;
inline constexpr auto kRefused = Key::State::kRefused;

const Table& workflow_table();
const Table& document_table();
const Table& evaluate_table();
const Table& opens_table();
const Table& workflow_input_table();
const Table& input_table();  // of a step
const Table& output_table();
const Table& export_table();
const Table& step_table();
const Table& branch_table();  // of `switch`
const Table& forward_table();
const Table& recipient_table();  // of `forward` to several
const Table& returns_table();
const Table& tell_table();
const Table& ask_table();
const Table& again_table();  // of messages and rungs
const Table& close_table();
const Table& override_table();
const Table& guard_table();  // one condition of a guard
const Table& on_breach_table();
// tables_flow.cc
const Table& fork_table();
const Table& for_table();
const Table& timeout_table();
const Table& listen_table();
const Table& listen_to_table();
const Table& until_table();  // of `listen.to`
const Table& filter_table();
const Table& foreach_table();
const Table& handler_table();
const Table& emit_table();
const Table& emit_event_table();
const Table& catch_table();
const Table& errors_table();        // of `catch`
const Table& error_filter_table();  // of its `with`
const Table& retry_table();
const Table& backoff_table();
const Table& retry_limit_table();
const Table& attempt_table();
const Table& jitter_table();
const Table& raise_table();
const Table& error_table();
const Table& use_table();
const Table& schedule_table();
const Table& schedule_on_table();

const Table& deadline_table();
const Table& duration_table();  // { days: 7 }, also in the place of a deadline
const Table& rung_table();
const Table& words_table();  // { zh, en }
const Table& common_table();
const Table& common_override_table();
const Table& department_table();
const Table& unit_table();
const Table& reason_table();
const Table& approval_table();
const Table& event_table();
const Table& calendar_table();
const Table& year_table();

// The keys of a step that say what it does; one stands in every step.
const Names& task_keys();
// Whether the file has a key that is ours and not the standard's.
bool has_our_words(const Node& workflow);

}  // namespace liaison::language
