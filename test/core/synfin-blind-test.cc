/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

#include <cmath>
#include <random>

using namespace ns3;
using namespace ns3::synfin;

/// An attacker off the path, who knows the addresses and the ports but no sequence number (RFC
/// 5961): what every guess does, and what all of them together draw out of the host.

namespace
{

uint64_t
Drops(Exchange& tcp, DropReason reason)
{
    return tcp.Tcp().Counters().drops[static_cast<std::size_t>(reason)];
}

/// Guesses at equal distances over all sequence numbers, and those next to an edge.
std::vector<uint32_t>
Guesses(uint32_t left, uint32_t right)
{
    std::vector<uint32_t> guesses;
    for (uint32_t i = 0; i < 4096; ++i)
    {
        guesses.push_back(i << 20);
    }
    for (uint32_t edge : {left, right, left + 0x80000000U, right + 0x80000000U})
    {
        for (uint32_t off = 0; off < 5; ++off)
        {
            guesses.push_back(edge + off - 2);
        }
    }
    return guesses;
}

/// @return how many segments with nothing but an ACK the host has sent
std::size_t
CountAcks(Exchange& tcp)
{
    std::size_t count = 0;
    for (const Segment& segment : tcp.TakeSent())
    {
        count += segment.flags == Segment::ACK && segment.payload == 0 ? 1 : 0;
    }
    return count;
}

/// An attack goes on for ten seconds, a hundred segments each.
struct Flood
{
    const char* preset;
    std::size_t challenges; //!< what draws challenge ACKs draws so many
    std::size_t answers;    //!< what is answered as out of the window draws so many
};

/// rfc9293: one in 500 ms a connection, ten in 5 s the host (RFC 5961 7); linux: one in 500 ms a
/// connection (tcp_invalid_ratelimit), no limit of the host (tcp_challenge_ack_limit); freebsd: ten
/// challenge ACKs in 5 s the host, five answers in 1 s a connection (tcp_ack_war_cnt).
const Flood FLOODS[] = {{"rfc9293", 20, 20},
                        {"linux", 20, 20},
                        {"linux-4", 20, 20},
                        {"freebsd", 20, 50}};

/// @return how many ACKs a thousand copies of a segment draw in ten seconds
std::size_t
Draw(Exchange& tcp, const Segment& segment)
{
    for (int i = 0; i < 1000; ++i)
    {
        tcp.Receive(segment);
        tcp.Advance(MilliSeconds(10));
    }
    return CountAcks(tcp);
}

/// A preset's profile, plain; an orphan in FIN_WAIT_2 is a connection: of what a record of Linux
/// does FinWait2Record tells.
Profile
Plain(const std::string& preset)
{
    Profile profile = Exchange::Common(preset.c_str());
    profile.fin_wait_2_record = false;
    return profile;
}

} // namespace

/// RFC 5961 3.2, over all sequence numbers: the exact one resets, those in the window are
/// challenged, all others are dropped without a sound.
TEST(BlindReset, EveryGuess)
{
    for (const std::string& preset : STACKS)
    {
        for (State state : SYNCHRONIZED)
        {
            auto tcp = Exchange::In(state, Plain(preset));
            const uint32_t left = RcvNxt(state);
            const uint32_t right = left + tcp.Tcb()->RcvWnd();
            uint64_t inWindow = 0;
            uint64_t outside = 0;
            for (uint32_t seq : Guesses(left, right))
            {
                const bool isFin = seq == left - 1 && !AwaitsPeerFin(state);
                if (seq == left || (isFin && tcp.Tcp().GetProfile().rst_at_fin))
                {
                    continue; // RstAtFin.Resets
                }
                ++(seq - left < right - left ? inWindow : outside);
                tcp.Receive(Rst(seq));
                ASSERT_EQ(tcp.State(), state) << preset << ", RST " << seq;
            }
            EXPECT_EQ(Drops(tcp, DropReason::RST_CHALLENGED), inWindow) << preset << state;
            EXPECT_EQ(Drops(tcp, DropReason::RST_OUT_OF_WINDOW), outside) << preset << state;
            EXPECT_EQ(CountAcks(tcp), tcp.Tcp().Counters().challengeAcks) << preset << state;
            tcp.Receive(Rst(left));
            EXPECT_EQ(tcp.Cause(), Cause::RST_RECEIVED) << preset << state;
            tcp.ExpectGone();
        }
    }
}

