/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What FreeBSD does where RFC 9293 leaves it open: profile "freebsd".

#include "synfin-exchange.h"

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// FreeBSD's, plain, with one switch changed.
Profile
With(bool Profile::* member, bool value)
{
    Profile profile = Exchange::Plain("freebsd");
    profile.*member = value;
    return profile;
}

/// FreeBSD's, whose connections have timestamps.
Profile
Stamped()
{
    return With(&Profile::timestamps, true);
}

Segment
At(Segment segment, uint32_t value)
{
    segment.timestamps = Timestamps{value, 0};
    return segment;
}

/// Both ends closed at the same time; the host's FIN went out twice, alone and with the ACK.
Exchange
Crossing(const Profile& profile)
{
    auto tcp = Exchange::Established(profile);
    tcp.Shutdown();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(FinAck(301, 101));
    return tcp;
}

} // namespace

// ---- net.inet.tcp.rexmit_slop (TCPT_RANGESET()) ----

/// The slop comes on top of each timeout once the timer has run; it does not double.
TEST(FreeBsdSlop, SynAck)
{
    auto tcp = Exchange::SynReceived(Exchange::Plain("freebsd"));
    tcp.Advance(MilliSeconds(15600) - NanoSeconds(1));
    tcp.ExpectSentAt(MilliSeconds(1000), SynAck(100, 301));
    tcp.ExpectSentAt(MilliSeconds(3200), SynAck(100, 301));
    tcp.ExpectSentAt(MilliSeconds(7400), SynAck(100, 301));
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    tcp.Advance(NanoSeconds(1)); // "1000 ms * (1 + 2 + 4 + 8) + 3 * 200 ms", tcp_syncache.c
    EXPECT_EQ(tcp.State(), State::LISTEN);
}

/// RTT 0.3 s: 0.3 + 4 * 0.15 + 0.2 s; the next one doubles all but the slop.
TEST(FreeBsdSlop, Data)
{
    auto tcp = Exchange::EstablishedAfter(Exchange::Plain("freebsd"), MilliSeconds(300));
    EXPECT_EQ(tcp.Tcb()->Rto(), MilliSeconds(1100));
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Advance(Seconds(4));
    tcp.ExpectSentAt(MilliSeconds(300 + 1100), FinAck(101, 301));
    tcp.ExpectSentAt(MilliSeconds(300 + 1100 + 2000), FinAck(101, 301));
}

/// rexmit_min bounds the sum, so that on a short path the slop is nearly all there is.
TEST(FreeBsdSlop, ShortPath)
{
    auto tcp = Exchange::EstablishedAfter(Exchange::Plain("freebsd"), MilliSeconds(1));
    EXPECT_EQ(tcp.Tcb()->Rto(), MilliSeconds(203));
}

/// The syncache keeps no time: without timestamps a passive open has no sample.
TEST(FreeBsdSlop, PassiveOpenHasNoSample)
{
    auto tcp = Exchange::SynReceived(Exchange::Plain("freebsd"));
    tcp.Advance(MilliSeconds(100));
    tcp.Receive(Ack(301, 101));
    tcp.Accept();
    EXPECT_EQ(tcp.Tcb()->Rto(), Seconds(1));

    auto linux = Exchange::SynReceived(Exchange::Plain("linux"));
    linux.Advance(MilliSeconds(100));
    linux.Receive(Ack(301, 101));
    linux.Accept();
    EXPECT_EQ(linux.Tcb()->Rto(), MilliSeconds(300));
}

// ---- What is on the wire ----

/// tcp_addoptions(): the SYN is for an order of its own; kern.ipc.maxsockbuf has the window scale.
TEST(FreeBsdWire, Syn)
{
    const auto profile = *Profile::Preset("freebsd");
    Exchange tcp(profile);
    tcp.Connect();
    tcp.ExpectSent(Syn(100));
    EXPECT_TRUE(tcp.LastSent().bsdOptions);
    EXPECT_EQ(tcp.LastSent().windowScale, 6);
    EXPECT_EQ(ToString(tcp.LastSent()).find("mss 1460,wscale 6,sackOK,TS"),
              ToString(tcp.LastSent()).find("mss"));

    Profile small = profile;
    small.maxsockbuf = 73728; // snd-syn-with-min-ws of FreeBSD's own tests
    EXPECT_EQ(small.WindowShift(65536), 1);
    small.maxsockbuf = 0;
    EXPECT_EQ(small.WindowShift(65536), 6); // what it may grow to
    small.rmem_max = 0;
    EXPECT_EQ(small.WindowShift(65536), 1);
    small.maxsockbuf = UINT32_MAX;
    EXPECT_EQ(small.WindowShift(65536), 14);
}

