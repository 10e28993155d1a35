/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_STABLE_ARRAY_H
#define SYNFIN_STABLE_ARRAY_H

#include <cstddef>
#include <memory>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief An array that grows at its end and whose elements never move.
 *
 * Like std::deque, but with blocks of a useful size: libstdc++'s hold one element each where
 * elements are large, so that every access waits for two places in memory.
 */
template <typename Element>
class StableArray
{
  public:
    /// Adds an element as its default constructor makes it.
    Element& Append()
    {
        if (m_size % BLOCK == 0)
        {
            m_blocks.push_back(std::make_unique<Element[]>(BLOCK));
        }
        return (*this)[m_size++];
    }

    /// @return how many elements there are
    std::size_t Size() const
    {
        return m_size;
    }

    /// @return the element, which stays where it is
    Element& operator[](std::size_t index)
    {
        return m_blocks[index / BLOCK][index % BLOCK];
    }

    /// @return the element, which stays where it is
    const Element& operator[](std::size_t index) const
    {
        return m_blocks[index / BLOCK][index % BLOCK];
    }

  private:
    static constexpr std::size_t BLOCK = 64; //!< elements

    std::vector<std::unique_ptr<Element[]>> m_blocks;
    std::size_t m_size{0};
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_STABLE_ARRAY_H
