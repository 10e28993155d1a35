#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The tables of the handshake figures against the traces, counted here once more in plain Python."""

import itertools
import math
import pathlib
import shutil
import unittest

import plot_tools
from plot_tools import call, number, plot, rows, simulate
from synfin.plotting import style
from synfin.plotting.catalogue import FIGURES
from synfin.plotting.figure import Options
from synfin.results.source import open_source
from synfin.reporting.charts import charts_of
from synfin.theory import handshake

LOSSES = (0, 0.1, 0.3)
# SYN and SYN-ACK: 62 octets each at 1 Gbps.
ROUND_TRIP = 0.1 + 2 * 62 * 8 / 1e9


def setUpModule():
    for loss in LOSSES:
        for run in (1, 2):
            simulate(f"sweep/{loss}-{run}", "--path", "direct", "--loss", loss, "--run", run,
                     "--connections", 400, "--rate", 1000)


def connections(loss):
    return [row for run in (1, 2) for row in rows(f"sweep/{loss}-{run}/connections.csv")]


def theory(loss):
    ladder = handshake.PROFILES["linux"]
    return handshake.Handshake(ladder, loss, loss, ROUND_TRIP)


def charts(path):
    """@return the charts of the report, and the notes that it prints."""
    notes = []
    return charts_of(open_source(path), Options(note=notes.append))[0], notes


def of(table, **wanted):
    return [row for row in table if all(row[key] == value for key, value in wanted.items())]


class Ecdf(unittest.TestCase):
    def check(self, steps, latencies, attempts):
        """Every step is the share of attempts that took no longer, and none is missing."""
        self.assertEqual([number(row["latency_s"]) for row in steps], sorted(set(latencies)))
        for row in steps:
            within = sum(latency <= number(row["latency_s"]) for latency in latencies)
            self.assertAlmostEqual(number(row["share"]), within / attempts, 12)
            self.assertLessEqual(number(row["low"]), number(row["share"]))
            self.assertLessEqual(number(row["share"]), number(row["high"]))
            self.assertEqual(int(row["n"]), attempts)

    def test_sweep(self):
        table = plot("sweep", "handshake-ecdf")
        for loss in LOSSES:
            made = connections(loss)
            latencies = [float(row["handshake_s"]) for row in made if row["handshake_s"]]
            steps = of(table, series=f"loss {loss}", kind="simulated")
            self.check(steps, latencies, len(made))
            exact = of(table, series=f"loss {loss}", kind="exact")
            atoms = theory(loss).atoms
            for row, latency in zip(exact, atoms, strict=True):
                within = math.fsum(p for x, p in atoms.items() if x <= latency)
                self.assertAlmostEqual(number(row["latency_s"]), latency, 9)
                self.assertAlmostEqual(number(row["share"]), within, 9)

    def test_by_another_parameter(self):
        table = plot("sweep", "handshake-ecdf", "--by", "profile", "--where", "loss=0.1")
        self.assertEqual({row["series"] for row in table}, {"profile linux"})

    def test_a_transitions_file_alone(self):
        shutil.copy("sweep/0.3-1/transitions.csv", "alone.csv")
        table = plot("alone.csv", "handshake-ecdf")
        self.assertEqual(of(table, kind="exact"), [])
        made = rows("sweep/0.3-1/connections.csv")
        latencies = [float(row["handshake_s"]) for row in made if row["handshake_s"]]
        self.check(table, latencies, len(made))

    def test_a_changed_trace_changes_the_table(self):
        before = plot("sweep/0.1-1", "handshake-ecdf")
        shutil.copytree("sweep/0.1-1", "changed", dirs_exist_ok=True)
        file = pathlib.Path("changed/connections.csv")
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(",0.100000992,", ",0.250000000,", 1), encoding="utf-8")
        after = plot("changed", "handshake-ecdf")
        fewer = number(before[0]["share"]) - number(after[0]["share"])
        self.assertAlmostEqual(fewer, 1 / 400, 12)
        self.assertIn("0.25", [row["latency_s"] for row in after])


