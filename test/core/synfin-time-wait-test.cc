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

constexpr auto GONE = State::CLOSED;

/// With timestamps, which RFC 6191 needs.
Profile
Stamped(const char* preset = "rfc9293")
{
    Profile profile = Exchange::Plain(preset);
    profile.timestamps = true;
    return profile;
}

Segment
With(Segment segment, uint32_t value)
{
    segment.timestamps = Timestamps{value, 0};
    return segment;
}

/// TIME_WAIT of a connection that the peer opened to our port 80, so that a SYN can reopen it.
Exchange
ServerTimeWait(const Profile& profile, uint32_t tsval = 1000)
{
    Exchange tcp = Exchange::Listening(profile);
    const auto stamp = [&](Segment segment) {
        return profile.timestamps ? With(segment, tsval) : segment;
    };
    tcp.Receive(stamp(Syn(300)));
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Receive(stamp(Ack(301, 101)));
    tcp.Accept();
    tcp.Close();
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(stamp(FinAck(301, 102)));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    return tcp;
}

/// entered = expired + reused + reset + still there
void
ExpectIdentity(Exchange& tcp)
{
    const StackCounters& c = tcp.Tcp().Counters();
    EXPECT_EQ(c.timeWaitEntered,
              c.timeWaitExpired + c.timeWaitReused + c.timeWaitReset +
                  tcp.Tcp().CountOf(State::TIME_WAIT));
}

} // namespace

/// MUST-13: 2 x MSL, to the nanosecond; then nothing is left.
TEST(TimeWait, LastsTwoMsl)
{
    for (const std::string& preset : STACKS)
    {
        auto tcp = Exchange::TimeWait(Exchange::Plain(preset.c_str()));
        const Time length = preset == "rfc9293" ? Minutes(4) : Seconds(60);
        tcp.Advance(length - NanoSeconds(1));
        EXPECT_EQ(tcp.State(), State::TIME_WAIT) << preset;
        tcp.Advance(NanoSeconds(1));
        EXPECT_EQ(tcp.Cause(), Cause::TIME_WAIT_EXPIRED);
        EXPECT_EQ(tcp.Tcp().Counters().timeWaitExpired, 1U);
        ExpectIdentity(tcp);
        tcp.ExpectGone();
    }
}

/// time_wait is 2 x msl unless it is set by itself, zero included.
TEST(TimeWait, LengthMayBeSet)
{
    Profile profile = Exchange::Plain();
    profile.msl = Seconds(7);
    auto tcp = Exchange::TimeWait(profile);
    tcp.Advance(Seconds(14) - NanoSeconds(1));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    tcp.Advance(NanoSeconds(1));
    tcp.ExpectGone();
    profile.time_wait = Seconds(0);
    auto none = Exchange::TimeWait(profile);
    none.Advance(Seconds(0));
    none.ExpectGone();
}

/// "The only thing that can arrive in this state is a retransmission of the remote FIN.
/// Acknowledge it, and restart the 2 MSL timeout."
/// RFC 9293 3.10.7.4.
TEST(TimeWait, FinAgainRestarts)
{
    for (const std::string& preset : STACKS)
    {
        auto tcp = Exchange::TimeWait(Exchange::Plain(preset.c_str()));
        const Time length = tcp.Tcp().GetProfile().TimeWait();
        tcp.Advance(Seconds(50));
        tcp.Receive(FinAck(301, 102));
        tcp.ExpectSent(Ack(102, 302));
        tcp.Advance(length - NanoSeconds(1));
        EXPECT_EQ(tcp.State(), State::TIME_WAIT) << preset;
        tcp.Advance(NanoSeconds(1));
        EXPECT_EQ(tcp.State(), GONE) << preset;
    }
}

/// A FIN that comes again with the last data before it is the same FIN.
TEST(TimeWait, FinAgainWithData)
{
    auto tcp = Exchange::Established();
    tcp.Shutdown();
    tcp.ExpectSent(FinAck(101, 301));
    Segment last = Data(301, 102, 10);
    last.flags |= Segment::FIN;
    tcp.Receive(last);
    tcp.ExpectSent(Ack(102, 312));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    tcp.Advance(Minutes(3));
    tcp.Receive(last);
    tcp.ExpectSent(Ack(102, 312));
    tcp.Advance(Minutes(3));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
}

