#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""port-exhaustion and harm against the traces, and what their theory is made of by known values."""

import json
import math
import pathlib
import unittest

from plot_tools import call, number, plot, rows, simulate
from synfin.plotting import style
from synfin.plotting.catalogue import FIGURES
from synfin.plotting.figure import Options
from synfin.results.source import open_source
from synfin.theory import intervals, queueing

PORTS = 20
HELD = 1 + 0.1 + 0.1 + 2 * 62 * 8 / 1e9 * 2  # TIME_WAIT, handshake, close: within a microsecond


class Ports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        for rate in (10, 25, 34):
            for run in (1, 2):
                simulate(f"ports/{rate}-{run}", "--path", "direct", "--rate", rate, "--run", run,
                         "--connections", 120 * rate, "--set", "time_wait=1s", "--set",
                         "ip_local_port_range=40000-40019", "--set", "tw_reuse=0", "--clients", 1)

    def dots(self):
        return [row for row in plot("ports", "port-exhaustion") if row["kind"] == "simulated"]

    def test_shares_of_whole_periods(self):
        for rate in (10, 25, 34):
            tried = blocked = periods = 0
            for run in (1, 2):
                made = rows(f"ports/{rate}-{run}/connections.csv")
                summary = json.loads(pathlib.Path(f"ports/{rate}-{run}/summary.json").read_text("utf-8"))
                held = 1 + 0.1 + 2 * 62 * 8 / 1e9 + summary["handshake_latency_s"]["mean"]
                width = summary["attempts_over_time"]["window_s"]
                last = float(made[-1]["start_s"]) // width
                whole = int(last * width / held)
                begin, end = (round(n * held / width) * width for n in (2, whole))
                late = [r for r in made if begin <= float(r["start_s"]) < end]
                tried += len(late)
                blocked += sum(r["outcome"] == "no_port" for r in late)
                periods += whole - 2
            load = rate * HELD / PORTS
            dot = min(self.dots(), key=lambda r: abs(number(r["load_per_port"]) - load))
            self.assertAlmostEqual(number(dot["load_per_port"]), load, 4)
            self.assertEqual((int(dot["attempts"]), int(dot["periods"]), dot["runs"]), (tried, periods, "2"))
            self.assertAlmostEqual(number(dot["blocked"]), blocked / tried, 9)

    def test_the_simulation_agrees_with_erlang(self):
        for dot in self.dots():
            exact = queueing.erlang_b(PORTS, PORTS * number(dot["load_per_port"]))
            # 95 % intervals, three of them: twice as wide holds but for once in thousands.
            half = (number(dot["high"]) - number(dot["low"])) / 2
            self.assertAlmostEqual(number(dot["blocked"]), exact, delta=2 * half + 0.002)
            self.assertLess(half, 0.03)
        self.assertGreater(number(self.dots()[-1]["blocked"]), 0.4)

    def test_a_run_of_few_periods_is_left_out(self):
        simulate("few/1", "--path", "direct", "--rate", 34, "--connections", 200, "--set", "time_wait=1s", "--set",
                 "ip_local_port_range=40000-40019", "--set", "tw_reuse=0", "--clients", 1, "--trace", "none")
        done = call("few/1", "port-exhaustion", "--out", "never")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1))
        self.assertIn("periods of 1.2 s after the first 2, and 5 are wanted", done.stderr)

    def test_it_does_not_fit_without_exhaustion(self):
        simulate("free", "--connections", 50)
        done = call("free", "port-exhaustion", "--out", "never")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1))


