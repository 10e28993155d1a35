#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""--by group: one run with groups of users has a curve for each; counted here once more in plain Python."""

import collections
import json
import pathlib
import unittest

from plot_tools import call, number, plot, rows, simulate
from synfin import schema
from synfin.plotting.figures import outcomes

SCENARIO = """
duration = 100s
[group mobile]
rate = 10
access-delay = 20ms
[group proxy]
rate = 20
clients = 1
ip_local_port_range = 40000-40499
[path]
delay = 10ms
loss = 5%
"""
GROUPS = ("mobile", "proxy")


def setUpModule():
    pathlib.Path("groups.ini").write_text(SCENARIO.replace("access-delay", "delay"), encoding="utf-8")
    simulate("run", "--config", "groups.ini")
    simulate("sample", "--config", "groups.ini", "--sample", "1/3")
    simulate("plain", "--connections", 50)


def of(table, **wanted):
    return [row for row in table if all(row[key] == value for key, value in wanted.items())]


class Figures(unittest.TestCase):
    def setUp(self):
        self.attempts = {group: of(rows("run/connections.csv"), group=group) for group in GROUPS}
        told = json.loads(pathlib.Path("run/summary.json").read_text(encoding="utf-8"))["groups"]
        self.told = {group["group"]: group for group in told}

    def test_latencies(self):
        table = plot("run", "handshake-ecdf", "--by", "group")
        self.assertEqual({row["series"] for row in table}, {f"group {group}" for group in GROUPS})
        for group, attempts in self.attempts.items():
            latencies = [float(row["handshake_s"]) for row in attempts if row["handshake_s"]]
            steps = of(table, series=f"group {group}")
            self.assertEqual([number(row["latency_s"]) for row in steps], sorted(set(latencies)))
            for row in steps:
                within = sum(latency <= number(row["latency_s"]) for latency in latencies)
                self.assertAlmostEqual(number(row["share"]), within / len(attempts), 12)

    def test_syns(self):
        table = plot("run", "syn-attempts", "--by", "group")
        for group, attempts in self.attempts.items():
            counts = collections.Counter(row["syn_sent"] for row in attempts)
            self.assertEqual({row["syn_sent"]: int(row["count"]) for row in of(table, series=f"group {group}")}, counts)

    def test_outcomes(self):
        table = plot("run", "outcomes", "--by", "group")
        for group, attempts in self.attempts.items():
            counts = {row["outcome"]: int(row["count"]) for row in of(table, series=f"group {group}")}
            self.assertEqual(counts, collections.Counter(row["outcome"] for row in attempts))
            self.assertEqual(counts, {name: count for name, count in self.told[group]["connections"].items() if name != "attempted" and count})
        self.assertGreater(int(of(table, series="group proxy", outcome="no_port")[0]["count"]), 0)

    def test_every_outcome_has_a_colour(self):
        self.assertEqual(set(outcomes.COLOURS), {outcome["name"] for outcome in schema.WHOLE["outcomes"]})

    def test_outcomes_of_all(self):
        table = plot("run", "outcomes", out="all")
        counts = collections.Counter(row["outcome"] for group in GROUPS for row in self.attempts[group])
        self.assertEqual({(row["series"], row["outcome"]): int(row["count"]) for row in table}, {("", name): n for name, n in counts.items()})
        self.assertAlmostEqual(sum(number(row["share"]) for row in table), 1, 12)

    def test_time_wait(self):
        table = plot("run", "time-wait-population", "--by", "group")
        self.assertEqual({row["kind"] for row in table}, set(GROUPS))
        for group in GROUPS:
            peak = max(number(row["connections"]) for row in of(table, kind=group))
            self.assertEqual(peak, self.told[group]["time_wait"]["peak"])

    def test_time_wait_of_a_sample(self):
        """hosts.csv has all connections, once a second."""
        table = plot("sample", "time-wait-population", "--by", "group", out="of-a-sample")
        for group in GROUPS:
            peak = max(number(row["connections"]) for row in of(table, kind=group))
            self.assertAlmostEqual(peak, self.told[group]["time_wait"]["peak"], delta=30)

    def test_a_sweep_has_a_panel_for_each_run(self):
        for loss in ("0", "0.2"):
            simulate(f"sweep/{loss}", "--config", "groups.ini", "--loss", loss)
        table = plot("sweep", "outcomes", "--by", "group", out="of-a-sweep")
        self.assertEqual({(row["panel"], row["series"]) for row in table},
                         {(f"loss {loss}", f"group {group}") for loss in ("0", "0.2") for group in GROUPS})


class Refusals(unittest.TestCase):
    def refuse(self, *words):
        done = call(*words, "--by", "group", "--out", "never")
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
        self.assertFalse(pathlib.Path("never").exists())
        return done.stderr

    def test_a_run_without_groups(self):
        self.assertIn("--by group: accepted is a parameter", self.refuse("plain", "handshake-ecdf"))

    def test_a_figure_that_cannot_be_divided(self):
        for loss in ("0", "0.2"):
            simulate(f"sweep/{loss}", "--config", "groups.ini", "--loss", loss)
        self.assertIn("groups are compared by handshake-ecdf, ", self.refuse("sweep", "handshake-vs-loss"))


if __name__ == "__main__":
    unittest.main()
