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

template <typename Address>
void
L4Protocol::IcmpError(Address local,
                      Address remote,
                      const uint8_t quoted[8],
                      std::optional<IcmpKind> kind,
                      uint32_t mtu)
{
    if (!kind)
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
    Driver().IcmpError(tuple, SequenceNumber32(seq), *kind, mtu);
}

void
L4Protocol::ReceiveIcmp(Ipv4Address,
                        uint8_t,
                        uint8_t type,
                        uint8_t code,
                        uint32_t info,
                        Ipv4Address source,
                        Ipv4Address destination,
                        const uint8_t quoted[8])
{
    IcmpError(source, destination, quoted, IcmpKindOf(type, code), info);
}

void
L4Protocol::ReceiveIcmp(Ipv6Address,
                        uint8_t,
                        uint8_t type,
                        uint8_t code,
                        uint32_t info,
                        Ipv6Address source,
                        Ipv6Address destination,
                        const uint8_t quoted[8])
{
    IcmpError(source, destination, quoted, Icmpv6KindOf(type, code), info);
}

} // namespace synfin
} // namespace ns3
