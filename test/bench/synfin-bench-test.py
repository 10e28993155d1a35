#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-bench: what it measures, what it writes, what it refuses.

The bounds are ratios of CPU times of one machine, so they hold on any: a life costs the same within 1.3x
whether 1,000 or 16,000 connections are in TIME_WAIT, and less than half of what it costs on ns-3's own TCP.
"""

import csv
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = str(pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-bench")


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False)


def measure(*arguments):
    """@return the rows of the CSV file, and what was printed"""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "bench.csv"
        result = run(*arguments, "--csv", str(path))
        if result.returncode != 0:
            raise AssertionError(result.stderr)
        with path.open(encoding="utf-8") as file:
            return list(csv.DictReader(file)), result.stdout


class Bench(unittest.TestCase):
    def test_cost_does_not_grow_with_time_wait(self):
        rows, _ = measure("--stack", "synfin", "--time-wait", "1000,16000", "--repeat", "3")
        low, high = (float(row["cpu_us_per_life"]) for row in rows)
        self.assertLess(max(low, high) / min(low, high), 1.3)

    def test_both_stacks_do_the_same_work(self):
        rows, printed = measure("--time-wait", "1000", "--connections", "5000")
        self.assertEqual([row["stack"] for row in rows], ["synfin", "ns3"])
        for row in rows:
            self.assertEqual(row["lives"], "5000")
            self.assertEqual(row["time_wait"], "1000")
            self.assertAlmostEqual(int(row["time_wait_peak"]), 1000, delta=10)
        ours, theirs = (float(row["cpu_us_per_life"]) for row in rows)
        self.assertLess(ours, theirs / 2)
        self.assertIn("with 1000 in TIME_WAIT, ns3 costs", printed)

    def test_refuses_what_makes_no_sense(self):
        for arguments in (
            ("--time-wait", "0"),
            ("--time-wait", "1000,x"),
            ("--time-wait", "17000"),
            ("--stack", "linux"),
            ("--rate", "-1"),
            ("--connections", "1e4"),
            ("--repeat", ""),
            ("--csv", "/proc/none/bench.csv"),
            ("--unknown", "1"),
            ("positional",),
        ):
            with self.subTest(arguments):
                result = run(*arguments)
                self.assertEqual(result.returncode, 2)
                self.assertEqual(result.stdout, "")
                self.assertEqual(result.stderr.count("\n"), 1)
                self.assertIn(arguments[0], result.stderr)
                self.assertIn("accepted", result.stderr)


if __name__ == "__main__":
    unittest.main()
