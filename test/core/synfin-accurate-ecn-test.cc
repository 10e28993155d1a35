/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// AccECN (RFC 9768), as Linux has it without the option. What a client does with a SYN-ACK, what
// ACKs say, and what feedback does was measured on a live Linux 6.18, which accepts such SYN-ACKs.

#include "synfin-exchange.h"

#include "ns3/synfin-ecn.h"

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr EcnCodepoint NOT_ECT = EcnCodepoint::NOT_ECT;
constexpr EcnCodepoint ECT0 = EcnCodepoint::ECT0;
constexpr EcnCodepoint ECT1 = EcnCodepoint::ECT1;
constexpr EcnCodepoint CE = EcnCodepoint::CE;

/// The first count of an end to which nothing came marked.
constexpr uint8_t FIRST = 5;

/// @return the same with that ACE field and that codepoint
Segment
With(Segment segment, unsigned ace, EcnCodepoint ecn = NOT_ECT)
{
    segment.SetAce(ace % 8);
    segment.ecn = ecn;
    return segment;
}

Profile
Mode(uint32_t mode, const char* preset = "linux")
{
    Profile profile = Exchange::Plain(preset);
    profile.ecn = mode;
    profile.delayed_ack = false;
    return profile;
}

/// The host asked for AccECN, and a SYN-ACK with that ACE field came.
Exchange
Answered(unsigned ace, EcnCodepoint ecn = NOT_ECT, const Profile& profile = Mode(3))
{
    Exchange tcp(profile);
    tcp.Connect();
    tcp.ExpectSent(With(Syn(100), 7));
    tcp.Receive(With(SynAck(300, 101), ace, ecn));
    return tcp;
}

/// The host connected, with AccECN.
Exchange
Opened(const Profile& profile = Mode(3))
{
    Exchange tcp = Answered(2, NOT_ECT, profile);
    tcp.ExpectSent(With(Ack(101, 301), 2, ECT0));
    return tcp;
}

/// The host accepted, with AccECN, after that last ACK.
Exchange
Accepted(const Segment& last = With(Ack(301, 101), 2, ECT0), const Profile& profile = Mode(5))
{
    Exchange tcp = Exchange::Listening(profile);
    tcp.Receive(With(Syn(300), 7));
    tcp.ExpectSent(With(SynAck(100, 301), 2));
    tcp.Receive(last);
    tcp.Accept();
    return tcp;
}

/// ACE field and codepoint of a segment.
using Seen = std::pair<unsigned, EcnCodepoint>;

/// The user sends ten octets. @return what is seen of the segment
Seen
Sent(Exchange& tcp)
{
    tcp.Send(10);
    const std::vector<Segment> sent = tcp.TakeSent();
    EXPECT_EQ(sent.size(), 1U);
    return sent.empty() ? Seen(8, NOT_ECT) : Seen(sent[0].Ace(), sent[0].ecn);
}

/// An octet of the peer arrives. @return the ACE field of the ACK, 8 without one
unsigned
Answer(Exchange& tcp, uint32_t seq, EcnCodepoint ecn)
{
    tcp.Receive(With(Data(seq, 101, 1), FIRST, ecn));
    const std::vector<Segment> sent = tcp.TakeSent();
    return sent.empty() ? 8 : sent.front().Ace();
}

} // namespace

/// The ninth flag, as tcpdump prints it.
TEST(AccurateEcn, TextOfFlags)
{
    EXPECT_EQ(FlagsText(With(Syn(100), 7).flags), "SEWe");
    EXPECT_EQ(FlagsText(With(Ack(101, 301), FIRST).flags), ".Ee");
    EXPECT_EQ(With(With(Ack(101, 301), 7), 2), With(Ack(101, 301), 2));
}

// ---- 3.1.1: what a SYN asks for ----

