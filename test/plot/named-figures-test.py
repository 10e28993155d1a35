#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""TIME_WAIT over rate and length, the tail of latencies, retransmissions, outcomes over a parameter: from the traces once more."""

import math
import pathlib
import statistics
import unittest

import numpy

from plot_tools import call, number, plot, rows, simulate
from synfin import theory
from synfin.plotting.counting import Distribution
from synfin.results.source import open_source

RATES, LENGTHS, LOSSES = (20, 50), (2, 5), (0, 0.2)


def setUpModule():
    for rate in RATES:
        for run in (1, 2):
            simulate(f"rates/{rate}-{run}", "--rate", rate, "--connections", 40 * rate, "--set", "time_wait=2s", "--run", run)
    for length in LENGTHS:
        simulate(f"lengths/{length}", "--rate", 50, "--connections", 1500, "--set", f"time_wait={length}s")
    for loss in LOSSES:
        for run in (1, 2):
            simulate(f"loss/{loss}-{run}", "--loss", loss, "--run", run, "--connections", 300, "--rate", 300, "--request", 3000,
                     "--set", "syn_retries=1", "--set", "syn_linear_timeouts=0", "--trace", "segments")


def of(table, **wanted):
    return [row for row in table if all(row[key] == value for key, value in wanted.items())]


def steady_mean(folder):
    """@return the mean number in TIME_WAIT over the steady window, from transitions.csv"""
    told = open_source(folder).runs[0].summary["time_wait"]
    begin, end = told["steady_from_s"], told["steady_to_s"]
    spent = 0.0
    for row in rows(f"{folder}/transitions.csv"):
        came = (row["newstate"] == "TIME_WAIT") - (row["oldstate"] == "TIME_WAIT")
        spent += came * (end - min(max(float(row["time_s"]), begin), end))
    return spent / (end - begin), end - begin


class TimeWait(unittest.TestCase):
    def test_over_the_rate(self):
        table = plot("rates", "time-wait-vs-rate")
        for rate in RATES:
            dot, = of(table, kind="simulated", value=f"{rate}.0")
            means = [steady_mean(f"rates/{rate}-{run}")[0] for run in (1, 2)]
            half = 12.7062 * abs(means[0] - means[1]) / 2
            self.assertAlmostEqual(number(dot["connections"]), statistics.fmean(means), 6)
            self.assertAlmostEqual(number(dot["high"]), statistics.fmean(means) + half, 3)
            self.assertEqual((dot["interval"], dot["runs"]), ("replications", "2"))
        line = of(table, kind="rate × 2MSL")
        self.assertEqual([(number(end["value"]), number(end["connections"])) for end in (line[0], line[-1])], [(20, 40), (50, 100)])

    def test_over_the_length(self):
        table = plot("lengths", "time-wait-vs-2msl")
        for length in LENGTHS:
            dot, = of(table, kind="simulated", value=f"{length}.0")
            mean, window = steady_mean(f"lengths/{length}")
            self.assertAlmostEqual(number(dot["connections"]), mean, 6)
            half = 1.95996 * theory.poisson_mean_deviation(mean, length, window)
            self.assertAlmostEqual(number(dot["high"]) - mean, half, 4)
            self.assertEqual((dot["interval"], dot["runs"]), ("poisson", "1"))
            self.assertLess(abs(mean - 50 * length), 2 * half)
        line = of(table, kind="rate × 2MSL")
        self.assertEqual([number(end["connections"]) for end in (line[0], line[-1])], [100, 250])

    def test_the_deviation_of_a_mean_over_a_window(self):
        """M/D/infinity by 4,000 samples: their standard deviation is known to 1.1 %."""
        generator = numpy.random.default_rng(1)
        for holding, window in ((2.0, 7.0), (3.0, 2.0)):
            means = []
            for _ in range(4000):
                begun = generator.uniform(-holding, window, generator.poisson(5 * (window + holding)))
                spent = numpy.minimum(begun + holding, window) - numpy.maximum(begun, 0)
                means.append(spent.sum() / window)
            wanted = theory.poisson_mean_deviation(5 * holding, holding, window)
            self.assertAlmostEqual(numpy.std(means) / wanted, 1, delta=0.045)
        self.assertEqual(theory.poisson_mean_deviation(7, 0, 3), 0)

    def test_both_ends_wait(self):
        """Little's law counts both, here and in time-wait-population."""
        for length in (3, 4):
            simulate(f"both/{length}", "--closer", "both", "--rate", 50, "--connections", 1500, "--set", f"time_wait={length}s")
        table = plot("both", "time-wait-vs-2msl", out="both-f")
        for row in of(table, kind="simulated"):
            self.assertLess(abs(number(row["connections"]) / (2 * 50 * number(row["value"])) - 1), 0.15)
        self.assertEqual([number(row["connections"]) for row in (of(table, kind="rate × 2MSL")[0], table[-1])], [300, 400])
        level, = of(plot("both/3", "time-wait-population", out="both-p"), kind="rate × 2MSL")
        self.assertEqual(number(level["connections"]), 300)

    def test_too_short_for_a_steady_window(self):
        for rate in (50, 60):
            simulate(f"short/{rate}", "--rate", rate, "--connections", 20)
        done = call("short", "time-wait-vs-rate", "--out", "short-f")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1))
        self.assertIn("nothing to draw", done.stderr)


