/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_WASM_IPV4_ADDRESS_H
#define SYNFIN_WASM_IPV4_ADDRESS_H

#include <arpa/inet.h>
#include <cstdint>
#include <ostream>

namespace ns3
{

/// @brief Stands in for ns3::Ipv4Address.
class Ipv4Address
{
  public:
    explicit Ipv4Address(uint32_t address)
        : m_address(address)
    {
    }

    explicit Ipv4Address(const char* text)
    {
        inet_pton(AF_INET, text, &m_address);
        m_address = ntohl(m_address);
    }

    static Ipv4Address GetAny()
    {
        return Ipv4Address(static_cast<uint32_t>(0));
    }

    uint32_t Get() const
    {
        return m_address;
    }

  private:
    uint32_t m_address = 0;
};

inline std::ostream&
operator<<(std::ostream& os, Ipv4Address address)
{
    const uint32_t octets = htonl(address.Get());
    char text[INET_ADDRSTRLEN];
    return os << inet_ntop(AF_INET, &octets, text, sizeof text);
}

} // namespace ns3

#endif // SYNFIN_WASM_IPV4_ADDRESS_H
