/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// ECN (RFC 3168 6.1). What SYNs and SYN-ACKs say was measured on a live Linux 6.18.

#include "synfin-exchange.h"

#include "ns3/synfin-ecn.h"

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr uint8_t ECE = Segment::ECE;
constexpr uint8_t CWR = Segment::CWR;
constexpr EcnCodepoint ECT0 = EcnCodepoint::ECT0;
constexpr EcnCodepoint CE = EcnCodepoint::CE;

/// @return the same with these flags and that codepoint, too
Segment
With(Segment segment, uint16_t flags, EcnCodepoint ecn = EcnCodepoint::NOT_ECT)
{
    segment.flags |= flags;
    segment.ecn = ecn;
    return segment;
}

Profile
Asking(const char* preset = "rfc9293")
{
    Profile profile = Exchange::Plain(preset);
    profile.ecn = 1;
    return profile;
}

/// A connection that the host opened, with ECN.
Exchange
Opened(Profile profile = Asking())
{
    profile.ecn = 1;
    Exchange tcp(profile);
    tcp.Connect();
    tcp.ExpectSent(With(Syn(100), ECE | CWR));
    tcp.Receive(With(SynAck(300, 101), ECE));
    tcp.ExpectSent(Ack(101, 301));
    return tcp;
}

/// A connection that the host accepted, with ECN, where ACKs are not delayed.
Exchange
Accepted(Profile profile)
{
    profile.delayed_ack = false;
    Exchange tcp = Exchange::Listening(profile);
    tcp.Receive(With(Syn(300), ECE | CWR));
    tcp.ExpectSent(With(SynAck(100, 301), ECE));
    tcp.Receive(Ack(301, 101));
    tcp.Accept();
    return tcp;
}

/// An octet of the peer arrives. @return what is sent then
std::vector<Segment>
Answer(Exchange& tcp, uint32_t seq, EcnCodepoint ecn, uint8_t flags = 0)
{
    tcp.Receive(With(Data(seq, 101, 1), flags, ecn));
    return tcp.TakeSent();
}

/// @return does the one segment that was sent say ECE?
bool
IsEcho(const std::vector<Segment>& sent)
{
    EXPECT_EQ(sent.size(), 1U);
    return !sent.empty() && sent.front().Has(ECE);
}

} // namespace

// RFC 9293 SHLD-8.
// 6.1.1: who opens asks by ECE and CWR, who grants answers by ECE.
TEST(Ecn, IsAskedForAndGranted)
{
    EXPECT_TRUE(Opened().Tcb()->Info().hasEcn);
    Exchange tcp = Accepted(Exchange::Plain("linux"));
    EXPECT_TRUE(tcp.Tcb()->Info().hasEcn);
}

/// What each preset says (tcp_ecn): nobody asks but macOS, ns-3's TCP grants it to nobody.
TEST(Ecn, PresetsAskAndGrant)
{
    for (const std::string& name : Profile::PresetNames())
    {
        Profile profile = *Profile::Preset(name);
        const uint8_t asks = name == "macos" ? ECE | CWR : 0;
        const uint8_t grants = name == "ns3" ? 0 : ECE;
        Exchange client(profile);
        client.Connect();
        client.ExpectSent(With(Syn(100), asks));
        Exchange server = Exchange::Listening(profile);
        server.Receive(With(Syn(300), ECE | CWR));
        server.ExpectSent(With(SynAck(100, 301), grants));
        SCOPED_TRACE(name);
    }
}

/// 6.1.1: a SYN-ACK with both flags, or without any, grants nothing; nor does one that nobody
/// asked for.
TEST(Ecn, OtherSynAcksDoNotGrant)
{
    for (const uint8_t flags : {0, ECE | CWR, +CWR})
    {
        Exchange tcp(Asking());
        tcp.Connect();
        tcp.ExpectSent(With(Syn(100), ECE | CWR));
        tcp.Receive(With(SynAck(300, 101), flags));
        tcp.ExpectSent(Ack(101, 301));
        EXPECT_FALSE(tcp.Tcb()->Info().hasEcn);
        tcp.Send(10);
        tcp.ExpectSent(Data(101, 301, 10));
    }
    Exchange tcp = Exchange::SynSent();
    tcp.Receive(With(SynAck(300, 101), ECE));
    tcp.ExpectSent(Ack(101, 301));
    EXPECT_FALSE(tcp.Tcb()->Info().hasEcn);
}

