/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_NAMED_H
#define SYNFIN_NAMED_H

#include <array>
#include <cstddef>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// One value of an enumeration: how it is written, and what it means. The list of them is where the
/// meaning stands: ToString() and Meaning() give it, and synfin-run --schema prints it.
template <typename E>
struct Named
{
    E value;             //!< it
    const char* name;    //!< as it is written
    const char* meaning; //!< in a line
};

/**
 * @brief Is a list fit to be indexed by its enumeration?
 * @param list of the values of an enumeration that begins at 0
 * @return true when it has each value once, in the enumeration's order
 */
template <typename E, std::size_t N>
constexpr bool
IsInOrder(const std::array<Named<E>, N>& list)
{
    for (std::size_t i = 0; i < N; ++i)
    {
        if (static_cast<std::size_t>(list[i].value) != i)
        {
            return false;
        }
    }
    return true;
}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_NAMED_H