/// RFC: a duplicate that is no FIN does not restart; Linux restarts for anything with an ACK.
TEST(TimeWait, OtherDuplicates)
{
    for (const char* preset : {"rfc9293", "linux"})
    {
        for (const Segment& duplicate : {Ack(302, 102), Data(301, 102, 1), Ack(290, 102)})
        {
            auto tcp = Exchange::TimeWait(Exchange::Plain(preset));
            const Time length = tcp.Tcp().GetProfile().TimeWait();
            tcp.Advance(length - Seconds(10));
            tcp.Receive(duplicate);
            tcp.TakeSent();
            tcp.Advance(Seconds(10));
            const bool restarted = std::string(preset) == "linux";
            EXPECT_EQ(tcp.State(), restarted ? State::TIME_WAIT : GONE) << preset << duplicate;
            tcp.Advance(length - Seconds(10));
            EXPECT_EQ(tcp.State(), GONE) << preset << duplicate;
        }
    }
}

/// A bare ACK at RCV.NXT asks for no answer; what has no place in the window is acknowledged.
/// RFC 9293 3.10.7.4.
TEST(TimeWait, Answers)
{
    auto tcp = Exchange::TimeWait();
    tcp.Receive(Ack(302, 102));
    tcp.ExpectNothingSent();
    tcp.Receive(Ack(290, 102));
    tcp.ExpectSent(Ack(102, 302));
    tcp.ExpectDropped(DropReason::TIME_WAIT_DUPLICATE);
    // Without the ACK bit: first the sequence number, and only then the missing ACK.
    Segment text = Data(301, 102, 1);
    text.flags = 0;
    tcp.Receive(text);
    tcp.ExpectDropped(DropReason::TIME_WAIT_DUPLICATE);
    tcp.ExpectSent(Ack(102, 302));
    Segment nothing = Ack(302, 0);
    nothing.flags = 0;
    tcp.Receive(nothing);
    tcp.ExpectDropped(DropReason::NO_ACK);
    tcp.ExpectNothingSent();
}

/// tcp_invalid_ratelimit holds for TIME_WAIT too, but not for a FIN.
TEST(TimeWait, AnswersAreLimited)
{
    auto tcp = Exchange::TimeWait(Exchange::Plain("linux"));
    tcp.Advance(Seconds(1));
    tcp.Receive(Ack(290, 102));
    tcp.ExpectSent(Ack(102, 302));
    tcp.Advance(MilliSeconds(499));
    tcp.Receive(Ack(290, 102));
    tcp.ExpectNothingSent();
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    tcp.Advance(MilliSeconds(1));
    tcp.Receive(Ack(290, 102));
    tcp.ExpectSent(Ack(102, 302));
}

// ---- RST (RFC 1337) ----

/// Fix F1: ignore RSTs in TIME_WAIT.
TEST(TimeWaitReset, Rfc1337Ignores)
{
    auto tcp = Exchange::TimeWait();
    tcp.Receive(Rst(302));
    tcp.ExpectDropped(DropReason::RST_IN_TIME_WAIT);
    tcp.ExpectNothingSent();
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
}

/// tcp_rfc1337=0: an exact RST kills it (hazard H3), any other does not.
TEST(TimeWaitReset, LinuxIsKilledByAnExactRst)
{
    auto tcp = Exchange::TimeWait(Exchange::Plain("linux"));
    tcp.Receive(Rst(301));
    tcp.Receive(Rst(303));
    tcp.ExpectDropped(DropReason::RST_OUT_OF_WINDOW);
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    tcp.Receive(Rst(302));
    EXPECT_EQ(tcp.Cause(), Cause::TIME_WAIT_RESET);
    EXPECT_EQ(tcp.Tcp().Counters().timeWaitReset, 1U);
    ExpectIdentity(tcp);
    tcp.ExpectGone();
}

