/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What Linux does where RFC 9293 leaves it open: profiles "linux" and "linux-4".

#include "synfin-exchange.h"

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// Established by the host's connect, with SACK; the round trip took 100 ms, so RTO is 300 ms.
Exchange
WithSack()
{
    Profile profile = Exchange::Plain("linux");
    profile.sack = true;
    Exchange tcp(profile);
    tcp.Connect();
    tcp.ExpectSent(Syn(100));
    tcp.Advance(MilliSeconds(100));
    Segment synAck = SynAck(300, 101);
    synAck.sackPermitted = true;
    synAck.window = 65535;
    tcp.Receive(synAck);
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_EQ(tcp.Tcb()->Rto(), MilliSeconds(300));
    return tcp;
}

} // namespace

// ---- Tail loss probe (RFC 8985 7, tcp_schedule_loss_probe()) ----

/// A FIN alone is sent again after 2 SRTT + 200 ms, or RTO where that is sooner; RTO begins anew
/// and doubles from the next one on. RFC 8985 7.2.
TEST(LossProbe, OfAFin)
{
    Exchange tcp = WithSack();
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Advance(Seconds(2));
    tcp.ExpectSentAt(MilliSeconds(400), FinAck(101, 301));  // 100 + 300: the probe
    tcp.ExpectSentAt(MilliSeconds(700), FinAck(101, 301));  // the timeout
    tcp.ExpectSentAt(MilliSeconds(1300), FinAck(101, 301)); // doubled
}

/// With more than one segment out it comes after 2 SRTT + 2 ms, and it is the last one. RFC 8985
/// 7.2, 7.3.
TEST(LossProbe, OfTheLastOfMany)
{
    Exchange tcp = WithSack();
    tcp.Send(3 * 536);
    tcp.ExpectSent(Data(101, 301, 536));
    tcp.ExpectSent(Data(637, 301, 536));
    tcp.TakeSent();
    tcp.Advance(MilliSeconds(202));
    Segment last = Data(1173, 301, 536);
    last.flags |= Segment::PSH;
    tcp.ExpectSentAt(MilliSeconds(302), last);
    // One probe; then the timer, from the first.
    tcp.Advance(MilliSeconds(300));
    tcp.ExpectSentAt(MilliSeconds(602), Data(101, 301, 536));
}

/// Data that waits for the congestion window is sent instead. RFC 8985 7.3.
TEST(LossProbe, NewDataComesFirst)
{
    Exchange tcp = WithSack();
    tcp.Send(536);
    tcp.Send(10);
    tcp.TakeSent();
    tcp.Send(10); // held back by Nagle
    tcp.ExpectNothingSent();
    tcp.Advance(MilliSeconds(300));
    Segment next = Data(647, 301, 10);
    next.flags |= Segment::PSH;
    tcp.ExpectSentAt(MilliSeconds(302), next);
}

/// Without SACK there is none, nor in a profile that does not ask for it.
TEST(LossProbe, OnlyWithSack)
{
    Exchange tcp = Exchange::Established(Exchange::Plain("linux"));
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Advance(Seconds(1));
    const std::vector<Segment> again = tcp.TakeSent();
    // RTO 200 ms: at 200 and 600 ms
    EXPECT_EQ(again.size(), 2U);
}

// ---- Quick acknowledgements (tcp_incr_quickack(), inet_csk_in_pingpong_mode()) ----

/// The first segments are acknowledged at once, until the user answers.
TEST(QuickAcks, UntilTheUserAnswers)
{
    Exchange tcp = Exchange::Accepted(Exchange::Plain("linux"));
    tcp.Receive(Data(301, 101, 10));
    tcp.ExpectSent(Ack(101, 311));
    tcp.Send(10);
    tcp.TakeSent();
    tcp.Receive(Data(311, 111, 10));
    tcp.ExpectNothingSent();
    tcp.Advance(MilliSeconds(40));
    tcp.ExpectSent(Ack(111, 321));
}

/// They are used up.
TEST(QuickAcks, AreSixteen)
{
    Exchange tcp = Exchange::Accepted(Exchange::Plain("linux"));
    for (uint32_t i = 0; i < 16; ++i)
    {
        tcp.Receive(Data(301 + i, 101, 1));
        tcp.ExpectSent(Ack(101, 302 + i));
    }
    tcp.Receive(Data(317, 101, 1));
    tcp.ExpectNothingSent();
}

