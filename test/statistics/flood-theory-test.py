#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
A SYN flood against a server that neither ages its queue nor sends cookies, against Erlang's loss formula.

Its SYN queue has N places, each is held until the timer of the last SYN-ACK runs out, and a Poisson SYN that finds none is dropped: a share
B(N, load), whatever else comes (half-open-theory-test.py has users beside it). The mean over independent runs lies within the interval at
99 % of Student's t.
"""

import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"]) / "examples" / "python"))
from synfin.theory import erlang_b  # noqa: E402

PROGRAM = str(pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run")
RUNS = 12
T_99 = 3.106  # Student's t with 11 degrees of freedom: 0.995
SYNS = 60000
# Places, SYNs per second, SYN-ACKs again, and how long they hold a place (s): 1 + 2 + 4 + ...
CASES = ((20, 10.0, 1, 3.0), (128, 60.0, 1, 3.0), (64, 8.0, 2, 7.0))


class Flood(unittest.TestCase):
    def share(self, places, rate, retries, run):
        """@return the part of a flood's SYNs that found no place"""
        name = f"{places}-{run}"
        done = subprocess.run([PROGRAM, "--kind", "syn-flood", "--spoofed", "198.18.0.0/15", "--rate", str(rate), "--connections", str(SYNS),
                               "--backlog", str(places - 1), "--bandwidth", "none", "--trace", "none", "--progress", "off", "--run", str(run),
                               "--set", f"synack_retries={retries}", "--set", "timer_hz=0", "--set", "syncookies=0", "--set",
                               "syn_queue_young_half=false", "--out", name], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        summary = json.loads((pathlib.Path(name) / "summary.json").read_text(encoding="utf-8"))
        attack, dropped = summary["attack"], summary["drops"]["syn_queue_full"]
        self.assertEqual(attack["sent"], SYNS)
        self.assertEqual(attack["syn_acks"], (SYNS - dropped) * (1 + retries))
        self.assertEqual(summary["syn_rcvd"]["peak"], places)
        return dropped / SYNS

    def test_who_finds_no_place(self):
        for places, rate, retries, held in CASES:
            with self.subTest(places):
                shares = [self.share(places, rate, retries, run) for run in range(1, RUNS + 1)]
                expected, mean = erlang_b(places, rate * held), statistics.fmean(shares)
                interval = T_99 * statistics.stdev(shares) / math.sqrt(RUNS)
                print(f"{places} places, load {rate * held:g}: {mean:.5f} +- {interval:.5f}, Erlang {expected:.5f}")
                self.assertLess(abs(mean - expected), interval)


if __name__ == "__main__":
    unittest.main()
