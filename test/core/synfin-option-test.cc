/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

#include <map>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

Segment
Stamp(Segment segment, uint32_t value, uint32_t echo = 0)
{
    segment.timestamps = Timestamps{value, echo};
    return segment;
}

Profile
With(bool timestamps, bool scaling, bool sack)
{
    Profile profile;
    profile.timestamps = timestamps;
    profile.window_scaling = scaling;
    profile.sack = sack;
    return profile;
}

/// Established with timestamps; the peer's clock says 1000.
Exchange
Stamped()
{
    Exchange tcp(With(true, false, false));
    tcp.Connect();
    tcp.ExpectSent(Syn(100));
    tcp.Receive(Stamp(SynAck(300, 101), 1000, tcp.LastSent().timestamps->value));
    tcp.ExpectSent(Ack(101, 301));
    return tcp;
}

} // namespace

// ---- MSS ----

/// MUST-14, SHLD-5: the MSS is sent in every SYN; MUST-65: nowhere else.
/// RFC 9293 MAY-3.
TEST(OptionMss, IsSent)
{
    Profile profile = Exchange::Plain();
    profile.mss = 1000;
    Exchange tcp(profile);
    tcp.Connect();
    tcp.ExpectSent(Syn(100));
    EXPECT_EQ(tcp.LastSent().mss, 1000);
    tcp.Receive(SynAck(300, 101));
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_FALSE(tcp.LastSent().mss);
    auto passive = Exchange::SynReceived(profile);
    EXPECT_EQ(passive.LastSent().mss, 1000);
}

/// MUST-15: without the option 536 for IPv4, 1220 for IPv6.
TEST(OptionMss, Default)
{
    for (AddressId family : {AddressId{0}, IPV6_ADDRESS})
    {
        Actions actions;
        Stack stack(Exchange::Plain(), IsnSecret{1, 2});
        const FourTuple tuple{family | 1, family | 2, 40000, 80};
        const auto opened = stack.Connect(tuple, {}, Time(0), actions);
        EXPECT_EQ(actions.segments.at(0).segment.mss, family ? 1440 : 1460);
        const uint32_t iss = actions.segments.at(0).segment.seq.GetValue();
        stack.SegmentArrives(tuple, SynAck(300, iss + 1), Time(0), actions);
        actions.Clear();
        stack.Send(opened.id, 5000, Time(0), actions);
        EXPECT_EQ(actions.segments.at(0).segment.payload, family ? 1220U : 536U);
    }
}

/// What the user says is meant as it is, also on IPv6, whose larger header lowers the profile's.
/// Linux TCP_MAXSEG.
TEST(OptionMss, OfTheUser)
{
    for (uint32_t family : {0U, IPV6_ADDRESS})
    {
        Stack stack(Profile(), IsnSecret{1, 2});
        ConnectionOptions options;
        options.mss = 1100;
        Actions out;
        const FourTuple tuple{family | 1, family | 2, 40000, 80};
        stack.Connect(tuple, options, Seconds(1), out);
        ASSERT_EQ(out.segments.size(), 1U);
        EXPECT_EQ(out.segments[0].segment.mss, 1100);
    }
}

/// MUST-16: MMS_S, too: no sender exceeds what its device's MTU carries beside both headers,
/// whatever the peer takes.
TEST(OptionMss, OfTheDevice)
{
    Profile profile = Exchange::Plain();
    profile.mss = 9000;
    Segment synAck = SynAck(300, 101);
    synAck.mss = 9000;
    for (const auto& [mtu, most] : std::map<uint32_t, uint32_t>{{1500, 1460},
                                                                {1501, 1461},
                                                                {576, 536},
                                                                {20, 28},
                                                                {65536, 9000}})
    {
        Exchange tcp = Exchange::Closed(profile);
        tcp.SetMtu(mtu);
        tcp.Connect();
        tcp.ExpectSent(Syn(100));
        EXPECT_EQ(tcp.LastSent().mss, 9000) << "what is received is none of the device's business";
        tcp.Receive(synAck);
        tcp.ExpectSent(Ack(101, 301));
        EXPECT_EQ(tcp.Tcb()->EffectiveMss(), most) << mtu;
        tcp.Send(most + 1);
        tcp.ExpectSent(Data(101, 301, most));
        tcp.TakeSent();
    }
}

