/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * A real kernel as peer: in real time, a simulated client 50 ms away fetches a page from a server
 * of this machine, through a TAP device. As root, on Linux:
 *
 *     python3 -m http.server 8000 & sleep 1
 *     kernel-on-tap --out=out/kernel
 *     synfin-plot out/kernel ladder
 */

#include "ns3/core-module.h"
#include "ns3/fd-net-device-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/synfin-link-helper.h"
#include "ns3/synfin-stack-helper.h"
#include "ns3/synfin-stream-socket.h"
#include "ns3/synfin-trace-helper.h"

#include <cstdlib>
#include <fcntl.h>
#include <iostream>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace ns3;

/// @return our end of a TAP device, which goes with this program; the kernel is 10.7.0.1 there
int
OpenTap()
{
    const int tap = open("/dev/net/tun", O_RDWR);
    ifreq request{{"synfin0"}, {}};
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    if (tap < 0 || ioctl(tap, TUNSETIFF, &request) != 0 ||
        std::system("ip address add 10.7.0.1/24 dev synfin0 && ip link set synfin0 up && "
                    "ip route add 10.1.0.0/24 via 10.7.0.2") != 0)
    {
        throw std::runtime_error("there is no TAP device synfin0: it takes Linux with /dev/net/tun "
                                 "and iproute2, and root or CAP_NET_ADMIN");
    }
    return tap;
}

void
Ask(Ptr<Socket> socket)
{
    // In HTTP/1.0 the server closes when it has answered.
    socket->Send(reinterpret_cast<const uint8_t*>("GET / HTTP/1.0\r\n\r\n"), 18, 0);
}

void
Read(Ptr<Socket> socket)
{
    std::cout << socket->Recv()->GetSize() << " octets of the page\n";
}

void
Close(Ptr<Socket> socket)
{
    socket->Close();
}

void
Finish(synfin::CloseCause cause)
{
    std::cout << "10.7.0.1:8000: " << cause << "\n";
    Simulator::Stop();
}

int
main(int argc, char* argv[])
try
{
    std::string out = "out";
    CommandLine cmd(__FILE__);
    cmd.AddValue("out", "the folder of the results", out);
    cmd.Parse(argc, argv);
    GlobalValue::Bind("SimulatorImplementationType", StringValue("ns3::RealtimeSimulatorImpl"));
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true)); // the kernel looks at them
    RngSeedManager::SetRun(getpid()); // it remembers ports and sequence numbers, too

    NodeContainer nodes(2); // the client, and a router with the TAP device
    synfin::LinkHelper link;
    link.SetBoth("delay", "50ms");
    auto tap = CreateObject<FdNetDevice>();
    tap->SetAddress(Mac48Address::Allocate());
    tap->SetFileDescriptor(OpenTap());
    nodes.Get(1)->AddDevice(tap);
    synfin::StackHelper().Install(nodes);
    Ipv4AddressHelper("10.1.0.0", "255.255.255.0").Assign(link.Install(nodes));
    Ipv4AddressHelper("10.7.0.0", "255.255.255.0", "0.0.0.2").Assign(NetDeviceContainer(tap));
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();

    synfin::TraceHelper traces(out);
    traces.SetSegments(true);
    traces.Install(nodes.Get(0));
    auto socket = Socket::CreateSocket(nodes.Get(0), TcpSocketFactory::GetTypeId());
    socket->SetConnectCallback(MakeCallback(&Ask), MakeNullCallback<void, Ptr<Socket>>());
    socket->SetRecvCallback(MakeCallback(&Read));
    socket->SetCloseCallbacks(MakeCallback(&Close), MakeNullCallback<void, Ptr<Socket>>());
    socket->TraceConnectWithoutContext("Closed", MakeCallback(&Finish));
    socket->Connect(InetSocketAddress("10.7.0.1", 8000));
    Simulator::Stop(Minutes(1));
    Simulator::Run();
    Simulator::Destroy(); // now the folder is there
    return 0;
}

catch (const std::exception& error)
{
    std::cerr << "kernel-on-tap: " << error.what() << "\n";
    return 2;
}
