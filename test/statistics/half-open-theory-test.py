#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
A SYN queue that half-open connections fill, against Erlang's loss formula.

Poisson arrivals meet N places, each is held for as long as its connection is half open, and who finds none is turned
away: M/G/N/N. Who is turned away is a share B(N, load) whatever the holding times are (Sevastyanov 1957), and the same
for all kinds of arrivals (PASTA). The tolerance is four standard errors by batch means.
"""

import csv
import json
import math
import os
import pathlib
import statistics
import subprocess
import unittest

PROGRAM = str(pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run")
HELD = 3.0  # seconds: one retransmission
ROUND_TRIP = 0.1
BATCHES = 40  # each of 200 s, the first left out: the queue fills


def erlang(places, load):
    """@return the share of arrivals that find all places taken."""
    blocked = 1.0
    for n in range(1, places + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


class FullQueue(unittest.TestCase):
    def test_users_are_refused_as_often_as_erlang_says(self):
        places, users, scanner, count = 20, 5.0, 10.0, 40000
        text = f"""
            bandwidth = none
            [group users]
            rate = {users}
            connections = {count}
            syn_retries = 0
            syn_linear_timeouts = 0
            [group scanner]
            kind = half-open
            rate = {scanner}
            connections = {int(count * scanner / users)}
            [server web]
            backlog = {places - 1}
            syncookies = 0
            synack_retries = 1
            syn_queue_young_half = false
            """
        pathlib.Path("full.ini").write_text(text, encoding="utf-8")
        done = subprocess.run([PROGRAM, "--config", "full.ini", "--out", "full", "--set", "timer_hz=0"], check=False, capture_output=True,
                              text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        expected = erlang(places, scanner * HELD + users * ROUND_TRIP)
        with open("full/connections.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for group in ("users", "scanner"):
            told = [row["synack_sent"] == "0" for row in rows if row["group"] == group]
            size = len(told) // BATCHES
            shares = [statistics.fmean(told[i * size:(i + 1) * size]) for i in range(1, BATCHES)]
            self.assertLess(abs(statistics.fmean(shares) - expected), 4 * statistics.stdev(shares) / math.sqrt(len(shares)), group)
        summary = json.loads(pathlib.Path("full/summary.json").read_text(encoding="utf-8"))
        parts = {part["group"]: part["connections"] for part in summary["groups"]}
        self.assertEqual(parts["users"]["timed_out"], sum(row["outcome"] == "timed_out" for row in rows))
        self.assertEqual(summary["syn_rcvd"]["peak"], places)


if __name__ == "__main__":
    unittest.main()
