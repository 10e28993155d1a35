/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-walkthrough.h"

#include "ns3/abort.h"
#include "ns3/error-model.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/synfin-l4-protocol.h"
#include "ns3/synfin-stack-helper.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr uint16_t CLIENT_PORT = 40000;
constexpr uint16_t SERVER_PORT = 80;

/// Between the steps of the applications: long enough to see what timers do in between.
const Time THINK = Seconds(2);

/// Drops packets as it was decided when they were sent; a point-to-point link keeps their order.
class FateErrorModel : public ErrorModel
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::synfin::FateErrorModel").SetParent<ErrorModel>();
        return tid;
    }

    explicit FateErrorModel(std::deque<bool>& fates)
        : m_fates(fates)
    {
    }

  private:
    bool DoCorrupt(Ptr<Packet>) override
    {
        NS_ABORT_MSG_IF(m_fates.empty(), "a packet that no stack sent");
        const bool lost = m_fates.front();
        m_fates.pop_front();
        return lost;
    }

    void DoReset() override
    {
    }

    std::deque<bool>& m_fates;
};

} // namespace

const std::vector<std::string>&
WalkthroughScenarioNames()
{
    static const std::vector<std::string> NAMES =
        {"normal", "simultaneous-open", "simultaneous-close", "half-close", "refused", "reset"};
    return NAMES;
}

Walkthrough::Application::Application(Walkthrough& walkthrough, int side)
    : m_walkthrough(walkthrough),
      m_side(side)
{
}

void
Walkthrough::Application::Notify(const Notification& notification, const Ptr<const Packet>&)
{
    switch (notification.kind)
    {
    case Notification::ACCEPTABLE: {
        const auto opened = m_walkthrough.DriverOf(m_side).Accept(notification.connection, this);
        m_walkthrough.m_connections[m_side] = opened.id;
        m_walkthrough.Opened(m_side);
        m_walkthrough.DriverOf(m_side).Ready(opened.id);
        break;
    }
    case Notification::CONNECTED:
        m_walkthrough.Opened(m_side);
        break;
    case Notification::READABLE:
        m_walkthrough.DriverOf(m_side).Receive(notification.connection, notification.size);
        break;
    case Notification::PEER_CLOSED:
        m_walkthrough.PeerClosed(m_side);
        break;
    case Notification::PAYLOAD:
    case Notification::ACKNOWLEDGED:
    case Notification::SENT_FIN:
    case Notification::CLOSED:
    case Notification::RESET:
    case Notification::REFUSED:
    case Notification::TIMED_OUT:
    case Notification::UNREACHABLE:
    case Notification::ABORTED:
    case Notification::R1_REACHED:
    case Notification::SOFT_ERROR:
        break;
    }
}

Walkthrough::Walkthrough(const WalkthroughParameters& parameters, LadderSteps& steps)
    : m_parameters(parameters),
      m_steps(steps),
      m_applications{Application(*this, 0), Application(*this, 1)},
      m_neverSent(parameters.lose)
{
}

Walkthrough::~Walkthrough()
{
    Simulator::Destroy();
}

void
Walkthrough::BuildNodes()
{
    m_nodes.Create(2);
    for (uint32_t side = 0; side < 2; ++side)
    {
        StackHelper stack;
        stack.SetProfile(m_parameters.profiles[side]);
        stack.Install(m_nodes.Get(side));
    }

    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
    link.SetChannelAttribute("Delay", TimeValue(m_parameters.delay));
    const NetDeviceContainer devices = link.Install(m_nodes);
    Ipv4AddressHelper("10.0.0.0", "255.255.255.252").Assign(devices);
    for (int side = 0; side < 2; ++side)
    {
        const Ptr<FateErrorModel> fate = CreateObject<FateErrorModel>(m_fates[side]);
        devices.Get(side)->SetAttribute("ReceiveErrorModel", PointerValue(fate));
        const Ptr<L4Protocol> protocol = m_nodes.Get(side)->GetObject<L4Protocol>();
        protocol->ShareAddresses(m_addresses); // the ladder compares tuples of both ends
        protocol->transition.ConnectWithoutContext(
            MakeCallback(&LadderSteps::Transition, &m_steps));
        protocol->segmentSent.ConnectWithoutContext(MakeCallback(&Walkthrough::OnSent, this));
        protocol->segmentReceived.ConnectWithoutContext(
            MakeCallback(&LadderSteps::Received, &m_steps));
    }
}

StackDriver&
Walkthrough::DriverOf(int side) const
{
    return m_nodes.Get(side)->GetObject<L4Protocol>()->GetDriver();
}

