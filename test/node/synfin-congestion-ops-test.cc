/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "told.h"
#include "two-hosts.h"

#include "ns3/bulk-send-helper.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/simulator.h"
#include "ns3/synfin-congestion-ops.h"
#include "ns3/tcp-bbr.h"
#include "ns3/tcp-linux-reno.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

#include <functional>
#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr uint32_t MSS = 1000;

/// A controller over NewReno: 10 segments, no threshold.
CongestionOps
NewReno()
{
    return CongestionOps(CreateObject<TcpNewReno>(), MSS, 10, UINT32_MAX);
}

using Loss = CongestionController::Loss;

/// So many octets are acknowledged, of those in flight.
void
Acknowledge(CongestionOps& tcp, uint32_t octets, uint32_t inFlight, Time rtt, bool mayGrow = true)
{
    auto delivery = Delivered(octets, octets, inFlight, rtt, mayGrow);
    delivery.outstanding = inFlight - octets;
    Tell(tcp, delivery);
}

} // namespace

// RFC 9293 MUST-19.
TEST(CongestionOps, SlowStartGrowsByASegmentPerAcknowledgedSegment)
{
    CongestionOps tcp = NewReno();
    EXPECT_EQ(tcp.Window(), 10 * MSS);
    for (uint32_t i = 0; i < 10; ++i)
    {
        Acknowledge(tcp, MSS, (10 + i) * MSS, MilliSeconds(20));
    }
    EXPECT_EQ(tcp.Window(), 20 * MSS);
}

TEST(CongestionOps, AWindowThatIsNotUsedDoesNotGrow)
{
    CongestionOps tcp = NewReno();
    for (uint32_t i = 0; i < 10; ++i)
    {
        Acknowledge(tcp, MSS, 3 * MSS, MilliSeconds(20));
    }
    EXPECT_EQ(tcp.Window(), 10 * MSS);
}

/// Slow start may reach twice what was in flight, however much of it is left (Linux
/// tcp_is_cwnd_limited()).
TEST(CongestionOps, SlowStartDoublesWhatWasInFlight)
{
    CongestionOps tcp = NewReno();
    for (uint32_t i = 0; i < 9; ++i)
    {
        Acknowledge(tcp, MSS, (9 - i) * MSS, MilliSeconds(20));
    }
    EXPECT_EQ(tcp.Window(), 18 * MSS);
    Acknowledge(tcp, MSS, 4 * MSS, MilliSeconds(20)); // the next window of data
    EXPECT_EQ(tcp.Window(), 18 * MSS);
}

// RFC 5681 3.2 and RFC 6582 3.2.
TEST(CongestionOps, FastRetransmitHalvesOnce)
{
    CongestionOps tcp = NewReno();
    tcp.OnLoss(Loss::FAST_RETRANSMIT, 10 * MSS);
    EXPECT_EQ(tcp.Window(), 5 * MSS);
    Acknowledge(tcp, MSS, 10 * MSS, Time(0), false);
    Acknowledge(tcp, MSS, 9 * MSS, Time(0), false);
    EXPECT_EQ(tcp.Window(), 5 * MSS);
    tcp.OnRecovered();
    Acknowledge(tcp, 8 * MSS, 8 * MSS, MilliSeconds(20));
    EXPECT_GE(tcp.Window(), 5 * MSS);
    EXPECT_LE(tcp.Window(), 7 * MSS); // congestion avoidance from here
    EXPECT_EQ(tcp.GetState()->m_congState.Get(), TcpSocketState::CA_OPEN);
}

/// The ACK that ends a recovery acknowledges what was SACKed before: that does not open the window
/// again (Linux tcp_cong_avoid(): acked_sacked).
TEST(CongestionOps, WhatWasSackedBeforeIsNotCountedAgain)
{
    CongestionOps tcp(CreateObject<TcpLinuxReno>(), MSS, 20, UINT32_MAX);
    tcp.OnLoss(Loss::FAST_RETRANSMIT, 20 * MSS);
    tcp.OnRecovered();
    EXPECT_EQ(tcp.Window(), 10 * MSS);
    Tell(tcp, Delivered(MSS, 20 * MSS, 10 * MSS, MilliSeconds(20)));
    EXPECT_EQ(tcp.Window(), 10 * MSS);
    for (uint32_t i = 1; i < 10; ++i)
    {
        Acknowledge(tcp, MSS, 10 * MSS, MilliSeconds(20));
    }
    EXPECT_EQ(tcp.Window(), 11 * MSS); // a segment for each window
}

