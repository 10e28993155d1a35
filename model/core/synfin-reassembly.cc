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

namespace
{

/// Takes out the blocks for which that is true.
template <typename Condition>
void
Erase(std::vector<SackBlock>& blocks, Condition condition)
{
    blocks.erase(std::remove_if(blocks.begin(), blocks.end(), condition), blocks.end());
}

} // namespace

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
    if (m_told)
    {
        Erase(m_told->blocks, [next](const SackBlock& block) { return block.left <= next; });
    }
    return next;
}

std::optional<SackBlock>
Reassembly::FirstOverlap(SequenceNumber32 left, SequenceNumber32 right) const
{
    for (const SackBlock& block : m_blocks)
    {
        if (block.left < right && left < block.right)
        {
            return SackBlock{std::max(left, block.left), std::min(right, block.right)};
        }
    }
    return std::nullopt;
}

void
Reassembly::Report(SackBlock segment)
{
    // Linux tcp_sack_new_ofo_skb(): whatever it touches becomes one block with it, in front.
    const auto isTouched = [&segment](const SackBlock& block) {
        const bool touches = block.left <= segment.right && segment.left <= block.right;
        if (touches)
        {
            segment = {std::min(segment.left, block.left), std::max(segment.right, block.right)};
        }
        return touches;
    };
    if (!m_told)
    {
        m_told = std::make_unique<Told>();
    }
    std::vector<SackBlock>& blocks = m_told->blocks;
    std::size_t before = 0;
    do
    {
        before = blocks.size();
        Erase(blocks, isTouched);
    } while (blocks.size() != before);
    blocks.insert(blocks.begin(), segment);
    blocks.resize(std::min(blocks.size(), Segment::MAX_SACK_BLOCKS));
}

void
Reassembly::ReportDuplicate(const std::optional<SackBlock>& duplicate)
{
    if (duplicate && !m_told)
    {
        m_told = std::make_unique<Told>();
    }
    if (m_told)
    {
        m_told->duplicate = duplicate;
    }
}

void
Reassembly::FillSack(Segment& segment)
{
    // Three fit beside timestamps (RFC 2018 3).
    const std::size_t room = segment.timestamps ? 3 : 4;
    segment.sackCount = 0;
    if (!m_told)
    {
        return;
    }
    if (m_told->duplicate)
    {
        segment.sack[segment.sackCount++] = *m_told->duplicate;
        m_told->duplicate.reset();
    }
    for (const SackBlock& block : m_told->blocks)
    {
        if (segment.sackCount < room)
        {
            segment.sack[segment.sackCount++] = block;
        }
    }
}

} // namespace synfin
} // namespace ns3