/// MUST-16: the peer's MSS, our own at most, less the options that every segment carries.
TEST(OptionMss, Effective)
{
    auto tcp = Exchange::SynSent();
    Segment synAck = SynAck(300, 101);
    synAck.mss = 800;
    tcp.Receive(synAck);
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_EQ(tcp.Tcb()->EffectiveMss(), 800U);
    auto large = Exchange::SynSent();
    synAck.mss = 9000;
    large.Receive(synAck);
    large.ExpectSent(Ack(101, 301));
    EXPECT_EQ(large.Tcb()->EffectiveMss(), 1460U);
    EXPECT_EQ(Stamped().Tcb()->EffectiveMss(), 536U - 12U);
    // A peer that asks for nothing must not stop us.
    auto zero = Exchange::SynSent();
    synAck.mss = 0;
    zero.Receive(synAck);
    zero.ExpectSent(Ack(101, 301));
    zero.Send(10);
    zero.ExpectSent(Data(101, 301, 10));
}

// ---- Window scale (RFC 7323 2) ----

/// Offered in the SYN, in force when both ends sent it, never for the window of a SYN.
TEST(OptionWindowScale, Negotiation)
{
    Profile profile = With(false, true, false);
    profile.rmem = 1 << 20;
    for (bool peerScales : {true, false})
    {
        Exchange tcp(profile);
        tcp.Connect();
        tcp.ExpectSent(Syn(100));
        EXPECT_EQ(tcp.LastSent().windowScale, 5); // 65535 << 5 is the first that holds 1 MiB
        EXPECT_EQ(tcp.LastSent().window, 65535);
        Segment synAck = SynAck(300, 101);
        synAck.window = 500;
        if (peerScales)
        {
            synAck.windowScale = 3;
        }
        tcp.Receive(synAck);
        tcp.ExpectSent(Ack(101, 301));
        EXPECT_EQ(tcp.Tcb()->SndWnd(), 500U);
        EXPECT_EQ(tcp.LastSent().window, peerScales ? (1 << 20) >> 5 : 65535);
        Segment ack = Ack(301, 101);
        ack.window = 500;
        tcp.Receive(ack);
        EXPECT_EQ(tcp.Tcb()->SndWnd(), peerScales ? 4000U : 500U);
    }
}

/// The scale is that of the connection's own buffer: with a larger one its window would read as 0.
TEST(OptionWindowScale, OfTheUsersBuffer)
{
    Profile profile = With(false, true, false);
    profile.rmem = 1 << 30;
    Exchange tcp(profile);
    ConnectionOptions options;
    options.receiveBuffer = 1000;
    tcp.Connect(options);
    tcp.ExpectSent(Syn(100));
    EXPECT_EQ(tcp.LastSent().windowScale, 0);
}

/// A SYN without it gets a SYN-ACK without it; with it, with it.
TEST(OptionWindowScale, SynAckMirrorsTheSyn)
{
    for (bool peerScales : {true, false})
    {
        auto tcp = Exchange::Listening(With(false, true, false));
        Segment syn = Syn(300);
        if (peerScales)
        {
            syn.windowScale = 0;
        }
        tcp.Receive(syn);
        tcp.ExpectSent(SynAck(100, 301));
        EXPECT_EQ(tcp.LastSent().windowScale.has_value(), peerScales);
    }
}

/// RFC 7323 2.3: a shift count above 14 is taken as 14.
TEST(OptionWindowScale, Above14)
{
    Exchange tcp(With(false, true, false));
    tcp.Connect();
    tcp.ExpectSent(Syn(100));
    Segment synAck = SynAck(300, 101);
    synAck.windowScale = 200;
    tcp.Receive(synAck);
    tcp.ExpectSent(Ack(101, 301));
    Segment ack = Ack(301, 101);
    ack.window = 2;
    tcp.Receive(ack);
    EXPECT_EQ(tcp.Tcb()->SndWnd(), 2U << 14);
    Profile vast;
    vast.rmem = UINT32_MAX;
    EXPECT_EQ(vast.WindowShift(vast.rmem), 14);
}

// ---- Timestamps (RFC 7323 3 to 5) ----

/// On the SYN with echo 0, then on every segment but RST, echoing TS.Recent.
/// RFC 9293 MUST-5.
TEST(OptionTimestamps, OnEverySegment)
{
    auto tcp = Stamped();
    const uint32_t start = tcp.LastSent().timestamps->value;
    EXPECT_EQ(tcp.LastSent().timestamps->echo, 1000U);
    tcp.Advance(MilliSeconds(1234));
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 301, 10));
    EXPECT_EQ(tcp.LastSent().timestamps->value - start, 1234U);
    tcp.Abort();
    tcp.ExpectSent(Rst(111));
    EXPECT_FALSE(tcp.LastSent().timestamps);
}

