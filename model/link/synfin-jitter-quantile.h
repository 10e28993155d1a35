/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_JITTER_QUANTILE_H
#define SYNFIN_JITTER_QUANTILE_H

#include "synfin-jitter-parameters.h"

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-link
/// @{

/// @return the standard normal distribution function
double NormalProbability(double x);

/// @return the inverse of NormalProbability
/// @param u above 0 and below 1
double NormalQuantile(double u);

/**
 * @brief The inverse distribution function of a jitter, in units of its amount.
 *
 * The functions are those from which iproute2 computes netem's tables (netem/normal.c, pareto.c,
 * paretonormal.c), the tables' end at 4 included:
 *
 *     uniform       2u - 1
 *     normal        the standard normal quantile z(u), kept within -4 and 4
 *     pareto        4/3 ((1-u)^(-1/3) - 3/2), at most 4
 *     paretonormal  normal/4 + 3 pareto/4
 *     table         the entry of rank floor(u n)
 *
 * @param parameters the distribution and the table
 * @param u from 0 to 1
 * @return the quantile
 */
double JitterQuantile(const JitterParameters& parameters, double u);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_JITTER_QUANTILE_H
