/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LOSS_CHAINS_H
#define SYNFIN_LOSS_CHAINS_H

#include "synfin-loss-parameters.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/**
 * @file
 * The chains behind losses in bursts: what one frame does to them.
 */

/// @return whether the frame is lost: the state before its transition decides (netem's
/// loss_gilb_ell()) @param isBad the state, which may change
inline bool
NextLoss(const GilbertElliottLoss& loss, bool& isBad, double fate, double transition)
{
    const bool isLost = fate < (isBad ? loss.lossBad : loss.lossGood);
    if (transition < (isBad ? loss.r : loss.p))
    {
        isBad = !isBad;
    }
    return isLost;
}

/// Where a chain in continuous time was when it was looked at last.
struct TimedLossState
{
    int64_t at{-1};    //!< when, in time steps; negative: never, so it is in its stationary law
    bool isBad{false}; //!< the state
};

/**
 * @brief Looks at a chain in continuous time where a frame comes: its state there, given the last
 * one, has the exact law, however long ago that was.
 * @param state which is that of now afterwards
 * @param now in time steps, not before the last look
 * @param fate of the frame, uniform
 * @param transition uniform
 * @return whether the frame is lost
 */
bool NextLoss(const TimedLoss& loss,
              TimedLossState& state,
              int64_t now,
              double fate,
              double transition);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LOSS_CHAINS_H