/// Linux tcp_ecn: 3 asks for AccECN, 4 for RFC 3168, 5 for nothing.
TEST(AccurateEcn, SynsAsk)
{
    constexpr std::array<unsigned, 6> ACE = {0, 3, 0, 7, 3, 0};
    for (uint32_t mode = 0; mode < ACE.size(); ++mode)
    {
        Exchange tcp(Mode(mode));
        tcp.Connect();
        tcp.ExpectSent(With(Syn(100), ACE.at(mode)));
    }
}

/// 3.1.4.1: the first retransmission asks, too, those that follow ask for nothing. The grant of an
/// earlier one counts.
TEST(AccurateEcn, RetransmittedSynsAskOnceMore)
{
    Exchange tcp(Mode(3));
    tcp.Connect();
    tcp.Advance(Seconds(3.5));
    std::vector<unsigned> asked;
    for (const Segment& syn : tcp.TakeSent())
    {
        asked.push_back(syn.Ace());
    }
    EXPECT_EQ(asked, (std::vector<unsigned>{7, 7, 0, 0}));
    tcp.Receive(With(SynAck(300, 101), 2));
    tcp.ExpectSent(With(Ack(101, 301), 2, ECT0));
    Profile profile = Mode(3);
    profile.ecn_fallback = 0;
    Exchange always(profile);
    always.Connect();
    always.Advance(Seconds(3.5));
    for (const Segment& syn : always.TakeSent())
    {
        EXPECT_EQ(syn.Ace(), 7U);
    }
}

// ---- Table 2: what a client makes of the answer ----

TEST(AccurateEcn, NoEcnAnswers)
{
    for (const unsigned ace : {0, 7}) // the latter is some broken server's reflection
    {
        Exchange tcp = Answered(ace);
        tcp.ExpectSent(Ack(101, 301));
        EXPECT_FALSE(tcp.Tcb()->Info().hasEcn);
        EXPECT_EQ(Sent(tcp), Seen(0, NOT_ECT));
    }
}

TEST(AccurateEcn, ClassicEcnAnswers)
{
    Exchange tcp = Answered(1);
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_TRUE(tcp.Tcb()->Info().hasEcn);
    EXPECT_EQ(Sent(tcp), Seen(0, ECT0));
}

/// 101 is reserved: "the client MUST enable AccECN mode" (3.1.2).
TEST(AccurateEcn, AccurateEcnAnswers)
{
    for (const unsigned ace : {2, 3, 4, 5, 6})
    {
        Exchange tcp = Answered(ace);
        tcp.ExpectSent(With(Ack(101, 301), 2, ECT0));
        EXPECT_TRUE(tcp.Tcb()->Info().hasEcn);
        EXPECT_EQ(Sent(tcp), Seen(FIRST, ECT0));
    }
}

/// A client that asked for RFC 3168 gets no AccECN.
TEST(AccurateEcn, WhoAskedForClassicEcnGetsNoOther)
{
    for (const unsigned ace : {2, 4, 6})
    {
        Exchange tcp(Mode(4));
        tcp.Connect();
        tcp.ExpectSent(With(Syn(100), 3));
        tcp.Receive(With(SynAck(300, 101), ace));
        tcp.ExpectSent(Ack(101, 301));
        EXPECT_FALSE(tcp.Tcb()->Info().hasEcn);
    }
}

/// 3.2.2.1: the last ACK of the handshake tells what the SYN-ACK came with; data counts.
TEST(AccurateEcn, TheLastAckReflectsTheSynAck)
{
    const std::pair<EcnCodepoint, unsigned> ACE[] = {{NOT_ECT, 2}, {ECT1, 3}, {ECT0, 4}, {CE, 6}};
    for (const auto& [codepoint, ace] : ACE)
    {
        Exchange tcp = Answered(2, codepoint);
        tcp.ExpectSent(With(Ack(101, 301), ace, ECT0));
        EXPECT_EQ(Sent(tcp), Seen(FIRST + (codepoint == CE ? 1 : 0), ECT0));
    }
}

