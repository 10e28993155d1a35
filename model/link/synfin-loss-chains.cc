/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-loss-chains.h"

#include <cmath>

namespace ns3
{
namespace synfin
{

bool
NextLoss(const TimedLoss& loss, TimedLossState& state, int64_t now, double fate, double transition)
{
    const double good = loss.good.GetSeconds();
    const double bad = loss.bad.GetSeconds();
    const double share = bad / (good + bad);
    double probability = share;
    if (state.at >= 0)
    {
        // The two-state chain forgets at the rate 1/good + 1/bad.
        const double kept =
            std::exp(-(1 / good + 1 / bad) * 1e-9 *
                     static_cast<double>(TimeStep(now - state.at).GetNanoSeconds()));
        probability += ((state.isBad ? 1 : 0) - share) * kept;
    }
    state = {now, transition < probability};
    return fate < (state.isBad ? loss.lossBad : loss.lossGood);
}

} // namespace synfin
} // namespace ns3
