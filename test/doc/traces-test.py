#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""doc/traces.rst names every column and key that there is, and none that there is not."""

import csv
import json
import os
import pathlib
import re
import subprocess
import unittest

SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
PROGRAM = pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run"
DOC = (SOURCE / "doc" / "traces.rst").read_text(encoding="utf-8")
OUT = pathlib.Path("out")


def section(title):
    """The text below a heading, up to the next one."""
    return re.search(rf"^{re.escape(title)}\n\*+\n(.*?)(?=^[^\n]+\n\*+$|\Z)", DOC, re.S | re.M).group(1)


def first_column(text):
    lines = [line for line in text.splitlines() if line.startswith('   "')]
    cells = [row[0] for row in csv.reader(lines, skipinitialspace=True)]
    return [name for cell in cells[1:] for name in cell.split(", ")]


class Traces(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        command = [PROGRAM, "--connections", "10", "--trace", "segments", "--out", OUT, "--force"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def columns(self, file):
        return (OUT / file).read_text(encoding="utf-8").splitlines()[0].split(",")

    def test_transitions(self):
        documented = first_column(section("transitions.csv"))
        self.assertEqual(documented, self.columns("transitions.csv"))

    def test_connections(self):
        documented = first_column(section("connections.csv"))
        self.assertEqual(documented, self.columns("connections.csv"))

    def test_segments(self):
        self.assertEqual(first_column(section("segments.csv")), self.columns("segments.csv"))

    def test_drops(self):
        self.assertEqual(first_column(section("drops.csv")), self.columns("drops.csv"))

    def test_counters(self):
        command = [PROGRAM, "--connections", "2", "--counters", "--out", "counted", "--force"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        columns = pathlib.Path("counted/counters.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
        self.assertEqual(first_column(section("counters.csv")), columns)

    def test_hosts(self):
        names = self.columns("hosts.csv")
        self.assertEqual((names[:2], names[-2:]), (["time_s", "host"], ["cookies_invalid", "group"]))
        for name in names[:2] + names[names.index("ports"):]:
            self.assertIn(f"``{name}``", section("hosts.csv"))

    def test_summary(self):
        summary = json.loads((OUT / "summary.json").read_text(encoding="utf-8"))
        self.assertEqual(first_column(section("summary.json")), list(summary))
        self.assertEqual(list(summary["handshake_latency_histogram"]), ["relative_error", "buckets"])
        for group in summary:
            line = re.search(f'^   "{group}", (.*)$', section("summary.json"), re.M).group(1)
            for key in summary[group] if isinstance(summary[group], dict) and group != "parameters" else ():
                self.assertRegex(line, rf"\b{key}\b")

    def test_attempts_over_time(self):
        command = [PROGRAM, "--connections", "30", "--arrivals", "burst", "--set", "ip_local_port_range=40000-40009",
                   "--clients", "1", "--trace", "none", "--out", "few", "--force"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        summary = json.loads(pathlib.Path("few/summary.json").read_text(encoding="utf-8"))
        line = re.search('^   "attempts_over_time", (.*)$', DOC, re.M).group(1)
        for key in summary["attempts_over_time"]:
            self.assertRegex(line, rf"\b{key}\b")
        self.assertEqual(sum(summary["attempts_over_time"]["attempted"]), 30)
        self.assertEqual(sum(summary["attempts_over_time"]["no_port"]), summary["connections"]["no_port"])

    def test_files(self):
        for path in OUT.iterdir():
            self.assertRegex(DOC, rf"(?m)^{re.escape(path.name)}$")


if __name__ == "__main__":
    unittest.main()
