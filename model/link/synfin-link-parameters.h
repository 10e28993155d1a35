/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LINK_PARAMETERS_H
#define SYNFIN_LINK_PARAMETERS_H

#include "synfin-link-schedule.h"
#include "synfin-link-settings.h"
#include "synfin-segment-namer.h"

#include "ns3/nstime.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/// What is in force from a time on.
struct LinkStep
{
    Time time;             //!< since the start of the simulation
    LinkSettings settings; //!< all of them, changed or not
    bool newLoss{true};    //!< the loss was set anew, so that its chain starts from the beginning
};

/**
 * @brief One direction of a link: what it does to frames, how that changes in time, and which
 * segments get lost by name.
 */
struct LinkParameters
{
    LinkSettings settings;            //!< from the start
    std::vector<LinkChange> schedule; //!< in ascending order
    std::vector<SegmentCopy> lose;    //!< of every connection

    /**
     * @brief Sets one parameter from text: one of LinkSettings::Names(), "schedule" (see
     * ParseSchedule) or "lose" (see ParseSegmentCopies).
     * @param name such as "loss"
     * @param value such as "1%"
     * @return nothing when it was set, else one line that says what would be accepted
     */
    std::optional<std::string> Set(const std::string& name, const std::string& value);

    /// @return the parameter of one of the names, as Set reads it
    std::string Get(const std::string& name) const;

    /// @return every name that Set knows
    static std::vector<std::string> Names();

    /// @return nothing when the parameters agree with each other, else one line that says which do
    /// not
    std::optional<std::string> Validate() const;

    /// @return what is in force when, from the start on
    std::vector<LinkStep> Steps() const;

    /// @return the time that every frame is under way at least, whatever the rate: 0 where jitter
    /// has no lower bound
    Time LeastDelay() const;

    /// @return true when frames may arrive damaged at some time
    bool Corrupts() const;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LINK_PARAMETERS_H
