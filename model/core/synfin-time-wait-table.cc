/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-time-wait-table.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

/// Modular comparison, for sequence numbers and timestamps alike (RFC 9293 3.4, RFC 7323 5.2).
bool
IsAfter(uint32_t a, uint32_t b)
{
    return static_cast<int32_t>(a - b) > 0;
}

/// @return true for a RST that PAWS says nothing of: Linux tcp_paws_reject() spares it after
/// TCP_PAWS_MSL
bool
IsSpared(const TimeWaitRecord& record, const Segment& segment, Time now)
{
    return segment.Has(Segment::RST) && record.SecondsInState(now) >= record.recentS + 60;
}

} // namespace

TimeWaitTable::TimeWaitTable(const Profile& profile, const TimerWheel& wheel)
    : m_profile(profile),
      m_wheel(wheel)
{
}

void
TimeWaitTable::Add(TimeWaitRecord record, std::optional<Time> wait, Time now)
{
    record.entered = now.GetTimeStep();
    uint32_t position = m_free;
    if (position != NONE)
    {
        m_free = m_records[position].next;
        m_records[position] = record;
    }
    else
    {
        position = static_cast<uint32_t>(m_records.size());
        m_records.push_back(record);
    }
    m_index.Insert(record.tuple, position);
    if (wait)
    {
        m_ownWaits[position] = *wait;
    }
    Append(position, now);
}

uint32_t
TimeWaitTable::Find(const FourTuple& tuple) const
{
    return m_index.Find(tuple,
                        [this](uint32_t p) -> const FourTuple& { return m_records[p].tuple; });
}

TimeWaitRecord
TimeWaitTable::Remove(uint32_t position)
{
    const TimeWaitRecord record = m_records[position];
    Unlink(position);
    if (!m_ownWaits.empty())
    {
        m_ownWaits.erase(position);
    }
    m_index.Erase(record.tuple, position);
    m_records[position].next = m_free;
    m_free = position;
    return record;
}

int64_t
TimeWaitRecord::SecondsInState(Time now) const
{
    return (now.GetTimeStep() - entered) / Seconds(1).GetTimeStep();
}

bool
TimeWaitRecord::IsInWindow(const Segment& segment) const
{
    // RFC 9293 Table 6
    const uint32_t size = static_cast<uint32_t>(window) << shift;
    const uint32_t first = segment.seq.GetValue() - rcvNxt;
    const uint32_t length = segment.Length();
    return first < size || (length > 0 && first + length - 1 < size);
}

TimeWaitTable::Answer
TimeWaitTable::SegmentArrives(uint32_t position, const Segment& segment, Time now)
{
    const TimeWaitRecord& record = m_records[position];
    // RFC 7323 5.3, R1: PAWS comes first, and spares RST.
    const bool paws = record.timestamps && segment.timestamps &&
                      IsAfter(record.tsRecent, segment.timestamps->value);
    const bool isOld = paws && !IsSpared(record, segment, now);
    Answer answer = Judge(position, segment, paws, now);
    answer.isOld = isOld;
    return answer;
}

TimeWaitTable::Answer
TimeWaitTable::Judge(uint32_t position, const Segment& segment, bool paws, Time now)
{
    TimeWaitRecord& record = m_records[position];
    // RFC 9293 3.10.7.4, second: RST.
    if (segment.Has(Segment::RST))
    {
        return RstArrives(record, segment, paws, now);
    }

    // Fourth: SYN.
    if (segment.Has(Segment::ACK) && record.timestamps && !segment.timestamps &&
        !m_profile.tolerate_missing_ts)
    {
        return {TimeWaitVerdict::IGNORE, true, DropReason::NO_TIMESTAMPS}; // RFC 7323 3.2
    }
    if (segment.Has(Segment::SYN) && !segment.Has(Segment::ACK))
    {
        const Answer answer = SynArrives(record, segment, paws, now);
        if (paws && m_profile.tw_restart_any_ack)
        {
            Restart(position, now);
        }
        return answer;
    }
    return OtherArrives(position, segment, paws, now);
}

TimeWaitTable::Answer
TimeWaitTable::RstArrives(const TimeWaitRecord& record,
                          const Segment& segment,
                          bool paws,
                          Time now) const
{
    // RFC 5961 3.2 wants it exact; RFC 1337 would have it ignored.
    if (segment.seq.GetValue() != record.rcvNxt)
    {
        return {TimeWaitVerdict::IGNORE, true, DropReason::RST_OUT_OF_WINDOW};
    }
    if (paws && m_profile.tw_rst_paws && !IsSpared(record, segment, now))
    {
        return {TimeWaitVerdict::IGNORE, true, DropReason::PAWS};
    }
    if (m_profile.rfc1337)
    {
        return {TimeWaitVerdict::IGNORE, true, DropReason::RST_IN_TIME_WAIT};
    }
    return {TimeWaitVerdict::RST, false, {}};
}

