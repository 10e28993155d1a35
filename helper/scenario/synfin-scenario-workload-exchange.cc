/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-workload.h"

namespace ns3
{
namespace synfin
{

void
ScenarioWorkload::OnConnected(uint32_t end)
{
    End& me = m_ends[end];
    me.isOpen = true;
    if (me.isClient)
    {
        m_groups[me.group]->Results().handshake.Add(m_agenda.Now() - me.start);
        if (!GroupOf(me).fastOpen)
        {
            SendRequest(end);
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
    Close(end);
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
    const ClientGroup& group = GroupOf(m_ends[end]);
    if (group.think.IsZero() || m_ends[end].exchanges == 0)
    {
        Send(end, group.request);
    }
    else
    {
        m_groups[m_ends[end].group]->Think({end, m_ends[end].generation});
    }
}

bool
ScenarioWorkload::CountExchanges(uint32_t end)
{
    // What the octets that came complete; an answer may end the connection at once.
    const uint32_t generation = m_ends[end].generation;
    const ClientGroup& group = GroupOf(m_ends[end]);
    const uint64_t size = m_ends[end].isClient ? group.response : group.request;
    while (m_ends[end].generation == generation &&
           m_ends[end].exchanges < group.requestsPerConnection &&
           m_ends[end].received >= (m_ends[end].exchanges + 1) * size)
    {
        ++m_ends[end].exchanges;
        if (!m_ends[end].isClient)
        {
            Send(end, group.response);
        }
        else if (m_ends[end].exchanges < group.requestsPerConnection)
        {
            SendRequest(end);
        }
    }
    return m_ends[end].generation == generation &&
           m_ends[end].exchanges == group.requestsPerConnection;
}

void
ScenarioWorkload::CheckReady(uint32_t end)
{
    if (m_ends[end].isOpen && !m_ends[end].isReady && CountExchanges(end))
    {
        m_ends[end].isReady = true;
        HoldThenClose(end);
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
    if (GroupOf(m_ends[end]).hold.IsZero())
    {
        Close(end);
        return;
    }
    m_groups[m_ends[end].group]->Hold({end, m_ends[end].generation});
}

void
ScenarioWorkload::Close(uint32_t end)
{
    End& me = m_ends[end];
    if (!me.isClosed)
    {
        me.isClosed = true;
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
