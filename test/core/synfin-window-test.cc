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

/// Established with a peer whose MSS is 100 and whose window is given.
Exchange
WithPeer(Profile profile, uint16_t window, uint16_t mss = 100)
{
    Exchange tcp(profile);
    tcp.Connect();
    tcp.ExpectSent(Syn(100));
    Segment synAck = SynAck(300, 101);
    synAck.mss = mss;
    synAck.window = window;
    tcp.Receive(synAck);
    tcp.ExpectSent(Ack(101, 301));
    return tcp;
}

Segment
Window(Segment segment, uint16_t window)
{
    segment.window = window;
    return segment;
}

} // namespace

// ---- Nagle (SHLD-7), SWS of the sender (MUST-38) ----

/// A small segment waits while data is in flight.
/// RFC 9293 SHLD-7.
TEST(Nagle, HoldsTheSmallSegment)
{
    auto tcp = WithPeer(Exchange::Plain(), 5000);
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 301, 10));
    tcp.Send(10);
    tcp.Send(10);
    tcp.ExpectNothingSent();
    tcp.Send(90); // a full segment and 10 more
    tcp.ExpectSent(Data(111, 301, 100));
    tcp.ExpectNothingSent();
    tcp.Receive(Ack(301, 211));
    tcp.ExpectSent(Data(211, 301, 10));
}

/// MUST-17: the user may switch it off; what waited goes out at once.
TEST(Nagle, SwitchedOff)
{
    auto tcp = WithPeer(Exchange::Plain(), 5000);
    tcp.Send(10);
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 301, 10));
    tcp.ExpectNothingSent();
    ConnectionOptions options;
    options.nagle = false;
    tcp.SetOptions(options);
    tcp.ExpectSent(Data(111, 301, 10));
    tcp.Send(10);
    tcp.ExpectSent(Data(121, 301, 10));
}

/// MUST-38: half of the largest window is the smallest piece, unless it is all there is.
TEST(SillyWindow, SenderWaits)
{
    auto tcp = WithPeer(Exchange::Plain(), 400);
    tcp.Send(1000);
    for (uint32_t seq : {101U, 201U, 301U, 401U})
    {
        tcp.ExpectSent(Data(seq, 301, 100));
    }
    tcp.Receive(Window(Ack(301, 201), 350)); // 50 octets of room
    tcp.ExpectNothingSent();
    tcp.Receive(Window(Ack(301, 201), 400));
    tcp.ExpectSent(Data(501, 301, 100));
}

/// RFC 9293 3.8.6.2.1 (4): the override timeout sends what a small window allows.
/// RFC 9293 MUST-60.
TEST(SillyWindow, OverrideTimeout)
{
    auto tcp = WithPeer(Exchange::Plain(), 400);
    tcp.Send(400);
    for (uint32_t seq : {101U, 201U, 301U, 401U})
    {
        tcp.ExpectSent(Data(seq, 301, 100));
    }
    tcp.Receive(Window(Ack(301, 501), 30));
    tcp.Send(500);
    tcp.ExpectNothingSent();
    tcp.Advance(Seconds(1));
    tcp.ExpectSent(Data(501, 301, 30));
}

// ---- The send window ----

/// No octet beyond SND.UNA + SND.WND.
/// RFC 9293 SHLD-28.
TEST(SendWindow, IsKept)
{
    auto tcp = WithPeer(Exchange::Plain(), 250);
    tcp.Send(1000);
    tcp.ExpectSent(Data(101, 301, 100));
    tcp.ExpectSent(Data(201, 301, 100));
    tcp.ExpectNothingSent();
    tcp.Receive(Window(Ack(301, 301), 100));
    tcp.ExpectSent(Data(301, 301, 100));
    tcp.ExpectNothingSent();
}

