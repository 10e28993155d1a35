/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-connection.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

// ---- TCP Fast Open (RFC 7413): data in the SYN ----

bool
Connection::IsFastOpen() const
{
    return (m_fastOpen & FastOpen::ACCEPTED) != 0;
}

void
Connection::OfferFastOpen(Segment& syn, Step& step)
{
    // Once: a SYN that is sent again has neither cookie nor data (4.1.3.1), for what dropped the
    // first one may have done so because of them.
    m_fastOpen = 0;
    if (m_policy.NoOptions())
    {
        return;
    }
    const uint32_t mss =
        std::min(m_policy.Mss(m_tuple.IsIpv6()), m_host.PathMss(m_tuple, step.now));
    const FastOpen::Offer offer = m_host.fastOpen.OfferTo(m_tuple, Policy(), mss, step.now);
    if (offer.isAsking)
    {
        syn.SetCookie(offer.cookie);
        m_fastOpen |= FastOpen::ASKED | (offer.cookie.isExperimental ? FastOpen::OLD_OPTION : 0);
    }
    if (offer.isAsking || offer.room > 0)
    {
        m_fastOpen |= m_host.fastOpen.IsSuspicious() ? FastOpen::TRIAL : 0;
    }
    const auto queued = static_cast<uint32_t>(m_streamEnd - (m_iss + 1));
    syn.payload = std::min(queued, offer.room);
    if (syn.payload > 0)
    {
        m_fastOpen |= FastOpen::HAD_DATA;
        m_sndNxt = syn.End();
        m_acking.DataSent(step.now, Policy());
    }
}

void
Connection::FinishFastOpen(const Segment& synAck, Step& step)
{
    if ((m_fastOpen & (FastOpen::ASKED | FastOpen::HAD_DATA)) != 0)
    {
        // Linux tcp_rcv_fastopen_synack(): a cookie that nobody asked for is ignored, and a SYN
        // that was sent again had no option that could have been refused.
        const bool isAsked = (m_fastOpen & FastOpen::ASKED) != 0;
        const bool isRefused =
            isAsked && (m_fastOpen & FastOpen::HAD_DATA) == 0 && !m_roundTrip.IsSynSentAgain();
        const uint8_t refused = (m_fastOpen & FastOpen::OLD_OPTION) != 0 ? 2 : 1;
        Segment told = synAck;
        told.fastOpen = isAsked ? told.fastOpen : 0;
        m_host.fastOpen.Learn(m_tuple, told, isRefused ? refused : 0);
    }
    const auto octets = static_cast<uint32_t>(synAck.ack - (m_iss + 1));
    if (octets > 0)
    {
        m_ackedOctets += octets;
        NotifyOctets(Notification::ACKNOWLEDGED, octets, m_ackedOctets, step);
    }
    if ((m_fastOpen & FastOpen::HAD_DATA) != 0)
    {
        m_host.counters.Count(m_sndUna == m_sndNxt ? StackEvent::FAST_OPEN_ACTIVE
                                                   : StackEvent::FAST_OPEN_ACTIVE_FAIL);
    }
    LoseSynText(m_sndUna, step);
}

void
Connection::LoseSynText(SequenceNumber32 from, Step& step)
{
    // RFC 7413 4.2.1: what the SYN-ACK does not acknowledge is sent again at once. It was not lost
    // on the way, so the congestion window stays (Linux tcp_non_congestion_loss_retransmit()).
    if ((m_fastOpen & FastOpen::HAD_DATA) != 0 && from < m_sndNxt)
    {
        NS_ASSERT(!m_sending);
        Sending().Refused(from, m_sndNxt, step.now);
        RestartRetransmit(step);
    }
}

bool
Connection::TakesSynAckText(const Segment& synAck) const
{
    // Linux tcp_fastopen_add_skb(): a server that took the SYN's may answer so.
    const bool isFast = (m_fastOpen & (FastOpen::ASKED | FastOpen::HAD_DATA)) != 0;
    return Policy().synack_text || (isFast && synAck.ack == m_sndNxt);
}

void
Connection::AcceptFastOpen(const Segment& syn, Step& step)
{
    // RFC 7413 4.2.2: the user may have it, and the data, before the peer has shown that its
    // address is its own.
    m_fastOpen = FastOpen::ACCEPTED;
    m_host.fastOpen.Begin(m_id, step.listener->Id());
    m_host.counters.Count(StackEvent::FAST_OPEN_PASSIVE);
    step.listener->Announce(step.out);
    AdvertiseWindow();
    QueueText(syn.WithoutSyn(), step);
    DeliverText(step); // the SYN-ACK acknowledges it; delayed ACKs begin with what comes next
}

void
Connection::LeaveFastOpen(bool isReset, Step& step)
{
    if (IsFastOpen() && !m_synAcknowledged)
    {
        isReset ? m_host.fastOpen.EndByReset(m_id, step.now) : m_host.fastOpen.End(m_id);
    }
    if ((m_fastOpen & FastOpen::ASKED) == 0)
    {
        return;
    }
    // Linux tcp_fastopen_active_disable_ofo_check(): all that came is a FIN, and not what was
    // before it; or data came, after a pause.
    if (m_rcvOctets == 0 && m_peerFin && *m_peerFin > m_rcvNxt)
    {
        SuspectFastOpen(step);
    }
    else if (m_rcvOctets > 0 && (m_fastOpen & FastOpen::TRIAL) != 0)
    {
        m_host.fastOpen.Trust();
    }
}

void
Connection::SuspectFastOpen(Step& step)
{
    // Linux tcp_fastopen_active_disable()
    if (Policy().fastopen_blackhole_timeout.IsStrictlyPositive())
    {
        m_host.fastOpen.Pause(step.now);
        m_host.counters.Count(StackEvent::FAST_OPEN_PAUSED);
    }
}

void
Connection::TimeOutFastOpen(bool isLast, Step& step)
{
    const bool isHalfOpen = IsFastOpen() && !m_synAcknowledged;
    // Linux tcp_fastopen_active_detect_blackhole(): the third timeout in a row
    if (!isHalfOpen && (m_timeouts == 2 || (m_timeouts < 2 && isLast)))
    {
        m_host.counters.Count(StackEvent::FAST_OPEN_ACTIVE_FAIL);
        SuspectFastOpen(step);
    }
    // Linux tcp_fastopen_synack_timer(): with the second, what was sent beside the SYN-ACK is lost.
    if (isHalfOpen && m_timeouts == 1 && m_sending)
    {
        m_sending->Timeout(FirstUnacknowledged(), m_sndNxt, m_streamEnd, true);
    }
}

} // namespace synfin
} // namespace ns3
