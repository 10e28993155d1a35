/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_MEMORY_METER_H
#define SYNFIN_MEMORY_METER_H

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// Counts the blocks of memory that are taken less those that are given back, by this thread, while
/// one exists. The program replaces operator new and delete for it.
class MemoryMeter
{
  public:
    /// @param blocks where to count
    explicit MemoryMeter(int64_t& blocks)
    {
        g_blocks = &blocks;
    }

    ~MemoryMeter()
    {
        g_blocks = nullptr;
    }

    MemoryMeter(const MemoryMeter&) = delete;
    MemoryMeter& operator=(const MemoryMeter&) = delete;

    /// A block was taken (1) or given back (-1).
    static void Count(int64_t change)
    {
        if (g_blocks)
        {
            *g_blocks += change;
        }
    }

  private:
    static thread_local int64_t* g_blocks; //!< where to count, if anywhere
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_MEMORY_METER_H