/// RFC 9293 3.10.7.4: only newer segments update the window (SND.WL1, SND.WL2).
TEST(SendWindow, OldSegmentsDoNotUpdateIt)
{
    auto tcp = WithPeer(Exchange::Plain(), 1000);
    tcp.Send(200);
    tcp.ExpectSent(Data(101, 301, 100));
    tcp.ExpectSent(Data(201, 301, 100));
    tcp.Receive(Window(Ack(301, 301), 500));
    EXPECT_EQ(tcp.Tcb()->SndWnd(), 500U);
    tcp.Receive(Window(Ack(301, 201), 900)); // older: less was acknowledged
    EXPECT_EQ(tcp.Tcb()->SndWnd(), 500U);
    tcp.Receive(Window(Ack(302, 201), 900)); // SND.UNA =< SEG.ACK does not hold
    EXPECT_EQ(tcp.Tcb()->SndWnd(), 500U);
    tcp.Receive(Window(Ack(301, 301), 600)); // as new
    EXPECT_EQ(tcp.Tcb()->SndWnd(), 600U);
}

/// MUST-34, SHLD-15: a window that shrinks stops new data, not the connection.
TEST(SendWindow, MayShrink)
{
    auto tcp = WithPeer(Exchange::Plain(), 300);
    tcp.Send(500);
    for (uint32_t seq : {101U, 201U, 301U})
    {
        tcp.ExpectSent(Data(seq, 301, 100));
    }
    tcp.Receive(Window(Ack(301, 201), 50)); // the right edge moved from 401 back to 251
    tcp.ExpectNothingSent();
    tcp.Advance(Seconds(1));
    EXPECT_FALSE(tcp.TakeSent().empty()); // SHLD-16: the old data again
    tcp.Receive(Window(Ack(301, 401), 300));
    tcp.ExpectSent(Data(401, 301, 100));
    tcp.ExpectSent(Data(501, 301, 100));
}

/// SHLD-15: a retransmission carries what was in flight; new octets wait for a window.
TEST(SendWindow, RetransmissionsStayInIt)
{
    auto tcp = WithPeer(Exchange::Plain(), 50);
    tcp.Send(80);
    tcp.ExpectSent(Data(101, 301, 50));
    tcp.Shutdown();
    tcp.Advance(Seconds(1));
    tcp.ExpectSent(Data(101, 301, 50));
    tcp.Receive(Ack(301, 151));
    Segment last = FinAck(151, 301);
    last.payload = 30;
    tcp.ExpectSent(last);
}

/// RFC 9293 3.4: a FIN takes a place in the window, so it cannot follow the octet that fills it.
TEST(SendWindow, FinNeedsRoom)
{
    auto tcp = WithPeer(Exchange::Plain(), 50);
    tcp.Send(30);
    tcp.ExpectSent(Data(101, 301, 30));
    tcp.Send(20);
    tcp.Shutdown();
    tcp.ExpectSent(Data(131, 301, 20));
    tcp.ExpectNothingSent();
    tcp.Receive(Window(Ack(301, 151), 50));
    tcp.ExpectSent(FinAck(151, 301));
}

/// RFC 9293 3.8.6.1: a probe is one octet, so the FIN waits: with both, what follows would be two
/// beyond the closed window, and no receiver would take its ACKs.
TEST(ZeroWindow, ProbesWithTheLastOctetAlone)
{
    auto tcp = WithPeer(Exchange::Plain(), 50);
    tcp.Send(51);
    tcp.ExpectSent(Data(101, 301, 50));
    tcp.Shutdown();
    tcp.Receive(Window(Ack(301, 151), 0));
    tcp.Advance(Seconds(1));
    tcp.ExpectSent(Data(151, 301, 1));
    tcp.Receive(Window(Ack(301, 152), 50));
    tcp.ExpectSent(FinAck(152, 301));
}

/// MUST-61: PSH on the last segment of what is queued, and on no other.
TEST(SendWindow, TheLastSegmentPushes)
{
    auto tcp = WithPeer(Exchange::Plain(), 1000);
    tcp.Send(250);
    for (const uint32_t seq : {101U, 201U})
    {
        tcp.ExpectSent(Data(seq, 301, 100));
        EXPECT_FALSE(tcp.LastSent().Has(Segment::PSH)) << seq;
    }
    tcp.Receive(Ack(301, 301)); // what Nagle held back
    tcp.ExpectSent(Data(301, 301, 50));
    EXPECT_TRUE(tcp.LastSent().Has(Segment::PSH));
}