/// Linux tcp_paws_reject(): an old timestamp saves TIME_WAIT from a RST, for 60 s; RFC 7323 5.2
/// does not look at the timestamp of a RST.
TEST(TimeWaitReset, LinuxLooksAtTimestamps)
{
    auto tcp = ServerTimeWait(Stamped("linux"));
    tcp.Receive(With(Rst(302), 999));
    tcp.ExpectDropped(DropReason::PAWS);
    tcp.ExpectNothingSent();
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    tcp.Advance(Seconds(59));
    tcp.Receive(With(FinAck(301, 102), 1000)); // restarts it
    tcp.ExpectSent(Ack(102, 302));
    tcp.Receive(With(Rst(302), 999));
    tcp.ExpectDropped(DropReason::PAWS);
    tcp.Advance(Seconds(1));
    tcp.Receive(With(Rst(302), 999));
    EXPECT_EQ(tcp.Cause(), Cause::TIME_WAIT_RESET);

    auto now = ServerTimeWait(Stamped("linux"));
    now.Receive(With(Rst(302), 1000));
    EXPECT_EQ(now.Cause(), Cause::TIME_WAIT_RESET);

    Profile profile = Stamped();
    profile.rfc1337 = false;
    auto rfc = ServerTimeWait(profile);
    rfc.Receive(With(Rst(302), 999));
    EXPECT_EQ(rfc.Cause(), Cause::TIME_WAIT_RESET);
}

/// A later ACK that moves TS.Recent begins the 60 s again.
TEST(TimeWaitReset, LinuxRemembersWhenTheTimestampCame)
{
    auto tcp = ServerTimeWait(Stamped("linux"));
    tcp.Advance(Seconds(30));
    tcp.Receive(With(Ack(302, 102), 2000));
    tcp.Advance(Seconds(59));
    tcp.Receive(With(Rst(302), 1999));
    tcp.ExpectDropped(DropReason::PAWS);
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
}

// ---- A new incarnation (MAY-2, RFC 6191) ----

/// "its initial sequence number is larger than the largest sequence number it used before"
/// RFC 9293 MAY-2.
TEST(TimeWaitReopen, HigherSequenceNumber)
{
    for (const std::string& preset : STACKS)
    {
        auto tcp = ServerTimeWait(Exchange::Plain(preset.c_str()));
        tcp.Advance(Seconds(1));
        tcp.Receive(Syn(5000));
        EXPECT_EQ(tcp.State(), State::SYN_RCVD) << preset;
        const auto sent = tcp.TakeSent();
        ASSERT_EQ(sent.size(), 1U);
        EXPECT_TRUE(sent[0].Has(Segment::SYN | Segment::ACK));
        EXPECT_EQ(sent[0].ack, SequenceNumber32(5001));
        EXPECT_EQ(tcp.Tcp().Counters().timeWaitReused, 1U);
        ExpectIdentity(tcp);
        tcp.Receive(Ack(5001, 101));
        EXPECT_EQ(tcp.State(), State::ESTABLISHED);
        EXPECT_EQ(tcp.Accept(), CallError::NONE);
    }
}

/// Its ISS is above everything that the old incarnation sent: SND.NXT + 65537, as on Linux.
TEST(TimeWaitReopen, InitialSequenceNumber)
{
    Actions actions;
    Stack stack(Exchange::Plain("linux"), IsnSecret{1, 2});
    const FourTuple tuple{1, 2, 80, 40000};
    const auto listener = stack.Listen(1, 80, 8, {}, Time(0), actions);
    stack.SegmentArrives(tuple, Syn(300), Time(0), actions);
    const uint32_t iss = actions.segments.at(0).segment.seq.GetValue();
    stack.SegmentArrives(tuple, Ack(301, iss + 1), Time(0), actions);
    stack.Close(stack.Accept(listener.id).id, Time(0), actions);
    stack.SegmentArrives(tuple, FinAck(301, iss + 2), Time(0), actions);
    EXPECT_EQ(stack.StateOf(tuple), State::TIME_WAIT);
    actions.Clear();
    stack.SegmentArrives(tuple, Syn(5000), Seconds(1), actions);
    EXPECT_EQ(actions.segments.at(0).segment.seq, SequenceNumber32(iss + 2 + 65537));
    EXPECT_EQ(actions.transitions.at(0).to, State::CLOSED);
    EXPECT_EQ(actions.transitions.at(0).cause, Cause::TIME_WAIT_REUSED);
    EXPECT_EQ(actions.transitions.at(1).to, State::SYN_RCVD);
}

/// A SYN below is an old duplicate: acknowledged, and TIME_WAIT stays.
TEST(TimeWaitReopen, LowerSequenceNumber)
{
    auto tcp = ServerTimeWait(Exchange::Plain());
    tcp.Receive(Syn(300));
    tcp.ExpectSent(Ack(102, 302));
    tcp.ExpectDropped(DropReason::OLD_SYN_IN_TIME_WAIT);
    tcp.Advance(MilliSeconds(500)); // invalid_ratelimit
    tcp.Receive(Syn(302 + 0x80000001U));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
}

