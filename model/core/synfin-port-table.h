/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PORT_TABLE_H
#define SYNFIN_PORT_TABLE_H

#include "synfin-four-tuple.h"
#include "synfin-isn.h"
#include "synfin-port-set.h"
#include "synfin-profile.h"

#include "ns3/nstime.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <unordered_map>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief Local ports that active opens have chosen, per destination: each has the whole
 * ip_local_port_range, save for port_selection ns3 and without bind_address_no_port, where all
 * share it.
 *
 * How a port is chosen is the profile's port_selection. No search looks at one port after the
 * other: each destination has a PortSet of what is taken, so that a choice costs the same however
 * many ports are in use, and when all are, the answer is known at once.
 */
class PortTable
{
  public:
    /// Says whether a port may be used that no active open of this host has towards the
    /// destination.
    using IsFree = std::function<bool(uint16_t)>;

    /**
     * @param profile the host's policies; must outlive the table
     * @param isn the host's keyed hashes; must outlive the table
     */
    PortTable(const Profile& profile, const IsnGenerator& isn);

    /// Forgets all: the host has restarted, and no port is taken.
    void Restart();

    /**
     * @brief Chooses a port.
     * @param tuple the connection, its local port is ignored
     * @param now the time
     * @param isFree asked about each port that is about to be chosen
     * @return the port, which Take must record, or nothing when the algorithm finds none
     */
    std::optional<uint16_t> Choose(const FourTuple& tuple, Time now, const IsFree& isFree);

    /// A chosen port is in use from now on.
    void Take(const FourTuple& tuple);

    /// A chosen port is free again.
    void Release(const FourTuple& tuple);

    /// A chosen port may be taken over after that time (tw_reuse), if isFree agrees then.
    void OfferAfter(const FourTuple& tuple, Time time);

    /// @return how many ports are taken, towards all destinations
    uint32_t Taken() const
    {
        return m_taken;
    }

  private:
    /// A port that may be taken over.
    struct Offer
    {
        int64_t after;   //!< from when on, in time steps
        uint32_t number; //!< which
    };

    /// What is known of a destination.
    struct Destination
    {
        explicit Destination(uint32_t size)
            : taken(size)
        {
        }

        PortSet taken;            //!< ports by their numbers
        std::deque<Offer> offers; //!< the soonest first
    };

    /// A search among the ports of a destination.
    struct Search
    {
        const PortTable& table;
        const PortSet& taken;
        const IsFree& isFree;

        bool Suits(uint32_t number) const;
        std::optional<uint32_t> From(uint32_t start, uint32_t begin, uint32_t end) const;
        std::optional<uint32_t> Anywhere(uint64_t random, uint32_t tried) const;
    };

    FourTuple KeyOf(const FourTuple& tuple) const;
    Destination& DestinationOf(const FourTuple& tuple);
    uint32_t NumberOf(uint16_t port) const;
    uint16_t PortOf(uint32_t number) const;
    uint64_t Random();

    /// @return how many ports have the parity of the first: of an odd number, one more than half
    uint32_t Evens() const
    {
        return (m_size + 1) / 2;
    }

    /// @return how many pairs of an even and an odd port there are
    uint32_t Pairs() const
    {
        return std::max(1U, m_size / 2);
    }

    std::optional<uint32_t> Select(const Search& search, const FourTuple& tuple);
    std::optional<uint32_t> Redraw(const Search& search);
    std::optional<uint32_t> Count(const Search& search, uint32_t offset, uint32_t& counter);
    std::optional<uint32_t> Increment(const Search& search);
    std::optional<uint32_t> Half(const Search& search, uint32_t pair, bool odd) const;
    std::optional<uint32_t> Perturb(const Search& search, uint64_t hash);
    std::optional<uint32_t> OddFirst(const Search& search);
    std::optional<uint32_t> InTurn(const Search& search);

    const Profile& m_profile;  //!< the host's policies
    const IsnGenerator& m_isn; //!< keyed hashes
    uint32_t m_size;           //!< how many ports may be chosen
    std::unordered_map<FourTuple, Destination, FourTupleHash>
        m_destinations;                    //!< those with ports in use
    uint32_t m_taken{0};                   //!< ports in use
    uint64_t m_draws{0};                   //!< random numbers drawn
    uint32_t m_next{0};                    //!< next_ephemeral of RFC 6056, or ns-3's m_ephemeral
    std::array<uint32_t, 10> m_counters{}; //!< RFC 6056 3.3.4: table[], of the length given there
    std::unordered_map<uint16_t, uint32_t> m_perturb; //!< Linux's table_perturb, what has changed
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PORT_TABLE_H
