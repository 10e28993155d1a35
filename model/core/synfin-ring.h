/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RING_H
#define SYNFIN_RING_H

#include <algorithm>
#include <boost/circular_buffer.hpp>
#include <cstddef>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// A queue in one piece of memory.
template <typename Element>
using Ring = boost::circular_buffer<Element>;

/// Sees to it that one more element fits: a Boost ring that is full forgets its first one instead.
template <typename Element>
void
MakeRoom(Ring<Element>& ring)
{
    if (ring.full())
    {
        ring.set_capacity(std::max<std::size_t>(16, 2 * ring.capacity()));
    }
}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RING_H