/// SHLD-17, MUST-35: the window shrinks to zero below what is in flight: as long as the peer
/// answers, the connection does not time out.
TEST(SendWindow, MayShrinkToNothing)
{
    auto tcp = WithPeer(Exchange::Plain(), 300);
    tcp.Send(300);
    for (const uint32_t seq : {101U, 201U, 301U})
    {
        tcp.ExpectSent(Data(seq, 301, 100));
    }
    tcp.Receive(Window(Ack(301, 101), 0));
    for (int i = 0; i < 60; ++i)
    {
        tcp.Advance(Minutes(1));
        EXPECT_FALSE(tcp.TakeSent().empty()) << "minute " << i;
        tcp.Receive(Window(Ack(301, 101), 0));
    }
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.Receive(Window(Ack(301, 401), 300));
    EXPECT_EQ(tcp.Tcb()->SndUna(), tcp.Tcb()->SndNxt());
}

// ---- Zero-window probes ----

/// MUST-36, SHLD-29, SHLD-30: the first after RTO, then exponentially; one octet.
TEST(ZeroWindow, IsProbed)
{
    auto tcp = WithPeer(Exchange::Plain(), 0);
    tcp.Send(500);
    tcp.ExpectNothingSent();
    tcp.Advance(Seconds(70));
    for (int at : {1, 3, 7, 15, 31, 63})
    {
        tcp.ExpectSentAt(Seconds(at), Data(101, 301, 1));
    }
}

/// MUST-35, MUST-37: as long as the probes are answered the connection stays open.
TEST(ZeroWindow, AnsweredProbesKeepItOpen)
{
    for (const std::string& preset : STACKS)
    {
        Profile profile = Exchange::Plain(preset.c_str());
        profile.probe_has_data = true;
        auto tcp = WithPeer(profile, 0);
        tcp.Send(500);
        for (int i = 0; i < 100; ++i)
        {
            tcp.Advance(*tcp.Tcp().NextDeadline() - tcp.Now());
            tcp.ExpectSent(Data(101, 301, 1));
            tcp.Receive(Window(Ack(301, 101), 0));
            ASSERT_EQ(tcp.State(), State::ESTABLISHED) << preset << i;
        }
        // It opens: all from the refused octet on, and the RTO is what it was before the probes.
        tcp.Receive(Window(Ack(301, 101), 1000));
        for (uint32_t seq = 101; seq < 601; seq += 100)
        {
            tcp.ExpectSent(Data(seq, 301, 100));
        }
        EXPECT_LE(tcp.Tcb()->Rto(), Seconds(1)) << preset;
    }
}

/// Linux probes without data, by an old sequence number. tcp_xmit_probe_skb().
TEST(ZeroWindow, IsProbedWithoutData)
{
    auto tcp = WithPeer(Exchange::Plain("linux"), 0);
    tcp.Send(10);
    tcp.Advance(*tcp.Tcp().NextDeadline() - tcp.Now());
    tcp.ExpectSent(Ack(100, 301));
    tcp.Receive(Window(Ack(301, 101), 1000));
    tcp.ExpectSent(Data(101, 301, 10));
}

/// Unanswered ones end it.
TEST(ZeroWindow, UnansweredProbesEndIt)
{
    auto tcp = WithPeer(Exchange::Plain("linux"), 0);
    tcp.Send(500);
    tcp.Advance(Hours(2));
    tcp.ExpectNotified(Notification::TIMED_OUT);
    EXPECT_GE(tcp.TakeSent().size(), 10U);
    tcp.ExpectGone();
}

/// A probe whose octet was accepted goes on with the rest.
TEST(ZeroWindow, Opens)
{
    auto tcp = WithPeer(Exchange::Plain(), 0);
    tcp.Send(300);
    tcp.Advance(Seconds(1));
    tcp.ExpectSent(Data(101, 301, 1));
    tcp.Receive(Window(Ack(301, 102), 1000));
    tcp.ExpectSent(Data(102, 301, 100));
    tcp.ExpectSent(Data(202, 301, 100));
    tcp.Receive(Window(Ack(301, 302), 1000));
    tcp.ExpectSent(Data(302, 301, 99));
    tcp.Receive(Window(Ack(301, 401), 1000));
    EXPECT_FALSE(tcp.Tcp().NextDeadline());
}

