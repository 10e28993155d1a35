/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-isn.h"

#include "synfin-address-table.h"

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

/// @return the halves of an address
std::array<uint64_t, 2>
WordsOf(const Ipv6Address& address)
{
    uint8_t bytes[16];
    address.GetBytes(bytes);
    std::array<uint64_t, 2> words{};
    for (std::size_t i = 0; i < sizeof(bytes); ++i)
    {
        words[i / 8] = words[i / 8] << 8 | bytes[i];
    }
    return words;
}

} // namespace

IsnGenerator::IsnGenerator(IsnSecret secret, Time tick, const AddressTable* addresses)
    : m_secret(secret),
      m_tick(std::max<int64_t>(1, tick.GetTimeStep())),
      m_addresses(addresses)
{
}

template <std::size_t SIZE>
uint64_t
IsnGenerator::Hash(const std::array<uint64_t, SIZE>& words) const
{
    Sip sip{m_secret.k0 ^ 0x736f6d6570736575ULL,
            m_secret.k1 ^ 0x646f72616e646f6dULL,
            m_secret.k0 ^ 0x6c7967656e657261ULL,
            m_secret.k1 ^ 0x7465646279746573ULL};
    for (const uint64_t word : words)
    {
        sip.Absorb(word);
    }
    sip.Absorb(static_cast<uint64_t>(8 * SIZE) << 56); // the length of the message in octets
    sip.v2 ^= 0xff;
    for (int i = 0; i < 4; ++i)
    {
        sip.Round();
    }
    return sip.v0 ^ sip.v1 ^ sip.v2 ^ sip.v3;
}

uint64_t
IsnGenerator::HashAddresses(const FourTuple& tuple, uint64_t word) const
{
    const auto pair = [](uint64_t high, uint64_t low) { return high << 32 | low; };
    if (!m_addresses)
    {
        return Hash<2>({pair(tuple.localAddress, tuple.remoteAddress), word});
    }
    if (tuple.IsIpv6())
    {
        const auto local = WordsOf(m_addresses->Ipv6(tuple.localAddress));
        const auto remote = WordsOf(m_addresses->Ipv6(tuple.remoteAddress));
        return Hash<5>({local[0], local[1], remote[0], remote[1], word});
    }
    return Hash<2>({pair(m_addresses->Ipv4(tuple.localAddress).Get(),
                         m_addresses->Ipv4(tuple.remoteAddress).Get()),
                    word});
}

SequenceNumber32
IsnGenerator::Next(const FourTuple& tuple, Time now) const
{
    const uint64_t ports = (static_cast<uint64_t>(tuple.localPort) << 16) | tuple.remotePort;
    const auto clock = static_cast<uint64_t>(now.GetTimeStep() / m_tick);
    return SequenceNumber32(static_cast<uint32_t>(clock + HashAddresses(tuple, ports)));
}

uint32_t
IsnGenerator::TimestampOffset(const FourTuple& tuple) const
{
    // A word that no pair of ports can be keeps the hashes apart.
    return static_cast<uint32_t>(HashAddresses(tuple, 1ULL << 40));
}

uint64_t
IsnGenerator::PortOffset(const FourTuple& tuple) const
{
    return HashAddresses(tuple, (1ULL << 41) | tuple.remotePort);
}

uint64_t
IsnGenerator::Random(uint64_t n) const
{
    return Hash<2>({n, 1ULL << 42});
}

} // namespace synfin
} // namespace ns3
