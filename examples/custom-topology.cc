/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * A topology of one's own: a dumbbell with short TCP connections and UDP across its bottleneck,
 * written as synfin-run writes its runs.
 *
 *     custom-topology --rate=8Mbps --out=out/dumbbell
 *     synfin-plot out/dumbbell time-wait-population
 *
 * doc/scripts.rst shows the part between the two marks.
 */

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/synfin-stack-helper.h"
#include "ns3/synfin-trace-helper.h"
#include "ns3/traffic-control-module.h"

#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

using namespace ns3;

// manual begins
/// @return the addresses of the right side
Ipv4InterfaceContainer
MakeDumbbell(DataRate rate, NodeContainer left, NodeContainer routers, NodeContainer right)
{
    PointToPointHelper narrow;
    narrow.SetDeviceAttribute("DataRate", DataRateValue(rate));
    narrow.SetChannelAttribute("Delay", StringValue("20ms"));
    narrow.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("2p")); // the rest waits above
    const NetDeviceContainer bottleneck = narrow.Install(routers);
    TrafficControlHelper queue;
    queue.SetRootQueueDisc("ns3::FqCoDelQueueDisc");
    queue.Install(bottleneck);

    PointToPointHelper wide;
    wide.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
    wide.SetChannelAttribute("Delay", StringValue("2ms"));
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    addresses.Assign(bottleneck);
    Ipv4InterfaceContainer servers;
    for (uint32_t i = 0; i < left.GetN(); ++i)
    {
        addresses.NewNetwork();
        addresses.Assign(wide.Install(left.Get(i), routers.Get(0)));
        addresses.NewNetwork();
        servers.Add(addresses.Assign(wide.Install(right.Get(i), routers.Get(1))).Get(0));
    }
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();
    return servers;
}

int
main(int argc, char* argv[])
try
{
    DataRate rate("10Mbps");
    uint32_t connections = 600;
    std::string out = "out";
    CommandLine cmd(__FILE__);
    cmd.AddValue("rate", "of the bottleneck", rate);
    cmd.AddValue("connections", "how many there are", connections);
    cmd.AddValue("out", "the folder of the results", out);
    cmd.Parse(argc, argv);
    if (rate.GetBitRate() == 0 || connections < 1 || connections > 100000)
    {
        throw std::invalid_argument("--rate is more than 0bps, --connections from 1 to 100000");
    }

    const uint32_t pairs = 4; // clients at the left, servers at the right
    NodeContainer left(pairs);
    NodeContainer right(pairs);
    NodeContainer routers(2);
    // Half of the clients have ns-3's own TCP.
    InternetStackHelper().Install(NodeContainer(left.Get(0), left.Get(1)));
    synfin::StackHelper().Install(NodeContainer(left.Get(2), left.Get(3), right, routers));

    const Ipv4InterfaceContainer servers = MakeDumbbell(rate, left, routers, right);

    PacketSinkHelper("ns3::TcpSocketFactory", InetSocketAddress(80)).Install(right);
    PacketSinkHelper("ns3::UdpSocketFactory", InetSocketAddress(9)).Install(right);
    auto pause = CreateObject<ExponentialRandomVariable>();
    pause->SetAttribute("Mean", DoubleValue(0.02)); // s from page to page
    double now = 1;
    for (uint32_t i = 0; i < connections; ++i) // a page: it is sent, and the connection closed
    {
        BulkSendHelper page("ns3::TcpSocketFactory",
                            InetSocketAddress(servers.GetAddress(i % pairs), 80));
        page.SetAttribute("MaxBytes", UintegerValue(15000));
        page.Install(left.Get(i % pairs)).Start(Seconds(now += pause->GetValue()));
    }
    OnOffHelper cross("ns3::UdpSocketFactory", InetSocketAddress(servers.GetAddress(0), 9));
    cross.SetConstantRate(DataRate(rate.GetBitRate() / 2 + 1), 1000); // half of the bottleneck
    cross.SetAttribute("OnTime", StringValue("ns3::ConstantRandomVariable[Constant=1]")); // s
    cross.Install(left.Get(0)).Stop(Seconds(now));

    synfin::TraceHelper traces(out);
    traces.SetSegments(true);
    traces.Install(NodeContainer(left, right));
    Simulator::Run();
    Simulator::Destroy(); // now the folder is there
    return 0;
}

catch (const std::exception& error)
{
    std::cerr << "custom-topology: " << error.what() << "\n";
    return 1;
}

// manual ends