/// A SYN with one of the flags does not ask; one that is ECT itself is refused by Linux alone.
TEST(Ecn, OtherSynsDoNotAsk)
{
    for (const uint8_t flags : {ECE, CWR})
    {
        Exchange tcp = Exchange::Listening();
        tcp.Receive(With(Syn(300), flags));
        tcp.ExpectSent(SynAck(100, 301));
    }
    for (const char* preset : {"linux", "freebsd"})
    {
        Exchange tcp = Exchange::Listening(Exchange::Plain(preset));
        tcp.Receive(With(Syn(300), ECE | CWR, ECT0));
        const bool isLinux = std::string(preset) == "linux";
        tcp.ExpectSent(With(SynAck(100, 301), isLinux ? 0 : ECE));
    }
}

/// 6.1.1.1: from ecn_fallback on SYNs do not ask; Linux 1, FreeBSD 2. The grant of the first
/// counts.
TEST(Ecn, RetransmittedSynsAskNoMore)
{
    for (const auto& [preset, asking] : {std::pair("linux", 1), std::pair("freebsd", 2)})
    {
        Exchange tcp(Asking(preset));
        tcp.Connect();
        tcp.Advance(Seconds(8));
        int sent = 0;
        for (const Segment& syn : tcp.TakeSent())
        {
            EXPECT_EQ(syn.flags, Segment::SYN | (sent++ < asking ? ECE | CWR : 0)) << preset;
        }
        EXPECT_GT(sent, asking);
        tcp.Receive(With(SynAck(300, 101), ECE));
        tcp.TakeSent();
        EXPECT_TRUE(tcp.Tcb()->Info().hasEcn);
        tcp.Send(10);
        tcp.ExpectSent(With(Data(101, 301, 10), CWR, ECT0)); // a timeout reduces the window
    }
}

/// Linux grants by each SYN-ACK, FreeBSD no more from the second retransmission on.
TEST(Ecn, RetransmittedSynAcksGrantOrNot)
{
    for (const char* preset : {"linux", "freebsd"})
    {
        Exchange tcp = Exchange::Listening(Exchange::Plain(preset));
        tcp.Receive(With(Syn(300), ECE | CWR));
        tcp.ExpectSent(With(SynAck(100, 301), ECE));
        tcp.Advance(Seconds(1.5));
        tcp.ExpectSent(With(SynAck(100, 301), ECE));
        tcp.Advance(Seconds(3));
        const bool isLinux = std::string(preset) == "linux";
        tcp.ExpectSent(With(SynAck(100, 301), isLinux ? ECE : 0));
        tcp.Receive(Ack(301, 101));
        tcp.Accept();
        EXPECT_EQ(tcp.Tcb()->Info().hasEcn, isLinux);
        tcp.TakeSent();
    }
}

/// A simultaneous open: both asked, both grant.
TEST(Ecn, SimultaneousOpen)
{
    Exchange tcp(Asking());
    tcp.Connect();
    tcp.ExpectSent(With(Syn(100), ECE | CWR));
    tcp.Receive(With(Syn(300), ECE | CWR));
    tcp.ExpectSent(With(SynAck(100, 301), ECE));
    EXPECT_TRUE(tcp.Tcb()->Info().hasEcn);
}

/// 6.1.2, 6.1.4 to 6.1.6: data is ECT when it is new; ACKs, retransmissions, probes and a FIN alone
/// are not.
TEST(Ecn, OnlyNewDataIsEct)
{
    Exchange tcp = Opened();
    tcp.Send(10);
    tcp.ExpectSent(With(Data(101, 301, 10), 0, ECT0));
    tcp.Advance(Seconds(1.1));
    tcp.ExpectSent(Data(101, 301, 10));
    tcp.Receive(Ack(301, 111));
    tcp.Close();
    tcp.ExpectSent(FinAck(111, 301));
}