/// RFC 6191: a newer timestamp is enough, whatever the sequence number.
/// RFC 9293 SHLD-4.
TEST(TimeWaitReopen, NewerTimestamp)
{
    auto tcp = ServerTimeWait(Stamped());
    tcp.Receive(With(Syn(200), 1001));
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    EXPECT_EQ(tcp.TakeSent().size(), 1U);
}

/// RFC 6191: the same timestamp asks for a higher sequence number.
TEST(TimeWaitReopen, SameTimestamp)
{
    auto tcp = ServerTimeWait(Stamped());
    tcp.Receive(With(Syn(200), 1000));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    tcp.Receive(With(Syn(5000), 1000));
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    EXPECT_EQ(tcp.TakeSent().size(), 1U);
}

/// RFC 6191: an older timestamp never reopens; Linux acknowledges and restarts.
/// RFC 9293 SHLD-4.
TEST(TimeWaitReopen, OlderTimestamp)
{
    for (const char* preset : {"rfc9293", "linux"})
    {
        auto tcp = ServerTimeWait(Stamped(preset));
        const Time length = tcp.Tcp().GetProfile().TimeWait();
        tcp.Advance(length - Seconds(1));
        tcp.Receive(With(Syn(5000), 999));
        tcp.ExpectSent(Ack(102, 302));
        EXPECT_EQ(tcp.State(), State::TIME_WAIT);
        tcp.Advance(Seconds(1));
        EXPECT_EQ(tcp.State(), preset == std::string("linux") ? State::TIME_WAIT : State::LISTEN);
    }
}

/// RFC 6191: without a timestamp on the SYN the sequence number decides.
TEST(TimeWaitReopen, SynWithoutTimestamp)
{
    auto tcp = ServerTimeWait(Stamped());
    tcp.Receive(Syn(200));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    tcp.Receive(Syn(5000));
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    EXPECT_EQ(tcp.TakeSent().size(), 1U);
}

/// Without a listener there is nobody to reopen it.
TEST(TimeWaitReopen, NeedsAListener)
{
    auto tcp = Exchange::TimeWait();
    tcp.Receive(Syn(5000));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
}

/// tw_reopen may be switched off.
TEST(TimeWaitReopen, SwitchedOff)
{
    Profile profile = Exchange::Plain();
    profile.tw_reopen = false;
    auto tcp = ServerTimeWait(profile);
    tcp.Receive(Syn(5000));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
}

/// RFC 1122 4.2.2.13 (2): "returns to TIME-WAIT state if the SYN turns out to be an old duplicate".
/// RFC 9293 MAY-2.
TEST(TimeWaitReopen, ReturnsWhenTheSynWasOld)
{
    auto tcp = ServerTimeWait(Exchange::Plain());
    tcp.Advance(Minutes(3));
    tcp.Receive(Syn(5000));
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    tcp.TakeSent();
    tcp.Receive(Rst(5001));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
    EXPECT_EQ(tcp.Cause(), Cause::OLD_DUPLICATE_SYN);
    tcp.ExpectNotified(
        Notification::RESET); // of the new incarnation, which somebody may know by its id
    EXPECT_EQ(tcp.Tcp().HalfOpenCount(), 0U);
    ExpectIdentity(tcp);
    // It is the old incarnation again, with its numbers: the old FIN is known.
    tcp.Receive(FinAck(301, 102));
    EXPECT_EQ(tcp.TakeSent().at(0).ack, SequenceNumber32(302));
    tcp.Advance(Minutes(4));
    EXPECT_EQ(tcp.State(), State::LISTEN);
    EXPECT_EQ(tcp.Tcp().CountOf(State::TIME_WAIT), 0U);
    ExpectIdentity(tcp);
}

/// Linux forgets the old incarnation.
TEST(TimeWaitReopen, LinuxDoesNotReturn)
{
    auto tcp = ServerTimeWait(Exchange::Plain("linux"));
    tcp.Receive(Syn(5000));
    EXPECT_EQ(tcp.State(), State::SYN_RCVD);
    tcp.TakeSent();
    tcp.Receive(Rst(5001));
    EXPECT_EQ(tcp.State(), State::LISTEN);
    EXPECT_EQ(tcp.Tcp().CountOf(State::TIME_WAIT), 0U);
    ExpectIdentity(tcp);
}