// RFC 5681 3.1.
// RFC 9293 MUST-19.
TEST(CongestionOps, ATimeoutStartsAgainFromOneSegment)
{
    CongestionOps tcp = NewReno();
    tcp.OnLoss(Loss::TIMEOUT, 10 * MSS);
    EXPECT_EQ(tcp.Window(), MSS);
    EXPECT_EQ(tcp.GetState()->m_ssThresh.Get(), 5 * MSS);
    tcp.OnLoss(Loss::TIMEOUT_AGAIN, MSS); // the same segment again
    EXPECT_EQ(tcp.GetState()->m_ssThresh.Get(), 5 * MSS);
    Acknowledge(tcp, MSS, MSS, Time(0));
    EXPECT_EQ(tcp.Window(), 2 * MSS);
    tcp.OnRecovered();
    Acknowledge(tcp, 2 * MSS, 2 * MSS, MilliSeconds(20));
    EXPECT_EQ(tcp.Window(), 3 * MSS); // ns-3's NewReno adds one segment an ACK
}

/// A path that delivers a segment a millisecond, 20 ms after it left.
void
Carry(CongestionOps& tcp, uint32_t segments, const std::function<Time(uint32_t)>& rtt)
{
    for (uint32_t i = 0; i < segments; ++i)
    {
        const Time sent = MilliSeconds(i);
        Simulator::Schedule(sent, [&tcp, sent] {
            tcp.SetNow(sent);
            tcp.OnSend(sent.IsZero(), sent.IsZero());
        });
        Simulator::Schedule(sent + MilliSeconds(20), [&tcp, rtt, sent, i] {
            auto delivery = Delivered(MSS, MSS, std::min(tcp.Window(), 40 * MSS), rtt(i));
            delivery.sentAt = sent;
            delivery.outstanding = delivery.inFlight - MSS;
            tcp.SetNow(Simulator::Now());
            Tell(tcp, delivery);
        });
    }
}

/// BBR looks for a shorter round trip every 10 s with a window of 4 segments, not without any.
TEST(CongestionOps, BbrKeepsFourSegmentsInFlight)
{
    CongestionOps tcp(CreateObject<TcpBbr>(), MSS, 10, UINT32_MAX);
    uint32_t least = UINT32_MAX;
    Carry(tcp, 30000, [&](uint32_t i) {
        least = std::min(least, tcp.Window());
        return MilliSeconds(20) + MicroSeconds(i);
    });
    Simulator::Run();
    Simulator::Destroy();
    EXPECT_EQ(least, 4 * MSS);
}

/// Its window is that of the shortest round trip, which nobody knows before the first.
TEST(CongestionOps, BbrStartsWithoutARoundTrip)
{
    CongestionOps tcp(CreateObject<TcpBbr>(), MSS, 10, UINT32_MAX);
    Carry(tcp, 60, [](uint32_t) { return MilliSeconds(20); });
    Simulator::Run();
    Simulator::Destroy();
    EXPECT_GE(tcp.Window(), 40 * MSS);
}

// RFC 9293 MAY-18.
TEST(CongestionOps, EveryAlgorithmOfNs3MovesDataOverLoss)
{
    uint32_t tried = 0;
    for (uint16_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const TypeId type = TypeId::GetRegistered(i);
        // TcpCubic's TypeId is a child of TcpSocketBase's.
        const bool algorithm =
            type.IsChildOf(TcpCongestionOps::GetTypeId()) || type.GetName() == "ns3::TcpCubic";
        if (!algorithm || !type.HasConstructor())
        {
            continue;
        }
        SCOPED_TRACE(type.GetName());
        ++tried;
        StackHelper stack;
        stack.SetAttribute("CongestionOps", TypeIdValue(type));
        TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, stack);
        hosts.Lose(0.01);
        PacketSinkHelper sinks("ns3::TcpSocketFactory", TwoHosts::Any(9));
        const ApplicationContainer sink = sinks.Install(hosts.nodes.Get(1));
        BulkSendHelper bulk("ns3::TcpSocketFactory", TwoHosts::At(1, 9));
        bulk.SetAttribute("MaxBytes", UintegerValue(1000000));
        bulk.Install(hosts.nodes.Get(0));
        TwoHosts::RunFor(Minutes(2));
        EXPECT_EQ(DynamicCast<PacketSink>(sink.Get(0))->GetTotalRx(), 1000000u);
    }
    EXPECT_GE(tried, 10u);
}

TEST(CongestionOps, TheSocketsInitialWindowCounts)
{
    for (const uint32_t segments : {1, 4, 20})
    {
        TwoHosts hosts;
        Ptr<Socket> listener = hosts.Listen(1, 80);
        Ptr<Socket> client = hosts.MakeSocket(0);
        client->SetAttribute("InitialCwnd", UintegerValue(segments));
        client->Connect(TwoHosts::At(1, 80));
        TwoHosts::RunFor(Seconds(1));
        uint32_t sent = 0;
        hosts.TcpOf(0)->segmentSent.ConnectWithoutContext(Callback<void, const SegmentRecord&>(
            [&sent](const SegmentRecord& record) { sent += record.segment.payload > 0; }));
        client->Send(Create<Packet>(100000));
        EXPECT_EQ(sent, segments);
    }
}
