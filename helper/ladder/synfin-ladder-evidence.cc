/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-ladder-evidence.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

void
LadderEvidence::Sent(int side, const Segment& segment, SegmentKind kind)
{
    End& end = m_ends[side];
    end.isProbing = end.isProbing || kind == SegmentKind::PROBE;
    const bool isMore = !end.sent || segment.End() > *end.sent;
    if (isMore && !segment.Has(Segment::RST)) // a RST has the numbers of what it answers
    {
        end.sent = segment.End();
    }
}

void
LadderEvidence::Take(End& end, Number begin, Number behind)
{
    if (begin > *end.next)
    {
        end.beyond.emplace_back(begin, behind);
        return;
    }
    end.next = std::max(*end.next, behind);
    for (bool isFilled = true; isFilled;)
    {
        const auto fits = std::find_if(end.beyond.begin(), end.beyond.end(), [&](const auto& part) {
            return part.first <= *end.next;
        });
        isFilled = fits != end.beyond.end();
        if (isFilled)
        {
            end.next = std::max(*end.next, fits->second);
            end.beyond.erase(fits);
        }
    }
}

Evidence
LadderEvidence::Received(int side, const Segment& segment)
{
    m_before[side] = m_ends[side];
    End& end = m_ends[side];
    Evidence evidence;
    evidence.answersProbe = std::exchange(end.isProbing, false);
    const Number behind = segment.End();
    if (segment.Has(Segment::SYN))
    {
        evidence.isSeen = end.irs == segment.seq; // another SYN is of another connection
        if (!end.irs)
        {
            end.irs = segment.seq;
            end.next = behind;
        }
    }
    else if (!segment.Has(Segment::RST))
    {
        end.next = end.next.value_or(segment.seq);
        const bool isHeld =
            std::any_of(end.beyond.begin(), end.beyond.end(), [&](const auto& part) {
                return part.first <= segment.seq && behind <= part.second;
            });
        evidence.isSeen = segment.Length() > 0 && (behind <= *end.next || isHeld);
        evidence.isAhead = segment.Length() > 0 && segment.seq > *end.next;
        Take(end, segment.seq, behind);
    }
    if (segment.Has(Segment::ACK))
    {
        end.sent = end.sent.value_or(segment.ack); // of a SYN cookie: the end has forgotten it
        evidence.isUnsentAck = segment.ack > *end.sent;
        evidence.isNewAck =
            !evidence.isUnsentAck && (!end.acknowledged || segment.ack > *end.acknowledged);
        end.acknowledged = evidence.isNewAck ? segment.ack : end.acknowledged;
    }
    return evidence;
}

void
LadderEvidence::Dropped(int side)
{
    m_ends[side] = m_before[side];
    m_ends[side].isProbing = false;
}

void
LadderEvidence::Begin(int side)
{
    m_ends[side] = {};
}

} // namespace synfin
} // namespace ns3
