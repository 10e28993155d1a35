/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "told.h"

#include "ns3/synfin-congestion-ops.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-lp.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr uint32_t MSS = 1000;
using Loss = CongestionController::Loss;
using Delivery = CongestionController::Delivery;

/// Writes down what it hears.
class Listening : public TcpNewReno
{
  public:
    std::vector<std::string> heard;

    void PktsAcked(Ptr<TcpSocketState>, uint32_t segments, const Time& rtt) override
    {
        heard.push_back("acked " + std::to_string(segments) + " in " +
                        std::to_string(rtt.GetMilliSeconds()));
    }

    void IncreaseWindow(Ptr<TcpSocketState>, uint32_t segments) override
    {
        heard.push_back("increase " + std::to_string(segments));
    }

    void CongestionStateSet(Ptr<TcpSocketState>,
                            const TcpSocketState::TcpCongState_t state) override
    {
        heard.push_back(TcpSocketState::TcpCongStateName[state]);
    }

    void CwndEvent(Ptr<TcpSocketState>, const TcpSocketState::TcpCAEvent_t event) override
    {
        heard.push_back(event == TcpSocketState::CA_EVENT_TX_START       ? "start"
                        : event == TcpSocketState::CA_EVENT_LOSS         ? "loss"
                        : event == TcpSocketState::CA_EVENT_COMPLETE_CWR ? "complete"
                                                                         : "?");
    }

    uint32_t GetSsThresh(Ptr<const TcpSocketState> state, uint32_t inFlight) override
    {
        heard.push_back("threshold of " + std::to_string(inFlight));
        return TcpNewReno::GetSsThresh(state, inFlight);
    }
};

/// One that listens, after a handshake of 20 ms.
class CongestionHooks : public testing::Test
{
  protected:
    CongestionHooks()
    {
        tcp.OnStart(MilliSeconds(20));
    }

    /// So many octets are acknowledged of ten segments in flight, 1 ms after what was heard last.
    Delivery Ack(uint32_t octets, Time rtt = MilliSeconds(20))
    {
        now += MilliSeconds(1);
        tcp.SetNow(now);
        Delivery delivery = Delivered(octets, octets, 10 * MSS, rtt);
        delivery.outstanding = 10 * MSS - octets;
        return delivery;
    }

    /// @return what was heard since it was asked before
    std::vector<std::string> Heard()
    {
        std::vector<std::string> heard;
        heard.swap(listening->heard);
        return heard;
    }

    Ptr<Listening> listening = CreateObject<Listening>();
    CongestionOps tcp{listening, MSS, 10, UINT32_MAX};
    Time now;
};

using Words = std::vector<std::string>;

} // namespace

/// TcpSocketBase::EstimateRtt(): the round trip is the smoothed one, from the SYN on, and an ACK
/// without a sample has that of before.
TEST_F(CongestionHooks, TheRoundTripIsSmoothed)
{
    Heard();
    Tell(tcp, Ack(2 * MSS, MilliSeconds(100)));
    EXPECT_EQ(Heard(), (Words{"acked 2 in 30", "increase 2"}));
    EXPECT_EQ(tcp.GetState()->m_minRtt, MilliSeconds(20));
    Tell(tcp, Ack(MSS, Time(0)));
    EXPECT_EQ(Heard(), (Words{"acked 1 in 30", "increase 1"}));
}

/// TcpSocketBase::DupAck(), ProcessAck().
TEST_F(CongestionHooks, WhatTellsOfAHoleIsDisorder)
{
    Delivery hole = Ack(MSS);
    hole.acknowledged = 0;
    hole.mayGrow = false;
    hole.tellsOfHole = true;
    Heard();
    Tell(tcp, hole);
    EXPECT_EQ(Heard(), (Words{"acked 1 in 20", "CA_DISORDER"}));
    Tell(tcp, Ack(2 * MSS));
    EXPECT_EQ(Heard(), (Words{"acked 2 in 20", "CA_OPEN", "increase 2"}));
}

