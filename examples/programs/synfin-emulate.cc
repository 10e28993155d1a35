/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/// @file Puts a simulated host behind a TAP device, in real time, for real programs to talk to.

#include "synfin-emulate-options.h"
#include "synfin-emulate-service.h"
#include "synfin-emulate-tap.h"
#include "synfin-language.h"
#include "synfin-program.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/fd-net-device.h"
#include "ns3/global-value.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-l4-protocol.h"
#include "ns3/synfin-output-directory.h"
#include "ns3/synfin-provenance.h"
#include "ns3/synfin-segment-recorder.h"
#include "ns3/synfin-stack-helper.h"
#include "ns3/synfin-transition-recorder.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <csignal>
#include <iomanip>
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

volatile std::sig_atomic_t g_signal = 0; //!< which one asked for the end

void
OnSignal(int signal)
{
    g_signal = signal;
}

/// The simulated host's end of the TAP device; what the host sends may be held back.
class TapNetDevice : public FdNetDevice
{
  public:
    void SetDelay(Time delay)
    {
        m_delay = delay;
    }

    ssize_t Write(uint8_t* frame, size_t size) override
    {
        if (m_delay.IsZero())
        {
            return FdNetDevice::Write(frame, size);
        }
        Simulator::Schedule(m_delay,
                            &TapNetDevice::WriteNow,
                            this,
                            std::vector<uint8_t>(frame, frame + size));
        return static_cast<ssize_t>(size);
    }

  private:
    void WriteNow(std::vector<uint8_t> frame)
    {
        FdNetDevice::Write(frame.data(), frame.size());
    }

    Time m_delay{0}; //!< of each frame
};

/// The host, its applications and its records.
class Emulation
{
  public:
    explicit Emulation(const EmulateOptions& options);
    ~Emulation();
    Emulation(const Emulation&) = delete;
    Emulation& operator=(const Emulation&) = delete;

    /// Writes transitions.csv and segments.csv into a folder.
    void Record(const std::string& folder);

    /// Runs until the end that was asked for.
    void Run();

  private:
    void InstallStack();
    void AddressIpv4();
    void AddressIpv6();
    void Begin();
    void Listen(const EmulateOptions::Served& served);
    void Connect(const EmulateOptions::Connected& connected);
    void OnTransition(const TransitionRecord& record);
    void OnSegment(const SegmentRecord& record);
    void Watch();

    const EmulateOptions& m_options;
    Ptr<Node> m_host;
    Ptr<TapNetDevice> m_device;
    std::optional<TransitionRecorder> m_transitions;
    std::optional<SegmentRecorder> m_segments;
    uint32_t m_open{0}; //!< connections of --connect that are not closed yet
};

Emulation::Emulation(const EmulateOptions& options)
    : m_options(options)
{
    GlobalValue::Bind("SimulatorImplementationType", StringValue("ns3::RealtimeSimulatorImpl"));
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    // A run's sequence numbers are not those of the run before, which the kernel may remember.
    RngSeedManager::SetSeed(1 + std::random_device()() % 1000000000);
    // Whatever waits until the kernel's MAC address is known.
    Config::SetDefault("ns3::ArpCache::PendingQueueSize", UintegerValue(10000));
    Config::SetDefault("ns3::NdiscCache::UnresolvedQueueSize", UintegerValue(10000));
    Config::SetDefault("ns3::Icmpv6L4Protocol::DAD", BooleanValue(false));

    m_host = CreateObject<Node>();
    InstallStack();
    m_device = CreateObject<TapNetDevice>();
    m_device->SetAddress(Mac48Address::Allocate());
    m_device->SetIsMulticast(true); // IPv6 finds neighbours by it
    m_device->SetDelay(options.delay);
    // When it is full, ns-3 loses the frame and its memory, and reads nothing for 100 ms.
    m_device->SetAttribute("RxQueueSize", UintegerValue(100000));
    m_device->SetFileDescriptor(OpenTap(options.tap));
    m_host->AddDevice(m_device);
    options.address.ipv6 ? AddressIpv6() : AddressIpv4();
    const Ptr<L4Protocol> tcp = m_host->GetObject<L4Protocol>();
    tcp->TraceConnectWithoutContext("Transition", MakeCallback(&Emulation::OnTransition, this));
}

Emulation::~Emulation()
{
    Simulator::Destroy();
}

void
Emulation::InstallStack()
{
    StackHelper stack;
    stack.SetProfile(m_options.host.server.profile);
    stack.SetIpv4StackInstall(!m_options.address.ipv6);
    stack.SetIpv6StackInstall(m_options.address.ipv6);
    stack.Install(m_host);
}

void
Emulation::AddressIpv4()
{
    const Ptr<Ipv4> ipv4 = m_host->GetObject<Ipv4>();
    const uint32_t interface = ipv4->AddInterface(m_device);
    const Ipv4Mask mask(UINT32_MAX << (32 - m_options.tap.prefix));
    ipv4->AddAddress(interface,
                     Ipv4InterfaceAddress(Ipv4Address(m_options.address.text.c_str()), mask));
    ipv4->SetUp(interface);
    Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->SetDefaultRoute(
        Ipv4Address(m_options.tap.address.text.c_str()),
        interface);
}

