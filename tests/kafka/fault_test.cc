// Every error has one class, and one place decides it.
#include "connectors/kafka/fault.h"

#include <gtest/gtest.h>

namespace liaison::kafka {
namespace {

struct Row {
  Call call;
  Said said;
  Fault fault;
};

Said plain(rd_kafka_resp_err_t code) { return {code, false, false, false}; }
Said retriable(rd_kafka_resp_err_t code) { return {code, false, true, false}; }
Said abortable(rd_kafka_resp_err_t code) { return {code, false, false, true}; }
Said fatal(rd_kafka_resp_err_t code) { return {code, true, false, false}; }

#define ERR(name) RD_KAFKA_RESP_ERR_##name

const Row kTable[] = {
    // another owner: nothing that we could say counts any more
    {Call::kInit, fatal(ERR(_FENCED)), Fault::kLost},
    {Call::kBegin, fatal(ERR(_FENCED)), Fault::kLost},
    {Call::kProduce, plain(ERR(_FENCED)), Fault::kLost},
    {Call::kDeliver, plain(ERR(INVALID_PRODUCER_EPOCH)), Fault::kLost},
    {Call::kCommit, fatal(ERR(_FENCED)), Fault::kLost},
    {Call::kCommit, fatal(ERR(INVALID_PRODUCER_EPOCH)), Fault::kLost},
    {Call::kAbort, fatal(ERR(PRODUCER_FENCED)), Fault::kLost},
    {Call::kConsume, plain(ERR(_MAX_POLL_EXCEEDED)), Fault::kLost},
    {Call::kConsume, fatal(ERR(FENCED_INSTANCE_ID)), Fault::kLost},
    {Call::kAsk, plain(ERR(ILLEGAL_GENERATION)), Fault::kLost},
    // a commit is refused clearly, or nobody knows
    {Call::kCommit, abortable(ERR(_TIMED_OUT)), Fault::kAbort},
    {Call::kCommit, abortable(ERR(OUT_OF_ORDER_SEQUENCE_NUMBER)), Fault::kAbort},
    {Call::kCommit, abortable(ERR(MSG_SIZE_TOO_LARGE)), Fault::kRefused},
    {Call::kCommit, abortable(ERR(UNKNOWN_TOPIC_OR_PART)), Fault::kRefused},
    {Call::kCommit, retriable(ERR(_TIMED_OUT)), Fault::kIndefinite},
    {Call::kCommit, plain(ERR(_TRANSPORT)), Fault::kIndefinite},
    {Call::kCommit, plain(ERR(_STATE)), Fault::kIndefinite},
    {Call::kCommit, fatal(ERR(INVALID_TXN_STATE)), Fault::kIndefinite},
    {Call::kCommit, plain(ERR(TOPIC_AUTHORIZATION_FAILED)), Fault::kIndefinite},
    // what only people can change
    {Call::kInit, plain(ERR(TRANSACTIONAL_ID_AUTHORIZATION_FAILED)), Fault::kRefused},
    {Call::kInit, fatal(ERR(TRANSACTIONAL_ID_AUTHORIZATION_FAILED)), Fault::kRefused},
    {Call::kInit, plain(ERR(INVALID_TRANSACTION_TIMEOUT)), Fault::kRefused},
    {Call::kProduce, plain(ERR(MSG_SIZE_TOO_LARGE)), Fault::kRefused},
    {Call::kProduce, plain(ERR(_UNKNOWN_PARTITION)), Fault::kRefused},
    {Call::kDeliver, plain(ERR(MSG_SIZE_TOO_LARGE)), Fault::kRefused},
    {Call::kDeliver, plain(ERR(INVALID_RECORD)), Fault::kRefused},
    {Call::kConsume, plain(ERR(_AUTO_OFFSET_RESET)), Fault::kRefused},
    {Call::kConsume, plain(ERR(OFFSET_OUT_OF_RANGE)), Fault::kRefused},
    {Call::kAsk, plain(ERR(UNKNOWN_TOPIC_OR_PART)), Fault::kRefused},
    {Call::kAsk, plain(ERR(SASL_AUTHENTICATION_FAILED)), Fault::kRefused},
    // passes
    {Call::kInit, retriable(ERR(_TIMED_OUT)), Fault::kRetry},
    {Call::kInit, plain(ERR(COORDINATOR_NOT_AVAILABLE)), Fault::kRetry},
    {Call::kBegin, retriable(ERR(CONCURRENT_TRANSACTIONS)), Fault::kRetry},
    {Call::kProduce, plain(ERR(_QUEUE_FULL)), Fault::kRetry},
    {Call::kAbort, retriable(ERR(_TIMED_OUT)), Fault::kRetry},
    {Call::kConsume, plain(ERR(_ALL_BROKERS_DOWN)), Fault::kRetry},
    {Call::kConsume, plain(ERR(REBALANCE_IN_PROGRESS)), Fault::kRetry},
    {Call::kAsk, plain(ERR(LEADER_NOT_AVAILABLE)), Fault::kRetry},
    // a record that did not get there spoils the transaction
    {Call::kDeliver, plain(ERR(_MSG_TIMED_OUT)), Fault::kAbort},
    {Call::kDeliver, plain(ERR(_PURGE_QUEUE)), Fault::kAbort},
    {Call::kDeliver, plain(ERR(NOT_ENOUGH_REPLICAS_AFTER_APPEND)), Fault::kAbort},
    {Call::kProduce, abortable(ERR(_TIMED_OUT)), Fault::kAbort},
    // a client that is of no use any more, and whatever we know nothing of
    {Call::kInit, fatal(ERR(UNKNOWN_PRODUCER_ID)), Fault::kFatal},
    {Call::kBegin, plain(ERR(_STATE)), Fault::kFatal},
    {Call::kProduce, plain(ERR(_FATAL)), Fault::kFatal},
    {Call::kAbort, plain(ERR(_STATE)), Fault::kFatal},
    {Call::kDeliver, fatal(ERR(OUT_OF_ORDER_SEQUENCE_NUMBER)), Fault::kFatal},
    {Call::kAsk, plain(ERR(UNKNOWN)), Fault::kFatal},
    {Call::kInit, {}, Fault::kNone},
    {Call::kCommit, {}, Fault::kNone},
};

TEST(KafkaFault, TheTable) {
  for (const Row& row : kTable) {
    EXPECT_STREQ(name_of(fault_of(row.call, row.said)), name_of(row.fault))
        << "call " << static_cast<int>(row.call) << ", " << text_of(row.said.code);
  }
}

TEST(KafkaFault, NoCodeAtACommitIsTakenForARepetition) {
  for (int code = -200; code < 100; ++code) {
    if (code == 0) continue;
    const Fault fault = fault_of(Call::kCommit, plain(static_cast<rd_kafka_resp_err_t>(code)));
    EXPECT_TRUE(fault == Fault::kIndefinite || fault == Fault::kLost) << code;
  }
}

TEST(KafkaFault, NoErrorIsNone) {
  EXPECT_EQ(fault_of(Call::kCommit, nullptr), Fault::kNone);
  EXPECT_EQ(text_of(ERR(MSG_SIZE_TOO_LARGE)),
            "Broker: Message size too large (MSG_SIZE_TOO_LARGE)");
}

}  // namespace
}  // namespace liaison::kafka
