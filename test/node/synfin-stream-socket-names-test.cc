/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a socket is bound and connected to.

#include "two-hosts.h"

#include <gtest/gtest.h>
#include <set>

using namespace ns3;
using namespace ns3::synfin;

TEST(StreamSocket, BindTakesAPort)
{
    TwoHosts hosts;
    Ptr<Socket> first = hosts.MakeSocket(0);
    Ptr<Socket> second = hosts.MakeSocket(0);
    EXPECT_EQ(first->Bind(TwoHosts::Any(80)), 0);
    EXPECT_EQ(first->Bind(TwoHosts::Any(81)), -1);
    EXPECT_EQ(first->GetErrno(), Socket::ERROR_INVAL);
    EXPECT_EQ(second->Bind(TwoHosts::At(0, 80)), -1);
    EXPECT_EQ(second->GetErrno(), Socket::ERROR_ADDRINUSE);
    EXPECT_EQ(first->Close(), 0);
    EXPECT_EQ(second->Bind(TwoHosts::At(0, 80)), 0);
}

namespace
{

/// Connects to the right host. RFC 6056 3.3.2 and 3.3.5 draw at random and may miss the last free
/// port, as often as not, so they are asked again.
int
Connect(const Ptr<Socket>& socket)
{
    int result = -1;
    for (int tries = 0; tries < 100 && result != 0; ++tries)
    {
        result = socket->Connect(TwoHosts::At(1, 80));
    }
    return result;
}

} // namespace

/// A port that is bound, connected or not, is no other socket's ephemeral port.
TEST(StreamSocket, NobodyIsGivenABoundPort)
{
    for (const char* selection :
         {"rfc6056-1", "rfc6056-2", "rfc6056-3", "rfc6056-4", "rfc6056-5", "linux", "ns3"})
    {
        StackHelper stack;
        stack.Set("ip_local_port_range", "40000-40003");
        stack.Set("port_selection", selection);
        TwoHosts hosts(Tcp::SYNFIN, Tcp::SYNFIN, stack);
        Ptr<Socket> server = hosts.Listen(1, 80);
        Ptr<Socket> bound = hosts.MakeSocket(0);
        Ptr<Socket> chosen = hosts.MakeSocket(0);
        Address name;
        EXPECT_EQ(bound->Bind(TwoHosts::Any(40001)), 0);
        EXPECT_EQ(chosen->Bind(), 0);
        EXPECT_EQ(chosen->GetSockName(name), 0);
        std::set<uint16_t> ports{40001, InetSocketAddress::ConvertFrom(name).GetPort()};
        EXPECT_EQ(ports.size(), 2u) << selection;
        std::vector<Ptr<Socket>> others;
        for (int i = 0; i < 3; ++i)
        {
            others.push_back(hosts.MakeSocket(0));
            EXPECT_EQ(Connect(others.back()), i < 2 ? 0 : -1) << selection;
            if (i < 2)
            {
                others.back()->GetSockName(name);
                ports.insert(InetSocketAddress::ConvertFrom(name).GetPort());
            }
        }
        EXPECT_EQ(ports.size(), 4u) << selection;
        EXPECT_EQ(others.back()->GetErrno(), Socket::ERROR_ADDRNOTAVAIL);
        // Bind looks for a port that no connection has.
        Ptr<Socket> late = hosts.MakeSocket(0);
        EXPECT_EQ(late->Bind(), 0);
        EXPECT_EQ(late->GetSockName(name), -1) << selection;
        // Who gives a bound port back leaves it to others.
        EXPECT_EQ(bound->Close(), 0);
        EXPECT_EQ(Connect(others.back()), 0) << selection;
    }
}

