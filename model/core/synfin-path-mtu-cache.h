/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PATH_MTU_CACHE_H
#define SYNFIN_PATH_MTU_CACHE_H

#include "synfin-four-tuple.h"

#include "ns3/nstime.h"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// @return what an MTU leaves of a segment, its options included (RFC 9293 3.7.1)
inline uint32_t
MssOfMtu(uint32_t mtu, bool isIpv6)
{
    const uint32_t headers = isIpv6 ? 60 : 40;
    return std::max(mtu, headers + 64) - headers;
}

/// What one host has learned of the MTUs of paths, by where they lead (RFC 1191 6.1, RFC 8201 5.2).
class PathMtuCache
{
  public:
    /// ICMP told of a path.
    /// @param tuple a connection on it
    /// @param mtu in octets; a larger one than what is known changes nothing
    /// @param now the time
    /// @param until when it is forgotten
    void Learn(const FourTuple& tuple, uint32_t mtu, Time now, Time until)
    {
        const auto [entry, isNew] = m_paths.try_emplace(tuple.remoteAddress, Path{mtu, until});
        if (!isNew)
        {
            Path& path = entry->second;
            path.mtu = path.until > now ? std::min(path.mtu, mtu) : mtu;
            path.until = until;
        }
    }

    /// @return what the path of a connection leaves of a segment; UINT32_MAX where nothing is known
    uint32_t Mss(const FourTuple& tuple, Time now) const
    {
        if (m_paths.empty())
        {
            return UINT32_MAX;
        }
        const auto found = m_paths.find(tuple.remoteAddress);
        return found != m_paths.end() && found->second.until > now
                   ? MssOfMtu(found->second.mtu, tuple.IsIpv6())
                   : UINT32_MAX;
    }

  private:
    /// What is known of one.
    struct Path
    {
        uint32_t mtu; //!< octets
        Time until;   //!< when that is forgotten
    };

    std::unordered_map<AddressId, Path> m_paths; //!< by where they lead
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PATH_MTU_CACHE_H
