/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-jitter-quantile.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <cstddef>

namespace ns3
{
namespace synfin
{

namespace
{

/// netem's tables hold 16-bit numbers in units of 1/8192: they end at 4.
constexpr double LIMIT = 4;

double
Normal(double u)
{
    // Beyond these, the quantile is beyond the limit, and NormalQuantile need not be asked.
    if (u < 1e-5 || u > 1 - 1e-5)
    {
        return u < 0.5 ? -LIMIT : LIMIT;
    }
    return std::clamp(NormalQuantile(u), -LIMIT, LIMIT);
}

double
Pareto(double u)
{
    return std::min(4.0 / 3.0 * (1 / std::cbrt(1 - u) - 1.5), LIMIT);
}

} // namespace

double
NormalProbability(double x)
{
    return 0.5 * std::erfc(-x / std::sqrt(2.0));
}

double
NormalQuantile(double u)
{
    // Not in long double, as Boost would by default: the same on every machine.
    using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
    return boost::math::quantile(boost::math::normal_distribution<double, Policy>(), u);
}

double
JitterQuantile(const JitterParameters& parameters, double u)
{
    switch (parameters.distribution)
    {
    case JitterDistribution::UNIFORM:
        return 2 * u - 1;
    case JitterDistribution::NORMAL:
        return Normal(u);
    case JitterDistribution::PARETO:
        return Pareto(u);
    case JitterDistribution::PARETO_NORMAL:
        return 0.25 * Normal(u) + 0.75 * Pareto(u);
    case JitterDistribution::TABLE: {
        const std::size_t size = parameters.table->size();
        const auto rank = static_cast<std::size_t>(u * static_cast<double>(size));
        return (*parameters.table)[std::min(rank, size - 1)];
    }
    }
    return 0;
}

} // namespace synfin
} // namespace ns3
