/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ICMP_H
#define SYNFIN_ICMP_H

#include <cstdint>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// What an ICMP error says, as far as stacks tell errors apart.
enum class IcmpKind : uint8_t
{
    SOFT,          //!< net or host unreachable, and whatever else may pass
    NOBODY_THERE,  //!< protocol or port unreachable
    TOO_LARGE,     //!< fragmentation needed
    PROHIBITED,    //!< by an administrator
    PROHIBITED_V6, //!< the same of ICMPv6, where RFC 9293 counts it as hard
    UNDELIVERABLE, //!< time exceeded in transit, or an unrecognized next header
};

/**
 * @param type of an ICMP message for IPv4
 * @param code its code
 * @return what it says, nothing for a message that is ignored
 */
inline std::optional<IcmpKind>
IcmpKindOf(uint8_t type, uint8_t code)
{
    // RFC 9293 3.9.2.2: unreachable (3), time exceeded (11) and parameter problem (12); source
    // quench (4) is ignored (MUST-55), all others count (MUST-54), soft ones, too (MUST-56).
    if (type == 3)
    {
        switch (code)
        {
        case 2:
        case 3:
            return IcmpKind::NOBODY_THERE;
        case 4:
            return IcmpKind::TOO_LARGE;
        case 9:
        case 10:
        case 13:
            return IcmpKind::PROHIBITED;
        default:
            return IcmpKind::SOFT;
        }
    }
    if (type == 11)
    {
        return code == 0 ? IcmpKind::UNDELIVERABLE : IcmpKind::SOFT;
    }
    return type == 12 ? std::optional<IcmpKind>(IcmpKind::SOFT) : std::nullopt;
}

/**
 * @param type of an ICMPv6 message
 * @param code its code
 * @return what it says, nothing for a message that is ignored
 */
inline std::optional<IcmpKind>
Icmpv6KindOf(uint8_t type, uint8_t code)
{
    // RFC 9293 3.9.2.2: unreachable (1), time exceeded (3) and parameter problem (4); packet too
    // big (2) is no error of that kind, but tells of the path's MTU (RFC 8201).
    if (type == 2)
    {
        return IcmpKind::TOO_LARGE;
    }
    if (type == 1)
    {
        return code == 1   ? IcmpKind::PROHIBITED_V6
               : code == 4 ? IcmpKind::NOBODY_THERE
                           : IcmpKind::SOFT;
    }
    if (type == 3)
    {
        return code == 0 ? IcmpKind::UNDELIVERABLE : IcmpKind::SOFT;
    }
    if (type == 4)
    {
        return code == 1 ? IcmpKind::UNDELIVERABLE : IcmpKind::SOFT;
    }
    return std::nullopt;
}

/// @return true for an error that RFC 9293 3.9.2.2 calls hard (SHLD-26)
inline bool
IsHard(IcmpKind kind)
{
    return kind == IcmpKind::NOBODY_THERE || kind == IcmpKind::TOO_LARGE ||
           kind == IcmpKind::PROHIBITED_V6;
}

/// @return true for an error that ends an open on FreeBSD (tcp_ctlinput(), tcp6_ctlinput())
inline bool
IsHardOnFreeBsd(IcmpKind kind)
{
    return kind == IcmpKind::NOBODY_THERE || kind == IcmpKind::PROHIBITED ||
           kind == IcmpKind::PROHIBITED_V6 || kind == IcmpKind::UNDELIVERABLE;
}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ICMP_H
