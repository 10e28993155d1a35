/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// A script of somebody else's: everything of synfin by one header, a link of ours, applications of
// ns-3.

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/synfin-module.h"

#include <iostream>

using namespace ns3;

void
Print(std::string, const synfin::TransitionRecord& record)
{
    std::cout << record.host << " " << record.transition.to << "\n";
}

int
main()
{
    NodeContainer nodes(2);
    NetDeviceContainer devices = synfin::LinkHelper().Install(nodes);
    synfin::StackHelper stack;
    stack.SetProfile("rfc9293");
    stack.Install(nodes);
    Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);
    PacketSinkHelper sink("ns3::TcpSocketFactory", InetSocketAddress(Ipv4Address::GetAny(), 80));
    sink.Install(nodes.Get(1)).Stop(Seconds(1));
    BulkSendHelper source("ns3::TcpSocketFactory", InetSocketAddress("10.0.0.2", 80));
    source.SetAttribute("MaxBytes", UintegerValue(1000));
    source.Install(nodes.Get(0));
    Config::Connect("/NodeList/*/$ns3::synfin::L4Protocol/Transition", MakeCallback(&Print));
    std::cout << "synfin " << synfin::VERSION << "\n";
    Simulator::Run();
    Simulator::Destroy();
    return std::cout.flush() ? 0 : 1;
}