TimeWaitTable::Answer
TimeWaitTable::OtherArrives(uint32_t position, const Segment& segment, bool paws, Time now)
{
    TimeWaitRecord& record = m_records[position];
    // First: nothing follows the peer's FIN, so the window is closed and only RCV.NXT itself is
    // acceptable. Fifth: what is acceptable but has no ACK is dropped; there the window counts that
    // the peer was told of.
    const bool isAcceptable =
        segment.seq.GetValue() == record.rcvNxt && segment.Length() == 0 && !paws;
    const bool hasAck = segment.Has(Segment::ACK);
    if (!hasAck && (isAcceptable || m_profile.tw_ackless >= 2 ||
                    (m_profile.tw_ackless == 1 && !paws && record.IsInWindow(segment))))
    {
        return {TimeWaitVerdict::IGNORE, true, DropReason::NO_ACK};
    }

    // Eighth: the peer's FIN again is acknowledged and restarts 2MSL; Linux restarts for any ACK.
    const bool isOldFin =
        segment.Has(Segment::FIN | Segment::ACK) && segment.End().GetValue() == record.rcvNxt;
    if (isOldFin || (hasAck && m_profile.tw_restart_any_ack))
    {
        Restart(position, now);
    }
    if (isOldFin)
    {
        return {Acknowledge(record, segment, now), false, {}};
    }
    // A bare ACK at RCV.NXT asks for nothing; whatever else is not acceptable is acknowledged.
    if (isAcceptable)
    {
        if (segment.timestamps)
        {
            record.tsRecent = segment.timestamps->value;
            record.recentS =
                static_cast<uint16_t>(std::min<int64_t>(record.SecondsInState(now), UINT16_MAX));
        }
        return {TimeWaitVerdict::IGNORE, true, DropReason::TIME_WAIT_DUPLICATE};
    }
    return {Acknowledge(record, segment, now),
            true,
            paws ? DropReason::PAWS : DropReason::TIME_WAIT_DUPLICATE};
}

TimeWaitTable::Answer
TimeWaitTable::SynArrives(TimeWaitRecord& record, const Segment& segment, bool paws, Time now) const
{
    // RFC 9293 MAY-2: a SYN above the last sequence number; SHLD-4, RFC 6191: or with a newer
    // timestamp.
    const bool above = IsAfter(segment.seq.GetValue(), record.rcvNxt);
    const bool byTimestamps = m_profile.tw_reopen_timestamps;
    const bool newer = byTimestamps && record.timestamps && segment.timestamps &&
                       IsAfter(segment.timestamps->value, record.tsRecent);
    if (m_profile.tw_reopen && !(paws && byTimestamps) && (above || newer))
    {
        return {TimeWaitVerdict::REOPEN, false, {}};
    }
    if (m_profile.tw_ackless == 3)
    {
        return {TimeWaitVerdict::IGNORE, true, DropReason::OLD_SYN_IN_TIME_WAIT};
    }
    return {Acknowledge(record, segment, now), true, DropReason::OLD_SYN_IN_TIME_WAIT};
}

TimeWaitVerdict
TimeWaitTable::Acknowledge(TimeWaitRecord& record, const Segment& segment, Time now) const
{
    // Linux tcp_oow_rate_limited(): segments with data or FIN cannot be part of a loop of ACKs.
    if (m_profile.invalid_ratelimit.IsZero() ||
        (segment.Length() > 0 && !segment.Has(Segment::SYN)))
    {
        return TimeWaitVerdict::ACK;
    }
    const auto nowMs =
        static_cast<uint32_t>(TimeStep(now.GetTimeStep() - record.entered).GetMilliSeconds());
    if (record.lastAckMs != 0 &&
        nowMs - (record.lastAckMs - 1) < m_profile.invalid_ratelimit.GetMilliSeconds())
    {
        return TimeWaitVerdict::SKIP;
    }
    record.lastAckMs = nowMs + 1;
    return TimeWaitVerdict::ACK;
}

bool
TimeWaitTable::MayReuse(const FourTuple& tuple) const
{
    return m_profile.tw_reuse == 1 ||
           (m_profile.tw_reuse == 2 && tuple.localAddress == tuple.remoteAddress);
}

bool
TimeWaitTable::IsReusable(uint32_t position, Time now) const
{
    // Linux tcp_twsk_unique(): timestamps protect the new incarnation from old segments (RFC 6191).
    const TimeWaitRecord& record = m_records[position];
    return MayReuse(record.tuple) && record.timestamps &&
           now.GetTimeStep() - record.entered > m_profile.tw_reuse_delay.GetTimeStep();
}

void
TimeWaitTable::Restart(uint32_t position, Time now)
{
    Unlink(position);
    if (m_records[position].recycled)
    {
        m_records[position].recycled = false; // Linux: TCP_TIMEWAIT_LEN
        m_ownWaits.erase(position);
    }
    Append(position, now);
}

void
TimeWaitTable::Append(uint32_t position, Time now)
{
    TimeWaitRecord& record = m_records[position];
    if (HasOwnWait(position))
    {
        record.expires = m_wheel.Expiry(now, m_ownWaits[position]).GetTimeStep();
        m_ownExpiries.emplace(record.expires, position);
    }
    else
    {
        // MUST-13: 2MSL begins, at the first FIN as at every later one.
        record.expires = m_wheel.Expiry(now, m_profile.TimeWait()).GetTimeStep();
        m_expiries.Append(m_records, position);
    }
    UpdateFirstExpiry();
}

void
TimeWaitTable::Unlink(uint32_t position)
{
    if (HasOwnWait(position))
    {
        m_ownExpiries.erase({m_records[position].expires, position});
    }
    else
    {
        const bool isFirst = m_expiries.First() == position;
        m_expiries.Remove(m_records, position);
        if (isFirst)
        {
            PrefetchFirst();
        }
    }
    UpdateFirstExpiry();
}

void
TimeWaitTable::UpdateFirstExpiry()
{
    const int64_t first = m_expiries.FirstExpiry();
    m_firstExpiry = m_ownExpiries.empty() ? first : std::min(first, m_ownExpiries.begin()->first);
}

void
TimeWaitTable::PrefetchFirst() const
{
    // What the next expiries will touch was last touched a whole TIME_WAIT ago.
    if (m_expiries.First() != NONE)
    {
        const TimeWaitRecord& first = m_records[m_expiries.First()];
        m_index.Prefetch(first.tuple);
        if (first.next != NONE)
        {
            __builtin_prefetch(&m_records[first.next]);
        }
    }
}

} // namespace synfin
} // namespace ns3
