/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What is sent again and when, by SACK (RFC 6675), RACK (RFC 8985), after timeouts (RFC 5682) and
// after losses that were none (RFC 3522, 3708); and what the window is meanwhile.

#include "synfin-exchange.h"

#include "ns3/synfin-send-control.h"

#include <sstream>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr uint32_t MSS = 100;

/// Accepted, with SACK, segments of 100 octets and a round trip of 100 ms; @param text is sent
Exchange
Sending(Profile profile, uint32_t octets)
{
    profile.sack = true;
    profile.mss = MSS + (profile.timestamps ? 12 : 0);
    profile.nagle = false;
    Exchange tcp = Exchange::Listening(profile);
    Segment syn = Syn(300);
    syn.sackPermitted = true;
    syn.mss = static_cast<uint16_t>(profile.mss);
    if (profile.timestamps)
    {
        syn.timestamps = Timestamps{1000, 0};
    }
    tcp.Receive(syn);
    tcp.ExpectSent(SynAck(100, 301));
    tcp.Advance(MilliSeconds(100));
    Segment ack = Ack(301, 101);
    if (profile.timestamps)
    {
        ack.timestamps = Timestamps{1100, tcp.LastSent().timestamps->value};
    }
    tcp.Receive(ack);
    tcp.Accept();
    tcp.Send(octets);
    return tcp;
}

/// @return "1-100 201-300": the octets that were sent and not expected yet
std::string
Octets(Exchange& tcp)
{
    std::ostringstream os;
    for (const Segment& segment : tcp.TakeSent())
    {
        const uint32_t first = segment.seq.GetValue() - 100;
        os << (os.tellp() > 0 ? " " : "") << first << "-" << first + segment.payload - 1;
    }
    return os.str();
}

/// ACK of all up to an octet, and SACK of octets [first, last] beyond.
Segment
Acked(uint32_t last, const std::vector<std::pair<uint32_t, uint32_t>>& blocks = {})
{
    Segment ack = Ack(301, 101 + last);
    for (const auto& [left, right] : blocks)
    {
        ack.sack[ack.sackCount++] = {SequenceNumber32(100 + left), SequenceNumber32(101 + right)};
    }
    return ack;
}

/// A window that halves and restores, and grows by what is acknowledged.
class Halving : public CongestionController
{
  public:
    uint32_t window{10 * MSS};
    uint32_t threshold{1U << 30};
    uint32_t before{0};
    uint64_t rate{0};
    Time idle;

    uint32_t Window() const override
    {
        return window;
    }

    uint32_t Threshold() const override
    {
        return threshold;
    }

    uint64_t PacingRate() const override
    {
        return rate;
    }

    void OnDelivered(const Delivery& delivery) override
    {
        window += delivery.mayGrow ? delivery.acknowledged : 0;
    }

    void OnLoss(Loss loss, uint32_t flight) override
    {
        before = window;
        threshold = flight / 2;
        window = loss == Loss::FAST_RETRANSMIT ? threshold : MSS;
    }

    void SetWindow(uint32_t octets) override
    {
        window = octets;
    }

    void OnRecovered() override
    {
        window = threshold;
    }

    void OnUndo() override
    {
        window = before;
    }

    void OnIdle(Time span, Time, bool) override
    {
        idle = span;
        window = 3 * MSS;
    }
};

/// A host whose windows are Halving's, connected; segments of 100 octets.
struct Windowed
{
    explicit Windowed(Profile policies, uint64_t rate = 0)
        : profile(policies)
    {
        profile.mss = MSS;
        stack = std::make_unique<Stack>(profile, IsnSecret{1, 2}, [this, rate](auto&&...) {
            auto made = std::make_unique<Halving>();
            made->rate = rate;
            window = made.get();
            return made;
        });
        id = stack->Connect(tuple, {}, now, actions).id;
        first = actions.segments.at(0).segment.seq.GetValue() + 1;
        Segment synAck = SynAck(300, first);
        synAck.sackPermitted = profile.sack;
        synAck.mss = MSS;
        now = MilliSeconds(100);
        stack->SegmentArrives(tuple, synAck, now, actions);
    }

    /// @return "1-100 101-200": what the host sends
    std::string Sent()
    {
        std::ostringstream os;
        for (const SegmentOut& out : actions.segments)
        {
            const uint32_t at = out.segment.seq.GetValue() - first + 1;
            if (out.segment.payload > 0)
            {
                os << (os.tellp() > 0 ? " " : "") << at << "-" << at + out.segment.payload - 1;
            }
        }
        actions.Clear();
        return os.str();
    }