/// Of blind RSTs the share W / 2^32 falls into the window, and one in 2^32 is exact.
TEST(BlindReset, ShareOfTheWindow)
{
    Profile profile = Exchange::Plain("linux");
    profile.window_scaling = true;
    profile.rmem = 1 << 30; // a quarter of all numbers
    auto tcp = Exchange::SynSent(profile);
    Segment synAck = SynAck(300, 101);
    synAck.windowScale = 0;
    tcp.Receive(synAck);
    tcp.ExpectSent(Ack(101, 301));
    const uint32_t window = tcp.Tcb()->RcvWnd();
    ASSERT_GT(window, 1U << 29);
    std::mt19937 random(5961);
    constexpr int GUESSES = 100000;
    for (int i = 0; i < GUESSES; ++i)
    {
        tcp.Receive(Rst(static_cast<uint32_t>(random())));
    }
    const double share = window / 4294967296.0;
    const double deviation = std::sqrt(GUESSES * share * (1 - share));
    EXPECT_NEAR(static_cast<double>(Drops(tcp, DropReason::RST_CHALLENGED)),
                GUESSES * share,
                4 * deviation); // wrong by chance once in 16000 seeds
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    EXPECT_EQ(CountAcks(tcp), 1U);
}

/// RFC 5961 4.2: no SYN, whatever its number, does anything to a synchronized connection.
TEST(BlindSyn, EveryGuess)
{
    for (const std::string& preset : STACKS)
    {
        for (State state : SYNCHRONIZED)
        {
            auto tcp = Exchange::In(state, Plain(preset));
            const uint32_t edge = 301 + tcp.Tcb()->RcvWnd();
            const auto guesses = Guesses(301, edge);
            for (uint32_t seq : guesses)
            {
                tcp.Receive(Syn(seq));
                tcp.Receive(SynAck(seq, seq + 1));
                ASSERT_EQ(tcp.State(), state) << preset << ", SYN " << seq;
            }
            EXPECT_EQ(Drops(tcp, DropReason::SYN_CHALLENGED), 2 * guesses.size()) << preset;
            EXPECT_EQ(CountAcks(tcp), tcp.Tcp().Counters().challengeAcks) << preset;
            EXPECT_FALSE(tcp.WasNotified(Notification::RESET));
        }
    }
}

/// RFC 9293 3.10.7.3: in SYN_SENT a RST counts with an acceptable ACK only; a SYN-ACK with another
/// one is answered by RST and does nothing else.
TEST(BlindOpen, SynSent)
{
    for (const std::string& preset : STACKS)
    {
        auto tcp = Exchange::SynSent(Exchange::Common(preset.c_str()));
        for (uint32_t ack : Guesses(100, 101))
        {
            if (ack == 101)
            {
                continue;
            }
            tcp.Receive(Rst(ack));
            tcp.Receive(RstAck(ack, ack));
            tcp.ExpectNothingSent();
            tcp.Receive(SynAck(ack, ack));
            tcp.ExpectSent(Rst(ack));
            ASSERT_EQ(tcp.State(), State::SYN_SENT) << preset << ", ACK " << ack;
        }
        tcp.Receive(RstAck(0, 101));
        EXPECT_EQ(tcp.Cause(), Cause::REFUSED) << preset;
        tcp.ExpectGone();
    }
}

/// Nobody opens a connection from an address that is not his: the last ACK of the handshake must
/// know the ISS (RFC 6528).
TEST(BlindOpen, SynReceived)
{
    for (const std::string& preset : STACKS)
    {
        auto tcp = Exchange::SynReceived(Exchange::Common(preset.c_str()));
        for (uint32_t ack : Guesses(100, 101))
        {
            if (ack == 101)
            {
                continue;
            }
            tcp.Receive(Data(301, ack, 10));
            tcp.ExpectSent(Rst(ack));
            ASSERT_EQ(tcp.State(), State::SYN_RCVD) << preset << ", ACK " << ack;
        }
        EXPECT_FALSE(tcp.WasNotified(Notification::ACCEPTABLE)) << preset;
        tcp.Receive(Ack(301, 101));
        EXPECT_EQ(tcp.State(), State::ESTABLISHED) << preset;
    }
}

/// RFC 5961 5.2: data in the window is taken only with an ACK in [SND.UNA - MAX.SND.WND, SND.NXT].
TEST(BlindData, EveryGuessOfTheAck)
{
    for (const std::string& preset : STACKS)
    {
        Profile profile = Exchange::Common(preset.c_str());
        profile.nagle = false;
        auto tcp = Exchange::SynSent(profile);
        Segment synAck = SynAck(300, 101);
        synAck.window = 60000;
        tcp.Receive(synAck);
        tcp.Send(500);
        tcp.TakeSent();
        for (uint32_t ack : Guesses(101 - 60000, 601))
        {
            const bool acceptable = ack - (101 - 60000) <= 500 + 60000;
            auto copy = Exchange::SynSent(profile);
            copy.Receive(synAck);
            copy.Send(500);
            copy.TakeSent();
            copy.Receive(Data(401, ack, 10));
            EXPECT_EQ(copy.WasNotified(Notification::PAYLOAD), acceptable) << preset << " " << ack;
            EXPECT_EQ(Drops(copy, DropReason::UNACCEPTABLE_ACK), acceptable ? 0U : 1U);
            copy.ExpectSent(Ack(601, 301)); // challenge ACK, or out of order
            copy.TakeSent();
        }
    }
}