/// 6.1.3: once something was marked, all ACKs say ECE, until the peer says CWR.
TEST(Ecn, EchoLastsUntilCwr)
{
    Exchange tcp = Accepted(Exchange::Plain());
    EXPECT_FALSE(IsEcho(Answer(tcp, 301, ECT0)));
    EXPECT_TRUE(IsEcho(Answer(tcp, 302, CE)));
    EXPECT_TRUE(IsEcho(Answer(tcp, 303, ECT0)));
    EXPECT_FALSE(IsEcho(Answer(tcp, 304, ECT0, CWR)));
    EXPECT_TRUE(IsEcho(Answer(tcp, 305, CE, CWR)));
    // So does data of ours.
    tcp.Send(10);
    tcp.ExpectSent(With(Data(101, 306, 10), ECE, ECT0));
}

/// Linux 6.18 (measured), FreeBSD tcp_ecn_input_segment(): an ACK's CWR ends it, too.
TEST(Ecn, CwrOfAnAckEndsTheEcho)
{
    Exchange tcp = Accepted(Exchange::Plain("linux"));
    EXPECT_TRUE(IsEcho(Answer(tcp, 301, CE)));
    tcp.Receive(With(Ack(302, 101), CWR));
    EXPECT_FALSE(IsEcho(Answer(tcp, 302, ECT0)));
}

/// 6.1.5: a mark on what is here already says nothing.
TEST(Ecn, MarkOfAnOldSegmentIsIgnored)
{
    Exchange tcp = Accepted(Exchange::Plain());
    EXPECT_FALSE(IsEcho(Answer(tcp, 301, ECT0)));
    EXPECT_FALSE(IsEcho(Answer(tcp, 301, CE)));
}

/// Without ECN a mark is no mark.
TEST(Ecn, NobodyAskedNobodyEchoes)
{
    Profile profile = Exchange::Plain();
    profile.delayed_ack = false;
    Exchange tcp = Exchange::Accepted(profile);
    EXPECT_FALSE(IsEcho(Answer(tcp, 301, CE)));
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 302, 10));
    tcp.Receive(With(Ack(302, 111), ECE));
}

/// Linux __tcp_ecn_check_ce(): two ACKs are not delayed after the first mark; a CWR is answered.
TEST(Ecn, LinuxHurriesAcks)
{
    Profile profile = Exchange::Plain("linux");
    profile.quick_acks = 2; // the two of the start are over soon
    profile.delayed_ack = true;
    Exchange tcp = Exchange::Listening(profile);
    tcp.Receive(With(Syn(300), ECE | CWR));
    tcp.ExpectSent(With(SynAck(100, 301), ECE));
    tcp.Receive(Ack(301, 101));
    tcp.Accept();
    EXPECT_EQ(Answer(tcp, 301, ECT0).size(), 1U);
    EXPECT_EQ(Answer(tcp, 302, ECT0).size(), 1U);
    EXPECT_EQ(Answer(tcp, 303, ECT0).size(), 0U);
    EXPECT_EQ(Answer(tcp, 304, ECT0).size(), 1U); // the second in a row
    EXPECT_EQ(Answer(tcp, 305, CE).size(), 1U);
    EXPECT_EQ(Answer(tcp, 306, CE).size(), 1U);
    EXPECT_EQ(Answer(tcp, 307, CE).size(), 0U);
    EXPECT_EQ(Answer(tcp, 308, CE).size(), 1U);
    EXPECT_EQ(Answer(tcp, 309, ECT0, CWR).size(), 1U);
    EXPECT_EQ(Answer(tcp, 310, ECT0).size(), 0U);
}

// ---- The object alone ----

