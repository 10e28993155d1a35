/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

#include "ns3/synfin-send-control.h"

#include <gtest/gtest.h>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr uint32_t MSS = 100;

/// Halves; remembers what it was told.
class Told : public CongestionController
{
  public:
    uint32_t window{10 * MSS};
    uint32_t threshold{1U << 30};
    std::vector<uint32_t> flights;
    std::vector<Delivery> acks;
    std::vector<bool> alone;

    uint32_t Window() const override
    {
        return window;
    }

    uint32_t Threshold() const override
    {
        return threshold;
    }

    void OnAck(const Delivery& delivery) override
    {
        acks.push_back(delivery);
    }

    void OnSend(bool, bool isAlone) override
    {
        alone.push_back(isAlone);
    }

    void OnDelivered(const Delivery&) override
    {
    }

    void OnLoss(Loss, uint32_t flight) override
    {
        flights.push_back(flight);
        window = threshold = flight / 2;
    }

    void SetWindow(uint32_t octets) override
    {
        window = octets;
    }

    void OnRecovered() override
    {
    }

    void OnUndo() override
    {
    }

    void OnIdle(Time, Time, bool) override
    {
    }
};

/// Ten segments are in flight, each sent 1 ms after the other.
class CongestionNews : public testing::Test
{
  protected:
    CongestionNews()
    {
        auto made = std::make_unique<Told>();
        told = made.get();
        sending = std::make_unique<SendControl>(std::move(made),
                                                SendControl::Means{MSS, 3, true},
                                                profile,
                                                At(0));
        for (uint32_t i = 0; i < 10; ++i)
        {
            sending->Sent(At(i), At(i + 1), MilliSeconds(i));
        }
    }

    static SequenceNumber32 At(uint32_t segment)
    {
        return SequenceNumber32(1 + segment * MSS);
    }

    /// All up to a segment is acknowledged, and those in [left, right) beyond, after 100 ms.
    void Ack(uint32_t una, uint32_t left, uint32_t right, SendControl::Echo echo)
    {
        Segment segment = synfin::Ack(301, At(una).GetValue());
        segment.sackCount = left < right ? 1 : 0;
        segment.sack[0] = {At(left), At(right)};
        Scoreboard::News news;
        sending->TakeSack(segment, At(before), At(10), news);
        sending->Advance(At(una), news);
        SendControl::Ack ack{};
        ack.before = At(before);
        ack.una = At(una);
        ack.nxt = ack.streamEnd = At(10);
        ack.octets = (una - before) * MSS;
        ack.isDuplicate = una == before;
        ack.now = MilliSeconds(100);
        ack.srtt = MilliSeconds(95);
        ack.echo = echo;
        sending->Acknowledged(ack, news);
        before = una;
    }

    Profile profile = *Profile::Preset("linux");
    Told* told;
    std::unique_ptr<SendControl> sending;
    uint32_t before{0};
};

} // namespace

/// TcpSocketBase::EnterRecovery(), RFC 5681 3.2: without what is SACKed, what is lost, and what
/// limited transmit sent.
TEST_F(CongestionNews, ALossIsOfWhatIsInTheNetwork)
{
    Ack(0, 1, 4, SendControl::Echo::UNUSED);
    EXPECT_EQ(told->flights, std::vector<uint32_t>{6 * MSS});
}

TEST_F(CongestionNews, ATimeoutIsOfWhatIsInTheNetwork)
{
    Ack(0, 9, 10, SendControl::Echo::UNUSED);
    sending->Timeout(At(0), At(10), At(10), true);
    EXPECT_EQ(told->flights, std::vector<uint32_t>{9 * MSS});
}

/// Marks reduce the window as losses do, bit by bit (Linux tcp_enter_cwr(), tcp_cwnd_reduction()).
TEST_F(CongestionNews, AMarkReducesAsTheNetworkDelivers)
{
    Ack(1, 0, 0, SendControl::Echo::REDUCES);
    EXPECT_EQ(told->threshold, 450U);
    EXPECT_EQ(told->window, 9 * MSS + 45);
    for (uint32_t una = 2; una < 6; ++una)
    {
        Ack(una, 0, 0, SendControl::Echo::SET);
    }
    EXPECT_EQ(told->flights.size(), 1U);
    EXPECT_EQ(told->window, 5 * MSS + 225);
}

TEST_F(CongestionNews, AnAckIsTold)
{
    Ack(2, 5, 6, SendControl::Echo::UNUSED);
    ASSERT_EQ(told->acks.size(), 1U);
    const auto& ack = told->acks.front();
    EXPECT_EQ(ack.delivered, 3 * MSS);
    EXPECT_EQ(ack.acknowledged, 2 * MSS);
    EXPECT_EQ(ack.inFlight, 10 * MSS);
    EXPECT_EQ(ack.outstanding, 8 * MSS);
    EXPECT_EQ(ack.rtt, MilliSeconds(95));
    EXPECT_EQ(ack.longestRtt, MilliSeconds(100));
    EXPECT_EQ(ack.sentAt, MilliSeconds(5));
    EXPECT_TRUE(ack.tellsOfHole);
}

/// Linux tcp_event_data_sent().
TEST_F(CongestionNews, AStartIsTold)
{
    EXPECT_EQ(told->alone, std::vector<bool>{true});
    Ack(10, 0, 0, SendControl::Echo::UNUSED);
    sending->Sent(At(10), At(11), MilliSeconds(100));
    EXPECT_EQ(told->alone, (std::vector<bool>{true, true}));
}
