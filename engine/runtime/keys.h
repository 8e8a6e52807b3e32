// Keys: every byte of a row's key, in one place. Keyspaces are numbered by hand: a number once used
// is never given to something else. Numbers and times are big-endian so that disk order is time
// order. Text parts end with a zero byte where another part follows.
//
//   01                                partition row: time, positions, active definitions, level
//   02 case 00 01                     head of a case               (CaseHead)
//   02 case 00 02                     data of a case               (CaseData)
//   02 case 00 03 seq:8               history of a case            (HistoryEntry)
//   05 customer 00 01                 a customer                   (Customer)
//                                     also workflow/NAME: its schedule, its cases without one
//   05 customer 00 03 seq:8           history of a customer        (HistoryEntry)
//   07 seq:8                          history of the partition     (HistoryEntry)
//   08 alias                          which customer an alias is   (text)
//   09 person                         a person                     (Person)
//   0a sha256(source 00 id):16        dedup of an accepted input   (DedupRow)
//   0b definition                     a definition's blob
//   0c                                figures                      (Figures)
//   0d case                           where a case is archived     (ArchivedCase)
//   0e                                how far the archive is       (ArchiveRow)
//   0f mark:8                         set aside: record or case     (QuarantineRow)
//   20 at:8 clock                     due: next rung of a clock    (case id)      derived
//   20 at:8 workflow/NAME.            due: the schedule's next     (the same)     derived
//   21 department 00 due:8 task       open tasks of a department   (case id)      derived
//   22 customer 00 ~opened:8 case     cases of a customer          ()             derived
//   24 due:8 clock                    open clocks                   (case id)      derived
//   25 opened:8 case                  open cases                   ()             derived
//   26 until:8 sha256:16              dedup rows by expiry         ()             derived
//   27 closed:8 case                  closed cases, not archived   ()             derived
//
// 23 was that of breached clocks until level 3.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/machine/machine.h"

namespace liaison::keys {

std::string partition();
std::string cases();  // the prefix of all rows of all cases, which stand together case by case
std::optional<CaseId> head_in(std::string_view key);           // whose head, if it is one
std::string customers();                                       // likewise, of all customers
std::string workflows();                                       // of those in a customer's place
std::optional<CustomerKey> customer_in(std::string_view key);  // whose row, not history
std::string case_head(const CaseId&);
std::string case_data(const CaseId&);
std::string case_history(const CaseId&, std::uint64_t seq);
std::string customer(const CustomerKey&);
std::string customer_history(const CustomerKey&, std::uint64_t seq);
std::string partition_history(std::uint64_t seq);
std::string alias(const AliasId&);
std::string person(const PersonId&);
std::string dedup(std::string_view source, std::string_view id);
std::string dedup_expiry(Instant until, std::string_view dedup_key);
std::string definition(const DefinitionId&);
std::string figures();
std::string archived(const CaseId&);
std::string archive();
std::string case_rows(const CaseId&);  // the prefix of all rows of a case
std::string quarantine();              // the prefix of all that is set aside
std::string quarantine(std::uint64_t mark);
std::string index(const IndexEntry&);

struct IndexKey {
  Instant at{};
  std::string id;
};
IndexKey parse_index(IndexEntry::Kind, std::string_view key);  // at and id of a derived entry
std::string index_prefix(IndexEntry::Kind, std::string_view first = {});
std::string breached_before_level_3();       // the prefix of an index that is no more
std::string after(std::string_view prefix);  // the smallest key behind all that begin so

std::string big_endian(std::uint64_t);
std::uint64_t from_big_endian(std::string_view eight_bytes);

}  // namespace liaison::keys
