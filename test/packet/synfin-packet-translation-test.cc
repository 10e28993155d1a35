/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/boolean.h"
#include "ns3/global-value.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ppp-header.h"
#include "ns3/synfin-packet-translation.h"
#include "ns3/synfin-segment-header.h"

#include <gtest/gtest.h>
#include <random>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// Packets with checksums between two addresses of each version.
class PacketTranslation : public testing::Test
{
  protected:
    PacketTranslation()
    {
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    }

    ~PacketTranslation() override
    {
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
    }

    /// @return a packet of IPv4
    static Ptr<Packet> Make(const Segment& segment,
                            Ipv4Address from,
                            Ipv4Address to,
                            FourTuple ports)
    {
        Ptr<Packet> packet = WithTcp(segment, from, to, ports);
        Ipv4Header ip;
        ip.SetSource(from);
        ip.SetDestination(to);
        ip.SetProtocol(6);
        ip.SetPayloadSize(static_cast<uint16_t>(packet->GetSize()));
        ip.EnableChecksum();
        packet->AddHeader(ip);
        return packet;
    }

    /// @return a packet of IPv6
    static Ptr<Packet> Make(const Segment& segment,
                            Ipv6Address from,
                            Ipv6Address to,
                            FourTuple ports)
    {
        Ptr<Packet> packet = WithTcp(segment, from, to, ports);
        Ipv6Header ip;
        ip.SetSource(from);
        ip.SetDestination(to);
        ip.SetNextHeader(6);
        ip.SetPayloadLength(static_cast<uint16_t>(packet->GetSize()));
        packet->AddHeader(ip);
        return packet;
    }

    template <typename Address>
    static Ptr<Packet> WithTcp(const Segment& segment, Address from, Address to, FourTuple ports)
    {
        Ptr<Packet> packet = Create<Packet>(segment.payload);
        SegmentHeader tcp(segment, ports.localPort, ports.remotePort);
        tcp.SetPseudoHeader(from, to);
        packet->AddHeader(tcp);
        return packet;
    }

    static std::vector<uint8_t> Octets(Ptr<const Packet> packet)
    {
        std::vector<uint8_t> octets(packet->GetSize());
        packet->CopyData(octets.data(), static_cast<uint32_t>(octets.size()));
        return octets;
    }

    /// Holds translated packets to those that were made with the new addresses and ports.
    template <typename Address>
    void Check(Address from, Address to, Address other, uint16_t protocol)
    {
        std::mt19937 random(1);
        for (int i = 0; i < 3000; ++i)
        {
            const auto port = [&] { return static_cast<uint16_t>(random()); };
            Segment segment = Data(random(), random(), random() % 5);
            segment.window = port();
            segment.timestamps = Timestamps{static_cast<uint32_t>(random()), 1};
            const FourTuple before{0, 0, port(), 80};
            const FourTuple after{m_addresses.Intern(other), m_addresses.Intern(to), port(), 80};
            const Ptr<Packet> packet = Make(segment, from, to, before);
            TranslatePacket(packet, protocol, after, m_addresses);
            ASSERT_EQ(Octets(packet), Octets(Make(segment, other, to, after)));
            ASSERT_EQ(PeekPacket(packet, protocol, m_addresses)->tuple, after);
            TranslatePacket(packet,
                            protocol,
                            {m_addresses.Intern(from), after.remoteAddress, before.localPort, 80},
                            m_addresses);
            ASSERT_EQ(Octets(packet), Octets(Make(segment, from, to, before)));
        }
    }

    AddressTable m_addresses;
};

} // namespace

TEST_F(PacketTranslation, ItsChecksumIsThatOfAPacketMadeSo)
{
    Check(Ipv4Address("10.0.0.5"),
          Ipv4Address("10.0.0.9"),
          Ipv4Address("10.0.0.1"),
          Ipv4L3Protocol::PROT_NUMBER);
    Check(Ipv6Address("fd00:0:0:1::1"),
          Ipv6Address("fd00:0:0:2::1"),
          Ipv6Address("fd00::1"),
          Ipv6L3Protocol::PROT_NUMBER);
}

TEST_F(PacketTranslation, AWrongChecksumStaysWrong)
{
    const Ipv4Address from("10.0.0.5");
    const Ipv4Address to("10.0.0.9");
    const Ptr<Packet> frame = Make(Data(1, 2, 3), from, to, {0, 0, 1000, 80});
    PppHeader ppp;
    ppp.SetProtocol(0x21);
    frame->AddHeader(ppp);
    ASSERT_TRUE(DamageFrame(frame));
    frame->RemoveHeader(ppp);
    const Ipv4Address other("10.0.0.1");
    TranslatePacket(frame,
                    Ipv4L3Protocol::PROT_NUMBER,
                    {m_addresses.Intern(other), m_addresses.Intern(to), 2000, 80},
                    m_addresses);
    Ipv4Header ip;
    ip.EnableChecksum();
    frame->RemoveHeader(ip);
    EXPECT_TRUE(ip.IsChecksumOk());
    SegmentHeader tcp;
    tcp.SetPseudoHeader(other, to);
    frame->RemoveHeader(tcp);
    EXPECT_FALSE(tcp.IsChecksumOk());
}