/// 3.2.2.3: a SYN that was not ECT cannot arrive as anything else. Linux looks where it counts.
TEST(AccurateEcn, AnImpossibleReflectionEndsEct)
{
    for (const unsigned ace : {3, 4, 6})
    {
        Exchange tcp = Answered(ace, CE);
        tcp.ExpectSent(With(Ack(101, 301), 6));
        EXPECT_EQ(Sent(tcp), Seen(FIRST, NOT_ECT));
        Profile trusting = Mode(3);
        trusting.ecn_fallback = 0;
        Exchange other = Answered(ace, CE, trusting);
        other.ExpectSent(With(Ack(101, 301), 6, ECT0));
        EXPECT_EQ(Sent(other), Seen(FIRST + 1, ECT0));
    }
}

/// A SYN-ACK that comes again is answered as the first one was, until text comes (Linux 6.18).
TEST(AccurateEcn, ARepeatedSynAckIsReflectedAgain)
{
    Exchange tcp = Opened();
    tcp.Advance(Seconds(1));
    tcp.Receive(With(SynAck(300, 101), 2, ECT0));
    tcp.ExpectSent(With(Ack(101, 301), 2, ECT0));
    EXPECT_EQ(Answer(tcp, 301, ECT0), FIRST);
    tcp.Advance(Seconds(1));
    tcp.Receive(With(SynAck(300, 101), 2, ECT0));
    tcp.ExpectSent(With(Ack(101, 302), FIRST, ECT0));
    tcp.ExpectDropped(DropReason::SYN_CHALLENGED);
}

// ---- Table 2: what a listener answers ----

/// 3.1.2: all but 000 and 011 ask for AccECN, and get it from 3 to 5.
TEST(AccurateEcn, ListenersGrant)
{
    for (uint32_t mode = 0; mode <= 5; ++mode)
    {
        for (unsigned ace = 0; ace < 8; ++ace)
        {
            Exchange tcp = Exchange::Listening(Mode(mode));
            tcp.Receive(With(Syn(300), ace));
            const bool asksClassic = (ace & 3) == 3;
            const bool isAccurate = mode >= 3 && ace != 0 && ace != 3;
            const unsigned classic = asksClassic && mode > 0 ? 1 : 0;
            SCOPED_TRACE(testing::Message() << "mode " << mode << ", ACE " << ace);
            tcp.ExpectSent(With(SynAck(100, 301), isAccurate ? 2 : classic));
        }
    }
}

/// 3.1.2: the SYN-ACK tells what the SYN came with.
TEST(AccurateEcn, TheSynAckReflectsTheSyn)
{
    const std::pair<EcnCodepoint, unsigned> ACE[] = {{NOT_ECT, 2}, {ECT1, 3}, {ECT0, 4}, {CE, 6}};
    for (const auto& [codepoint, ace] : ACE)
    {
        Exchange tcp = Exchange::Listening(Mode(5));
        tcp.Receive(With(Syn(300), 7, codepoint));
        tcp.ExpectSent(With(SynAck(100, 301), ace));
    }
}

/// Linux tcp_ecn_create_request(): ecn_refuses_ect_syn does not mean a SYN with AE (measured).
TEST(AccurateEcn, AnEctSynWithAeGetsClassicEcn)
{
    Exchange tcp = Exchange::Listening(Mode(2));
    tcp.Receive(With(Syn(300), 7, ECT0));
    tcp.ExpectSent(With(SynAck(100, 301), 1));
}