    std::string Send(uint32_t octets)
    {
        actions.Clear();
        stack->Send(id, octets, now, actions);
        return Sent();
    }

    /// All up to an octet is acknowledged, and octets [left, right] beyond.
    std::string Ack(uint32_t last, uint32_t left = 0, uint32_t right = 0)
    {
        Segment ack = synfin::Ack(301, first + last);
        if (left > 0)
        {
            ack.sackCount = 1;
            ack.sack[0] = {SequenceNumber32(first + left - 1), SequenceNumber32(first + right)};
        }
        stack->SegmentArrives(tuple, ack, now, actions);
        return Sent();
    }

    /// What is due next happens.
    std::string Wait()
    {
        now = *stack->NextDeadline();
        stack->HandleDeadline(now, actions);
        return Sent();
    }

    Profile profile;
    FourTuple tuple{1, 2, 40000, 80};
    Time now;
    Actions actions;
    Halving* window{nullptr};
    std::unique_ptr<Stack> stack;
    ConnectionId id;
    uint32_t first{0};
};

/// Without what makes exchanges long.
Profile
WithSack(const char* preset)
{
    Profile profile = Exchange::Plain(preset);
    profile.sack = true;
    return profile;
}

} // namespace

// ---- SACK (RFC 6675) ----

/// Three segments above, and the hole is lost; every hole is sent once, and nothing else.
TEST(SackRecovery, SendsTheHoles)
{
    Exchange tcp = Sending(Exchange::Plain("freebsd"), 1000);
    tcp.TakeSent();
    tcp.Receive(Acked(0, {{101, 200}}));
    tcp.Receive(Acked(0, {{301, 400}, {101, 200}}));
    EXPECT_EQ(Octets(tcp), "");
    tcp.Receive(Acked(0, {{501, 600}, {301, 400}, {101, 200}}));
    EXPECT_EQ(Octets(tcp), "1-100");
    tcp.Receive(Acked(0, {{501, 700}, {301, 400}, {101, 200}}));
    EXPECT_EQ(Octets(tcp), "201-300"); // more than two segments above
    tcp.Receive(Acked(0, {{501, 800}, {301, 400}, {101, 200}}));
    EXPECT_EQ(Octets(tcp), "401-500");
    tcp.Receive(Acked(200, {{501, 1000}, {301, 400}}));
    tcp.Receive(Acked(1000));
    EXPECT_EQ(Octets(tcp), "");
}

/// After a timeout, too: what the peer has is not sent again (RFC 6675 5.1).
TEST(SackRecovery, ATimeoutSparesWhatThePeerHas)
{
    Profile profile = Exchange::Plain("rfc9293");
    Exchange tcp = Sending(profile, 500);
    tcp.TakeSent();
    tcp.Receive(Acked(0, {{201, 300}}));
    tcp.Advance(Seconds(1));
    EXPECT_EQ(Octets(tcp), "1-100");
    tcp.Receive(Acked(100, {{201, 300}}));
    EXPECT_EQ(Octets(tcp), "101-200 301-400 401-500");
}

/// A peer that takes SACK back gets everything (RFC 2018 8).
TEST(SackRecovery, Reneging)
{
    Exchange tcp = Sending(Exchange::Plain("rfc9293"), 300);
    tcp.TakeSent();
    tcp.Receive(Acked(0, {{101, 300}}));
    tcp.Receive(Acked(100));
    tcp.Advance(Seconds(1));
    EXPECT_EQ(Octets(tcp), "101-200");
    tcp.Receive(Acked(200));
    EXPECT_EQ(Octets(tcp), "201-300");
}

/// dupack_threshold is a field.
TEST(SackRecovery, Threshold)
{
    Profile profile = Exchange::Plain("freebsd");
    profile.dupack_threshold = 1;
    Exchange tcp = Sending(profile, 300);
    tcp.TakeSent();
    tcp.Receive(Acked(0, {{101, 200}}));
    EXPECT_EQ(Octets(tcp), "1-100");
}

// ---- RACK (RFC 8985) ----

/// Fewer than three above: a quarter of a round trip, and 2 ms, must have gone by.
TEST(RackRecovery, WaitsForWhatIsLate)
{
    Exchange tcp = Sending(Exchange::Plain("linux"), 300);
    tcp.TakeSent();
    tcp.Advance(MilliSeconds(100));
    tcp.Receive(Acked(0, {{101, 200}}));
    EXPECT_EQ(Octets(tcp), "");
    tcp.Advance(MilliSeconds(27) - NanoSeconds(1));
    EXPECT_EQ(Octets(tcp), "");
    tcp.Advance(NanoSeconds(1));
    EXPECT_EQ(Octets(tcp), "1-100");
}

