/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-endpoint.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"

namespace ns3
{
namespace synfin
{

namespace
{

/// The IPv4 TOS of an InetSocketAddress, which it had up to ns-3.41.
template <typename ADDRESS>
auto
TosOf(const ADDRESS& address, int) -> decltype(address.GetTos())
{
    return address.GetTos();
}

template <typename ADDRESS>
uint8_t
TosOf(const ADDRESS&, long)
{
    return 0;
}

} // namespace

std::optional<Endpoint>
Endpoint::From(const Address& address, AddressTable& addresses)
{
    if (InetSocketAddress::IsMatchingType(address))
    {
        const InetSocketAddress inet = InetSocketAddress::ConvertFrom(address);
        return Endpoint{addresses.Intern(inet.GetIpv4()), inet.GetPort(), TosOf(inet, 0)};
    }
    if (Inet6SocketAddress::IsMatchingType(address))
    {
        const Inet6SocketAddress inet = Inet6SocketAddress::ConvertFrom(address);
        const Ipv6Address ip = inet.GetIpv6();
        if (ip.IsIpv4MappedAddress())
        {
            return Endpoint{addresses.Intern(ip.GetIpv4MappedAddress()), inet.GetPort(), 0};
        }
        return Endpoint{addresses.Intern(ip), inet.GetPort(), 0};
    }
    return {};
}

Address
Endpoint::ToAddress(const AddressTable& addresses) const
{
    if ((address & IPV6_ADDRESS) != 0)
    {
        return Inet6SocketAddress(addresses.Ipv6(address), port);
    }
    return InetSocketAddress(addresses.Ipv4(address), port);
}

} // namespace synfin
} // namespace ns3
