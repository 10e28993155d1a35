/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EMULATE_TAP_H
#define SYNFIN_EMULATE_TAP_H

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{
namespace synfin
{

/// An IPv4 or IPv6 address, in the order of the network.
struct IpAddress
{
    bool ipv6{false};
    std::array<uint8_t, 16> octets{}; //!< four of them with IPv4
    std::string text;                 //!< as it was given

    /// @return how many bits it has
    uint32_t Bits() const
    {
        return ipv6 ? 128 : 32;
    }

    /// @return the address, or nothing when the text is neither
    static std::optional<IpAddress> Parse(const std::string& text);

    /// @return true when the first so many bits of both are the same
    bool SharesPrefix(const IpAddress& other, uint32_t bits) const;
};

/// A TAP device and the kernel's address on it.
struct TapSettings
{
    std::string name;
    IpAddress address;
    uint32_t prefix{24}; //!< bits that the subnet's addresses share
};

/**
 * @brief Makes a TAP device in this network namespace, gives it its address and sets it up.
 *
 * It vanishes when the descriptor is closed.
 *
 * @param settings what it shall be
 * @return its file descriptor: Ethernet frames without a further header
 * @throws std::runtime_error in one line when that cannot be done
 */
int OpenTap(const TapSettings& settings);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EMULATE_TAP_H
