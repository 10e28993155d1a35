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

// ---- RFC 9293 3.10.8: timeouts ----

void
Connection::HandleDeadline(Step& step)
{
    if (m_timers.IsDue(Timer::CONNECT, step.now))
    {
        Terminate(State::CLOSED, Cause::USER_TIMEOUT, Notification::TIMED_OUT, step);
        return;
    }
    if (m_timers.IsDue(Timer::USER_TIMEOUT, step.now))
    {
        // "Flush all queues, signal the user 'error: connection aborted due to user timeout',
        // delete the TCB."
        Terminate(State::CLOSED, Cause::USER_TIMEOUT, Notification::TIMED_OUT, step);
        return;
    }
    if (m_timers.IsDue(Timer::FIN_WAIT_2, step.now))
    {
        FinWait2Timeout(step);
        return;
    }
    if (m_timers.IsDue(Timer::RETRANSMIT, step.now))
    {
        RetransmitTimeout(step);
    }
    if (m_timers.IsDue(Timer::PERSIST, step.now))
    {
        PersistTimeout(step);
    }
    if (m_timers.IsDue(Timer::KEEPALIVE, step.now))
    {
        KeepaliveTimeout(step);
    }
    if (m_timers.IsDue(Timer::DELAYED_ACK, step.now))
    {
        m_host.counters.Count(StackEvent::DELAYED_ACK);
        SendAck(SegmentKind::NEW, step);
    }
    if (m_timers.IsDue(Timer::PACING, step.now))
    {
        m_timers.Disarm(Timer::PACING);
        Output(step);
    }
    NS_ASSERT(IsConsistent());
}

Time
Connection::Rto() const
{
    return m_roundTrip.Rto();
}

uint32_t
Connection::TimeoutCount() const
{
    return m_timeouts;
}

uint32_t
Connection::RetryLimit() const
{
    if (m_state == State::SYN_SENT && !m_policy.User().synRetries)
    {
        return Policy().syn_retries + Policy().syn_linear_timeouts;
    }
    if (m_state == State::SYN_SENT || m_state == State::SYN_RCVD)
    {
        return m_passive ? Policy().synack_retries + (IsFastOpen() ? 1 : 0)
                         : m_policy.User().synRetries.value_or(Policy().syn_retries);
    }
    return m_policy.User().dataRetries.value_or(m_orphan ? Policy().orphan_retries
                                                         : Policy().retries2);
}

bool
Connection::IsGivenUp(const Step& step) const
{
    uint32_t limit = RetryLimit();
    if (m_state == State::SYN_RCVD && step.listener)
    {
        if (m_host.synCache.IsResting(step.now) && !IsFastOpen())
        {
            return true; // FreeBSD syncache_timer()
        }
        // Linux syn_ack_recalc(): who waits for data does so for as long as its listener says.
        limit = std::max(step.listener->SynAckRetries(limit),
                         m_lastAckSeen ? step.listener->DeferredTimeouts() : 0);
    }
    if (IsSynchronized(m_state) && Policy().retries_as_time && !m_policy.User().dataRetries)
    {
        return m_timeouts > 0 && step.now - m_retransmittingSince >=
                                     ModelTimeout(limit, m_policy.RtoMin(), Policy().rto_max);
    }
    return m_timeouts >= limit;
}

void
Connection::ArmLossProbe(Step& step)
{
    // RFC 8985 7.2, as Linux tcp_schedule_loss_probe() has it: while nothing is known to be lost.
    if (!Policy().tail_loss_probe || !m_sackPermitted || !m_synAcknowledged || IsRepairing() ||
        m_timeouts > 0 || m_sndUna == m_sndNxt || !m_timers.IsArmed(Timer::RETRANSMIT))
    {
        return;
    }
    const Time timeout = m_lossProbe.Timeout(m_roundTrip, m_sndUna, m_policy.RtoMin());
    m_timers.Arm(
        Timer::RETRANSMIT,
        m_lossProbe.Schedule(m_host.wheel.Expiry(step.now, timeout), LossProbe::Next::PROBE));
}

