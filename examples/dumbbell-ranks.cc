/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * A dumbbell whose left half is one process and whose right half another: ns-3's ranks, for an ns-3
 * that was configured with --enable-mpi. Started without mpirun, one process does it all, and the
 * results are the same.
 *
 *     mpirun -n 2 dumbbell-ranks --out=out/ranks
 *     synfin-merge --ranks out/ranks --out out/merged
 *     synfin-plot out/merged handshake-ecdf
 */

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/mpi-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/synfin-link-helper.h"
#include "ns3/synfin-stack-helper.h"
#include "ns3/synfin-trace-helper.h"

#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

/// @return the addresses of the right side's hosts; the last node of a side is its router
std::vector<Ipv4Address>
Connect(NodeContainer left, NodeContainer right, uint32_t pairs)
{
    synfin::LinkHelper bottleneck;
    bottleneck.SetBoth("delay", "20ms");
    bottleneck.SetBoth("bandwidth", "100Mbps");
    bottleneck.SetBoth("loss", "2%");
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    addresses.Assign(bottleneck.Install(left.Get(pairs), right.Get(pairs)));
    PointToPointHelper wide;
    wide.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
    wide.SetChannelAttribute("Delay", StringValue("2ms"));
    std::vector<Ipv4Address> servers;
    for (uint32_t i = 0; i < pairs; ++i)
    {
        addresses.NewNetwork();
        addresses.Assign(wide.Install(left.Get(i), left.Get(pairs)));
        addresses.NewNetwork();
        servers.push_back(
            addresses.Assign(wide.Install(right.Get(i), right.Get(pairs))).GetAddress(0));
    }
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();
    return servers;
}

int
main(int argc, char* argv[])
try
{
    const uint32_t pairs = 8; // of a client and a server
    uint32_t connections = 4000;
    std::string out = "out";
    // Or --SimulatorImplementationType=ns3::NullMessageSimulatorImpl.
    GlobalValue::Bind("SimulatorImplementationType", StringValue("ns3::DistributedSimulatorImpl"));
    CommandLine cmd(__FILE__);
    cmd.AddValue("connections", "how many there are", connections);
    cmd.AddValue("out", "the folder of the results", out);
    cmd.Parse(argc, argv);
    if (connections < 1 || connections > 10000000)
    {
        throw std::invalid_argument("--connections is from 1 to 10000000");
    }
    MpiInterface::Enable(&argc, &argv);
    const uint32_t ranks = MpiInterface::GetSize();
    if (ranks > 2)
    {
        throw std::invalid_argument("a dumbbell has two halves: mpirun -n 2");
    }

    // Every rank makes everything, and simulates what has its system id.
    NodeContainer left(pairs + 1, 0);
    NodeContainer right(pairs + 1, ranks - 1);
    synfin::StackHelper().Install(NodeContainer(left, right));
    const std::vector<Ipv4Address> servers = Connect(left, right, pairs);

    // Applications are of their own rank alone; random numbers are drawn alike on all.
    auto pause = CreateObject<ExponentialRandomVariable>();
    pause->SetAttribute("Mean", DoubleValue(0.005)); // s from page to page
    double now = 1;
    for (uint32_t i = 0; i < connections; ++i)
    {
        now += pause->GetValue();
        if (left.Get(0)->GetSystemId() == MpiInterface::GetSystemId())
        {
            BulkSendHelper page("ns3::TcpSocketFactory", InetSocketAddress(servers[i % pairs], 80));
            page.SetAttribute("MaxBytes", UintegerValue(3000));
            page.Install(left.Get(i % pairs)).Start(Seconds(now));
        }
    }
    if (right.Get(0)->GetSystemId() == MpiInterface::GetSystemId())
    {
        PacketSinkHelper("ns3::TcpSocketFactory", InetSocketAddress(Ipv4Address::GetAny(), 80))
            .Install(right);
    }

    synfin::TraceHelper traces(out);
    traces.Install(NodeContainer(left, right));
    Simulator::Stop(Seconds(now + 180));
    Simulator::Run();
    Simulator::Destroy(); // now the folder is there: of each rank, its own
    MpiInterface::Disable();
    return 0;
}

catch (const std::exception& error)
{
    std::cerr << "dumbbell-ranks: " << error.what() << "\n";
    return 1;
}
