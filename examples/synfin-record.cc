/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * A measurement of one's own: uploads over a link that loses, written as synfin-run writes its
 * runs.
 *
 *     synfin-record --loss=0.1 --out=out/own
 *     synfin-plot out/own dwell-times
 *
 * doc/tutorial.rst shows the part between the two marks.
 */

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/synfin-link-helper.h"
#include "ns3/synfin-stack-helper.h"
#include "ns3/synfin-trace-helper.h"

#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

using namespace ns3;

// manual begins
int
main(int argc, char* argv[])
try
{
    double loss = 0.1;
    std::string out = "out";
    CommandLine cmd(__FILE__);
    cmd.AddValue("loss", "how many packets of the link are lost, 0 to 1", loss);
    cmd.AddValue("out", "the folder of the results", out);
    cmd.Parse(argc, argv);
    if (!(loss >= 0 && loss <= 1))
    {
        throw std::invalid_argument("--loss is from 0 to 1");
    }

    NodeContainer nodes(2);
    synfin::LinkHelper link; // in netem's words, each direction on its own
    link.SetBoth("delay", "50ms");
    link.SetBoth("loss", std::to_string(loss));
    NetDeviceContainer devices = link.Install(nodes.Get(0), nodes.Get(1));

    synfin::StackHelper stack;
    stack.SetProfile("freebsd");
    stack.Install(nodes);
    Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);

    PacketSinkHelper sink("ns3::TcpSocketFactory", InetSocketAddress(80));
    sink.Install(nodes.Get(1)); // its sockets close when their peers do
    BulkSendHelper source("ns3::TcpSocketFactory", InetSocketAddress("10.0.0.2", 80));
    source.SetAttribute("MaxBytes", UintegerValue(20000));
    for (int i = 0; i < 100; ++i) // a connection every 100 ms
    {
        source.Install(nodes.Get(0)).Start(MilliSeconds(100 * i));
    }

    synfin::TraceHelper traces(out);
    traces.SetSegments(true);
    traces.Install(nodes);
    Simulator::Run();
    Simulator::Destroy(); // now the folder is there
    return 0;
}

catch (const std::exception& error)
{
    std::cerr << "synfin-record: " << error.what() << "\n";
    return 1;
}

// manual ends
