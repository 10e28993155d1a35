/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// L4Protocol: what ICMP says of segments that it sent.

#include "synfin-l4-protocol.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// @return true for a hard error, false for a soft one, nothing for a message that is ignored
std::optional<bool>
IsHardIcmp(uint8_t type, uint8_t code)
{
    // RFC 9293 3.9.2.2: unreachable (3) 2 to 4 are hard, the other codes, time exceeded (11) and
    // parameter problem (12) are soft (MUST-54, MUST-56); source quench (4) is ignored (MUST-55).
    if (type == 3)
    {
        return code >= 2 && code <= 4;
    }
    return type == 11 || type == 12 ? std::optional<bool>(false) : std::nullopt;
}

/// The same for ICMPv6.
std::optional<bool>
IsHardIcmpv6(uint8_t type, uint8_t code)
{
    // RFC 9293 3.9.2.2: unreachable (1) codes 1 and 4 are hard, the others, time exceeded (3) and
    // parameter problem (4) are soft; packet too big (2) is none of both.
    if (type == 1)
    {
        return code == 1 || code == 4;
    }
    return type == 3 || type == 4 ? std::optional<bool>(false) : std::nullopt;
}

} // namespace

template <typename Address>
void
L4Protocol::IcmpError(Address local,
                      Address remote,
                      const uint8_t quoted[8],
                      std::optional<bool> hard)
{
    if (!hard)
    {
        return;
    }
    const auto localPort = static_cast<uint16_t>(quoted[0] << 8 | quoted[1]);
    const auto remotePort = static_cast<uint16_t>(quoted[2] << 8 | quoted[3]);
    const uint32_t seq =
        static_cast<uint32_t>(quoted[4]) << 24 | quoted[5] << 16 | quoted[6] << 8 | quoted[7];
    const FourTuple tuple{m_addresses->Intern(local),
                          m_addresses->Intern(remote),
                          localPort,
                          remotePort};
    Driver().IcmpError(tuple, SequenceNumber32(seq), *hard);
}

void
L4Protocol::ReceiveIcmp(Ipv4Address,
                        uint8_t,
                        uint8_t type,
                        uint8_t code,
                        uint32_t,
                        Ipv4Address source,
                        Ipv4Address destination,
                        const uint8_t quoted[8])
{
    IcmpError(source, destination, quoted, IsHardIcmp(type, code));
}

void
L4Protocol::ReceiveIcmp(Ipv6Address,
                        uint8_t,
                        uint8_t type,
                        uint8_t code,
                        uint32_t,
                        Ipv6Address source,
                        Ipv6Address destination,
                        const uint8_t quoted[8])
{
    IcmpError(source, destination, quoted, IsHardIcmpv6(type, code));
}

} // namespace synfin
} // namespace ns3
