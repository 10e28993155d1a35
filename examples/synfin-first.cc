/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * synfin in an ns-3 script of one's own: stock applications, a stock link, and every change of
 * state printed. README.md and doc/tutorial.rst show the part between the two marks.
 */

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/synfin-stack-helper.h"
#include "ns3/synfin-trace-record.h"

#include <iostream>

using namespace ns3;

// manual begins
void
PrintTransition(std::string, const synfin::TransitionRecord& record)
{
    std::cout << record.time.GetSeconds() << " s: node " << record.host << " "
              << record.transition.from << " -> " << record.transition.to << "\n";
}

int
main()
{
    NodeContainer nodes(2);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
    NetDeviceContainer devices = link.Install(nodes);

    synfin::StackHelper stack; // instead of InternetStackHelper
    stack.SetProfile("linux");
    stack.Set("syn_linear_timeouts", "0"); // any field of a profile
    stack.Install(nodes);
    Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);

    // Stock applications ask for ns3::TcpSocketFactory and get synfin's sockets.
    PacketSinkHelper sink("ns3::TcpSocketFactory", InetSocketAddress(Ipv4Address::GetAny(), 80));
    sink.Install(nodes.Get(1)); // it closes when its peer does
    BulkSendHelper source("ns3::TcpSocketFactory", InetSocketAddress("10.0.0.2", 80));
    source.SetAttribute("MaxBytes", UintegerValue(100000));
    source.Install(nodes.Get(0));

    Config::Connect("/NodeList/*/$ns3::synfin::L4Protocol/Transition",
                    MakeCallback(&PrintTransition));
    Simulator::Run();
    Simulator::Destroy();
    return std::cout.flush() ? 0 : 1; // what cannot be printed is an error
}

// manual ends
