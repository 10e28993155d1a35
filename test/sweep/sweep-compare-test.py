#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""--compare: every number of compare.csv comes out again from the runs' own files, by other formulas."""

import csv
import json
import math
import os
import pathlib
import statistics
import sys
import unittest

from scipy import stats

sys.dont_write_bytecode = True
from sweep_program import call, rows  # noqa: E402

sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"], "examples", "python")))
from synfin.results import paired  # noqa: E402

MEAN, P90 = "handshake_latency_s_mean", "handshake_latency_s_p90"
SWEEP = ("--connections", 100, "--runs", 6, "--vary", "profile=linux,freebsd", "--vary", "loss=5%,0.2")


def latencies(folder, identity):
    """@return the latencies of a run, from its table of connections."""
    with open(pathlib.Path(folder, "runs", identity, "connections.csv"), encoding="utf-8", newline="") as file:
        return [float(row["handshake_s"]) for row in csv.DictReader(file) if row["outcome"] == "established"]


class Compare(unittest.TestCase):
    """A sweep of two profiles at two losses."""

    @classmethod
    def setUpClass(cls):
        cls.done = call(*SWEEP, "--compare", "profile=linux,freebsd", "--compare-figures", f"{MEAN},handshake_latency_s.p90", "--out", "it")
        assert (cls.done.returncode, cls.done.stderr) == (0, ""), cls.done
        cls.table = rows("it/compare.csv")
        cls.plan = rows("it/plan.csv")

    def values(self, row, what):
        """@return for each of the two points, what of the latencies of each run, in the order of run numbers."""
        ids = [[run["id"] for run in self.plan if run["point"] == row[point]] for point in ("point_a", "point_b")]
        return [[what(latencies("it", identity)) for identity in side] for side in ids]

    def test_a_row_for_each_point_and_figure(self):
        self.assertEqual([(row["figure"], row["loss"], row["value_a"], row["value_b"], row["pairs"]) for row in self.table],
                         [(figure, loss, "linux", "freebsd", "6") for figure in (MEAN, P90) for loss in ("5%", "0.2")])
        of_point = {row["point"]: (row["profile"], row["loss"]) for row in self.plan}
        for row in self.table:
            self.assertEqual((of_point[row["point_a"]], of_point[row["point_b"]]), (("linux", row["loss"]), ("freebsd", row["loss"])))

    def test_differences_of_means(self):
        for row in self.table[:2]:
            first, second = self.values(row, statistics.fmean)
            expected = stats.ttest_rel(second, first)
            low, high = expected.confidence_interval(0.95)
            self.assertEqual(row["test"], "paired t")
            for name, value in (("mean_a", statistics.fmean(first)), ("mean_b", statistics.fmean(second)), ("ci95_low", low),
                                ("difference", statistics.fmean(second) - statistics.fmean(first)), ("ci95_high", high),
                                ("p", expected.pvalue), ("variance_ratio", (statistics.variance(first) + statistics.variance(second))
                                                         / statistics.variance([b - a for a, b in zip(first, second)]))):
                self.assertAlmostEqual(float(row[name]) / value, 1, 6, (name, row))

    def test_differences_of_percentiles(self):
        """The percentiles are those of all connections together, as in points.csv."""
        points = {(row["point"], row["figure"]): float(row["mean"]) for row in rows("it/points.csv")}
        for row in self.table[2:]:
            self.assertEqual(row["test"], "sections")
            runs = [[float(run[P90]) for run in rows("it/results.csv") if run["point"] == row[point]] for point in ("point_a", "point_b")]
            pooled = [points[row[point], P90] for point in ("point_a", "point_b")]
            self.assertEqual([float(row["mean_a"]), float(row["mean_b"])], pooled)
            difference = pooled[1] - pooled[0]
            spread = math.sqrt(sum((b - a - difference) ** 2 for a, b in zip(*runs)) / 5)
            self.assertAlmostEqual(float(row["ci95_high"]) - difference, stats.t.ppf(0.975, 5) * spread / math.sqrt(6), 9)
            self.assertAlmostEqual(float(row["p"]), 2 * stats.t.sf(abs(difference) / spread * math.sqrt(6), 5), 9)
            together = sorted(latency for run in self.values(row, list)[0] for latency in run)
            self.assertAlmostEqual(pooled[0] / together[math.ceil(0.9 * len(together)) - 1], 1, 3)

    def test_holm_over_the_points_of_a_figure(self):
        for own in (self.table[:2], self.table[2:]):
            small, large = sorted(own, key=lambda row: float(row["p"]))
            self.assertAlmostEqual(float(small["p_holm"]), min(1, 2 * float(small["p"])))
            self.assertAlmostEqual(float(large["p_holm"]), max(float(small["p_holm"]), float(large["p"])))
            for row in own:
                self.assertEqual(row["significant"], "yes" if float(row["p_holm"]) <= 0.05 else "no")

    def test_what_is_printed(self):
        lines = self.done.stdout.splitlines()
        self.assertRegex(lines[0], r"^profile +loss +figure +pairs +difference +p_holm$")
        self.assertRegex(lines[1], rf"^freebsd - linux +5% +{MEAN} +6 +-?\d\.\d+ ± \d\.\d+ +\S+( +significant)?$")
        self.assertEqual(len(lines), 5)

    def test_of_a_sweep_that_is_there(self):
        """All figures: what is the same in all runs is not significant; values may be written in another way."""
        done = call("--collect", "--compare", "loss=0.05,20%", "--out", "it")
        self.assertEqual(done.returncode, 0)
        table = rows("it/compare.csv")
        self.assertEqual({(row["value_a"], row["value_b"]) for row in table}, {("5%", "0.2")})
        own = {row["figure"]: row for row in table if row["profile"] == "linux"}
        self.assertEqual((own["connections_attempted"]["significant"], own["connections_attempted"]["p"]), ("no", "1.0"))
        self.assertEqual(own["retransmissions_syn"]["significant"], "yes")
        self.assertNotIn("handshake_latency_s_max", own)
        self.assertNotIn("run_wall_s", own)
        self.assertRegex(done.stdout, r"(?m)^retransmissions_syn +2 of 2 ")
        sweep_again = call(*SWEEP, "--out", "it")
        self.assertEqual((sweep_again.returncode, os.path.exists("it/compare.csv")), (0, False))
        call(*SWEEP, "--compare", "profile=linux,freebsd", "--compare-figures", f"{MEAN},{P90}", "--out", "it")

    def test_what_goes_with_it(self):
        """A parameter that is paired with the one that is compared is none that both have in common."""
        options = ("--connections", 10, "--runs", 2, "--vary", "loss=0,0.1,0.2", "--vary", "delay=10ms,20ms,30ms", "--zip", "loss,delay",
                   "--vary", "syn_retries=2,3", "--compare", "loss=0,0.1,0.2", "--out", "zip")
        self.assertEqual(call(*options).returncode, 0)
        table = [row for row in rows("zip/compare.csv") if row["figure"] == MEAN]
        self.assertEqual([(row["value_b"], row["delay"], row["syn_retries"]) for row in table],
                         [("0.1", "", "2"), ("0.1", "", "3"), ("0.2", "", "2"), ("0.2", "", "3")])

    def test_bad_input(self):
        for words, part in (
                (("--compare", "profile"), "KEY=A,B"), (("--compare", "profile=linux"), "KEY=A,B"), (("--compare", "=a,b"), "KEY=A,B"),
                (("--compare", "profil=linux,freebsd"), "did you mean profile?"), (("--compare", "connections=100,200"), "accepted is"),
                (("--compare", "profile=linux,frebsd"), "did you mean freebsd?"), (("--compare", "profile=linux,linux"), "comes twice"),
                (("--compare-figures", MEAN), "--compare KEY=A,B with it"),
                (("--compare", "profile=linux,freebsd", "--compare-figures", "handshake_latency_s.maen"), "did you mean"),
                (("--compare", "profile=linux,freebsd", "--compare-figures", "handshake_latency_s.max"), "with an interval"),
                (("--compare", "profile=linux,freebsd", "--compare-figures", "a,,b"), "a list of figures"),
                (("--compare", "profile=linux,freebsd", "--engine", "none"), "--collect")):
            with self.subTest(words):
                done = call(*SWEEP, *words, "--out", "bad")
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
                self.assertIn(part, done.stderr)
                self.assertFalse(os.path.exists("bad"))
        done = call("--connections", 10, "--compare", "loss=0.1,0.2", "--out", "bad")
        self.assertEqual((done.returncode, done.stderr), (2, "synfin-sweep: --compare loss=0.1,0.2: accepted is a parameter that the sweep varies;"
                                                          " here nothing varies (--vary)\n"))


