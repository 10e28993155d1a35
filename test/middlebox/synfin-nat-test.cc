/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-nat.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr AddressId SHARED = 9;
constexpr AddressId SERVER = 7;

/// A NAT with three ports, 100 to 102, which keeps a port for 10 s after the connection's end.
class NatTest : public testing::Test
{
  protected:
    /// @return the connection of a host, by its address and port
    static FourTuple Inside(AddressId host, uint16_t port, AddressId server = SERVER)
    {
        return {host, server, port, 80};
    }

    /// A host sends. @return the port behind the NAT, 0 when the segment was dropped
    uint16_t Out(const FourTuple& inside, const Segment& segment, double at)
    {
        const auto outside = m_nat.Outward(inside, segment, Seconds(at));
        if (!outside)
        {
            return 0;
        }
        EXPECT_EQ(outside->localAddress, SHARED);
        EXPECT_EQ(outside->remoteAddress, inside.remoteAddress);
        EXPECT_EQ(outside->remotePort, inside.remotePort);
        return outside->localPort;
    }

    /// The server sends to a port. @return whom it reaches, address 0 for nobody
    FourTuple In(uint16_t port, const Segment& segment, double at)
    {
        return m_nat.Inward({SHARED, SERVER, port, 80}, segment, Seconds(at)).value_or(FourTuple());
    }

    /// A whole connection, over at that time. @return its port
    uint16_t Live(const FourTuple& inside, double at, uint32_t iss = 1)
    {
        const uint16_t port = Out(inside, Syn(iss), at);
        In(port, SynAck(1, iss + 1), at);
        Out(inside, FinAck(iss + 1, 2), at);
        In(port, FinAck(2, iss + 2), at);
        Out(inside, Ack(iss + 2, 3), at);
        return port;
    }

    Nat m_nat{SHARED, {100, 102}, Seconds(10)};
};

} // namespace

TEST_F(NatTest, APortStaysWhatItIsWhereItIsFree)
{
    EXPECT_EQ(Out(Inside(1, 101), Syn(1), 0), 101);
    EXPECT_EQ(Out(Inside(2, 101), Syn(1), 0), 102); // the next free one
    EXPECT_EQ(Out(Inside(3, 101), Syn(1), 0), 100);
    EXPECT_EQ(Out(Inside(4, 101), Syn(1), 0), 0);
    EXPECT_EQ(m_nat.GetCounters().mappings, 3U);
    EXPECT_EQ(m_nat.GetCounters().noPort, 1U);
    // Another server, another range.
    EXPECT_EQ(Out(Inside(4, 101, SERVER + 1), Syn(1), 0), 101);
}

TEST_F(NatTest, AnswersReachWhoAsked)
{
    Out(Inside(1, 101), Syn(1), 0);
    const uint16_t other = Out(Inside(2, 101), Syn(1), 0);
    EXPECT_EQ(In(101, SynAck(1, 2), 1), Inside(1, 101));
    EXPECT_EQ(In(other, SynAck(1, 2), 1), Inside(2, 101));
    EXPECT_EQ(In(100, SynAck(1, 2), 1), FourTuple()); // nobody
    EXPECT_EQ(m_nat.GetCounters().unknownIn, 1U);
    EXPECT_EQ(Out(Inside(1, 101), Ack(2, 2), 2), 101);
    EXPECT_EQ(Out(Inside(3, 101), Ack(2, 2), 2), 0); // only a SYN opens
    EXPECT_EQ(m_nat.GetCounters().unknownOut, 1U);
}

TEST_F(NatTest, WhatIsOverIsForgottenAfterItsTime)
{
    EXPECT_EQ(Live(Inside(1, 101), 0), 101);
    EXPECT_EQ(In(101, FinAck(2, 3), 9), Inside(1, 101)); // the FIN again: ten seconds from here
    EXPECT_EQ(In(101, FinAck(2, 3), 18.9), Inside(1, 101));
    EXPECT_EQ(In(101, FinAck(2, 3), 28.9), FourTuple());
    EXPECT_EQ(m_nat.GetCounters().recycled, 0U);
}

TEST_F(NatTest, AResetEndsAConnectionToo)
{
    Out(Inside(1, 101), Syn(1), 0);
    EXPECT_EQ(In(101, RstAck(0, 2), 1), Inside(1, 101));
    EXPECT_EQ(In(101, Rst(0), 10.9), Inside(1, 101));
    EXPECT_EQ(In(101, Rst(0), 20.9), FourTuple());
}

TEST_F(NatTest, WithoutAFreePortOneThatIsOverIsTaken)
{
    Live(Inside(1, 100), 0);
    Out(Inside(2, 101), Syn(1), 0);
    Live(Inside(3, 102), 0);
    EXPECT_EQ(Out(Inside(4, 101), Syn(9), 1), 102); // the next one that is over, not the one in use
    EXPECT_EQ(m_nat.GetCounters().recycled, 1U);
    EXPECT_EQ(In(102, SynAck(1, 10), 1), Inside(4, 101));
    EXPECT_EQ(Out(Inside(3, 102), Ack(3, 3), 1), 0); // the old owner is forgotten
    EXPECT_EQ(Out(Inside(5, 102), Syn(9), 1), 100);
    EXPECT_EQ(Out(Inside(6, 102), Syn(9), 1), 0);
}

