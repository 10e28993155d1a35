/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PEER_TIMESTAMPS_H
#define SYNFIN_PEER_TIMESTAMPS_H

#include "synfin-four-tuple.h"
#include "synfin-segment.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <unordered_map>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief The newest timestamp of each peer, an address of its own and one of the host's, beyond the
 * connections that they came on (Linux tcp_metrics, for tw_recycle).
 *
 * Linux counts its ages in whole seconds; here they are exact.
 */
class PeerTimestamps
{
  public:
    /// What is known of a peer.
    struct Stamp
    {
        uint32_t value{0}; //!< the timestamp
        Time since;        //!< when it was received

        /// @return false when it says nothing any more (TCP_PAWS_MSL)
        bool IsValid(Time now) const
        {
            return now - since < Seconds(60);
        }
    };

    /**
     * @brief A connection with timestamps enters TIME_WAIT (Linux tcp_remember_stamp()).
     * @param tuple its addresses
     * @param stamp TS.Recent
     * @param now the time
     */
    void Remember(const FourTuple& tuple, const Stamp& stamp, Time now)
    {
        const auto [known, isNew] = m_stamps.try_emplace(KeyOf(tuple), stamp);
        const bool isNewer = static_cast<int32_t>(known->second.value - stamp.value) <= 0;
        if (isNew || isNewer || (!known->second.IsValid(now) && known->second.since <= stamp.since))
        {
            known->second = stamp;
        }
    }

    /**
     * @brief Is a SYN older than what its address sent before (Linux tcp_peer_is_proven())?
     * @param tuple whence it comes
     * @param syn its timestamps
     * @param now the time
     * @return true when it is, or has none
     */
    bool IsOld(const FourTuple& tuple, const std::optional<Timestamps>& syn, Time now) const
    {
        constexpr int32_t REPLAY_WINDOW = 1; // TCP_PAWS_WINDOW
        const std::optional<Stamp> known = Find(tuple);
        return known && known->IsValid(now) &&
               (!syn || static_cast<int32_t>(known->value - syn->value) > REPLAY_WINDOW);
    }

    /// @return what is known of the peer of a connection, if anything is
    std::optional<Stamp> Find(const FourTuple& tuple) const
    {
        const auto known = m_stamps.find(KeyOf(tuple));
        return known == m_stamps.end() ? std::nullopt : std::make_optional(known->second);
    }

  private:
    static uint64_t KeyOf(const FourTuple& tuple)
    {
        return static_cast<uint64_t>(tuple.localAddress) << 32 | tuple.remoteAddress;
    }

    std::unordered_map<uint64_t, Stamp> m_stamps; //!< by both addresses
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PEER_TIMESTAMPS_H
