/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_WASM_IPV6_ADDRESS_H
#define SYNFIN_WASM_IPV6_ADDRESS_H

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <ostream>

namespace ns3
{

/// @brief Stands in for ns3::Ipv6Address.
class Ipv6Address
{
  public:
    Ipv6Address() = default;

    explicit Ipv6Address(const uint8_t octets[16])
    {
        std::copy(octets, octets + m_octets.size(), m_octets.begin());
    }

    static Ipv6Address GetAny()
    {
        return {};
    }

    void GetBytes(uint8_t octets[16]) const
    {
        std::copy(m_octets.begin(), m_octets.end(), octets);
    }

    friend bool operator==(const Ipv6Address& a, const Ipv6Address& b)
    {
        return a.m_octets == b.m_octets;
    }

    friend std::ostream& operator<<(std::ostream& os, const Ipv6Address& address)
    {
        char text[INET6_ADDRSTRLEN];
        return os << inet_ntop(AF_INET6, address.m_octets.data(), text, sizeof text);
    }

  private:
    std::array<uint8_t, 16> m_octets{};
};

} // namespace ns3

#endif // SYNFIN_WASM_IPV6_ADDRESS_H
