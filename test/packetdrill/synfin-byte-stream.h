/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_BYTE_STREAM_H
#define SYNFIN_BYTE_STREAM_H

#include "synfin-datagram.h"

#include <algorithm>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// A window onto the octets of one direction of a connection, by their place in the stream.
class ByteStream
{
  public:
    /// Puts octets at their place; those before the window are ignored.
    void Put(uint64_t offset, const uint8_t* octets, std::size_t size)
    {
        const std::size_t skip = offset < m_begin ? std::min<uint64_t>(m_begin - offset, size) : 0;
        const std::size_t at = offset + skip - m_begin;
        m_octets.resize(std::max(m_octets.size(), at + size - skip));
        std::copy(octets + skip, octets + size, m_octets.begin() + at);
    }

    /// @return the octets [offset, offset + size), which must be here
    Octets Get(uint64_t offset, std::size_t size) const
    {
        const auto first = m_octets.begin() + (offset - m_begin);
        return Octets(first, first + size);
    }

    /// Moves the window's begin.
    void Release(uint64_t offset)
    {
        const std::size_t gone = std::min<uint64_t>(offset - m_begin, m_octets.size());
        m_octets.erase(m_octets.begin(), m_octets.begin() + gone);
        m_begin = offset;
    }

    uint64_t Begin() const
    {
        return m_begin;
    }

    uint64_t End() const
    {
        return m_begin + m_octets.size();
    }

  private:
    Octets m_octets;     //!< the window
    uint64_t m_begin{0}; //!< place of its first octet
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_BYTE_STREAM_H
