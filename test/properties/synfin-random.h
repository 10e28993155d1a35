/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RANDOM_H
#define SYNFIN_RANDOM_H

#include "ns3/nstime.h"

#include <cstdint>
#include <initializer_list>

namespace ns3
{
namespace synfin
{

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers everywhere, and cheap to begin.
class Random
{
  public:
    /// @param seed of a series of scenarios
    /// @param number of the scenario
    Random(uint64_t seed, uint64_t number)
        : m_state(seed * 0xd1342543de82ef95ULL + number)
    {
        m_state = Next();
    }

    uint64_t Next()
    {
        m_state += 0x9e3779b97f4a7c15ULL;
        uint64_t z = m_state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }

    /// @return a number in [0, below)
    uint32_t Below(uint32_t below)
    {
        return static_cast<uint32_t>((Next() >> 32) * below >> 32);
    }

    /// @return true so often
    bool Chance(double share)
    {
        return static_cast<double>(Next() >> 11) < share * 9007199254740992.0;
    }

    /// @return a time in [0, below)
    Time Below(Time below)
    {
        return MicroSeconds(
            static_cast<int64_t>(Next() % static_cast<uint64_t>(1 + below.GetMicroSeconds())));
    }

    /// @return one of these
    template <typename Value>
    Value OneOf(std::initializer_list<Value> values)
    {
        return values.begin()[Below(static_cast<uint32_t>(values.size()))];
    }

  private:
    uint64_t m_state;
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RANDOM_H
