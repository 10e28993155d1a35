/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// How L4Protocol becomes the TCP of a node, also of one that has another already.

#include "synfin-answer-first.h"
#include "synfin-l4-protocol.h"
#include "synfin-stream-socket-factory.h"
#include "synfin-stream-socket.h"

#include "ns3/abort.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6.h"
#include "ns3/object-map.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// Ends the program where a TCP that gives way has sockets: they would go on, and hear nothing.
void
RefuseSockets(const Ptr<IpL4Protocol>& other, uint32_t node)
{
    ObjectMapValue sockets;
    if (other->GetAttributeFailSafe("SocketList", sockets))
    {
        NS_ABORT_MSG_IF(sockets.GetN() > 0,
                        "node " << node << " has sockets of " << other->GetInstanceTypeId()
                                << " already: replace its TCP before the first one is made");
    }
}

/// Makes that protocol the one of its number, whatever had it.
template <typename Ip>
void
TakeNumber(const Ptr<Ip>& ip, const Ptr<L4Protocol>& protocol, uint32_t node)
{
    const Ptr<IpL4Protocol> other = ip->GetProtocol(protocol->GetProtocolNumber());
    if (other == protocol)
    {
        return;
    }
    if (other)
    {
        RefuseSockets(other, node);
        ip->Remove(other);
    }
    ip->Insert(protocol);
}

} // namespace

void
L4Protocol::NotifyNewAggregate()
{
    const Ptr<Node> node = GetObject<Node>();
    const Ptr<Ipv4> ipv4 = GetObject<Ipv4>();
    const Ptr<Ipv6> ipv6 = GetObject<Ipv6>();
    if (!m_node && node && (ipv4 || ipv6))
    {
        m_node = node;
        Ptr<StreamSocketFactory> factory = CreateObject<StreamSocketFactory>();
        factory->SetProtocol(this);
        node->AggregateObject(factory);
    }
    TakeOver();
    if (ipv4 && m_down.ipv4.IsNull())
    {
        SetDownTarget(MakeCallback(&Ipv4::Send, ipv4));
    }
    if (ipv6 && m_down.ipv6.IsNull())
    {
        SetDownTarget6(MakeCallback(&Ipv6::Send, ipv6));
    }
    IpL4Protocol::NotifyNewAggregate();
}

void
L4Protocol::DoInitialize()
{
    TakeOver(); // from what came to the node last of all
    IpL4Protocol::DoInitialize();
}

void
L4Protocol::TakeOver()
{
    if (!m_node)
    {
        return;
    }
    AnswerFirst<StreamSocketFactory>(m_node);
    const Ptr<L4Protocol> self(this);
    if (const Ptr<Ipv4> ipv4 = GetObject<Ipv4>())
    {
        TakeNumber(ipv4, self, m_node->GetId());
    }
    if (const Ptr<Ipv6> ipv6 = GetObject<Ipv6>())
    {
        TakeNumber(ipv6, self, m_node->GetId());
    }
}

} // namespace synfin
} // namespace ns3