// ---- The ACK of a FIN (tcp_fin() enters ping-pong mode; measured on 6.18) ----

/// A user who closes at once answers with one segment: the close has three.
TEST(FinAck, GoesWithTheFinOfAUserWhoClosesAtOnce)
{
    Profile profile = Exchange::Plain("linux");
    profile.timer_hz = 250;
    for (const uint32_t octets : {0U, 10U})
    {
        Exchange tcp = Exchange::Accepted(profile);
        tcp.Receive(Data(301, 101, octets));
        tcp.TakeSent();
        tcp.Read(octets);
        tcp.Receive(FinAck(301 + octets, 101));
        EXPECT_EQ(tcp.State(), State::CLOSE_WAIT);
        tcp.ExpectNothingSent();
        tcp.Close();
        tcp.ExpectSent(FinAck(101, 302 + octets));
        tcp.Receive(Ack(302 + octets, 102));
        EXPECT_EQ(tcp.Transitions().back().to, State::CLOSED);
    }
}

/// A user who does not: where data has come, also with the FIN itself, the ACK waits for 40 ms.
TEST(FinAck, WaitsWhereDataHasCome)
{
    Exchange tcp = Exchange::Accepted(Exchange::Plain("linux"));
    tcp.Receive(Data(301, 101, 10));
    tcp.ExpectSent(Ack(101, 311));
    tcp.Receive(FinAck(311, 101));
    tcp.Advance(Seconds(1));
    tcp.ExpectSentAt(MilliSeconds(40), Ack(101, 312));

    Exchange with = Exchange::Accepted(Exchange::Plain("linux"));
    Segment last = FinAck(301, 101);
    last.payload = 10;
    with.Receive(last);
    with.Advance(Seconds(1));
    with.ExpectSentAt(MilliSeconds(40), Ack(101, 312));
}

/// What the host itself has sent does not count: icsk_ack.ato is still zero, the timer's next tick.
TEST(FinAck, ComesWithTheNextTickWhereNoDataHasCome)
{
    Profile profile = Exchange::Plain("linux");
    profile.timer_hz = 250;
    Exchange tcp = Exchange::Accepted(profile);
    tcp.Receive(FinAck(301, 101));
    tcp.ExpectNothingSent();
    tcp.Advance(MilliSeconds(4));
    tcp.ExpectSent(Ack(101, 302));

    Exchange exact = Exchange::Accepted(Exchange::Plain("linux"));
    exact.Receive(FinAck(301, 101));
    exact.Advance(Time(0));
    exact.ExpectSentAt(Time(0), Ack(101, 302));
}

/// More than a full segment is acknowledged at once (__tcp_ack_snd_check()), a FIN out of order,
/// too.
TEST(FinAck, DoesNotWaitBehindAFullSegmentOrAGap)
{
    Exchange tcp = Exchange::Accepted(Exchange::Plain("linux"));
    Segment full = FinAck(301, 101);
    full.payload = 536; // Send MSS of a peer that named none
    tcp.Receive(full);
    tcp.ExpectSent(Ack(101, 838));

    Exchange gap = Exchange::Accepted(Exchange::Plain("linux"));
    gap.Receive(FinAck(311, 101));
    gap.ExpectSent(Ack(101, 301));
    gap.Receive(Data(301, 101, 10));
    gap.ExpectSent(Ack(101, 312));
}

/// The active closer answers at once, and RFC 9293 always does.
TEST(FinAck, OfAnActiveCloserComesAtOnce)
{
    Exchange tcp = Exchange::In(State::FIN_WAIT_2, Exchange::Plain("linux"));
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));

    Exchange rfc = Exchange::Accepted();
    rfc.Receive(FinAck(301, 101));
    rfc.ExpectSent(Ack(101, 302));
}

// ---- The RST of an abort (tcp_send_active_reset()) ----

/// It acknowledges; RFC 9293 3.10.5 has <SEQ=SND.NXT><CTL=RST>.
TEST(AbortingRst, Acknowledges)
{
    for (const char* preset : {"linux", "freebsd"})
    {
        Exchange tcp = Exchange::Accepted(Exchange::Plain(preset));
        tcp.Abort();
        tcp.ExpectSent(RstAck(101, 301));
    }
    Exchange tcp = Exchange::Accepted();
    tcp.Abort();
    tcp.ExpectSent(Rst(101));
}

