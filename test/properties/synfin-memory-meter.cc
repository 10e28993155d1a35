/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-memory-meter.h"

#include <cstdlib>
#include <new>

namespace ns3
{
namespace synfin
{

thread_local int64_t* MemoryMeter::g_blocks = nullptr;

} // namespace synfin
} // namespace ns3

void*
operator new(std::size_t size)
{
    void* block = std::malloc(size);
    if (!block)
    {
        throw std::bad_alloc();
    }
    ns3::synfin::MemoryMeter::Count(1);
    return block;
}

void
operator delete(void* block) noexcept
{
    if (block)
    {
        ns3::synfin::MemoryMeter::Count(-1);
    }
    std::free(block);
}

void
operator delete(void* block, std::size_t) noexcept
{
    operator delete(block);
}
