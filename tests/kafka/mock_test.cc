// What becomes of a turn when brokers answer with errors: librdkafka's brokers in memory give any
// error on demand. They check neither epochs nor transactions: owner_test.cc asks a real one.
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
//
#include <librdkafka/rdkafka_mock.h>

#include <future>

#include "connectors/kafka/reader.h"
#include "connectors/kafka/submitter.h"
#include "connectors/kafka/turn_producer.h"
#include "engine/runtime/inbox.h"

namespace liaison::kafka {
namespace {

#ifndef ERR
#define ERR(name) RD_KAFKA_RESP_ERR_##name
#endif
using Errors = std::vector<rd_kafka_resp_err_t>;

enum Request : std::int16_t {  // by their numbers in Kafka's protocol
  kProduce = 0,
  kFetch = 1,
  kListOffsets = 2,
  kFindCoordinator = 10,
  kInitProducerId = 22,
  kAddPartitions = 24,
  kEndTxn = 26,
};

class Mocked : public testing::Test {
 protected:
  Mocked()
      : handle_(std::move(*Handle::make(RD_KAFKA_PRODUCER, {}, {}))),
        brokers_(rd_kafka_mock_cluster_new(handle_->get(), 1)) {
    cluster_.bootstrap = rd_kafka_mock_cluster_bootstraps(brokers_);
    cluster_.prefix = "mock.";
    cluster_.patience = Milliseconds{2000};
    cluster_.transaction_timeout = Milliseconds{2000};
    rd_kafka_mock_topic_create(brokers_, "mock.cases", 1, 1);
    rd_kafka_mock_topic_create(brokers_, "mock.requests", 1, 1);
  }
  ~Mocked() override { rd_kafka_mock_cluster_destroy(brokers_); }

  void fail(Request request, const Errors& errors) {
    rd_kafka_mock_push_request_errors_array(brokers_, request, errors.size(), errors.data());
  }
  void forgive() {
    for (const Request request : {kProduce, kFetch, kListOffsets, kFindCoordinator, kInitProducerId,
                                  kAddPartitions, kEndTxn}) {
      rd_kafka_mock_clear_request_errors(brokers_, request);
    }
  }
  void answer_late(Request request, int after_ms) {
    rd_kafka_mock_broker_push_request_error_rtts(brokers_, 1, request, 1, ERR(NO_ERROR), after_ms);
  }
  static Written write(TurnProducer& producer) {
    return producer.write({{"mock.cases", 0, "k", "v", Instant{Milliseconds{1}}}});
  }

