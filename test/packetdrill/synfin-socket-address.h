/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SOCKET_ADDRESS_H
#define SYNFIN_SOCKET_ADDRESS_H

#include "ns3/synfin-address-table.h"
#include "ns3/synfin-four-tuple.h"

#include <optional>
#include <sys/socket.h>

namespace ns3
{
namespace synfin
{

/// An address and a port, as sockets have them.
struct SocketAddress
{
    AddressId address{ANY_ADDRESS};
    uint16_t port{0};
};

/// @return the addresses behind the ids of the drill, of which a process has one
AddressTable& Addresses();

/// @return what a sockaddr of either family says, IPv4-mapped ones as IPv4; nothing when it is
/// short or of another family
std::optional<SocketAddress> ReadAddress(const sockaddr* from, socklen_t length);

/// Fills in a sockaddr of that family, cut to the room that there is, as accept(2) does.
void WriteAddress(const SocketAddress& address, int family, sockaddr* to, socklen_t* length);

/// @return an address of this host towards a destination, for sockets that did not bind one
AddressId OwnAddress(AddressId destination);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SOCKET_ADDRESS_H
