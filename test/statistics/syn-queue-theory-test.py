#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
A flood against Linux's SYN queue, whose entries age, against theory (synfin.theory.synqueue).

Arrivals at equal distances leave nothing to chance: each user of a run gets in with the SYN that theory says. Under Poisson arrivals the
share refused is a fixed point, which is an approximation: it is held to its own bound and four standard errors by batch means. And what
a live Linux 6.18 did, in the mean over the phases of its clock, within five points.
"""

import csv
import functools
import math
import os
import pathlib
import statistics
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"]) / "examples" / "python"))
from synfin.theory import synqueue  # noqa: E402

PROGRAM = str(pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run")
LINUX_SYNS = (1.0,) * 5 + (2.0, 4.0, 8.0, 16.0, 32.0)  # s between a client's SYNs
BATCHES = 40  # the first is left out: the queue fills
APPROXIMATION = {33: 0.03, 129: 0.03, 513: 0.06}  # by places, as aging() says


def simulated(name, places, flood, users, arrivals, *options):
    """@return rows of connections.csv of a group half-open and of one of users"""
    text = f"""
        bandwidth = none
        delay = 50us
        arrivals = {arrivals}
        [group flood]
        kind = half-open
        rate = {flood}
        clients = 8
        [group users]
        rate = {users}
        close-by = rst
        [server web]
        backlog = {places - 1}
        max_syn_backlog = 65535
        syncookies = 0
        """
    pathlib.Path(f"{name}.ini").write_text(text, encoding="utf-8")
    done = subprocess.run([PROGRAM, "--config", f"{name}.ini", "--out", name, "--set", "timer_hz=0", *options], check=False,
                          capture_output=True, text=True)
    if (done.returncode, done.stderr) != (0, ""):
        raise AssertionError(done.stderr)
    with open(f"{name}/connections.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [[row for row in rows if row["group"] == group] for group in ("flood", "users")]


class Aging(unittest.TestCase):
    def test_each_user_gets_in_as_the_queue_lets_him(self):
        for places, flood, users in ((129, 19.7, 7.3), (129, 51.3, 7.3), (33, 29.9, 11.1), (8, 1.3, 3.1)):
            with self.subTest(places=places, flood=flood):
                attack, people = simulated(f"each-{places}-{flood}", places, flood, users, "constant", "--duration", "60s")
                asked = synqueue.Users(users, 0, 60, LINUX_SYNS)
                exact = synqueue.Flooded(places, flood, 60 - 1e-4, asked)
                got_in = [int(row["syn_sent"]) - 1 if row["handshake_s"] else None for row in people]
                self.assertEqual(got_in, exact.users)
                self.assertAlmostEqual(sum(row["synack_sent"] != "0" for row in attack), len(exact.entries), delta=1)  # under way at 60 s

    def test_shares_under_poisson_arrivals(self):
        """No user comes again, so that each SYN is an independent look at the queue."""
        once = ("--set", "syn_retries=0", "--set", "syn_linear_timeouts=0")
        for places, flood in ((33, 4), (33, 10), (129, 14), (129, 20), (129, 100), (513, 80)):
            with self.subTest(places=places, flood=flood):
                seconds = 2000 if places < 500 else 1000
                _, people = simulated(f"poisson-{places}-{flood}", places, flood, 10, "poisson", "--duration", f"{seconds}s", *once)
                told = [row["handshake_s"] == "" for row in people]
                size = len(told) // BATCHES
                shares = [statistics.fmean(told[i * size:(i + 1) * size]) for i in range(1, BATCHES)]
                error = 4 * statistics.stdev(shares) / math.sqrt(len(shares))
                expected = synqueue.aging(places, flood, others=10 * 1e-4).refused
                self.assertLess(error, 0.06)
                self.assertLess(abs(statistics.fmean(shares) - expected), APPROXIMATION[places] + error)
                self.assertGreater(synqueue.equal_lives(places, flood).refused, expected + 0.05)


class LiveKernel(unittest.TestCase):
    """
    Linux 6.18 with tcp_syncookies 0 and a backlog of 128, a round trip of 100 ms: users at 50 a second begin with the flood, and wait for 3.6 s; shares
    of those of the first 22 s that got in at their first SYN, and at all (test/kernel/flood.py measures it again).
    """

    ROWS = {5: (1.0, 1.0), 10: (1.0, 1.0), 20: (0.509, 0.757), 50: (0.210, 0.347), 200: (0.080, 0.159)}
    NEAR = 0.05
    PHASES = 16

    @staticmethod
    @functools.cache
    def of_phases(flood):
        users = synqueue.Users(50, 0.0031, 22.0031, round_trip=0.1001)  # neither at the same instants as the flood, nor as another's last ACK
        return [synqueue.Flooded(129, flood, 28, users, backlog=128, hz=250, phases=pair) for pair in synqueue.spread(LiveKernel.PHASES)]

    def test_rows(self):
        for flood, measured in self.ROWS.items():
            for repetitions, share in zip((0, 3), measured):
                with self.subTest(flood=flood, repetitions=repetitions):
                    found = [run.within(repetitions) for run in self.of_phases(flood)]
                    self.assertLess(abs(statistics.fmean(found) - share), self.NEAR)

    def test_entries(self):
        """Of 400, 800 and 1,600 SYNs in 80 s, on a backlog of 128 that all may fill."""
        for flood, admitted in ((5, 400), (10, 800), (20, 1091)):
            found = [len(synqueue.Flooded(129, flood, 79.99, hz=250, phases=pair).entries) for pair in synqueue.spread(self.PHASES)]
            self.assertLess(abs(statistics.fmean(found) / admitted - 1), self.NEAR + 2 * statistics.stdev(found) / admitted)


if __name__ == "__main__":
    unittest.main()
