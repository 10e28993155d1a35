#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
The rule by which --until stops keeps its word: 95 of 100 estimates are within the width of the true value, or more.

Samples of laws whose mean or percentile is known are drawn and given to the rule, thousands of times. With --table, it prints
the table of doc/replications.rst.
"""

import math
import os
import pathlib
import sys
import unittest

import numpy

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.environ.get("SYNFIN_SOURCE", pathlib.Path(__file__).resolve().parents[2]), "examples", "python"))
from synfin.sweeping import stopping  # noqa: E402
from synfin.theory import intervals  # noqa: E402

MOST = 4000
T = [math.nan, math.nan, *(intervals.student_quantile(n - 1) for n in range(2, MOST + 1))]
LAWS = {  # mean 1
    "normal": (0.2, lambda rng, n: rng.normal(1, 0.2, n)),
    "gamma, shape 4": (0.5, lambda rng, n: rng.gamma(4, 0.25, n)),
    "exponential": (1.0, lambda rng, n: rng.exponential(1, n)),
    "lognormal, sigma 1": (math.sqrt(math.e - 1), lambda rng, n: rng.lognormal(-0.5, 1, n)),
}
SIZES = (5, 10, 20, 50, 100, 300)  # replications that it takes when the variance is known


def stop(values, width, is_relative):
    """@return count, mean and half of the interval with which the rule stops."""
    sums, squares = numpy.cumsum(values), numpy.cumsum(values**2)
    count, after = 0, stopping.FIRST
    while after > count:
        count = after
        mean = sums[count - 1] / count
        variance = max(0.0, squares[count - 1] - count * mean * mean) / (count - 1)
        half = T[count] * math.sqrt(variance / count)
        strain = stopping.strain(count, half, stopping.allowed(width, is_relative, mean))
        after = stopping.needed(count, strain, len(values))
    return count, mean, half


def coverage(law, size, repetitions, is_relative=True, seed=1):
    """@return shares of repetitions within the width, and of intervals that hold the mean; the mean number of replications"""
    deviation, draw = LAWS[law]
    width = intervals.normal_quantile() * deviation / math.sqrt(size)
    rng = numpy.random.default_rng(seed)
    found = [stop(draw(rng, min(MOST, 12 * size + 400)), width, is_relative) for _ in range(repetitions)]
    kept = sum(abs(mean - 1) <= width for _, mean, _ in found) / repetitions
    held = sum(abs(mean - 1) <= half for _, mean, half in found) / repetitions
    return kept, held, sum(count for count, _, _ in found) / repetitions


class Rule(unittest.TestCase):
    def test_the_estimate_is_within_the_width(self):
        """It may be a little more often than it says, which is on the safe side; never less."""
        repetitions = 1000
        for is_relative in (True, False):
            for law in LAWS if is_relative else ("normal",):
                for size in (10, 30, 100):
                    with self.subTest(f"{law} {size} {is_relative}"):
                        kept, _, _ = coverage(law, size, repetitions, is_relative)
                        self.assertGreaterEqual(kept, 0.95)

    def test_percentiles(self):
        """Of all connections of the replications together, by order statistics."""
        rng = numpy.random.default_rng(3)
        for share, width, is_relative in ((0.5, 0.05, False), (0.9, 0.05, True)):
            kept, counts = 0, []
            for _ in range(400):
                values = rng.exponential(1, 50 * 400)
                count, after = 0, stopping.FIRST
                while after > count:
                    count = after
                    pool = numpy.sort(values[:50 * count])
                    value = pool[math.ceil(share * len(pool)) - 1]
                    low, high = intervals.quantile_ranks(len(pool), share)
                    half = max(value - pool[low - 1], pool[high - 1] - value)
                    after = stopping.needed(count, stopping.strain(count, half, stopping.allowed(width, is_relative, value)), 400)
                truth = -math.log(1 - share)
                kept += abs(value - truth) <= (width * truth if is_relative else width)
                counts.append(count)
            self.assertGreaterEqual(kept, 0.95 * 400)
            self.assertGreater(min(counts), stopping.FIRST)

    def test_what_it_is(self):
        self.assertEqual(stopping.needed(10, 1.0, 1000), 10)
        self.assertEqual(stopping.needed(10, 0.0, 1000), 10)
        self.assertEqual(stopping.needed(3, 0.0, 1000), 10)
        self.assertEqual(stopping.needed(10, 1.001, 1000), 11)
        self.assertEqual(stopping.needed(100, 1.001, 1000), 105)
        self.assertEqual(stopping.needed(100, 1.2, 1000), 144)
        self.assertEqual(stopping.needed(100, 1.5, 1000), 200)
        self.assertEqual(stopping.needed(100, math.inf, 150), 150)
        self.assertEqual(stopping.needed(150, math.inf, 150), 150)
        self.assertEqual(stopping.strain(1, 0.0, 1), math.inf)
        self.assertEqual(stopping.strain(10, None, 1), math.inf)
        self.assertEqual(stopping.strain(10, 1.0, 0), math.inf)
        self.assertAlmostEqual(stopping.strain(10, 1.0, 2), 0.6)
        self.assertAlmostEqual(stopping.allowed(0.02, True, -5), 0.1 / 1.02)
        self.assertEqual(stopping.allowed(0.02, False, -5), 0.02)


def table(repetitions=10000):
    """Prints the table of the manual."""
    for law in LAWS:
        for size in SIZES:
            kept, held, count = coverage(law, size, repetitions)
            print(f"{law:20} {size:5} {count:7.0f} {kept:9.1%} {held:9.1%}", flush=True)


if __name__ == "__main__":
    if "--table" in sys.argv:
        table()
    else:
        unittest.main()
