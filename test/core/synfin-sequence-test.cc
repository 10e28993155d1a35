/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// Large segments and windows, so that a test passes through the whole sequence space quickly.
Profile
Wide()
{
    Profile profile = Exchange::Plain("linux");
    profile.window_scaling = true;
    profile.mss = 65495;
    profile.rmem = 1 << 30;
    profile.delayed_ack = false;
    return profile;
}

/// An established connection whose windows are a gigabyte.
Exchange
EstablishedWide(uint32_t iss)
{
    Exchange tcp(Wide());
    tcp.WaitForIss(iss);
    tcp.Connect();
    tcp.ExpectSent(Syn(100));
    Segment synAck = SynAck(300, 101);
    synAck.mss = 65495;
    synAck.windowScale = 14;
    tcp.Receive(synAck);
    tcp.ExpectSent(Ack(101, 301));
    tcp.Receive(Ack(301, 101));
    return tcp;
}

} // namespace

/// RFC 9293 3.4: all arithmetic is modulo 2^32; our numbers wrap with the first octets.
TEST(Sequence, OurNumbersWrap)
{
    auto tcp = Exchange::Closed();
    tcp.WaitForIss(UINT32_MAX - 50);
    tcp.Connect();
    tcp.ExpectSent(Syn(100));
    EXPECT_EQ(tcp.Tcb()->SndUna(), SequenceNumber32(UINT32_MAX - 50));
    tcp.Receive(SynAck(300, 101));
    tcp.ExpectSent(Ack(101, 301));
    tcp.Send(100);
    tcp.ExpectSent(Data(101, 301, 100));
    EXPECT_EQ(tcp.Tcb()->SndNxt(), SequenceNumber32(50));
    tcp.Receive(Ack(301, 131)); // before the wrap
    tcp.Receive(Ack(301, 201)); // behind it
    EXPECT_EQ(tcp.Tcb()->SndUna(), SequenceNumber32(50));
    tcp.Receive(Ack(301, 202));
    tcp.ExpectDropped(DropReason::UNACCEPTABLE_ACK);
    tcp.ExpectSent(Ack(201, 301));
    tcp.Close();
    tcp.ExpectSent(FinAck(201, 301));
    tcp.Receive(FinAck(301, 202));
    tcp.ExpectSent(Ack(202, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
}

/// The SYN itself is the last number before the wrap.
TEST(Sequence, SynIsTheLastNumber)
{
    auto tcp = Exchange::Closed();
    tcp.WaitForIss(UINT32_MAX);
    tcp.Connect();
    tcp.ExpectSent(Syn(100));
    tcp.Receive(Ack(300, 100));
    tcp.ExpectSent(Rst(100));
    tcp.Receive(SynAck(300, 101));
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_EQ(tcp.Tcb()->SndUna(), SequenceNumber32(0));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
}

/// The peer's numbers wrap within its data, in order and out of order.
TEST(Sequence, PeersNumbersWrap)
{
    const uint32_t iss = UINT32_MAX - 20;
    auto tcp = Exchange::SynSent();
    tcp.Receive(SynAck(iss, 101));
    tcp.ExpectSent(Ack(101, iss + 1));
    tcp.Receive(Data(iss + 41, 101, 20)); // beyond the wrap
    tcp.ExpectSent(Ack(101, iss + 1));
    tcp.Receive(Data(iss + 1, 101, 40)); // across it
    tcp.ExpectSent(Ack(101, iss + 61));
    EXPECT_EQ(tcp.Tcb()->RcvNxt(), SequenceNumber32(40));
    tcp.Receive(Data(iss + 11, 101, 10)); // an old duplicate
    tcp.ExpectDropped(DropReason::OUT_OF_WINDOW);
    tcp.ExpectSent(Ack(101, iss + 61));
    tcp.Receive(FinAck(iss + 61, 101));
    tcp.ExpectSent(Ack(101, iss + 62));
    EXPECT_EQ(tcp.State(), State::CLOSE_WAIT);
}

/// A connection may send more than the sequence space holds.
TEST(Sequence, FiveGigabytesSent)
{
    auto tcp = EstablishedWide(0x12345678);
    constexpr uint32_t SIZE = 60000;
    constexpr uint32_t ROUNDS = 85000;
    uint32_t next = 101;
    for (uint32_t i = 0; i < ROUNDS && !testing::Test::HasFailure(); ++i)
    {
        tcp.Send(SIZE);
        tcp.ExpectSent(Data(next, 301, SIZE));
        next += SIZE;
        tcp.Receive(Ack(301, next));
    }
    EXPECT_EQ(tcp.Notifications().back().streamOffset, static_cast<uint64_t>(SIZE) * ROUNDS);
    tcp.Close();
    tcp.ExpectSent(FinAck(next, 301));
    tcp.Receive(FinAck(301, next + 1));
    tcp.ExpectSent(Ack(next + 1, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
}

/// And receive more.
TEST(Sequence, FiveGigabytesReceived)
{
    auto tcp = EstablishedWide(0x12345678);
    constexpr uint32_t SIZE = 60000;
    constexpr uint32_t ROUNDS = 85000;
    uint32_t next = 301;
    for (uint32_t i = 0; i < ROUNDS && !testing::Test::HasFailure(); ++i)
    {
        tcp.Receive(Data(next, 101, SIZE));
        next += SIZE;
        tcp.ExpectSent(Ack(101, next));
        tcp.Read(SIZE);
        tcp.TakeSent(); // an update of the window, perhaps
    }
    EXPECT_EQ(tcp.Notifications().back().streamOffset, static_cast<uint64_t>(SIZE) * ROUNDS);
    tcp.Receive(FinAck(next, 101));
    tcp.ExpectSent(Ack(101, next + 1));
    EXPECT_EQ(tcp.State(), State::CLOSE_WAIT);
}

/// RFC 5681 3.2: fast retransmit works wherever in the sequence space a connection begins. More is
/// in flight than 16 bits count (MUST-1, REC-1).
TEST(Sequence, FastRetransmitFromAnyIss)
{
    for (uint32_t iss : {0U, 1U, 0x40000000U, 0x7ffffff0U, 0x80000000U, 0xc0000000U, 0xfffffff0U})
    {
        auto tcp = EstablishedWide(iss);
        tcp.Send(6 * 10000);
        tcp.ExpectSent(Data(101, 301, 60000));
        tcp.Send(65495);
        tcp.ExpectSent(Data(60101, 301, 65495));
        for (int i = 0; i < 3; ++i)
        {
            tcp.ExpectNothingSent();
            tcp.Receive(Ack(301, 101));
        }
        tcp.ExpectSent(Data(101, 301, 65495));
        EXPECT_FALSE(testing::Test::HasFailure()) << "ISS " << iss;
    }
}

/// RFC 6582: the mark of an old recovery does not forbid a new one half the sequence space later.
TEST(Sequence, FastRetransmitAfterGigabytes)
{
    auto tcp = EstablishedWide(0);
    constexpr uint32_t SIZE = 65000;
    uint32_t next = 101;
    const auto lose = [&] {
        tcp.Send(2 * 65495);
        tcp.ExpectSent(Data(next, 301, 65495));
        tcp.ExpectSent(Data(next + 65495, 301, 65495));
        for (int i = 0; i < 3; ++i)
        {
            tcp.Receive(Ack(301, next));
        }
        tcp.ExpectSent(Data(next, 301, 65495));
        next += 2 * 65495;
        tcp.Receive(Ack(301, next));
    };
    lose();
    while (next < 0x90000000U && !testing::Test::HasFailure())
    {
        tcp.Send(SIZE);
        tcp.ExpectSent(Data(next, 301, SIZE));
        next += SIZE;
        tcp.Receive(Ack(301, next));
    }
    lose();
}

// ---- TIME_WAIT ----

/// Fifth: in the window, but without ACK: dropped in silence; Linux answers, FreeBSD never does.
/// RFC 9293 3.10.7.4.
TEST(TimeWait, FinWithoutAck)
{
    for (const char* preset : {"rfc9293", "linux", "freebsd"})
    {
        SCOPED_TRACE(preset);
        auto tcp = Exchange::TimeWait(Exchange::Plain(preset));
        const std::string name = preset;
        for (const uint32_t seq : {302U, 303U, 1000U, 301U, 302U + 65535U})
        {
            tcp.Receive(Fin(seq));
            const bool inWindow = seq >= 302 && seq < 60000;
            if (name == "linux" || (name == "rfc9293" && !inWindow))
            {
                tcp.ExpectSent(Ack(102, 302));
                tcp.ExpectDropped(DropReason::TIME_WAIT_DUPLICATE);
            }
            else
            {
                tcp.ExpectNothingSent();
                tcp.ExpectDropped(DropReason::NO_ACK);
            }
        }
    }
}

/// The window that counts there is the scaled one.
TEST(TimeWait, FinWithoutAckInAScaledWindow)
{
    auto profile = Exchange::Plain();
    profile.window_scaling = true;
    profile.rmem = 1 << 20;
    auto tcp = Exchange::SynSent(profile);
    Segment synAck = SynAck(300, 101);
    synAck.windowScale = 0;
    tcp.Receive(synAck);
    tcp.ExpectSent(Ack(101, 301));
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    tcp.Receive(Fin(500000));
    tcp.ExpectDropped(DropReason::NO_ACK);
    tcp.ExpectNothingSent();
    tcp.Receive(Fin(1 << 21));
    tcp.ExpectSent(Ack(102, 302));
}
