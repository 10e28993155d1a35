#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Runs with --importance-loss: nothing that counts their connections as equal is drawn, or told, without a word."""

import json
import pathlib
import subprocess
import unittest

from plot_tools import BIN, call, number, rows, simulate

EQUAL = "wanted: runs without importance-loss, whose connections count equally"


def setUpModule():
    for loss in (0.1, 0.2):
        simulate(f"rare/{loss}", "--profile", "rfc9293", "--loss", loss, "--importance-loss", 0.6, "--bandwidth", "none",
                 "--connections", 300, "--trace", "segments")


class Weighted(unittest.TestCase):
    def check_refused(self, done):
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
        self.assertIn(EQUAL, done.stderr)

    def test_figures_with_names(self):
        for figure in ("handshake-ecdf", "outcomes", "retransmissions", "latency-by-cause", "establish-probability"):
            self.check_refused(call("rare", figure))

    def test_figures_of_ones_own(self):
        for words in (("--kind", "ecdf", "--y", "handshake_s", "--series", "loss"), ("--x", "loss", "--y", "retransmissions.syn"),
                      ("--x", "loss", "--y", "connections.failed/connections.attempted"),
                      ("--x", "time", "--y", "ESTABLISHED", "--series", "loss")):
            self.check_refused(call("rare", *words))

    def test_what_is_weighted(self):
        done = call("rare", "--x", "loss", "--y", "rare.failure", "--log", "y", "--out", "figures")
        self.assertEqual(done.returncode, 0, done.stderr)
        for row in rows("figures/rare.failure-vs-loss.csv"):
            told = json.loads(pathlib.Path(f"rare/{row['x']}/summary.json").read_text(encoding="utf-8"))
            self.assertAlmostEqual(number(row["value"]), told["rare"]["failure"], 15)

    def test_other_programs(self):
        for program in ("synfin-report", "synfin-why"):
            self.check_refused(subprocess.run([BIN / program, "rare"], capture_output=True, text=True, check=False))
        self.assertFalse(pathlib.Path("rare/report.html").exists())
        single = subprocess.run([BIN / "synfin-why", "rare/0.1", "--slowest", "1"], capture_output=True, text=True, check=False)
        self.assertEqual(single.returncode, 0, single.stderr)


if __name__ == "__main__":
    unittest.main()
