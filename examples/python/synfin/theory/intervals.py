# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Confidence intervals. The distributions are SciPy's."""

import functools
import math

from synfin.theory import arguments

LEVEL = 0.95


def _special():
    """@return scipy.special, imported when a quantile is asked for: it takes as long as a small run."""
    from scipy import special

    return special


@functools.lru_cache(maxsize=None)
def normal_quantile(level=LEVEL):
    """@return z of a two-sided interval."""
    arguments.level("normal_quantile: level", level)
    return float(_special().ndtri(0.5 + level / 2))


def wilson(successes, trials, level=LEVEL):
    """@return the score interval of a share (Wilson 1927); it also holds for shares of 0 and 1."""
    arguments.count("wilson: trials", trials)
    arguments.count("wilson: successes", successes)
    arguments.level("wilson: level", level)
    if successes > trials:
        raise arguments.BadArgument(f"wilson: successes={successes}: accepted is an integer up to that of the trials, {trials}")
    if trials == 0:
        return 0.0, 1.0
    z = normal_quantile(level)
    share = successes / trials
    centre = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    low, high = (centre - half) / scale, (centre + half) / scale
    return max(0.0, min(low, share)), min(1.0, max(high, share))  # rounding


EXACT_RANKS = 5000  # trials; beyond them the normal approximation is as good


def quantile_ranks(trials, share, level=LEVEL):
    """
    The order statistics that enclose a quantile, whatever the distribution (David and Nagaraja 2003, 7.1).

    @return two ranks from 1 to trials; 0 and trials + 1 stand for no bound, where there are too few
    """
    trials = arguments.count("quantile_ranks: trials", trials)
    arguments.share("quantile_ranks: share", share)
    arguments.level("quantile_ranks: level", level)
    tail = (1 - level) / 2
    if trials > EXACT_RANKS:
        middle, spread = trials * share, normal_quantile(level) * math.sqrt(trials * share * (1 - share))
        return max(0, math.floor(middle - spread)), min(trials + 1, math.ceil(middle + spread) + 1)

    below = _special().bdtr(range(trials + 1), trials, share)  # the probability of at most 0, 1, ... values below the quantile
    # The largest l with P(fewer than l below it) <= tail, and the smallest u with P(u or more below it) <= tail.
    return int(below.searchsorted(tail, "right")), int(below.searchsorted(1 - tail, "left")) + 1


@functools.lru_cache(maxsize=None)
def student_quantile(freedom, level=LEVEL):
    """@return t of a two-sided interval with so many degrees of freedom."""
    arguments.count("student_quantile: freedom", freedom, 1)
    arguments.level("student_quantile: level", level)
    return float(_special().stdtrit(freedom, 0.5 + level / 2))


def spread(values):
    """@return mean and standard deviation of independent values; None for the deviation of a single one."""
    mean = math.fsum(values) / len(values)
    if len(values) < 2:
        return mean, None
    return mean, math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))


def half_width(deviation, count, level=LEVEL):
    """@return half of the interval of a mean of so many values, by Student's distribution."""
    return student_quantile(count - 1, level) * deviation / math.sqrt(count)


def mean_of_samples(values, level=LEVEL):
    """@return mean, low, high of independent values; low and high are NaN for a single one."""
    values = arguments.samples("mean_of_samples: values", values)
    arguments.level("mean_of_samples: level", level)
    mean, deviation = spread(values)
    half = math.nan if deviation is None else half_width(deviation, len(values), level)
    return mean, mean - half, mean + half


def share_of_batches(batches, level=LEVEL):
    """
    A share of things that come in a row and may depend on those near to them: batches of them nearly are independent.

    @param batches [(how many, how many of these are meant), ...], none of them empty
    @return share, low, high: the interval of a ratio (Law, Simulation Modeling and Analysis, chapter 9), Wilson's where none or all are meant
    """
    trials, successes = (sum(column) for column in zip(*batches))
    share = successes / trials
    if share in (0, 1) or len(batches) < 2:  # no proof that there is none
        return share, *wilson(round(successes), round(trials), level)
    mean_size = trials / len(batches)
    middle, low, high = mean_of_samples([(meant - share * size) / mean_size for size, meant in batches], level)
    return share, max(0.0, share + low - middle), min(1.0, share + high - middle)
