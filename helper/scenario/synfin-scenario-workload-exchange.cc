/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-workload.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

void
ScenarioWorkload::OnConnected(uint32_t end)
{
    End& me = m_ends[end];
    me.isOpen = true;
    const uint32_t generation = me.generation;
    if (me.isClient)
    {
        --m_opening;
        WinQuest(end);
        TellWatchers(end, true);
        m_groups[me.group]->Establish(me.start);
        if (m_rare != nullptr)
        {
            m_rare->Establish(m_importance->WeightOf(me.number), m_agenda.Now() - me.start);
        }
        if (!GroupOf(me).fastOpen)
        {
            SendRequest(end);
        }
        else
        {
            EndStream(end, 0);
        }
        if (m_ends[end].generation == generation &&
            GroupOf(m_ends[end]).kind == GroupKind::CONNECT_AND_HOLD)
        {
            CloseLater(end);
        }
    }
    CheckReady(end);
}

void
ScenarioWorkload::OnReceived(uint32_t end, uint32_t octets)
{
    m_ends[end].received += octets;
    CheckReady(end);
}

void
ScenarioWorkload::OnPeerClosed(uint32_t end)
{
    End& me = m_ends[end];
    me.peerClosed = true;
    if (!GroupOf(me).halfClose || me.isClient || me.isReady)
    {
        Follow(end);
    }
}

void
ScenarioWorkload::Follow(uint32_t end)
{
    const End& me = m_ends[end];
    const auto& hold = m_servers[m_kindsOf[me.group]]->Parameters().peerHold;
    if (me.isClosed || (hold && hold->IsZero()))
    {
        Close(end);
    }
    else if (hold)
    {
        m_groups[me.group]->Hold({end, me.generation}, *hold);
    }
}

void
ScenarioWorkload::Send(uint32_t end, uint32_t octets)
{
    if (octets != 0)
    {
        m_ends[end].sent += octets;
        m_ends[end].host->Send(m_ends[end].handle, octets);
    }
}

void
ScenarioWorkload::SendRequest(uint32_t end)
{
    const End& me = m_ends[end];
    const Time think = me.exchanges == 0 || GroupOf(me).think.IsZero()
                           ? Time(0)
                           : m_groups[me.group]->ThinkTime(me.number, me.exchanges);
    if (think.IsZero())
    {
        SendRequestNow(end);
    }
    else
    {
        m_groups[me.group]->Think({end, me.generation}, think);
    }
}

void
ScenarioWorkload::SendRequestNow(uint32_t end)
{
    const uint32_t generation = m_ends[end].generation;
    const uint32_t place = m_ends[end].exchanges;
    Send(end, m_groups[m_ends[end].group]->RequestSize(m_ends[end].number, place));
    if (m_ends[end].generation == generation)
    {
        EndStream(end, place);
    }
}

void
ScenarioWorkload::EndStream(uint32_t end, uint32_t place)
{
    const End& me = m_ends[end];
    if (GroupOf(me).halfClose && place + 1 == me.wanted)
    {
        me.host->Shutdown(me.handle);
    }
}

void
ScenarioWorkload::Expect(uint32_t end)
{
    End& me = m_ends[end];
    const WorkloadGroup& users = *m_groups[me.group];
    if (users.Parameters().kind == GroupKind::CONNECT_AND_HOLD)
    {
        me.awaited = UINT64_MAX;
        return;
    }
    me.awaited += me.isClient ? users.ResponseSize(me.number, me.exchanges)
                              : users.RequestSize(me.number, me.exchanges);
}

bool
ScenarioWorkload::CountExchanges(uint32_t end)
{
    // What the octets that came complete; an answer may end the connection at once.
    const uint32_t generation = m_ends[end].generation;
    while (m_ends[end].generation == generation && m_ends[end].exchanges < m_ends[end].wanted &&
           m_ends[end].received >= m_ends[end].awaited)
    {
        const uint32_t place = m_ends[end].exchanges++;
        Expect(end);
        if (!m_ends[end].isClient)
        {
            Send(end, m_groups[m_ends[end].group]->ResponseSize(m_ends[end].number, place));
        }
        else if (m_ends[end].exchanges < m_ends[end].wanted)
        {
            SendRequest(end);
        }
    }
    return m_ends[end].generation == generation && m_ends[end].exchanges == m_ends[end].wanted;
}

bool
ScenarioWorkload::MayAccept(ScenarioHost& host, uint32_t application)
{
    return m_servers[m_kindOf[host.Id() - m_clients]]->MayAccept(host, application);
}

bool
ScenarioWorkload::TakesAtOnce(uint32_t end, uint32_t octets)
{
    End& me = m_ends[end];
    WorkloadServers& servers = *m_servers[m_kindsOf[me.group]];
    const std::optional<uint64_t>& rate = servers.Parameters().readRate;
    if (me.isClient || !rate)
    {
        return true;
    }
    if (*rate > 0)
    {
        const Time now = m_agenda.Now();
        me.readUntil = std::max(me.readUntil, now) +
                       NanoSeconds((uint64_t{octets} * 1000000000 + *rate - 1) / *rate);
        servers.ReadLater({{end, me.generation}, octets}, me.readUntil - now);
    }
    return false;
}

void
ScenarioWorkload::CheckReady(uint32_t end)
{
    if (m_ends[end].isOpen && !m_ends[end].isReady && CountExchanges(end))
    {
        m_ends[end].isReady = true;
        if (m_ends[end].peerClosed && !m_ends[end].isClient && GroupOf(m_ends[end]).halfClose)
        {
            Follow(end); // the client had ended its stream before
        }
        else
        {
            HoldThenClose(end);
        }
    }
}

void
ScenarioWorkload::HoldThenClose(uint32_t end)
{
    const End& me = m_ends[end];
    const uint32_t peer = me.peer;
    switch (GroupOf(me).closer)
    {
    case Closer::CLIENT:
        if (me.isClient)
        {
            CloseLater(end);
        }
        break;
    case Closer::SERVER:
        if (!me.isClient)
        {
            CloseLater(end);
        }
        break;
    case Closer::BOTH:
        if (peer == NONE && !me.isClient)
        {
            CloseLater(end); // the client is gone already
        }
        else if (peer != NONE && m_ends[peer].isReady)
        {
            CloseLater(end);
            CloseLater(peer);
        }
        break;
    }
}

void
ScenarioWorkload::CloseLater(uint32_t end)
{
    const End& me = m_ends[end];
    const Time hold = m_groups[me.group]->HoldTime(me.number);
    if (hold.IsZero())
    {
        Close(end);
    }
    else
    {
        m_groups[me.group]->Hold({end, me.generation}, hold);
    }
}

void
ScenarioWorkload::EndHold(uint32_t end)
{
    if (GroupOf(m_ends[end]).kind == GroupKind::HALF_OPEN)
    {
        Finish(end, Outcome::HALF_OPEN, CloseKind::NONE);
    }
    else
    {
        Close(end);
    }
}

void
ScenarioWorkload::Close(uint32_t end)
{
    End& me = m_ends[end];
    if (!me.isClosed)
    {
        me.isClosed = true;
        if (!me.isClient)
        {
            m_servers[m_kindsOf[me.group]]->Left(*me.host);
        }
        if (GroupOf(me).closeBy == CloseBy::RST)
        {
            me.host->Abort(me.handle);
        }
        else
        {
            me.host->Close(me.handle);
        }
    }
}

} // namespace synfin
} // namespace ns3
