/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-send-buffer.h"

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

} // namespace synfin
} // namespace ns3
