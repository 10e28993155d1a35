/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-reassembly.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

std::vector<SackBlock>
Reassembly::Add(SequenceNumber32 left, SequenceNumber32 right)
{
    std::vector<SackBlock> added;
    SackBlock merged{left, right};
    SequenceNumber32 at = left;

    // The blocks that touch [left, right) are contiguous: walk them, note the gaps, merge them into
    // one.
    auto first = m_blocks.begin();
    while (first != m_blocks.end() && first->right < left)
    {
        ++first;
    }
    auto last = first;
    for (; last != m_blocks.end() && last->left <= right; ++last)
    {
        if (at < last->left)
        {
            added.push_back({at, last->left});
        }
        at = std::max(at, last->right);
        merged.left = std::min(merged.left, last->left);
        merged.right = std::max(merged.right, last->right);
    }
    if (at < right)
    {
        added.push_back({at, right});
    }
    m_blocks.insert(m_blocks.erase(first, last), merged);
    m_recent = left;
    return added;
}

SequenceNumber32
Reassembly::Advance(SequenceNumber32 next)
{
    while (!m_blocks.empty() && m_blocks.front().left <= next)
    {
        next = std::max(next, m_blocks.front().right);
        m_blocks.erase(m_blocks.begin());
    }
    return next;
}

void
Reassembly::FillSack(Segment& segment) const
{
    // Three fit beside timestamps (RFC 2018 3).
    const std::size_t room = segment.timestamps ? 3 : 4;
    segment.sackCount = 0;
    for (const SackBlock& block : m_blocks)
    {
        if (block.left <= m_recent && m_recent < block.right)
        {
            segment.sack[segment.sackCount++] = block;
        }
    }
    for (const SackBlock& block : m_blocks)
    {
        if (segment.sackCount < room && !(block == segment.sack[0]))
        {
            segment.sack[segment.sackCount++] = block;
        }
    }
}

} // namespace synfin
} // namespace ns3
