/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-jitter-process.h"

#include "synfin-jitter-quantile.h"

#include <cmath>

namespace ns3
{
namespace synfin
{

int64_t
JitterProcess::Next(const JitterParameters& parameters)
{
    double u = m_stream.RandU01();
    if (parameters.amount.IsZero())
    {
        return 0;
    }
    if (const double correlation = parameters.correlation; correlation > 0)
    {
        const double fresh = NormalQuantile(u);
        m_normal = m_normal
                       ? correlation * *m_normal + std::sqrt(1 - correlation * correlation) * fresh
                       : fresh;
        u = NormalProbability(*m_normal);
    }
    const double amount = static_cast<double>(parameters.amount.GetTimeStep());
    return std::llround(amount * JitterQuantile(parameters, u));
}

} // namespace synfin
} // namespace ns3