/// A FIN waits for the window as well, and gets through.
TEST(ZeroWindow, FinIsProbed)
{
    auto tcp = WithPeer(Exchange::Plain(), 0);
    tcp.Close();
    tcp.Advance(Seconds(1));
    tcp.ExpectSent(FinAck(101, 301));
    tcp.Receive(FinAck(301, 102));
    tcp.ExpectSent(Ack(102, 302));
    EXPECT_EQ(tcp.State(), State::TIME_WAIT);
}

// ---- The receive window ----

/// It shrinks as data comes, and opens by worthwhile steps only (MUST-39).
TEST(ReceiveWindow, AvoidsSillySteps)
{
    Profile profile = Exchange::Plain();
    profile.rmem = 1000;
    profile.delayed_ack = false;
    auto tcp = WithPeer(profile, 5000);
    EXPECT_EQ(tcp.LastSent().window, 1000);
    tcp.Receive(Data(301, 101, 1000));
    tcp.ExpectSent(Ack(101, 1301));
    EXPECT_EQ(tcp.LastSent().window, 0);
    tcp.Read(50);
    tcp.ExpectNothingSent();
    tcp.Read(50); // MSS, which is 100 here
    tcp.ExpectSent(Ack(101, 1301));
    EXPECT_EQ(tcp.LastSent().window, 100);
    tcp.Read(900);
    tcp.ExpectSent(Ack(101, 1301));
    EXPECT_EQ(tcp.LastSent().window, 1000);
}

/// A window that has hardly changed is not worth a segment: Linux __tcp_cleanup_rbuf() waits until
/// it has doubled.
TEST(ReceiveWindow, ASmallGainIsNotTold)
{
    Profile profile = Exchange::Plain();
    profile.rmem = 10000;
    auto tcp = Exchange::Accepted(profile);
    tcp.Receive(Data(301, 101, 2000));
    tcp.Receive(Data(2301, 101, 2000));
    tcp.ExpectSent(Ack(101, 4301));
    EXPECT_EQ(tcp.LastSent().window, 6000);
    tcp.Read(4000);
    tcp.ExpectNothingSent();
}

/// At a closed window text is refused, and acknowledged.
/// RFC 9293 MAY-8, SHLD-14.
TEST(ReceiveWindow, Closed)
{
    Profile profile = Exchange::Plain();
    profile.rmem = 500;
    profile.delayed_ack = false;
    auto tcp = WithPeer(profile, 5000);
    tcp.Receive(Data(301, 101, 500));
    tcp.ExpectSent(Ack(101, 801));
    EXPECT_EQ(tcp.LastSent().window, 0); // its right edge is where it was
    tcp.Receive(Data(801, 101, 1));
    tcp.ExpectSent(Ack(101, 801));
    tcp.ExpectDropped(DropReason::OUT_OF_WINDOW);
    tcp.Advance(Hours(24));
    tcp.ExpectNothingSent();
    EXPECT_EQ(tcp.State(), State::ESTABLISHED);
    tcp.Read(500);
    tcp.ExpectSent(Ack(101, 801));
    EXPECT_EQ(tcp.LastSent().window, 500);
    tcp.Receive(Data(801, 101, 1));
    tcp.ExpectSent(Ack(101, 802));
}

/// MUST-66: at a closed window an ACK counts, with what the segment carries refused.
TEST(ReceiveWindow, AckCountsAtAClosedOne)
{
    Profile profile = Exchange::Plain();
    profile.rmem = 500;
    profile.delayed_ack = false;
    auto tcp = WithPeer(profile, 5000);
    tcp.Send(10);
    tcp.ExpectSent(Data(101, 301, 10));
    tcp.Receive(Data(301, 101, 500));
    tcp.ExpectSent(Ack(111, 801));
    tcp.Receive(Window(Data(801, 111, 1), 70));
    tcp.ExpectSent(Ack(111, 801));
    EXPECT_EQ(tcp.Tcb()->SndUna() - tcp.Tcb()->SndNxt(), 0);
    EXPECT_EQ(tcp.Tcb()->SndWnd(), 70U);
}

