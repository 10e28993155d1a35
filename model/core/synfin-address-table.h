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

/// Set in the AddressIds of addresses that belong to a range, which take no memory each.
constexpr AddressId RANGED_ADDRESS = 0x40000000U;

/// @return true for an address of a range: AddressTable::AddRange
constexpr bool
IsRanged(AddressId address)
{
    return (address & RANGED_ADDRESS) != 0;
}

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

    /**
     * @brief Gives ids to many addresses at once, without memory for each.
     *
     * Ranges are disjoint, or a later one lies within an earlier one; none holds an address that
     * has an id.
     *
     * @param first its lowest address, with zeros where the others differ
     * @param count how many, a power of two, RANGED_ADDRESS at most in all
     * @return the id of the first; those of the others follow
     */
    AddressId AddRange(Ipv4Address first, uint32_t count);
    /// @copydoc AddRange(Ipv4Address, uint32_t)
    AddressId AddRange(Ipv6Address first, uint32_t count);

    /// @return the address of an id that Intern(Ipv4Address) gave
    Ipv4Address Ipv4(AddressId id) const;
    /// @return the address of an id that Intern(Ipv6Address) gave
    Ipv6Address Ipv6(AddressId id) const;

    /// @return the address as people write it, made once; of a range's address it is good until the
    /// next call
    const std::string& ToText(AddressId id) const;

  private:
    /// ns-3's own Ipv6AddressHash is deprecated from 3.47, std::hash<Ipv6Address> comes with it.
    struct Ipv6Hash
    {
        size_t operator()(const Ipv6Address& address) const;
    };

    /// An address in two parts, of which a range's addresses have the first in common.
    struct Parts
    {
        std::array<uint8_t, 12> high{};
        uint32_t low{0};
    };

    /// Addresses that follow each other.
    struct Range
    {
        Parts first;
        uint32_t count; //!< how many
        AddressId id;   //!< of the first
    };

    static Parts PartsOf(Ipv4Address address);
    static Parts PartsOf(Ipv6Address address);

    /// @return the id of an address in one of those; ANY_ADDRESS: it is in none
    static AddressId Find(const std::vector<Range>& ranges, const Parts& parts);
    static AddressId Add(std::vector<Range>& ranges, const Parts& first, uint32_t count);
    /// @return the address of a range's id
    static Parts Look(const std::vector<Range>& ranges, AddressId id);

    std::vector<Range> m_ranges4;                      //!< of IPv4
    std::vector<Range> m_ranges6;                      //!< of IPv6, ids without IPV6_ADDRESS
    std::vector<Ipv4Address> m_ipv4;                   //!< by id
    std::vector<Ipv6Address> m_ipv6;                   //!< by id without IPV6_ADDRESS
    std::unordered_map<uint32_t, AddressId> m_ipv4Ids; //!< by address
    std::unordered_map<Ipv6Address, AddressId, Ipv6Hash> m_ipv6Ids; //!< by address
    mutable std::array<std::vector<std::string>, 2>
        m_texts;                      //!< of IPv4 and IPv6; empty until asked for
    mutable std::string m_rangedText; //!< of the address of a range that was asked for last
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ADDRESS_TABLE_H