/// 3.1.4.2: from the second retransmission on SYN-ACKs have no flags; the last ACK tells whether
/// they are to blame.
TEST(AccurateEcn, RetransmittedSynAcks)
{
    for (const unsigned last : {0, 2})
    {
        Exchange tcp = Exchange::Listening(Mode(3));
        tcp.Receive(With(Syn(300), 7));
        tcp.Advance(Seconds(3.5));
        tcp.ExpectSent(With(SynAck(100, 301), 2));
        tcp.ExpectSent(With(SynAck(100, 301), 2));
        tcp.ExpectSent(SynAck(100, 301));
        tcp.Receive(With(Ack(301, 101), last));
        tcp.Accept();
        const EcnCodepoint codepoint = last == 0 ? NOT_ECT : ECT0;
        EXPECT_EQ(Sent(tcp), Seen(FIRST, codepoint));
    }
}

/// A SYN that comes again is reflected; one without flags ends ECT, one with flags is too late.
TEST(AccurateEcn, RepeatedSyns)
{
    Exchange tcp = Exchange::Listening(Mode(3));
    tcp.Receive(With(Syn(300), 7, ECT0));
    tcp.ExpectSent(With(SynAck(100, 301), 4));
    tcp.Receive(Syn(300));
    tcp.ExpectSent(With(SynAck(100, 301), 2));
    tcp.ExpectDropped(DropReason::DUPLICATE_SYN);
    tcp.Receive(With(Ack(301, 101), 2));
    tcp.Accept();
    EXPECT_EQ(Sent(tcp), Seen(FIRST, NOT_ECT));
    Exchange late = Exchange::Listening(Mode(3));
    late.Receive(Syn(300));
    late.ExpectSent(SynAck(100, 301));
    late.Receive(With(Syn(300), 7));
    late.ExpectSent(SynAck(100, 301));
}

/// 3.2.2.4: a last ACK without flags, or with what no network makes of the SYN-ACK, ends ECT; text
/// has a count.
TEST(AccurateEcn, TheLastAckIsLookedAt)
{
    for (unsigned ace = 0; ace < 8; ++ace)
    {
        Exchange tcp = Accepted(With(Ack(301, 101), ace, ECT0));
        const bool isWrong = ace == 0 || ace == 3 || ace == 4 || ace == 6;
        SCOPED_TRACE(ace);
        EXPECT_EQ(Sent(tcp), Seen(FIRST, isWrong ? NOT_ECT : ECT0));
        Exchange withText = Accepted(With(Data(301, 101, 10), ace, ECT0));
        EXPECT_EQ(withText.TakeSent().back().ecn, ace == 0 ? NOT_ECT : ECT0);
    }
}

/// A simultaneous open: both asked, both tell what the SYN came with.
TEST(AccurateEcn, SimultaneousOpen)
{
    Exchange tcp(Mode(3, "rfc9293"));
    tcp.Connect();
    tcp.ExpectSent(With(Syn(100), 7));
    tcp.Receive(With(Syn(300), 7));
    tcp.ExpectSent(With(SynAck(100, 301), 2));
    tcp.Receive(With(SynAck(300, 101), 2));
    tcp.TakeSent();
    EXPECT_EQ(Sent(tcp), Seen(FIRST, ECT0));
}

// ---- 3.2.1: the receiver counts ----

/// All that comes with CE counts, ACKs, too; what is outside of the window does not.
TEST(AccurateEcn, MarksAreCounted)
{
    Exchange tcp = Opened();
    EXPECT_EQ(Answer(tcp, 301, ECT0), FIRST);
    for (unsigned i = 1; i <= 9; ++i)
    {
        EXPECT_EQ(Answer(tcp, 301 + i, CE), (FIRST + i) % 8);
    }
    tcp.Receive(With(Ack(311, 101), FIRST, CE));
    tcp.ExpectNothingSent();
    EXPECT_EQ(Answer(tcp, 311, ECT0), (FIRST + 10U) % 8);
    EXPECT_EQ(Answer(tcp, 200000, CE), (FIRST + 10U) % 8);
    EXPECT_EQ(Answer(tcp, 311, CE), (FIRST + 11U) % 8); // it ends where the last ACK was
    EXPECT_EQ(Answer(tcp, 305, CE), (FIRST + 11U) % 8);
    tcp.ExpectDropped(DropReason::OUT_OF_WINDOW);
}