/// Three above, and no reordering seen: at once.
TEST(RackRecovery, ThreeAboveAreEnough)
{
    Exchange tcp = Sending(Exchange::Plain("linux"), 500);
    tcp.TakeSent();
    tcp.Advance(MilliSeconds(100));
    tcp.Receive(Acked(0, {{101, 200}}));
    tcp.Receive(Acked(0, {{101, 300}}));
    EXPECT_EQ(Octets(tcp), "");
    tcp.Receive(Acked(0, {{101, 400}}));
    EXPECT_EQ(Octets(tcp), "1-100");
}

/// An ACK that acknowledges and tells of what is beyond a hole, at once, tells of no reordering.
TEST(RackRecovery, AnAcknowledgementWithBlocksIsNoReordering)
{
    Exchange tcp = Sending(Exchange::Plain("linux"), 500);
    tcp.TakeSent();
    tcp.Advance(MilliSeconds(100));
    tcp.Receive(Acked(100, {{201, 500}}));
    EXPECT_EQ(Octets(tcp), "101-200");
}

/// The retransmission is lost: the acknowledgement of something sent later tells, not the timer.
TEST(RackRecovery, ALostRetransmission)
{
    Exchange tcp = Sending(Exchange::Plain("linux"), 500);
    tcp.TakeSent();
    tcp.Advance(MilliSeconds(100));
    tcp.Receive(Acked(0, {{101, 400}}));
    EXPECT_EQ(Octets(tcp), "1-100");
    tcp.Advance(MilliSeconds(1));
    tcp.Send(200);
    EXPECT_EQ(Octets(tcp), "501-600 601-700");
    tcp.Advance(MilliSeconds(100));
    tcp.Receive(Acked(0, {{601, 700}, {101, 400}}));
    EXPECT_EQ(Octets(tcp), "1-100 401-500 501-600");
}

// ---- Windows ----

/// With PRR the window goes down with the ACKs, without it at once.
TEST(RecoveryWindow, ByProfile)
{
    Windowed linux(WithSack("linux"));
    linux.Send(3000);
    linux.now += MilliSeconds(100);
    EXPECT_EQ(linux.Ack(0, 101, 300), "1001-1100 1101-1200"); // limited transmit
    EXPECT_EQ(linux.Ack(0, 101, 400), "1-100");
    EXPECT_EQ(linux.window->threshold, 400U);
    EXPECT_EQ(linux.window->window, 840U); // 8 in flight, 4/10 of a delivered one
    EXPECT_EQ(linux.Ack(0, 101, 500), "");
    EXPECT_EQ(linux.window->window, 800U); // 8, 4/10 of two, and one was sent
    EXPECT_EQ(linux.Ack(0, 101, 600), "");
    EXPECT_EQ(linux.Ack(0, 101, 700), "");
    EXPECT_EQ(linux.window->window, 660U);
    EXPECT_EQ(linux.Ack(0, 101, 800), "1201-1300");

    Windowed rfc(WithSack("rfc9293"));
    rfc.Send(3000);
    EXPECT_EQ(rfc.Ack(0, 101, 200), "1001-1100");
    EXPECT_EQ(rfc.Ack(0, 101, 300), "1101-1200");
    EXPECT_EQ(rfc.Ack(0, 101, 400), "1-100"); // pipe 9, window 4
    EXPECT_EQ(rfc.window->window, 400U);
    EXPECT_EQ(rfc.Ack(0, 101, 800), "");
    EXPECT_EQ(rfc.Ack(0, 101, 1000), "1201-1300");
}

/// RFC 3042: the first two duplicates let new data out, with SACK and without.
TEST(RecoveryWindow, LimitedTransmit)
{
    Windowed without(Exchange::Plain("rfc9293"));
    EXPECT_EQ(without.Send(3000).substr(0, 11), "1-100 101-2");
    EXPECT_EQ(without.Ack(0), "1001-1100");
    EXPECT_EQ(without.Ack(0), "1101-1200");
    EXPECT_EQ(without.Ack(0), "1-100");
    EXPECT_EQ(without.window->threshold, 450U);
}

/// RFC 5681 4.1: after more than an RTO without data the window is small again.
TEST(RecoveryWindow, AfterIdleTime)
{
    for (const char* preset : {"linux", "rfc9293", "ns3"})
    {
        Windowed tcp(Exchange::Plain(preset));
        tcp.Send(100);
        tcp.Ack(100);
        tcp.now += Seconds(5);
        tcp.Send(2000);
        EXPECT_EQ(tcp.window->idle, preset == std::string("ns3") ? Time(0) : Seconds(5)) << preset;
    }
}

