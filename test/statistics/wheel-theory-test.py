#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The law of handshakes with timer_hz, against a live kernel, against its own limits, and synfin against it.

A run has one pair of phases, and its connections are not independent of each other; runs are. So shares and means are
compared as means over runs, by Student's t at 99.9 %; seeds are fixed, so that a run passes or fails for good.
"""

import csv
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "python"))
from synfin.theory import PROFILES, latency, student_quantile, ticks
from synfin.theory.wheel import MOST_SYNS, NotApplicable, WheelHandshake

PROGRAM = str(pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run")
LINUX = PROFILES["linux"]
LEVEL = 0.999

# A live Linux 6.18 at 250 Hz, round trip 100 ms, 20,000 connections each: means with 95 % intervals, with one phase for
# both hosts and with two; and of 40,000 at 30 % loss, how many per cent were established by each SYN.
KERNEL_MEANS = {0.1: ((0.3232, 0.0068), (0.3204, 0.0068)), 0.2: ((0.5942, 0.0107), (0.5972, 0.0108)),
                0.3: ((0.9493, 0.0157), (0.9565, 0.0176))}
KERNEL_STEPS = (49.2, 30.6, 12.6, 4.6, 1.9)
KERNEL_SIZE = 40000


def steps(law, count=5):
    """@return the shares that are established within each second after the first round trip; and the rest"""
    within = [0.0] * (count + 1)
    for time, share in law.atoms.items():
        within[min(int(time), count)] += share / law.established
    return within


class Law(unittest.TestCase):
    def test_a_live_kernel_has_its_means_and_not_those_of_exact_timers(self):
        for loss, measured in KERNEL_MEANS.items():
            law = latency("linux", loss, timer_hz=250)
            for mean, interval in measured:
                self.assertLess(abs(mean - law.mean), 1.2 * interval, loss)
        (shared, shared_interval), (own, own_interval) = KERNEL_MEANS[0.3]
        exact = latency("linux", 0.3, timer_hz=0).mean
        self.assertGreater(min(shared - exact - shared_interval, own - exact - own_interval), 0)

    def test_a_live_kernel_has_its_steps_and_not_those_of_exact_timers(self):
        observed = [share * KERNEL_SIZE / 100 for share in KERNEL_STEPS]
        observed.append(KERNEL_SIZE - sum(observed))
        def distance(law):
            expected = [share * KERNEL_SIZE for share in steps(law)]
            return sum((o - e) ** 2 / e for o, e in zip(observed, expected))
        # What was written down is rounded to 20 connections: that adds less than 1.
        limit = 15.1 + 1  # chi-square with 5 degrees of freedom at 99 %
        self.assertLess(distance(latency("linux", 0.3)), limit)
        self.assertGreater(distance(latency("linux", 0.3, timer_hz=0)), limit)

    def test_a_fast_clock_tosses_a_coin_at_the_tie(self):
        # Buckets become short beside a second, in which each order comes first half of the time.
        fast = latency("linux", 0.2, timer_hz=10000).mean
        from synfin.theory import Handshake
        orders = [Handshake(LINUX, 0.2, 0.2, 0.1, timers_first).mean for timers_first in (True, False)]
        self.assertLess(min(orders), fast)
        self.assertLess(fast, max(orders))

    def test_without_loss_it_is_the_round_trip(self):
        law = WheelHandshake(LINUX, 250, 0, 0, 0.1)
        self.assertEqual(list(law.atoms.values()), [1.0])
        self.assertAlmostEqual(law.mean, 0.1, 9)
        self.assertEqual(law.syn_counts()[0], 1)

    def test_shares_are_those_of_a_distribution(self):
        for name, ladder in PROFILES.items():
            law = WheelHandshake(ladder, 100, 0.5, 0.4, 0.1)
            self.assertAlmostEqual(math.fsum(law.syn_counts()), 1, 9, name)
            self.assertLessEqual(law.established, 1, name)
            self.assertGreater(law.established, 0.96, name)

    def test_too_many_syns(self):
        with self.assertRaises(NotApplicable):
            WheelHandshake(type(LINUX)(MOST_SYNS, 0, 1, 1000), 250, 0.1, 0.1, 0.1)

    def test_mean_of_a_timer(self):
        self.assertEqual(ticks.mean(60, 0), 60)
        self.assertAlmostEqual(ticks.mean(60, 250), 61.024, 9)  # half of a bucket of 512 ticks of 4 ms


class Simulation(unittest.TestCase):
    RUNS, CONNECTIONS = 60, 1000

    def runs(self, loss, *options):
        with tempfile.TemporaryDirectory() as folder:
            for seed in range(1, self.RUNS + 1):
                out = pathlib.Path(folder, str(seed))
                subprocess.run([PROGRAM, "--loss", str(loss), "--seed", str(seed), "--connections", str(self.CONNECTIONS),
                                "--set", "timer_hz=250", "--bandwidth", "none", "--out", out, *options],
                               check=True, stdout=subprocess.DEVNULL)
                with open(out / "connections.csv", encoding="utf-8") as file:
                    yield list(csv.DictReader(file))

    def assert_mean(self, values, expected, what):
        mean = math.fsum(values) / len(values)
        error = math.sqrt(math.fsum((x - mean) ** 2 for x in values) / (len(values) - 1) / len(values))
        self.assertLess(abs(mean - expected), student_quantile(len(values) - 1, LEVEL) * error,
                        f"{what}: {mean} +- {error}, expected {expected}")

    def test_handshakes(self):
        for loss in (0.1, 0.3):
            law = latency("linux", loss, timer_hz=250)
            means, shares = [], []
            for rows in self.runs(loss):
                done = [float(row["handshake_s"]) for row in rows if row["handshake_s"]]
                means.append(math.fsum(done) / len(done))
                counts = [0] * 6
                for time in done:
                    counts[min(int(time), 5)] += 1
                shares.append([count / len(done) for count in counts])
            self.assert_mean(means, law.mean, f"loss {loss}")
            for step, expected in enumerate(steps(law)[:4]):
                self.assert_mean([share[step] for share in shares], expected, f"loss {loss}, step {step}")


if __name__ == "__main__":
    unittest.main()