// ---- An ACK of what was never sent ----

/// RFC 9293 3.10.7.4 answers it; Linux did not before 42726ec644cb.
TEST(UnsentAck, MayGoUnanswered)
{
    Profile profile = Exchange::Plain("linux-4");
    profile.answer_unsent_ack = false;
    Exchange tcp = Exchange::Accepted(profile);
    tcp.Receive(Ack(301, 9999));
    tcp.ExpectNothingSent();
    tcp.ExpectDropped(DropReason::UNACCEPTABLE_ACK);
}

// ---- Handshakes ----

/// A SYN-ACK for an old connection is reset, and the SYN goes again at once: not in RFC 9293.
TEST(SynSent, BadAckHastensTheSyn)
{
    Exchange tcp = Exchange::SynSent(Exchange::Plain("linux"));
    tcp.Advance(MilliSeconds(100));
    tcp.Receive(SynAck(300, 555));
    tcp.ExpectSent(Rst(555));
    tcp.ExpectDropped(DropReason::UNACCEPTABLE_ACK);
    tcp.Advance(MilliSeconds(2));
    tcp.ExpectSentAt(MilliSeconds(102), Syn(100));
}

/// The SYN-ACK of a simultaneous open is acknowledged: not in RFC 9293 Figure 7.
TEST(SimultaneousOpen, FinalAck)
{
    Exchange tcp = Exchange::SynSent(Exchange::Plain("linux"));
    tcp.Receive(Syn(300));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(SynAck(300, 101));
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
}

/// A soft ICMP error ends an open (RFC 5461 4); in rfc9293 it does not (MUST-56).
TEST(SoftError, EndsAnOpen)
{
    Exchange tcp = Exchange::SynSent(Exchange::Plain("linux"));
    tcp.ReceiveIcmp(100, IcmpKind::SOFT);
    tcp.ExpectNotified(Notification::UNREACHABLE);
    tcp.ExpectGone();
    Exchange rfc = Exchange::SynSent();
    rfc.ReceiveIcmp(100, IcmpKind::SOFT);
    EXPECT_EQ(rfc.State(), State::SYN_SENT);
}

/// Closing the listener forgets what is half open, and the peer learns it by its next segment.
TEST(ListenerClose, ForgetsTheHalfOpen)
{
    Exchange tcp = Exchange::SynReceived(Exchange::Plain("linux"));
    tcp.CloseListener();
    tcp.ExpectNothingSent();
    tcp.Receive(Ack(301, 101));
    tcp.ExpectSent(Rst(101));
    tcp.ExpectDropped(DropReason::CLOSED_PORT);
}

// ---- RST at the number of the FIN (tcp_reset_check()) ----

/// macOS, interrupted, sends a FIN and then a RST with the same number; RFC 5961 3.2 ignores it.
TEST(RstAtFin, Resets)
{
    for (State state : {State::CLOSE_WAIT, State::CLOSING, State::LAST_ACK})
    {
        Exchange tcp = Exchange::In(state, Exchange::Plain("linux"));
        tcp.Receive(Rst(300)); // before the FIN
        tcp.ExpectDropped(DropReason::RST_OUT_OF_WINDOW);
        tcp.Receive(Rst(301));
        tcp.ExpectNotified(Notification::RESET);
        EXPECT_EQ(tcp.Cause(), Cause::RST_RECEIVED) << state;
        tcp.ExpectNothingSent();
        tcp.ExpectGone();

        Exchange rfc = Exchange::In(state);
        rfc.Receive(Rst(301));
        rfc.ExpectDropped(DropReason::RST_OUT_OF_WINDOW);
        EXPECT_EQ(rfc.State(), state);
    }
}

/// Before the FIN there is no such number.
TEST(RstAtFin, NeedsAFin)
{
    Profile profile = Exchange::Plain("linux");
    profile.fin_wait_2_record = false;
    for (State state : {State::ESTABLISHED, State::FIN_WAIT_1, State::FIN_WAIT_2})
    {
        Exchange tcp = Exchange::In(state, profile);
        tcp.Receive(Rst(300));
        tcp.ExpectDropped(DropReason::RST_OUT_OF_WINDOW);
        EXPECT_EQ(tcp.State(), state);
    }
}

// ---- SYN with FIN (tcp_rcv_state_process(), LISTEN) ----