class Harm(unittest.TestCase):
    def test_events_are_those_of_the_summaries(self):
        totals = {}
        late = [round(32767 * (i + 0.5) / 100) for i in range(100)]
        pathlib.Path("late.dist").write_text("\n".join(map(str, [0] * 9900 + late)) + "\n", "utf-8")
        for length in (0, 1):
            for run in (45, 47):  # with old duplicates among them
                # As in examples/time-wait-cost.py: few ports, late segments, no timestamps.
                folder = simulate(f"harm/{length}-{run}", "--path", "direct", "--profile", "rfc9293",
                                  "--rate", 20, "--loss", 0.05, "--delay", "10ms", "--jitter",
                                  "500ms,table=late.dist", "--jitter-reorders", "true",
                                  "--response", 300000, "--connections", 800, "--run", run,
                                  "--set", "timestamps=0", "--set", f"time_wait={length}s",
                                  "--set", "ip_local_port_range=20000-20019", "--trace", "none")
                summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
                totals.setdefault(length, []).append(summary)
        table = plot("harm", "harm")
        for harm in ("fin_answered_by_reset", "old_duplicate_accepted"):
            self.assertGreater(sum(s["harm"][harm] for s in totals[0]), 0, harm)
        for row in table:
            summaries = totals[int(number(row["time_wait_s"]))]
            if row["measure"].startswith("time_wait_mean"):
                key = row["measure"].removeprefix("time_wait_")
                mean = sum(s["time_wait"][key] for s in summaries) / 2
                self.assertAlmostEqual(number(row["value"]), mean, 9)
                continue
            part = "connections" if row["measure"] == "no_port" else "harm"
            events = sum(s[part][row["measure"]] for s in summaries)
            self.assertEqual((int(row["events"]), row["attempts"], row["runs"]), (events, "1600", "2"))
            self.assertAlmostEqual(number(row["value"]), events / 1600, 12)
            if not events:
                self.assertAlmostEqual(number(row["high"]), intervals.wilson(0, 1600)[1], 12)
        self.assertIn("time_wait_mean_steady", {row["measure"] for row in table})
        self.assertEqual({number(row["time_wait_s"]) for row in table}, {0, 1})
        self.assertIn("0", {row["events"] for row in table})


    def test_a_mean_is_no_share_of_attempts(self):
        """Also titles are whole, in a column and in half of one."""
        for length in (0, 2):
            simulate(f"mean/{length}", "--connections", 200, "--rate", 5, "--set", f"time_wait={length}s", "--trace", "none")
        table = plot("mean", "harm")
        figure = FIGURES["harm"]
        for width in (3.4, 2):
            options = Options(width=width)
            with style.applied():
                drawing = figure.draw(figure.data(open_source("mean"), options), options)
                drawing.figure.draw_without_rendering()
                panels = {axes.get_title("left").replace("\n", " "): axes for axes in drawing.figure.axes[1:]}
                for axes in panels.values():
                    self.assertLessEqual(axes._left_title.get_window_extent().x1, drawing.figure.bbox.x1)
            for measure, title in (("time_wait_mean_steady", "steady window"), ("time_wait_mean", "whole run")):
                axes = panels[f"cost: mean number in TIME_WAIT, {title}"]
                values = sorted(number(row["value"]) for row in table if row["measure"] == measure)
                self.assertAlmostEqual(values[-1], 10, delta=4)
                self.assertEqual(axes.get_ylabel(), "connections")
                self.assertEqual(sorted(axes.lines[0].get_ydata()), values)
            style.pyplot.close(drawing.figure)


class Theory(unittest.TestCase):
    def test_erlang_b(self):
        # By hand: B(1, a) = a / (1 + a); B(2, 1) = (1/2) / (1 + 1 + 1/2). By the sum, for 20 servers.
        self.assertAlmostEqual(queueing.erlang_b(1, 3), 0.75, 12)
        self.assertAlmostEqual(queueing.erlang_b(2, 1), 0.2, 12)
        terms = [15.0**k / math.factorial(k) for k in range(21)]
        self.assertAlmostEqual(queueing.erlang_b(20, 15), terms[-1] / sum(terms), 12)

    def test_intervals(self):
        # Tables: t(0.975) of 1, 4 and 29 degrees of freedom; Wilson's interval of 0 of 10.
        for freedom, quantile in ((1, 12.7062), (4, 2.77645), (29, 2.04523)):
            self.assertAlmostEqual(intervals.student_quantile(freedom), quantile, 4)
        low, high = intervals.wilson(0, 10)
        self.assertEqual(low, 0)
        self.assertAlmostEqual(high, 3.841459 / (10 + 3.841459), 6)
        self.assertEqual(intervals.wilson(10, 10)[1], 1)


if __name__ == "__main__":
    unittest.main()
