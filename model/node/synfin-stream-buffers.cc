/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-stream-buffers.h"

#include "ns3/assert.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

namespace
{

/**
 * @brief One packet of many, byte tags included.
 *
 * Neighbours are joined in rounds, so that a byte is copied once a round: Packet::AddAtEnd copies
 * both packets, and joining one part after the other would take a time that grows with the square
 * of their number.
 *
 * @param parts packets, which are changed
 * @return their bytes in a row, nullptr when there are no parts
 */
Ptr<Packet>
Concatenate(std::vector<Ptr<Packet>> parts)
{
    while (parts.size() > 1)
    {
        std::size_t joined = 0;
        for (std::size_t i = 0; i < parts.size(); i += 2)
        {
            if (i + 1 < parts.size())
            {
                parts[i]->AddAtEnd(parts[i + 1]);
            }
            parts[joined++] = parts[i];
        }
        parts.resize(joined);
    }
    return parts.empty() ? Ptr<Packet>() : parts.front();
}

} // namespace

void
SendBuffer::Append(Ptr<const Packet> packet)
{
    if (packet->GetSize() > 0)
    {
        m_pieces.push_back({m_end, packet->Copy()});
        m_end += packet->GetSize();
    }
}

Ptr<Packet>
SendBuffer::Read(uint64_t offset, uint32_t size) const
{
    NS_ASSERT_MSG(offset >= m_begin && offset + size <= m_end, "bytes that are not in the buffer");
    auto piece =
        std::upper_bound(m_pieces.begin(), m_pieces.end(), offset, [](uint64_t at, const Piece& p) {
            return at < p.offset;
        });
    --piece;
    std::vector<Ptr<Packet>> parts;
    while (size > 0)
    {
        const auto skip = static_cast<uint32_t>(offset - piece->offset);
        const uint32_t take = std::min(size, piece->packet->GetSize() - skip);
        parts.push_back(piece->packet->CreateFragment(skip, take));
        offset += take;
        size -= take;
        ++piece;
    }
    return Concatenate(std::move(parts));
}

void
SendBuffer::Release(uint64_t offset)
{
    m_begin = std::clamp(offset, m_begin, m_end);
    while (!m_pieces.empty() &&
           m_pieces.front().offset + m_pieces.front().packet->GetSize() <= m_begin)
    {
        m_pieces.pop_front();
    }
}

uint64_t
SendBuffer::Size() const
{
    return m_end - m_begin;
}

uint64_t
SendBuffer::End() const
{
    return m_end;
}

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
