/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/node-container.h"
#include "ns3/simulator.h"
#include "ns3/synfin-link-helper.h"
#include "ns3/synfin-scenario-router.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// A router with a host at each of two devices, of which the second is its default.
class ScenarioRouterTest : public testing::Test
{
  protected:
    ScenarioRouterTest()
    {
        for (uint32_t host : {1, 2})
        {
            const NetDeviceContainer pair = LinkHelper().Install(m_nodes.Get(0), m_nodes.Get(host));
            m_ofRouter.Add(pair.Get(0));
            m_ofHosts.Add(pair.Get(1));
            m_nodes.Get(host)->RegisterProtocolHandler(
                MakeCallback(&ScenarioRouterTest::OnPacket, this),
                0,
                nullptr);
        }
        m_router.AddRoute(m_addresses.Intern(Ipv4Address("10.0.0.5")), m_ofRouter.Get(0));
        m_router.AddRoute(m_addresses.Intern(Ipv6Address("fd00::5")), m_ofRouter.Get(0));
        m_router.SetDefaultRoute(m_ofRouter.Get(1));
    }

    ~ScenarioRouterTest() override
    {
        Simulator::Destroy();
    }

    /// The second host sends; @return at which host it comes out, with which TTL or hop limit
    std::string Sends(const char* destination, uint8_t limit)
    {
        m_heard.clear();
        const Ptr<Packet> packet = Create<Packet>(20);
        const bool isIpv6 = std::string(destination).find(':') != std::string::npos;
        if (isIpv6)
        {
            Ipv6Header header;
            header.SetDestination(Ipv6Address(destination));
            header.SetPayloadLength(20);
            header.SetHopLimit(limit);
            packet->AddHeader(header);
        }
        else
        {
            Ipv4Header header;
            header.SetDestination(Ipv4Address(destination));
            header.SetPayloadSize(20);
            header.SetTtl(limit);
            packet->AddHeader(header);
        }
        const Ptr<NetDevice> device = m_ofHosts.Get(1);
        device->Send(packet,
                     device->GetBroadcast(),
                     isIpv6 ? Ipv6L3Protocol::PROT_NUMBER : Ipv4L3Protocol::PROT_NUMBER);
        Simulator::Run();
        return m_heard;
    }

  private:
    void OnPacket(Ptr<NetDevice> device,
                  Ptr<const Packet> packet,
                  uint16_t protocol,
                  const Address&,
                  const Address&,
                  NetDevice::PacketType)
    {
        Ipv4Header ipv4;
        Ipv6Header ipv6;
        uint32_t limit = 0;
        if (protocol == Ipv4L3Protocol::PROT_NUMBER)
        {
            packet->PeekHeader(ipv4);
            limit = ipv4.GetTtl();
        }
        else
        {
            packet->PeekHeader(ipv6);
            limit = ipv6.GetHopLimit();
        }
        m_heard += "host " + std::string(device == m_ofHosts.Get(0) ? "1" : "2") + ": " +
                   std::to_string(limit);
    }

    NodeContainer m_nodes{NodeContainer(3)}; //!< the router, the hosts
    NetDeviceContainer m_ofRouter;
    NetDeviceContainer m_ofHosts;
    AddressTable m_addresses;
    ScenarioRouter m_router{m_nodes.Get(0), m_addresses};
    std::string m_heard;
};

} // namespace

TEST_F(ScenarioRouterTest, ForwardsByDestinationAndLowersTheLimit)
{
    EXPECT_EQ(Sends("10.0.0.5", 64), "host 1: 63");
    EXPECT_EQ(Sends("fd00::5", 64), "host 1: 63");
    EXPECT_EQ(Sends("10.0.0.5", 2), "host 1: 1");
}

TEST_F(ScenarioRouterTest, ForwardsTheRestByDefault)
{
    EXPECT_EQ(Sends("192.0.2.1", 64), "host 2: 63");
    EXPECT_EQ(Sends("fd00::6", 64), "host 2: 63");
}

TEST_F(ScenarioRouterTest, ForwardsNothingAtItsLastHop)
{
    EXPECT_EQ(Sends("10.0.0.5", 1), "");
    EXPECT_EQ(Sends("fd00::5", 1), "");
    EXPECT_EQ(Sends("fd00::5", 0), "");
}

TEST_F(ScenarioRouterTest, ForwardsNoMulticast)
{
    EXPECT_EQ(Sends("224.0.0.1", 64), "");
    EXPECT_EQ(Sends("ff02::1", 64), "");
}
