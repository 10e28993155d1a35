#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
The law of handshakes under losses in bursts: by hand, against the laws of independent losses, and synfin against it.

Connections that share a chain are not independent, so shares are compared over 60 batches of a run, one behind another and each much longer
than the chain remembers: Student's t at 99.99 % for each of 5 times, so that all of them together hold with 99.7 % of all seeds.
"""

import csv
import functools
import json
import math
import os
import pathlib
import subprocess
import sys
import unittest

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"]) / "examples" / "python"))
sys.dont_write_bytecode = True
from synfin import theory
from synfin.results.source import open_source
from synfin.theory import bursts
from synfin.theory.intervals import student_quantile
from synfin.tools.parameters import exact_handshake

LIMITS = (0.5, 1.2, 2.3, 3.5, 8)
BATCHES = 60
LEVEL = 0.9999
LOSSLESS = bursts.independent(0)


@functools.cache
def simulate(*options):
    """@return the run, and [latency or infinity, in the order of the begin]"""
    folder = "-".join(map(str, options)).replace("/", "_")[-100:].strip("-")
    subprocess.run([BIN / "synfin-run", "--out", folder, "--set", "time_wait=1s", *map(str, options)], check=True, stdout=subprocess.DEVNULL, timeout=600)
    with open(f"{folder}/connections.csv", encoding="utf-8", newline="") as file:
        rows = sorted((float(row["start_s"]), float(row["handshake_s"] or math.inf)) for row in csv.DictReader(file))
    return open_source(folder).runs[0], [latency for _, latency in rows]


class Law(unittest.TestCase):
    def test_independent_losses(self):
        """The same law as that of handshake.py, of each profile."""
        for profile, ladder in theory.PROFILES.items():
            if ladder.syn_retries > 8:
                continue
            known = theory.latency(ladder, 0.2, round_trip=0.1)
            law = bursts.BurstHandshake(ladder, bursts.independent(0.2), bursts.independent(0.2), 0.1)
            self.assertAlmostEqual(law.mean, known.mean, 5, profile)
            self.assertAlmostEqual(law.give_up, known.give_up, 9)
            found = {round(latency, 6): share for latency, share in law.atoms.items()}
            for latency, share in known.atoms.items():  # patterns of 1e-10 are left out
                self.assertAlmostEqual(found.get(round(latency, 6), 0.0), share, 6)
            for mine, its in zip(law.syn_counts(), known.syn_counts()):
                self.assertAlmostEqual(mine, its, 6)

    def test_independent_losses_on_a_wheel(self):
        law = bursts.BurstHandshake(theory.PROFILES["linux"], bursts.independent(0.2), bursts.independent(0.2), 0.1, hz=250, server_hz=250)
        known = theory.latency("linux", 0.2)
        self.assertAlmostEqual(law.mean, known.mean, 3)  # of 64 pairs of phases, and of 512
        self.assertAlmostEqual(law.syn_counts()[1], known.syn_counts()[1], 2)

    def test_alone_by_hand(self):
        """A chain that is bad from the second frame on for a while: SYNs at 0, 1, 3 s, and a server that is never lost."""
        ladder = theory.Ladder(syn_retries=2, syn_linear_timeouts=0, synack_retries=0, rto_max=60000)
        chain = bursts.Alone(loss_bad=0.5, loss_good=0.5, p=1.0, r=0.0)
        law = bursts.BurstHandshake(ladder, chain, LOSSLESS, 0.1)
        self.assertEqual([round(share, 12) for share in law.atoms.values()], [0.5, 0.25, 0.125])
        chain = bursts.Alone(loss_bad=1.0, loss_good=0.5, p=0.25, r=0.5)
        law = bursts.BurstHandshake(ladder, chain, LOSSLESS, 0.1)
        # After the first SYN is lost (half): good with 0.75, of which half arrive; lost: good 0.375, bad 0.25; one step later good 0.40625.
        self.assertEqual([round(latency, 9) for latency in law.atoms], [0.1, 1.1, 3.1])
        for share, wanted in zip(law.atoms.values(), (0.5, 0.5 * 0.375, 0.5 * 0.40625 * 0.5)):
            self.assertAlmostEqual(share, wanted, 12)

    def test_in_time_by_hand(self):
        """Both SYNs meet the bad state: stationary, and e to the minus 1/GOOD + 1/BAD later."""
        ladder = theory.Ladder(syn_retries=1, syn_linear_timeouts=0, synack_retries=0, rto_max=60000)
        law = bursts.BurstHandshake(ladder, bursts.Timed(good=2.0, bad=0.5), LOSSLESS, 0.1)
        again = 0.2 + 0.8 * math.exp(-2.5)
        self.assertAlmostEqual(law.atoms[0.1], 0.8, 12)
        self.assertAlmostEqual(1 - law.established, 0.2 * again, 12)

    def test_where_it_is_not_known(self):
        crowd = bursts.Crowded(p=0.01, r=0.1, frames=10)
        with self.assertRaisesRegex(theory.NotApplicable, "too few to forget"):
            bursts.BurstHandshake(theory.PROFILES["linux"], crowd, LOSSLESS, 0.1)
        for wrong in (lambda: bursts.Alone(p=1.5), lambda: bursts.Timed(good=-1.0), lambda: bursts.independent(2), lambda: bursts.Crowded(frames=-1)):
            with self.assertRaisesRegex(ValueError, "accepted"):
                wrong()

    def test_share_of_losses(self):
        """doc/links.rst: p / (p + r) of all frames meet the bad state."""
        self.assertAlmostEqual(bursts.Alone(loss_bad=0.8, loss_good=0.1, p=0.1, r=0.3).share_lost(), 0.25 * 0.8 + 0.75 * 0.1, 12)
        self.assertAlmostEqual(bursts.Timed(good=3.0, bad=1.0).share_lost(), 0.25, 12)


class Simulated(unittest.TestCase):
    def check(self, *options):
        run, latencies = simulate(*options)
        law, size = exact_handshake(run.parameters), len(latencies) // BATCHES
        self.assertIsInstance(law, bursts.BurstHandshake)
        for limit in LIMITS:
            exact = math.fsum(share for latency, share in law.atoms.items() if latency <= limit)
            shares = [sum(latency <= limit for latency in latencies[place * size:(place + 1) * size]) / size for place in range(BATCHES)]
            mean = math.fsum(shares) / BATCHES
            error = math.sqrt(math.fsum((share - mean)**2 for share in shares) / (BATCHES - 1) / BATCHES)
            # A share that is next to 1 hardly varies: one connection more or less in all is no proof.
            self.assertLessEqual(abs(mean - exact), student_quantile(BATCHES - 1, LEVEL) * error + 1 / (size * BATCHES), (options, limit, mean, exact))
        return law, latencies

    def test_in_time(self):
        """With exact timers, and on a wheel; a law of independent losses as frequent is rejected."""
        law, latencies = self.check("--loss", "gilbert:2s,0.5s", "--connections", 30000, "--rate", 10, "--set", "timer_hz=0")
        self.check("--loss", "gilbert:2s,0.5s,0.9,0.01", "--connections", 30000, "--rate", 10)
        other = theory.latency("linux", 0.2, timer_hz=0)
        self.assertGreater(law.mean / other.mean, 1.1)
        self.assertLess(abs(sum(filter(math.isfinite, latencies)) / len(latencies) - law.mean), 0.06)

    def test_alone(self):
        """Each client has a link of its own, and one connection."""
        self.check("--access-loss", "gemodel:0.3,0.4,0.9,0.05", "--connections", 20000, "--clients", 20000, "--rate", 200, "--set", "timer_hz=0")

    def test_many(self):
        self.check("--loss", "gemodel:0.02,0.2", "--connections", 100000, "--rate", 2000, "--set", "timer_hz=0")

    def test_elsewhere_it_says_why(self):
        for words, options in (("too few to forget", ("--loss", "gemodel:0.01,0.05", "--rate", 10)),
                               ("share a client's own link", ("--access-loss", "gemodel:0.01,0.05", "--clients", 2)),
                               ("on the link and on clients' own", ("--loss", "0.1", "--access-loss", "gilbert:1s,1s"))):
            run, _ = simulate("--connections", 50, *options)
            with self.assertRaisesRegex(theory.NotApplicable, words):
                exact_handshake(run.parameters)

    def test_one_connection(self):
        """It is the first on the link, whose chain begins in its good state."""
        simulate("--connections", 1, "--loss", "gemodel:0.5,0.5", "--set", "timer_hz=0")
        run, _ = simulate("--connections", 1, "--loss", "gemodel:0.5,0.5", "--set", "timer_hz=0")
        self.assertEqual(exact_handshake(run.parameters).atoms, {0.100000992: 1.0})


class Overlaid(unittest.TestCase):
    def test_figures_have_it(self):
        """The exact rows of each figure that draws the law; a note that connections share the chain."""
        simulate("--loss", "gilbert:2s,0.5s", "--connections", 30000, "--rate", 10, "--set", "timer_hz=0")
        folder = simulate("--loss", "gilbert:2s,0.5s", "--connections", 30000, "--rate", 10, "--set", "timer_hz=0")[0].folder
        figures = ("handshake-ecdf", "latency-ccdf", "syn-attempts", "retransmissions")
        done = subprocess.run([BIN / "synfin-plot", folder, *figures, "--out", "figures"], check=True, capture_output=True, text=True)
        self.assertEqual(done.stderr.count("share the state of the link's losses"), 1, done.stderr)
        for figure in figures:
            with open(f"figures/{figure}.csv", encoding="utf-8", newline="") as file:
                exact = [row for row in csv.DictReader(file) if row["kind"] == "exact"]
            self.assertTrue(exact, figure)
        self.assertAlmostEqual(float(exact[0]["per_attempt"]), sum(k * p for k, p in enumerate(exact_handshake(open_source(folder).runs[0].parameters)
                                                                                          .syn_counts())), 9)
        self.assertEqual(json.loads((folder / "summary.json").read_text(encoding="utf-8"))["parameters"]["loss-forward"], "gilbert:2s,500ms,1,0")


if __name__ == "__main__":
    unittest.main()