/// Segments leave at the rate that congestion control says.
TEST(RecoveryWindow, Pacing)
{
    Windowed tcp(Exchange::Plain("rfc9293"), 80000); // 100 octets in 10 ms
    EXPECT_EQ(tcp.Send(350), "1-100");
    const Time start = tcp.now;
    EXPECT_EQ(tcp.Wait(), "101-200");
    EXPECT_EQ(tcp.now - start, MilliSeconds(10));
    EXPECT_EQ(tcp.Ack(100), "");
    EXPECT_EQ(tcp.Wait(), "201-300");
    EXPECT_EQ(tcp.now - start, MilliSeconds(20));
}

/// What is not sent any more is not paced either: FIN_WAIT_2 has no timer.
TEST(RecoveryWindow, PacingEndsWithTheFin)
{
    Windowed tcp(Exchange::Plain("rfc9293"), 80000);
    EXPECT_EQ(tcp.Send(100), "1-100");
    tcp.stack->Close(tcp.id, tcp.now, tcp.actions);
    tcp.Wait(); // the FIN
    EXPECT_EQ(tcp.Send(0), "");
    EXPECT_EQ(tcp.Ack(101), "");
    EXPECT_EQ(tcp.stack->StateOf(tcp.tuple), State::FIN_WAIT_2);
    EXPECT_FALSE(tcp.stack->NextDeadline());
}

// ---- Losses that were none ----

/// F-RTO: after a timeout new data first; an ACK of what was sent once proves it spurious.
/// RFC 5682 3.1.
TEST(Spurious, TimeoutByFrto)
{
    Windowed tcp(WithSack("linux"));
    tcp.Send(1500);
    EXPECT_EQ(tcp.Wait(), "1001-1100"); // the probe
    EXPECT_EQ(tcp.Wait(), "1-100");
    EXPECT_EQ(tcp.window->window, MSS);
    EXPECT_EQ(tcp.Ack(100), "1101-1200 1201-1300");
    EXPECT_EQ(tcp.window->window, 2 * MSS);
    EXPECT_EQ(tcp.Ack(200), "");
    EXPECT_EQ(tcp.window->window, 11 * MSS); // as before, and one more is acknowledged
}

/// Where the answer tells of a loss, the rest is sent again.
TEST(Spurious, ATrueTimeout)
{
    Windowed tcp(WithSack("linux"));
    tcp.Send(1500);
    tcp.Wait();
    tcp.Wait();
    EXPECT_EQ(tcp.Ack(100), "1101-1200 1201-1300");
    EXPECT_EQ(tcp.Ack(100, 1101, 1200), "101-200");
}

/// An echo from before the retransmission: the first copy was only late. RFC 3522.
TEST(Spurious, FastRetransmitByTimestamps)
{
    Profile profile = Exchange::Plain("linux");
    profile.timestamps = true;
    Exchange tcp = Sending(profile, 1000);
    const std::vector<Segment> sent = tcp.TakeSent();
    const auto answer = [&](Segment ack, uint32_t echo) {
        ack.timestamps = Timestamps{1300, echo};
        tcp.Receive(ack);
    };
    tcp.Advance(MilliSeconds(100));
    answer(Acked(0, {{101, 400}}), sent[1].timestamps->value);
    EXPECT_EQ(Octets(tcp), "1-100");
    EXPECT_TRUE(tcp.Tcb()->Info().isRecovering);
    tcp.Advance(MilliSeconds(5));
    answer(Acked(400), sent[0].timestamps->value);
    EXPECT_FALSE(tcp.Tcb()->Info().isRecovering);
}

/// Every retransmission was a duplicate: the window is as before. RFC 3708.
TEST(Spurious, FastRetransmitByDSack)
{
    Windowed tcp(WithSack("linux"));
    tcp.Send(1000);
    tcp.now += MilliSeconds(100);
    tcp.Ack(0, 101, 400);
    EXPECT_EQ(tcp.window->threshold, 300U);
    tcp.Ack(1000);
    EXPECT_EQ(tcp.window->window, 300U + 1000U);
    tcp.Ack(1000, 1, 100);
    EXPECT_EQ(tcp.window->window, 1000U);

    Windowed none(WithSack("freebsd"));
    none.Send(1000);
    none.Ack(0, 101, 500);
    none.Ack(1000);
    none.Ack(1000, 1, 100);
    EXPECT_EQ(none.window->window, 250U + 1000U);
}

