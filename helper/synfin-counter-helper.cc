/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-counter-helper.h"

#include "ns3/abort.h"
#include "ns3/callback.h"
#include "ns3/synfin-kernel-counters.h"
#include "ns3/synfin-l4-protocol.h"

namespace ns3
{
namespace synfin
{

/// A node, and what has happened to it.
class CounterHelper::Counted
{
  public:
    /// From now on, what happens there is counted.
    explicit Counted(Ptr<L4Protocol> tcp)
        : m_tcp(std::move(tcp))
    {
        m_tcp->TraceConnectWithoutContext("Transition", MakeCallback(&Counted::OnTransition, this));
        m_tcp->TraceConnectWithoutContext("SegmentSent", MakeCallback(&Counted::OnSegment, this));
    }

    ~Counted()
    {
        m_tcp->TraceDisconnectWithoutContext("Transition",
                                             MakeCallback(&Counted::OnTransition, this));
        m_tcp->TraceDisconnectWithoutContext("SegmentSent",
                                             MakeCallback(&Counted::OnSegment, this));
    }

    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

    /// @return all counters, now
    KernelValues Values() const
    {
        const Stack& stack = m_tcp->GetDriver().GetStack();
        return m_counters.Values(stack.Counters(), stack.GetProfile());
    }

  private:
    void OnTransition(const TransitionRecord& record)
    {
        m_counters.Record(record.transition);
    }

    void OnSegment(const SegmentRecord& record)
    {
        m_counters.Record(record.tuple, record.segment, record.kind);
    }

    Ptr<L4Protocol> m_tcp;
    KernelCounters m_counters;
};

CounterHelper::CounterHelper() = default;

CounterHelper::~CounterHelper() = default;

void
CounterHelper::Install(const NodeContainer& nodes)
{
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        Install(*node);
    }
}

void
CounterHelper::Install(const Ptr<Node>& node)
{
    const Ptr<L4Protocol> tcp = node->GetObject<L4Protocol>();
    NS_ABORT_MSG_IF(!tcp,
                    "synfin::CounterHelper: node " << node->GetId()
                                                   << " has no TCP of synfin's: install it first");
    m_nodes.emplace(node->GetId(), std::make_unique<Counted>(tcp));
}

std::map<std::string, uint64_t>
CounterHelper::GetAll(const Ptr<Node>& node) const
{
    const auto counted = m_nodes.find(node->GetId());
    NS_ABORT_MSG_IF(counted == m_nodes.end(),
                    "synfin::CounterHelper: node " << node->GetId() << " was not installed on");
    const KernelValues values = counted->second->Values();
    std::map<std::string, uint64_t> all;
    for (std::size_t i = 0; i < values.size(); ++i)
    {
        all[KernelCounterList()[i].name] = values[i];
    }
    return all;
}

uint64_t
CounterHelper::Get(const Ptr<Node>& node, const std::string& name) const
{
    const auto all = GetAll(node);
    const auto value = all.find(name);
    NS_ABORT_MSG_IF(value == all.end(),
                    "synfin::CounterHelper: there is no counter "
                        << name << "; the manual's page schema has a list");
    return value->second;
}

} // namespace synfin
} // namespace ns3