/// Data outside of the window is not taken, whatever its ACK.
TEST(BlindData, EveryGuessOfTheSequenceNumber)
{
    for (State state : SYNCHRONIZED)
    {
        Profile profile = Exchange::Plain();
        profile.rmem = 3000;
        auto tcp = Exchange::In(state, profile);
        const uint32_t wnd = tcp.Tcb()->RcvWnd();
        for (uint32_t seq : Guesses(301, 303 + wnd))
        {
            // Up to two octets before RCV.NXT are known, so that 10 octets would reach into it.
            if (seq - (301 - 10) < wnd + 12)
            {
                continue;
            }
            tcp.Receive(Data(seq, 101, 10));
        }
        EXPECT_FALSE(tcp.WasNotified(Notification::PAYLOAD)) << state;
        EXPECT_EQ(tcp.State(), state);
        tcp.TakeSent();
    }
}

// ---- How much an attacker draws out of the host (RFC 5961 7) ----

/// In every synchronized state: RST and SYN in the window, an ACK for the future, and anything
/// outside of the window.
TEST(BlindFlood, Synchronized)
{
    for (const Flood& flood : FLOODS)
    {
        for (State state : SYNCHRONIZED)
        {
            const uint32_t nxt = RcvNxt(state);
            const Segment challenged[] = {Rst(nxt + 5),
                                          RstAck(nxt + 5, 101),
                                          Syn(nxt),
                                          SynAck(nxt, 101),
                                          Ack(nxt, 5000)};
            for (const Segment& segment : challenged)
            {
                auto tcp = Exchange::In(state, Plain(flood.preset));
                EXPECT_EQ(Draw(tcp, segment), flood.challenges)
                    << flood.preset << " " << state << " " << segment;
                EXPECT_EQ(tcp.State(), state);
            }
            auto tcp = Exchange::In(state, Plain(flood.preset));
            EXPECT_EQ(Draw(tcp, Ack(nxt - 1000, 101)), flood.answers) << flood.preset << state;
        }
    }
}

/// SYN_RCVD: what is out of the window, and a RST in it.
TEST(BlindFlood, SynReceived)
{
    for (const Flood& flood : FLOODS)
    {
        Profile profile = Exchange::Common(flood.preset);
        auto reset = Exchange::SynReceived(profile);
        EXPECT_EQ(Draw(reset, Rst(305)), flood.challenges) << flood.preset;
        EXPECT_EQ(reset.State(), State::SYN_RCVD);
        auto outside = Exchange::SynReceived(profile);
        EXPECT_EQ(Draw(outside, Ack(301 - 1000, 101)), flood.answers) << flood.preset;
        EXPECT_EQ(outside.State(), State::SYN_RCVD);
    }
}

/// TIME_WAIT: a RST draws nothing unless it is exact, a SYN and all else an ACK at most.
TEST(BlindFlood, TimeWait)
{
    for (const Flood& flood : FLOODS)
    {
        Profile profile = Exchange::Common(flood.preset);
        auto reset = Exchange::TimeWait(profile);
        EXPECT_EQ(Draw(reset, Rst(303)), 0U) << flood.preset;
        for (const Segment& segment : {Syn(200), SynAck(302, 102), Ack(200, 102), Ack(303, 102)})
        {
            auto tcp = Exchange::TimeWait(profile);
            const bool isSilent = profile.tw_ackless == 3 && !segment.Has(Segment::ACK);
            EXPECT_EQ(Draw(tcp, segment), isSilent ? 0 : flood.answers)
                << flood.preset << " " << segment;
            EXPECT_EQ(tcp.State(), State::TIME_WAIT);
        }
    }
}

/// Text is always answered, since what has text is no answer: no loop can come of it.
TEST(BlindFlood, TextIsAnswered)
{
    auto tcp = Exchange::Established();
    EXPECT_EQ(Draw(tcp, Data(200, 101, 10)), 1000U);
}

// ---- What such segments must not do to the connection's timers ----

