/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * A trace sink of one's own: the congestion windows of two uploads that share a bottleneck.
 *
 *     own-trace >cwnd.csv
 *     /usr/bin/python3 -c "import pandas as pd; pd.read_csv('cwnd.csv').pivot_table('cwnd', \
 *         'time_s', 'source').ffill().plot(drawstyle='steps-post', xlabel='time (s)', \
 *         ylabel='congestion window (octets)').figure.savefig('cwnd.png')"
 *
 * doc/scripts.rst shows the part between the two marks.
 */

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/synfin-link-helper.h"
#include "ns3/synfin-stack-helper.h"

#include <iostream>
#include <string>

using namespace ns3;

// manual begins
/// The sink: of each socket, a line per change.
void
Print(std::string path, uint32_t, uint32_t window)
{
    const std::string source = path.substr(path.find("SocketList"));
    std::cout << Simulator::Now().GetSeconds() << "," << source << "," << window << "\n";
}

/// Sockets are numbered as they are made; a path that leads to none ends the program.
void
Listen()
{
    Config::Connect("/NodeList/0/$ns3::synfin::L4Protocol/SocketList/*/CongestionWindow",
                    MakeCallback(&Print));
}

// manual ends

int
main()
{
    NodeContainer nodes(2);
    synfin::LinkHelper link;
    link.SetBoth("delay", "20ms");
    link.SetBoth("bandwidth", "10Mbps");
    link.SetForward("queue", "30p");
    NetDeviceContainer devices = link.Install(nodes.Get(0), nodes.Get(1));
    synfin::StackHelper().Install(nodes);
    Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);

    PacketSinkHelper sink("ns3::TcpSocketFactory", InetSocketAddress(80));
    sink.Install(nodes.Get(1));
    BulkSendHelper source("ns3::TcpSocketFactory", InetSocketAddress("10.0.0.2", 80));
    source.SetAttribute("MaxBytes", UintegerValue(10000000));
    source.Install(nodes.Get(0)); // it makes its socket when it starts, at 0 s
    source.Install(nodes.Get(0)); // and a second one, beside it

    std::cout << "time_s,source,cwnd\n";
    Simulator::Schedule(MilliSeconds(1), &Listen);
    Simulator::Run();
    Simulator::Destroy();
    return std::cout.flush() ? 0 : 1; // what cannot be printed is an error
}
