/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PORT_TABLE_H
#define SYNFIN_PORT_TABLE_H

#include "synfin-four-tuple.h"
#include "synfin-profile.h"

#include <cstdint>
#include <optional>
#include <unordered_map>

namespace ns3
{
namespace synfin
{

/**
 * @brief Local ports that active opens have chosen, per destination: each has the whole
 * ip_local_port_range.
 *
 * The choice is RFC 6056 algorithm 3 (3.3.3): a keyed hash of the destination gives the start, a
 * counter goes on from there.
 */
class PortTable
{
  public:
    /**
     * @brief Chooses a port.
     * @param tuple the connection, its local port is ignored
     * @param range what may be chosen
     * @param start the keyed hash of the destination, used for its first port
     * @param mustScan look for a port even when all are counted as taken (some may be taken over)
     * @param isFree called with a port; true when the four-tuple with it may be used
     * @return the port, which Take must record, or nothing when none is free
     */
    template <typename IsFree>
    std::optional<uint16_t> Choose(const FourTuple& tuple,
                                   const PortRange& range,
                                   uint32_t start,
                                   bool mustScan,
                                   const IsFree& isFree)
    {
        const auto [entry, isNew] =
            m_destinations.emplace(DestinationOf(tuple), Destination{start % range.Size(), 0});
        Destination& destination = entry->second;
        if (destination.taken >= range.Size() && !mustScan)
        {
            return std::nullopt;
        }
        for (uint32_t tries = 0; tries < range.Size(); ++tries)
        {
            const auto port = static_cast<uint16_t>(range.low + destination.next);
            destination.next = (destination.next + 1) % range.Size();
            if (isFree(port))
            {
                return port;
            }
        }
        return std::nullopt;
    }

    /// A chosen port is in use from now on.
    void Take(const FourTuple& tuple)
    {
        ++m_destinations[DestinationOf(tuple)].taken;
        ++m_taken;
    }

    /// A chosen port is free again.
    void Release(const FourTuple& tuple)
    {
        --m_destinations[DestinationOf(tuple)].taken;
        --m_taken;
    }

    /// @return how many ports are taken, towards all destinations
    uint32_t Taken() const
    {
        return m_taken;
    }

  private:
    struct Destination
    {
        uint32_t next{0};  //!< offset in the range of the next port to try
        uint32_t taken{0}; //!< ports in use
    };

    static FourTuple DestinationOf(FourTuple tuple)
    {
        tuple.localPort = 0;
        return tuple;
    }

    std::unordered_map<FourTuple, Destination, FourTupleHash>
        m_destinations;  //!< by tuple without local port
    uint32_t m_taken{0}; //!< ports in use
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PORT_TABLE_H
