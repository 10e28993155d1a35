/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-driver-host.h"

#include "ns3/assert.h"

#include <utility>

namespace ns3
{
namespace synfin
{

ScenarioDriverHost::ScenarioDriverHost(uint32_t id,
                                       std::vector<AddressId> addresses,
                                       StackDriver& driver)
    : ScenarioHost(id, std::move(addresses)),
      m_driver(driver)
{
}

void
ScenarioDriverHost::Trace(TraceSink* sink, TraceSink::Told what)
{
    m_driver.SetSink(sink, what);
}

ConnectionId
ScenarioDriverHost::IdOf(Handle handle)
{
    return {static_cast<uint32_t>(handle), static_cast<uint32_t>(handle >> 32)};
}

void
ScenarioDriverHost::Assign(ConnectionId id, uint32_t end)
{
    if (id.slot >= m_seats.size())
    {
        m_seats.resize(id.slot + 1);
    }
    m_seats[id.slot] = {id.generation, end};
}

ScenarioHost::Opened
ScenarioDriverHost::Connect(const Opening& opening)
{
    ConnectionOptions options;
    options.incarnation = opening.number;
    options.fastOpenData = opening.fastOpen;
    if (opening.fromPort != 0)
    {
        options.reuseAddress = opening.reuseAddress;
    }
    const FourTuple tuple{opening.from, opening.server, opening.fromPort, opening.port};
    const auto opened = m_driver.Connect(tuple, options, this);
    if (opened.error != CallError::NONE)
    {
        return {false, opened.error == CallError::ADDRESS_IN_USE, 0};
    }
    Assign(opened.id, opening.end);
    return {true, false, opened.id.Key()};
}

void
ScenarioDriverHost::SendLoneSyn(const Opening& opening)
{
    ConnectionOptions options;
    options.incarnation = opening.number;
    const FourTuple tuple{opening.from, opening.server, opening.fromPort, opening.port};
    const auto opened = m_driver.Connect(tuple, options, nullptr);
    m_driver.Close(opened.id); // RFC 9293 3.10.4, SYN_SENT: nothing is sent
}

bool
ScenarioDriverHost::SendForged(const FourTuple& tuple, const Segment& segment)
{
    return m_driver.SendForged(tuple, segment);
}

void
ScenarioDriverHost::SetEar(SegmentEar* ear)
{
    m_driver.SetEar(ear);
}

void
ScenarioDriverHost::SetWitness(ForgeryWitness* witness)
{
    m_driver.SetWitness(witness);
}

uint32_t
ScenarioDriverHost::WindowOf(const FourTuple& tuple) const
{
    const Connection* const connection = m_driver.GetStack().Find(tuple);
    return connection ? connection->RcvWnd() : 0;
}

FourTuple
ScenarioDriverHost::TupleOf(Handle handle) const
{
    return m_driver.GetStack().Find(IdOf(handle))->Tuple();
}

void
ScenarioDriverHost::BeDeaf()
{
    m_driver.BeDeaf();
}

void
ScenarioDriverHost::Listen(const Listening& listening)
{
    ConnectionOptions options;
    options.reusePort = listening.isShared;
    if (listening.fastOpen)
    {
        options.fastOpenQueue = listening.backlog;
    }
    if (listening.application >= m_applications.size())
    {
        m_applications.resize(listening.application + 1);
    }
    for (const AddressId address : Addresses())
    {
        const auto opened =
            m_driver.Listen(address, listening.port, listening.backlog, options, this);
        m_applications[listening.application].listeners.push_back(opened.id);
        Assign(opened.id, listening.application);
    }
}

uint64_t
ScenarioDriverHost::Unlisten(uint32_t application)
{
    auto& listeners = m_applications[application].listeners;
    const auto alive = [&] {
        const Stack& stack = m_driver.GetStack();
        return stack.CountOf(State::SYN_RCVD) + stack.CountOf(State::ESTABLISHED) +
               stack.CountOf(State::CLOSE_WAIT);
    };
    const uint64_t ended = listeners.size() + alive();
    for (const ConnectionId listener : listeners)
    {
        m_driver.Close(listener);
    }
    listeners.clear();
    return ended - alive();
}

uint64_t
ScenarioDriverHost::Crash()
{
    SetDown(true);
    m_applications.clear();
    return m_driver.Crash();
}

void
ScenarioDriverHost::Restart()
{
    m_driver.Restart();
    SetDown(false);
}

bool
ScenarioDriverHost::SetReachable(bool isReachable)
{
    return m_driver.SetReachable(isReachable);
}

bool
ScenarioDriverHost::Accept(ConnectionId listener)
{
    const uint32_t application = m_seats[listener.slot].end;
    if (!TheUser().MayAccept(*this, application))
    {
        return false;
    }
    const auto opened = m_driver.Accept(listener, this);
    if (opened.error != CallError::NONE)
    {
        return false;
    }
    const uint32_t end =
        TheUser().OnAccepted(*this, opened.id.Key(), opened.incarnation, application);
    Assign(opened.id, end);
    TheUser().OnConnected(end);
    m_driver.Ready(opened.id);
    return true;
}

bool
ScenarioDriverHost::AcceptOne(uint32_t application)
{
    if (application >= m_applications.size())
    {
        return false; // it does not listen
    }
    // Whoever has waited for the application takes turns.
    const auto& listeners = m_applications[application].listeners;
    const std::size_t turn = ++m_applications[application].turn;
    for (std::size_t i = 0; i < listeners.size(); ++i)
    {
        if (Accept(listeners[(turn + i) % listeners.size()]))
        {
            return true;
        }
    }
    return false;
}

void
ScenarioDriverHost::Take(Handle handle, uint32_t octets)
{
    m_driver.Receive(IdOf(handle), octets);
}

void
ScenarioDriverHost::Shutdown(Handle handle)
{
    m_driver.Shutdown(IdOf(handle));
}

void
ScenarioDriverHost::Send(Handle handle, uint32_t octets)
{
    m_driver.Send(IdOf(handle), octets);
}

void
ScenarioDriverHost::Close(Handle handle)
{
    m_driver.Close(IdOf(handle));
}

void
ScenarioDriverHost::Abort(Handle handle)
{
    m_driver.Abort(IdOf(handle));
}

EcnCounts
ScenarioDriverHost::GetEcnCounts() const
{
    return m_driver.GetEcnCounts();
}

StackCounters
ScenarioDriverHost::Counters() const
{
    return m_driver.GetStack().Counters();
}

void
ScenarioDriverHost::Notify(const Notification& notification,
                           [[maybe_unused]] const Ptr<const Packet>& payload)
{
    const ConnectionId id = notification.connection;
    if (notification.kind == Notification::ACCEPTABLE)
    {
        while (Accept(id))
        {
        }
    }
    else
    {
        NS_ASSERT(m_seats[id.slot].generation == id.generation);
        Tell(m_seats[id.slot].end, notification);
    }
}

void
ScenarioDriverHost::Tell(uint32_t end, const Notification& notification)
{
    switch (notification.kind)
    {
    case Notification::CONNECTED:
        TheUser().OnConnected(end);
        break;
    case Notification::READABLE:
        if (TheUser().TakesAtOnce(end, notification.size))
        {
            m_driver.Receive(notification.connection, notification.size);
            TheUser().OnReceived(end, notification.size);
        }
        break;
    case Notification::PEER_CLOSED:
        TheUser().OnPeerClosed(end);
        break;
    case Notification::CLOSED:
        TheUser().OnEnded(end, EndReason::CLOSED);
        break;
    case Notification::RESET:
    case Notification::ABORTED:
        TheUser().OnEnded(end, IsDown() ? EndReason::CRASHED : EndReason::RESET);
        break;
    case Notification::REFUSED:
    case Notification::UNREACHABLE:
        TheUser().OnEnded(end, EndReason::REFUSED);
        break;
    case Notification::TIMED_OUT:
        TheUser().OnEnded(end, EndReason::TIMED_OUT);
        break;
    case Notification::ACCEPTABLE:
    case Notification::PAYLOAD:
    case Notification::ACKNOWLEDGED:
    case Notification::SENT_FIN:
    case Notification::R1_REACHED:
    case Notification::SOFT_ERROR:
        break;
    }
}

} // namespace synfin
} // namespace ns3
