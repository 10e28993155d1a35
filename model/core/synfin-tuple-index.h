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

/**
 * @brief A hash index from four-tuples to 32-bit positions: four bytes a slot, the keys stay where
 * the records are.
 *
 * Open addressing with linear probing and deletion by shifting back, so look-ups never meet
 * tombstones. Every call takes `keyOf`, a callable from position to `const FourTuple&`.
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
        for (std::size_t i = FourTupleHash()(tuple) & m_mask; m_slots[i] != NONE;
             i = (i + 1) & m_mask)
        {
            if (keyOf(m_slots[i]) == tuple)
            {
                return m_slots[i];
            }
        }
        return NONE;
    }

    /// Adds a position whose tuple is not in the index yet.
    template <typename KeyOf>
    void Insert(uint32_t position, const KeyOf& keyOf)
    {
        if (m_slots.empty() || (m_size + 1) * 4 > m_slots.size() * 3)
        {
            Grow(keyOf);
        }
        Place(position, keyOf);
        ++m_size;
    }

    /// Removes the tuple; it must be there.
    template <typename KeyOf>
    void Erase(const FourTuple& tuple, const KeyOf& keyOf)
    {
        std::size_t hole = FourTupleHash()(tuple) & m_mask;
        while (!(keyOf(m_slots[hole]) == tuple))
        {
            hole = (hole + 1) & m_mask;
        }
        for (std::size_t i = (hole + 1) & m_mask; m_slots[i] != NONE; i = (i + 1) & m_mask)
        {
            // Move back whatever would not be found any more with a gap at `hole`.
            const std::size_t home = FourTupleHash()(keyOf(m_slots[i])) & m_mask;
            if (((i - home) & m_mask) >= ((i - hole) & m_mask))
            {
                m_slots[hole] = m_slots[i];
                hole = i;
            }
        }
        m_slots[hole] = NONE;
        --m_size;
    }

    /// @return how many tuples there are
    std::size_t Size() const
    {
        return m_size;
    }

  private:
    template <typename KeyOf>
    void Place(uint32_t position, const KeyOf& keyOf)
    {
        std::size_t i = FourTupleHash()(keyOf(position)) & m_mask;
        while (m_slots[i] != NONE)
        {
            i = (i + 1) & m_mask;
        }
        m_slots[i] = position;
    }

    template <typename KeyOf>
    void Grow(const KeyOf& keyOf)
    {
        std::vector<uint32_t> old(m_slots.empty() ? 16 : m_slots.size() * 2, NONE);
        old.swap(m_slots);
        m_mask = m_slots.size() - 1;
        for (uint32_t position : old)
        {
            if (position != NONE)
            {
                Place(position, keyOf);
            }
        }
    }

    std::vector<uint32_t> m_slots; //!< positions, NONE where free; a power of two long
    std::size_t m_mask{0};         //!< length - 1
    std::size_t m_size{0};         //!< slots in use
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TUPLE_INDEX_H