/// TcpSocketBase::EnterRecovery(): the state before the threshold, which is of what is in flight.
TEST_F(CongestionHooks, ARecoveryIsHeardOfInOrder)
{
    Heard();
    tcp.OnLoss(Loss::FAST_RETRANSMIT, 6 * MSS);
    EXPECT_EQ(Heard(), (Words{"CA_RECOVERY", "threshold of 6000"}));
    EXPECT_EQ(tcp.Threshold(), 3 * MSS);
    tcp.OnAck(Ack(MSS));
    tcp.OnRecovered();
    EXPECT_EQ(Heard(), (Words{"acked 1 in 20", "complete", "CA_OPEN"}));
}

/// TcpSocketBase::ReTxTimeout().
TEST_F(CongestionHooks, ATimeoutIsHeardOfInOrder)
{
    Heard();
    tcp.OnLoss(Loss::TIMEOUT, 10 * MSS);
    EXPECT_EQ(Heard(), (Words{"threshold of 10000", "loss", "CA_LOSS"}));
}

/// TcpSocketBase::SendPendingData(); Linux tcp_event_data_sent().
TEST_F(CongestionHooks, EachStartIsHeardOf)
{
    EXPECT_EQ(Heard(), Words{"CA_OPEN"});
    tcp.OnSend(true, true);
    tcp.OnSend(false, false);
    tcp.OnSend(false, true);
    EXPECT_EQ(Heard(), (Words{"start", "start"}));
}

/// SND.NXT is what it is, also after a recovery in which much was SACKed: rounds end there.
TEST_F(CongestionHooks, TheEndOfARoundIsSndNxt)
{
    Delivery delivery = Ack(MSS);
    delivery.outstanding = 30 * MSS;
    Tell(tcp, delivery);
    EXPECT_EQ(tcp.GetState()->m_lastAckedSeq, SequenceNumber32(MSS));
    EXPECT_EQ(tcp.GetState()->m_nextTxSequence.Get(), SequenceNumber32(31 * MSS));
}

/// TcpSocketBase::ProcessOptionTimestamp(), of a peer whose clock has its own beginning: LP and
/// LEDBAT take the difference for the delay to the peer.
TEST_F(CongestionHooks, TheDifferenceOfTimestampsIsADelay)
{
    const auto delay = [this](int64_t toPeer, int64_t back) {
        now = MilliSeconds(now.GetMilliSeconds() + 100);
        Delivery delivery = Ack(MSS, MilliSeconds(toPeer + back));
        const int64_t arrived = now.GetMilliSeconds() - back;
        delivery.clock =
            CongestionController::PeerClock{static_cast<uint32_t>(4294967000 + arrived),
                                            arrived - toPeer};
        Tell(tcp, delivery);
        return tcp.GetState()->m_rcvTimestampValue - tcp.GetState()->m_rcvTimestampEchoReply;
    };
    EXPECT_EQ(delay(10, 10), 10U);
    EXPECT_EQ(delay(35, 10), 35U);
    EXPECT_EQ(delay(10, 30), 10U); // the way back does not count
}

/// So that LP finds a queue: it gives way.
TEST(CongestionClock, LpGivesWayToAQueue)
{
    for (const bool isQueued : {false, true})
    {
        CongestionOps tcp(CreateObject<TcpLp>(), MSS, 10, UINT32_MAX);
        tcp.OnStart(MilliSeconds(20));
        bool hasFallen = false;
        for (int64_t i = 0; i < 200; ++i)
        {
            const int64_t queue = isQueued && i >= 50 ? i - 50 : 0;
            const uint32_t before = tcp.Window();
            tcp.SetNow(MilliSeconds(1000 + 30 * i));
            Delivery delivery = Delivered(MSS, MSS, before, MilliSeconds(20 + queue));
            delivery.outstanding = before;
            delivery.clock = CongestionController::PeerClock{static_cast<uint32_t>(990 + 30 * i),
                                                             980 + 30 * i - queue};
            Tell(tcp, delivery);
            hasFallen = hasFallen || tcp.Window() < before;
        }
        EXPECT_EQ(hasFallen, isQueued);
    }
}
