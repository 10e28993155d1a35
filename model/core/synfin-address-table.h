/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ADDRESS_TABLE_H
#define SYNFIN_ADDRESS_TABLE_H

#include "synfin-four-tuple.h"

#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"

#include <array>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief The IP addresses behind the AddressIds.
 *
 * A table belongs to those who name addresses by its ids: to one node, or to all hosts that hand
 * segments to each other without IP. Ids are given out in order of first use and are never taken
 * back. What a host derives from an address depends on the address, never on its id.
 */
class AddressTable
{
  public:
    AddressTable();
    AddressTable(const AddressTable&) = delete;
    AddressTable& operator=(const AddressTable&) = delete;

    /// @return the id of an address; 0.0.0.0 has ANY_ADDRESS and :: has IPV6_ADDRESS
    AddressId Intern(Ipv4Address address);
    /// @copydoc Intern(Ipv4Address)
    AddressId Intern(Ipv6Address address);

    /// @return the address of an id that Intern(Ipv4Address) gave
    Ipv4Address Ipv4(AddressId id) const;
    /// @return the address of an id that Intern(Ipv6Address) gave
    Ipv6Address Ipv6(AddressId id) const;

    /// @return the address as people write it, made once
    const std::string& ToText(AddressId id) const;

  private:
    /// ns-3's own Ipv6AddressHash is deprecated from 3.47, std::hash<Ipv6Address> comes with it.
    struct Ipv6Hash
    {
        size_t operator()(const Ipv6Address& address) const;
    };

    std::vector<Ipv4Address> m_ipv4;                                //!< by id
    std::vector<Ipv6Address> m_ipv6;                                //!< by id without IPV6_ADDRESS
    std::unordered_map<uint32_t, AddressId> m_ipv4Ids;              //!< by address
    std::unordered_map<Ipv6Address, AddressId, Ipv6Hash> m_ipv6Ids; //!< by address
    mutable std::array<std::vector<std::string>, 2>
        m_texts; //!< of IPv4 and IPv6; empty until asked for
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ADDRESS_TABLE_H
