#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Intervals of percentiles cover the true one as often as they say, by the binomial distribution itself."""

import math
import os
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"]) / "examples" / "python"))
from synfin.theory import intervals  # noqa: E402
from synfin.tools.latency import Pool  # noqa: E402


def below(count, trials, share):
    """@return P(at most so many successes), by the sum of its terms."""
    log = lambda k: (math.lgamma(trials + 1) - math.lgamma(k + 1) - math.lgamma(trials - k + 1)
                     + k * math.log(share) + (trials - k) * math.log1p(-share))
    return math.fsum(math.exp(log(k)) for k in range(count + 1))


class Ranks(unittest.TestCase):
    def test_coverage(self):
        for trials in (5, 30, 120, 999, 4999, 5001, 20000):
            for share in (0.5, 0.9, 0.99, 0.999):
                low, high = intervals.quantile_ranks(trials, share)
                with self.subTest(f"{trials} {share}: {low} {high}"):
                    missed = (below(low - 1, trials, share) if low else 0) + \
                        (1 - below(high - 1, trials, share) if high <= trials else 0)
                    self.assertLessEqual(missed, 0.05 if trials <= intervals.EXACT_RANKS else 0.056)
                    # No rank closer would do.
                    if trials <= intervals.EXACT_RANKS:
                        self.assertGreater(below(low, trials, share), 0.025)
                        self.assertGreater(1 - below(high - 2, trials, share), 0.025)

    def test_by_hand(self):
        # The median of 5: 1/32 of the samples are all above it, more than a fortieth, so there is no interval at 95 %.
        self.assertEqual(intervals.quantile_ranks(5, 0.5), (0, 6))
        # Of 6: 1/64 on either side.
        self.assertEqual(intervals.quantile_ranks(6, 0.5), (1, 6))


class Pooled(unittest.TestCase):
    def run_of(self, *latencies):
        count = len(latencies)
        mean = math.fsum(latencies) / count
        deviation = math.sqrt(math.fsum((x - mean) ** 2 for x in latencies) / (count - 1)) if count > 1 else None
        return {"handshake_latency_s": {"count": count, "mean": mean, "stddev": deviation, "min": min(latencies),
                                        "max": max(latencies)},
                "handshake_latency_histogram": {"relative_error": 1 / 1024, "buckets": [
                    [x, latencies.count(x)] for x in sorted(set(latencies))]}}

    def test_pool(self):
        pool = Pool()
        for latencies in ([0.1, 0.1, 1.1], [1.1, 1.1, 0.1, 3.1], [0.1]):
            self.assertTrue(pool.add(self.run_of(*latencies)))
        every = sorted([0.1, 0.1, 1.1, 1.1, 1.1, 0.1, 3.1, 0.1])
        for share in (0.01, 0.25, 0.5, 0.51, 0.9, 1):
            self.assertEqual(pool.quantile(share), every[math.ceil(share * 8) - 1])
        mean = math.fsum(every) / 8
        self.assertAlmostEqual(pool.deviation(), math.sqrt(math.fsum((x - mean) ** 2 for x in every) / 7), 12)
        self.assertFalse(pool.add({"handshake_latency_s": {"count": 3}}))


if __name__ == "__main__":
    unittest.main()
