/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-jitter-quantile.h"

#include <algorithm>
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

/// @return the polynomial with these coefficients, the constant first
template <std::size_t N>
double
Polynomial(const double (&coefficients)[N], double x)
{
    double sum = 0;
    for (std::size_t i = N; i > 0; --i)
    {
        sum = sum * x + coefficients[i - 1];
    }
    return sum;
}

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
    static constexpr double A[] = {3.3871328727963666080e0,
                                   1.3314166789178437745e+2,
                                   1.9715909503065514427e+3,
                                   1.3731693765509461125e+4,
                                   4.5921953931549871457e+4,
                                   6.7265770927008700853e+4,
                                   3.3430575583588128105e+4,
                                   2.5090809287301226727e+3};
    static constexpr double B[] = {1.0,
                                   4.2313330701600911252e+1,
                                   6.8718700749205790830e+2,
                                   5.3941960214247511077e+3,
                                   2.1213794301586595867e+4,
                                   3.9307895800092710610e+4,
                                   2.8729085735721942674e+4,
                                   5.2264952788528545610e+3};
    static constexpr double C[] = {1.42343711074968357734e0,
                                   4.63033784615654529590e0,
                                   5.76949722146069140550e0,
                                   3.64784832476320460504e0,
                                   1.27045825245236838258e0,
                                   2.41780725177450611770e-1,
                                   2.27238449892691845833e-2,
                                   7.74545014278341407640e-4};
    static constexpr double D[] = {1.0,
                                   2.05319162663775882187e0,
                                   1.67638483018380384940e0,
                                   6.89767334985100004550e-1,
                                   1.48103976427480074590e-1,
                                   1.51986665636164571966e-2,
                                   5.47593808499534494600e-4,
                                   1.05075007164441684324e-9};
    const double q = u - 0.5;
    if (std::abs(q) <= 0.425)
    {
        const double r = 0.180625 - q * q;
        return q * Polynomial(A, r) / Polynomial(B, r);
    }
    // The third region of AS 241, r > 5, begins at 1.4e-11 from 0 or 1: RngStream's numbers keep
    // 2.3e-10 away.
    const double r = std::sqrt(-std::log(q < 0 ? u : 1 - u)) - 1.6;
    const double x = Polynomial(C, r) / Polynomial(D, r);
    return q < 0 ? -x : x;
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