/// A peer without them gets none.
TEST(OptionTimestamps, OnlyWhenBothWant)
{
    Exchange tcp(With(true, false, false));
    tcp.Connect();
    tcp.ExpectSent(Syn(100));
    EXPECT_EQ(tcp.LastSent().timestamps->echo, 0U);
    tcp.Receive(SynAck(300, 101));
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_FALSE(tcp.LastSent().timestamps);
    auto passive = Exchange::Listening(With(true, false, false));
    passive.Receive(Syn(300));
    passive.ExpectSent(SynAck(100, 301));
    EXPECT_FALSE(passive.LastSent().timestamps);
    auto off = Exchange::Listening(With(false, false, false));
    off.Receive(Stamp(Syn(300), 7));
    off.ExpectSent(SynAck(100, 301));
    EXPECT_FALSE(off.LastSent().timestamps);
}

/// RFC 7323 5.3 R1: SEG.TSval < TS.Recent is not acceptable: ACK, drop; RST is spared.
TEST(OptionTimestamps, Paws)
{
    auto tcp = Stamped();
    tcp.Receive(Stamp(Data(301, 101, 10), 999));
    tcp.ExpectDropped(DropReason::PAWS);
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_FALSE(tcp.WasNotified(Notification::PAYLOAD));
    tcp.Receive(Stamp(Data(301, 101, 10), 1000 + 0x80000001U)); // older, modulo 2^32
    tcp.ExpectDropped(DropReason::PAWS);
    tcp.ExpectSent(Ack(101, 301));
    tcp.Receive(Stamp(Data(301, 101, 10), 1000));
    tcp.ExpectNothingDropped();
    tcp.Receive(Stamp(Rst(311), 5));
    tcp.ExpectNotified(Notification::RESET);
}

/// RFC 7323 5.5: after 24 days of silence TS.Recent is no longer valid.
TEST(OptionTimestamps, PawsEndsAfter24Days)
{
    auto tcp = Stamped();
    tcp.Advance(Days(24) - Seconds(1));
    tcp.Receive(Stamp(Data(301, 101, 10), 999));
    tcp.ExpectDropped(DropReason::PAWS);
    tcp.ExpectSent(Ack(101, 301));
    tcp.Advance(Seconds(1));
    tcp.Receive(Stamp(Data(301, 101, 10), 999));
    tcp.ExpectNothingDropped();
    tcp.Advance(Seconds(1));
    tcp.ExpectSent(Ack(101, 311));
    EXPECT_EQ(tcp.LastSent().timestamps->echo, 999U);
}

/// RFC 7323 4.3: TS.Recent follows segments that reach Last.ACK.sent, not those beyond a gap.
TEST(OptionTimestamps, RecentFollowsWhatIsInOrder)
{
    auto tcp = Stamped();
    tcp.Receive(Stamp(Data(401, 101, 100), 2000)); // beyond a gap
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_EQ(tcp.LastSent().timestamps->echo, 1000U);
    tcp.Receive(Stamp(Data(301, 101, 100), 1500));
    tcp.ExpectSent(Ack(101, 501));
    EXPECT_EQ(tcp.LastSent().timestamps->echo, 1500U);
}

/// Nor do segments whose ACK is for something never sent: PAWS would drop all that follow. Linux
/// tcp_ack().
TEST(OptionTimestamps, RecentIgnoresAnInvalidAck)
{
    Exchange tcp = Stamped();
    tcp.Receive(Stamp(FinAck(301, 9999), 200000, 0));
    tcp.ExpectDropped(DropReason::UNACCEPTABLE_ACK);
    tcp.TakeSent();
    tcp.Receive(Stamp(Data(301, 101, 10), 1001, 0));
    tcp.ExpectNothingDropped();
    tcp.Advance(MilliSeconds(200));
    tcp.ExpectSent(Ack(101, 311));
    EXPECT_EQ(tcp.LastSent().timestamps->echo, 1001U);
}

/// The offset differs by peer, and is the same for all ports of it.
TEST(OptionTimestamps, Offset)
{
    const IsnGenerator isn(IsnSecret{1, 2}, MicroSeconds(4));
    EXPECT_EQ(isn.TimestampOffset({1, 2, 10, 20}), isn.TimestampOffset({1, 2, 30, 40}));
    EXPECT_NE(isn.TimestampOffset({1, 2, 10, 20}), isn.TimestampOffset({1, 3, 10, 20}));
    const IsnGenerator other(IsnSecret{1, 3}, MicroSeconds(4));
    EXPECT_NE(isn.TimestampOffset({1, 2, 10, 20}), other.TimestampOffset({1, 2, 10, 20}));
}

// ---- SACK (RFC 2018) ----