/// tcp_mss(): buffers are multiples of the MSS, 45 * 1460; tcp_output(): every ACK tells of all
/// the room that there is.
TEST(FreeBsdWire, WindowFromTheBuffer)
{
    auto tcp = Exchange::SynSent(Exchange::Plain("freebsd"));
    Segment synAck = SynAck(300, 101);
    synAck.mss = 1460;
    tcp.Receive(synAck);
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_EQ(tcp.Tcb()->Info().receiveBuffer, 65700U);
    EXPECT_EQ(tcp.LastSent().window, 65535);
    tcp.Receive(Data(301, 101, 100));
    tcp.Read(100);
    tcp.Advance(MilliSeconds(40));
    tcp.ExpectSent(Ack(101, 401));
    EXPECT_EQ(tcp.LastSent().window, 65535); // MUST-39 would have it at 65435
    tcp.Receive(Data(401, 101, 1000));
    tcp.Advance(MilliSeconds(40));
    tcp.ExpectSent(Ack(101, 1401));
    EXPECT_EQ(tcp.LastSent().window, 64700); // nobody has read
}

/// A RST counts in all the room that there is, told or not; in the syncache as far as was told.
TEST(FreeBsdWire, RoomThatWasNotTold)
{
    auto tcp = Exchange::Established(Exchange::Plain("freebsd"));
    tcp.Receive(Rst(301 + 65535)); // told: 65535
    tcp.ExpectDropped(DropReason::RST_CHALLENGED);
    tcp.ExpectSent(Ack(101, 301));
    auto half = Exchange::SynReceived(Exchange::Plain("freebsd"));
    half.Receive(Rst(301 + 65535));
    half.ExpectDropped(DropReason::RST_OUT_OF_WINDOW);
    half.ExpectNothingSent();
}

/// A window that has hardly any room is closed, and opens by two segments (silly windows).
TEST(FreeBsdWire, SmallWindowsAreClosed)
{
    Profile profile = Exchange::Plain("freebsd");
    profile.rmem = 4000;
    profile.delayed_ack = false;
    auto tcp = Exchange::SynSent(profile);
    Segment synAck = SynAck(300, 101);
    synAck.mss = 1000;
    tcp.Receive(synAck);
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_EQ(tcp.LastSent().window, 4000);
    for (uint32_t seq = 301; seq < 301 + 4000; seq += 1000)
    {
        tcp.Receive(Data(seq, 101, 1000));
        tcp.ExpectSent(Ack(101, seq + 1000));
    }
    EXPECT_EQ(tcp.LastSent().window, 0);
    tcp.Read(900); // less than a quarter of the buffer, and than a segment
    tcp.ExpectNothingSent();
    tcp.Read(1100);
    tcp.ExpectSent(Ack(101, 4301));
    EXPECT_EQ(tcp.LastSent().window, 2000);
}

// ---- Closing ----

/// CLOSING: the ACK of the peer's FIN has ours again, and so have all until ours is acknowledged.
TEST(FreeBsdClose, AckRepeatsFin)
{
    auto tcp = Crossing(Exchange::Plain("freebsd"));
    tcp.ExpectSent(FinAck(101, 302));
    EXPECT_EQ(tcp.State(), State::CLOSING);
    EXPECT_EQ(tcp.Tcb()->SndNxt(), SequenceNumber32(tcp.Tcb()->SndUna() + 1));
    tcp.Receive(Ack(302, 102));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);

    auto rfc = Crossing(Exchange::Plain("rfc9293"));
    rfc.ExpectSent(Ack(102, 302));
}

/// FIN_WAIT_1: data is acknowledged with the FIN; once that is acknowledged, alone.
TEST(FreeBsdClose, AckOfDataRepeatsFin)
{
    auto tcp = Exchange::Established(With(&Profile::delayed_ack, false));
    tcp.Shutdown();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(Data(301, 101, 10));
    tcp.ExpectSent(FinAck(101, 311));
    tcp.Receive(Ack(311, 102));
    tcp.Receive(Data(311, 102, 10));
    tcp.ExpectSent(Ack(102, 321));
}

/// TIME_WAIT: silence to what has no ACK, and to a SYN that is not newer, whatever its timestamp.
TEST(FreeBsdTimeWait, IsSilent)
{
    auto tcp = Exchange::TimeWait(Exchange::Plain("freebsd"));
    tcp.Receive(Fin(301));
    tcp.ExpectDropped(DropReason::NO_ACK);
    tcp.Receive(Syn(300));
    tcp.ExpectDropped(DropReason::OLD_SYN_IN_TIME_WAIT);
    tcp.ExpectNothingSent();
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);

    auto linux = Exchange::TimeWait(Exchange::Plain("linux"));
    linux.Receive(Syn(300));
    linux.ExpectDropped(DropReason::OLD_SYN_IN_TIME_WAIT);
    linux.ExpectSent(Ack(102, 302));
}

