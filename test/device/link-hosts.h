/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TEST_LINK_HOSTS_H
#define SYNFIN_TEST_LINK_HOSTS_H

#include "node/two-hosts.h"

#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/net-device.h"
#include "ns3/packet.h"
#include "ns3/synfin-link-helper.h"
#include "ns3/udp-socket-factory.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <gtest/gtest.h>
#include <string>
#include <tuple>
#include <vector>

namespace ns3
{
namespace synfin
{

/// Connects two nodes.
using Wire = std::function<NetDeviceContainer(const NodeContainer&)>;

/// @return a wire that is a link, with fixed random streams
inline Wire
Over(const LinkHelper& link)
{
    return [link](const NodeContainer& nodes) {
        const NetDeviceContainer devices = link.Install(nodes);
        link.AssignStreams(devices, 1000);
        return devices;
    };
}

/// The hosts of TwoHosts with any wire, and nothing on it that nobody sent.
class LinkHosts
{
  public:
    explicit LinkHosts(const Wire& wire, Tcp tcp = Tcp::STOCK)
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
        nodes.Create(2);
        devices = wire(nodes);
        if (tcp == Tcp::SYNFIN)
        {
            StackHelper().Install(nodes);
        }
        else
        {
            InternetStackHelper().Install(nodes);
        }
        Ipv4AddressHelper("10.1.1.0", "255.255.255.0").Assign(devices);
        for (uint32_t host = 0; host < 2; ++host)
        {
            const Ptr<Node> node = nodes.Get(host);
            node->GetObject<Icmpv6L4Protocol>()->SetAttribute("DAD", BooleanValue(false));
            const Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
            const uint32_t interface = ipv6->AddInterface(devices.Get(host));
            const Ipv6Address address(host == 0 ? "2001:1::1" : "2001:1::2");
            ipv6->SetForwarding(interface, true); // no router solicitation
            ipv6->AddAddress(interface, Ipv6InterfaceAddress(address, Ipv6Prefix(64)));
            ipv6->SetUp(interface);
        }
    }

    ~LinkHosts()
    {
        Simulator::Destroy();
    }

    LinkHosts(const LinkHosts&) = delete;
    LinkHosts& operator=(const LinkHosts&) = delete;

    NodeContainer nodes;
    NetDeviceContainer devices;
};

/// A frame that a trace source told of.
struct Sighting
{
    Time time;
    std::string source; //!< such as "0 MacRx": host 0's device
    uint32_t size;      //!< octets

    bool operator<(const Sighting& other) const
    {
        return std::tie(time, source, size) < std::tie(other.time, other.source, other.size);
    }

    bool operator==(const Sighting& other) const
    {
        return std::tie(time, source, size) == std::tie(other.time, other.source, other.size);
    }
};

/// What trace sources of devices told.
class FrameLog
{
  public:
    /// Listens to some sources of both devices.
    void Watch(const NetDeviceContainer& devices, const std::vector<std::string>& sources)
    {
        for (uint32_t host = 0; host < devices.GetN(); ++host)
        {
            for (const std::string& source : sources)
            {
                const std::string context = std::to_string(host) + " " + source;
                ASSERT_TRUE(devices.Get(host)->TraceConnect(source,
                                                            context,
                                                            MakeCallback(&FrameLog::Note, this)));
            }
        }
    }

    /// @return how often a source told
    std::size_t Count(const std::string& source) const
    {
        return std::count_if(sightings.begin(), sightings.end(), [&source](const Sighting& one) {
            return one.source == source;
        });
    }

    std::vector<Sighting> sightings; //!< in the order of time

  private:
    void Note(std::string context, Ptr<const Packet> frame)
    {
        sightings.push_back({Simulator::Now(), context, frame->GetSize()});
    }
};

/// Numbered UDP datagrams from host 0 to host 1, 100 octets of payload (130 on the wire) each.
class Datagrams
{
  public:
    explicit Datagrams(const LinkHosts& hosts)
        : m_sender(Socket::CreateSocket(hosts.nodes.Get(0), UdpSocketFactory::GetTypeId())),
          m_receiver(Socket::CreateSocket(hosts.nodes.Get(1), UdpSocketFactory::GetTypeId()))
    {
        m_receiver->Bind(TwoHosts::Any(9));
        m_receiver->SetRecvCallback(MakeCallback(&Datagrams::Received, this));
        m_sender->Connect(TwoHosts::At(1, 9));
    }

    /// Sends count of them, the first one now, and runs the simulation until 10 s after the last.
    void Send(uint32_t count, Time interval)
    {
        for (uint32_t i = 0; i < count; ++i)
        {
            Simulator::Schedule(i * interval, &Datagrams::SendOne, this, i);
        }
        TwoHosts::RunFor(count * interval + Seconds(10));
    }

    std::vector<uint32_t> numbers; //!< of those that arrived
    std::vector<Time> times;       //!< when they did

  private:
    void SendOne(uint32_t number)
    {
        std::vector<uint8_t> octets(100);
        for (uint32_t i = 0; i < 4; ++i)
        {
            octets[i] = static_cast<uint8_t>(number >> 8 * i);
        }
        m_sender->Send(octets.data(), octets.size(), 0);
    }

    void Received(Ptr<Socket> socket)
    {
        while (const Ptr<Packet> packet = socket->Recv())
        {
            uint8_t octets[4];
            packet->CopyData(octets, 4);
            numbers.push_back(octets[0] | octets[1] << 8 | octets[2] << 16 | octets[3] << 24);
            times.push_back(Simulator::Now());
        }
    }

    Ptr<Socket> m_sender;
    Ptr<Socket> m_receiver;
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TEST_LINK_HOSTS_H
