/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * The first handshake: two nodes, one connection, from the first SYN to the end of TIME_WAIT.
 *
 *     first-handshake --out=out/first
 *     synfin-plot out/first ladder
 *
 * doc/tutorial.rst shows the part between the two marks.
 */

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/synfin-stack-helper.h"
#include "ns3/synfin-trace-helper.h"

#include <exception>
#include <iostream>
#include <string>

using namespace ns3;

// manual begins
int
main(int argc, char* argv[])
try
{
    std::string out = "out";
    CommandLine cmd(__FILE__);
    cmd.AddValue("out", "the folder of the results", out);
    cmd.Parse(argc, argv);

    // 1. Two nodes and a link, as in any script.
    NodeContainer nodes(2);
    Names::Add("laptop", nodes.Get(0));
    Names::Add("shop", nodes.Get(1));
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
    link.SetChannelAttribute("Delay", StringValue("50ms"));
    NetDeviceContainer devices = link.Install(nodes);

    // 2. synfin's stack instead of ns-3's InternetStackHelper.
    synfin::StackHelper stack;
    stack.SetProfile("linux");
    stack.Set("time_wait", "10s"); // any field of a profile
    stack.Install(nodes);
    Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);

    // 3. Stock applications: they ask for ns3::TcpSocketFactory and get synfin's sockets.
    PacketSinkHelper sink("ns3::TcpSocketFactory", InetSocketAddress(80));
    sink.Install(nodes.Get(1)); // it closes when its peer does
    BulkSendHelper source("ns3::TcpSocketFactory", InetSocketAddress("10.0.0.2", 80));
    source.SetAttribute("MaxBytes", UintegerValue(1000)); // they are sent, and it closes
    source.Install(nodes.Get(0));

    // 4. A record of it all, segments included: the ladder is drawn of them.
    synfin::TraceHelper traces(out);
    traces.SetSegments(true);
    traces.Install(nodes);

    Simulator::Run();
    Simulator::Destroy(); // now the folder is there
    return 0;
}

catch (const std::exception& error)
{
    std::cerr << "first-handshake: " << error.what() << "\n";
    return 1;
}

// manual ends