TEST(StreamSocket, APortIsChosenWhenItIsNeeded)
{
    TwoHosts hosts;
    Ptr<Socket> socket = hosts.MakeSocket(0);
    EXPECT_EQ(socket->Bind(), 0);
    Address name;
    EXPECT_EQ(socket->GetSockName(name), 0);
    const uint16_t port = InetSocketAddress::ConvertFrom(name).GetPort();
    EXPECT_GE(port, 49152);
    EXPECT_EQ(socket->Listen(), 0);
    Ptr<Socket> client = hosts.MakeSocket(1);
    Ear ear;
    ear.Hear(client);
    EXPECT_EQ(client->Connect(TwoHosts::At(0, port)), 0);
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(ear.words, Words({"connected"}));
}

// RFC 9293 MUST-43.
TEST(StreamSocket, ConnectFromABoundPort)
{
    TwoHosts hosts;
    Ptr<Socket> server = hosts.Listen(1, 80);
    Ptr<Socket> client = hosts.MakeSocket(0);
    EXPECT_EQ(client->Bind(TwoHosts::At(0, 1234)), 0);
    EXPECT_EQ(client->Connect(TwoHosts::At(1, 80)), 0);
    Address name;
    client->GetSockName(name);
    EXPECT_EQ(name, TwoHosts::At(0, 1234));
    EXPECT_EQ(client->Connect(TwoHosts::At(1, 80)), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_ISCONN);
}

TEST(StreamSocket, NoWayToConnect)
{
    TwoHosts hosts;
    Ptr<Socket> client = hosts.MakeSocket(0);
    EXPECT_EQ(client->Connect(InetSocketAddress(Ipv4Address("192.0.2.1"), 80)), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_NOROUTETOHOST);
    // RFC 9293 MUST-46.
    for (const char* address : {"224.0.0.1", "255.255.255.255", "10.1.1.255"})
    {
        EXPECT_EQ(client->Connect(InetSocketAddress(Ipv4Address(address), 80)), -1) << address;
        EXPECT_EQ(client->GetErrno(), Socket::ERROR_NOROUTETOHOST);
    }
    EXPECT_EQ(client->Connect(Inet6SocketAddress(Ipv6Address("ff02::1"), 80)), -1);
    EXPECT_EQ(client->Connect(Address()), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_INVAL);
    EXPECT_EQ(client->Send(Create<Packet>(1)), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_NOTCONN);
}

TEST(StreamSocket, AnIpv4MappedAddressIsIpv4)
{
    TwoHosts hosts;
    Ptr<Socket> server = hosts.Listen(1, 80);
    Ptr<Socket> client = hosts.MakeSocket(0);
    Ear ear;
    ear.Hear(client);
    const Ipv6Address mapped = Ipv6Address::MakeIpv4MappedAddress(Ipv4Address("10.1.1.2"));
    EXPECT_EQ(client->Connect(Inet6SocketAddress(mapped, 80)), 0);
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(ear.words, Words({"connected"}));
}

TEST(StreamSocket, OneListenerPerIpVersion)
{
    TwoHosts hosts;
    Ptr<Socket> four = hosts.MakeSocket(1);
    Ptr<Socket> six = hosts.MakeSocket(1);
    EXPECT_EQ(four->Bind(TwoHosts::Any(80)), 0);
    EXPECT_EQ(six->Bind(TwoHosts::Any(80, true)), 0);
    EXPECT_EQ(four->Listen(), 0);
    EXPECT_EQ(six->Listen(), 0);
    Ear fourEar;
    Ear sixEar;
    fourEar.Hear(four);
    sixEar.Hear(six);
    Ptr<Socket> client4 = hosts.MakeSocket(0);
    Ptr<Socket> client6 = hosts.MakeSocket(0);
    EXPECT_EQ(client4->Connect(TwoHosts::At(1, 80)), 0);
    EXPECT_EQ(client6->Connect(TwoHosts::At(1, 80, true)), 0);
    TwoHosts::RunFor(Seconds(1));
    EXPECT_EQ(fourEar.accepted.size(), 1u);
    EXPECT_EQ(sixEar.accepted.size(), 1u);
}
