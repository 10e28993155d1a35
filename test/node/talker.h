/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TEST_TALKER_H
#define SYNFIN_TEST_TALKER_H

#include "ns3/address.h"
#include "ns3/packet.h"
#include "ns3/socket.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @return octet number i of a stream that no shift, swap or repetition leaves as it is
inline uint8_t
Pattern(uint64_t i, uint8_t stream)
{
    uint64_t x = (i + 1) * 0x9e3779b97f4a7c15ULL + stream;
    x ^= x >> 29;
    return static_cast<uint8_t>(x >> 8);
}

/// Sends a stream of bytes and checks the one that comes back.
class Talker
{
  public:
    Talker(uint8_t sends, uint8_t expects, uint64_t octets)
        : m_sends(sends),
          m_expects(expects),
          m_octets(octets)
    {
    }

    void Use(Ptr<Socket> socket)
    {
        m_socket = socket;
        socket->SetRecvCallback(MakeCallback(&Talker::Received, this));
        socket->SetSendCallback(MakeCallback(&Talker::Writable, this));
        socket->SetCloseCallbacks(MakeCallback(&Talker::Closed, this),
                                  MakeCallback(&Talker::Broken, this));
    }

    void Close()
    {
        m_socket->Close();
    }

    void Accept(Ptr<Socket> socket, const Address&)
    {
        Use(socket);
        Writable(socket, socket->GetTxAvailable());
    }

    uint64_t received{0}; //!< octets that came in
    uint64_t wrong{0};    //!< of these, those that were not what they should be
    bool closed{false};   //!< the peer is done
    bool broken{false};   //!< the connection ended in error

  private:
    void Writable(Ptr<Socket> socket, uint32_t)
    {
        while (m_sent < m_octets)
        {
            // Sizes that are no multiple of anything.
            const uint64_t want = std::min<uint64_t>(m_octets - m_sent, 1 + m_sent * 7919 % 5003);
            std::vector<uint8_t> bytes(want);
            for (uint64_t i = 0; i < want; ++i)
            {
                bytes[i] = Pattern(m_sent + i, m_sends);
            }
            if (socket->Send(bytes.data(), bytes.size(), 0) < 0)
            {
                return;
            }
            m_sent += want;
        }
    }

    void Received(Ptr<Socket> socket)
    {
        while (Ptr<Packet> packet = socket->Recv())
        {
            std::vector<uint8_t> bytes(packet->GetSize());
            packet->CopyData(bytes.data(), bytes.size());
            if (bytes.empty())
            {
                return;
            }
            for (const uint8_t octet : bytes)
            {
                wrong += octet == Pattern(received++, m_expects) ? 0 : 1;
            }
        }
    }

    void Closed(Ptr<Socket>)
    {
        closed = true;
    }

    void Broken(Ptr<Socket>)
    {
        broken = true;
    }

    uint8_t m_sends;      //!< which stream
    uint8_t m_expects;    //!< which stream
    uint64_t m_octets;    //!< how long it is
    uint64_t m_sent{0};   //!< how much of it is in the socket
    Ptr<Socket> m_socket; //!< which carries it
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TEST_TALKER_H
