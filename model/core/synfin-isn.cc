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

/// What else is hashed than pairs of ports: words that none of these can be.
constexpr uint64_t OF_PAIR = 1ULL << 40;
constexpr uint64_t OF_DESTINATION = 1ULL << 41;
constexpr uint64_t OF_CONNECTION = 1ULL << 42;
constexpr uint64_t OF_COOKIE = 1ULL << 43;

/// Which of the host's random numbers its timestamps begin at; see WHEEL_PHASE for the others.
constexpr uint64_t HOST_CLOCK = 1ULL << 61;

/// Which two of them are the key of its Fast Open cookies.
constexpr uint64_t COOKIE_KEY = 1ULL << 60;

/// Which two of them are its key after a restart.
constexpr uint64_t NEXT_KEY = 1ULL << 59;

/// Which of them is the phase of the clocks of its SYN cookies.
constexpr uint64_t COOKIE_CLOCK = 1ULL << 58;

/// @return octets in the order of the wire as SipHash reads them: the first one is the lowest
uint64_t
FromWire(uint64_t word)
{
    uint64_t swapped = 0;
    for (int i = 0; i < 8; ++i, word >>= 8)
    {
        swapped = swapped << 8 | (word & 0xff);
    }
    return swapped;
}

uint64_t
PortsOf(const FourTuple& tuple)
{
    return static_cast<uint64_t>(tuple.localPort) << 16 | tuple.remotePort;
}

} // namespace

IsnGenerator::IsnGenerator(IsnSecret secret,
                           Time tick,
                           const AddressTable* addresses,
                           uint32_t timestampOffset)
    : m_secret(secret),
      m_tick(std::max<int64_t>(1, tick.GetTimeStep())),
      m_addresses(addresses),
      m_timestampOffset(timestampOffset),
      m_phase(Random(COOKIE_CLOCK))
{
}

void
IsnGenerator::Restart(Time now)
{
    m_secret = {Random(NEXT_KEY), Random(NEXT_KEY + 1)};
    m_start = now.GetTimeStep();
    m_pairs = {};
    m_phase = Random(COOKIE_CLOCK);
}

void
IsnGenerator::Sip::Round()
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

void
IsnGenerator::Sip::Absorb(uint64_t word)
{
    v3 ^= word;
    Round();
    Round();
    v0 ^= word;
}

uint64_t
IsnGenerator::Sip::Finish(uint64_t octets)
{
    Absorb(octets << 56); // the length of the message
    v2 ^= 0xff;
    for (int i = 0; i < 4; ++i)
    {
        Round();
    }
    return v0 ^ v1 ^ v2 ^ v3;
}

IsnGenerator::Sip
IsnGenerator::Begin(const IsnSecret& secret)
{
    return {secret.k0 ^ 0x736f6d6570736575ULL,
            secret.k1 ^ 0x646f72616e646f6dULL,
            secret.k0 ^ 0x6c7967656e657261ULL,
            secret.k1 ^ 0x7465646279746573ULL};
}

uint64_t
IsnGenerator::Hash(const FourTuple& tuple, uint64_t word) const
{
    const Pair& pair = PairOf(tuple);
    Sip sip = pair.sip;
    sip.Absorb(word);
    return sip.Finish(pair.octets + sizeof(word));
}

const IsnGenerator::Pair&
IsnGenerator::PairOf(const FourTuple& tuple) const
{
    Pair& pair = m_pairs[(tuple.localAddress ^ tuple.remoteAddress) % m_pairs.size()];
    if (pair.local != tuple.localAddress || pair.remote != tuple.remoteAddress || pair.octets == 0)
    {
        Meet(pair, tuple);
    }
    return pair;
}