void
Emulation::AddressIpv6()
{
    const Ptr<Ipv6> ipv6 = m_host->GetObject<Ipv6>();
    const uint32_t interface = ipv6->AddInterface(m_device);
    ipv6->AddAddress(interface,
                     Ipv6InterfaceAddress(Ipv6Address(m_options.address.text.c_str()),
                                          Ipv6Prefix(static_cast<uint8_t>(m_options.tap.prefix))));
    ipv6->SetUp(interface);
    Ipv6StaticRoutingHelper().GetStaticRouting(ipv6)->SetDefaultRoute(
        Ipv6Address(m_options.tap.address.text.c_str()),
        interface);
}

void
Emulation::Record(const std::string& folder)
{
    m_transitions.emplace(folder + "/" + TransitionTable().file);
    m_segments.emplace(folder + "/" + SegmentTable().file);
    const Ptr<L4Protocol> tcp = m_host->GetObject<L4Protocol>();
    tcp->TraceConnectWithoutContext("SegmentSent", MakeCallback(&Emulation::OnSegment, this));
    tcp->TraceConnectWithoutContext("SegmentReceived", MakeCallback(&Emulation::OnSegment, this));
}

void
Emulation::Run()
{
    const Time linkUp = MilliSeconds(1); // the device starts at 0
    Simulator::ScheduleWithContext(m_host->GetId(), linkUp, &Emulation::Begin, this);
    Watch();
    if (m_options.duration)
    {
        Simulator::Stop(*m_options.duration);
    }
    Simulator::Run();
    if (m_transitions)
    {
        m_transitions->Close();
        m_segments->Close();
    }
}

void
Emulation::Begin()
{
    for (const auto& one : m_options.serve)
    {
        Listen(one);
    }
    std::cout << Tr(m_options.address.text + " is up behind " + m_options.tap.name + ", profile " +
                    m_options.host.profileName)
              << std::endl;
    for (const auto& one : m_options.connect)
    {
        Connect(one);
    }
}

void
Emulation::Listen(const EmulateOptions::Served& served)
{
    const Ptr<Socket> socket = Socket::CreateSocket(m_host, TcpSocketFactory::GetTypeId());
    const Address any =
        m_options.address.ipv6
            ? static_cast<Address>(Inet6SocketAddress(Ipv6Address::GetAny(), served.port))
            : static_cast<Address>(InetSocketAddress(Ipv4Address::GetAny(), served.port));
    Conversation::BeginEach(socket, {served.service, m_options.octets});
    if (socket->Bind(any) != 0 || socket->Listen() != 0)
    {
        throw std::runtime_error("port " + std::to_string(served.port) + " cannot be listened on");
    }
}

void
Emulation::Connect(const EmulateOptions::Connected& connected)
{
    const Ptr<Socket> socket = Socket::CreateSocket(m_host, TcpSocketFactory::GetTypeId());
    Conversation::Begin(socket, {connected.service, m_options.octets});
    if (m_options.localPort != 0)
    {
        socket->Bind(m_options.address.ipv6
                         ? Address(Inet6SocketAddress(Ipv6Address::GetAny(), m_options.localPort))
                         : Address(InetSocketAddress(Ipv4Address::GetAny(), m_options.localPort)));
    }
    if (socket->Connect(connected.remote) != 0)
    {
        throw std::runtime_error("there is no way to the address of --connect");
    }
    ++m_open;
}

void
Emulation::OnTransition(const TransitionRecord& record)
{
    const Transition& transition = record.transition;
    if (m_transitions)
    {
        m_transitions->Record(record);
    }
    if (m_options.print)
    {
        const AddressTable& addresses = *record.addresses;
        const FourTuple& tuple = transition.tuple;
        std::cout << std::fixed << std::setprecision(6) << record.time.GetSeconds() << ' '
                  << addresses.ToText(tuple.localAddress) << ' ' << tuple.localPort << ' '
                  << addresses.ToText(tuple.remoteAddress) << ' ' << tuple.remotePort << ' '
                  << ToString(transition.from) << " -> " << ToString(transition.to) << ' '
                  << ToString(transition.cause) << std::endl;
    }
    if (m_options.serve.empty() && transition.to == State::CLOSED && --m_open == 0)
    {
        Simulator::Stop(m_options.delay + MilliSeconds(1)); // what is on its way leaves first
    }
}

void
Emulation::OnSegment(const SegmentRecord& record)
{
    m_segments->Record(record);
}

void
Emulation::Watch()
{
    if (g_signal != 0)
    {
        Simulator::Stop();
        return;
    }
    Simulator::Schedule(MilliSeconds(20), &Emulation::Watch, this);
}

int
Emulate(const EmulateOptions& options, const std::vector<std::string>& command)
{
    std::unique_ptr<OutputDirectory> output;
    if (!options.out.empty())
    {
        output = std::make_unique<OutputDirectory>(options.out, options.force);
    }
    CatchSignals(OnSignal);
    {
        Emulation emulation(options);
        if (output)
        {
            emulation.Record(output->Folder());
        }
        emulation.Run();
    }
    if (output)
    {
        output->Write("provenance.json", ProvenanceToJson("synfin-emulate", command));
        output->Commit();
    }
    return 0;
}

int
Main(int argc, char* argv[])
{
    const auto options = ParseEmulateOptions(argc, argv);
    return options ? Emulate(*options, {argv, argv + argc}) : 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram("synfin-emulate", &Main, argc, argv);
}
