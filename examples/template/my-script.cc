/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/// @file A script of your own: uploads over a link that loses, recorded.

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/synfin-module.h"

#include <exception>
#include <iostream>
#include <string>

using namespace ns3;

int
main(int argc, char* argv[])
try
{
    // What can be set on the command line can be swept.
    std::string loss = "0.1";
    uint32_t connections = 100;
    std::string out = "out";
    CommandLine cmd(__FILE__);
    cmd.AddValue("loss", "what the link loses, in netem's words", loss);
    cmd.AddValue("connections", "how many there are, one each 100 ms", connections);
    cmd.AddValue("out", "the folder of the results", out);
    cmd.Parse(argc, argv);

    NodeContainer nodes(2);
    synfin::LinkHelper link;
    link.SetBoth("delay", "50ms");
    link.SetBoth("loss", loss);
    NetDeviceContainer devices = link.Install(nodes);
    synfin::StackHelper().Install(nodes);
    Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);

    PacketSinkHelper("ns3::TcpSocketFactory", InetSocketAddress(80)).Install(nodes.Get(1));
    BulkSendHelper upload("ns3::TcpSocketFactory", InetSocketAddress("10.0.0.2", 80));
    upload.SetAttribute("MaxBytes", UintegerValue(1000));
    for (uint32_t i = 0; i < connections; ++i)
    {
        upload.Install(nodes.Get(0)).Start(MilliSeconds(100 * i));
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
    std::cerr << "my-script: " << error.what() << "\n";
    return 1;
}
