/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-conntrack.h"
#include "ns3/synfin-firewall.h"
#include "ns3/synfin-nat.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// A table of three entries, with Linux's times.
class ConntrackTest : public testing::Test
{
  protected:
    /// @return a connection as its client sees it
    static FourTuple Line(uint16_t port)
    {
        return {1, 7, port, 80};
    }

    bool Out(uint16_t port, const Segment& segment, double at)
    {
        return m_table.Sees(Line(port), segment, true, Seconds(at));
    }

    bool In(uint16_t port, const Segment& segment, double at)
    {
        return m_table.Sees(Line(port), segment, false, Seconds(at));
    }

    /// A handshake. @return whether it went through
    bool Open(uint16_t port, double at)
    {
        return Out(port, Syn(1), at) && In(port, SynAck(1, 2), at) && Out(port, Ack(2, 2), at);
    }

    /// A whole connection, in TIME_WAIT at that time. @return whether it went through
    bool Live(uint16_t port, double at)
    {
        return Open(port, at) && Out(port, FinAck(2, 2), at) && In(port, Ack(2, 3), at) &&
               In(port, FinAck(2, 3), at) && Out(port, Ack(3, 3), at);
    }

    /// Fills the table but for one entry, with connections that never end, and asks how long the
    /// connection of port 1, which has the last one, keeps it. @return whether there is room
    bool HasRoomAt(double at)
    {
        return Out(99, Syn(1), at);
    }

    void FillTheRest()
    {
        ASSERT_TRUE(Open(2, 0));
        ASSERT_TRUE(Open(3, 0));
    }

    const Conntrack::Counters& Counted() const
    {
        return m_table.GetCounters();
    }

    Conntrack m_table{3, Seconds(120)};
};

} // namespace

TEST_F(ConntrackTest, AFullTableDropsWhatWouldBegin)
{
    for (const uint16_t port : {1, 2, 3})
    {
        EXPECT_TRUE(Open(port, 0));
    }
    EXPECT_FALSE(Out(4, Syn(1), 0));
    EXPECT_FALSE(Out(4, Ack(1, 1), 0));
    EXPECT_TRUE(Out(1, Data(2, 2, 1), 0));
    EXPECT_EQ(Counted().tableFull, 2U);
    EXPECT_EQ(Counted().peak, 3U);
    EXPECT_EQ(Counted().entries, 3U);
}

// early_drop(): what is not assured goes, the oldest first.
TEST_F(ConntrackTest, WhatIsNotEstablishedMakesRoom)
{
    EXPECT_TRUE(Open(1, 0));
    EXPECT_TRUE(Out(2, Syn(1), 1));
    EXPECT_TRUE(Out(3, Syn(1), 2));
    EXPECT_TRUE(Out(4, Syn(1), 3));
    EXPECT_EQ(Counted().earlyDrop, 1U);
    EXPECT_TRUE(In(3, SynAck(1, 2), 3));
    EXPECT_TRUE(In(4, SynAck(1, 2), 3));
    EXPECT_EQ(Counted().invalid, 0U);
    EXPECT_TRUE(In(2, SynAck(1, 2), 3)); // it passes, untracked
    EXPECT_EQ(Counted().invalid, 1U);
    EXPECT_TRUE(Out(5, Syn(1), 4)); // in the place of 3, in SYN_RECV
    EXPECT_TRUE(In(5, SynAck(1, 2), 4));
    EXPECT_TRUE(Out(5, Ack(2, 2), 4));
    EXPECT_TRUE(Out(4, Ack(2, 2), 4));
    EXPECT_FALSE(Out(6, Syn(1), 4));
}

