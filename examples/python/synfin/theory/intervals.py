# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Confidence intervals, and the quantiles they need; nothing beyond the standard library."""

import math
import statistics

LEVEL = 0.95


def normal_quantile(level=LEVEL):
    """@return z of a two-sided interval."""
    return statistics.NormalDist().inv_cdf(0.5 + level / 2)


def wilson(successes, trials, level=LEVEL):
    """@return the score interval of a share (Wilson 1927); it also holds for shares of 0 and 1."""
    if trials == 0:
        return 0.0, 1.0
    z = normal_quantile(level)
    share = successes / trials
    centre = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    low, high = (centre - half) / scale, (centre + half) / scale
    return max(0.0, min(low, share)), min(1.0, max(high, share))  # rounding


def _beta_fraction(a, b, x):
    """The continued fraction of the incomplete beta function (DLMF 8.17.22), Lentz's method."""
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    result = d
    for m in range(1, 300):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + numerator * d
            d = 1 / (d if abs(d) > tiny else tiny)
            c = 1 + numerator / c
            c = c if abs(c) > tiny else tiny
            result *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return result


def incomplete_beta(a, b, x):
    """@return the regularised incomplete beta function I_x(a, b)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    log = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(log + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(a, b, x) / a
    return 1 - front * _beta_fraction(b, a, 1 - x) / b


def _binomial_below(count, trials, share):
    """@return the probability of at most so many successes."""
    return 1.0 if count >= trials else 0.0 if count < 0 else incomplete_beta(trials - count, count + 1, 1 - share)


EXACT_RANKS = 5000  # trials; beyond them the normal approximation is as good


def quantile_ranks(trials, share, level=LEVEL):
    """
    The order statistics that enclose a quantile, whatever the distribution (David and Nagaraja 2003, 7.1).

    @return two ranks from 1 to trials; 0 and trials + 1 stand for no bound, where there are too few
    """
    tail = (1 - level) / 2
    if trials > EXACT_RANKS:
        middle, spread = trials * share, normal_quantile(level) * math.sqrt(trials * share * (1 - share))
        return max(0, math.floor(middle - spread)), min(trials + 1, math.ceil(middle + spread) + 1)

    def first(wanted):
        low, high = -1, trials + 1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if wanted(middle) else (middle, high)
        return high

    # The largest l with P(fewer than l below it) <= tail, and the smallest u with P(u or more below it) <= tail.
    lower = first(lambda rank: _binomial_below(rank - 1, trials, share) > tail) - 1
    upper = first(lambda rank: 1 - _binomial_below(rank - 1, trials, share) <= tail)
    return max(0, lower), upper


def student_quantile(freedom, level=LEVEL):
    """@return t of a two-sided interval with so many degrees of freedom."""
    low, high = 0.0, 1.0
    outside = lambda t: incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t))
    while outside(high) > 1 - level:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if outside(middle) > 1 - level:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def mean_of_samples(values, level=LEVEL):
    """@return mean, low, high of independent values; low and high are NaN for a single one."""
    mean = statistics.fmean(values)
    if len(values) < 2:
        return mean, math.nan, math.nan
    error = student_quantile(len(values) - 1, level)
    half = error * statistics.stdev(values) / math.sqrt(len(values))
    return mean, mean - half, mean + half
