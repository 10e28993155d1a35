/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_FOUR_TUPLE_H
#define SYNFIN_FOUR_TUPLE_H

#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// An interned IP address: an index into an AddressTable.
using AddressId = uint32_t;

/// "Any address" of IPv4: what a listener without a local address is bound to (RFC 9293 MUST-43).
constexpr AddressId ANY_ADDRESS = 0;

/// Set in the AddressId of every IPv6 address (the default MSS depends on it, RFC 9293 MUST-15);
/// alone it is "any".
constexpr AddressId IPV6_ADDRESS = 0x80000000U;

/// @return true for the "any address" of either family
constexpr bool
IsAnyAddress(AddressId address)
{
    return (address & ~IPV6_ADDRESS) == 0;
}

/**
 * @brief The pair of sockets that names a connection, as one host sees it.
 *
 * A listener has remote address ANY_ADDRESS and remote port 0.
 */
struct FourTuple
{
    AddressId localAddress{ANY_ADDRESS};  //!< of this host
    AddressId remoteAddress{ANY_ADDRESS}; //!< of the peer
    uint16_t localPort{0};                //!< of this host
    uint16_t remotePort{0};               //!< of the peer

    /// @return the same connection as the peer sees it
    FourTuple Reverse() const
    {
        return {remoteAddress, localAddress, remotePort, localPort};
    }

    /// @return true when the addresses are IPv6
    bool IsIpv6() const
    {
        return (localAddress & IPV6_ADDRESS) != 0;
    }

    /// @return true for the same connection, seen from the same host
    bool operator==(const FourTuple& other) const
    {
        return localAddress == other.localAddress && remoteAddress == other.remoteAddress &&
               localPort == other.localPort && remotePort == other.remotePort;
    }

    /// @return true when they differ
    bool operator!=(const FourTuple& other) const
    {
        return !(*this == other);
    }
};

static_assert(sizeof(FourTuple) == 12, "a four-tuple is twelve bytes");

/// Mixes all 96 bits of a four-tuple; fit for power-of-two hash tables.
struct FourTupleHash
{
    /// @return the hash
    std::size_t operator()(const FourTuple& tuple) const
    {
        const uint64_t addresses =
            (static_cast<uint64_t>(tuple.localAddress) << 32) | tuple.remoteAddress;
        const uint64_t ports = (static_cast<uint64_t>(tuple.localPort) << 16) | tuple.remotePort;
        // The finaliser of MurmurHash3, once over both halves.
        uint64_t hash = addresses * 0x9e3779b97f4a7c15ULL + ports;
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccdULL;
        hash ^= hash >> 33;
        hash *= 0xc4ceb9fe1a85ec53ULL;
        hash ^= hash >> 33;
        return static_cast<std::size_t>(hash);
    }
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_FOUR_TUPLE_H
