/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TEST_TWO_HOSTS_H
#define SYNFIN_TEST_TWO_HOSTS_H

#include "ns3/boolean.h"
#include "ns3/error-model.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv6-address-helper.h"
#include "ns3/node-container.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/synfin-l4-protocol.h"
#include "ns3/synfin-stack-helper.h"
#include "ns3/tcp-socket-factory.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// Whose TCP a host has.
enum class Tcp
{
    SYNFIN,
    STOCK,
};

/// @return a stack of the profile that most tests are written for
inline StackHelper
Rfc9293()
{
    StackHelper stack;
    stack.SetProfile("rfc9293");
    return stack;
}

/// Two hosts, 10.1.1.1 and 2001:1::1 (left, 0), 10.1.1.2 and 2001:1::2 (right, 1), and a wire of 10
/// ms.
class TwoHosts
{
  public:
    explicit TwoHosts(Tcp left = Tcp::SYNFIN,
                      Tcp right = Tcp::SYNFIN,
                      const StackHelper& stack = Rfc9293())
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
        nodes.Create(2);
        wire.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
        wire.SetChannelAttribute("Delay", StringValue("10ms"));
        devices = wire.Install(nodes);
        Install(left, 0, stack);
        Install(right, 1, stack);
        Ipv4AddressHelper ipv4("10.1.1.0", "255.255.255.0");
        ipv4.Assign(devices);
        for (uint32_t host = 0; host < 2; ++host)
        {
            const Ptr<Ipv6> ipv6 = nodes.Get(host)->GetObject<Ipv6>();
            const uint32_t interface = ipv6->AddInterface(devices.Get(host));
            const Ipv6Address address(host == 0 ? "2001:1::1" : "2001:1::2");
            ipv6->AddAddress(interface, Ipv6InterfaceAddress(address, Ipv6Prefix(64)));
            ipv6->SetUp(interface);
            ipv6->SetAttribute("IpForward", BooleanValue(true)); // no router solicitation
        }
        RunFor(Seconds(2)); // nodes are initialized, IPv6 addresses have passed their test
    }

    ~TwoHosts()
    {
        Simulator::Destroy();
    }

    TwoHosts(const TwoHosts&) = delete;
    TwoHosts& operator=(const TwoHosts&) = delete;

    /// Loses that share of the packets, both ways.
    void Lose(double share)
    {
        for (uint32_t host = 0; host < 2; ++host)
        {
            Ptr<RateErrorModel> loss = CreateObject<RateErrorModel>();
            loss->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
            loss->SetRate(share);
            loss->AssignStreams(100 + host);
            devices.Get(host)->SetAttribute("ReceiveErrorModel", PointerValue(loss));
        }
    }

    /// @return the address of a host, with a port
    static Address At(uint32_t host, uint16_t port, bool ipv6 = false)
    {
        if (ipv6)
        {
            return Inet6SocketAddress(Ipv6Address(host == 0 ? "2001:1::1" : "2001:1::2"), port);
        }
        return InetSocketAddress(Ipv4Address(host == 0 ? "10.1.1.1" : "10.1.1.2"), port);
    }

    /// @return the address of a host
    static Address HostOf(uint32_t host, bool ipv6 = false)
    {
        const Address address = At(host, 0, ipv6);
        return ipv6 ? Address(Inet6SocketAddress::ConvertFrom(address).GetIpv6())
                    : Address(InetSocketAddress::ConvertFrom(address).GetIpv4());
    }

    /// @return any address, with a port
    static Address Any(uint16_t port, bool ipv6 = false)
    {
        if (ipv6)
        {
            return Inet6SocketAddress(Ipv6Address::GetAny(), port);
        }
        return InetSocketAddress(Ipv4Address::GetAny(), port);
    }

    /// @return a new TCP socket on a host
    Ptr<Socket> MakeSocket(uint32_t host) const
    {
        return Socket::CreateSocket(nodes.Get(host), TcpSocketFactory::GetTypeId());
    }

    /// @return a socket that listens on a host
    Ptr<Socket> Listen(uint32_t host, uint16_t port, bool ipv6 = false) const
    {
        Ptr<Socket> socket = MakeSocket(host);
        socket->Bind(Any(port, ipv6));
        socket->Listen();
        return socket;
    }

    /// @return synfin's TCP on a host
    Ptr<L4Protocol> TcpOf(uint32_t host) const
    {
        return nodes.Get(host)->GetObject<L4Protocol>();
    }

    /// Runs the simulation for a while.
    static void RunFor(Time time)
    {
        Simulator::Stop(time);
        Simulator::Run();
    }

    NodeContainer nodes;
    NetDeviceContainer devices;
    PointToPointHelper wire;

  private:
    void Install(Tcp tcp, uint32_t host, const StackHelper& stack)
    {
        if (tcp == Tcp::SYNFIN)
        {
            stack.Install(nodes.Get(host));
        }
        else
        {
            InternetStackHelper().Install(nodes.Get(host));
        }
    }
};

using Words = std::vector<std::string>;

/// @return a packet with that text
inline Ptr<Packet>
Say(const std::string& text)
{
    return Create<Packet>(reinterpret_cast<const uint8_t*>(text.data()), text.size());
}

/// Writes down what the application of a socket hears, in order, and reads all that arrives.
class Ear
{
  public:
    /// Listens to a socket.
    void Hear(Ptr<Socket> socket)
    {
        socket->SetConnectCallback(MakeCallback(&Ear::Connected, this),
                                   MakeCallback(&Ear::Failed, this));
        socket->SetCloseCallbacks(MakeCallback(&Ear::Closed, this),
                                  MakeCallback(&Ear::Broken, this));
        socket->SetAcceptCallback(MakeCallback(&Ear::Request, this),
                                  MakeCallback(&Ear::Accepted, this));
        socket->SetRecvCallback(MakeCallback(&Ear::Received, this));
        socket->SetSendCallback(MakeCallback(&Ear::Writable, this));
        socket->SetDataSentCallback(MakeCallback(&Ear::Sent, this));
    }

    Words words;                       //!< what was heard
    std::vector<Ptr<Socket>> accepted; //!< connections that came in
    std::string text;                  //!< bytes that came in
    uint64_t sent{0};                  //!< octets of which DataSent told
    uint32_t writable{0};              //!< how often Send was heard
    bool refuse{false};                //!< say no to connection requests

  private:
    void Connected(Ptr<Socket>)
    {
        words.push_back("connected");
    }

    void Failed(Ptr<Socket>)
    {
        words.push_back("failed");
    }

    void Closed(Ptr<Socket>)
    {
        words.push_back("closed");
    }

    void Broken(Ptr<Socket>)
    {
        words.push_back("broken");
    }

    bool Request(Ptr<Socket>, const Address&)
    {
        words.push_back("request");
        return !refuse;
    }

    void Accepted(Ptr<Socket> socket, const Address&)
    {
        words.push_back("accepted");
        accepted.push_back(socket);
        Hear(socket);
    }

    void Received(Ptr<Socket> socket)
    {
        words.push_back("received");
        while (Ptr<Packet> packet = socket->Recv())
        {
            if (packet->GetSize() == 0)
            {
                break;
            }
            std::string bytes(packet->GetSize(), '\0');
            packet->CopyData(reinterpret_cast<uint8_t*>(&bytes[0]), packet->GetSize());
            text += bytes;
        }
    }

    void Writable(Ptr<Socket>, uint32_t)
    {
        ++writable;
    }

    void Sent(Ptr<Socket>, uint32_t octets)
    {
        sent += octets;
    }
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TEST_TWO_HOSTS_H
