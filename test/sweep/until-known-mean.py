#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
--until on a case with a known mean, a hundred times: at least 95 estimates of the handshake latency are within 10 % of the exact one.

Each seed is a point of one sweep, some 3000 runs in all: two minutes of CPU time.
"""

import os
import pathlib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
from sweep_program import PROGRAM, rows  # noqa: E402

sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"], "examples", "python")))
from synfin.results.source import open_source  # noqa: E402
from synfin.tools import parameters  # noqa: E402

WIDTH = 0.1
OPTIONS = ("--vary", "seed=1:100:1", "--loss", 0.1, "--connections", 50, "--trace", "none", "--until",
           f"handshake_latency_s.mean:{WIDTH:.0%}", "--out", "hundred")


class KnownMean(unittest.TestCase):
    def test_ninety_five_of_a_hundred(self):
        done = subprocess.run([PROGRAM, *map(str, OPTIONS)], capture_output=True, text=True, timeout=3600, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        exact = parameters.exact_handshake(open_source("hundred").runs[0].parameters).mean
        table = rows("hundred/until.csv")
        self.assertEqual(len(table), 100)
        within = sum(abs(float(row["value"]) - exact) <= WIDTH * exact for row in table)
        held = sum(abs(float(row["value"]) - exact) <= float(row["half_width"]) for row in table)
        print(f"exact mean {exact:.6f} s: {within} of 100 estimates within {WIDTH:.0%}, {held} of 100 intervals hold it;"
              f" {sum(int(row['runs']) for row in table) / 100:.0f} runs in the mean")
        self.assertGreaterEqual(within, 95)


if __name__ == "__main__":
    unittest.main()
