/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LISTENER_GROUP_H
#define SYNFIN_LISTENER_GROUP_H

#include <algorithm>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief Listeners of one address and port, which share what arrives by a hash of its addresses and
 * ports (SO_REUSEPORT; FreeBSD SO_REUSEPORT_LB).
 *
 * Who comes or goes changes whose a hash is, as in Linux: a newcomer is the last, and the last
 * takes the place of who goes (__reuseport_detach_sock()).
 */
class ListenerGroup
{
  public:
    /// @param slot of a listener (ConnectionId::slot), which joins
    void Add(uint32_t slot)
    {
        m_slots.push_back(slot);
    }

    /// @param slot of a listener that leaves, if it is there
    void Remove(uint32_t slot)
    {
        const auto found = std::find(m_slots.begin(), m_slots.end(), slot);
        if (found != m_slots.end())
        {
            *found = m_slots.back();
            m_slots.pop_back();
        }
    }

    /// @return true when nobody is left
    bool IsEmpty() const
    {
        return m_slots.empty();
    }

    /// @return the slot of some listener; there is one
    uint32_t Front() const
    {
        return m_slots.front();
    }

    /// @param hash of a connection's addresses and ports
    /// @return the slot of the listener whose connection it is; there is one (Linux
    /// reuseport_select_sock_by_hash(), reciprocal_scale())
    uint32_t Choose(uint32_t hash) const
    {
        return m_slots[uint64_t{hash} * m_slots.size() >> 32];
    }

  private:
    std::vector<uint32_t> m_slots; //!< of the listeners
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LISTENER_GROUP_H
