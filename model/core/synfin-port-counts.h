/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PORT_COUNTS_H
#define SYNFIN_PORT_COUNTS_H

#include "synfin-four-tuple.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief How many connections, those in TIME_WAIT included, have a local port: at one address, or
 * at any of its family.
 *
 * Ports share a page with their neighbours, so that a host that uses many pays a few octets for
 * each. The pages are a hash table with linear probing; those that nobody needs any more go when it
 * is full.
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

    /// The key of no page.
    static constexpr uint64_t NONE = UINT64_MAX;

    struct Page
    {
        uint64_t key{NONE};
        std::array<uint32_t, PORTS> counts{};

        bool IsEmpty() const;
    };

    static uint64_t KeyOf(AddressId address, uint16_t port)
    {
        return static_cast<uint64_t>(address) << 16 | port / PORTS;
    }

    std::size_t PlaceOf(uint64_t key) const;
    void Change(AddressId address, uint16_t port, int32_t by);
    void MakeRoom();

    std::vector<Page> m_pages; //!< a power of two long
    std::size_t m_mask{0};     //!< length - 1
    std::size_t m_room{0};     //!< how many more pages may get a key
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PORT_COUNTS_H
