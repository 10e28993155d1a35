/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PORT_COUNTS_H
#define SYNFIN_PORT_COUNTS_H

#include "synfin-four-tuple.h"

#include <array>
#include <cstdint>
#include <unordered_map>

namespace ns3
{
namespace synfin
{

/**
 * @brief How many connections, those in TIME_WAIT included, have a local port: at one address, or
 * at any of its family.
 *
 * Ports share a page with their neighbours, so that a host that uses many pays a few octets for
 * each.
 */
class PortCounts
{
  public:
    /// A connection begins.
    void Add(const FourTuple& tuple);

    /// It is over.
    void Remove(const FourTuple& tuple);

    /**
     * @param address a local address, or the "any address" of a family
     * @param port the local port
     * @return how many there are
     */
    uint32_t Count(AddressId address, uint16_t port) const;

  private:
    /// How many ports share a page.
    static constexpr uint32_t PORTS = 16;

    struct Page
    {
        uint32_t sum{0};
        std::array<uint32_t, PORTS> counts{};
    };

    static uint64_t KeyOf(AddressId address, uint16_t port)
    {
        return static_cast<uint64_t>(address) << 16 | port / PORTS;
    }

    void Change(AddressId address, uint16_t port, int32_t by);

    std::unordered_map<uint64_t, Page> m_pages; //!< those with connections
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PORT_COUNTS_H