class Tail(unittest.TestCase):
    def test_shares(self):
        table = plot("loss", "latency-ccdf")
        for loss in LOSSES:
            made = [row for run in (1, 2) for row in rows(f"loss/{loss}-{run}/connections.csv")]
            latencies = [float(row["handshake_s"]) for row in made if row["handshake_s"]]
            steps = of(table, series=f"loss {loss}", kind="simulated")
            self.assertEqual([number(row["latency_s"]) for row in steps], sorted(set(latencies)))
            for row in steps:
                longer = len(made) - sum(latency <= number(row["latency_s"]) for latency in latencies)
                self.assertAlmostEqual(number(row["share"]), longer / len(made), 12)
                low, high = theory.wilson(longer, len(made))
                self.assertAlmostEqual(number(row["low"]), low, 12)
                self.assertAlmostEqual(number(row["high"]), high, 12)
            law = open_source(f"loss/{loss}-1").runs[0]
            exact = of(table, series=f"loss {loss}", kind="exact")
            from synfin.tools.parameters import exact_handshake

            for row, (latency, share) in zip(exact, exact_handshake(law.parameters).steps(), strict=True):
                self.assertAlmostEqual(number(row["latency_s"]), latency, 9)
                self.assertAlmostEqual(number(row["share"]), 1 - share, 9)

    def test_every_one_of_the_longest_is_in_a_long_tail(self):
        many = Distribution()
        many.add(numpy.arange(1, 100001) / 1000)
        values, below = many.tail(300)
        self.assertLessEqual(len(values), 302)
        self.assertEqual(values[-5:].round(9).tolist(), [99.996, 99.997, 99.998, 99.999, 100.0])
        self.assertEqual((values[0], below[0], below[-1]), (0.001, 1, 100000))
        self.assertTrue((numpy.abs(values * 1000 - below) < 1e-6).all())

    def test_exact_tails_are_exact(self):
        """At a loss of 1 in 1,000, what takes longer than 1.1 s is a millionth, far below the rounding of 1 less a sum."""
        from synfin.plotting.figures.latency_ccdf import tail

        law = theory.latency("rfc9293", 0.001, round_trip=0.1)
        shares = [share for _, share in tail(law)]
        for share, (_, within) in zip(shares, law.steps()):
            self.assertAlmostEqual(share, 1 - within, 12)
        self.assertTrue(all(before >= after for before, after in zip(shares, shares[1:])))
        later = math.fsum(list(law.atoms.values())[3:])
        self.assertAlmostEqual(shares[2] / later, 1, 3)


class NothingEstablished(unittest.TestCase):
    """At a loss of 1: all attempts are not yet established, whenever."""

    def test_shares_of_none(self):
        for loss in (0, 1):
            simulate(f"never/{loss}", "--loss", loss, "--connections", 5, "--set", "syn_retries=1", "--trace", "segments")
        for figure, share in (("latency-ccdf", "1.0"), ("handshake-ecdf", "0.0")):
            for path, out, wanted in (("never", "never-f", {"series": "loss 1"}), ("never/1", "never-one", {})):
                row, = of(plot(path, figure, out=out), kind="simulated", **wanted)
                self.assertEqual((row["latency_s"], row["share"], row["n"]), ("", share, "5"))
                bounds = theory.wilson(5 * float(share), 5)
                self.assertEqual((number(row["low"]), number(row["high"])), bounds)

    def test_what_has_no_latency_is_told(self):
        for loss in (0, 1):
            for run in (1, 2):
                simulate(f"none/{loss}-{run}", "--loss", loss, "--run", run, "--connections", 5, "--set", "syn_retries=1", "--trace", "segments")
        for figure in ("convergence", "latency-by-cause"):
            done = call("none", figure, "--out", "none-f")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("note: 1 of 2 points have no established connection and are left out", done.stderr)