/// A listener ignores it; RFC 9293 3.10.7.2 queues the FIN, FreeBSD drops the FIN alone.
TEST(SynWithFin, IsIgnored)
{
    Segment syn = Syn(300);
    syn.flags |= Segment::FIN;
    Exchange tcp = Exchange::Listening(Exchange::Plain("linux"));
    tcp.Receive(syn);
    tcp.ExpectNothingSent();
    tcp.ExpectDropped(DropReason::SYN_WITH_FIN);
    EXPECT_EQ(tcp.State(), State::LISTEN);
    for (const char* preset : {"rfc9293", "freebsd"})
    {
        Exchange other = Exchange::Listening(Exchange::Plain(preset));
        other.Receive(syn);
        other.ExpectSent(SynAck(100, 301));
    }
}

// ---- What an old segment acknowledges (tcp_sequence()) ----

/// The peer's FIN again, sent after ours had arrived, ends the connection without an answer.
TEST(OldSegment, AcknowledgesOurFin)
{
    Exchange closing = Exchange::In(State::CLOSING, Exchange::Plain("linux"));
    closing.Receive(FinAck(301, 102));
    EXPECT_EQ(closing.State(), State::TIME_WAIT);
    closing.ExpectNothingSent();
    Exchange last = Exchange::In(State::LAST_ACK, Exchange::Plain("linux"));
    last.Receive(FinAck(301, 102));
    last.ExpectNotified(Notification::CLOSED);
    last.ExpectGone();
}

/// FreeBSD goes where Linux goes, but answers (tcp_do_segment(), TF_ACKNOW; tcp_twstart()).
TEST(OldSegment, IsAnsweredByFreeBsd)
{
    Exchange closing = Exchange::In(State::CLOSING, Exchange::Plain("freebsd"));
    closing.Receive(FinAck(301, 102));
    EXPECT_EQ(closing.State(), State::TIME_WAIT);
    closing.ExpectSent(Ack(102, 302));
    Exchange last = Exchange::In(State::LAST_ACK, Exchange::Plain("freebsd"));
    last.Receive(FinAck(301, 102));
    last.ExpectGone();
}

/// RFC 9293 3.10.7.4: what is not acceptable is acknowledged and dropped.
TEST(OldSegment, DoesNotCountInTheRfc)
{
    for (State state : {State::CLOSING, State::LAST_ACK})
    {
        Exchange tcp = Exchange::In(state);
        tcp.Receive(FinAck(301, 102));
        tcp.ExpectDropped(DropReason::OUT_OF_WINDOW);
        tcp.ExpectSent(Ack(102, 302));
        EXPECT_EQ(tcp.State(), state);
    }
}

/// Linux counts it from what was acknowledged last, FreeBSD however old the segment is.
TEST(OldSegment, HowOld)
{
    for (const char* preset : {"linux", "freebsd"})
    {
        Exchange tcp = Exchange::Established(Exchange::Plain(preset));
        tcp.Receive(Data(301, 101, 10));
        tcp.Send(20);
        tcp.TakeSent(); // ends with <SEQ=101><ACK=311>
        tcp.Receive(Data(301, 111, 9));
        tcp.ExpectSent(Ack(121, 311));
        const bool isLinux = preset == std::string("linux");
        EXPECT_EQ(tcp.Tcb()->SndNxt() - tcp.Tcb()->SndUna(), isLinux ? 20 : 10) << preset;
        tcp.Receive(Data(301, 121, 10));
        tcp.ExpectSent(Ack(121, 311));
        EXPECT_EQ(tcp.Tcb()->SndNxt() - tcp.Tcb()->SndUna(), 0) << preset;
    }
}

// ---- Keep-alive with a user timeout (tcp_keepalive_timer()) ----

/// Then time decides, after one probe at least; as seen on 6.18.
TEST(KeepaliveUserTimeout, TimeDecides)
{
    for (const auto& [timeout, end] : std::vector<std::pair<int, int>>{{0, 6000},
                                                                       {500, 2000},
                                                                       {1500, 2000},
                                                                       {2500, 3000},
                                                                       {3000, 3000},
                                                                       {20000, 20000}})
    {
        Profile profile = Exchange::Plain("linux");
        profile.timer_hz = 0;
        profile.keepalive = true;
        profile.keepalive_time = Seconds(1);
        profile.keepalive_intvl = Seconds(1);
        profile.keepalive_probes = 5;
        profile.user_timeout = MilliSeconds(timeout);
        Exchange tcp = Exchange::Established(profile);
        tcp.Advance(MilliSeconds(end) - TimeStep(1));
        EXPECT_EQ(tcp.TakeSent().size(), static_cast<std::size_t>(end / 1000 - 1)) << timeout;
        tcp.Advance(TimeStep(1));
        tcp.ExpectSentAt(MilliSeconds(end), RstAck(101, 301));
        EXPECT_EQ(tcp.Cause(), Cause::KEEPALIVE_TIMEOUT);
        tcp.ExpectGone();
    }
}