namespace
{

/// Both ends agreed.
Ecn
InUse()
{
    const Profile profile;
    const ConnectionPolicy policy(profile, {});
    Ecn ecn;
    ecn.Negotiate(With(Syn(300), ECE | CWR), policy, {}, true);
    return ecn;
}

/// @return is a reduction due for that ACK?
bool
IsDue(Ecn& ecn, uint32_t ack, uint8_t flags = ECE)
{
    return ecn.IsReductionDue(SequenceNumber32(ack),
                              ecn.TakeFeedback(With(Ack(301, ack), flags), true));
}

} // namespace

/// 6.1.2: one reduction for all that was in flight, for whatever reason the last one was.
TEST(Ecn, OneReductionAWindow)
{
    Ecn ecn = InUse();
    EXPECT_FALSE(IsDue(ecn, 101, 0));
    EXPECT_TRUE(IsDue(ecn, 101));
    ecn.Reduced(SequenceNumber32(1000));
    EXPECT_FALSE(IsDue(ecn, 500));
    EXPECT_FALSE(IsDue(ecn, 1000));
    EXPECT_TRUE(IsDue(ecn, 1001));
    // Sequence numbers go round, what is over stays over.
    EXPECT_TRUE(IsDue(ecn, 1001 + (1U << 31)));
}

/// 6.1.2: the first new data after a reduction says so, once.
TEST(Ecn, CwrIsSaidOnce)
{
    Ecn ecn = InUse();
    ecn.Reduced(SequenceNumber32(1000));
    Segment again = Data(500, 301, 10);
    ecn.Stamp(again, false, {});
    EXPECT_EQ(again, Data(500, 301, 10));
    Segment fresh = Data(1000, 301, 10);
    ecn.Stamp(fresh, true, {});
    EXPECT_EQ(fresh, With(Data(1000, 301, 10), CWR, ECT0));
    Segment next = Data(1010, 301, 10);
    ecn.Stamp(next, true, {});
    EXPECT_EQ(next, With(Data(1010, 301, 10), 0, ECT0));
}

/// Without ECN nothing is owed.
TEST(Ecn, NotInUseOwesNothing)
{
    Ecn ecn;
    ecn.Reduced(SequenceNumber32(1000));
    Segment data = Data(1000, 301, 10);
    ecn.Stamp(data, true, {});
    EXPECT_EQ(data, Data(1000, 301, 10));
    EXPECT_TRUE(ecn.IsConsistent(SequenceNumber32(1)));
}

/// RFC 8257 3.2: the echo is exact, and turns with each mark.
TEST(Ecn, ExactEcho)
{
    EcnNeeds needs;
    needs.isExact = true;
    Ecn ecn = InUse();
    const auto arrives = [&](EcnCodepoint codepoint, uint8_t flags = 0) {
        const Segment data = With(Data(301, 101, 1), flags, codepoint);
        const bool isTurn = ecn.Look(data, needs).isTurn;
        ecn.TakeMark(data, needs);
        return isTurn;
    };
    EXPECT_FALSE(arrives(ECT0));
    EXPECT_TRUE(arrives(CE));
    EXPECT_FALSE(arrives(CE, CWR));
    EXPECT_TRUE(ecn.IsEchoing());
    EXPECT_TRUE(arrives(ECT0));
    EXPECT_FALSE(ecn.IsEchoing());
}

/// RFC 8257 3.4, Linux tcp_ca_needs_ecn(): all that is sent is ECT, and ECN is asked for.
TEST(Ecn, NeedsOfCongestionControl)
{
    Profile profile;
    profile.ecn = 0;
    const ConnectionPolicy policy(profile, {});
    EcnNeeds needs;
    needs.isNeeded = true;
    needs.codepoint = EcnCodepoint::ECT1;
    Ecn ecn;
    Segment syn = Syn(100);
    ecn.StampSyn(syn, policy, needs, 0);
    EXPECT_EQ(syn, With(Syn(100), ECE | CWR, EcnCodepoint::ECT1));
    ecn.Negotiate(With(SynAck(300, 101), ECE), policy, needs, false);
    Segment ack = Ack(101, 301);
    ecn.Stamp(ack, false, needs);
    EXPECT_EQ(ack, With(Ack(101, 301), 0, EcnCodepoint::ECT1));
}
