/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scoreboard.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return true when a was sent after b (RFC 8985 6.2, step 2)
bool
IsLater(const Stretch& a, const Stretch& b)
{
    return a.sentAt > b.sentAt || (a.sentAt == b.sentAt && a.end > b.end);
}

} // namespace

bool
Scoreboard::IsSame(const Stretch& a, const Stretch& b) const
{
    // What has arrived has no time any more; segments begin at equal distances in the rest.
    return a.fate == b.fate &&
           (a.fate == Fate::SACKED ||
            (a.sentAt == b.sentAt && a.isAgain == b.isAgain && a.Size() % m_segment == 0));
}

SequenceNumber32
Scoreboard::Whole(SequenceNumber32 seq, bool isBegin) const
{
    const std::size_t index = Find(seq);
    if (index == m_stretches.size() || m_stretches[index].begin >= seq ||
        m_stretches[index].fate == Fate::SACKED)
    {
        return seq;
    }
    const Stretch& stretch = m_stretches[index];
    const auto part = static_cast<int32_t>(static_cast<uint32_t>(seq - stretch.begin) % m_segment);
    if (part == 0 || !isBegin)
    {
        return seq - part;
    }
    return std::min(seq + (static_cast<int32_t>(m_segment) - part), stretch.end);
}

std::size_t
Scoreboard::Find(SequenceNumber32 seq) const
{
    const auto found = std::upper_bound(
        m_stretches.begin() + static_cast<std::ptrdiff_t>(m_first),
        m_stretches.end(),
        seq,
        [](SequenceNumber32 wanted, const Stretch& stretch) { return wanted < stretch.end; });
    return static_cast<std::size_t>(found - m_stretches.begin());
}

std::size_t
Scoreboard::Split(SequenceNumber32 at)
{
    const std::size_t index = Find(at);
    if (index == m_stretches.size() || m_stretches[index].begin >= at)
    {
        return index;
    }
    Stretch head = m_stretches[index];
    head.end = at;
    m_stretches[index].begin = at;
    m_stretches.insert(m_stretches.begin() + static_cast<std::ptrdiff_t>(index), head);
    return index + 1;
}

void
Scoreboard::Turn(std::size_t index, Fate fate)
{
    Stretch& stretch = m_stretches[index];
    Octets(stretch.fate) -= stretch.Size();
    Octets(fate) += stretch.Size();
    stretch.fate = fate;
}

void
Scoreboard::Merge(std::size_t from, std::size_t to)
{
    // The neighbours of what changed, too.
    std::size_t last = from > m_first ? from - 1 : from;
    const std::size_t end = std::min(to + 1, m_stretches.size());
    for (std::size_t next = last + 1; next < end; ++next)
    {
        if (IsSame(m_stretches[last], m_stretches[next]))
        {
            m_stretches[last].end = m_stretches[next].end;
        }
        else
        {
            m_stretches[++last] = m_stretches[next];
        }
    }
    if (last + 1 < end)
    {
        m_stretches.erase(m_stretches.begin() + static_cast<std::ptrdiff_t>(last + 1),
                          m_stretches.begin() + static_cast<std::ptrdiff_t>(end));
    }
}

void
Scoreboard::Sent(SequenceNumber32 begin, SequenceNumber32 end, Time now)
{
    SequenceNumber32 sentBefore = begin;
    if (IsEmpty())
    {
        m_stretches.clear();
        m_first = 0;
        m_highest = m_delivered = begin;
    }
    else
    {
        sentBefore = m_stretches.back().end;
    }
    NS_ASSERT(begin <= sentBefore);
    if (begin < sentBefore)
    {
        const std::size_t from = Split(begin);
        const std::size_t to = Split(std::min(end, sentBefore));
        for (std::size_t i = from; i < to; ++i)
        {
            Stretch& stretch = m_stretches[i];
            if (stretch.fate != Fate::SACKED)
            {
                Turn(i, stretch.fate == Fate::IN_FLIGHT ? Fate::IN_FLIGHT : Fate::RETRANSMITTED);
                stretch.sentAt = now;
                stretch.isAgain = true;
            }
        }
        Merge(from, to);
    }
    if (end > sentBefore)
    {
        const Stretch added{std::max(begin, sentBefore), end, now, Fate::IN_FLIGHT, false};
        Octets(Fate::IN_FLIGHT) += added.Size();
        if (!IsEmpty() && IsSame(m_stretches.back(), added))
        {
            m_stretches.back().end = end;
        }
        else
        {
            m_stretches.push_back(added);
        }
    }
}