/// Elsewhere the number of probes does.
TEST(KeepaliveUserTimeout, IsLinuxs)
{
    Profile profile = Exchange::Plain();
    profile.keepalive = true;
    profile.keepalive_time = profile.keepalive_intvl = Seconds(1);
    profile.keepalive_probes = 2;
    profile.user_timeout = Seconds(20);
    Exchange tcp = Exchange::Established(profile);
    tcp.Advance(Seconds(3));
    EXPECT_EQ(tcp.TakeSent().size(), 3U);
    tcp.ExpectGone();
}

/// The peer's answer begins it anew.
TEST(KeepaliveUserTimeout, FromTheLastWord)
{
    Profile profile = Exchange::Plain("linux");
    profile.timer_hz = 0;
    profile.keepalive = true;
    profile.keepalive_time = profile.keepalive_intvl = Seconds(1);
    profile.user_timeout = MilliSeconds(2500);
    Exchange tcp = Exchange::Established(profile);
    tcp.Advance(MilliSeconds(2200));
    tcp.Receive(Ack(301, 101));
    EXPECT_EQ(tcp.TakeSent().size(), 2U);
    tcp.Advance(Seconds(3));
    tcp.ExpectSentAt(MilliSeconds(3200), Ack(100, 301));
    tcp.ExpectSentAt(MilliSeconds(4200), Ack(100, 301));
    tcp.ExpectSentAt(MilliSeconds(5200), RstAck(101, 301));
}

// ---- A SYN in TIME_WAIT (tcp_v4_rcv(), TCP_TW_SYN) ----

/// A SYN that may reopen ends TIME_WAIT, also where its listener then drops it.
TEST(TimeWaitSyn, EndsItFirst)
{
    for (const char* preset : {"linux", "freebsd", "rfc9293"})
    {
        Profile profile = Exchange::Plain(preset);
        profile.drop_synfin = true;
        Exchange tcp = Exchange::Accepted(profile);
        tcp.Close();
        tcp.ExpectSent(FinAck(101, 301));
        tcp.Receive(FinAck(301, 102));
        tcp.ExpectSent(Ack(102, 302));
        Segment syn = Syn(5000);
        syn.flags |= Segment::FIN;
        tcp.Receive(syn);
        tcp.ExpectNothingSent();
        tcp.ExpectDropped(DropReason::SYN_WITH_FIN);
        EXPECT_EQ(tcp.State(), profile.tw_syn_ends ? State::LISTEN : State::TIME_WAIT) << preset;
    }
}

/// It comes from a real peer: a full SYN queue is none for it, a full accept queue is.
TEST(TimeWaitSyn, PassesAFullSynQueue)
{
    for (const uint32_t syns : {1, 2})
    {
        Exchange tcp = Exchange::Listening(Exchange::Plain("linux"), 0);
        tcp.Receive(Syn(300));
        tcp.ExpectSent(SynAck(100, 301));
        tcp.Receive(Ack(301, 101));
        tcp.Accept();
        tcp.Close();
        tcp.ExpectSent(FinAck(101, 301));
        tcp.Receive(FinAck(301, 102));
        tcp.ExpectSent(Ack(102, 302));
        const uint16_t port = tcp.Tuple().remotePort;
        tcp.FromPort(20000); // fills the SYN queue, and then the accept queue
        tcp.Receive(Syn(300));
        tcp.ExpectSent(SynAck(100, 301));
        if (syns == 2)
        {
            tcp.Receive(Ack(301, 101));
        }
        tcp.FromPort(port);
        tcp.Receive(Syn(5000));
        EXPECT_EQ(tcp.State(), syns == 1 ? State::SYN_RCVD : State::LISTEN);
        EXPECT_EQ(tcp.TakeSent().size(), syns == 1 ? 1U : 0U);
    }
}
