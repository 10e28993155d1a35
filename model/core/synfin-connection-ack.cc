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

namespace
{

/// Round trips are below 2^31 us.
constexpr uint32_t MOST_MS = INT32_MAX / 1000;

} // namespace

// ---- RFC 9293 3.10.7.4, fifth: what an acceptable ACK does ----

void
Connection::SampleRoundTrip(const Segment& segment, Step& step)
{
    // MUST-18: Karn, only what was sent once is timed.
    if (m_timing && segment.ack >= m_timedEnd)
    {
        m_rto.Sample(step.now - m_timedAt, Policy(), RtoMin());
        m_timing = false;
    }
    else if (!m_timing && m_timestamps && segment.timestamps && segment.timestamps->echo != 0)
    {
        // RFC 7323 4.1: the echo tells which copy arrived, so even a retransmission can be timed.
        // One from the future, or from very long ago, is garbage (Linux tcp_rtt_tsopt_us()).
        const uint32_t ms = TimestampNow(step.now) - segment.timestamps->echo;
        if (ms < MOST_MS)
        {
            m_rto.Sample(MilliSeconds(std::max(ms, 1U)), Policy(), RtoMin());
        }
    }
}

void
Connection::Acknowledged(const Segment& segment, Step& step)
{
    const auto inFlight = static_cast<uint32_t>(m_sndNxt - m_sndUna);
    const SequenceNumber32 before = m_synAcknowledged ? m_sndUna : m_iss + 1;
    const SequenceNumber32 dataEnd = std::min(segment.ack, m_streamEnd);
    const uint32_t octets = dataEnd > before ? static_cast<uint32_t>(dataEnd - before) : 0;

    SampleRoundTrip(segment, step);
    if (!m_synAcknowledged)
    {
        SynAcknowledged(); // a CLOSE left SYN_RCVD before
        ArmKeepalive(step);
    }
    m_sndUna = segment.ack;
    m_resend = std::max(m_resend, m_sndUna);
    m_ackedOctets += octets;
    m_timeouts = 0;
    m_lossProbed = false;
    m_duplicateAcks = 0;
    ArmUserTimeout(step);
    if (m_sndUna != m_sndNxt)
    {
        RestartRetransmit(step); // RFC 6298 5.3
        ArmLossProbe(step);
    }
    else
    {
        m_timers.Disarm(Timer::RETRANSMIT); // 5.2
    }

    const bool isPartial = m_recovering && m_sndUna < m_recover;
    if (m_congestion && octets > 0)
    {
        m_congestion->OnAcknowledged(octets, inFlight, m_rto.Srtt(), isPartial);
    }
    if (isPartial)
    {
        // RFC 6582 3.2, step 5: the next hole, and deflate by what was acknowledged.
        m_inflation = m_inflation > octets ? m_inflation - octets : 0;
        m_inflation += EffectiveMss();
        RetransmitFirst(step);
    }
    else if (m_recovering)
    {
        m_recovering = false;
        m_inflation = 0;
    }
    m_recover = std::max(m_recover, m_sndUna);
    m_sacked = std::max(m_sacked, m_sndUna);
    if (octets > 0)
    {
        Notification notification;
        notification.connection = m_id;
        notification.kind = Notification::ACKNOWLEDGED;
        notification.size = octets;
        notification.streamOffset = m_ackedOctets;
        step.out.notifications.push_back(notification);
    }
    if (IsFinAcknowledged())
    {
        FinAcknowledged(step);
    }
}

void
Connection::FinAcknowledged(Step& step)
{
    Notify(Notification::SENT_FIN, step);
    switch (m_state)
    {
    case State::FIN_WAIT_1:
        Enter(State::FIN_WAIT_2, Cause::ACK_RECEIVED, step);
        ArmFinWait2(step);
        break;
    case State::CLOSING:
        Terminate(State::TIME_WAIT, Cause::ACK_RECEIVED, Notification::CLOSED, step);
        break;
    case State::LAST_ACK:
        Terminate(State::CLOSED, Cause::ACK_RECEIVED, Notification::CLOSED, step);
        break;
    case State::CLOSED:
    case State::LISTEN:
    case State::SYN_SENT:
    case State::SYN_RCVD:
    case State::ESTABLISHED:
    case State::FIN_WAIT_2:
    case State::CLOSE_WAIT:
    case State::TIME_WAIT:
        NS_ASSERT_MSG(false, "a FIN was acknowledged in " << m_state);
        break;
    }
}

