/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-connection-numbers.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

const FourTuple CLIENT{1, 2, 40000, 80};
const FourTuple SERVER = CLIENT.Reverse();
const FourTuple LISTENER{2, ANY_ADDRESS, 80, 0};

/// Numbers that were told of steps, as in a run.
class Numbers : public ConnectionNumbers
{
  public:
    uint32_t Step(const FourTuple& tuple, State from, State to)
    {
        Transition transition;
        transition.tuple = tuple;
        transition.from = from;
        transition.to = to;
        return Number(transition);
    }
};

} // namespace

TEST(ConnectionNumbers, BothEndsHaveTheSame)
{
    Numbers numbers;
    EXPECT_EQ(numbers.Step(LISTENER, State::CLOSED, State::LISTEN), 0U);
    numbers.SetNext(7);
    EXPECT_EQ(numbers.Step(CLIENT, State::CLOSED, State::SYN_SENT), 7U);
    EXPECT_EQ(numbers.Step(SERVER, State::LISTEN, State::SYN_RCVD), 7U);
    EXPECT_EQ(numbers.Find(CLIENT), 7U);
    EXPECT_EQ(numbers.Find(SERVER), 7U);
    EXPECT_EQ(numbers.Step(SERVER, State::SYN_RCVD, State::CLOSED), 7U);
    EXPECT_EQ(numbers.Find(SERVER), 0U);
}

TEST(ConnectionNumbers, TheServerKeepsItsNumberWhileTheClientBeginsAgain)
{
    Numbers numbers;
    numbers.SetNext(1);
    numbers.Step(CLIENT, State::CLOSED, State::SYN_SENT);
    numbers.Step(SERVER, State::LISTEN, State::SYN_RCVD);
    numbers.Step(SERVER, State::SYN_RCVD, State::ESTABLISHED);
    EXPECT_EQ(numbers.Step(CLIENT, State::SYN_SENT, State::CLOSED), 1U);
    numbers.SetNext(2);
    EXPECT_EQ(numbers.Step(CLIENT, State::CLOSED, State::SYN_SENT), 2U);
    EXPECT_EQ(numbers.Step(SERVER, State::ESTABLISHED, State::CLOSE_WAIT), 1U);
    EXPECT_EQ(numbers.Step(SERVER, State::CLOSE_WAIT, State::CLOSED), 1U);
    EXPECT_EQ(numbers.Step(SERVER, State::LISTEN, State::SYN_RCVD), 2U);
}

TEST(ConnectionNumbers, AReusedTimeWaitEndsTheOldOneFirst)
{
    Numbers numbers;
    numbers.SetNext(1);
    numbers.Step(CLIENT, State::CLOSED, State::SYN_SENT);
    numbers.Step(CLIENT, State::SYN_SENT, State::ESTABLISHED);
    numbers.Step(CLIENT, State::ESTABLISHED, State::FIN_WAIT_1);
    numbers.Step(CLIENT, State::FIN_WAIT_1, State::TIME_WAIT);
    numbers.SetNext(2);
    EXPECT_EQ(numbers.Step(CLIENT, State::TIME_WAIT, State::CLOSED), 1U);
    EXPECT_EQ(numbers.Step(CLIENT, State::CLOSED, State::SYN_SENT), 2U);
}

TEST(ConnectionNumbers, ALateSynBelongsToTheNewestAttempt)
{
    Numbers numbers;
    numbers.SetNext(3);
    numbers.Step(CLIENT, State::CLOSED, State::SYN_SENT);
    numbers.Step(CLIENT, State::SYN_SENT, State::CLOSED);
    EXPECT_EQ(numbers.Step(SERVER, State::LISTEN, State::SYN_RCVD), 3U);
}

TEST(ConnectionNumbers, ASimultaneousOpenKeepsTheNumberOfEachEnd)
{
    Numbers numbers;
    numbers.SetNext(4);
    numbers.Step(CLIENT, State::CLOSED, State::SYN_SENT);
    EXPECT_EQ(numbers.Step(CLIENT, State::SYN_SENT, State::SYN_RCVD), 4U);
    EXPECT_EQ(numbers.Step(CLIENT, State::SYN_RCVD, State::ESTABLISHED), 4U);
}
