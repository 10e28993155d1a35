/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-middlebox.h"

namespace ns3
{
namespace synfin
{

Middlebox::Middlebox(const MiddleboxParameters& parameters, AddressId natAddress)
{
    if (parameters.firewallIdle)
    {
        m_firewall.emplace(Firewall::Timeouts{parameters.firewallOpening,
                                              *parameters.firewallIdle,
                                              parameters.firewallClosing},
                           parameters.firewallExpired == FirewallExpired::RST);
    }
    if (parameters.conntrack > 0)
    {
        m_conntrack.emplace(parameters.conntrack, parameters.conntrackTimeWait);
    }
    if (parameters.nat)
    {
        m_nat.emplace(natAddress, parameters.natPorts, parameters.natTimeout);
    }
}

std::optional<Middlebox::Outcome>
Middlebox::Stops(const FourTuple& inside, const Segment& segment, bool isOut, Time now)
{
    if (m_firewall)
    {
        const Verdict verdict = m_firewall->Sees(inside, segment, isOut, now);
        if (verdict != Verdict::PASS)
        {
            return Outcome{std::nullopt, verdict == Verdict::RESET, MiddleboxDrop::FIREWALL};
        }
    }
    if (m_conntrack && !m_conntrack->Sees(inside, segment, isOut, now))
    {
        return Outcome{std::nullopt, false, MiddleboxDrop::CONNTRACK_FULL};
    }
    return std::nullopt;
}

Middlebox::Outcome
Middlebox::Outward(const FourTuple& inside, const Segment& segment, Time now)
{
    if (const auto end = Stops(inside, segment, true, now))
    {
        return *end;
    }
    const auto outside = m_nat ? m_nat->Outward(inside, segment, now) : std::optional(inside);
    if (!outside)
    {
        const bool begins = segment.Has(Segment::SYN) && !segment.Has(Segment::ACK);
        return {std::nullopt,
                false,
                begins ? MiddleboxDrop::NAT_NO_PORT : MiddleboxDrop::NAT_UNKNOWN};
    }
    return {outside};
}

Middlebox::Outcome
Middlebox::Inward(const FourTuple& outside, const Segment& segment, Time now)
{
    const auto inside = m_nat ? m_nat->Inward(outside, segment, now) : std::optional(outside);
    if (!inside)
    {
        return {std::nullopt, false, MiddleboxDrop::NAT_UNKNOWN};
    }
    const auto end = Stops(*inside, segment, false, now);
    return end ? *end : Outcome{inside};
}

MiddleboxCounters
Middlebox::GetCounters() const
{
    return {m_nat ? m_nat->GetCounters() : Nat::Counters(),
            m_firewall ? m_firewall->GetCounters() : Firewall::Counters(),
            m_conntrack ? m_conntrack->GetCounters() : Conntrack::Counters()};
}

} // namespace synfin
} // namespace ns3