bool
Connection::IsDuplicateAck(const Segment& segment)
{
    const bool isNews = m_sackPermitted && IsSackNews(segment);
    // The answer to a probe of a closed window tells of no loss.
    if (m_timers.IsArmed(Timer::PERSIST) || segment.ack != m_sndUna || m_sndUna == m_sndNxt)
    {
        return false;
    }
    // RFC 6675 2: with news of an octet beyond a hole, data or another window make no difference.
    // Linux's receive window grows while it waits for the hole to be filled.
    return isNews || (segment.payload == 0 && !segment.Has(Segment::FIN) && // RFC 5681 2
                      WindowOf(segment) == m_sndWnd);
}

bool
Connection::IsSackNews(const Segment& segment)
{
    const SequenceNumber32 known = m_sacked;
    for (std::size_t i = 0; i < segment.sackCount; ++i)
    {
        if (segment.sack[i].right <= m_sndNxt)
        {
            m_sacked = std::max(m_sacked, segment.sack[i].right);
        }
    }
    return m_sacked > known;
}

void
Connection::DuplicateAck(Step& step)
{
    // RFC 5681 3.2 with the "careful" variant of RFC 6582 3.2, step 2.
    ++m_duplicateAcks;
    if (m_recovering)
    {
        m_inflation += EffectiveMss();
        return;
    }
    if (m_duplicateAcks != DupackThreshold() || m_sndUna >= m_streamEnd || m_sndUna < m_recover)
    {
        return;
    }
    m_recovering = true;
    m_recover = m_sndNxt;
    Congestion().OnLoss(CongestionController::Loss::FAST_RETRANSMIT,
                        static_cast<uint32_t>(m_sndNxt - m_sndUna));
    m_inflation = DupackThreshold() * EffectiveMss();
    RetransmitFirst(step);
    RestartRetransmit(step);
}

uint32_t
Connection::WindowOf(const Segment& segment) const
{
    // RFC 7323 2.2: "The window field in a segment where the SYN bit is set (i.e., a <SYN> or
    // <SYN,ACK>) MUST NOT be scaled."
    return static_cast<uint32_t>(segment.window) << (segment.Has(Segment::SYN) ? 0 : m_sendShift);
}

void
Connection::TakeWindow(const Segment& segment)
{
    m_sndWnd = WindowOf(segment);
    m_maxSndWnd = std::max(m_maxSndWnd, m_sndWnd);
    m_sndWl1 = segment.seq;
    m_sndWl2 = segment.Has(Segment::ACK) ? segment.ack : m_sndUna;
}

void
Connection::UpdateSendWindow(const Segment& segment, Step& step)
{
    // RFC 9293 3.10.7.4, fifth: "If SND.UNA =< SEG.ACK =< SND.NXT", and only from segments that are
    // newer than the last that did.
    if (segment.ack >= m_sndUna &&
        (m_sndWl1 < segment.seq || (m_sndWl1 == segment.seq && m_sndWl2 <= segment.ack)))
    {
        const bool wasClosed = m_sndWnd == 0;
        TakeWindow(segment);
        if (wasClosed && m_sndWnd > 0 && m_timers.IsArmed(Timer::PERSIST))
        {
            m_resend = m_sndUna; // what the probe carried was refused
        }
    }
    if (m_timers.IsArmed(Timer::PERSIST))
    {
        // MUST-37, SHLD-17: a peer that answers probes keeps the connection open.
        ArmUserTimeout(step);
    }
}

} // namespace synfin
} // namespace ns3