void
Scoreboard::Begin(News& news) const
{
    news.deliveredBefore = news.deliveredBefore.value_or(m_delivered);
    news.highestBefore = news.highestBefore.value_or(m_highest);
}

void
Scoreboard::Deliver(const Stretch& stretch, News& news)
{
    news.delivered += stretch.Size();
    if (!stretch.isAgain)
    {
        news.firstOriginal = std::min(news.firstOriginal.value_or(stretch.begin), stretch.begin);
        news.isReordered = news.isReordered || stretch.begin < *news.deliveredBefore;
        const int32_t by = *news.highestBefore - stretch.begin;
        news.reorderedBy = std::max(news.reorderedBy, static_cast<uint32_t>(std::max(by, 0)));
        news.firstSentOnceAt =
            std::min(news.firstSentOnceAt.value_or(stretch.sentAt), stretch.sentAt);
        news.sentOnceAt = std::max(news.sentOnceAt.value_or(stretch.sentAt), stretch.sentAt);
    }
    if (!news.newest || IsLater(stretch, *news.newest))
    {
        news.newest = stretch;
    }
    news.last = stretch;
}

void
Scoreboard::Acknowledge(SequenceNumber32 una, News& news)
{
    Begin(news);
    SequenceNumber32 original = m_delivered;
    while (!IsEmpty() && m_stretches[m_first].begin < una)
    {
        Stretch& oldest = m_stretches[m_first];
        Stretch gone = oldest;
        gone.end = std::min(gone.end, una);
        if (gone.fate != Fate::SACKED)
        {
            Deliver(gone, news);
            original = gone.isAgain ? original : std::max(original, gone.end);
        }
        Octets(gone.fate) -= gone.Size();
        oldest.begin = gone.end;
        m_first += oldest.begin == oldest.end ? 1 : 0;
    }
    m_delivered = std::max(original, una);
    m_highest = std::max(m_highest, una);
    if (m_first > 32 && m_first > m_stretches.size() / 2)
    {
        m_stretches.erase(m_stretches.begin(),
                          m_stretches.begin() + static_cast<std::ptrdiff_t>(m_first));
        m_first = 0;
    }
}

void
Scoreboard::Sack(const SackBlock& block, News& news)
{
    if (IsEmpty() || block.right > m_stretches.back().end || block.left >= block.right ||
        block.right <= m_stretches[m_first].begin)
    {
        return;
    }
    const std::size_t known = Find(block.left);
    if (m_stretches[known].fate == Fate::SACKED && m_stretches[known].end >= block.right)
    {
        return; // as all blocks but the first, most of the time
    }
    const SequenceNumber32 left = Whole(std::max(block.left, m_stretches[m_first].begin), true);
    const SequenceNumber32 right = Whole(block.right, false);
    if (left >= right)
    {
        return;
    }
    Begin(news);
    const std::size_t from = Split(left);
    const std::size_t to = Split(right);
    SequenceNumber32 original = m_delivered;
    for (std::size_t i = from; i < to; ++i)
    {
        const Stretch stretch = m_stretches[i];
        if (stretch.fate == Fate::SACKED)
        {
            continue;
        }
        Deliver(stretch, news);
        news.sacked += stretch.Size();
        original = stretch.isAgain ? original : std::max(original, stretch.end);
        Turn(i, Fate::SACKED);
    }
    m_delivered = original;
    m_highest = std::max(m_highest, right);
    Merge(from, to);
}

