/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// StackHelper where ns-3 wants an InternetStackHelper.

#include "synfin-stack-helper.h"

#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv6-routing-protocol.h"
#include "ns3/node.h"
#include "ns3/object.h"
#include "ns3/synfin-l4-protocol.h"
#include "ns3/tcp-socket-factory.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// Waits on a node for its TCP, and replaces it when it comes.
class TcpSuccessor : public Object
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid =
            TypeId("ns3::synfin::TcpSuccessor").SetParent<Object>().SetGroupName("Synfin");
        return tid;
    }

    explicit TcpSuccessor(const StackHelper& stack)
        : m_stack(stack)
    {
    }

  protected:
    void NotifyNewAggregate() override
    {
        const Ptr<Node> node = GetObject<Node>();
        if (node && node->GetObject<TcpSocketFactory>() && !node->GetObject<L4Protocol>())
        {
            m_stack.Replace(node);
        }
        Object::NotifyNewAggregate();
    }

  private:
    StackHelper m_stack; //!< whose TCP comes
};

/// Routes as another helper does: within InternetStackHelper::Install, it is what meets the node
/// before its TCP comes.
template <typename Helper, typename Protocol>
class WithSuccessor : public Helper
{
  public:
    WithSuccessor(const StackHelper& stack, const Helper& routing)
        : m_stack(stack),
          m_routing(routing.Copy())
    {
    }

    WithSuccessor(const WithSuccessor& other)
        : Helper(other),
          m_stack(other.m_stack),
          m_routing(other.m_routing->Copy())
    {
    }

    WithSuccessor& operator=(const WithSuccessor&) = delete;

    WithSuccessor* Copy() const override
    {
        return new WithSuccessor(*this);
    }

    Ptr<Protocol> Create(Ptr<Node> node) const override
    {
        if (!node->GetObject<TcpSuccessor>())
        {
            node->AggregateObject(CreateObject<TcpSuccessor>(m_stack));
        }
        return m_routing->Create(node);
    }

  private:
    StackHelper m_stack;                     //!< whose TCP comes
    std::unique_ptr<const Helper> m_routing; //!< as which it routes
};

} // namespace

StackHelper::operator InternetStackHelper() const
{
    InternetStackHelper stock;
    stock.SetIpv4StackInstall(m_ipv4);
    stock.SetIpv6StackInstall(m_ipv6);
    stock.SetIpv4ArpJitter(m_arpJitter);
    stock.SetIpv6NsRsJitter(m_solicitationJitter);
    stock.SetRoutingHelper(
        WithSuccessor<Ipv4RoutingHelper, Ipv4RoutingProtocol>(*this, *m_routing));
    stock.SetRoutingHelper(
        WithSuccessor<Ipv6RoutingHelper, Ipv6RoutingProtocol>(*this, *m_routing6));
    return stock;
}

} // namespace synfin
} // namespace ns3
