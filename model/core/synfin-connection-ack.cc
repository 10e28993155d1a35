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

// ---- RFC 9293 3.10.7.4, fifth: what an acceptable ACK does ----

void
Connection::TakeAck(const Segment& segment, Step& step)
{
    PeerIsAlive(step);
    if (m_ecn.Arrived(segment, m_host.ecn))
    {
        m_acking.Demand();
    }
    // Not before the ACK is known to be good (Linux tcp_ack()), else a blind one could set
    // TS.Recent.
    const uint32_t tsRecent = m_timestamps.Recent();
    m_timestamps.Follow(segment, m_lastAckSent, step.now);
    Scoreboard::News news;
    if (m_sending)
    {
        m_sending->Congestion().SetNow(step.now);
        if (m_sackPermitted)
        {
            m_sending->TakeSack(segment, m_sndUna, m_sndNxt, news);
        }
    }
    SendControl::Ack ack{};
    ack.before = m_sndUna;
    ack.isDuplicate = IsDuplicateAck(segment, news.sacked > 0);
    ack.echoMs = m_timestamps.EchoedAt(segment, step.now);
    ack.peerClock = segment.timestamps ? segment.timestamps->value : 0;
    ack.echo =
        EchoOf(segment,
               segment.ack > m_sndUna || news.sacked > 0 || m_timestamps.Recent() != tsRecent);
    if (segment.ack > m_sndUna)
    {
        ack.octets = Acknowledged(segment, news, step);
    }
    UpdateSendWindow(segment, step);
    if (m_sending && MaySend())
    {
        FollowLosses(ack, news, step);
    }
}

void
Connection::SampleRoundTrip(const Segment& segment, Step& step)
{
    // MUST-18: RFC 6298 with Karn's algorithm, or what timestamps tell (RFC 7323 4.1).
    if (m_roundTrip.IsTimed(segment.ack))
    {
        m_roundTrip.Acknowledged(step.now, Policy(), m_policy.RtoMin());
    }
    else if (!m_roundTrip.IsTiming())
    {
        if (const auto echoed = m_timestamps.RoundTrip(segment, step.now))
        {
            m_roundTrip.Sample(*echoed, Policy(), m_policy.RtoMin());
        }
    }
}

uint32_t
Connection::Acknowledged(const Segment& segment, Scoreboard::News& news, Step& step)
{
    const SequenceNumber32 before = FirstUnacknowledged();
    const SequenceNumber32 dataEnd = std::min(segment.ack, m_streamEnd);
    const uint32_t octets = dataEnd > before ? static_cast<uint32_t>(dataEnd - before) : 0;

    SampleRoundTrip(segment, step);
    if (!m_synAcknowledged)
    {
        SynAcknowledged(); // a CLOSE left SYN_RCVD before
        ArmKeepalive(step);
    }
    m_sndUna = segment.ack;
    if (m_sending)
    {
        m_sending->Advance(m_sndUna, news);
    }
    m_ackedOctets += octets;
    m_timeouts = 0;
    m_lossProbe.Advance();
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

    if (octets > 0)
    {
        NotifyOctets(Notification::ACKNOWLEDGED, octets, m_ackedOctets, step);
    }
    if (m_closing && m_sndUna > m_streamEnd)
    {
        FinAcknowledged(segment, step);
    }
    return octets;
}

void
Connection::FinAcknowledged(const Segment& segment, Step& step)
{
    Notify(Notification::SENT_FIN, step);
    m_timers.Disarm(Timer::PACING); // nothing is left that could go
    switch (m_state)
    {
    case State::FIN_WAIT_1:
        if (m_orphan && (m_policy.FinTimeout().IsStrictlyNegative() || IsFinAhead(segment)))
        {
            // Linux tcp_rcv_state_process(): TCP_LINGER2, or "out of order FIN after close()"
            SendRst(Rst(segment.ack.GetValue()), step);
            Terminate(State::CLOSED, Cause::USER_ABORT, Notification::ABORTED, step);
            break;
        }
        Enter(State::FIN_WAIT_2, Cause::ACK_RECEIVED, step);
        WaitForFin(segment.End() <= m_rcvNxt, step);
        break;
    case State::CLOSING: // the end of a simultaneous close
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

SendControl::Echo
Connection::EchoOf(const Segment& segment, bool isProgress)
{
    const bool isEcho = m_ecn.TakeFeedback(segment, isProgress);
    if (!m_sending || !m_ecn.IsInUse() || segment.ack < m_sndUna)
    {
        return SendControl::Echo::UNUSED;
    }
    if (m_ecn.IsReductionDue(segment.ack, isEcho) &&
        m_sending->GetState() == SendControl::State::OPEN)
    {
        m_host.counters.reductions += m_ecn.GetMode() == Ecn::Mode::ACCURATE ? 1 : 0;
        m_ecn.Reduced(m_sndNxt);
        return SendControl::Echo::REDUCES;
    }
    return isEcho ? SendControl::Echo::SET : SendControl::Echo::CLEAR;
}

bool
Connection::IsDuplicateAck(const Segment& segment, bool isSackNews) const
{
    // The answer to a probe of a zero window tells of no loss.
    if (m_timers.IsArmed(Timer::PERSIST) || segment.ack != m_sndUna || m_sndUna == m_sndNxt)
    {
        return false;
    }
    // RFC 6675 2: with news of an octet beyond a hole, data or another window make no difference.
    // Linux's receive window grows while it waits for the hole to be filled.
    return isSackNews || (segment.payload == 0 && !segment.Has(Segment::FIN) && // RFC 5681 2
                          m_scaling.WindowOf(segment) == m_sndWnd);
}

void
Connection::FollowLosses(const SendControl::Ack& told, const Scoreboard::News& news, Step& step)
{
    SendControl::Ack ack = told;
    ack.una = m_sndUna;
    ack.nxt = m_sndNxt;
    ack.streamEnd = m_streamEnd;
    ack.now = step.now;
    ack.srtt = m_roundTrip.Srtt();
    const bool wasOpen = m_sending->GetState() == SendControl::State::OPEN;
    const bool isUrgent = m_sending->Acknowledged(ack, news);
    if (wasOpen && m_sending->GetState() != SendControl::State::OPEN)
    {
        m_ecn.Reduced(m_sndNxt);
    }
    if (isUrgent)
    {
        RetransmitFirst(step);
        RestartRetransmit(step);
    }
    ArmReorderTimer(step);
}

uint32_t
Connection::SndWnd() const
{
    return m_sndWnd;
}

void
Connection::TakeWindow(const Segment& segment)
{
    // MUST-1, REC-1: unsigned, and 32 bits wide.
    m_sndWnd = m_scaling.WindowOf(segment);
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
            // What the probe carried was refused.
            if (m_sending)
            {
                m_sending->Refused();
            }
            else if (m_sndUna != m_sndNxt)
            {
                RetransmitFirst(step);
            }
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
