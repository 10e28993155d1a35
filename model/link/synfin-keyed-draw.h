/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_KEYED_DRAW_H
#define SYNFIN_KEYED_DRAW_H

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/**
 * @brief Random numbers that need no state: the n-th of a stream is a function of the key, the
 * stream and n, whoever asks, and in which order.
 *
 * So a client in a million has a stream of its own at no cost, and both ends of a connection know
 * what was drawn for it. The function is the one that SplitMix64 puts its counter through (Steele,
 * Lea, Flood: Fast splittable pseudorandom number generators, 2014), once for each word.
 */
class KeyedDraw
{
  public:
    /**
     * @param seed RngSeedManager::GetSeed()
     * @param run RngSeedManager::GetRun()
     * @param purpose what is drawn: the same seed and run give others for another one
     */
    KeyedDraw(uint32_t seed, uint64_t run, uint32_t purpose)
        : m_key(Mix(Mix(Mix(seed) ^ run) ^ purpose))
    {
    }

    /// @return the n-th number of a stream, above 0 and below 1
    double operator()(uint64_t stream, uint64_t n) const
    {
        return (static_cast<double>(Word(stream, n) >> 12) + 0.5) * 0x1p-52;
    }

    /// @return the same as 64 random bits
    uint64_t Word(uint64_t stream, uint64_t n) const
    {
        return Mix(Mix(m_key ^ stream) ^ n);
    }

  private:
    static constexpr uint64_t Mix(uint64_t word)
    {
        word += 0x9e3779b97f4a7c15;
        word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9;
        word = (word ^ (word >> 27)) * 0x94d049bb133111eb;
        return word ^ (word >> 31);
    }

    uint64_t m_key;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_KEYED_DRAW_H
