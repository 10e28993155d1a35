#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The population of TIME_WAIT over time, against Little's law and what else is known of it.

Connections begin as a Poisson process, live for a constant time on a path without loss, and then stay in TIME_WAIT for
exactly 2MSL: an M/D/infinity queue. So at any time the population is a Poisson variable with mean rate x 2MSL, and what
it is at two times consists of the arrivals of two windows of 2MSL: independent if they do not overlap. Each test of
chance has a confidence of 99.9 %; the seed is fixed, so a run passes or fails for good.
"""

import csv
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
import goodness  # noqa: E402

PROGRAM = str(pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run")
LEVEL = 0.001
Z = statistics.NormalDist().inv_cdf(1 - LEVEL / 2)


def run(folder, *options):
    """Runs a scenario on the direct path."""
    command = [PROGRAM, "--path", "direct", "--set", "timer_hz=0", "--out", folder, *map(str, options)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def population(folder):
    """@return the population of TIME_WAIT after each second, of all hosts together."""
    seconds, last = [], {}
    with open(pathlib.Path(folder) / "hosts.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            # What a host's row does not say has not changed.
            seconds += [sum(last.values())] * (int(row["time_s"]) - len(seconds))
            last[row["host"]] = int(row["TIME_WAIT"])
    return [*seconds, sum(last.values())]


def poisson(mean, end):
    """@return [(n, probability)] up to a number beyond which nothing is expected."""
    return [(n, math.exp(n * math.log(mean) - mean - math.lgamma(n + 1))) for n in range(end)]


class Population(unittest.TestCase):
    def test_mean_is_rate_times_2msl(self):
        rate = 50
        for profile, wait, closer in (("linux", 60, "client"), ("freebsd", 60, "server"), ("rfc9293", 240, "client")):
            with self.subTest(profile=profile, closer=closer):
                seconds = 20 * wait
                run(f"mean-{profile}", "--profile", profile, "--closer", closer, "--rate", rate, "--connections",
                    rate * (seconds + 2 * wait), "--clients", 4)
                # From the time on when it is full, and before arrivals end.
                sample = population(f"mean-{profile}")[wait + 1:wait + 1 + seconds]
                # Two samples h seconds apart share the arrivals of 2MSL - h.
                variance = sum(rate * (wait - abs(h)) * (seconds - abs(h)) for h in range(-wait, wait + 1))
                error = math.sqrt(variance) / seconds
                print(f"{profile:8} {statistics.fmean(sample):.1f}, expected {rate * wait} +- {Z * error:.1f}")
                self.assertEqual(len(sample), seconds)
                self.assertAlmostEqual(statistics.fmean(sample), rate * wait, delta=Z * error)

    def test_mean_steady_leaves_out_how_it_fills_and_empties(self):
        rate, life = 100, 5.2  # two round trips and hold
        for wait, seconds, closer in ((60, 210, "client"), (4, 200, "server")):
            with self.subTest(closer=closer):
                name = f"steady-{closer}"
                run(name, "--set", f"time_wait={wait}s", "--rate", rate, "--connections", rate * seconds, "--hold", "5s",
                    "--closer", closer, "--trace", "none", "--clients", 4)
                waits = json.loads(pathlib.Path(name, "summary.json").read_text(encoding="utf-8"))["time_wait"]
                begin, end = waits["steady_from_s"], waits["steady_to_s"]
                self.assertAlmostEqual(begin, wait + life, delta=0.2)
                self.assertAlmostEqual(end, seconds, delta=10)
                # The integral of the covariance of an M/D/infinity queue over the window, twice.
                length = end - begin
                variance = 2 * rate * (length * wait**2 / 2 - wait**3 / 6) / length**2
                error = Z * math.sqrt(variance)
                print(f"{closer}: {waits['mean_steady']:.1f} from {begin} to {end}, expected {rate * wait} +- {error:.1f};"
                      f" {waits['mean']:.1f} over the whole run")
                self.assertAlmostEqual(waits["mean_steady"], rate * wait, delta=error)
                self.assertLess(waits["mean"], rate * wait - error)

    def test_mean_steady_of_regular_arrivals_is_exact(self):
        # Without chance: one more or less at the window's ends.
        run("regular", "--arrivals", "constant", "--rate", 100, "--connections", 20000, "--trace", "none")
        waits = json.loads(pathlib.Path("regular/summary.json").read_text(encoding="utf-8"))["time_wait"]
        self.assertAlmostEqual(waits["mean_steady"], 6000, delta=1)
        self.assertAlmostEqual(waits["steady_from_s"], 60.2, delta=0.01)
        self.assertAlmostEqual(waits["steady_to_s"], 199.99, delta=1e-9)
        self.assertLess(waits["mean"], 5000)

    def test_a_closed_loop_is_steady_once_all_users_came(self):
        # Users are in their connection or in their pause: concurrency / (life + think) connections a second.
        run("closed", "--arrivals", "closed", "--concurrency", 200, "--rate", 20, "--think", "800ms", "--hold", "1s",
            "--connections", 15000, "--set", "time_wait=5s", "--trace", "none")
        waits = json.loads(pathlib.Path("closed/summary.json").read_text(encoding="utf-8"))["time_wait"]
        self.assertAlmostEqual(waits["mean_steady"] / (200 / (1.2 + 0.8) * 5), 1, delta=0.005)
        self.assertAlmostEqual(waits["steady_from_s"], 10 + 5 + 1.2, delta=4)

    def test_no_window_without_steadiness(self):
        for name, options in (("burst", ("--arrivals", "burst", "--connections", 500)),
                              ("short", ("--connections", 500, "--rate", 50)),
                              ("reset", ("--connections", 500, "--close-by", "rst"))):
            run(name, *options, "--trace", "none")
            waits = json.loads(pathlib.Path(name, "summary.json").read_text(encoding="utf-8"))["time_wait"]
            self.assertEqual([waits[key] for key in ("mean_steady", "steady_from_s", "steady_to_s")], [None] * 3, name)

    def test_it_is_a_poisson_variable(self):
        # With 2MSL of a second the samples of hosts.csv, a second apart, are independent.
        rate, seconds = 40, 2500
        def counts_of(arrivals):
            run(arrivals, "--set", "time_wait=1s", "--rate", rate, "--connections", rate * (seconds + 100), "--arrivals",
                arrivals)
            sample = population(arrivals)[2:2 + seconds]
            self.assertEqual(len(sample), seconds)
            print(f"{arrivals}: mean {statistics.fmean(sample):.2f}, variance {statistics.variance(sample):.2f}")
            return {n: sample.count(n) for n in set(sample)}

        counts = counts_of("poisson")
        fit = goodness.likelihood_ratio(counts, poisson(rate, 4 * rate))
        print(f"p = {fit:.4f}")
        self.assertGreater(fit, LEVEL)
        # The test can tell: not a twentieth more, and not what regular arrivals make.
        self.assertLess(goodness.likelihood_ratio(counts, poisson(1.05 * rate, 4 * rate)), LEVEL)
        self.assertLess(goodness.likelihood_ratio(counts_of("constant"), poisson(rate, 4 * rate)), LEVEL)

    def test_it_forgets_within_2msl(self):
        # In h seconds rate x h connections enter on average and as many leave, independently, as long as h <= 2MSL:
        # the difference has variance 2 rate min(h, 2MSL).
        rate, wait, repeats = 40, 4, 250
        run("forget", "--set", f"time_wait={wait}s", "--rate", rate, "--connections",
            rate * (repeats + 10) * 4 * wait)
        sample = population("forget")
        for h in (1, wait // 2, wait, 2 * wait):
            steps = [sample[t + h] - sample[t] for t in range(2 * wait, 2 * wait + repeats * 4 * wait, 4 * wait)]
            self.assertEqual(len(steps), repeats)
            square = math.fsum(step * step for step in steps) / (2 * rate * min(h, wait))
            print(f"after {h} s: variance {square / repeats:.3f} of what is expected")
            tail = goodness.chi_square_tail(square, repeats)
            self.assertTrue(LEVEL / 2 < tail < 1 - LEVEL / 2, (h, square, tail))


class Identity(unittest.TestCase):
    """Little's law without chance: it holds in every run, under loss too, where retransmitted FINs prolong 2MSL."""

    def test_mean_population_times_duration_is_the_sum_of_the_stays(self):
        run("identity", "--loss", "0.2", "--connections", 5000, "--closer", "both", "--rate", 200)
        summary = json.loads(pathlib.Path("identity/summary.json").read_text(encoding="utf-8"))
        stays = 0
        with open("identity/transitions.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["oldstate"] == "TIME_WAIT":
                    stays += round(float(row["ms"]) * 1e6)
        mean = stays / 1e9 / summary["run"]["sim_s"]
        self.assertGreater(stays, 60e9 * summary["time_wait"]["expired"])
        self.assertAlmostEqual(summary["time_wait"]["mean"] / mean, 1, delta=1e-9)


if __name__ == "__main__":
    unittest.main()
