/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SAMPLE_H
#define SYNFIN_SAMPLE_H

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-trace
/// @{

/**
 * @brief Which connections the traces hold: one of N, chosen by a hash of seed and number.
 *
 * Nothing is drawn, so a sampled run is the same run, and its rows are rows of the full traces.
 */
struct Sample
{
    uint32_t oneOf{1};         //!< N
    uint64_t seed{0};          //!< of the hash
    uint32_t first{0};         //!< the least number that can be in it
    uint32_t last{UINT32_MAX}; //!< the greatest

    /// @return true when the connection of that number is in it; 0, which is none, always is
    bool Has(uint32_t number) const
    {
        if (number == 0)
        {
            return true;
        }
        if (number < first || number > last)
        {
            return false;
        }
        if (oneOf == 1)
        {
            return true;
        }
        // SplitMix64 (Steele, Lea and Flood, 2014).
        uint64_t hash = seed + number * 0x9e3779b97f4a7c15ULL;
        hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9ULL;
        hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebULL;
        return (hash ^ (hash >> 31)) % oneOf == 0;
    }
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SAMPLE_H