// ---- Attack resistance ----

/// net.inet.tcp.insecure_rst: anywhere in the window, as RFC 793 had it; for every profile.
TEST(Insecure, Rst)
{
    for (const std::string& preset : Profile::PresetNames())
    {
        SCOPED_TRACE(preset);
        Profile profile = Exchange::Plain(preset.c_str());
        profile.challenge_ack_limit = 10;
        profile.insecure_rst = false;
        auto safe = Exchange::Established(profile);
        safe.Receive(Rst(311));
        safe.ExpectDropped(DropReason::RST_CHALLENGED);
        safe.ExpectSent(Ack(101, 301));
        EXPECT_EQ(safe.State(), State::ESTABLISHED);
        profile.insecure_rst = true;
        auto tcp = Exchange::Established(profile);
        tcp.Receive(Rst(300));
        tcp.ExpectDropped(DropReason::RST_OUT_OF_WINDOW);
        tcp.Receive(Rst(311));
        tcp.ExpectNotified(Notification::RESET);
        EXPECT_EQ(tcp.State(), State::CLOSED);
    }
}

/// net.inet.tcp.insecure_syn: a SYN in the window resets, and the peer hears of it.
TEST(Insecure, Syn)
{
    for (const std::string& preset : Profile::PresetNames())
    {
        SCOPED_TRACE(preset);
        Profile profile = Exchange::Plain(preset.c_str());
        profile.challenge_ack_limit = 10;
        profile.insecure_syn = true;
        auto tcp = Exchange::Established(profile);
        tcp.Receive(Syn(200)); // before the window
        tcp.ExpectDropped(DropReason::SYN_CHALLENGED);
        tcp.ExpectSent(Ack(101, 301));
        tcp.Advance(Seconds(1));
        tcp.Receive(Syn(311));
        tcp.ExpectDropped(DropReason::SYN_CHALLENGED);
        tcp.ExpectSent(profile.abort_acknowledges ? RstAck(101, 301) : Rst(101));
        tcp.ExpectNotified(Notification::RESET);
        EXPECT_EQ(tcp.State(), State::CLOSED);
    }
}

/// net.inet.tcp.insecure_ack: data with whatever old ACK is taken (RFC 5961 5: blind data).
TEST(Insecure, Ack)
{
    Profile profile = Exchange::Plain();
    auto safe = Exchange::Established(profile);
    safe.Receive(Data(301, 101 - 0x40000000U, 10));
    safe.ExpectDropped(DropReason::UNACCEPTABLE_ACK);
    safe.ExpectSent(Ack(101, 301));
    profile.insecure_ack = true;
    auto tcp = Exchange::Established(profile);
    tcp.Receive(Data(301, 101 - 0x40000000U, 10));
    tcp.ExpectNothingDropped();
    tcp.ExpectNotified(Notification::READABLE);
    tcp.TakeSent();
}

/// net.inet.tcp.tolerate_missing_ts 0: silence to what lacks timestamps, but for a RST. RFC 7323
/// 3.2.
TEST(FreeBsdTimestamps, Missing)
{
    Profile profile = Stamped();
    profile.tolerate_missing_ts = false;
    Exchange tcp(profile);
    tcp.Connect();
    tcp.ExpectSent(Syn(100));
    tcp.Receive(At(SynAck(300, 101), 7));
    tcp.ExpectSent(Ack(101, 301));
    tcp.Receive(Data(301, 101, 10));
    tcp.ExpectDropped(DropReason::NO_TIMESTAMPS);
    tcp.ExpectNothingSent();
    tcp.Shutdown();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(At(FinAck(301, 102), 8));
    tcp.ExpectSent(Ack(102, 302));
    tcp.Receive(FinAck(301, 102)); // in TIME_WAIT, tcp_twcheck()
    tcp.ExpectDropped(DropReason::NO_TIMESTAMPS);
    tcp.ExpectNothingSent();
    tcp.Receive(At(FinAck(301, 102), 8));
    tcp.ExpectSent(Ack(102, 302));
}

// ---- Opening ----

/// Since 12/2025 a listener is silent to a SYN-ACK; an ACK is answered by RST.
TEST(FreeBsdListen, IgnoresSynAck)
{
    auto tcp = Exchange::Listening(Exchange::Plain("freebsd"));
    tcp.Receive(SynAck(300, 34));
    tcp.ExpectDropped(DropReason::LISTEN_UNEXPECTED_ACK);
    tcp.ExpectNothingSent();
    tcp.Receive(Ack(300, 34));
    tcp.ExpectDropped(DropReason::LISTEN_UNEXPECTED_ACK);
    tcp.ExpectSent(Rst(34));

    auto linux = Exchange::Listening(Exchange::Plain("linux"));
    linux.Receive(SynAck(300, 34));
    linux.ExpectDropped(DropReason::LISTEN_UNEXPECTED_ACK);
    linux.ExpectSent(Rst(34));
}