// nf_conntrack_tcp_timeout_*.
TEST_F(ConntrackTest, EachStateHasItsTime)
{
    FillTheRest();
    EXPECT_TRUE(Live(1, 1000));
    EXPECT_FALSE(HasRoomAt(1119.9)); // TIME_WAIT
    EXPECT_TRUE(Open(1, 1200));
    EXPECT_TRUE(Out(1, FinAck(2, 2), 1200));
    EXPECT_FALSE(HasRoomAt(1319.9)); // FIN_WAIT
    EXPECT_TRUE(Open(1, 1400));
    EXPECT_TRUE(Out(1, FinAck(2, 2), 1400));
    EXPECT_TRUE(In(1, Ack(2, 3), 1400));
    EXPECT_FALSE(HasRoomAt(1459.9)); // CLOSE_WAIT
    EXPECT_TRUE(Open(1, 1500));
    EXPECT_TRUE(In(1, FinAck(2, 2), 1500));
    EXPECT_TRUE(Out(1, FinAck(2, 3), 1500));
    EXPECT_FALSE(HasRoomAt(1529.9)); // LAST_ACK
    EXPECT_TRUE(Open(1, 1600));
    EXPECT_TRUE(Out(1, RstAck(2, 2), 1600));
    EXPECT_FALSE(HasRoomAt(1609.9)); // CLOSE
    EXPECT_TRUE(HasRoomAt(1610));
    EXPECT_TRUE(In(99, RstAck(0, 2), 1610)); // refused: forgotten at once
    EXPECT_TRUE(Open(1, 1610));
    EXPECT_FALSE(HasRoomAt(431999.9)); // established: five days
}

TEST_F(ConntrackTest, ASynOpensTimeWaitAnewButNotTheOthers)
{
    FillTheRest();
    EXPECT_TRUE(Live(1, 0));
    EXPECT_TRUE(Out(1, Syn(900), 100));
    EXPECT_EQ(Counted().entries, 4U);
    EXPECT_TRUE(In(1, SynAck(5, 901), 100));
    EXPECT_TRUE(Out(1, Ack(901, 6), 100));
    EXPECT_FALSE(HasRoomAt(1000)); // it is established
    EXPECT_TRUE(Out(1, Syn(5000), 1000));
    EXPECT_EQ(Counted().entries, 4U);
    EXPECT_FALSE(HasRoomAt(2000));
}

// An ignored segment passes, and the time goes on.
TEST_F(ConntrackTest, WhatIsIgnoredKeepsNothingAlive)
{
    FillTheRest();
    EXPECT_TRUE(Out(1, Syn(1), 0));
    EXPECT_TRUE(In(1, SynAck(1, 2), 0));
    EXPECT_TRUE(In(1, SynAck(1, 2), 59));
    EXPECT_TRUE(In(1, SynAck(1, 2), 61)); // forgotten at 60: SYN_RECV
    EXPECT_EQ(Counted().invalid, 1U);
}

// nf_conntrack_tcp_loose.
TEST_F(ConntrackTest, AConnectionIsPickedUpInTheMiddle)
{
    EXPECT_TRUE(In(1, Data(5, 5, 10), 0)); // of a server: it is the originator
    EXPECT_TRUE(Out(1, Ack(5, 15), 0));
    EXPECT_EQ(Counted().pickedUp, 1U);
    EXPECT_TRUE(Out(2, FinAck(5, 5), 0)); // no FIN begins one
    EXPECT_TRUE(Out(3, Rst(5), 0));
    EXPECT_EQ(Counted().entries, 1U);
    EXPECT_EQ(Counted().invalid, 2U);
    FillTheRest();
    EXPECT_FALSE(HasRoomAt(431999));
    EXPECT_TRUE(HasRoomAt(432000));
}

TEST(MiddleboxMemory, AConnectionTakesSoMuch)
{
    // Beside it a slot of eight octets in each index, a third to two thirds of which are empty.
    EXPECT_EQ(Firewall::OCTETS, 32U);
    EXPECT_EQ(Conntrack::OCTETS, 32U);
    EXPECT_EQ(Nat::OCTETS, 56U);
}
