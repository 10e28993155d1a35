/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-socket-address.h"

#include <algorithm>
#include <cstring>
#include <netinet/in.h>

namespace ns3
{
namespace synfin
{

AddressTable&
Addresses()
{
    static AddressTable addresses;
    return addresses;
}

std::optional<SocketAddress>
ReadAddress(const sockaddr* from, socklen_t length)
{
    AddressTable& addresses = Addresses();
    if (from->sa_family == AF_INET && length >= sizeof(sockaddr_in))
    {
        sockaddr_in in;
        std::memcpy(&in, from, sizeof(in));
        return SocketAddress{addresses.Intern(Ipv4Address(ntohl(in.sin_addr.s_addr))),
                             ntohs(in.sin_port)};
    }
    if (from->sa_family == AF_INET6 && length >= sizeof(sockaddr_in6))
    {
        sockaddr_in6 in;
        std::memcpy(&in, from, sizeof(in));
        Ipv6Address address(in.sin6_addr.s6_addr);
        const AddressId id = address.IsIpv4MappedAddress()
                                 ? addresses.Intern(address.GetIpv4MappedAddress())
                                 : addresses.Intern(address);
        return SocketAddress{id, ntohs(in.sin6_port)};
    }
    return std::nullopt;
}

void
WriteAddress(const SocketAddress& address, int family, sockaddr* to, socklen_t* length)
{
    if (!to || !length)
    {
        return;
    }
    const AddressTable& addresses = Addresses();
    const bool isIpv6 = (address.address & IPV6_ADDRESS) != 0;
    sockaddr_storage storage{};
    socklen_t size = 0;
    if (family == AF_INET6)
    {
        sockaddr_in6 in{};
        in.sin6_family = AF_INET6;
        in.sin6_port = htons(address.port);
        const Ipv6Address ipv6 =
            isIpv6 ? addresses.Ipv6(address.address)
                   : Ipv6Address::MakeIpv4MappedAddress(addresses.Ipv4(address.address));
        ipv6.GetBytes(in.sin6_addr.s6_addr);
        size = sizeof(in);
        std::memcpy(&storage, &in, size);
    }
    else
    {
        sockaddr_in in{};
        in.sin_family = AF_INET;
        in.sin_port = htons(address.port);
        in.sin_addr.s_addr = htonl(addresses.Ipv4(address.address).Get());
        size = sizeof(in);
        std::memcpy(&storage, &in, size);
    }
    std::memcpy(to, &storage, std::min(size, *length));
    *length = size;
}

AddressId
OwnAddress(AddressId destination)
{
    AddressTable& addresses = Addresses();
    return (destination & IPV6_ADDRESS) != 0 ? addresses.Intern(Ipv6Address("fd3d:fa7b:d17d::1"))
                                             : addresses.Intern(Ipv4Address("192.168.0.1"));
}

} // namespace synfin
} // namespace ns3
