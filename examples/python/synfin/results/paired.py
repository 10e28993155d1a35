# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
Differences of pairs of runs with the same random numbers: what they are, how sure that is, and what the common numbers gained.

Pairs are independent of each other; the two runs of a pair are not, and need not be. Where a figure is one of each run, its
difference has Student's interval over the pairs, and the test is the paired t test (Law, Simulation Modeling and Analysis, section
10.2.1). A percentile of all connections of a point together is no mean over runs: the difference is that of the two percentiles,
and its spread that of the runs' own differences around it (sectioning: Nakayama, ACM TOMACS 24(4), 2014). Where all pairs differ by
the same, there is no spread to test by, and the test is that of signs turned at random: one of 2^n turns is as extreme, on each side.
"""

import dataclasses
import math

from synfin.theory import intervals

LEVEL = 0.95
T_TEST, SECTIONS, SIGNS = "paired t", "sections", "signs"


@dataclasses.dataclass(frozen=True)
class Difference:
    """Of a figure, between two points: the second less the first."""

    pairs: int
    first: float
    second: float
    low: float = None  # of the difference; None for a single pair
    high: float = None
    gain: float = None  # variance of the difference of independent runs / of these; None where it is 0 / 0 or not known
    p: float = None  # of no difference
    test: str = ""

    @property
    def difference(self):
        """@return the second less the first."""
        return self.second - self.first


def _variance(values, middle):
    return math.fsum((value - middle) ** 2 for value in values) / (len(values) - 1)


def _p_of_student(t, freedom):
    from scipy import special  # takes as long to import as a small run

    return float(2 * special.stdtr(freedom, -abs(t)))


def compare(first, second, pooled=None):
    """
    @param first, second values of the runs of the pairs, in the same order
    @param pooled the same figure of all runs of each of the two together, where it is not the mean over runs
    @return the Difference
    """
    count = len(first)
    means = [math.fsum(values) / count for values in (first, second)]
    middle = pooled or means
    if count < 2:
        return Difference(count, *middle)
    differences = [b - a for a, b in zip(first, second)]
    difference = middle[1] - middle[0]
    apart = sum(_variance(values, mean) for values, mean in zip((first, second), means))
    together = _variance(differences, difference)
    if together <= (1e-12 * max(map(abs, (*first, *second)))) ** 2:  # the same but for rounding
        p = 1.0 if abs(difference) <= 1e-12 * max(map(abs, middle)) else 2.0 ** (1 - count)
        return Difference(count, *middle, difference, difference, None, p, SIGNS)
    half = intervals.half_width(math.sqrt(together), count, LEVEL)
    p = _p_of_student(difference / math.sqrt(together / count), count - 1)
    return Difference(count, *middle, difference - half, difference + half, apart / together, p, SECTIONS if pooled else T_TEST)


def holm(ps):
    """
    @param ps probabilities of tests that are made together; None where there is none
    @return the same, each corrected for that there are several (Holm, Scandinavian Journal of Statistics 6, 1979)
    """
    order = sorted((place for place, p in enumerate(ps) if p is not None), key=lambda place: ps[place])
    corrected, least = list(ps), 0.0
    for rank, place in enumerate(order):
        least = max(least, min(1.0, (len(order) - rank) * ps[place]))
        corrected[place] = least
    return corrected