class OverLoss(unittest.TestCase):
    def test_means_and_percentiles(self):
        table = plot("sweep", "handshake-vs-loss")
        for loss in LOSSES:
            made = connections(loss)
            latencies = sorted(float(r["handshake_s"]) for r in made if r["handshake_s"])
            dots = {r["statistic"]: r for r in of(table, kind="simulated", loss=str(float(loss)))}
            mean = math.fsum(latencies) / len(latencies)
            self.assertAlmostEqual(number(dots["mean"]["latency_s"]), mean, 9)
            for name, share in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99)):
                rank = math.ceil(share * len(latencies)) - 1
                # From histograms, in which latencies share a bucket.
                error = number(dots[name]["relative_error"]) * latencies[rank]
                self.assertLess(error, latencies[rank] / 1000)
                self.assertAlmostEqual(number(dots[name]["latency_s"]), latencies[rank], delta=error)
                self.assertLessEqual(number(dots[name]["low"]), latencies[rank] + error)
                self.assertGreaterEqual(number(dots[name]["high"]), latencies[rank] - error)
            self.assertEqual({row["runs"] for row in dots.values()}, {"2"})

    def test_the_band_is_students_over_replications(self):
        table = plot("sweep", "handshake-vs-loss")
        dot = of(table, kind="simulated", loss="0.3", statistic="mean")[0]
        means = []
        for run in (1, 2):
            made = rows(f"sweep/0.3-{run}/connections.csv")
            latencies = [float(row["handshake_s"]) for row in made if row["handshake_s"]]
            means.append(math.fsum(latencies) / len(latencies))
        # t of 95 % with one degree of freedom; the standard error of two values is half their difference.
        half = 12.7062 * abs(means[0] - means[1]) / 2
        self.assertAlmostEqual(number(dot["high"]) - number(dot["latency_s"]), half, 5)

    def test_the_exact_curve(self):
        curve = of(plot("sweep", "handshake-vs-loss"), kind="exact", statistic="mean")
        self.assertAlmostEqual(number(curve[-1]["loss"]), 0.3)
        self.assertAlmostEqual(number(curve[-1]["latency_s"]), theory(0.3).mean, 9)

    def test_percentiles_from_summaries_alone(self):
        for run in (1, 2):
            simulate(f"brief/{run}", "--loss", 0.1 * run, "--connections", 100, "--trace", "none")
        table = plot("brief", "handshake-vs-loss")
        self.assertEqual(len(of(table, kind="simulated")), 8)

    def test_no_exact_value_where_none_can_be_established(self):
        for loss in (0.1, 1):
            simulate(f"hopeless/{loss}", "--loss", loss, "--connections", 100)
        done = call("hopeless", "--out", "hopeless-all")
        self.assertEqual(done.returncode, 0, done.stderr)
        note = "no exact values: handshake-vs-loss: loss 1: no connection can be established"
        self.assertIn(f"note: {note}\n", done.stderr)
        table = rows("hopeless-all/handshake-vs-loss.csv")
        self.assertEqual(len(of(table, kind="exact", statistic="p50")), 60)
        self.assertTrue(all(number(row["latency_s"]) > 0 for row in table))
        self.assertTrue(pathlib.Path("hopeless-all/establish-probability.png").exists())
        _, notes = charts("hopeless")
        self.assertIn(note, notes)

    def test_nothing_to_draw_where_the_client_never_waits_long_enough(self):
        options = ("--profile", "freebsd", "--set", "syn_retries=0", "--set", "rto_initial=300ms", "--delay", "333ms")
        for loss in (0.1, 0.2):
            simulate(f"impatient/{loss}", "--loss-forward", loss, "--connections", 20, *options)
        done = call("impatient", "--out", "impatient-all")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("note: handshake-vs-loss: impatient: nothing to draw", done.stderr)
        shares = rows("impatient-all/establish-probability.csv")
        self.assertEqual({number(row["share"]) for row in shares}, {0})
        drawn, notes = charts("impatient")
        self.assertIn("handshake-vs-loss: impatient: nothing to draw", notes)
        self.assertIn("establish-probability", {chart["figure"] for chart in drawn})

    def test_no_mean_is_below_the_least_latency(self):
        """Neither that of one run nor that of replications."""
        for loss, run in ((0, 1), (0.3, 1), (0.4, 1), (0.4, 2)):
            simulate(f"least/{loss}-{run}", "--loss", loss, "--run", run, "--connections", 3)
        means = of(plot("least", "handshake-vs-loss"), kind="simulated", statistic="mean")
        self.assertEqual({row["runs"] for row in means}, {"1", "2"})
        for row in means:
            self.assertGreaterEqual(number(row["low"]), 0.1)

    def test_equal_latencies_are_side_by_side(self):
        """Without loss all statistics are the same; where they are not, they stand above their loss."""
        figure, options = FIGURES["handshake-vs-loss"], Options()
        data = figure.data(open_source("sweep"), options)
        with style.applied():
            drawn = figure.draw(data, options).figure
            drawn.canvas.draw()
            axes = drawn.axes[1]
            dots = [axes.transData.transform(bars.lines[0].get_xydata()) for bars in axes.containers]
        for place in range(len(LOSSES)):
            for one, other in itertools.combinations([series[place] for series in dots], 2):
                self.assertGreater(max(abs(one - other)), 3.3 * drawn.dpi / 72, (place, one, other))
        for place, loss in enumerate(LOSSES):
            self.assertAlmostEqual(dots[0][place][0], axes.transData.transform((100 * loss, 1))[0], 3)
        latencies = {r.statistic: r.latency_s for r in data[data["loss"] == LOSSES[-1]].itertuples() if r.kind == "simulated"}
        self.assertGreater(latencies["p99"], 1.2 * latencies["p90"])
        self.assertAlmostEqual(dots[-1][-1][0], axes.transData.transform((100 * LOSSES[-1], 1))[0], 3)
        style.pyplot.close(drawn)

    def test_a_single_connection_has_no_interval(self):
        for loss in (0, 0.01):
            simulate(f"single/{loss}", "--loss", loss, "--connections", 1)
        means = of(plot("single", "handshake-vs-loss"), kind="simulated", statistic="mean")
        self.assertEqual([(row["low"], row["high"]) for row in means], [("", "")] * 2)


