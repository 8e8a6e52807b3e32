// Fault: what an error of librdkafka means for the turn in hand. The one place that decides it.
//
//   switch (fault_of(Call::kCommit, error)) { case Fault::kIndefinite: …take over from oneself… }
//
// Only commit can leave open whether something happened: whatever it says that is no clear refusal
// is kIndefinite, because a late or repeated end of a transaction could touch the next one.
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <string>

namespace liaison::kafka {

enum class Call : std::uint8_t {
  kInit,     // init_transactions
  kBegin,    // begin_transaction
  kProduce,  // handing a record over
  kDeliver,  // its delivery report
  kCommit,   // commit_transaction
  kAbort,    // abort_transaction
  kConsume,  // an error that came instead of a record
  kAsk,      // metadata, offsets, topics
};

enum class Fault : std::uint8_t {
  kNone,
  kRetry,       // the same call again, a little later
  kAbort,       // abort the transaction; the turn may be done again with this producer
  kRefused,     // abort; the record, topic or right is wrong, and no repetition helps
  kFatal,       // this client is of no use any more; nothing was committed
  kIndefinite,  // nobody knows whether the commit happened: destroy the producer and look
  kLost,        // somebody else writes for the partition, or owns it
};

// What librdkafka says of an error, apart from its code.
struct Said {
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
  bool is_fatal = false, is_retriable = false, wants_abort = false;
};

Fault fault_of(Call, const Said&);
Fault fault_of(Call, const rd_kafka_error_t*);  // nullptr: none
const char* name_of(Fault);
// "Broker: Message size too large (MSG_SIZE_TOO_LARGE)"
std::string text_of(rd_kafka_resp_err_t);

}  // namespace liaison::kafka
