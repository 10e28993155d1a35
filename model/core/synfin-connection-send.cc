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

// ---- What of the stream goes out, and when (RFC 9293 3.10.7.4, 3.7.4, 3.8) ----

SendControl&
Connection::Sending()
{
    if (!m_sending)
    {
        const uint32_t mss = EffectiveMss();
        m_sending = std::make_unique<SendControl>(
            m_host.congestion(m_id, mss),
            SendControl::Means{mss, m_policy.DupackThreshold(), m_sackPermitted},
            Policy(),
            m_iss);
        m_sending->Congestion().OnStart(m_roundTrip.Srtt());
    }
    return *m_sending;
}

SequenceNumber32
Connection::FirstUnacknowledged() const
{
    return m_synAcknowledged ? m_sndUna : m_iss + 1;
}

void
Connection::Output(Step& step, Tail tail)
{
    NS_ASSERT(MaySend());
    const SequenceNumber32 before = m_sndNxt;
    if (m_sending && m_sending->ForgetsPath(step.now))
    {
        FollowSearch();
    }
    const uint32_t mss = EffectiveMss();
    if (m_sending && m_sndUna == m_sndNxt && m_sndNxt < m_streamEnd && PeerRoom(m_sndNxt) > 0)
    {
        m_sending->Congestion().SetNow(step.now);
        m_sending->Restart(step.now, m_roundTrip.Rto());
    }
    while (m_synAcknowledged || m_streamEnd == m_iss + 1 || IsFastOpen())
    {
        if (IsPaced(step))
        {
            break;
        }
        if (RetransmitLost(step))
        {
            continue;
        }
        const SequenceNumber32 from = m_sndNxt;
        const bool finDue = m_closing && from <= m_streamEnd;
        const uint32_t queued = from < m_streamEnd ? static_cast<uint32_t>(m_streamEnd - from) : 0;
        if (queued == 0 && !finDue)
        {
            break;
        }
        // Data asks both windows, a FIN alone only the peer's.
        const uint32_t room = queued > 0 ? std::min(PeerRoom(from), SendRoom()) : mss;
        const auto record = static_cast<uint32_t>(m_policy.RecordEnd(from, m_streamEnd) -
                                                  std::min(from, m_streamEnd));
        const uint32_t size =
            std::min({record, room, mss}); // SHLD-28: a full segment when possible
        const auto inFlight = static_cast<uint32_t>(from - FirstUnacknowledged());
        if (queued > 0 && size == 0)
        {
            break;
        }
        if (queued == 0 && m_sndWnd <= inFlight && m_synAcknowledged)
        {
            break;
        }
        if (size < mss && size < record && size < m_maxSndWnd / 2)
        {
            break; // MUST-38: a small window is not worth a small segment (RFC 9293 3.8.6.2.1)
        }
        if (queued > 0 && size == queued && size < mss && !finDue && IsTailHeld(tail))
        {
            break;
        }
        TransmitAt(from, size, SegmentKind::NEW, step);
    }
    ArmSendTimers(step);
    if (m_sndNxt != before)
    {
        ArmLossProbe(step);
    }
}

bool
Connection::IsTailHeld(Tail tail) const
{
    if (tail != Tail::BY_RULE || m_policy.IsCorked())
    {
        return tail != Tail::GOES;
    }
    // SHLD-7: Nagle (RFC 9293 3.7.4), if the user wants it (MUST-17).
    const bool isAwaited = Policy().nagle_minshall ? m_sending && m_sending->SmallEnd() > m_sndUna
                                                   : m_sndUna != m_sndNxt;
    return m_policy.Nagle() && isAwaited;
}

bool
Connection::IsPaced(Step& step)
{
    if (!m_sending || m_sending->NextSendAt() <= step.now)
    {
        return false;
    }
    m_timers.Arm(Timer::PACING, m_sending->NextSendAt());
    return true;
}

bool
Connection::RetransmitLost(Step& step)
{
    if (!m_sending || !m_synAcknowledged || m_sending->Board().Count(Fate::LOST) == 0)
    {
        return false;
    }
    // RFC 5682 3.1, step 2b: what Nagle or the peer's window holds back is not there.
    const uint32_t least = m_policy.Nagle() ? EffectiveMss() : 1;
    const bool hasNew = m_sndNxt < m_streamEnd &&
                        static_cast<uint32_t>(m_streamEnd - m_sndNxt) >= least &&
                        PeerRoom(m_sndNxt) >= least;
    const Stretch* lost = m_sending->NextLost(hasNew);
    if (!lost)
    {
        return false;
    }
    // What follows for the first time may go with it, but what was in a SYN goes alone.
    const bool isLast =
        lost->end == m_sndNxt && m_sndNxt < m_streamEnd && (m_fastOpen & FastOpen::HAD_DATA) == 0;
    const auto rest = static_cast<uint32_t>((isLast ? m_streamEnd : lost->end) - lost->begin);
    const uint32_t size = std::min(rest, EffectiveMss());
    if (PeerRoom(lost->begin) < size || SendRoom() < size)
    {
        return false;
    }
    TransmitAt(lost->begin, size, SegmentKind::RETRANSMIT, step);
    return true;
}

uint32_t
Connection::SendRoom() const
{
    return m_sending ? m_sending->Room() : UINT32_MAX;
}

uint32_t
Connection::PeerRoom(SequenceNumber32 from) const
{
    const auto before = static_cast<uint32_t>(from - FirstUnacknowledged());
    return m_sndWnd > before ? m_sndWnd - before : 0; // SHLD-15: nothing new beyond it
}

void
Connection::RetransmitFirst(Step& step)
{
    // The oldest octets in flight, as many as fit a segment; new ones would need a window
    // (SHLD-15).
    const auto inFlight = static_cast<uint32_t>(m_sndNxt - m_sndUna);
    uint32_t size = std::min(inFlight, EffectiveMss());
    const Stretch* lost = (m_fastOpen & FastOpen::HAD_DATA) != 0 && m_sending
                              ? m_sending->Board().FirstLost()
                              : nullptr;
    if (lost && lost->begin == m_sndUna)
    {
        size = std::min(size, lost->Size()); // as in RetransmitLost()
    }
    TransmitAt(m_sndUna, size, SegmentKind::RETRANSMIT, step);
}

} // namespace synfin
} // namespace ns3
