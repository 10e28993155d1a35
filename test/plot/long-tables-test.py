#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Long tables: read on several cores they give the same, and the same complaints; numbers over time come from hosts.csv."""

import pathlib
import shutil
import unittest
import unittest.mock

from plot_tools import call, rows, simulate
from synfin.plotting import populations
from synfin.plotting.figures import dwell_times
from synfin.results import csvfile, parallel

FIGURES = ("dwell-times", "state-diagram", "timeline", "ladder")


def setUpModule():
    simulate("run", "--connections", 300, "--loss", 0.1, "--set", "time_wait=2s", "--trace", "segments")


def draw(run, out, *figures, long=1, cores=3):
    dwell_times.by_edge.cache_clear()
    with unittest.mock.patch.object(parallel, "LONG", long), \
            unittest.mock.patch.object(parallel.os, "sched_getaffinity", lambda _: set(range(cores))):
        return call(run, *figures, "--out", out)


class Parallel(unittest.TestCase):
    def test_the_same_tables(self):
        for out, cores in (("alone", 1), ("two", 2), ("five", 5)):
            done = draw("run", out, *FIGURES, cores=cores)
            self.assertEqual(done.returncode, 0, done.stderr)
            for figure in FIGURES:
                self.assertEqual(rows(f"{out}/{figure}.csv"), rows(f"alone/{figure}.csv"), figure)

    def test_spans_are_whole_lines_and_all_of_them(self):
        path = pathlib.Path("run/transitions.csv")
        text = path.read_bytes()
        for count in (1, 2, 7, 100000):
            spans = csvfile.spans(path, count)
            self.assertEqual(b"".join(text[begin:end] for begin, end in spans), text.partition(b"\n")[2])
            self.assertTrue(all(begin == end or text[end - 1:end] == b"\n" for begin, end in spans))

    def test_the_same_complaints(self):
        text = pathlib.Path("run/transitions.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        third = len(text) // 3
        waiting = next(place for place, line in enumerate(text) if place > third and ",TIME_WAIT,CLOSED," in line)
        for name, lines, words in (
            ("state", [*text[:third], text[third].replace(",ESTABLISHED,", ",ESTABLISHD,").replace("_", ""), *text[third + 1:]], f"line {third + 1}"),
            ("row", [*text[:waiting], *text[waiting + 1:]], "it is not whole"),
            ("end", [*text[:-1], text[-1][:-1]], "truncated"),
            ("field", [*text[:third], text[third][:-1] + ",\n", *text[third + 1:]], f"line {third + 1}"),
        ):
            shutil.copytree("run", name)
            pathlib.Path(name, "transitions.csv").write_text("".join(lines), encoding="utf-8")
            said = [draw(name, "never", "dwell-times", cores=cores) for cores in (1, 3)]
            self.assertEqual([done.returncode for done in said], [2, 2], name)
            self.assertEqual(said[0].stderr, said[1].stderr)
            self.assertIn(words, said[0].stderr)


class OverTime(unittest.TestCase):
    def test_of_a_long_trace_hosts_are_read(self):
        with unittest.mock.patch.object(populations, "LONG", 1000):
            done = call("run", "time-wait-population", "states-over-time", "--out", "hosts")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr.count("transitions.csv is long"), 1)
        told, last = {}, {}
        for row in rows("run/hosts.csv"):
            last[row["host"]] = int(row["TIME_WAIT"])
            told[float(row["time_s"])] = sum(last.values())
        drawn = {float(row["time_s"]): float(row["connections"]) for row in rows("hosts/time-wait-population.csv") if row["kind"] == "simulated"}
        self.assertGreater(max(drawn.values()), 100)
        for time, count in told.items():
            self.assertEqual(drawn[time], count)


if __name__ == "__main__":
    unittest.main()
