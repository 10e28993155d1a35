/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_BLIND_VICTIMS_H
#define SYNFIN_BLIND_VICTIMS_H

#include "ns3/synfin-four-tuple.h"

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// A connection that somebody guesses at, or what may be one.
struct BlindVictim
{
    FourTuple tuple;     //!< as its client sees it
    uint32_t number{0};  //!< that makes its guesses its own
    uint64_t guesses{0}; //!< so far
    uint32_t step{0};    //!< of its guesses; 0: none was made
};

/// The connections of a group of users that are established, for who guesses at them: each in its
/// turn.
class BlindVictims
{
  public:
    /// A connection is established.
    void Add(const FourTuple& tuple, uint32_t number)
    {
        m_places[number] = m_victims.size();
        m_victims.push_back({tuple, number, 0, 0});
        ++m_seen;
    }

    /// It is no more, for its client.
    void Remove(uint32_t number)
    {
        const auto found = m_places.find(number);
        if (found == m_places.end())
        {
            return;
        }
        m_victims[found->second] = m_victims.back();
        m_places[m_victims.back().number] = found->second;
        m_victims.pop_back();
        m_places.erase(number);
    }

    /// @return whose turn it is; nullptr: there is nobody
    BlindVictim* Next()
    {
        if (m_victims.empty())
        {
            return nullptr;
        }
        m_turn = m_turn < m_victims.size() ? m_turn : 0;
        return &m_victims[m_turn++];
    }

    /// @return how many there were so far
    uint64_t Seen() const
    {
        return m_seen;
    }

  private:
    std::vector<BlindVictim> m_victims;
    std::unordered_map<uint32_t, std::size_t> m_places; //!< in m_victims, by number
    std::size_t m_turn{0};                              //!< in m_victims
    uint64_t m_seen{0};
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_BLIND_VICTIMS_H
