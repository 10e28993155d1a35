#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The whole distribution of handshake latency under loss, against the exact calculation for both orders of a tie.

The seed is fixed, so a run passes or fails for good. Confidence: of 20 tests of distributions, one would fail for one
seed in a hundred (each has level 0.01 / 20). doc/handshake-latency.rst says more.
"""

import collections
import csv
import os
import pathlib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "python"))
import goodness  # noqa: E402
from synfin.theory import handshake as theory  # noqa: E402

PROGRAM = str(pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run")
ROUND_TRIP = 0.1
# Connections by loss: so many that the other order of a tie, which matters in few of them when few are lost, shows.
CONNECTIONS = {0.01: 80000, 0.05: 100000, 0.1: 30000, 0.2: 20000, 0.3: 20000}
LEVEL = 0.01 / (len(CONNECTIONS) * len(theory.COMPARED))
# A sample passes the test against a distribution this far away with a probability of about 1e-4 (noncentral
# chi-square, 20 degrees of freedom or less).
CERTAIN = 100
NEVER = "never"


def run(folder, *options):
    """@return the rows of connections.csv."""
    command = [PROGRAM, "--bandwidth", "none", "--set", "timer_hz=0", "--out", folder, *map(str, options)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with open(pathlib.Path(folder) / "connections.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def latencies(profile, loss):
    """@return {latency in ms: how many connections, or NEVER}; the path adds nothing but its delay, so it is exact.

    Ports come one after the other, so that no SYN meets what an earlier connection left at the server.
    """
    rows = run(f"{profile}-{loss}", "--profile", profile, "--loss", loss, "--connections", CONNECTIONS[loss],
               "--clients", 20, "--rate", 20, "--path", "direct", "--set", "port_selection=rfc6056-3")
    return collections.Counter(round(float(row["handshake_s"]) * 1000) if row["handshake_s"] else NEVER for row in rows)


def distribution(profile, loss, timers_first):
    """@return [(latency in ms or NEVER, probability)]."""
    exact = theory.Handshake(theory.PROFILES[profile], loss, loss, ROUND_TRIP, timers_first)
    return [*((round(x * 1000), p) for x, p in exact.atoms.items()), (NEVER, max(0.0, 1 - exact.established))]


class Distribution(unittest.TestCase):
    """Arrivals are slow enough for the SYN queue: a server that has no room for a SYN is another story."""

    def test_latencies_are_those_of_the_calculation_with_timers_first(self):
        rejections = 0
        for profile in theory.COMPARED:
            for loss in CONNECTIONS:
                with self.subTest(profile=profile, loss=loss):
                    observed = latencies(profile, loss)
                    self.assertEqual(sum(observed.values()), CONNECTIONS[loss])
                    ours = distribution(profile, loss, timers_first=True)
                    other = distribution(profile, loss, timers_first=False)
                    fit = goodness.likelihood_ratio(observed, ours)
                    misfit = goodness.likelihood_ratio(observed, other)
                    distance = goodness.divergence(CONNECTIONS[loss], ours, other)
                    print(f"{profile:8} loss {loss:<4} p = {fit:.4f}; the other order of a tie: p = {misfit:.1e}, "
                          f"distance {distance:.1f}", flush=True)
                    self.assertGreater(fit, LEVEL)
                    if distance > CERTAIN:
                        rejections += 1
                        self.assertLess(misfit, LEVEL)
        self.assertGreaterEqual(rejections, 12)


class Ends(unittest.TestCase):
    """A client and a server of different profiles."""

    def test_each_has_its_ladder(self):
        for client, server in (("linux", "freebsd"), ("freebsd", "linux")):
            rows = run(f"{client}-to-{server}", "--client-profile", client, "--server-profile", server, "--loss", 0.3,
                       "--connections", 20000, "--clients", 20, "--rate", 20, "--path", "direct", "--trace", "all", "--set",
                       "port_selection=rfc6056-3")
            observed = collections.Counter(round(float(row["handshake_s"]) * 1000) if row["handshake_s"] else NEVER
                                           for row in rows)
            laws = {}
            for name in (client, server, "ours"):
                ends = (client, server) if name == "ours" else (name, name)
                law = theory.Handshake(theory.PROFILES[ends[0]], 0.3, 0.3, ROUND_TRIP, server=theory.PROFILES[ends[1]])
                laws[name] = [*((round(x * 1000), p) for x, p in law.atoms.items()), (NEVER, max(0.0, 1 - law.established))]
            self.assertGreater(goodness.likelihood_ratio(observed, laws["ours"]), LEVEL)
            for name in (client, server):
                self.assertLess(goodness.likelihood_ratio(observed, laws[name]), LEVEL, name)


class Ties(unittest.TestCase):
    """A round trip of one second, the client's first timeout: its timer and the answer are due at the same instant."""

    OPTIONS = ("--delay", "500ms", "--connections", 200, "--rate", 50)

    def both_paths(self, name, *options):
        """@return the rows of the direct path; those of the ip path are the same."""
        direct, ip = (run(f"{name}-{path}", *self.OPTIONS, *options, "--path", path) for path in ("direct", "ip"))
        self.assertEqual(direct, ip)
        return direct

    def test_the_timer_fires_first_and_the_answer_counts(self):
        rows = self.both_paths("again")
        self.assertEqual({(row["handshake_s"], row["syn_sent"]) for row in rows}, {("1.000000000", "2")})

    def test_a_client_without_retries_gives_up_before_the_answer_of_that_instant(self):
        rows = self.both_paths("up", "--profile", "linux-4", "--set", "syn_retries=0")
        self.assertEqual({(row["outcome"], row["syn_sent"]) for row in rows}, {("timed_out", "1")})
        rows = self.both_paths("in-time", "--profile", "linux-4", "--set", "syn_retries=0", "--delay-reverse",
                               "499999999ns")
        self.assertEqual({row["outcome"] for row in rows}, {"established"})


if __name__ == "__main__":
    unittest.main()
