/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LADDER_TIME_WAIT_H
#define SYNFIN_LADDER_TIME_WAIT_H

#include "synfin-ladder-phrases.h"

#include "ns3/nstime.h"
#include "ns3/synfin-actions.h"

#include <array>
#include <optional>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-ladder
/// @{

/// How long an end was in TIME_WAIT.
struct TimeWaitStay
{
    Time length;                         //!< from its last restart on, unless something cut it off
    Cause end{Cause::TIME_WAIT_EXPIRED}; //!< why it ended
};

/**
 * @brief Why TIME_WAIT waits, and how long it did.
 * @param nominal 2MSL of either end
 * @param waited how long it was in TIME_WAIT, if it was
 * @param language in which language
 * @return a paragraph; "" when neither end was in TIME_WAIT
 */
std::string WhyTimeWait(const std::array<Time, 2>& nominal,
                        const std::array<std::optional<TimeWaitStay>, 2>& waited,
                        Language language);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LADDER_TIME_WAIT_H