class Formulas(unittest.TestCase):
    """By hand."""

    def test_where_all_pairs_differ_by_the_same(self):
        told = paired.compare([1.0, 2.0, 3.0], [1.5, 2.5, 3.5])
        self.assertEqual((told.difference, told.low, told.high, told.p, told.test), (0.5, 0.5, 0.5, 0.25, "signs"))
        self.assertEqual(paired.compare([1.0, 2.0], [1.0, 2.0]).p, 1.0)
        self.assertEqual(paired.compare([1.0], [2.0]), paired.Difference(1, 1.0, 2.0))

    def test_holm(self):
        """The example of four tests."""
        self.assertEqual(paired.holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02])
        self.assertEqual(paired.holm([None, 0.6, 0.7]), [None, 1.0, 1.0])
        self.assertEqual(paired.holm([]), [])

    def test_of_equal_samples_one_in_twenty_is_significant(self):
        import random

        draw = random.Random(4)
        count = 2000
        found = sum(paired.compare([draw.gauss(0, 1) for _ in range(8)], [draw.gauss(0, 1) for _ in range(8)]).p <= 0.05
                    for _ in range(count))
        self.assertLess(abs(found / count - 0.05), 3 * math.sqrt(0.05 * 0.95 / count))


if __name__ == "__main__":
    unittest.main()
