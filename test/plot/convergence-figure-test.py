#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""convergence against the traces: means and Student's intervals of the first runs of each point, worked out here once more."""

import math
import statistics
import unittest
from unittest import mock

from matplotlib.axes import Axes

from plot_tools import call, number, plot, rows
from sweep_tools import sweep
from synfin import theory
from synfin.plotting import style
from synfin.plotting.figure import Options
from synfin.plotting.figures import convergence

STUDENT = {2: 12.7062, 3: 4.3027, 4: 3.1824}  # t of 95 %, by the number of values
LOSSES = ("0", "0.2")


def setUpModule():
    # Runs 9 to 12, whose order is that of numbers and not of texts.
    sweep("--vary", f"loss={','.join(LOSSES)}", "--run", 9, "--runs", 4, "--connections", 60, "--rate", 500, "--path", "direct",
          "--out", "sweep")


def means(loss):
    """@return the mean latency of each run of a point, by its connections, in the order of the runs."""
    runs = sorted((int(row["run"]), row["id"]) for row in rows("sweep/plan.csv") if row["loss"] == loss)
    traces = (rows(f"sweep/runs/{identity}/connections.csv") for _, identity in runs)
    return [statistics.fmean(float(row["handshake_s"]) for row in trace if row["handshake_s"]) for trace in traces]


class Convergence(unittest.TestCase):
    """Every row, and what it is refused for."""

    def test_each_number_of_replications(self):
        table = plot("sweep", "convergence")
        self.assertEqual(len(table), 4 * len(LOSSES))
        for loss in LOSSES:
            found = [row for row in table if row["series"] == f"loss {loss}"]
            latencies = means(loss)
            self.assertEqual([row["run"] for row in found], ["9", "10", "11", "12"])
            for count, row in enumerate(found, 1):
                self.assertEqual(int(row["replications"]), count)
                mean = statistics.fmean(latencies[:count])
                self.assertAlmostEqual(number(row["value"]), mean, 8)
                if count == 1:
                    self.assertEqual((row["low"], row["high"]), ("", ""))
                    continue
                half = STUDENT[count] * statistics.stdev(latencies[:count]) / math.sqrt(count)
                self.assertAlmostEqual(number(row["low"]), mean - half, delta=1e-4 * half + 1e-8)
                self.assertAlmostEqual(number(row["high"]), mean + half, delta=1e-4 * half + 1e-8)

    def test_the_last_is_that_of_the_points(self):
        points = {row["loss"]: row for row in rows("sweep/points.csv") if row["figure"] == "handshake_latency_s_mean"}
        for row in plot("sweep", "convergence"):
            if row["replications"] == "4":
                point = points[row["series"].removeprefix("loss ")]
                for mine, theirs in (("value", "mean"), ("low", "ci95_low"), ("high", "ci95_high")):
                    self.assertAlmostEqual(number(row[mine]), float(point[theirs]), 12)

    def test_another_figure(self):
        """A share has Wilson's interval of all connections so far, from the first run on; a percentile is that of points.csv at last."""
        for row in plot("sweep", "convergence", "--y", "connections.established/connections.attempted", out="shares"):
            count = 60 * int(row["replications"])
            self.assertEqual((row["figure"], number(row["value"])), ("connections.established/connections.attempted", 1))
            self.assertAlmostEqual(number(row["low"]), theory.wilson(count, count)[0], 12)
        points = {row["loss"]: row for row in rows("sweep/points.csv") if row["figure"] == "handshake_latency_s_p90"}
        for row in plot("sweep", "convergence", "--y", "handshake_latency_s.p90", out="percentiles"):
            point = points[row["series"].removeprefix("loss ")]
            if row["replications"] == "4":
                self.assertAlmostEqual(number(row["value"]), float(point["mean"]), 12)
                self.assertEqual(row["low"] and number(row["low"]), point["ci95_low"] and float(point["ci95_low"]))

    def test_a_figure_that_there_is_not(self):
        for options, said in ((["convergence", "--y", "nonsense"], "--y nonsense: accepted is a figure of results.csv"),
                              (["handshake-ecdf", "--y", "nonsense"], "--y nonsense: accepted with convergence")):
            done = call("sweep", *options, "--out", "never")
            self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1))
            self.assertIn(said, done.stderr)

    def test_two_replications_have_an_interval_each(self):
        """One interval makes no band: a bar is drawn."""
        data = convergence.frame([("", f"loss {loss}", "f", count, str(count), 1.0, *((0.5, 1.5) if count > 1 else (None, None)), "f")
                                  for loss in LOSSES for count in (1, 2)], convergence.COLUMNS)
        with style.applied(), mock.patch.object(Axes, "errorbar", autospec=True) as bars:
            convergence.draw(data, Options())
        self.assertEqual([call.args[2].tolist() for call in bars.call_args_list], [[1.0], [1.0]])
        self.assertEqual([call.kwargs["yerr"].tolist() for call in bars.call_args_list], [[[0.5], [0.5]]] * 2)

    def test_of_many_replications_a_hundred_numbers_are_looked_at(self):
        for count in (1, 2, 99, 100, 101, 1000):
            numbers = convergence._numbers(count)
            self.assertEqual((len(numbers), len(set(numbers)), numbers[-1]), (min(count, 100), min(count, 100), count))
            self.assertEqual(numbers, sorted(numbers))

    def test_without_replications(self):
        done = call("sweep", "convergence", "--where", "run=9", "--out", "never")
        self.assertEqual(done.returncode, 2)
        self.assertIn("wanted: more than one run of a point", done.stderr)


if __name__ == "__main__":
    unittest.main()
