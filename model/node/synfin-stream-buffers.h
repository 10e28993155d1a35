/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_STREAM_BUFFERS_H
#define SYNFIN_STREAM_BUFFERS_H

#include "ns3/packet.h"

#include <cstdint>
#include <deque>
#include <map>

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

/**
 * @brief The bytes that arrived and that the user has not taken, in any order, by their place in
 * the stream.
 */
class ReceiveBuffer
{
  public:
    /**
     * @brief Keeps bytes that are not here yet; those taken already are ignored.
     * @param offset place of the first one in the stream
     * @param packet has them
     * @param skip where they begin in the packet
     * @param size how many they are
     */
    void Insert(uint64_t offset, Ptr<const Packet> packet, uint32_t skip, uint32_t size);

    /// Says that all bytes before offset have arrived.
    void SetInOrder(uint64_t offset);

    /// @return octets in order
    uint32_t Readable() const;

    /**
     * @brief Takes bytes in order out.
     * @param maxSize how many at most
     * @return them, or nullptr when there are none
     */
    Ptr<Packet> Extract(uint32_t maxSize);

    /// Drops the bytes in order. @return how many there were
    uint32_t Discard();

  private:
    std::map<uint64_t, Ptr<Packet>>
        m_fragments;       //!< by the place of their first octet; they do not overlap
    uint64_t m_begin{0};   //!< first octet not taken
    uint64_t m_inOrder{0}; //!< right after the last one in order
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_STREAM_BUFFERS_H
