/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_BOUND_PORTS_H
#define SYNFIN_BOUND_PORTS_H

#include "synfin-four-tuple.h"
#include "synfin-profile.h"

#include <cstdint>
#include <functional>
#include <unordered_map>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// The local ports of one host that its users are bound to, connected or not.
class BoundPorts
{
  public:
    /**
     * @brief Takes a port.
     * @param address local address; "any address" conflicts with all of its IP version
     * @param port the port, 0 for a free one
     * @param range where to look for a free one
     * @param isFree asked about each free one that is about to be chosen
     * @return the port, or 0 when it is taken (or all are)
     */
    uint16_t Take(AddressId address,
                  uint16_t port,
                  PortRange range,
                  const std::function<bool(uint16_t)>& isFree);

    /// @return true when that port is bound, whatever the address
    bool Contains(uint16_t port) const
    {
        return m_taken.count(port) > 0;
    }

    /// Gives a port back.
    void Release(AddressId address, uint16_t port);

  private:
    bool IsTaken(AddressId address, uint16_t port) const;

    std::unordered_multimap<uint16_t, AddressId> m_taken; //!< addresses by port
    uint32_t m_next{0}; //!< where the search for a free one begins
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_BOUND_PORTS_H