void
Walkthrough::Run()
{
    BuildNodes();
    Simulator::Schedule(Time(0), &Walkthrough::Open, this);
    Simulator::Run();
}

void
Walkthrough::Open()
{
    FourTuple tuple;
    tuple.localAddress = m_addresses->Intern(Ipv4Address("10.0.0.1"));
    tuple.localPort = CLIENT_PORT;
    tuple.remoteAddress = m_addresses->Intern(Ipv4Address("10.0.0.2"));
    tuple.remotePort = SERVER_PORT;
    const auto scenario = m_parameters.scenario;
    if (scenario != WalkthroughScenario::REFUSED &&
        scenario != WalkthroughScenario::SIMULTANEOUS_OPEN)
    {
        DriverOf(SERVER).Listen(tuple.remoteAddress, SERVER_PORT, 1, {}, &m_applications[SERVER]);
    }
    m_connections[CLIENT] = DriverOf(CLIENT).Connect(tuple, {}, &m_applications[CLIENT]).id;
    if (scenario == WalkthroughScenario::SIMULTANEOUS_OPEN)
    {
        m_connections[SERVER] =
            DriverOf(SERVER).Connect(tuple.Reverse(), {}, &m_applications[SERVER]).id;
    }
}

void
Walkthrough::Opened(int side)
{
    switch (m_parameters.scenario)
    {
    case WalkthroughScenario::NORMAL:
    case WalkthroughScenario::SIMULTANEOUS_OPEN:
        if (side == CLIENT)
        {
            Simulator::Schedule(THINK, &Walkthrough::Close, this, CLIENT);
        }
        return;
    case WalkthroughScenario::SIMULTANEOUS_CLOSE:
        // The end that is ready last sets the hour for both.
        if (DriverOf(1 - side).GetStack().CountOf(State::ESTABLISHED) == 1)
        {
            Simulator::Schedule(THINK, &Walkthrough::Close, this, CLIENT);
            Simulator::Schedule(THINK, &Walkthrough::Close, this, SERVER);
        }
        return;
    case WalkthroughScenario::HALF_CLOSE:
        if (side == CLIENT)
        {
            Simulator::Schedule(THINK, &Walkthrough::Shutdown, this);
        }
        return;
    case WalkthroughScenario::RESET:
        if (side == CLIENT)
        {
            Simulator::Schedule(THINK, &Walkthrough::Abort, this);
        }
        return;
    case WalkthroughScenario::REFUSED:
        return;
    }
}

void
Walkthrough::PeerClosed(int side)
{
    if (m_parameters.scenario == WalkthroughScenario::HALF_CLOSE)
    {
        if (side == SERVER)
        {
            Simulator::Schedule(THINK, &Walkthrough::SendMore, this, 2U);
        }
        else
        {
            Close(CLIENT);
        }
    }
    else if (side == SERVER && m_parameters.scenario != WalkthroughScenario::SIMULTANEOUS_CLOSE)
    {
        Simulator::Schedule(THINK, &Walkthrough::Close, this, SERVER);
    }
}

void
Walkthrough::Close(int side)
{
    DriverOf(side).Close(m_connections[side]);
}

void
Walkthrough::Shutdown()
{
    DriverOf(CLIENT).Shutdown(m_connections[CLIENT]);
}

void
Walkthrough::Abort()
{
    DriverOf(CLIENT).Abort(m_connections[CLIENT]);
}

void
Walkthrough::SendMore(uint32_t count)
{
    if (count == 0)
    {
        Close(SERVER);
        return;
    }
    constexpr uint32_t OCTETS = 100;
    DriverOf(SERVER).Send(m_connections[SERVER], OCTETS);
    Simulator::Schedule(THINK, &Walkthrough::SendMore, this, count - 1);
}

void
Walkthrough::OnSent(const SegmentRecord& record)
{
    const int side = record.host == m_nodes.Get(CLIENT)->GetId() ? CLIENT : SERVER;
    const SegmentCopy copy = m_namer.Name(side, record.segment);
    const bool lost = IsOneOf(m_parameters.lose, copy);
    const auto isSent = [&copy](const SegmentCopy& one) { return IsOneOf({one}, copy); };
    m_neverSent.erase(std::remove_if(m_neverSent.begin(), m_neverSent.end(), isSent),
                      m_neverSent.end());
    m_fates[1 - side].push_back(lost);
    m_steps.Sent(record, lost);
}

std::vector<SegmentCopy>
Walkthrough::NeverSent() const
{
    return m_neverSent;
}

} // namespace synfin
} // namespace ns3