/// A full SYN queue does not end TIME_WAIT.
TEST(TimeWaitReopen, FullQueueKeepsTimeWait)
{
    auto tcp = ServerTimeWait(Exchange::Plain());
    for (uint16_t port = 41000; port < 41009; ++port)
    {
        tcp.FromPort(port);
        tcp.Receive(Syn(300));
    }
    tcp.TakeSent();
    tcp.FromPort(Exchange::CLIENT_PORT);
    tcp.Receive(Syn(5000));
    tcp.ExpectNothingSent();
    tcp.ExpectDropped(DropReason::SYN_QUEUE_FULL);
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
}

// ---- tw_reuse ----

namespace
{

/// An active open into a four-tuple in TIME_WAIT; entered at time 0.
CallError
Reconnect(Profile profile, Time after, bool loopback)
{
    Actions actions;
    Stack stack(profile, IsnSecret{1, 2});
    const FourTuple tuple{1, loopback ? 1U : 2U, 40000, 80};
    const auto opened = stack.Connect(tuple, {}, Time(0), actions);
    const Segment syn = actions.segments.at(0).segment;
    const uint32_t iss = syn.seq.GetValue();
    const auto stamp = [&](Segment segment) {
        if (syn.timestamps)
        {
            segment.timestamps = Timestamps{1, syn.timestamps->value};
        }
        return segment;
    };
    stack.SegmentArrives(tuple, stamp(SynAck(300, iss + 1)), Time(0), actions);
    stack.Close(opened.id, Time(0), actions);
    stack.SegmentArrives(tuple, stamp(FinAck(301, iss + 2)), Time(0), actions);
    EXPECT_EQ(stack.StateOf(tuple), State::TIME_WAIT);
    actions.Clear();
    const CallError error = stack.Connect(tuple, {}, after, actions).error;
    if (error == CallError::NONE)
    {
        EXPECT_EQ(stack.Counters().timeWaitReused, 1U);
        EXPECT_EQ(actions.segments.at(0).segment.seq, SequenceNumber32(iss + 2 + 65537));
    }
    return error;
}

} // namespace

/// tcp_tw_reuse 0 never, 1 always, 2 on loopback; only with timestamps, only after the delay.
TEST(TimeWaitReuse, OnConnect)
{
    Profile profile = Stamped("linux");
    const Time late = MilliSeconds(1001);
    EXPECT_EQ(Reconnect(profile, late, false), CallError::ADDRESS_IN_USE);
    EXPECT_EQ(Reconnect(profile, late, true), CallError::NONE);
    profile.tw_reuse = 1;
    EXPECT_EQ(Reconnect(profile, late, false), CallError::NONE);
    EXPECT_EQ(Reconnect(profile, MilliSeconds(999), false), CallError::ADDRESS_IN_USE);
    profile.tw_reuse_delay = Seconds(59);
    EXPECT_EQ(Reconnect(profile, late, false), CallError::ADDRESS_IN_USE);
    EXPECT_EQ(Reconnect(profile, Seconds(59) + NanoSeconds(1), false), CallError::NONE);
    profile.tw_reuse = 0;
    EXPECT_EQ(Reconnect(profile, Seconds(59) + NanoSeconds(1), false), CallError::ADDRESS_IN_USE);
    profile.tw_reuse = 1;
    profile.tw_reuse_delay = Seconds(1);
    profile.timestamps = false;
    EXPECT_EQ(Reconnect(profile, late, false), CallError::ADDRESS_IN_USE);
}

/// Every call first handles the deadlines that are due: at the very end of TIME_WAIT it is over.
TEST(TimeWaitReuse, TheEndOfTimeWaitComesFirst)
{
    Profile profile = Exchange::Plain();
    EXPECT_EQ(Reconnect(profile, Minutes(4) - NanoSeconds(1), false), CallError::ADDRESS_IN_USE);
    Actions actions;
    Stack stack(profile, IsnSecret{1, 2});
    const FourTuple tuple{1, 2, 40000, 80};
    const auto opened = stack.Connect(tuple, {}, Time(0), actions);
    const uint32_t iss = actions.segments.at(0).segment.seq.GetValue();
    stack.SegmentArrives(tuple, SynAck(300, iss + 1), Time(0), actions);
    stack.Close(opened.id, Time(0), actions);
    stack.SegmentArrives(tuple, FinAck(301, iss + 2), Time(0), actions);
    EXPECT_EQ(stack.Connect(tuple, {}, Minutes(4), actions).error, CallError::NONE);
    EXPECT_EQ(stack.Counters().timeWaitExpired, 1U);
}

