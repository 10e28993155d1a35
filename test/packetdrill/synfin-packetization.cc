/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-packetization.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr uint32_t MOST_OCTETS = 65536 - 1 - 320; //!< sk_gso_max_size - 1 - MAX_TCP_HEADER

/// @return the octet of the stream that follows a segment
uint64_t
EndOf(const SegmentOut& out)
{
    return out.streamOffset + out.segment.payload;
}

} // namespace

uint32_t
Packetization::LargestOf(const Connection& connection, uint32_t least)
{
    const ConnectionInfo info = connection.Info();
    const uint32_t mss = connection.EffectiveMss();
    const uint32_t window = info.congestion ? info.congestion->Window() : 10 * mss;
    const uint32_t threshold = info.congestion ? info.congestion->Threshold() : UINT32_MAX;
    m_srtt = m_srtt.IsZero() ? info.srtt : m_srtt;
    const auto us = static_cast<uint64_t>(std::max<int64_t>(m_srtt.GetMicroSeconds(), 1));
    // tcp_update_pacing_rate(): twice the rate in slow start, 1.2 times later.
    const uint64_t factor = window < threshold / 2 ? 200 : 120;
    const uint64_t rate = factor * window * 10000 / us;
    const uint64_t shift = us >> 9; // tcp_tso_rtt_log
    const uint64_t octets =
        std::min<uint64_t>((rate >> 10) + (shift < 32 ? 65536U >> shift : 0), MOST_OCTETS);
    const auto segments = std::max(static_cast<uint32_t>(octets / mss), least);
    return std::max(std::min(segments, window / mss / 2), 1U);
}

void
Packetization::Release(uint64_t offset, Time now)
{
    const auto end = m_ends.upper_bound(offset);
    if (end != m_ends.begin())
    {
        m_srtt = (7 * m_srtt + (now - m_ends.begin()->second)) / 8;
        m_ends.erase(m_ends.begin(), end);
    }
}

bool
Packetization::IsJoined(const SegmentOut& first, const SegmentOut& second) const
{
    const bool isNew = first.kind == SegmentKind::NEW;
    return first.kind == second.kind && (isNew || first.kind == SegmentKind::RETRANSMIT) &&
           first.segment.payload > 0 && second.segment.payload > 0 &&
           EndOf(first) == second.streamOffset &&
           // Before it is cut, what is new ends where the core says that a record does.
           (isNew ? !first.segment.Has(Segment::PSH) : m_ends.count(EndOf(first)) == 0);
}

void
Packetization::Cut(const std::vector<SegmentOut>& segments,
                   ConnectionId id,
                   uint32_t largest,
                   Time now,
                   std::vector<bool>& isLast)
{
    uint32_t count = 0;
    for (std::size_t i = 0; i < segments.size(); ++i)
    {
        const SegmentOut& out = segments[i];
        if (!(out.connection == id) || out.segment.payload == 0)
        {
            continue;
        }
        ++count;
        const bool isNew = out.kind == SegmentKind::NEW;
        const bool goesOn = i + 1 < segments.size() && segments[i + 1].connection == id &&
                            IsJoined(out, segments[i + 1]) && (!isNew || count < largest);
        if (goesOn)
        {
            continue;
        }
        isLast[i] = count > 1;
        count = 0;
        if (isNew)
        {
            m_ends[EndOf(out)] = now;
        }
    }
}

} // namespace synfin
} // namespace ns3
