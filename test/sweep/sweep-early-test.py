#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""A sweep that is not done yet: in which order runs are done, and that what is there can be read."""

import os
import pathlib
import re
import signal
import sys
import time
import unittest

sys.dont_write_bytecode = True
from sweep_program import call, results, rows, stand_in, start, sweep  # noqa: E402

sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"], "examples", "python")))
from synfin.sweeping import order  # noqa: E402

POINTS = ("--vary", "connections=10,30,20", "--vary", "loss=0,0.1", "--runs", 3)
DEFAULTS = {"connections": "1000", "rate": "100", "request": "0", "response": "0", "requests-per-connection": "1"}
# Connections and loss of the runs, a whole replication of all points before the next, the longest first.
EARLY = [(count, loss, run) for run in "123" for count, loss in
         (("30", "0"), ("30", "0.1"), ("20", "0.1"), ("20", "0"), ("10", "0"), ("10", "0.1"))]


def done(folder):
    """@return the runs of results.csv."""
    return [(row["connections"], row["loss"], row["run"]) for row in rows(f"{folder}/results.csv")]


def begin_slowly(folder):
    """@return a sweep of which some runs are done, and not all."""
    slow = stand_in("slow", '[ -z "$params" ] || sleep 0.2')
    process = start(*POINTS, "--program", slow, "--jobs", 1, "--out", folder)
    while len(list(pathlib.Path(folder).glob("runs/*/summary.json"))) < 7:
        if process.poll() is not None:
            raise AssertionError("it is over")
        time.sleep(0.02)
    return process


class Order(unittest.TestCase):
    """Which run comes first."""

    def test_of_a_scheduler_of_somebody_else(self):
        call(*POINTS, "--engine", "none", "--out", "none")
        plan = {row["id"]: (row["connections"], row["loss"], row["run"]) for row in rows("none/plan.csv")}
        self.assertEqual([plan[identity] for identity in pathlib.Path("none/todo").read_text(encoding="utf-8").split()], EARLY)
        self.assertEqual([run for *_, run in plan.values()], list("123") * 6)  # a point's runs are beside each other there

    def test_of_runs_that_are_done(self):
        wanted = r'for key in connections loss run; do echo "$params" | sed -n "s/^$key = //p"; done | paste -sd" " >>order'
        noting = stand_in("noting", f'[ -z "$params" ] || {wanted}')
        sweep(*POINTS, "--program", noting, "--jobs", 1, "--out", "noted")
        self.assertEqual([tuple(line.split()) for line in pathlib.Path("order").read_text(encoding="utf-8").splitlines()], EARLY)

    def test_what_is_expected_to_take_long(self):
        expected = lambda **given: order.segments({name.replace("_", "-"): text for name, text in given.items()}, DEFAULTS.get)
        self.assertEqual(expected(), 1000 * order.LIFE)
        self.assertEqual(expected(connections="50"), 50 * order.LIFE)
        self.assertEqual(expected(duration="20s", rate="1000"), 20000 * order.LIFE)
        self.assertEqual(expected(duration="20s", rate="1000", connections="3"), 3 * order.LIFE)
        data = 1000 * (order.LIFE + 1.5 * 3 * 14480 / order.OCTETS)
        for text in ("14480", "14.48kB", "exponential:14480", "uniform:0,28.96kB"):
            self.assertAlmostEqual(expected(response=text, requests_per_connection="3"), data)
        groups = {"group.a.connections": "7", "group.b.connections": "8", "group.b.kind": "web"}
        self.assertEqual(order.segments(groups, DEFAULTS.get), 15 * order.LIFE)
        self.assertEqual(expected(response="table:sizes.csv"), 1000 * order.LIFE)


class HalfDone(unittest.TestCase):
    """Tables of what is there."""

    @classmethod
    def setUpClass(cls):
        sweep(*POINTS, "--out", "whole")
        cls.expected = results("whole")

    def check_tables(self, folder):
        """Asserts that the first replication of every point is in the tables, and not all runs are."""
        found = done(folder)
        self.assertLessEqual(set(EARLY[:6]), set(found))
        self.assertLess(len(found), 18)
        means = [row for row in rows(f"{folder}/points.csv") if row["figure"] == "connections_attempted"]
        self.assertEqual([int(row["point"]) for row in means], list(range(6)))
        self.assertEqual(sum(int(row["n"]) for row in means), len(found))

    def test_while_it_is_at_work(self):
        process = begin_slowly("working")
        told = call("--collect", "--out", "working")
        self.assertRegex(told.stderr, r"\Asynfin-sweep: \d+ of 18 runs are done and in the tables; synfin-sweep is still at work"
                                      rf" \(process {process.pid} on [^\n]*\)\n\Z")
        self.assertEqual(told.returncode, 0)
        self.check_tables("working")
        self.assertEqual(process.wait(), 0)
        self.assertEqual(len(done("working")), 18)
        sweep(*POINTS, "--out", "working")  # the same, whatever program did it
        self.assertEqual(results("working"), self.expected)

    def test_once_it_was_killed(self):
        process = begin_slowly("killed")
        process.send_signal(signal.SIGKILL)
        process.wait()
        told = call("--collect", "--out", "killed")
        self.assertEqual(told.returncode, 0)
        self.assertTrue(re.search(r"^synfin-sweep: \d+ of 18 runs are done and in the tables$", told.stderr, re.M), told.stderr)
        self.check_tables("killed")
        sweep(*POINTS, "--out", "killed")
        self.assertEqual(results("killed"), self.expected)


if __name__ == "__main__":
    unittest.main()
