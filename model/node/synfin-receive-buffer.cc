/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-receive-buffer.h"

#include "synfin-concatenate.h"

#include "ns3/assert.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

void
ReceiveBuffer::Insert(uint64_t offset, Ptr<const Packet> packet, uint32_t skip, uint32_t size)
{
    NS_ASSERT(skip + size <= packet->GetSize());
    const uint64_t end = offset + size;
    uint64_t at = std::max(offset, m_begin);
    auto next = m_fragments.upper_bound(at);
    if (next != m_fragments.begin())
    {
        const auto& before = *std::prev(next);
        at = std::max(at, before.first + before.second->GetSize());
    }
    while (at < end)
    {
        const uint64_t gapEnd = next == m_fragments.end() ? end : std::min(end, next->first);
        if (at < gapEnd)
        {
            const auto start = skip + static_cast<uint32_t>(at - offset);
            const auto length = static_cast<uint32_t>(gapEnd - at);
            m_fragments.emplace_hint(next, at, packet->CreateFragment(start, length));
        }
        if (next == m_fragments.end())
        {
            return;
        }
        at = next->first + next->second->GetSize();
        ++next;
    }
}

void
ReceiveBuffer::SetInOrder(uint64_t offset)
{
    m_inOrder = std::max(m_inOrder, offset);
}

uint32_t
ReceiveBuffer::Readable() const
{
    return static_cast<uint32_t>(m_inOrder - m_begin);
}

Ptr<Packet>
ReceiveBuffer::Extract(uint32_t maxSize)
{
    uint32_t left = std::min(maxSize, Readable());
    std::vector<Ptr<Packet>> parts;
    while (left > 0)
    {
        auto first = m_fragments.begin();
        NS_ASSERT_MSG(first != m_fragments.end() && first->first == m_begin,
                      "bytes in order that never arrived");
        Ptr<Packet> part = first->second;
        const uint32_t size = part->GetSize();
        const uint32_t take = std::min(size, left);
        m_fragments.erase(first);
        if (take < size)
        {
            m_fragments.emplace(m_begin + take, part->CreateFragment(take, size - take));
            part = part->CreateFragment(0, take);
        }
        parts.push_back(part);
        m_begin += take;
        left -= take;
    }
    return Concatenate(std::move(parts));
}

uint32_t
ReceiveBuffer::Discard()
{
    const uint32_t size = Readable();
    m_begin = m_inOrder;
    auto first = m_fragments.begin();
    while (first != m_fragments.end() && first->first < m_begin)
    {
        first = m_fragments.erase(first); // fragments in order end at or before m_inOrder
    }
    return size;
}

} // namespace synfin
} // namespace ns3
