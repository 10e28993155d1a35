/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-link-sample.h"

#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/error-model.h"
#include "ns3/node-container.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/queue-size.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/synfin-link-direction.h"
#include "ns3/synfin-link-transmitter.h"

#include <cmath>
#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// A frame that someone sends.
struct Frame
{
    int64_t time; //!< ns
    uint32_t octets;
};

/// @return frames of many sizes that sometimes find the queue full
std::vector<Frame>
Traffic(uint64_t bitsPerSecond)
{
    std::minstd_rand random(1);
    // On average 800 octets come in the time that 760 take.
    const double gap = 760 * 8e9 / static_cast<double>(bitsPerSecond);
    std::vector<Frame> frames;
    double time = 0;
    for (int i = 0; i < 3000; ++i)
    {
        time += -gap * std::log(std::uniform_real_distribution<>(1e-9, 1)(random));
        frames.push_back(
            {static_cast<int64_t>(time) + 1, 100 + static_cast<uint32_t>(random() % 1401)});
    }
    return frames;
}

/// ns-3's point-to-point link, one way.
class Device
{
  public:
    Device(const std::string& rate, const std::string& delay, const std::string& queue)
    {
        NodeContainer nodes;
        nodes.Create(2);
        PointToPointHelper helper;
        helper.SetDeviceAttribute("DataRate", StringValue(rate));
        helper.SetChannelAttribute("Delay", StringValue(delay));
        helper.SetQueue("ns3::DropTailQueue<Packet>", "MaxSize", StringValue(queue));
        m_devices = helper.Install(nodes);
        m_devices.Get(1)->SetReceiveCallback(MakeCallback(&Device::Receive, this));
    }

    void SetLoss(double probability, int64_t stream)
    {
        const Ptr<RateErrorModel> model = CreateObject<RateErrorModel>();
        model->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
        model->SetRate(probability);
        model->AssignStreams(stream);
        m_devices.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(model));
    }

    /// @return when each frame arrives, in ns, by number; dropped ones are missing
    std::map<std::size_t, int64_t> Run(const std::vector<Frame>& frames)
    {
        for (std::size_t i = 0; i < frames.size(); ++i)
        {
            Simulator::Schedule(NanoSeconds(frames[i].time),
                                &Device::Send,
                                this,
                                i,
                                frames[i].octets);
        }
        Simulator::Run();
        Simulator::Destroy();
        return m_arrivals;
    }

  private:
    void Send(std::size_t number, uint32_t octets)
    {
        constexpr uint32_t PPP_HEADER = 2;
        const Ptr<Packet> packet = Create<Packet>(octets - PPP_HEADER);
        m_numbers[packet->GetUid()] = number;
        m_devices.Get(0)->Send(packet, m_devices.Get(1)->GetAddress(), 0x800);
    }

    bool Receive(Ptr<NetDevice>, Ptr<const Packet> packet, uint16_t, const Address&)
    {
        m_arrivals[m_numbers.at(packet->GetUid())] = Simulator::Now().GetNanoSeconds();
        return true;
    }

    NetDeviceContainer m_devices;
    std::map<uint64_t, std::size_t> m_numbers; //!< by uid
    std::map<std::size_t, int64_t> m_arrivals;
};

/// @return when each frame arrives through a direction of ours
std::map<std::size_t, int64_t>
Direct(const LinkSample::Settings& settings,
       const LinkStreams& streams,
       const std::vector<Frame>& frames)
{
    LinkDirection direction(LinkSample::Parameters(settings), streams);
    LinkResult result;
    std::map<std::size_t, int64_t> arrivals;
    for (std::size_t i = 0; i < frames.size(); ++i)
    {
        direction.Enter(frames[i].octets, nullptr, NanoSeconds(frames[i].time), result);
        if (result.count > 0)
        {
            arrivals[i] = result.arrivals[0].time.GetNanoSeconds();
        }
    }
    return arrivals;
}

} // namespace

TEST(LinkDevice, TransmissionTakesWhatDataRateSays)
{
    for (const uint64_t rate :
         {1000ULL, 56000ULL, 9999991ULL, 10000000ULL, 1000000007ULL, 123456789012ULL})
    {
        LinkTransmitter transmitter({{0, rate}});
        int64_t now = 0;
        // Downwards and over again, so that sizes meet that share a place in the transmitter's
        // memory.
        for (uint32_t octets = 9000; octets > 0; octets -= 1)
        {
            const int64_t expected =
                now + DataRate(rate).CalculateBytesTxTime(octets).GetTimeStep();
            ASSERT_EQ(transmitter.Send(octets, now)->end, expected) << octets << " at " << rate;
            ASSERT_EQ(transmitter.Send(octets, expected)->end, 2 * expected - now);
            now = 2 * expected - now;
        }
    }
}

TEST(LinkDevice, ArrivesAndDropsLikeThePointToPointDevice)
{
    for (const char* rate : {"10Mbps", "56kbps", "999999937bps"})
    {
        for (const char* queue : {"5p", "1p", "6000B"})
        {
            const auto frames = Traffic(DataRate(rate).GetBitRate());
            const auto expected = Device(rate, "50ms", queue).Run(frames);
            EXPECT_LT(expected.size(), 2900U); // some are dropped
            EXPECT_GT(expected.size(), 1000U);
            EXPECT_EQ(
                Direct({{"bandwidth", rate}, {"delay", "50ms"}, {"queue", queue}}, {}, frames),
                expected)
                << rate << " " << queue;
        }
    }
}

TEST(LinkDevice, LosesLikeTheRateErrorModelWithTheSameStream)
{
    constexpr int64_t STREAM = 77;
    const auto frames = Traffic(10000000);
    Device device("10Mbps", "50ms", "100000p");
    device.SetLoss(0.1, STREAM);
    const auto expected = device.Run(frames);
    EXPECT_LT(expected.size(), frames.size());
    const LinkStreams streams{RngSeedManager::GetSeed(), RngSeedManager::GetRun(), STREAM};
    EXPECT_EQ(
        Direct({{"bandwidth", "10Mbps"}, {"delay", "50ms"}, {"queue", "100000p"}, {"loss", "10%"}},
               streams,
               frames),
        expected);
}