class Established(unittest.TestCase):
    def test_shares(self):
        options = ("--path", "direct", "--connections", 300, "--set", "syn_retries=0",
                   "--set", "syn_linear_timeouts=0")
        for loss in (0.2, 0.4):
            simulate(f"few/{loss}", "--loss", loss, *options)
        table = plot("few", "establish-probability")
        for loss in (0.2, 0.4):
            dot = of(table, kind="simulated", value=str(loss))[0]
            outcomes = [row["outcome"] for row in rows(f"few/{loss}/connections.csv")]
            self.assertEqual(int(dot["established"]), outcomes.count("established"))
            self.assertEqual(number(dot["share"]), outcomes.count("established") / len(outcomes))
            self.assertLess(number(dot["low"]), number(dot["share"]))
        # One SYN and one SYN-ACK: both must arrive before the timer of 1 s.
        curve = of(table, kind="exact")[-1]
        self.assertTrue(all(number(row["share"]) <= 1 for row in table))
        self.assertAlmostEqual(number(curve["share"]), (1 - number(curve["value"])) ** 2, 9)

    def test_over_a_time_or_a_rate(self):
        """Whatever its unit is, its place on the axis is its size."""
        for option, values, label in (("delay", {"900us": 0.0009, "10ms": 0.01, "1s": 1}, "delay (s)"),
                                      ("bandwidth", {"900kbps": 9e5, "10Mbps": 1e7}, "bandwidth (bit/s)")):
            for value in values:
                simulate(f"{option}/{value}", f"--{option}", value, "--connections", 20)
            table = plot(option, "establish-probability")
            dots = of(table, kind="simulated", parameter=label)
            self.assertEqual([number(row["value"]) for row in dots], list(values.values()))
            self.assertEqual(sorted({number(row["value"]) for row in of(table, kind="exact")}), list(values.values()))

    def test_markers_are_where_their_values_are_or_beside(self):
        """Those of equal shares are side by side, no further than it takes."""
        options = ("--path", "direct", "--connections", 100, "--set", "syn_retries=0", "--loss", 0.3)
        rates = (10, 1000, 4000)
        for rate in rates:
            for profile in ("linux", "freebsd"):
                simulate(f"rates/{rate}-{profile}", "--rate", rate, "--profile", profile, *options)
        figure = FIGURES["establish-probability"]
        wanted = Options(by="rate")
        with style.applied():
            drawn = figure.draw(figure.table(open_source("rates"), wanted), wanted).figure
            drawn.canvas.draw()
        axes, point = drawn.axes[1], drawn.dpi / 72
        series = [bars.lines[0] for bars in axes.containers]
        self.assertEqual(len(series), 2)
        dots = [[axes.transData.transform(dot) for dot in sorted(map(tuple, line.get_xydata()))] for line in series]
        for rate, one, other in zip(rates, *dots):
            value = axes.transData.transform((rate, 1))[0]
            self.assertAlmostEqual(one[0], value, 3)
            self.assertLess(abs(other[0] - value), 4 * point)
            self.assertTrue(max(abs(one - other)) > 2.5 * point, (rate, one, other))
        style.pyplot.close(drawn)


class Phases(unittest.TestCase):
    """Hosts whose timers ride a wheel have a phase each, which all connections of a run share."""

    def test_a_note_says_which_intervals_are_too_narrow(self):
        for loss in (0.1, 0.2):
            for hertz in (0, 250):
                simulate(f"wheel-{hertz}/{loss}", "--loss", loss, "--connections", 100, "--set", f"timer_hz={hertz}")
        for figure in ("handshake-ecdf", "handshake-vs-loss", "establish-probability", "syn-attempts"):
            for hertz in (0, 250):
                said = call(f"wheel-{hertz}", figure, "--out", "phases").stderr
                self.assertEqual(said.count("timer_hz"), 1 if hertz > 0 else 0, (figure, said))
                self.assertEqual("note: connections of the same hosts share the phases of their clocks (timer_hz): intervals from within runs "
                                 "are too narrow, and exact values are means over the phases\n"
                                 in said, hertz > 0, (figure, said))


class Attempts(unittest.TestCase):
    def test_counts(self):
        table = plot("sweep", "syn-attempts")
        for loss in LOSSES:
            made = connections(loss)
            dots = of(table, kind="simulated", series=f"loss {loss}")
            for row in dots:
                count = sum(r["syn_sent"] == row["syn_sent"] for r in made)
                self.assertEqual(int(row["count"]), count)
                self.assertAlmostEqual(number(row["share"]), count / len(made), 12)
            self.assertEqual(sum(int(row["count"]) for row in dots), len(made))
            exact = of(table, kind="exact", series=f"loss {loss}")
            sent = math.fsum(number(r["share"]) * (int(r["syn_sent"]) - 1) for r in exact)
            self.assertAlmostEqual(sent, theory(loss).syn_retransmissions, 9)


if __name__ == "__main__":
    unittest.main()
