/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EVENT_RECORD_H
#define SYNFIN_EVENT_RECORD_H

#include "ns3/nstime.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-summary
/// @{

/// An event of a scenario that happened.
struct EventRecord
{
    Time time;         //!< when
    std::string kind;  //!< such as "crash" or "restart"
    std::string what;  //!< to whom, such as "server web", or which settings of the path
    uint32_t hosts{0}; //!< to how many hosts; those are not counted that were in that state already
    uint64_t ended{0}; //!< connections (TIME_WAIT included) and listeners that ended with it
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EVENT_RECORD_H
