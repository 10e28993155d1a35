#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Results with little in them: nothing lasts, nothing ends, nobody connects. What can be drawn is, and what not is told."""

import dataclasses
import json
import pathlib
import shutil
import unittest
from unittest import mock

from plot_tools import BIN, call, number, plot, rows, simulate, subprocess
from synfin.plotting import style
from synfin.plotting.catalogue import FIGURES
from synfin.plotting.figure import Options
from synfin.plotting.figures import dwell_times
from synfin.reporting.packing import unpacked
from synfin.results.source import open_source

AT_ONCE = ("--delay", "0ms", "--bandwidth", "none")


def names(done):
    """@return the figures that were drawn."""
    return {pathlib.Path(line).stem for line in done.stdout.splitlines() if line.endswith(".png")}


def drawn(folder, figure):
    """@return what matplotlib made of a figure, which needs to be closed."""
    figure, options = FIGURES[figure], Options()
    with style.applied():
        drawing = figure.draw(figure.data(open_source(folder), options), options)
        drawing.figure.draw_without_rendering()
    return drawing.figure


def report(folder):
    return subprocess.run([BIN / "synfin-report", folder], capture_output=True, text=True, timeout=300, check=False)


def texts(axis):
    """@return the texts of the ticks of an axis that are within it."""
    low, high = sorted(axis.get_view_interval())
    return [tick.label1.get_text() for which in (axis.get_major_ticks(), axis.get_minor_ticks()) for tick in which
            if tick.label1.get_text() and low <= tick.get_loc() <= high]


def only_the_beginning(whole, part, until):
    """Leaves of a run what was written until then, as a script that stops there does."""
    shutil.copytree(whole, part, dirs_exist_ok=True, ignore=shutil.ignore_patterns("figures", "summary.json", "connections.csv", "hosts.csv"))
    for name in ("transitions", "segments"):
        head, *lines = pathlib.Path(whole, f"{name}.csv").read_text("utf-8").splitlines()
        lines = [line for line in lines if float(line.split(",")[0]) <= until]
        pathlib.Path(part, f"{name}.csv").write_text("\n".join([head, *lines]) + "\n", "utf-8")


class Zero(unittest.TestCase):
    """A path without delay, on which a handshake takes no time."""

    def quietly(self, folder, *figures):
        """@return the figures that were drawn, without a warning of a library's."""
        done = subprocess.run([BIN / "synfin-plot", folder, *figures, "--out", f"{folder}-figures"], capture_output=True, text=True,
                              timeout=300, check=False)
        self.assertEqual((done.returncode, [line for line in done.stderr.splitlines() if "note: " not in line]), (0, []))
        return names(done), done.stderr

    def test_no_state_lasts(self):
        simulate("zero", "--connections", 1, "--set", "time_wait=0s", "--trace", "segments", *AT_ONCE)
        figures, notes = self.quietly("zero")
        self.assertLessEqual({"dwell-times", "state-diagram", "handshake-ecdf", "ladder", "states-over-time"}, figures)
        self.assertIn("note: timeline: nothing to draw: all that happens, happens with the first SYN", notes)
        done = call("zero", "timeline", "--out", "never")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1))
        self.assertEqual(report("zero").returncode, 0)
        figure = drawn("zero", "dwell-times")
        self.assertEqual(texts(figure.axes[0].xaxis), ["0"])
        style.pyplot.close(figure)

    def test_handshakes_of_no_time_are_drawn(self):
        simulate("at-once", "--connections", 100, "--trace", "all", *AT_ONCE)
        self.quietly("at-once")
        figure = drawn("at-once", "handshake-ecdf")
        axes = figure.axes[1]
        self.assertLess(axes.get_xlim()[0], 0)
        self.assertEqual(list(axes.lines[0].get_xdata())[1], 0)
        style.pyplot.close(figure)

    def test_dots_at_no_time_are_within_the_axes(self):
        for loss in (0, 0.1):
            simulate(f"no-delay/{loss}", "--connections", 300, "--loss", loss, *AT_ONCE)
        self.quietly("no-delay")
        self.assertIn(0, [number(row["latency_s"]) for row in rows("no-delay-figures/handshake-vs-loss.csv") if row["kind"] == "simulated"])
        figure = drawn("no-delay", "handshake-vs-loss")
        axes = figure.axes[1]
        dots = [point for line in axes.lines if line.get_marker() in style.MARKERS for point in zip(line.get_xdata(), line.get_ydata())]
        self.assertIn(0, [y for _, y in dots])
        for dot in dots:
            place = axes.transData.transform(dot)
            self.assertTrue(axes.bbox.x0 <= place[0] <= axes.bbox.x1 and axes.bbox.y0 <= place[1] <= axes.bbox.y1, dot)
        style.pyplot.close(figure)


