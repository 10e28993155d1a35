/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ENDPOINT_H
#define SYNFIN_ENDPOINT_H

#include "ns3/address.h"
#include "ns3/synfin-address-table.h"
#include "ns3/synfin-four-tuple.h"

#include <cstdint>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-node
/// @{

/// The address and port of ns-3's InetSocketAddress or Inet6SocketAddress in the core's form.
struct Endpoint
{
    AddressId address{ANY_ADDRESS}; //!< the address
    uint16_t port{0};               //!< the port
    uint8_t tos{0};                 //!< IPv4 type of service, where ns-3's address has it

    /**
     * @brief From ns-3's form.
     * @param address a socket address; an IPv4-mapped IPv6 address is the IPv4 address
     * @param addresses what gives the id
     * @return nothing when it is neither IPv4 nor IPv6
     */
    static std::optional<Endpoint> From(const Address& address, AddressTable& addresses);

    /// @return ns-3's form
    Address ToAddress(const AddressTable& addresses) const;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ENDPOINT_H