// ---- max_tw_buckets ----

/// Beyond max_tw_buckets a connection ends at once.
TEST(TimeWaitBuckets, Eviction)
{
    Profile profile = Exchange::Plain();
    profile.max_tw_buckets = 2;
    auto tcp = Exchange::Listening(profile, 100);
    for (uint16_t port = 40000; port < 40005; ++port)
    {
        tcp.FromPort(port);
        tcp.Receive(Syn(300));
        tcp.ExpectSent(SynAck(100, 301));
        tcp.Receive(Ack(301, 101));
        tcp.Accept();
        tcp.Close();
        tcp.ExpectSent(FinAck(101, 301));
        tcp.Receive(FinAck(301, 102));
        tcp.ExpectSent(Ack(102, 302));
        tcp.ExpectNotified(Notification::CLOSED);
        EXPECT_EQ(tcp.State(), port < 40002 ? State::TIME_WAIT : State::LISTEN);
        ExpectIdentity(tcp);
    }
    EXPECT_EQ(tcp.Cause(), Cause::TIME_WAIT_EVICTED);
    EXPECT_EQ(tcp.Tcp().CountOf(State::TIME_WAIT), 2U);
    EXPECT_EQ(tcp.Tcp().Counters().timeWaitEntered, 2U); // who is turned away does not enter
    EXPECT_EQ(tcp.Tcp().Counters().timeWaitEvicted, 3U);
    tcp.Advance(Minutes(4));
    EXPECT_EQ(tcp.Tcp().Counters().timeWaitExpired, 2U);
    ExpectIdentity(tcp);
    EXPECT_FALSE(tcp.Tcp().NextDeadline());
}

/// Many at once: each ends at its own time, restarted ones later, in order.
TEST(TimeWaitBuckets, ThousandsExpireInOrder)
{
    Actions actions;
    Stack stack(Exchange::Plain(), IsnSecret{1, 2});
    constexpr int COUNT = 3000;
    std::vector<FourTuple> tuples;
    for (int i = 0; i < COUNT; ++i)
    {
        const Time now = MilliSeconds(i);
        actions.Clear();
        const auto opened = stack.Connect({1, 2, 0, 80}, {}, now, actions);
        ASSERT_EQ(opened.error, CallError::NONE);
        const uint32_t iss = actions.segments.at(0).segment.seq.GetValue();
        stack.SegmentArrives(opened.tuple, SynAck(300, iss + 1), now, actions);
        stack.Close(opened.id, now, actions);
        stack.SegmentArrives(opened.tuple, FinAck(301, iss + 2), now, actions);
        tuples.push_back(opened.tuple);
    }
    EXPECT_EQ(stack.CountOf(State::TIME_WAIT), static_cast<uint32_t>(COUNT));
    EXPECT_EQ(stack.PortsInUse(), static_cast<uint32_t>(COUNT));
    for (int i = 0; i < COUNT; i += 3) // every third one begins anew at 10 s
    {
        stack.SegmentArrives(tuples[i], FinAck(301, 0), Seconds(10), actions);
    }
    int expired = 0;
    for (auto next = stack.NextDeadline(); next; next = stack.NextDeadline())
    {
        actions.Clear();
        stack.HandleDeadline(*next, actions);
        for (const Transition& transition : actions.transitions)
        {
            EXPECT_EQ(transition.cause, Cause::TIME_WAIT_EXPIRED);
            const int position = static_cast<int>(transition.since.GetMilliSeconds());
            EXPECT_EQ(transition.tuple, tuples.at(position));
            EXPECT_EQ(*next,
                      Minutes(4) + (position % 3 == 0 ? Seconds(10) : MilliSeconds(position)));
            ++expired;
        }
    }
    EXPECT_EQ(expired, COUNT);
    EXPECT_EQ(stack.CountOf(State::TIME_WAIT), 0U);
    EXPECT_EQ(stack.PortsInUse(), 0U);
}
