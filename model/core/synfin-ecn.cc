/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-ecn.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// @return true when a SYN that was sent again so often says nothing of ECN any more
bool
IsFallback(uint32_t from, uint32_t timeouts)
{
    return from != 0 && timeouts >= from;
}

/// @return what our SYN asks for
Ecn::Mode
AskedBy(const ConnectionPolicy& policy, const EcnNeeds& needs)
{
    const uint32_t mode = policy.Ecn();
    const bool isClassic = needs.isNeeded || mode == 1 || mode == 4;
    return mode == 3 ? Ecn::Mode::ACCURATE : isClassic ? Ecn::Mode::CLASSIC : Ecn::Mode::NONE;
}

/// @return does a codepoint that no network makes of ours end ECN? (Linux: tcp_ecn_fallback)
bool
Checks(const ConnectionPolicy& policy)
{
    return policy.Host().ecn_fallback != 0;
}

/// @return the codepoint of our SYN and SYN-ACK
EcnCodepoint
CodepointOfSyn(const EcnNeeds& needs)
{
    return needs.isNeeded ? needs.codepoint : EcnCodepoint::NOT_ECT;
}

} // namespace

void
Ecn::StampSyn(Segment& segment,
              const ConnectionPolicy& policy,
              const EcnNeeds& needs,
              uint32_t timeouts)
{
    const Profile& host = policy.Host(); // SHLD-8
    if (!segment.Has(Segment::ACK))
    {
        const Ecn::Mode asks = AskedBy(policy, needs);
        m_owesCwr = m_asked != Mode::NONE && timeouts > 0; // Linux tcp_enter_loss(): of the
                                                           // SYN, too
        // RFC 9768 3.1.4.1: one more retransmission asks.
        const bool isAccurate = asks == Mode::ACCURATE;
        if (asks == Mode::NONE ||
            (host.ecn_fallback != 0 && timeouts >= host.ecn_fallback + isAccurate))
        {
            return; // 6.1.1.1; an answer to the first SYN still counts
        }
        m_asked = asks;
        segment.SetAce(asks == Mode::ACCURATE ? 7 : 3);
    }
    else if (!StampSynAck(segment, host, timeouts))
    {
        return;
    }
    segment.ecn = CodepointOfSyn(needs);
}

void
Ecn::Negotiate(const Segment& syn,
               const ConnectionPolicy& policy,
               const EcnNeeds& needs,
               bool isPassive)
{
    constexpr uint16_t BOTH = Segment::ECE | Segment::CWR;
    if (syn.Has(Segment::ACK))
    {
        // 6.1.1: with both flags it is some old peer's reflection of ours.
        const bool isGranted = m_asked != Mode::NONE && (syn.flags & BOTH) == Segment::ECE;
        m_mode = isGranted ? Mode::CLASSIC : Mode::NONE;
        if (m_asked == Mode::ACCURATE && AccurateEcn::IsGrantedBy(syn))
        {
            m_mode = Mode::ACCURATE;
            m_accurate.TakeSynAck(syn, CodepointOfSyn(needs), Checks(policy));
        }
    }
    else if (AccurateEcn::IsAskedBy(syn) &&
             (isPassive ? policy.Ecn() >= 3 : m_asked == Mode::ACCURATE))
    {
        m_mode = Mode::ACCURATE;
        m_accurate.TakeSyn(syn);
    }
    else
    {
        // Linux tcp_ecn_create_request(): of a SYN with AE the codepoint does not matter.
        const bool isRefused = policy.Host().ecn_refuses_ect_syn &&
                               syn.ecn != EcnCodepoint::NOT_ECT && !syn.Has(Segment::AE);
        const bool grants = needs.isNeeded || (policy.Ecn() != 0 && !isRefused);
        const bool isGranted = (isPassive ? grants : m_asked != Mode::NONE) && syn.Has(BOTH);
        m_mode = isGranted ? Mode::CLASSIC : Mode::NONE;
    }
    m_owesCwr = m_owesCwr && m_mode == Mode::CLASSIC;
}

void
Ecn::TakeLastAck(const Segment& segment, const ConnectionPolicy& policy, const EcnNeeds& needs)
{
    if (m_mode == Mode::ACCURATE && !segment.Has(Segment::SYN))
    {
        m_accurate.TakeLastAck(segment, CodepointOfSyn(needs), Checks(policy));
    }
}

bool
Ecn::StampSynAck(Segment& segment, const Profile& host, uint32_t timeouts)
{
    if (m_mode == Mode::ACCURATE)
    {
        // RFC 9768 3.1.4.2: the second retransmission shows whether the flags are to blame;
        // the mode stays.
        const uint32_t from = host.ecn_synack_fallback;
        if (IsFallback(from == 0 ? 2 : from, timeouts))
        {
            return false;
        }
        segment.SetAce(m_accurate.ReflectionOfSyn());
        return true;
    }
    m_mode = IsFallback(host.ecn_synack_fallback, timeouts) ? Mode::NONE : m_mode;
    segment.flags |= IsInUse() ? Segment::ECE : 0;
    return IsInUse();
}

} // namespace synfin
} // namespace ns3
