/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TUPLE_INDEX_H
#define SYNFIN_TUPLE_INDEX_H

#include "synfin-four-tuple.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief A hash index from four-tuples to 32-bit positions: eight bytes a slot, the keys stay where
 * the records are.
 *
 * Open addressing with linear probing and deletion by shifting back, so look-ups never meet
 * tombstones. A slot holds 32 bits of the hash beside the position, so a record is looked at only
 * when it is very likely the right one. `keyOf` is a callable from position to `const FourTuple&`.
 */
class TupleIndex
{
  public:
    /// What Find returns when there is none.
    static constexpr uint32_t NONE = UINT32_MAX;

    /// @return the position stored for the tuple, or NONE
    template <typename KeyOf>
    uint32_t Find(const FourTuple& tuple, const KeyOf& keyOf) const
    {
        if (m_size == 0)
        {
            return NONE;
        }
        const uint32_t hash = Hash(tuple);
        for (std::size_t i = hash & m_mask; m_slots[i].position != NONE; i = (i + 1) & m_mask)
        {
            if (m_slots[i].hash == hash && keyOf(m_slots[i].position) == tuple)
            {
                return m_slots[i].position;
            }
        }
        return NONE;
    }

    /// Asks for the memory that Find will look at first.
    void Prefetch(const FourTuple& tuple) const
    {
        if (m_size != 0)
        {
            __builtin_prefetch(&m_slots[Hash(tuple) & m_mask]);
        }
    }

    /// @return what Find most probably returns, for who wants to prefetch it
    uint32_t Guess(const FourTuple& tuple) const
    {
        if (m_size == 0)
        {
            return NONE;
        }
        const uint32_t hash = Hash(tuple);
        const Slot& slot = m_slots[hash & m_mask];
        return slot.hash == hash ? slot.position : NONE;
    }

    /// Adds a tuple that is not in the index yet.
    void Insert(const FourTuple& tuple, uint32_t position)
    {
        if (m_slots.empty() || (m_size + 1) * 4 > m_slots.size() * 3)
        {
            Grow();
        }
        Place({Hash(tuple), position});
        ++m_size;
    }

    /// Removes the tuple that is stored for a position; it must be there.
    void Erase(const FourTuple& tuple, uint32_t position)
    {
        std::size_t hole = Hash(tuple) & m_mask;
        while (m_slots[hole].position != position)
        {
            hole = (hole + 1) & m_mask;
        }
        for (std::size_t i = (hole + 1) & m_mask; m_slots[i].position != NONE; i = (i + 1) & m_mask)
        {
            // Move back whatever would not be found any more with a gap at `hole`.
            const std::size_t home = m_slots[i].hash & m_mask;
            if (((i - home) & m_mask) >= ((i - hole) & m_mask))
            {
                m_slots[hole] = m_slots[i];
                hole = i;
            }
        }
        m_slots[hole].position = NONE;
        --m_size;
    }

    /// @return how many tuples there are
    std::size_t Size() const
    {
        return m_size;
    }

  private:
    struct Slot
    {
        uint32_t hash{0};        //!< of the tuple
        uint32_t position{NONE}; //!< NONE where free
    };

    static uint32_t Hash(const FourTuple& tuple)
    {
        return static_cast<uint32_t>(FourTupleHash()(tuple));
    }

    void Place(const Slot& slot)
    {
        std::size_t i = slot.hash & m_mask;
        while (m_slots[i].position != NONE)
        {
            i = (i + 1) & m_mask;
        }
        m_slots[i] = slot;
    }

    void Grow()
    {
        std::vector<Slot> old(m_slots.empty() ? 16 : m_slots.size() * 2);
        old.swap(m_slots);
        m_mask = m_slots.size() - 1;
        for (const Slot& slot : old)
        {
            if (slot.position != NONE)
            {
                Place(slot);
            }
        }
    }

    std::vector<Slot> m_slots; //!< a power of two long
    std::size_t m_mask{0};     //!< length - 1
    std::size_t m_size{0};     //!< slots in use
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TUPLE_INDEX_H