// ---- Fast retransmit and recovery (RFC 5681 3.2, RFC 6582) ----

namespace
{

/// Remembers what it was asked.
class Recorder : public FixedWindow
{
  public:
    explicit Recorder(std::vector<std::string>& log)
        : FixedWindow(1U << 20),
          m_log(log)
    {
    }

    void OnDelivered(const Delivery& delivery) override
    {
        m_log.push_back("delivered " + std::to_string(delivery.delivered) + " of " +
                        std::to_string(delivery.inFlight) + ", acknowledged " +
                        std::to_string(delivery.acknowledged) +
                        (delivery.mayGrow ? "" : ", still"));
    }

    void OnLoss(Loss loss, uint32_t flight) override
    {
        m_log.push_back((loss == Loss::FAST_RETRANSMIT ? "fast " : "timeout ") +
                        std::to_string(flight));
    }

    void OnRecovered() override
    {
        m_log.emplace_back("recovered");
    }

  private:
    std::vector<std::string>& m_log;
};

} // namespace

/// Three duplicate ACKs, the first hole again; a partial ACK, the next one; the full ACK ends it.
/// RFC 9293 MUST-19.
TEST(FastRecovery, NewReno)
{
    auto tcp = WithPeer(Exchange::Plain(), 5000);
    tcp.Send(600);
    for (uint32_t seq = 101; seq < 701; seq += 100)
    {
        tcp.ExpectSent(Data(seq, 301, 100));
    }
    tcp.Receive(Window(Ack(301, 101), 5000));
    tcp.Receive(Window(Ack(301, 101), 5000));
    tcp.ExpectNothingSent();
    tcp.Receive(Window(Ack(301, 101), 5000));
    tcp.ExpectSent(Data(101, 301, 100));
    tcp.Receive(Window(Ack(301, 101), 5000));
    tcp.ExpectNothingSent();
    tcp.Receive(Window(Ack(301, 301), 5000));
    tcp.ExpectSent(Data(301, 301, 100));
    tcp.ExpectNothingSent();
    tcp.Receive(Window(Ack(301, 701), 5000));
    tcp.ExpectNothingSent();
    EXPECT_EQ(tcp.Tcp().Counters().dataRetransmitted, 2U);
    EXPECT_FALSE(tcp.Tcp().NextDeadline());
}

/// RFC 5681 2: data, a FIN, or another window make an ACK no duplicate.
TEST(FastRecovery, WhatIsNoDuplicate)
{
    auto tcp = WithPeer(Exchange::Plain(), 5000);
    tcp.Send(600);
    tcp.TakeSent();
    for (uint16_t i = 0; i < 5; ++i)
    {
        tcp.Receive(Window(Ack(301, 101), static_cast<uint16_t>(4000 + i)));
    }
    tcp.ExpectNothingSent();
    for (uint32_t i = 0; i < 5; ++i)
    {
        tcp.Receive(Window(Data(301 + i, 101, 1), 4004));
    }
    for (const Segment& segment : tcp.TakeSent())
    {
        EXPECT_EQ(segment.payload, 0U) << segment;
    }
}

/// RFC 6675 2: with SACK, an ACK that tells of more beyond the hole is a duplicate all the same.
TEST(FastRecovery, SackTellsOfALossWhileTheWindowMoves)
{
    Profile profile = Exchange::Plain();
    profile.sack = true;
    Exchange tcp(profile);
    tcp.Connect();
    Segment synAck = Window(SynAck(300, 101), 5000);
    synAck.sackPermitted = true;
    tcp.Receive(synAck);
    tcp.Send(6 * 536);
    tcp.TakeSent();
    const auto tell = [&tcp](uint32_t octets, uint16_t window) {
        Segment ack = Window(Ack(301, 101), window);
        ack.sackCount = 1;
        ack.sack[0] = {SequenceNumber32(101 + 536), SequenceNumber32(101 + 536 + octets)};
        tcp.Receive(ack);
    };
    tell(536, 5100);
    for (uint16_t i = 0; i < 5; ++i)
    {
        tell(536, 5101 + i); // nothing new
    }
    tell(2 * 536, 5200);
    tell(60000, 5250); // never sent
    tcp.ExpectNothingSent();
    tell(3 * 536, 5300);
    tcp.ExpectSent(Data(101, 301, 536));
}

