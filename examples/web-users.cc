/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * Web users in a cafe: stations of a wifi open a new connection for each page of the server at the
 * access point, and think between pages. TIME_WAIT piles up at the side that closes first.
 *
 *     web-users --closer=server --out=out/cafe
 *     synfin-plot out/cafe time-wait-population states-over-time
 */

#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/mobility-module.h"
#include "ns3/network-module.h"
#include "ns3/synfin-stack-helper.h"
#include "ns3/synfin-trace-helper.h"
#include "ns3/wifi-module.h"

#include <iostream>
#include <stdexcept>

using namespace ns3;

const Time END = Seconds(120);   // no page is asked for later
std::string g_closer = "server"; // who closes first
void Browse(Ptr<Node> station);

/// A request, or its answer: who closes first does so behind it, and can still read.
void
Say(const char* who, uint32_t octets, Ptr<Socket> socket)
{
    socket->Recv();
    socket->Send(Create<Packet>(octets));
    if (g_closer == who)
    {
        socket->ShutdownSend();
    }
}

/// The peer has closed.
void
Close(Ptr<Socket> socket)
{
    socket->Recv();
    socket->Close();
}

/// The page is here: the next one follows when it is read.
void
Think(Ptr<Socket> socket)
{
    static auto pause = CreateObject<ExponentialRandomVariable>(); // its mean is 1
    Close(socket);
    Simulator::Schedule(Seconds(2 * pause->GetValue()), &Browse, socket->GetNode());
}

void
Accept(Ptr<Socket> socket, const Address&)
{
    socket->SetRecvCallback(MakeBoundCallback(&Say, "server", 10000U));
    socket->SetCloseCallbacks(MakeCallback(&Close), MakeCallback(&Close));
}

void
Browse(Ptr<Node> station)
{
    if (Simulator::Now() < END)
    {
        auto socket = Socket::CreateSocket(station, TcpSocketFactory::GetTypeId());
        socket->SetConnectCallback(MakeBoundCallback(&Say, "client", 200U), MakeCallback(&Think));
        socket->SetCloseCallbacks(MakeCallback(&Think), MakeCallback(&Think));
        socket->Connect(InetSocketAddress("10.0.0.1", 80));
    }
}

int
main(int argc, char* argv[])
try
{
    std::string out = "out";
    CommandLine cmd(__FILE__);
    cmd.AddValue("closer", "who closes first, client or server", g_closer);
    cmd.AddValue("out", "the folder of the results", out);
    cmd.Parse(argc, argv);
    if (g_closer != "client" && g_closer != "server")
    {
        throw std::invalid_argument("--closer is client or server");
    }

    NodeContainer server(1);
    NodeContainer stations(8);
    YansWifiPhyHelper phy;
    phy.SetChannel(YansWifiChannelHelper::Default().Create());
    WifiHelper wifi;
    wifi.SetStandard(WIFI_STANDARD_80211g);
    WifiMacHelper mac;
    mac.SetType("ns3::ApWifiMac");
    NetDeviceContainer air = wifi.Install(phy, mac, server);
    mac.SetType("ns3::StaWifiMac");
    air.Add(wifi.Install(phy, mac, stations));
    const NodeContainer nodes(server, stations);
    MobilityHelper().Install(nodes); // all at one table
    synfin::StackHelper().Install(nodes);
    Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(air);

    synfin::TraceHelper traces(out);
    traces.Install(nodes);
    auto web = Socket::CreateSocket(server.Get(0), TcpSocketFactory::GetTypeId());
    web->SetAcceptCallback(Callback<bool, Ptr<Socket>, const Address&>(), MakeCallback(&Accept));
    web->Bind(InetSocketAddress(80));
    web->Listen();
    for (uint32_t i = 0; i < stations.GetN(); ++i)
    {
        Simulator::Schedule(Seconds(1 + 0.1 * i), &Browse, stations.Get(i));
    }
    Simulator::Stop(END + Seconds(70)); // the access point's beacons never end
    Simulator::Run();
    Simulator::Destroy(); // now the folder is there
    return 0;
}

catch (const std::exception& error)
{
    std::cerr << "web-users: " << error.what() << "\n";
    return 1;
}