void
IsnGenerator::Meet(Pair& pair, const FourTuple& tuple) const
{
    const auto both = [](uint64_t high, uint64_t low) { return high << 32 | low; };
    pair.local = tuple.localAddress;
    pair.remote = tuple.remoteAddress;
    pair.sip = Begin(m_secret);
    if (m_addresses && tuple.IsIpv6())
    {
        for (const AddressId id : {tuple.localAddress, tuple.remoteAddress})
        {
            for (const uint64_t half : WordsOf(m_addresses->Ipv6(id)))
            {
                pair.sip.Absorb(half);
            }
        }
        pair.octets = 32;
    }
    else
    {
        pair.sip.Absorb(m_addresses ? both(m_addresses->Ipv4(tuple.localAddress).Get(),
                                           m_addresses->Ipv4(tuple.remoteAddress).Get())
                                    : both(tuple.localAddress, tuple.remoteAddress));
        pair.octets = 8;
    }
    pair.timestampOffset = static_cast<uint32_t>(Hash(tuple, OF_PAIR));
}

SequenceNumber32
IsnGenerator::Next(const FourTuple& tuple, Time now) const
{
    // RFC 6528 3: a clock (MUST-8) and a pseudo-random function of the connection (SHLD-1) with a
    // secret key (MUST-9).
    const auto clock = static_cast<uint64_t>((now.GetTimeStep() - m_start) / m_tick);
    return SequenceNumber32(static_cast<uint32_t>(clock + Hash(tuple, PortsOf(tuple))));
}

uint32_t
IsnGenerator::TimestampOffset(const FourTuple& tuple) const
{
    switch (m_timestampOffset)
    {
    case 0: // a clock that began with the host: younger than all that are before it by 2^31
        return m_start == 0 ? static_cast<uint32_t>(Random(HOST_CLOCK) >> 33)
                            : 0 - static_cast<uint32_t>(TimeStep(m_start).GetMilliSeconds());
    case 1:
        return PairOf(tuple).timestampOffset;
    default:
        return static_cast<uint32_t>(Hash(tuple, OF_CONNECTION | PortsOf(tuple)));
    }
}

uint64_t
IsnGenerator::PortOffset(const FourTuple& tuple) const
{
    return Hash(tuple, OF_DESTINATION | tuple.remotePort);
}

uint64_t
IsnGenerator::FastOpenHash(const FourTuple& tuple, const std::optional<IsnSecret>& key) const
{
    Sip sip = Begin(key.value_or(IsnSecret{Random(COOKIE_KEY), Random(COOKIE_KEY + 1)}));
    if (m_addresses && tuple.IsIpv6())
    {
        for (const AddressId id : {tuple.remoteAddress, tuple.localAddress})
        {
            for (const uint64_t half : WordsOf(m_addresses->Ipv6(id)))
            {
                sip.Absorb(FromWire(half));
            }
        }
        return sip.Finish(32);
    }
    const auto address = [this](AddressId id) -> uint64_t {
        return m_addresses ? m_addresses->Ipv4(id).Get() : id;
    };
    sip.Absorb(FromWire(address(tuple.remoteAddress) << 32 | address(tuple.localAddress)));
    return sip.Finish(8);
}

uint64_t
IsnGenerator::CookieHash(const FourTuple& tuple, uint64_t message) const
{
    // A short message, as a count is, goes with the ports.
    constexpr int ABOVE_COOKIE = 44;
    const uint64_t word = OF_COOKIE | PortsOf(tuple);
    if (message >> (64 - ABOVE_COOKIE) == 0)
    {
        return Hash(tuple, word | message << ABOVE_COOKIE);
    }
    const Pair& pair = PairOf(tuple);
    Sip sip = pair.sip;
    sip.Absorb(word);
    sip.Absorb(message);
    return sip.Finish(pair.octets + 2 * sizeof(message));
}

uint64_t
IsnGenerator::Random(uint64_t n) const
{
    Sip sip = Begin(m_secret);
    sip.Absorb(n);
    sip.Absorb(1ULL << 42);
    return sip.Finish(16);
}

} // namespace synfin
} // namespace ns3