void
Connection::ProbeLoss(Step& step)
{
    // RFC 8985 7.3: new data if the peer's window has room, else the last segment again; once.
    if (m_lossProbe.Take())
    {
        const auto inFlight = static_cast<uint32_t>(m_sndNxt - m_sndUna);
        const bool fits = m_sndNxt < m_streamEnd && m_sndWnd >= inFlight + EffectiveMss();
        const SequenceNumber32 from = fits ? m_sndNxt : std::max(m_lossProbe.Tail(), m_sndUna);
        const uint32_t sent = from < m_sndNxt ? static_cast<uint32_t>(m_sndNxt - from) : 0;
        const uint32_t size = fits ? EffectiveMss() : std::min(sent, EffectiveMss());
        m_host.counters.Count(StackEvent::LOSS_PROBE);
        TransmitAt(from, size, fits ? SegmentKind::NEW : SegmentKind::RETRANSMIT, step);
        if (m_sending)
        {
            m_sending->ProbeSent(m_sndNxt, !fits);
        }
    }
    RestartRetransmit(step);
}

void
Connection::ArmReorderTimer(Step& step)
{
    // RFC 8985 6.3; Linux keeps it on a timer of the wheel (tcp_rack_mark_lost()).
    const Time wait = m_sending->ReorderWait();
    if (wait.IsStrictlyPositive() && m_timers.IsArmed(Timer::RETRANSMIT))
    {
        const Time at = m_host.wheel.Expiry(step.now, wait + MilliSeconds(2));
        m_timers.Arm(Timer::RETRANSMIT, m_lossProbe.Schedule(at, LossProbe::Next::REORDER));
    }
}

void
Connection::ReorderTimeout(Step& step)
{
    m_lossProbe.Rearm(m_lossProbe.RtoAt());
    m_timers.Arm(Timer::RETRANSMIT, std::max(m_lossProbe.RtoAt(), step.now));
    if (m_sending)
    {
        m_sending->Congestion().SetNow(step.now);
        if (m_sending->ReorderTimeout(m_sndNxt, step.now, m_roundTrip.Srtt()))
        {
            m_ecn.Reduced(m_sndNxt);
            RetransmitFirst(step);
            RestartRetransmit(step);
        }
    }
    if (MaySend())
    {
        Output(step);
    }
}

bool
Connection::IsRepairing() const
{
    return m_sending && (m_sending->GetState() != SendControl::State::OPEN ||
                         m_sending->Board().Count(Fate::SACKED) > 0);
}

void
Connection::RetransmitTimeout(Step& step)
{
    switch (m_lossProbe.GetNext())
    {
    case LossProbe::Next::PROBE:
        ProbeLoss(step);
        return;
    case LossProbe::Next::REORDER:
        ReorderTimeout(step);
        return;
    case LossProbe::Next::TIMEOUT:
        break;
    }
    m_host.counters.Count(StackEvent::TIMEOUT);
    const bool isLast = IsGivenUp(step);
    if (m_fastOpen != 0)
    {
        TimeOutFastOpen(isLast, step);
    }
    if (isLast)
    {
        // R2 (RFC 9293 3.8.3, MUST-20, MUST-23; for a SYN as for data, MUST-22)
        Terminate(State::CLOSED, Cause::TIMED_OUT, Notification::TIMED_OUT, step);
        return;
    }
    ++m_timeouts;
    if (m_timeouts == 1)
    {
        m_retransmittingSince = step.now;
    }
    if (m_timeouts == Policy().retries1 && IsSynchronized(m_state))
    {
        Notify(Notification::R1_REACHED, step); // MUST-20, SHLD-9: delivery is in trouble
    }

    // RFC 6298 5.4 to 5.6 (MUST-19); Linux keeps the first SYN timeouts linear.
    m_roundTrip.StopTiming();
    if (m_state != State::SYN_SENT || m_timeouts > Policy().syn_linear_timeouts)
    {
        m_roundTrip.BackOff(Policy());
    }
    if (m_lastAckSeen && step.listener && m_timeouts < step.listener->DeferredTimeouts())
    {
        RestartRetransmit(step); // Linux syn_ack_recalc(): it has the SYN-ACK
        return;
    }
    if (!m_synAcknowledged)
    {
        TransmitSyn(SegmentKind::RETRANSMIT, step);
        return;
    }
    SuspectBlackHole(step);
    if (m_sending)
    {
        m_sending->Congestion().SetNow(step.now);
        m_sending->Timeout(m_sndUna, m_sndNxt, m_streamEnd, m_timeouts == 1);
    }
    m_ecn.Reduced(m_sndNxt);
    // SHLD-16: the oldest data again, even where the window has shrunk (MUST-34).
    RetransmitFirst(step);
    RestartRetransmit(step);
}