/// What congestion control is told: acknowledgements, fast retransmit, timeout.
TEST(FastRecovery, CongestionControlIsTold)
{
    std::vector<std::string> log;
    Actions actions;
    Stack stack(Exchange::Plain(), IsnSecret{1, 2}, [&log](auto&&...) {
        return std::make_unique<Recorder>(log);
    });
    const FourTuple tuple{1, 2, 40000, 80};
    const auto opened = stack.Connect(tuple, {}, Time(0), actions);
    const uint32_t iss = actions.segments.at(0).segment.seq.GetValue();
    stack.SegmentArrives(tuple, SynAck(300, iss + 1), Time(0), actions);
    EXPECT_TRUE(log.empty());
    stack.Send(opened.id, 4 * 536, Time(0), actions);
    for (int i = 0; i < 3; ++i)
    {
        stack.SegmentArrives(tuple, Ack(301, iss + 1), Time(0), actions);
    }
    stack.SegmentArrives(tuple, Ack(301, iss + 1 + 536), Time(0), actions);
    stack.SegmentArrives(tuple, Ack(301, iss + 1 + 4 * 536), Time(0), actions);
    stack.Send(opened.id, 100, Time(0), actions);
    stack.HandleDeadline(*stack.NextDeadline(), actions);
    const std::vector<std::string> expected = {"delivered 536 of 2144, acknowledged 0, still",
                                               "delivered 536 of 1608, acknowledged 0, still",
                                               "fast 536",
                                               "delivered 536 of 1072, acknowledged 0, still",
                                               "delivered 536 of 536, acknowledged 536, still",
                                               "recovered",
                                               "delivered 0 of 0, acknowledged 1608",
                                               "timeout 100"};
    EXPECT_EQ(log, expected);
}

/// RFC 3042, RFC 5681 3.2 (4), (5): each duplicate lets one more segment out; the full ACK ends
/// that.
TEST(FastRecovery, DuplicatesWidenTheWindow)
{
    Actions actions;
    Profile profile = Exchange::Plain();
    profile.mss = 100;
    Stack stack(profile, IsnSecret{1, 2}, [](auto&&...) {
        return std::make_unique<FixedWindow>(400);
    });
    const FourTuple tuple{1, 2, 40000, 80};
    const auto opened = stack.Connect(tuple, {}, Time(0), actions);
    const uint32_t first = actions.segments.at(0).segment.seq.GetValue() + 1;
    stack.SegmentArrives(tuple, SynAck(300, first), Time(0), actions);
    const auto sentAfter = [&](uint32_t ack) {
        actions.Clear();
        stack.SegmentArrives(tuple, Ack(301, ack), Time(0), actions);
        return actions.segments.size();
    };
    actions.Clear();
    stack.Send(opened.id, 5000, Time(0), actions);
    EXPECT_EQ(actions.segments.size(), 4U);
    EXPECT_EQ(sentAfter(first), 1U);
    EXPECT_EQ(sentAfter(first), 1U);
    EXPECT_EQ(sentAfter(first), 1U + 1U); // the hole, and one more has left the network
    EXPECT_EQ(actions.segments[0].kind, SegmentKind::RETRANSMIT);
    EXPECT_EQ(actions.segments[0].segment.seq, SequenceNumber32(first));
    EXPECT_EQ(sentAfter(first), 1U);
    EXPECT_EQ(actions.segments[0].kind, SegmentKind::NEW);
    EXPECT_EQ(sentAfter(first + 800), 4U); // all of it: the window is 400 again
    EXPECT_EQ(actions.segments[0].segment.seq, SequenceNumber32(first + 800));
}