/// So does the last ACK of the handshake.
TEST(AccurateEcn, AMarkOfTheLastAckIsCounted)
{
    Exchange tcp = Accepted(With(Ack(301, 101), 2, CE));
    EXPECT_EQ(Sent(tcp), Seen(FIRST + 1, ECT0));
}

/// 3.2.2.5.1: an ACK does not wait when the codepoint changes, or when six marks are untold.
TEST(AccurateEcn, AcksThatDoNotWait)
{
    Profile profile = Mode(3);
    profile.delayed_ack = true;
    profile.quick_acks = 0;
    Exchange tcp = Opened(profile);
    auto isAcked = [&tcp, seq = 300U](EcnCodepoint ecn) mutable {
        return Answer(tcp, ++seq, ecn) < 8;
    };
    EXPECT_TRUE(isAcked(ECT0)); // the SYN-ACK was not ECT
    EXPECT_FALSE(isAcked(ECT0));
    EXPECT_TRUE(isAcked(CE));
    EXPECT_FALSE(isAcked(CE));
    EXPECT_TRUE(isAcked(ECT0));
    EXPECT_FALSE(isAcked(ECT0));
    EXPECT_TRUE(isAcked(ECT0)); // the second in a row
    for (int i = 0; i < 6; ++i)
    {
        tcp.Receive(With(Ack(308, 101), FIRST, CE));
    }
    tcp.ExpectNothingSent();
    EXPECT_TRUE(isAcked(CE));
}

/// Everything is ECT: data sent again, ACKs, a FIN, a RST.
TEST(AccurateEcn, AllIsEct)
{
    Exchange tcp = Opened();
    tcp.Send(10);
    tcp.ExpectSent(With(Data(101, 301, 10), FIRST, ECT0));
    tcp.Advance(Seconds(1.1));
    for (const Segment& again : tcp.TakeSent())
    {
        EXPECT_EQ(again, With(again, FIRST, ECT0));
    }
    tcp.Receive(With(Ack(301, 111), FIRST, ECT0));
    tcp.Close();
    tcp.ExpectSent(With(FinAck(111, 301), FIRST, ECT0));
    Exchange other = Opened();
    other.Abort();
    other.ExpectSent(With(RstAck(101, 301), FIRST, ECT0));
}

/// What is left of an orphan in FIN_WAIT_2 has no count any more.
TEST(AccurateEcn, RecordsHaveNoCount)
{
    Exchange tcp = Opened();
    tcp.Close();
    tcp.ExpectSent(With(FinAck(101, 301), FIRST, ECT0));
    tcp.Receive(With(Ack(301, 102), FIRST, ECT0));
    tcp.Receive(With(FinAck(301, 102), FIRST, ECT0));
    tcp.ExpectSent(With(Ack(102, 302), 0, ECT0));
    tcp.Receive(With(FinAck(301, 102), FIRST, ECT0));
    tcp.ExpectSent(Ack(102, 302));
}

// ---- 3.2.2.5: the sender ----

namespace
{

/// A host that has ten segments in flight, from 101 on.
struct Sender
{
    explicit Sender(const Profile& profile = Mode(3))
        : tcp(Opened(profile))
    {
        tcp.Send(10 * MSS);
        tcp.TakeSent();
    }

    /// An ACK comes. @return does it reduce the window?
    bool IsReduced(uint32_t segments, unsigned ace)
    {
        const uint64_t before = tcp.Tcp().Counters().reductions;
        tcp.Receive(With(Ack(301, 101 + segments * MSS), ace, ECT0));
        tcp.TakeSent();
        return tcp.Tcp().Counters().reductions > before;
    }

    static constexpr uint32_t MSS = 536; // of a peer that says nothing

    Exchange tcp;
};

} // namespace