/// They are no sign of life: with nobody at the other end keep-alive ends the connection in time.
TEST(BlindSegment, KeepsNoDeadConnectionAlive)
{
    Profile profile = Exchange::Plain();
    profile.keepalive = true;
    profile.keepalive_time = Seconds(10);
    profile.keepalive_intvl = Seconds(1);
    profile.keepalive_probes = 3;
    auto tcp = Exchange::Established(profile);
    for (int second = 0; second < 13; ++second)
    {
        tcp.Receive(Ack(301 - 1000, 101)); // out of the window
        tcp.Receive(Ack(301, 5000));       // for something never sent
        tcp.Receive(Syn(301));
        tcp.Receive(Rst(310));
        EXPECT_EQ(tcp.State(), State::ESTABLISHED) << second;
        tcp.Advance(Seconds(1));
    }
    tcp.TakeSent();
    EXPECT_EQ(tcp.Cause(), Cause::KEEPALIVE_TIMEOUT);
    tcp.ExpectGone();
}

/// Nor do they answer a probe of a closed window.
TEST(BlindSegment, AnswersNoProbe)
{
    Profile profile = Exchange::Plain();
    profile.retries1 = 1;
    profile.retries2 = 3;
    auto tcp = Exchange::SynSent(profile);
    Segment synAck = SynAck(300, 101);
    synAck.window = 0;
    tcp.Receive(synAck);
    tcp.Send(100);
    for (int second = 0; second < 15; ++second)
    {
        tcp.Receive(Ack(301 - 1000, 101));
        tcp.Advance(Seconds(1));
    }
    tcp.TakeSent();
    EXPECT_EQ(tcp.Cause(), Cause::TIMED_OUT); // after 1, 2, 4 and 8 s
    tcp.ExpectGone();
}

/// What is dropped for its ACK, or challenged, leaves TS.Recent alone: else PAWS would then refuse
/// all that the peer sends (Linux tcp_ack()).
TEST(BlindSegment, SetsNoTimestamp)
{
    Profile profile = Exchange::Plain();
    profile.timestamps = true;
    auto tcp = Exchange::SynSent(profile);
    Segment synAck = SynAck(300, 101);
    synAck.timestamps = Timestamps{1000, 0};
    tcp.Receive(synAck);
    for (Segment blind :
         {Data(301, 5000, 10), Ack(301, 5000), Syn(301), SynAck(301, 101), Rst(302)})
    {
        blind.timestamps = Timestamps{0x70000000, 0};
        tcp.Receive(blind);
        EXPECT_FALSE(tcp.WasNotified(Notification::PAYLOAD));
    }
    Segment data = Data(301, 101, 10);
    data.timestamps = Timestamps{1001, 0};
    tcp.Receive(data);
    tcp.ExpectNotified(Notification::PAYLOAD);
    tcp.TakeSent();
}

/// Nor do they draw data: what a timeout has to send again waits for an ACK.
TEST(BlindSegment, DrawsNoData)
{
    for (const Segment& blind :
         {Rst(305), Syn(305), Ack(301, 5000), Ack(301 - 1000, 101), Data(301, 5000, 10)})
    {
        auto tcp = Exchange::Established();
        tcp.Send(4 * 536);
        tcp.TakeSent();
        tcp.Advance(Seconds(1));
        tcp.ExpectSent(Data(101, 301, 536)); // the others follow when this is acknowledged
        tcp.Receive(blind);
        tcp.ExpectSent(Ack(101 + 4 * 536, 301));
        tcp.ExpectNothingSent();
        tcp.Receive(Ack(301, 637));
        tcp.ExpectSent(Data(637, 301, 536));
        tcp.TakeSent();
    }
}

/// RFC 7323 4.1: an echo that we cannot have sent measures nothing (Linux tcp_rtt_tsopt_us()).
TEST(TimestampEcho, GarbageMeasuresNothing)
{
    for (int32_t off : {1000, 1 << 20, 1 << 30, -(1 << 30), -3000000})
    {
        Profile profile = Exchange::Plain();
        profile.timestamps = true;
        auto tcp = Exchange::SynSent(profile);
        const uint32_t clock = tcp.LastSent().timestamps->value;
        Segment synAck = SynAck(300, 101);
        synAck.timestamps = Timestamps{1000, clock};
        tcp.Receive(synAck);
        tcp.ExpectSent(Ack(101, 301));
        tcp.Send(100);
        tcp.ExpectSent(Data(101, 301, 100));
        tcp.Advance(Seconds(1));
        tcp.ExpectSent(Data(101, 301, 100)); // sent twice: only an echo could measure it
        const Time before = tcp.Tcb()->Rto();
        Segment ack = Ack(301, 201);
        ack.timestamps = Timestamps{1001, clock + 1000 + static_cast<uint32_t>(off)};
        tcp.Receive(ack);
        EXPECT_EQ(tcp.Tcb()->Rto(), before) << off;
        EXPECT_EQ(tcp.Tcb()->SndNxt() - tcp.Tcb()->SndUna(), 0) << off;
    }
}
