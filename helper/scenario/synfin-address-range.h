/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ADDRESS_RANGE_H
#define SYNFIN_ADDRESS_RANGE_H

#include "ns3/synfin-address-table.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// Addresses that have their first bits in common, as CIDR (RFC 4632, RFC 4291 2.3) writes them.
class AddressRange
{
  public:
    /// Of larger ranges only so many addresses are taken, the lowest.
    static constexpr uint32_t MOST = 1U << 28;

    /// @param text such as "198.18.0.0/15" @return nothing when it is no such range
    static std::optional<AddressRange> Parse(const std::string& text);

    /// @return the text that Parse reads
    std::string Text() const;

    /// @return true for addresses of IPv6
    bool IsIpv6() const
    {
        return m_isIpv6;
    }

    /// @return how many bits its addresses have in common
    uint32_t Prefix() const
    {
        return m_prefix;
    }

    /// @return how many addresses of it are taken
    uint32_t Count() const;

    /// @return true when an address is in both
    bool Overlaps(const AddressRange& other) const;

    /// @return the id of its first address, those of the others follow
    AddressId AddTo(AddressTable& table) const;

  private:
    bool m_isIpv6{false};
    std::array<uint8_t, 16> m_first{}; //!< its lowest address, in the order of the wire
    uint32_t m_prefix{0};              //!< bits that all have in common
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ADDRESS_RANGE_H
