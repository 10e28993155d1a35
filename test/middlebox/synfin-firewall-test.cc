/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-firewall.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr FourTuple LINE{1, 7, 40000, 80}; //!< a connection as its client sees it

/// A firewall that forgets after 10 s while a connection opens, 100 s idle, 20 s while it closes.
class FirewallTest : public testing::TestWithParam<bool>
{
  protected:
    Verdict Out(const Segment& segment, double at)
    {
        return m_firewall.Sees(LINE, segment, true, Seconds(at));
    }

    Verdict In(const Segment& segment, double at)
    {
        return m_firewall.Sees(LINE, segment, false, Seconds(at));
    }

    /// A handshake at that time.
    void Open(double at)
    {
        EXPECT_EQ(Out(Syn(1), at), Verdict::PASS);
        EXPECT_EQ(In(SynAck(1, 2), at), Verdict::PASS);
        EXPECT_EQ(Out(Ack(2, 2), at), Verdict::PASS);
    }

    /// @return what becomes of what it does not know
    Verdict Unknown() const
    {
        return GetParam() ? Verdict::RESET : Verdict::DROP;
    }

    const Firewall::Counters& Counted() const
    {
        return m_firewall.GetCounters();
    }

    Firewall m_firewall{{Seconds(10), Seconds(100), Seconds(20)}, GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, FirewallTest, testing::Bool());

} // namespace

TEST_P(FirewallTest, OnlyASynFromInsideOpens)
{
    EXPECT_EQ(In(Syn(1), 0), Unknown());
    EXPECT_EQ(Out(Ack(1, 1), 0), Unknown());
    EXPECT_EQ(In(SynAck(1, 1), 0), Unknown());
    EXPECT_EQ(Out(Rst(1), 0), Verdict::DROP); // a RST has no answer
    EXPECT_EQ(Counted().unknownOut, 2U);
    EXPECT_EQ(Counted().unknownIn, 2U);
    EXPECT_EQ(Counted().resets, GetParam() ? 3U : 0U);
    Open(0);
    EXPECT_EQ(Counted().connections, 1U);
}

TEST_P(FirewallTest, AnIdleConnectionIsForgotten)
{
    Open(0);
    EXPECT_EQ(Out(Data(2, 2, 10), 99), Verdict::PASS);
    EXPECT_EQ(In(Ack(2, 12), 198), Verdict::PASS);
    EXPECT_EQ(Out(Data(12, 2, 10), 298), Unknown());
    EXPECT_EQ(In(Data(2, 12, 10), 298), Unknown());
    EXPECT_EQ(Counted().idle, 1U);
}

TEST_P(FirewallTest, WhatOpensAndWhatClosesHasItsOwnTime)
{
    EXPECT_EQ(Out(Syn(1), 0), Verdict::PASS);
    EXPECT_EQ(In(SynAck(1, 2), 10), Unknown());
    Open(20);
    EXPECT_EQ(Out(FinAck(2, 2), 30), Verdict::PASS);
    EXPECT_EQ(In(Ack(2, 3), 49), Verdict::PASS);
    EXPECT_EQ(In(FinAck(2, 3), 69), Unknown());
    Open(70);
    EXPECT_EQ(In(RstAck(2, 2), 71), Verdict::PASS);
    EXPECT_EQ(In(Rst(2), 90), Verdict::PASS);
    EXPECT_EQ(In(Rst(2), 110), Verdict::DROP);
    EXPECT_EQ(Counted().idle, 0U);
}

TEST_P(FirewallTest, ASynOpensAnewWhatIsOver)
{
    Open(0);
    EXPECT_EQ(Out(FinAck(2, 2), 1), Verdict::PASS);
    EXPECT_EQ(In(FinAck(2, 3), 1), Verdict::PASS);
    EXPECT_EQ(Out(Ack(3, 3), 1), Verdict::PASS);
    Open(2);
    EXPECT_EQ(Counted().connections, 2U);
    EXPECT_EQ(Out(Data(2, 2, 1), 101), Verdict::PASS); // it is established, not closing
}

// RFC 9293 3.10.7.1.
TEST(Middlebox, ItsResetIsWhatAClosedPortWouldSend)
{
    EXPECT_EQ(ResetFor(Data(5, 77, 10)), Rst(77));
    EXPECT_EQ(ResetFor(Syn(5)), RstAck(0, 6));
    EXPECT_EQ(ResetFor(Fin(5)), RstAck(0, 6));
}