// Linux nf_nat_used_tuple_harder(), the first condition: conntrack is at TIME_WAIT, or CLOSE.
TEST_F(NatTest, APortIsNotTakenOverBeforeTheLastAck)
{
    for (const uint16_t port : {100, 101, 102})
    {
        EXPECT_EQ(Out(Inside(1, port), Syn(1), 0), port);
        In(port, SynAck(1, 2), 0);
        In(port, FinAck(2, 2), 1);             // the server closes
        Out(Inside(1, port), Ack(2, 3), 1);    // its FIN is acknowledged
        Out(Inside(1, port), FinAck(2, 3), 1); // both FINs have passed
    }
    EXPECT_EQ(Out(Inside(2, 100), Syn(900), 1), 0);
    EXPECT_EQ(In(101, FinAck(2, 2), 2), Inside(1, 101)); // a FIN again is no last ACK
    EXPECT_EQ(Out(Inside(2, 100), Syn(900), 2), 0);
    EXPECT_EQ(In(101, Ack(3, 3), 2), Inside(1, 101));
    EXPECT_EQ(Out(Inside(2, 100), Syn(900), 2), 101);
    // Without it the port is kept for 30 s.
    EXPECT_EQ(In(100, Ack(3, 3), 30.9), Inside(1, 100));
    EXPECT_EQ(In(102, Ack(3, 3), 31), FourTuple());
}

// The second: "reverse direction will send packets to new source", so these must be invalid there.
TEST_F(NatTest, APortIsNotTakenOverByAnEarlierSequenceNumber)
{
    EXPECT_EQ(Live(Inside(1, 100), 0, 5000), 100);
    EXPECT_EQ(Live(Inside(1, 101), 0, 7000), 101);
    EXPECT_EQ(Live(Inside(1, 102), 0, 0xfffffff0), 102);
    EXPECT_EQ(Out(Inside(2, 101), Syn(5001), 1),
              102); // 5002 is what the connection at 100 ended at
    EXPECT_EQ(Out(Inside(3, 101), Syn(5001), 1), 0);
    EXPECT_EQ(Out(Inside(3, 101), Syn(5002), 1), 100);
    EXPECT_EQ(m_nat.GetCounters().noPort, 1U);
    EXPECT_EQ(m_nat.GetCounters().recycled, 2U);
}

TEST_F(NatTest, TheSameHostAndPortGoOnWithTheirPort)
{
    EXPECT_EQ(Live(Inside(1, 101), 0), 101);
    EXPECT_EQ(Live(Inside(1, 101), 5), 101);
    EXPECT_EQ(m_nat.GetCounters().mappings, 1U);
    EXPECT_EQ(In(101, FinAck(2, 3), 14.9), Inside(1, 101));
}

TEST_F(NatTest, AnOpenThatNobodyAnswersIsForgottenAfterTwoMinutes)
{
    Out(Inside(1, 101), Syn(1), 0);
    EXPECT_EQ(In(101, SynAck(1, 2), 120), FourTuple());
    Out(Inside(1, 101), Syn(1), 200);
    EXPECT_EQ(In(101, SynAck(1, 2), 319), Inside(1, 101));
    // Established, it may be silent for days, half closed for two minutes again.
    EXPECT_EQ(Out(Inside(1, 101), FinAck(2, 2), 400000), 101);
    EXPECT_EQ(In(101, Ack(2, 3), 400119), Inside(1, 101));
    EXPECT_EQ(In(101, FinAck(2, 3), 400240), FourTuple());
}

// RFC 6888 3, REQ-4: a limit for each subscriber.
TEST(NatBlocks, EachHostHasPortsForItself)
{
    Nat nat(SHARED, {100, 107}, Seconds(10));
    nat.SetBlocks({1, 2, 3}, 2);
    const auto port = [&](AddressId host, uint16_t wish, AddressId server = SERVER) {
        const auto outside = nat.Outward({host, server, wish, 80}, Syn(1), Seconds(0));
        return outside ? outside->localPort : 0;
    };
    EXPECT_EQ(port(2, 103), 103); // its own, in its block
    EXPECT_EQ(port(2, 5001), 102);
    EXPECT_EQ(port(2, 5002), 0); // others have ports left
    EXPECT_EQ(port(1, 5000), 100);
    EXPECT_EQ(port(3, 5001), 105);
    EXPECT_EQ(port(2, 5003, SERVER + 1), 103); // towards each server
    EXPECT_EQ(nat.GetCounters().noPort, 1U);
    // What is over is taken over within the block alone.
    nat.Inward({SHARED, SERVER, 100, 80}, RstAck(0, 2), Seconds(1));
    EXPECT_FALSE(nat.Outward({2, SERVER, 5004, 80}, Syn(9), Seconds(1)));
    nat.Inward({SHARED, SERVER, 102, 80}, RstAck(0, 2), Seconds(1));
    EXPECT_EQ(nat.Outward({2, SERVER, 5004, 80}, Syn(9), Seconds(1))->localPort, 102);
    EXPECT_EQ(nat.GetCounters().recycled, 1U);
}
