/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PORT_SET_H
#define SYNFIN_PORT_SET_H

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/**
 * @brief A set of ports, as numbers below a size of at most 65,536, that knows at once which is the
 * next one missing.
 *
 * A few numbers are a sorted list; more are a bitmap, and one above it that says which of its words
 * are full, so that NextMissing looks at no more than three words and the 16 of the upper bitmap.
 */
class PortSet
{
  public:
    /// @param size how many numbers there are
    explicit PortSet(uint32_t size);

    /// @return true when the number is in
    bool Contains(uint32_t number) const;

    /// Puts a number in, or leaves it in.
    void Insert(uint32_t number);

    /// Takes a number out, if it is in.
    void Erase(uint32_t number);

    /// @return how many numbers are in
    uint32_t Count() const
    {
        return m_count;
    }

    /// @return true when every number is in
    bool IsFull() const
    {
        return m_count == m_size;
    }

    /// @return the least number in [from, end) that is not in, or nothing
    std::optional<uint32_t> NextMissing(uint32_t from, uint32_t end) const;

    /// @param from a number
    /// @return the first number not in from there on, where the least follows the last; nothing
    /// when all are in
    std::optional<uint32_t> NextMissingAround(uint32_t from) const
    {
        const auto missing = NextMissing(from, m_size);
        return missing ? missing : NextMissing(0, from);
    }

    /// @param from a number
    /// @return the first number in from there on, where the least follows the last; nothing when
    /// none is in
    std::optional<uint32_t> NextAround(uint32_t from) const;

    /// @return of those not in, in ascending order, the one after `rank` others
    uint32_t Missing(uint32_t rank) const;

  private:
    /// How long a list may be.
    static constexpr std::size_t FEW = 32;

    bool IsList() const
    {
        return m_words.empty();
    }

    void MakeBitmap();
    std::optional<uint32_t> NextMissingInList(uint32_t from, uint32_t end) const;
    uint32_t NextMissingInBitmap(uint32_t from) const;

    uint32_t m_size;               //!< how many numbers there are
    uint32_t m_count{0};           //!< how many are in
    std::vector<uint16_t> m_list;  //!< ascending, while there are few
    std::vector<uint64_t> m_words; //!< a bit a number; numbers from the size on are in
    std::vector<uint64_t> m_full;  //!< a bit a word: it has no zero
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PORT_SET_H
