#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The tables of figures over time and states, counted here once more from the trace in plain Python."""

import collections
import pathlib
import shutil
import statistics
import unittest

from plot_tools import call, number, plot, rows, simulate
from synfin import schema  # noqa: E402
from synfin.plotting import style  # noqa: E402
from synfin.plotting.catalogue import FIGURES  # noqa: E402
from synfin.plotting.figure import Options  # noqa: E402
from synfin.results.source import open_source  # noqa: E402


def setUpModule():
    simulate("run", "--path", "direct", "--loss", 0.1, "--connections", 500, "--rate", 50,
             "--set", "time_wait=2s", "--clients", 2, "--request", 100)


def transitions(folder="run"):
    return [row for row in rows(f"{folder}/transitions.csv") if row["rport"] != "0"]


def count_at(time, state, end=None, folder="run"):
    """How many are in a state at the end of an instant."""
    count = 0
    for row in transitions(folder):
        server = row["lport"] == "80"
        if float(row["time_s"]) <= time + 1e-9 and end in (None, "server" if server else "client"):
            count += (row["newstate"] == state) - (row["oldstate"] == state)
    return count


class TimeWait(unittest.TestCase):
    def test_population(self):
        table = plot("run", "time-wait-population")
        points = [row for row in table if row["kind"] == "simulated"]
        self.assertGreater(len(points), 300)
        for row in points[:: len(points) // 25]:
            self.assertEqual(number(row["connections"]), count_at(number(row["time_s"]), "TIME_WAIT"))

    def test_the_peak_is_in_it(self):
        peak = max(number(row["connections"]) for row in plot("run", "time-wait-population")
                   if row["kind"] == "simulated")
        highest = now = 0
        changes = collections.Counter()
        for row in transitions():
            changes[float(row["time_s"])] += ((row["newstate"] == "TIME_WAIT")
                                              - (row["oldstate"] == "TIME_WAIT"))
        for time in sorted(changes):
            now += changes[time]
            highest = max(highest, now)
        self.assertEqual(peak, highest)

    def test_theory(self):
        lines = {row["kind"]: row for row in plot("run", "time-wait-population") if not row["time_s"]}
        self.assertEqual(number(lines["rate × 2MSL"]["connections"]), 50 * 2)
        self.assertAlmostEqual(number(lines["rate × 2MSL"]["high"]), 100 + 1.95996 * 10, 3)
        self.assertEqual(number(lines["port limit"]["connections"]), 2 * 28232)

    def test_constant_arrivals_have_no_band(self):
        simulate("constant", "--arrivals", "constant", "--connections", 100, "--rate", 50, "--set", "time_wait=2s")
        lines = {row["kind"]: row for row in plot("constant", "time-wait-population", out="constant-f") if not row["time_s"]}
        self.assertEqual((number(lines["rate × 2MSL"]["connections"]), lines["rate × 2MSL"]["low"]), (100, ""))

    def test_both_means_and_little(self):
        """The mean over the steady window is rate x 2MSL; that of the whole run has its run-up and end in it."""
        simulate("little", "--path", "direct", "--rate", 200, "--connections", 20000, "--set", "time_wait=20s")
        lines = {row["kind"]: row for row in plot("little", "time-wait-population", out="little-f") if not row["time_s"]}
        # 16,000 arrivals in the window of about 80 s, each for 20 s: 3 standard deviations are 3 / sqrt(16000).
        self.assertAlmostEqual(number(lines["mean, steady window"]["connections"]) / 4000, 1, delta=0.024)
        self.assertLess(number(lines["mean, whole run"]["connections"]), 3500)

    def test_a_sample_takes_the_numbers_from_hosts(self):
        simulate("sample", "--connections", 500, "--rate", 50, "--set", "time_wait=2s", "--sample",
                 "1/10", "--loss", 0.1, "--compress", "zstd")
        table = [r for r in plot("sample", "time-wait-population") if r["kind"] == "simulated"]
        by_time, last = {}, {}
        for row in rows("sample/hosts.csv.zst"):
            last[row["host"]] = int(row["TIME_WAIT"])
            # Seconds without a row are as the one before.
            by_time.update({float(t): by_time[len(by_time) - 1] for t in range(len(by_time), int(row["time_s"]))})
            by_time[float(row["time_s"])] = sum(last.values())
        self.assertEqual({number(r["time_s"]): number(r["connections"]) for r in table}, by_time)

    def test_without_hosts_a_sample_is_counted_and_told(self):
        simulate("only", "--connections", 100, "--rate", 50, "--sample", "1/10")
        pathlib.Path("only/hosts.csv").unlink()
        done = call("only", "time-wait-population", "--out", "sampled")
        self.assertIn("counts are of a part of the connections", done.stderr)
        peak = max(number(row["connections"]) for row in rows("sampled/time-wait-population.csv")
                   if row["kind"] == "simulated")
        self.assertEqual(peak, len(rows("only/connections.csv")))

    def test_a_changed_trace_changes_the_table(self):
        shutil.copytree("run", "less", dirs_exist_ok=True)
        pathlib.Path("less/summary.json").unlink()  # it knows how many rows there have been
        file = pathlib.Path("less/transitions.csv")
        lines = file.read_text(encoding="utf-8").splitlines()
        place = next(i for i, line in enumerate(lines) if ",TIME_WAIT,CLOSED," in line)
        file.write_text("\n".join(lines[:place] + lines[place + 1:]) + "\n", encoding="utf-8")
        last = [row for row in plot("less", "time-wait-population") if row["time_s"]][-1]
        self.assertEqual((last["kind"], number(last["connections"])), ("simulated", 1))


class States(unittest.TestCase):
    def test_numbers(self):
        table = plot("run", "states-over-time")
        self.assertIn(("server", "SYN_RCVD"), {(row["end"], row["state"]) for row in table})
        for row in table[:: len(table) // 60]:
            expected = count_at(number(row["time_s"]), row["state"], row["end"])
            self.assertEqual(int(row["connections"]), expected, row)

    def test_few_changes_are_all_drawn_as_steps(self):
        """From each change on, until the next one: what lasts for a moment is no triangle."""
        simulate("three", "--connections", 3, "--rate", 1, "--set", "time_wait=2s")
        table = plot("three", "states-over-time")
        moments = {0.0, *(float(row["time_s"]) for row in transitions("three"))}
        self.assertEqual({number(row["time_s"]) for row in table}, moments)
        for row in table:
            self.assertEqual(int(row["connections"]), count_at(number(row["time_s"]), row["state"], row["end"], "three"))
        figure, options = FIGURES["states-over-time"], Options()
        with style.applied():
            drawn = figure.draw(figure.data(open_source("three"), options), options).figure
        for axes in drawn.axes[1:]:
            for layer in axes.collections:
                corners = layer.get_paths()[0].vertices
                for (x, y), (right, above) in zip(corners[:-2], corners[1:-1]):
                    self.assertTrue(x == right or y == above or (y, above) == (0, 0), axes.get_title())
        style.pyplot.close(drawn)

    def test_the_legend_has_what_can_be_seen(self):
        """A state that lasts for a microsecond is named below: nobody would find it in the picture."""
        simulate("three", "--connections", 3, "--rate", 1, "--set", "time_wait=2s")
        figure, options = FIGURES["states-over-time"], Options()
        data = figure.data(open_source("three"), options)
        with style.applied():
            drawn = figure.draw(data, options).figure
        shown = {text.get_text() for text in drawn.axes[0].get_legend().get_texts()}
        below = " ".join(drawn.axes[-1].get_xlabel().split())
        self.assertIn("TIME_WAIT", shown)
        self.assertIn("too brief or too few to be seen: ESTABLISHED", below)
        for state in data["state"].unique():
            self.assertEqual(state in shown, state not in below, state)
        style.pyplot.close(drawn)

    def test_a_state_between_the_points_is_named(self):
        """Of a long trace there are 400 points, and CLOSE_WAIT lasts for no time at all."""
        table = plot("run", "states-over-time")
        self.assertEqual({row["connections"] for row in table if row["state"] == "CLOSE_WAIT"}, {"0"})

    def test_nobody_is_left(self):
        table = plot("run", "states-over-time")
        last = max(number(row["time_s"]) for row in table)
        self.assertEqual({r["connections"] for r in table if number(r["time_s"]) == last}, {"0"})

    def test_a_transitions_file_alone(self):
        shutil.copy("run/transitions.csv", "alone.csv")
        self.assertEqual(plot("alone.csv", "states-over-time"), plot("run", "states-over-time"))


class DwellTimes(unittest.TestCase):
    def test_quantiles(self):
        table = {row["state"]: row for row in plot("run", "dwell-times")}
        times = collections.defaultdict(list)
        for row in transitions():
            if row["oldstate"] not in ("CLOSED", "LISTEN"):
                times[row["oldstate"]].append(float(row["ms"]) / 1000)
        self.assertEqual(set(table), set(times))
        for state, values in times.items():
            row = table[state]
            self.assertEqual(int(row["count"]), len(values))
            self.assertAlmostEqual(number(row["mean_s"]), statistics.fmean(values), 8)
            self.assertAlmostEqual(number(row["min_s"]), min(values), 9)
            self.assertAlmostEqual(number(row["max_s"]), max(values), 9)
            median = sorted(values)[-(-len(values) // 2) - 1]
            self.assertAlmostEqual(number(row["p50_s"]), median, 9)

    def test_no_text_runs_over_the_right_edge(self):
        simulate("plain", "--connections", 30)
        figure, options = FIGURES["dwell-times"], Options()
        with style.applied():
            drawn = figure.draw(figure.data(open_source("plain"), options), options).figure
            drawn.canvas.draw()
            axes = drawn.axes[0]
            last = axes.get_xticklabels()[-1]
            self.assertEqual(last.get_text(), "100 s")
            self.assertLessEqual(last.get_window_extent().x1, axes.get_window_extent().x1 + 1)
        style.pyplot.close(drawn)


    def test_texts_of_a_year_are_apart(self):
        simulate("year", "--connections", 5, "--hold", "365d")
        for width in (2, 3.4, 7):
            figure, options = FIGURES["dwell-times"], Options(width=width)
            with style.applied():
                drawn = figure.draw(figure.data(open_source("year"), options), options).figure
                drawn.canvas.draw()
                boxes = [text.get_window_extent() for text in drawn.axes[0].get_xticklabels()]
            self.assertTrue(all(one.x1 < other.x0 for one, other in zip(boxes, boxes[1:])), width)
            self.assertTrue(width < 3 or len(boxes) > 1)
            style.pyplot.close(drawn)


class Timeline(unittest.TestCase):
    def test_every_tick_has_its_unit(self):
        """Also where the axis is so short that there are ticks within a decade."""
        for name, delay, length in (("brief", "20ms", "0s"), ("long", "20ms", "60s"), ("narrow", "0ms", "60s"), ("narrower", "0ms", "90ms")):
            simulate(f"line-{name}", "--connections", 5, "--delay", delay, "--bandwidth", "none", "--set", f"time_wait={length}")
            figure, options = FIGURES["timeline"], Options()
            with style.applied():
                drawn = figure.draw(figure.data(open_source(f"line-{name}"), options), options).figure
                drawn.canvas.draw()
                axis = drawn.axes[1].xaxis
                texts = [text.get_text() for minor in (False, True) for text in axis.get_ticklabels(minor) if text.get_text()]
            self.assertGreater(len(texts), 1)
            for text in texts:
                self.assertRegex(text, r"\A[0-9.,]+ (s|ms|µs|ns)\Z")
            style.pyplot.close(drawn)


class Diagram(unittest.TestCase):
    def test_every_state_has_a_colour(self):
        self.assertEqual(sorted(style.STATE_COLOURS), sorted(schema.STATES))

    def test_edges(self):
        table = {(row["oldstate"], row["newstate"]): row for row in plot("run", "state-diagram")}
        counts = collections.Counter((r["oldstate"], r["newstate"]) for r in rows("run/transitions.csv"))
        self.assertEqual({edge: int(row["count"]) for edge, row in table.items() if row["count"] != "0"},
                         counts)
        for edge, row in table.items():
            if row["median_s"]:
                values = sorted(float(r["ms"]) / 1000 for r in transitions()
                                if (r["oldstate"], r["newstate"]) == edge)
                self.assertAlmostEqual(number(row["median_s"]), values[-(-len(values) // 2) - 1], 9)
        self.assertEqual(table["CLOSING", "TIME_WAIT"]["in_rfc9293"], "True")

    def test_every_count_is_in_the_drawing(self):
        self.assertEqual(call("run", "state-diagram", "--format", "svg", "--out", "svg").returncode, 0)
        text = pathlib.Path("svg/state-diagram.svg").read_text(encoding="utf-8")
        for row in rows("svg/state-diagram.csv"):
            if row["count"] != "0":
                self.assertIn(f">{int(row['count']):,}</text>", text)

    def test_a_folder_that_looks_like_an_option(self):
        """Graphviz is not given its name as one."""
        done = call("run", "state-diagram", "--out=-0")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue(pathlib.Path("-0/state-diagram.png").exists())


if __name__ == "__main__":
    unittest.main()