  std::unique_ptr<Handle> handle_;
  rd_kafka_mock_cluster_t* brokers_;
  Cluster cluster_;
};

struct Answered {
  Request request;
  Errors errors;
  Fault fault;
};

// What passes is done again by the library; what another owner did, what people must change, what
// spoils a transaction, and what nobody knows are told apart.
const Answered kAnswers[] = {
    {kProduce, {ERR(NOT_LEADER_FOR_PARTITION), ERR(REQUEST_TIMED_OUT)}, Fault::kNone},
    {kProduce, {ERR(NOT_ENOUGH_REPLICAS)}, Fault::kNone},
    {kProduce, {ERR(_TRANSPORT)}, Fault::kNone},
    {kProduce, {ERR(MSG_SIZE_TOO_LARGE)}, Fault::kRefused},
    {kProduce, {ERR(TOPIC_AUTHORIZATION_FAILED)}, Fault::kRefused},
    {kProduce, {ERR(OUT_OF_ORDER_SEQUENCE_NUMBER)}, Fault::kFatal},
    {kProduce, {ERR(UNKNOWN_PRODUCER_ID)}, Fault::kAbort},
    {kProduce, {ERR(INVALID_PRODUCER_EPOCH)}, Fault::kLost},
    {kAddPartitions, {ERR(CONCURRENT_TRANSACTIONS), ERR(NOT_COORDINATOR)}, Fault::kNone},
    {kAddPartitions, {ERR(COORDINATOR_LOAD_IN_PROGRESS)}, Fault::kNone},
    {kAddPartitions, {ERR(TOPIC_AUTHORIZATION_FAILED)}, Fault::kRefused},
    {kAddPartitions, {ERR(INVALID_PRODUCER_ID_MAPPING)}, Fault::kAbort},
    {kAddPartitions, {ERR(INVALID_TXN_STATE)}, Fault::kFatal},
    {kAddPartitions, {ERR(PRODUCER_FENCED)}, Fault::kLost},
    {kEndTxn, {ERR(COORDINATOR_NOT_AVAILABLE), ERR(NOT_COORDINATOR)}, Fault::kNone},
    {kEndTxn, {ERR(CONCURRENT_TRANSACTIONS)}, Fault::kNone},
    {kEndTxn, {ERR(_TRANSPORT)}, Fault::kNone},
    {kEndTxn, {ERR(INVALID_PRODUCER_EPOCH)}, Fault::kLost},
    {kEndTxn, {ERR(PRODUCER_FENCED)}, Fault::kLost},
    {kEndTxn, {ERR(INVALID_TXN_STATE)}, Fault::kIndefinite},
    {kEndTxn, {ERR(TRANSACTIONAL_ID_AUTHORIZATION_FAILED)}, Fault::kIndefinite},
};

TEST_F(Mocked, EveryErrorOfATurnHasItsClassAndAProducerThatMayGoOnDoes) {
  for (const Answered& row : kAnswers) {
    SCOPED_TRACE("request " + std::to_string(row.request) + ": " + text_of(row.errors.front()));
    forgive();
    auto producer = TurnProducer::take_over(cluster_, 0);
    ASSERT_TRUE(producer) << producer.error().message;
    ASSERT_STREQ(name_of(write(**producer).fault), "none");
    fail(row.request, row.errors);
    const Written written = write(**producer);
    EXPECT_STREQ(name_of(written.fault), name_of(row.fault)) << written.why;
    EXPECT_EQ(written.why.empty(), row.fault == Fault::kNone);
    if (row.fault != Fault::kAbort) continue;
    Written next;
    for (int i = 0; i < 2 && (i == 0 || next.fault == Fault::kAbort); ++i) next = write(**producer);
    EXPECT_STREQ(name_of(next.fault), "none") << next.why;
  }
}

TEST_F(Mocked, AnAnswerToACommitThatComesTooLateIsNoAnswer) {
  auto producer = TurnProducer::take_over(cluster_, 0);
  ASSERT_TRUE(producer) << producer.error().message;
  for (int i = 0; i < 5; ++i) answer_late(kEndTxn, 6000);  // the library asks again
  const Written written = write(**producer);
  EXPECT_STREQ(name_of(written.fault), "indefinite") << written.why;
}

TEST_F(Mocked, ABrokerThatIsDownKeepsNoTurnWaitingForEver) {
  auto producer = TurnProducer::take_over(cluster_, 0);
  ASSERT_TRUE(producer) << producer.error().message;
  rd_kafka_mock_broker_set_down(brokers_, 1);
  const auto began = std::chrono::steady_clock::now();
  const Written written = write(**producer);
  EXPECT_NE(written.fault, Fault::kNone);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(12)) << written.why;
  producer->reset();
  rd_kafka_mock_broker_set_up(brokers_, 1);
  auto again = TurnProducer::take_over(cluster_, 0);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_STREQ(name_of(write(**again).fault), "none");
}

TEST_F(Mocked, ATakeOverWaitsForWhatPassesAndSaysWhatDoesNot) {
  fail(kInitProducerId, {ERR(COORDINATOR_LOAD_IN_PROGRESS), ERR(CONCURRENT_TRANSACTIONS)});
  fail(kFindCoordinator, {ERR(COORDINATOR_NOT_AVAILABLE)});
  EXPECT_TRUE(TurnProducer::take_over(cluster_, 0));
  fail(kInitProducerId, {ERR(TRANSACTIONAL_ID_AUTHORIZATION_FAILED)});
  const auto refused = TurnProducer::take_over(cluster_, 0);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Error::Kind::kInvalid);
  EXPECT_EQ(refused.error().message.find("expected Kafka to let us write for partition 0, but: "),
            0U)
      << refused.error().message;
}

TEST_F(Mocked, AReaderGoesOnOverWhatPassesAndStopsWhereRecordsAreGone) {
  auto producer = TurnProducer::take_over(cluster_, 0);
  ASSERT_TRUE(producer) << producer.error().message;
  ASSERT_STREQ(name_of(write(**producer).fault), "none");
  const auto reader = Reader::open(cluster_, Reader::Of::kStanding);
  ASSERT_TRUE(reader);
  fail(kFetch, {ERR(NOT_LEADER_FOR_PARTITION), ERR(_TRANSPORT), ERR(KAFKA_STORAGE_ERROR)});
  ASSERT_TRUE((*reader)->start({{"mock.cases", 0, 0}}));
  const auto next_thing = [&] {
    for (int i = 0; i < 100; ++i) {
      Got got = (*reader)->next(Milliseconds{100});
      if (got.kind != Got::Kind::kNothing) return got;
    }
    return Got{};
  };
  EXPECT_EQ(next_thing().kind, Got::Kind::kRecord);
  EXPECT_EQ(next_thing().kind, Got::Kind::kEnd);
  fail(kFetch, {ERR(OFFSET_OUT_OF_RANGE)});
  const Got gone = next_thing();
  ASSERT_EQ(gone.kind, Got::Kind::kFault);
  EXPECT_EQ(gone.error.kind, Error::Kind::kCorrupt) << gone.error.message;
}

TEST_F(Mocked, WhoSubmitsHearsWhetherItStandsInItsTopic) {
  std::promise<std::optional<Offset>> first, second;
  auto submitter =
      Submitter::open(cluster_, "mark", [&](std::uint64_t ticket, std::optional<Offset> offset) {
        (ticket == 1 ? first : second).set_value(offset);
      });
  ASSERT_TRUE(submitter);
  fail(kProduce, {ERR(NOT_LEADER_FOR_PARTITION)});
  ASSERT_TRUE((*submitter)->submit("mock.requests", 0, "good", 1));
  EXPECT_EQ(first.get_future().get(), Offset{0});
  fail(kProduce, {ERR(MSG_SIZE_TOO_LARGE)});
  ASSERT_TRUE((*submitter)->submit("mock.requests", 0, "bad", 2));
  EXPECT_EQ(second.get_future().get(), std::nullopt);
}

}  // namespace
}  // namespace liaison::kafka