class Retransmissions(unittest.TestCase):
    def again(self, loss, run):
        """@return {segment: how many were sent again} from segments.csv"""
        kinds = {"syn": 0, "synack": 0, "data": 0, "fin": 0}
        for row in rows(f"loss/{loss}-{run}/segments.csv"):
            if row["event"] == "sent" and row["kind"] == "retransmit":
                flags = row["flags"]
                kinds["synack" if "S" in flags and "." in flags else "syn" if "S" in flags else "fin" if "F" in flags else "data"] += 1
        return kinds

    def test_per_attempt(self):
        table = plot("loss", "retransmissions")
        for loss in LOSSES:
            each = [self.again(loss, run) for run in (1, 2)]
            for segment in ("syn", "synack"):
                row, = of(table, kind="simulated", segment=segment, value=f"{float(loss)}")
                counts = [counts[segment] for counts in each]
                self.assertEqual((int(row["count"]), int(row["attempts"])), (sum(counts), 600))
                self.assertAlmostEqual(number(row["per_attempt"]), sum(counts) / 600, 12)
                self.assertAlmostEqual(number(row["high"]) - number(row["per_attempt"]), 12.7062 * abs(counts[0] - counts[1]) / 600, 4)
            for segment in ("data", "fin"):
                row, = of(table, kind="simulated", segment=segment, value=f"{float(loss)}")
                self.assertEqual(int(row["count"]) > 0, loss > 0)
        self.assertAlmostEqual(number(of(table, kind="exact")[-1]["per_attempt"]), 1 - 0.8**2, 9)

    def test_one_run(self):
        table = plot("loss/0.2-1", "retransmissions", out="one")
        again = [max(0, int(row["syn_sent"]) - 1) for row in rows("loss/0.2-1/connections.csv")]
        row, = of(table, kind="simulated", segment="syn")
        self.assertAlmostEqual(number(row["per_attempt"]), statistics.fmean(again), 12)
        self.assertAlmostEqual(number(row["high"]) - statistics.fmean(again), 1.95996 * statistics.stdev(again) / math.sqrt(300), 5)
        self.assertAlmostEqual(number(of(table, kind="exact")[0]["per_attempt"]), 0.36, 9)

    def test_a_sample(self):
        """The mean is of all connections; a sample of them tells how much they differ, and not how many they are."""
        simulate("sampled", "--loss", 0.2, "--connections", 4000, "--rate", 1000, "--sample", "1/4")
        again = [max(0, int(row["syn_sent"]) - 1) for row in rows("sampled/connections.csv")]
        self.assertLess(len(again), 1200)
        row, = of(plot("sampled", "retransmissions", out="sampled-f"), kind="simulated", segment="syn")
        self.assertAlmostEqual(number(row["high"]) - number(row["per_attempt"]), 1.95996 * statistics.stdev(again) / math.sqrt(4000), 6)

    def test_words_on_the_axis(self):
        for profile in ("linux", "freebsd"):
            simulate(f"profiles/{profile}", "--profile", profile, "--connections", 100, "--loss", 0.2, "--trace", "none")
        table = plot("profiles", "retransmissions", out="profiles-f")
        self.assertEqual({(row["value"], row["label"]) for row in table}, {("0", "freebsd"), ("1", "linux")})
        self.assertEqual(len(of(table, kind="exact")), 2)


class Outcomes(unittest.TestCase):
    def test_words_on_the_axis(self):
        for profile in ("linux", "freebsd"):
            simulate(f"words/{profile}", "--profile", profile, "--connections", 100, "--loss", 0.2, "--trace", "none")
        table = plot("words", "outcomes-vs-parameter", out="words-f")
        self.assertEqual({(row["value"], row["label"], row["outcome"], row["count"]) for row in table},
                         {("0", "freebsd", "established", "100"), ("1", "linux", "established", "100")})
        drawn = pathlib.Path("words-svg")
        self.assertEqual(call("words", "outcomes-vs-parameter", "--out", drawn, "--format", "svg").returncode, 0)
        self.assertTrue(all(f">{name}<" in (drawn / "outcomes-vs-parameter.svg").read_text() or f"<!-- {name} -->" in
                            (drawn / "outcomes-vs-parameter.svg").read_text() for name in ("freebsd", "linux")))

    def test_shares(self):
        table = plot("loss", "outcomes-vs-parameter")
        for loss in LOSSES:
            made = [row["outcome"] for run in (1, 2) for row in rows(f"loss/{loss}-{run}/connections.csv")]
            found = of(table, value=f"{float(loss)}")
            self.assertEqual({row["outcome"]: int(row["count"]) for row in found}, {one: made.count(one) for one in set(made)})
            for row in found:
                low, high = theory.wilson(made.count(row["outcome"]), 600)
                self.assertAlmostEqual(number(row["share"]), made.count(row["outcome"]) / 600, 12)
                self.assertEqual((number(row["low"]), number(row["high"])), (low, high))
        self.assertEqual({row["outcome"] for row in of(table, value="0.2")}, {"established", "timed_out"})


if __name__ == "__main__":
    unittest.main()
