#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
A server whose places in TIME_WAIT somebody fills, against Erlang's loss formula.

Connections that the server closes first enter TIME_WAIT one by one, as Poisson arrivals meet N places (max_tw_buckets), each held for
2MSL: M/G/N/N. Who finds none is reset, a share B(N, rate x 2MSL), the same for users and for who does it on purpose; far beyond the
limit N places serve N / 2MSL connections per second. The tolerance is that of 99 % confidence, by batch means.
"""

import pathlib
import statistics
import sys
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "test" / "program"), str(ROOT / "examples" / "python")]
from synfin_run import run  # noqa: E402
from synfin.theory.intervals import half_width  # noqa: E402
from synfin.theory.queueing import erlang_b  # noqa: E402

WAIT = 60.0  # seconds
BATCHES = 40  # the first is left out: the places fill


class FullBuckets(unittest.TestCase):
    def shares(self, name, places, users, others, count):
        """@return {group: (share of its connections that are closed in order, half of its interval)}."""
        pathlib.Path(f"{name}.ini").write_text(f"""
            bandwidth = none
            [profile]
            max_tw_buckets = {places}
            timer_hz = 0
            [group users]
            closer = server
            rate = {users}
            connections = {count}
            [group others]
            kind = time-wait-exhaust
            rate = {others}
            connections = {int(count * others / users)}
            """, encoding="utf-8")
        results = run(name, "--config", f"{name}.ini")
        found = {}
        for group in ("users", "others"):
            told = [row["close"] == "orderly" for row in results.rows("connections.csv") if row["group"] == group]
            size = len(told) // BATCHES
            shares = [statistics.fmean(told[i * size:(i + 1) * size]) for i in range(1, BATCHES)]
            found[group] = statistics.fmean(shares), half_width(statistics.stdev(shares), len(shares), 0.99)
        return found

    def test_users_are_reset_as_often_as_erlang_says(self):
        for places, users, others in ((100, 0.5, 1.2), (100, 0.5, 2.0), (300, 1.0, 9.0)):
            with self.subTest(places=places, others=others):
                expected = 1 - erlang_b(places, (users + others) * WAIT)
                for group, (share, half) in self.shares(f"b{places}-{others}", places, users, others, 10000).items():
                    print(f"{group}: {share:.4f} +- {half:.4f}, expected {expected:.4f}")
                    self.assertLess(half, 0.03)
                    self.assertAlmostEqual(share, expected, delta=half)
        # Far beyond: so many per second as become free.
        self.assertAlmostEqual(expected, places / WAIT / (users + others), delta=0.01)


if __name__ == "__main__":
    unittest.main()