/// tcp_ctlinput(), tcp_drop_syn_sent(): what ends an open, by net.inet.tcp.icmp_may_rst.
TEST(FreeBsdIcmp, WhatEndsAnOpen)
{
    const auto ends = [](uint32_t mode, IcmpKind kind) {
        Profile profile = Exchange::Plain("freebsd");
        profile.icmp_may_rst = mode;
        auto tcp = Exchange::SynSent(profile);
        tcp.ReceiveIcmp(100, kind);
        return tcp.State() == State::CLOSED;
    };
    for (IcmpKind kind : {IcmpKind::NOBODY_THERE,
                          IcmpKind::PROHIBITED,
                          IcmpKind::PROHIBITED_V6,
                          IcmpKind::UNDELIVERABLE})
    {
        EXPECT_TRUE(ends(2, kind));
        EXPECT_FALSE(ends(0, kind));
    }
    EXPECT_FALSE(ends(2, IcmpKind::SOFT));
    EXPECT_FALSE(ends(2, IcmpKind::TOO_LARGE));
    EXPECT_FALSE(ends(1, IcmpKind::PROHIBITED)); // RFC 9293: codes 2 to 4, of ICMPv6 1 and 4
    EXPECT_TRUE(ends(1, IcmpKind::PROHIBITED_V6));
    EXPECT_TRUE(ends(1, IcmpKind::TOO_LARGE));
    // SYN_RCVD of a listener is not asked.
    auto tcp = Exchange::SynReceived(Exchange::Plain("freebsd"));
    tcp.ReceiveIcmp(100, IcmpKind::PROHIBITED);
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
}

/// Types and codes: RFC 792 and RFC 1812 5.2.7.1; RFC 4443 3.
TEST(FreeBsdIcmp, Kinds)
{
    EXPECT_EQ(IcmpKindOf(3, 0), IcmpKind::SOFT);
    EXPECT_EQ(IcmpKindOf(3, 2), IcmpKind::NOBODY_THERE);
    EXPECT_EQ(IcmpKindOf(3, 3), IcmpKind::NOBODY_THERE);
    EXPECT_EQ(IcmpKindOf(3, 4), IcmpKind::TOO_LARGE);
    for (uint8_t code : {9, 10, 13})
    {
        EXPECT_EQ(IcmpKindOf(3, code), IcmpKind::PROHIBITED);
    }
    EXPECT_EQ(IcmpKindOf(4, 0), std::nullopt); // MUST-55
    EXPECT_EQ(IcmpKindOf(11, 0), IcmpKind::UNDELIVERABLE);
    EXPECT_EQ(IcmpKindOf(11, 1), IcmpKind::SOFT);
    EXPECT_EQ(IcmpKindOf(12, 0), IcmpKind::SOFT);
    EXPECT_EQ(Icmpv6KindOf(1, 0), IcmpKind::SOFT);
    EXPECT_EQ(Icmpv6KindOf(1, 1), IcmpKind::PROHIBITED_V6);
    EXPECT_EQ(Icmpv6KindOf(1, 4), IcmpKind::NOBODY_THERE);
    EXPECT_EQ(Icmpv6KindOf(2, 0), IcmpKind::TOO_LARGE);
    EXPECT_EQ(Icmpv6KindOf(3, 0), IcmpKind::UNDELIVERABLE);
    EXPECT_EQ(Icmpv6KindOf(4, 1), IcmpKind::UNDELIVERABLE);
    EXPECT_EQ(Icmpv6KindOf(4, 0), IcmpKind::SOFT);
}

/// TCP_KEEPINIT: how long this open may take; TCP_NOOPT: its SYN is bare.
TEST(FreeBsdOptions, KeepInitAndNoOpt)
{
    Exchange tcp(*Profile::Preset("freebsd"));
    ConnectionOptions options;
    options.connectTimeout = Seconds(5);
    options.noOptions = true;
    tcp.Connect(options);
    tcp.ExpectSent(Syn(100));
    EXPECT_EQ(tcp.LastSent().OptionsSize(), 0U);
    tcp.Advance(Seconds(5));
    tcp.TakeSent();
    tcp.ExpectNotified(Notification::TIMED_OUT);
    tcp.ExpectGone();
    options.connectTimeout = Seconds(-1);
    EXPECT_TRUE(options.Validate(tcp.Tcp().GetProfile()));
}
