/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SEND_BUFFER_H
#define SYNFIN_SEND_BUFFER_H

#include "ns3/packet.h"

#include <cstdint>
#include <deque>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-node
/// @{

/**
 * @brief The bytes that a user sent and the peer has not acknowledged: packets in a row, by their
 * place in the stream.
 */
class SendBuffer
{
  public:
    /// Adds a packet's bytes (and byte tags) at the end of the stream.
    void Append(Ptr<const Packet> packet);

    /// @return the bytes [offset, offset + size), which must be here
    Ptr<Packet> Read(uint64_t offset, uint32_t size) const;

    /// Forgets all bytes before offset.
    void Release(uint64_t offset);

    /// @return octets held
    uint64_t Size() const;

    /// @return where the next packet will be in the stream
    uint64_t End() const;

  private:
    /// A packet and its place.
    struct Piece
    {
        uint64_t offset;    //!< of its first octet
        Ptr<Packet> packet; //!< its octets
    };

    std::deque<Piece> m_pieces; //!< in order, without gaps
    uint64_t m_begin{0};        //!< first octet held
    uint64_t m_end{0};          //!< right after the last one
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SEND_BUFFER_H
