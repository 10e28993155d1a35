#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""--table of named figures: the numbers of NAME.csv, as grammar/rounding.py rounds them, each in its place."""

import csv
import pathlib
import unittest

from plot_tools import call, number, rows, simulate
from sweep_tools import sweep
from synfin.plotting.catalogue import FIGURES, SUMMARIES
from synfin.plotting.grammar.rounding import rounded

NO_NUMBERS = {"ladder", "timeline"}


def setUpModule():
    sweep("--vary", "loss=0,0.2", "--vary", "profile=linux,freebsd", "--runs", 3, "--connections", 60, "--rate", 500, "--path", "direct",
          "--out", "sweep", "--compare", "profile=linux,freebsd")
    simulate("run", "--loss", 0.1, "--connections", 40)


def table(path, figure, form, out="tables"):
    """@return the text of a table that must be written, without a picture."""
    done = call(path, figure, "--table", form, "--out", out)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    name = f"{figure}-table.{ {'latex': 'tex', 'markdown': 'md', 'csv': 'csv'}[form] }"
    assert sorted(done.stdout.split()) == sorted(f"{out}/{file}" for file in (name, f"{figure}.csv", "synfin-plot.json")), done.stdout
    return (pathlib.Path(out) / name).read_text(encoding="utf-8")


class Tables(unittest.TestCase):
    """Which figures have one, and what it says."""

    def test_all_figures_of_numbers_have_one(self):
        self.assertEqual({name for name in SUMMARIES if FIGURES[name].cells is None}, NO_NUMBERS)

    def test_each_number(self):
        cases = (("handshake-vs-loss", "loss", "latency_s", "statistic"), ("outcomes-vs-parameter", "loss", "share", "outcome"),
                 ("retransmissions", "loss", "per_attempt", "segment"), ("paired-difference", "loss", "difference", "series"),
                 ("convergence", "replications", "value", "series"), ("establish-probability", "loss", "share", "series"),
                 ("handshake-ecdf", "time since the first SYN (s)", "share", "series"), ("outcomes", "", "share", "outcome"))
        for figure, head, value, column in cases:
            with self.subTest(figure):
                cells = list(csv.reader(table("sweep", figure, "csv").splitlines()))
                heads, found = cells[0], cells[1:]
                width = heads.index("series")
                shown = [row for row in rows(f"tables/{figure}.csv") if row.get("kind", "simulated") == "simulated"]
                self.assertIn(head, heads[:width])
                self.assertEqual(len(found), len(shown))
                wanted = set()
                for row in shown:
                    low, high, error = (number(row.get(name) or "") for name in ("low", "high", "relative_error"))
                    told = rounded(number(row[value]), *(None if end != end else end for end in (low, high)), 0 if error != error else error)
                    wanted.add((row[column], told.value, told.half or "", told.low or "", told.high or ""))
                self.assertEqual({(row[width], *row[width + 1:width + 5]) for row in found}, wanted)

    def test_counts_are_whole_and_columns_of_several_are_named(self):
        text = table("run", "state-diagram", "markdown")
        self.assertIn("| oldstate | to | transitions, count | transitions, median\\_s |", text)
        self.assertIn("| CLOSED | SYN\\_SENT | 40 |  |", text)
        self.assertTrue(table("run", "dwell-times", "latex").startswith("% dwell-times: made by synfin-plot\n"))
        self.assertIn(r"state & mean\_s & min\_s & p5\_s", table("run", "dwell-times", "latex"))

    def test_over_time_rows_are_times(self):
        states = table("run", "states-over-time", "csv").splitlines()
        self.assertEqual(states[0], "end,time (s),series,connections,half_width,low,high,runs,n")
        self.assertEqual(len(states) - 1, len(rows("tables/states-over-time.csv")))

    def test_pictures_of_single_connections_have_none(self):
        for figure in NO_NUMBERS:
            done = call("run", figure, "--table", "latex", "--out", "never")
            self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1))
            self.assertIn(f"--table: {figure}: accepted are figures of numbers", done.stderr)
        self.assertFalse(pathlib.Path("never").exists())


if __name__ == "__main__":
    unittest.main()