/// Permitted when both ends say so; blocks tell what came beyond the gap, the newest first.
TEST(OptionSack, Blocks)
{
    for (bool peerPermits : {true, false})
    {
        Exchange tcp(With(false, false, true));
        tcp.Connect();
        tcp.ExpectSent(Syn(100));
        EXPECT_TRUE(tcp.LastSent().sackPermitted);
        Segment synAck = SynAck(300, 101);
        synAck.sackPermitted = peerPermits;
        tcp.Receive(synAck);
        tcp.ExpectSent(Ack(101, 301));
        EXPECT_EQ(tcp.LastSent().sackCount, 0);
        tcp.Receive(Data(401, 101, 100));
        tcp.ExpectSent(Ack(101, 301));
        EXPECT_EQ(tcp.LastSent().sackCount, peerPermits ? 1 : 0);
        tcp.Receive(Data(601, 101, 100));
        tcp.ExpectSent(Ack(101, 301));
        if (peerPermits)
        {
            ASSERT_EQ(tcp.LastSent().sackCount, 2);
            EXPECT_EQ(tcp.LastSent().sack[0].left, SequenceNumber32(601));
            EXPECT_EQ(tcp.LastSent().sack[0].right, SequenceNumber32(701));
            EXPECT_EQ(tcp.LastSent().sack[1].left, SequenceNumber32(401));
        }
        tcp.Receive(Data(301, 101, 400));
        tcp.ExpectSent(Ack(101, 701));
        EXPECT_EQ(tcp.LastSent().sackCount, 0);
    }
}

// ---- ISN (MUST-8, SHLD-1, MUST-9) ----

/// ISN = M + F: one more per 4 us, all else equal, through the wrap of its cycle.
/// RFC 9293 MUST-8.
TEST(Isn, IsAClock)
{
    const IsnGenerator isn(IsnSecret{1, 2}, MicroSeconds(4));
    const FourTuple tuple{1, 2, 40000, 80};
    const uint32_t start = isn.Next(tuple, Time(0)).GetValue();
    EXPECT_EQ(isn.Next(tuple, MicroSeconds(3)).GetValue(), start);
    EXPECT_EQ(isn.Next(tuple, MicroSeconds(4)).GetValue(), start + 1);
    EXPECT_EQ(isn.Next(tuple, Seconds(1)).GetValue(), start + 250000);
    EXPECT_EQ(isn.Next(tuple, MicroSeconds(4LL << 32)).GetValue(), start); // 4.77 h
}

/// F depends on each part of the four-tuple and on the secret.
/// RFC 9293 SHLD-1, MUST-9.
TEST(Isn, IsKeyed)
{
    const IsnGenerator isn(IsnSecret{1, 2}, MicroSeconds(4));
    const auto first = isn.Next({1, 2, 3, 4}, Time(0));
    for (const FourTuple& other :
         {FourTuple{9, 2, 3, 4}, {1, 9, 3, 4}, {1, 2, 9, 4}, {1, 2, 3, 9}, {2, 1, 4, 3}})
    {
        EXPECT_NE(isn.Next(other, Time(0)), first);
    }
    EXPECT_NE(IsnGenerator(IsnSecret{2, 2}, MicroSeconds(4)).Next({1, 2, 3, 4}, Time(0)), first);
    EXPECT_NE(IsnGenerator(IsnSecret{1, 1}, MicroSeconds(4)).Next({1, 2, 3, 4}, Time(0)), first);
    EXPECT_EQ(IsnGenerator(IsnSecret{1, 2}, MicroSeconds(4)).Next({1, 2, 3, 4}, Time(0)), first);
}

// ---- Text: PAYLOAD covers each octet once ----

/// Overlaps, duplicates and gaps in any order.
TEST(Text, EachOctetOnce)
{
    auto tcp = Exchange::Established();
    const std::vector<std::pair<uint32_t, uint32_t>> pieces =
        {{320, 10}, {340, 10}, {325, 20}, {320, 30}, {301, 5}, {303, 10}, {300, 60}, {355, 15}};
    std::vector<int> seen(69);
    for (const auto& [seq, size] : pieces)
    {
        const std::size_t before = tcp.Notifications().size();
        tcp.Receive(Data(seq, 101, size));
        for (std::size_t i = before; i < tcp.Notifications().size(); ++i)
        {
            const Notification& n = tcp.Notifications()[i];
            if (n.kind == Notification::PAYLOAD)
            {
                EXPECT_EQ(n.streamOffset, seq - 301 + n.skip);
                EXPECT_LE(n.skip + n.size, size);
                for (uint32_t octet = 0; octet < n.size; ++octet)
                {
                    ++seen.at(n.streamOffset + octet);
                }
            }
        }
    }
    EXPECT_EQ(seen, std::vector<int>(69, 1));
    EXPECT_EQ(tcp.Tcb()->RcvNxt(), SequenceNumber32(370));
    EXPECT_EQ(tcp.Notifications().back().streamOffset, 69U);
    tcp.TakeSent();
}
