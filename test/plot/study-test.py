#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""README's lines from one sweep to four figures, one of one's own, a table for LaTeX and a report; every number once more from the traces."""

import math
import os
import pathlib
import re
import statistics
import subprocess
import unittest

from plot_tools import BIN, SOURCE, number, rows
from synfin import load

OUT = pathlib.Path("out/profiles")
FEWER = {  # and exact timers, whose law is quick
    "--runs 10": "--runs 2", "--connections 1000": "--connections 60 --set timer_hz=0", "loss=0:0.2:0.025": "loss=0:0.2:0.1",
}
PROFILES, DELAYS, LOSSES = ("linux", "linux-4", "freebsd", "rfc9293"), ("10ms", "50ms", "150ms"), (0.0, 0.1, 0.2)


def setUpModule():
    os.symlink(BIN.parent, "build")
    lines = re.findall("(?m)^    (build/bin/.* ?out/profiles.*)$", (SOURCE / "README.md").read_text(encoding="utf-8"))
    for line in lines:
        for many, few in FEWER.items():
            line = line.replace(many, few)
        subprocess.run(["bash", "-c", line], check=True, capture_output=True, timeout=600)
    if len(lines) != 5:
        raise AssertionError(lines)


def connections():
    """@return {(profile, delay, loss): rows of connections.csv of each replication}, read without synfin's own reader"""
    found = {}
    for row in rows(OUT / "plan.csv"):
        point = row["profile"], row["delay"], float(row["loss"])
        found.setdefault(point, []).append(rows(OUT / "runs" / row["id"] / "connections.csv"))
    return found


def latencies(runs):
    return sorted(float(row["handshake_s"]) for run in runs for row in run if row["handshake_s"])


class Study(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.points = connections()

    def table(self, name):
        return [row for row in rows(OUT / "figures" / f"{name}.csv") if row.get("kind", "simulated") == "simulated"]

    def point(self, row, loss):
        """@return the place of a row among the points, by the words of its panel and series"""
        words = f"{row['panel']}, {row.get('series', '')}"
        profile, = re.findall(r"profile ([\w-]+)", words)
        delay, = re.findall(r"delay (\w+)", words)
        return profile, delay, float(loss)

    def test_the_plan(self):
        self.assertEqual(set(self.points), {(profile, delay, loss) for profile in PROFILES for delay in DELAYS for loss in LOSSES})
        self.assertEqual({len(runs) for runs in self.points.values()}, {2})

    def test_handshake_vs_loss(self):
        table = self.table("handshake-vs-loss")
        self.assertEqual(len(table), 36 * 4)
        for row in table:
            of_point = self.points[self.point(row, row["loss"])]
            told, seen = number(row["latency_s"]), latencies(of_point)
            if row["statistic"] == "mean":
                self.assertAlmostEqual(told, statistics.fmean(statistics.fmean(latencies([run])) for run in of_point), 9)
            else:
                rank = math.ceil(float(row["statistic"].replace("p", "0.")) * len(seen))
                self.assertAlmostEqual(told / seen[rank - 1], 1, delta=1 / 512)

    def test_establish_probability(self):
        table = self.table("establish-probability")
        self.assertEqual(len(table), 36)
        for row in table:
            made = [each for run in self.points[self.point(row, row["value"])] for each in run]
            established = sum(each["outcome"] == "established" for each in made)
            self.assertEqual((int(row["established"]), int(row["attempted"])), (established, len(made)))
            self.assertAlmostEqual(number(row["share"]), established / len(made), 12)

    def test_latency_ccdf(self):
        table = self.table("latency-ccdf")
        for row in table:
            of_point = self.points[self.point(row, row["series"].split()[-1])]
            attempts = sum(len(run) for run in of_point)
            longer = attempts - sum(latency <= number(row["latency_s"]) + 1e-12 for latency in latencies(of_point))
            self.assertAlmostEqual(number(row["share"]), longer / attempts, 12)
        self.assertEqual(len({(row["panel"], row["series"]) for row in table}), 36)

    def test_retransmissions(self):
        table = [row for row in self.table("retransmissions") if row["segment"] == "syn"]
        self.assertEqual(len(table), 36)
        for row in table:
            made = [each for run in self.points[self.point(row, row["value"])] for each in run]
            self.assertEqual(int(row["count"]), sum(max(0, int(each["syn_sent"]) - 1) for each in made))
            self.assertAlmostEqual(number(row["per_attempt"]), int(row["count"]) / len(made), 12)

    def test_the_99th_percentile(self):
        table = self.table("handshake_latency_s.p99-vs-loss")
        self.assertEqual(len(table), 36)
        for row in table:
            seen = latencies(self.points[self.point(row, row["x"])])
            self.assertAlmostEqual(number(row["value"]) / seen[math.ceil(0.99 * len(seen)) - 1], 1, delta=1 / 512)
        self.assertEqual(list(dict.fromkeys(row["panel"] for row in table)), [f"delay {delay}" for delay in DELAYS])
        self.assertEqual(list(dict.fromkeys(row["series"] for row in table)), [f"profile {profile}" for profile in PROFILES])

    def test_the_table_for_latex(self):
        text = (OUT / "figures" / "handshake_latency_s.mean-vs-loss-table.tex").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if re.match(r"\d+ms & ", line)]
        self.assertEqual(len(lines), 9)
        for line in lines:
            delay, loss, *cells = line.rstrip(" \\").split(" & ")
            for profile, cell in zip(PROFILES, cells, strict=True):
                told = re.match(r"\$([0-9.]+)", cell)[1]
                wanted = statistics.fmean(statistics.fmean(latencies([run])) for run in self.points[profile, delay, float(loss)])
                self.assertAlmostEqual(float(told), wanted, delta=0.501 * 10.0 ** -len(told.partition(".")[2]), msg=line)

    def test_the_report(self):
        self.assertIn("</html>", (OUT / "report.html").read_text(encoding="utf-8"))

    def test_python_sees_the_same(self):
        results = load(OUT).results
        self.assertEqual(len(results), 72)
        self.assertEqual(set(results["delay"]), {0.01, 0.05, 0.15})


if __name__ == "__main__":
    unittest.main()
