// TurnLoop: what Partition is made of; see partition.h for what it does and promises.
//
//   poll -> for each input: settle what fell due before it, read, place, commands -> commit
//
// Whatever an input does is kept or undone whole. A turn that is not committed is forgotten whole:
// everything is loaded again from the rows, and the journal hands the same inputs out again.
#pragma once

#include <optional>

#include "engine/runtime/chain.h"
#include "engine/runtime/dedup.h"
#include "engine/runtime/due_window.h"
#include "engine/runtime/partition.h"
#include "engine/runtime/quarantine.h"
#include "engine/runtime/router.h"

namespace liaison {

class TurnLoop {
 public:
  TurnLoop(PartitionNumber number, Journal& journal, const PartitionOptions& options);

  Result<void> load();
  Result<TurnReport> turn(Instant now);
  // Writes what stands there already: the journal takes turns again.
  Result<void> prove();
  // An exception came while a commit was under way: it may have happened.
  bool in_doubt() const { return in_doubt_; }
  Result<void> activate(const std::vector<std::shared_ptr<const Definition>>&, Instant now);
  Result<std::size_t> archive(const ArchiveMove&);  // turn_archive.cc
  Result<Outcome> release(Fingerprint, Partition::Release, const Actor& by, Instant now);

  Instant time() const { return row_.time; }
  Instant next_due() const { return window_.next_due(); }
  const Figures& figures() const { return figures_; }

 private:
  struct PutDown {  // whatever ends a turn, nothing is in hand then
    Hand& hand;
    ~PutDown() { hand.put_down(false); }
  };
  struct Reading {  // an input as a command, or why it cannot be one
    Fingerprint print = 0;
    Command command;
    std::optional<Refusal> refusal;
  };

  Result<void> load_rows();
  // turn_upgrade.cc
  Result<void> upgrade();
  void put_indexes(const CaseHead&);
  Result<void> empty_breached();
  Result<TurnReport> run_turn(Instant now);
  void add_schedules(const std::vector<std::shared_ptr<const Definition>>&, Instant now,
                     std::vector<Command>&);
  std::size_t take_all(const std::vector<InputRecord>& inputs);

  // turn_due.cc
  std::size_t read_ahead(Instant until);
  bool settle_due(Instant until);  // false: enough for this turn
  void settle(const DueWindow::Hint&, Instant until);
  void settle_schedule(const DueWindow::Hint&, Instant until);
  void move_hints();

  // turn_hand.cc: what is in hand, and what is set aside
  bool may_run(Fingerprint);  // false: it needs a turn of its own, or this turn is somebody's own
  bool may_take(const InputRecord&);
  bool is_set_aside(Fingerprint) const;
  void set_aside(const InputRecord&, const Reading&);
  void set_aside(const DueWindow::Hint&);
  void put_aside(const QuarantineRow&);
  Outcome run_again(const QuarantineRow&);
  void tell_release(const QuarantineRow&, Partition::Release, const Actor& by);

  // turn_input.cc
  void take(const InputRecord&);
  Outcome run(const InputRecord&);
  Reading read_in_hand(const InputRecord&);
  Reading read(const InputRecord&);
  Reading read_event(const InputRecord&);
  bool is_misplaced(const Input&) const;
  std::optional<Refusal> follow_safely(const Command&, Outcome&);
  std::optional<Refusal> follow(Command, Outcome&);
  std::optional<Refusal> known_before(const Origin&, Outcome&) const;
  CaseId opened_before(const Command&);
  bool remembered_by_case(const Command&, const CaseId&);
  void refuse_safely(const InputRecord&, const Command&, const Refusal&, Outcome&);
  void refuse(const InputRecord&, const Command&, const Refusal&, Outcome&);
  void send_back(const Command&, const Refusal&, const std::string& rejection_id);
  const Definition* definition_with(const DepartmentId&) const;
  ChainEnd run_chain(std::vector<Command>);
  void keep();
  void undo();

  bool move_to_archive(const ArchivedCase&);  // turn_archive.cc
  // turn_commit.cc
  Result<void> commit_alone(const char* what);
  Result<void> commit_rows();
  Result<TurnReport> commit(std::vector<InputRecord> inputs);
  Turn stage(std::vector<InputRecord> inputs);
  Result<TurnReport> after_commit();
  Result<TurnReport> after_failure(Commit);

  const PartitionNumber number_;
  Journal& journal_;
  const Rows& rows_;
  const PartitionOptions options_;
  Hand& hand_;
  PartitionRow row_;  // its state is that of the aggregates
  Figures figures_;
  Aggregates aggregates_;
  TurnContext context_;
  Stager stager_;
  Quarantine quarantine_;
  Chain chain_;
  Router router_;
  Dedup dedup_;
  DueWindow window_;
  TurnReport report_;
  std::size_t settled_ = 0;      // cases whose rungs were fired in this turn
  bool alone_ = false;           // what was run in this turn is to be alone in it
  bool refusal_stands_ = false;  // of the input in hand
  bool lost_ = true;             // what is in memory is not what is in the rows
  bool in_doubt_ = false;        // a commit may have happened that nobody was told of
  int retries_ = 0;              // in a row
};

}  // namespace liaison
