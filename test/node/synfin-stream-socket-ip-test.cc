/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// A socket and the IP below it: header fields, loopback, the device that it leaves by.

#include "two-hosts.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// What IP sent, as "tos/ttl".
Words g_ipSent;

void
IpSent(Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t)
{
    Ipv4Header header;
    packet->PeekHeader(header);
    g_ipSent.push_back(std::to_string(header.GetTos()) + "/" + std::to_string(header.GetTtl()));
}

} // namespace

// RFC 9293 MUST-48, MUST-49, SHLD-22.
TEST(StreamSocket, IpFieldsOfTheSocketAreOnItsSegments)
{
    TwoHosts hosts;
    Ptr<Socket> server = hosts.Listen(1, 80);
    Ptr<Socket> client = hosts.MakeSocket(0);
    client->SetIpTos(0x20);
    client->SetIpTtl(9);
    g_ipSent.clear();
    hosts.nodes.Get(0)->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
        "Tx",
        MakeCallback(&IpSent));
    client->Connect(TwoHosts::At(1, 80));
    TwoHosts::RunFor(Seconds(1));
    client->Send(Say("hello"));
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(g_ipSent, Words(3, "32/9")); // SYN, ACK, data
}

// RFC 9293 SHLD-21.
TEST(StreamSocket, TosMayChangeDuringTheConnection)
{
    TwoHosts hosts;
    Ptr<Socket> server = hosts.Listen(1, 80);
    Ptr<Socket> client = hosts.MakeSocket(0);
    client->SetIpTos(0x20);
    g_ipSent.clear();
    hosts.nodes.Get(0)->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
        "Tx",
        MakeCallback(&IpSent));
    client->Connect(TwoHosts::At(1, 80));
    TwoHosts::RunFor(Seconds(1));
    for (const uint8_t tos : {0xb8, 0x00, 0x28})
    {
        client->SetIpTos(tos);
        client->Send(Say("hello"));
        TwoHosts::RunFor(Seconds(1));
    }
    client->SetIpTos(0x48);
    client->Close();
    TwoHosts::RunFor(Seconds(1));
    // SYN and ACK; three times data; FIN.
    const Words expected = {"32/64", "32/64", "184/64", "0/64", "40/64", "72/64"};
    EXPECT_EQ(g_ipSent, expected);
}

TEST(StreamSocket, TalksToItsOwnHost)
{
    TwoHosts hosts;
    Ptr<Socket> server = hosts.Listen(0, 80);
    Ear serverEar;
    serverEar.Hear(server);
    Ptr<Socket> client = hosts.MakeSocket(0);
    client->Connect(InetSocketAddress(Ipv4Address::GetLoopback(), 80));
    client->Send(Say("to myself")); // before the connection is there
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(serverEar.text, "to myself");
}

TEST(StreamSocket, LeavesByItsDevice)
{
    TwoHosts hosts;
    Ptr<Socket> server = hosts.Listen(1, 80);
    Ptr<Socket> client = hosts.MakeSocket(0);
    client->BindToNetDevice(hosts.nodes.Get(0)->GetDevice(1)); // the loopback
    EXPECT_EQ(client->Connect(TwoHosts::At(1, 80)), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_NOROUTETOHOST);
    client->BindToNetDevice(hosts.devices.Get(0));
    EXPECT_EQ(client->Connect(TwoHosts::At(1, 80)), 0);
}

// Both stacks' headers count as the same one, so that ns-3's checks of packets hold between them.
TEST(StreamSocket, PacketMetadataAgreesWithStockTcp)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const auto talk = []() {
        Packet::EnableChecking();
        for (const Tcp other : {Tcp::SYNFIN, Tcp::STOCK})
        {
            TwoHosts hosts(Tcp::SYNFIN, other);
            Ptr<Socket> server = hosts.Listen(1, 80);
            Ear ear;
            ear.Hear(server);
            Ptr<Socket> client = hosts.MakeSocket(0);
            client->Connect(TwoHosts::At(1, 80));
            client->Send(Create<Packet>(10000));
            TwoHosts::RunFor(Seconds(1));
            if (ear.text.size() != 10000)
            {
                std::exit(1);
            }
        }
        std::exit(0);
    };
    EXPECT_EXIT(talk(), testing::ExitedWithCode(0), "");
}