void
Scoreboard::Lose(SequenceNumber32 begin, SequenceNumber32 end)
{
    const std::size_t from = Split(begin);
    const std::size_t to = Split(end);
    for (std::size_t i = from; i < to; ++i)
    {
        if (m_stretches[i].fate != Fate::SACKED)
        {
            Turn(i, Fate::LOST);
        }
    }
    Merge(from, to);
}

void
Scoreboard::LoseOvertaken(uint32_t threshold, uint32_t mss)
{
    uint32_t above = 0;
    uint32_t stretches = 0;
    std::size_t index = m_stretches.size();
    while (index > m_first && above <= (threshold - 1) * mss && stretches < threshold)
    {
        const Stretch& stretch = m_stretches[--index];
        above += stretch.fate == Fate::SACKED ? stretch.Size() : 0;
        stretches += stretch.fate == Fate::SACKED ? 1 : 0;
    }
    if (index > m_first)
    {
        const SequenceNumber32 end = m_stretches[index].begin;
        LoseIf([](const Stretch& stretch) { return stretch.fate == Fate::IN_FLIGHT; },
               [end](const Stretch& stretch) { return stretch.begin >= end; });
    }
}

void
Scoreboard::LoseAll()
{
    if (!IsEmpty())
    {
        Lose(m_stretches[m_first].begin, m_stretches.back().end);
    }
}

void
Scoreboard::LoseLarger(uint32_t segment, uint32_t most, SequenceNumber32 streamEnd)
{
    std::vector<SackBlock> large;
    for (const Stretch& stretch : *this)
    {
        const SequenceNumber32 end = std::min(stretch.end, streamEnd);
        const uint32_t octets =
            end > stretch.begin ? static_cast<uint32_t>(end - stretch.begin) : 0;
        if (octets > most && stretch.fate != Fate::SACKED && stretch.fate != Fate::LOST)
        {
            // Full segments come first; what is left is one that may be small enough.
            const uint32_t rest = octets % segment;
            const bool isSmall = rest > 0 && rest <= most;
            large.push_back(
                {stretch.begin, isSmall ? end - static_cast<int32_t>(rest) : stretch.end});
        }
    }
    for (const SackBlock& block : large)
    {
        Lose(block.left, block.right);
    }
}

void
Scoreboard::ForgetSacked()
{
    for (std::size_t i = m_first; i < m_stretches.size(); ++i)
    {
        if (m_stretches[i].fate == Fate::SACKED)
        {
            Turn(i, Fate::IN_FLIGHT);
            m_stretches[i].isAgain = true; // it has no time of its own any more
        }
    }
    m_highest = IsEmpty() ? m_highest : m_stretches[m_first].begin;
}

void
Scoreboard::Spare()
{
    for (std::size_t i = m_first; i < m_stretches.size(); ++i)
    {
        if (m_stretches[i].fate != Fate::SACKED)
        {
            Turn(i, Fate::IN_FLIGHT);
        }
    }
    Merge(m_first, m_stretches.size());
}

const Stretch*
Scoreboard::FirstLost() const
{
    if (Count(Fate::LOST) == 0)
    {
        return nullptr;
    }
    return std::find_if(begin(), end(), [](const Stretch& s) { return s.fate == Fate::LOST; });
}

bool
Scoreboard::IsConsistent() const
{
    std::array<uint32_t, 4> octets{};
    for (std::size_t i = m_first; i < m_stretches.size(); ++i)
    {
        const Stretch& stretch = m_stretches[i];
        octets[static_cast<std::size_t>(stretch.fate)] += stretch.Size();
        if (stretch.begin >= stretch.end ||
            (i > m_first && m_stretches[i - 1].end != stretch.begin))
        {
            return false;
        }
    }
    return octets == m_octets;
}

} // namespace synfin
} // namespace ns3