void
Connection::PersistTimeout(Step& step)
{
    // RFC 9293 3.8.6.1: probe (MUST-35, MUST-36) for as long as the peer answers (MUST-37,
    // SHLD-17); R2 bounds unanswered probes only.
    if (m_probes >= RetryLimit())
    {
        Terminate(State::CLOSED, Cause::TIMED_OUT, Notification::TIMED_OUT, step);
        return;
    }
    ++m_probes;
    m_roundTrip.StopTiming();
    if (!Policy().probe_has_data && m_sndWnd == 0 && m_sndUna == m_sndNxt)
    {
        Segment probe = Ack((m_sndUna - 1).GetValue(), m_rcvNxt.GetValue());
        m_host.counters.Count(StackEvent::WINDOW_PROBE);
        Emit(probe, SegmentKind::PROBE, 0, step);
        m_timers.Disarm(Timer::PERSIST);
        ArmSendTimers(step);
        return;
    }
    const uint32_t room = m_sndWnd == 0 ? 1 : m_sndWnd;
    TransmitAt(m_sndUna, std::min(room, EffectiveMss()), SegmentKind::PROBE, step);
    m_timers.Disarm(Timer::PERSIST);
    ArmSendTimers(step);
}

void
Connection::KeepaliveTimeout(Step& step)
{
    // RFC 9293 3.8.4: only when idle (MUST-26), and one lost probe proves nothing (MUST-29); when
    // and how often is the profile's (MUST-27), and a probe has no data (SHLD-12).
    m_timers.Arm(Timer::KEEPALIVE, m_host.wheel.Expiry(step.now, m_policy.KeepaliveInterval()));
    if (m_sndUna != m_sndNxt)
    {
        return;
    }
    const Time userTimeout = m_policy.UserTimeout();
    const bool byTime = Policy().keepalive_user_timeout && userTimeout.IsStrictlyPositive();
    if (byTime ? m_probes > 0 && step.now - m_aliveAt >= userTimeout
               : m_probes >= m_policy.KeepaliveProbes())
    {
        Abort(Cause::KEEPALIVE_TIMEOUT, Notification::TIMED_OUT, step);
        return;
    }
    ++m_probes;
    m_host.counters.Count(StackEvent::KEEPALIVE_PROBE);
    Segment probe = Ack((m_sndNxt - 1).GetValue(), m_rcvNxt.GetValue());
    Emit(probe, SegmentKind::PROBE, 0, step);
}

void
Connection::PeerIsAlive(Step& step)
{
    // Only a segment with an acceptable ACK proves it (Linux tcp_ack()): else anybody who knows the
    // addresses could keep a dead connection alive.
    m_probes = 0;
    if (m_timers.IsArmed(Timer::KEEPALIVE))
    {
        ArmKeepalive(step);
    }
}

void
Connection::ArmKeepalive(Step& step)
{
    // MAY-5: where a switch of the connection says so (MUST-24), which is off by default (MUST-25).
    m_aliveAt = step.now;
    if (IsSynchronized(m_state) && m_policy.Keepalive() && !m_isRecord)
    {
        m_timers.Arm(Timer::KEEPALIVE, m_host.wheel.Expiry(step.now, m_policy.KeepaliveTime()));
    }
    else
    {
        m_timers.Disarm(Timer::KEEPALIVE);
    }
}

void
Connection::ArmUserTimeout(Step& step)
{
    // MUST-21: R2 as a time, the user's or the host's.
    const Time timeout = m_policy.UserTimeout();
    if (m_sndUna != m_sndNxt && timeout.IsStrictlyPositive())
    {
        m_timers.Arm(Timer::USER_TIMEOUT, m_host.wheel.Expiry(step.now, timeout));
    }
    else
    {
        m_timers.Disarm(Timer::USER_TIMEOUT);
    }
}

} // namespace synfin
} // namespace ns3