class Beginning(unittest.TestCase):
    def test_a_run_that_ends_during_the_handshake(self):
        """No state has a time that is known."""
        simulate("whole", "--connections", 1, "--delay", "50ms", "--bandwidth", "none", "--trace", "segments", "--arrivals", "burst")
        only_the_beginning("whole", "begun", 0.06)
        done = call("begun")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLessEqual({"state-diagram", "ladder", "timeline"}, names(done))
        self.assertEqual({row["median_s"] for row in rows("begun/figures/state-diagram.csv")}, {""})
        self.assertEqual(report("begun").returncode, 0)

    def test_what_has_not_arrived_by_the_end_is_under_way(self):
        """Whose arrival is after the end; and what only was sent, as long as its sender waits. What was lost before, was."""
        simulate("lossy", "--connections", 1, "--delay", "50ms", "--bandwidth", "none", "--trace", "segments", "--arrivals", "burst",
                 "--lose-reverse", "synack")
        for whole, until, wanted in (("whole", 0.13, ["new", "new", "under way", "under way"]), ("whole", 0.04, ["under way"]),
                                     ("lossy", 1.07, ["new", "lost", "retransmit", "under way retransmit", "under way retransmit"])):
            part = f"{whole}-{until}"
            only_the_beginning(whole, part, until)
            self.assertEqual([row["fate"] for row in plot(part, "ladder") if row["kind"] == "segment"], wanted)
            figure = drawn(part, "ladder")
            axes = figure.axes[0]
            self.assertEqual(sum(line.get_marker() == "x" for line in axes.lines), wanted.count("lost"))
            under_way = [text.get_text() for text in axes.texts if text.get_text().endswith(" (under way)")]
            self.assertGreater(len(under_way), 0)
            style.pyplot.close(figure)
            self.assertEqual(report(part).returncode, 0)
            (life,) = unpacked(pathlib.Path(part, "report.html").read_text("utf-8"))["connections"]
            self.assertLessEqual(set(under_way), {text for *_, text, is_under_way in life["flights"] if is_under_way})


class Nobody(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        for loss in (0, 0.1, 0.2):
            simulate(f"some/{loss}", "--connections", 50, "--loss", loss)
        idle = pathlib.Path("some/0.2")
        for table in ("connections", "transitions", "hosts"):
            path = idle / f"{table}.csv"
            path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
        summary = json.loads((idle / "summary.json").read_text("utf-8"))
        summary["connections"] = dict.fromkeys(summary["connections"], 0)
        summary["handshake_latency_s"] = {**dict.fromkeys(summary["handshake_latency_s"]), "count": 0}
        summary["handshake_latency_histogram"]["buckets"] = []
        summary["time_wait"].update(entered=0, remaining=0)
        (idle / "summary.json").write_text(json.dumps(summary), "utf-8")

    def test_such_a_run_is_left_out_of_a_sweep(self):
        done = call("some")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("synfin-plot: note: 1 run without any attempt to connect is left out\n", done.stderr)
        self.assertLessEqual({"handshake-ecdf", "handshake-vs-loss", "establish-probability", "syn-attempts"}, names(done))
        self.assertEqual({row["series"] for row in plot("some", "handshake-ecdf")}, {"loss 0", "loss 0.1"})
        told = report("some")
        self.assertEqual((told.returncode, "1 run without any attempt to connect is left out" in told.stderr), (0, True))

    def test_where_somebody_only_listens(self):
        """There are states to draw, and neither handshakes nor connections."""
        shutil.copytree("some/0.2", "listens", dirs_exist_ok=True)
        for number, (old, new, cause) in enumerate((("CLOSED", "LISTEN", "passive_open"), ("LISTEN", "CLOSED", "user_close"))):
            with open("listens/transitions.csv", "a", encoding="utf-8") as file:
                file.write(f"{number}.0,1,0,10.0.0.2,80,0.0.0.0,0,{old},{new},{cause},0.0,\n")
        pathlib.Path("listens/segments.csv").write_text(
            "time_s,host,conn,laddr,lport,raddr,rport,event,flags,seq,ack,len,win,tsval,tsecr,kind,ecn,group\n", "utf-8")
        pathlib.Path("listens/hosts.csv").unlink()
        done = subprocess.run([BIN / "synfin-plot", "listens"], capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual((done.returncode, "Warning" in done.stderr), (0, False), done.stderr)
        self.assertIn("state-diagram", names(done))
        self.assertEqual(report("listens").returncode, 0)

    def test_alone_it_is_told_what_is_missing(self):
        done = call("some/0.2", "handshake-ecdf", "--out", "never")
        self.assertEqual((done.returncode, done.stderr), (2, "synfin-plot: handshake-ecdf: some/0.2: no attempt to connect\n"))


class Fault(unittest.TestCase):
    def test_of_one_figure_leaves_the_others(self):
        """The others are there whole, nothing of this one is, and the status tells."""
        simulate("fine", "--connections", 20)
        broken = mock.Mock(side_effect=TypeError("boolean value of NA is ambiguous"))
        for part in ("table", "draw"):
            with mock.patch.object(dwell_times, "FIGURE", dataclasses.replace(dwell_times.FIGURE, **{part: broken})):
                done = call("fine", "--out", f"fine-{part}")
                self.assertEqual(done.returncode, 1)
                self.assertIn("synfin-plot: dwell-times: it cannot be drawn, which is a fault of synfin: TypeError: boolean value of NA is "
                              "ambiguous\n", done.stderr)
                self.assertLessEqual({"handshake-ecdf", "timeline", "state-diagram"}, names(done))
                self.assertFalse(list(pathlib.Path(f"fine-{part}").glob("dwell-times*")))
                with self.assertRaises(TypeError):
                    call("fine", "dwell-times", "--out", "never")


if __name__ == "__main__":
    unittest.main()
