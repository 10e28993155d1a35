/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-isn.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

uint64_t
Rotate(uint64_t x, int bits)
{
    return (x << bits) | (x >> (64 - bits));
}

/// The state of SipHash, and its round.
struct Sip
{
    uint64_t v0, v1, v2, v3;

    void Round()
    {
        v0 += v1;
        v1 = Rotate(v1, 13) ^ v0;
        v0 = Rotate(v0, 32);
        v2 += v3;
        v3 = Rotate(v3, 16) ^ v2;
        v0 += v3;
        v3 = Rotate(v3, 21) ^ v0;
        v2 += v1;
        v1 = Rotate(v1, 17) ^ v2;
        v2 = Rotate(v2, 32);
    }

    void Absorb(uint64_t word)
    {
        v3 ^= word;
        Round();
        Round();
        v0 ^= word;
    }
};

} // namespace

IsnGenerator::IsnGenerator(IsnSecret secret, Time tick)
    : m_secret(secret),
      m_tick(std::max<int64_t>(1, tick.GetTimeStep()))
{
}

uint64_t
IsnGenerator::Hash(uint64_t first, uint64_t second) const
{
    Sip sip{m_secret.k0 ^ 0x736f6d6570736575ULL,
            m_secret.k1 ^ 0x646f72616e646f6dULL,
            m_secret.k0 ^ 0x6c7967656e657261ULL,
            m_secret.k1 ^ 0x7465646279746573ULL};
    sip.Absorb(first);
    sip.Absorb(second);
    sip.Absorb(16ULL << 56); // the length of the message, 16 octets
    sip.v2 ^= 0xff;
    for (int i = 0; i < 4; ++i)
    {
        sip.Round();
    }
    return sip.v0 ^ sip.v1 ^ sip.v2 ^ sip.v3;
}

SequenceNumber32
IsnGenerator::Next(const FourTuple& tuple, Time now) const
{
    const uint64_t addresses =
        (static_cast<uint64_t>(tuple.localAddress) << 32) | tuple.remoteAddress;
    const uint64_t ports = (static_cast<uint64_t>(tuple.localPort) << 16) | tuple.remotePort;
    const auto clock = static_cast<uint64_t>(now.GetTimeStep() / m_tick);
    return SequenceNumber32(static_cast<uint32_t>(clock + Hash(addresses, ports)));
}

uint32_t
IsnGenerator::TimestampOffset(const FourTuple& tuple) const
{
    // A word that no pair of ports can be keeps the hashes apart.
    return static_cast<uint32_t>(
        Hash((static_cast<uint64_t>(tuple.localAddress) << 32) | tuple.remoteAddress, 1ULL << 40));
}

uint64_t
IsnGenerator::PortOffset(const FourTuple& tuple) const
{
    return Hash((static_cast<uint64_t>(tuple.localAddress) << 32) | tuple.remoteAddress,
                (1ULL << 41) | tuple.remotePort);
}

uint64_t
IsnGenerator::Random(uint64_t n) const
{
    return Hash(n, 1ULL << 42);
}

} // namespace synfin
} // namespace ns3