/// A count that grew reduces the window once for all that is in flight.
TEST(AccurateEcn, ACountThatGrewReducesTheWindow)
{
    Sender sender;
    EXPECT_FALSE(sender.IsReduced(1, FIRST));
    EXPECT_TRUE(sender.IsReduced(2, FIRST + 1));
    EXPECT_FALSE(sender.IsReduced(3, FIRST + 1));
    EXPECT_FALSE(sender.IsReduced(4, FIRST + 2));
    EXPECT_FALSE(sender.IsReduced(10, FIRST + 2));
    sender.tcp.Send(2 * Sender::MSS);
    sender.tcp.TakeSent();
    EXPECT_FALSE(sender.IsReduced(11, FIRST + 2));
    EXPECT_TRUE(sender.IsReduced(12, FIRST + 5));
}

/// The count of an ACK that acknowledges nothing may be old; what it had is not lost.
TEST(AccurateEcn, AnAckWithoutProgressSaysNothing)
{
    Sender sender;
    EXPECT_FALSE(sender.IsReduced(0, FIRST + 1));
    EXPECT_FALSE(sender.IsReduced(0, FIRST + 2));
    EXPECT_TRUE(sender.IsReduced(1, FIRST + 2));
}

/// A newer timestamp is progress (Linux FLAG_TS_PROGRESS), and so is news of SACK.
TEST(AccurateEcn, ProgressByTimestampsAndSack)
{
    Profile profile = Mode(3);
    profile.timestamps = true;
    profile.sack = true;
    Exchange tcp(profile);
    tcp.Connect();
    tcp.ExpectSent(With(Syn(100), 7));
    Segment synAck = With(SynAck(300, 101), 2);
    synAck.timestamps = Timestamps{1, 0};
    synAck.sackPermitted = true;
    tcp.Receive(synAck);
    tcp.Send(3000);
    tcp.TakeSent();
    Segment ack = With(Ack(301, 101), FIRST + 1);
    ack.timestamps = Timestamps{1, 0};
    tcp.Receive(ack);
    EXPECT_EQ(tcp.Tcp().Counters().reductions, 0U);
    ack.timestamps->value = 2;
    tcp.Receive(ack);
    EXPECT_EQ(tcp.Tcp().Counters().reductions, 1U);
    EXPECT_EQ(tcp.TakeSent().size(), 0U);
    // Of one with the same timestamp, which acknowledges the last octets beyond a hole.
    Segment sack = With(Ack(301, 101), FIRST + 2);
    sack.timestamps = ack.timestamps;
    sack.sack[sack.sackCount++] = {SequenceNumber32(101 + 2000), SequenceNumber32(101 + 3000)};
    const uint32_t told = tcp.Tcb()->Info().sacked;
    tcp.Receive(sack);
    tcp.TakeSent();
    EXPECT_GT(tcp.Tcb()->Info().sacked, told);
}

/// Where flags do not pass, feedback counts for nothing.
TEST(AccurateEcn, FailingFeedbackIsIgnored)
{
    Exchange tcp = Accepted(Ack(301, 101));
    tcp.Send(10);
    tcp.ExpectSent(With(Data(101, 301, 10), FIRST));
    tcp.Receive(Ack(301, 111)); // 000, as if three had been marked
    EXPECT_EQ(tcp.Tcp().Counters().reductions, 0U);
}

/// Nobody says CWR, and ECE is part of a count.
TEST(AccurateEcn, EchoesAreCountedWhereTheyAreNews)
{
    Exchange tcp = Opened();
    Answer(tcp, 301, ECT0);
    EXPECT_EQ(tcp.Tcp().Counters().echoes, 0U);
    Answer(tcp, 302, CE);
    Answer(tcp, 303, ECT0);
    EXPECT_EQ(tcp.Tcp().Counters().echoes, 1U);
    EXPECT_EQ(tcp.Tcp().Counters().reductions, 0U);
}
