/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-attempt-ledger.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace synfin
{
namespace
{

const FourTuple CLIENT{1, 2, 40000, 80};
const FourTuple SERVER = CLIENT.Reverse();
constexpr uint32_t LEFT = 0;
constexpr uint32_t RIGHT = 1;

/// A ledger that hears of a client's steps, a second each.
class AttemptLedgerTest : public testing::Test
{
  protected:
    AttemptLedgerTest()
    {
        Begin({1, 1}, CLIENT);
    }

    std::optional<EndRecord> Begin(ConnectionId id, const FourTuple& tuple)
    {
        return ledger.Begin({now, ledger.NextNumber(), tuple, nullptr}, LEFT, id);
    }

    std::optional<EndRecord> Step(State to, Cause cause, uint32_t host = LEFT)
    {
        now += Seconds(1);
        TransitionRecord record;
        record.time = now;
        record.host = host;
        record.transition.tuple = host == LEFT ? CLIENT : SERVER;
        record.transition.to = to;
        record.transition.cause = cause;
        record.transition.incarnation = 1;
        return ledger.Follow(record);
    }

    AttemptLedger ledger;
    Time now;
};

} // namespace

TEST_F(AttemptLedgerTest, ALifeThroughTimeWait)
{
    EXPECT_FALSE(Step(State::SYN_SENT, Cause::ACTIVE_OPEN));
    EXPECT_FALSE(Step(State::ESTABLISHED, Cause::SYN_ACK_RECEIVED));
    ledger.AddSent(LEFT, {1, 1}, 100);
    ledger.AddTaken(LEFT, {1, 1}, 7);
    ledger.AddSent(RIGHT, {1, 1}, 1000); // another host's
    EXPECT_FALSE(Step(State::FIN_WAIT_1, Cause::USER_CLOSE));
    EXPECT_FALSE(Step(State::CLOSED, Cause::ACK_RECEIVED, RIGHT));
    EXPECT_FALSE(Step(State::TIME_WAIT, Cause::FIN_RECEIVED));
    const auto end = Step(State::CLOSED, Cause::TIME_WAIT_EXPIRED);
    ASSERT_TRUE(end);
    EXPECT_EQ(end->number, 1U);
    EXPECT_EQ(end->outcome, Outcome::ESTABLISHED);
    EXPECT_EQ(end->close, CloseKind::ORDERLY);
    EXPECT_EQ(end->bytesSent, 100U);
    EXPECT_EQ(end->bytesReceived, 7U);
    EXPECT_EQ(ledger.Results().handshake.Mean(), 2.0);
    EXPECT_TRUE(ledger.EndAll().empty());
}

TEST_F(AttemptLedgerTest, WhatBecomesOfAHandshake)
{
    const auto outcome = [&](Cause cause) {
        AttemptLedger fresh;
        std::swap(ledger, fresh);
        Begin({1, 1}, CLIENT);
        Step(State::SYN_SENT, Cause::ACTIVE_OPEN);
        const EndRecord end = Step(State::CLOSED, cause).value();
        EXPECT_EQ(end.close, CloseKind::NONE);
        return end.outcome;
    };
    EXPECT_EQ(outcome(Cause::REFUSED), Outcome::REFUSED);
    EXPECT_EQ(outcome(Cause::ICMP_ERROR), Outcome::REFUSED);
    EXPECT_EQ(outcome(Cause::TIMED_OUT), Outcome::TIMED_OUT);
    EXPECT_EQ(outcome(Cause::RST_RECEIVED), Outcome::RESET);
    EXPECT_EQ(outcome(Cause::USER_CLOSE), Outcome::ABANDONED);
    EXPECT_EQ(outcome(Cause::USER_ABORT), Outcome::ABANDONED);
}

TEST_F(AttemptLedgerTest, WhatBecomesOfAConnection)
{
    const auto close = [&](Cause cause) {
        AttemptLedger fresh;
        std::swap(ledger, fresh);
        Begin({1, 1}, CLIENT);
        Step(State::ESTABLISHED, Cause::SYN_ACK_RECEIVED);
        const EndRecord end = Step(State::CLOSED, cause).value();
        EXPECT_EQ(end.outcome, Outcome::ESTABLISHED);
        return end.close;
    };
    EXPECT_EQ(close(Cause::ACK_RECEIVED), CloseKind::ORDERLY); // of LAST_ACK
    EXPECT_EQ(close(Cause::FIN_WAIT_2_TIMEOUT), CloseKind::ORDERLY);
    EXPECT_EQ(close(Cause::RST_RECEIVED), CloseKind::RESET);
    EXPECT_EQ(close(Cause::USER_ABORT), CloseKind::RESET);
    EXPECT_EQ(close(Cause::KEEPALIVE_TIMEOUT), CloseKind::TIMED_OUT);
}

TEST_F(AttemptLedgerTest, WithoutAPort)
{
    FourTuple none = CLIENT;
    none.localPort = 0;
    const auto end = Begin({}, none);
    ASSERT_TRUE(end);
    EXPECT_EQ(end->number, 2U);
    EXPECT_EQ(end->outcome, Outcome::NO_PORT);
    EXPECT_EQ(ledger.Results().CountOf(Outcome::NO_PORT), 1U);
    EXPECT_TRUE(ledger.Results().attempts.SomeHadNone());
}

TEST_F(AttemptLedgerTest, WhatStillLivesAtTheEnd)
{
    Begin({2, 1}, {1, 2, 40001, 80});
    Step(State::ESTABLISHED, Cause::SYN_ACK_RECEIVED);
    const auto ends = ledger.EndAll();
    ASSERT_EQ(ends.size(), 2U);
    EXPECT_EQ(ends[0].number, 1U);
    EXPECT_EQ(ends[0].outcome, Outcome::ESTABLISHED);
    EXPECT_EQ(ends[0].close, CloseKind::OPEN);
    EXPECT_EQ(ends[1].outcome, Outcome::PENDING);
    EXPECT_EQ(ledger.Results().attempted, 2U);
}

TEST_F(AttemptLedgerTest, NumbersOfATuple)
{
    EXPECT_EQ(ledger.NumberOf(CLIENT), 1U);
    EXPECT_EQ(ledger.NumberOf(SERVER), 1U);
    EXPECT_EQ(ledger.NumberOf({1, 2, 40001, 80}), 0U);
    Begin({2, 1}, CLIENT);
    EXPECT_EQ(ledger.NumberOf(SERVER), 2U);
}

} // namespace synfin
} // namespace ns3