/// A probe that repaired a loss counts as one; one that was a duplicate does not. RFC 8985 7.4.
TEST(RecoveryWindow, AfterALossProbe)
{
    Windowed tcp(WithSack("linux"));
    tcp.Send(300);
    EXPECT_EQ(tcp.Wait(), "201-300");
    tcp.Ack(300);
    EXPECT_EQ(tcp.window->threshold, 150U);

    Windowed late(WithSack("linux"));
    late.Send(300);
    EXPECT_EQ(late.Wait(), "201-300");
    late.Ack(200);
    late.Ack(300, 201, 300);
    EXPECT_EQ(late.window->threshold, 1U << 30);
}

/// The answer to the first copy says nothing of the second: RACK takes nothing else for lost.
/// RFC 8985 6.2, step 2.
TEST(Spurious, TimeoutByTimestamps)
{
    Profile profile = Exchange::Plain("linux");
    profile.timestamps = true;
    profile.tail_loss_probe = false;
    profile.frto = false;
    Exchange tcp = Sending(profile, 1000);
    const std::vector<Segment> sent = tcp.TakeSent();
    const auto answer = [&](uint32_t last) {
        Segment ack = Acked(last);
        ack.timestamps = Timestamps{1300, sent[0].timestamps->value};
        tcp.Receive(ack);
    };
    tcp.Advance(*tcp.Tcp().NextDeadline() - tcp.Now());
    EXPECT_EQ(Octets(tcp), "1-100");
    tcp.Advance(MilliSeconds(215)); // more than the round trip was
    for (uint32_t last = 100; last < 1000; last += 100)
    {
        answer(last);
    }
    EXPECT_EQ(Octets(tcp), "");
}

/// What Nagle holds back is no new data to ask by: recovery goes on. RFC 5682 3.1, step 2b.
TEST(Spurious, NothingNewToAskBy)
{
    Profile profile = WithSack("linux");
    profile.tail_loss_probe = false;
    Windowed tcp(profile);
    EXPECT_EQ(tcp.Send(1050).substr(0, 5), "1-100");
    EXPECT_EQ(tcp.Wait(), "1-100");
    EXPECT_EQ(tcp.Ack(100), "101-200 201-300");
}

/// A timeout that ends a fast recovery is not asked about, and what was sent again before it is no
/// evidence. Linux tcp_enter_loss().
TEST(Spurious, ATimeoutInRecovery)
{
    Windowed tcp(WithSack("linux"));
    tcp.Send(1500);
    tcp.now += MilliSeconds(100);
    tcp.Ack(0, 101, 500);
    EXPECT_EQ(tcp.window->threshold, 250U);
    while (tcp.window->window != MSS)
    {
        tcp.Wait();
    }
    EXPECT_NE(tcp.Ack(100, 601, 700), "");
    EXPECT_LT(tcp.window->window, 4 * MSS); // not undone
}

/// Linux tcp_enter_cwr(): an echo leaves the window as it is; it goes down to ssthresh as octets
/// arrive, and is there once all that was out is acknowledged.
TEST(SendControl, AnEchoReducesInProportion)
{
    const Profile profile = *Profile::Preset("linux");
    auto made = std::make_unique<Halving>();
    const Halving& congestion = *made;
    SendControl control(std::move(made), {MSS, 3, true}, profile, SequenceNumber32(100));
    using Echo = SendControl::Echo;
    const auto acknowledge = [&control](uint32_t before, uint32_t una, uint32_t nxt, Echo echo) {
        SendControl::Ack ack{};
        ack.before = SequenceNumber32(before);
        ack.una = SequenceNumber32(una);
        ack.nxt = ack.streamEnd = SequenceNumber32(nxt);
        ack.octets = una - before;
        ack.now = Seconds(2);
        ack.echo = echo;
        Scoreboard::News news;
        control.Advance(ack.una, news);
        control.Acknowledged(ack, news);
    };
    control.Sent(SequenceNumber32(101), SequenceNumber32(901), Seconds(1));
    acknowledge(101, 201, 901, Echo::REDUCES); // seven are out, and 0.35 may be sent
    EXPECT_EQ(congestion.threshold, 7 * MSS / 2);
    EXPECT_EQ(congestion.window, 7 * MSS + 35);
    acknowledge(201, 601, 901, Echo::SET); // three are out, and ssthresh has room for more
    EXPECT_EQ(congestion.window, 7 * MSS / 2);
    acknowledge(601, 901, 901, Echo::CLEAR);
    control.Sent(SequenceNumber32(901), SequenceNumber32(1001), Seconds(2));
    acknowledge(901, 1001, 1001, Echo::CLEAR); // open again: it grows from ssthresh
    EXPECT_EQ(congestion.window, 9 * MSS / 2);
}
