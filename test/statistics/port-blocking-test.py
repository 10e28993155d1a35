#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""A client that runs out of local ports, against Erlang's formula for systems of loss.

Statements about chance have a confidence of 99.9 % each; the seed is fixed, so a run passes or fails for good.
"""

import math
import pathlib
import statistics
import sys
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "test" / "program"), str(ROOT / "examples" / "python")]
from synfin_run import PORTS, check_balance, run, with_ports  # noqa: E402
from synfin.theory.queueing import erlang_b  # noqa: E402

STUDENT = 3.5004  # 99.9 %, 49 degrees of freedom
# From the first SYN to TIME_WAIT on a path of 50 ms without limit of rate: the handshake, and FIN and FIN-ACK.
LIFE = 0.2


class Blocking(unittest.TestCase):
    """One client, one server: its ports are a loss system, in which a connection holds a port until 2MSL is over."""

    ATTEMPTS = 50000
    BASE = ("--path", "direct", "--clients", "1", "--bandwidth", "none")

    def blocked(self, name, load, holding, *options):
        """
        Runs Poisson arrivals that offer a load.

        @return the share of attempts without a port, and the half-width of its interval (50 batches, which are far
        longer than a port is held)
        """
        results = run(name, *self.BASE, "--connections", self.ATTEMPTS, "--rate", load / holding, *options)
        check_balance(self, results)
        rows = results.rows("connections.csv")
        self.assertEqual({row["outcome"] for row in rows}, {"established", "no_port"})
        # Who has no port never sends anything, and ends at once.
        self.assertEqual({(row["syn_sent"], row["lport"]) for row in rows if row["outcome"] == "no_port"}, {("0", "0")})
        self.assertLessEqual(max(int(row["ports"]) for row in results.rows("hosts.csv")), PORTS)
        size = self.ATTEMPTS // 50
        shares = [statistics.fmean(row["outcome"] == "no_port" for row in rows[i * size:(i + 1) * size])
                  for i in range(1, 50)]  # the first batch fills it
        return statistics.fmean(shares), STUDENT * statistics.stdev(shares) / math.sqrt(len(shares))

    def check(self, share, half, expected):
        print(f"blocked {share:.4f} +- {half:.4f}, expected {expected:.4f}")
        self.assertAlmostEqual(share, expected, delta=half)
        self.assertLess(half, 0.02)

    def test_as_erlang_b_says_at_every_load(self):
        for load in (0.8 * PORTS, PORTS, 1.5 * PORTS):
            with self.subTest(load=load):
                share, half = self.blocked(f"load-{load}", load, 2 + LIFE, "--set", "time_wait=2s", *with_ports())
                self.check(share, half, erlang_b(PORTS, load))

    def test_however_ports_are_chosen(self):
        """The formula knows nothing of the choice; RFC 6056's second and fifth may miss ports that are free."""
        expected = erlang_b(PORTS, PORTS)
        for selection in ("rfc6056-1", "rfc6056-2", "rfc6056-3", "rfc6056-4", "rfc6056-5", "ns3"):
            with self.subTest(selection):
                share, half = self.blocked(f"by-{selection}", PORTS, 2 + LIFE, "--set", "time_wait=2s",
                                           *with_ports(selection))
                if selection in ("rfc6056-2", "rfc6056-5"):
                    self.assertGreater(share, expected)
                    self.assertLess(share, expected + 0.1)
                else:
                    self.check(share, half, expected)

    def test_with_tw_reuse_a_port_is_held_for_its_delay(self):
        share, half = self.blocked("reuse", PORTS, 1 + LIFE, "--set", "tw_reuse=1", "--set", "tw_reuse_delay=1s",
                                   *with_ports())
        self.check(share, half, erlang_b(PORTS, PORTS))

    def test_when_the_server_closes_first_nobody_is_blocked(self):
        """TIME_WAIT is on the server then, which needs no ports: a port is held for a round trip and a half, or two."""
        results = run("server", *self.BASE, "--closer", "server", "--connections", 5000, "--rate", 25, *with_ports())
        self.assertEqual(results.summary["connections"]["no_port"], 0)

    def test_thirty_thousand_ports_sustain_470_a_second(self):
        """28,232 ports and 2MSL of 60 s: below the limit next to nobody is blocked, beyond it the excess."""
        results = run("limit", "--path", "direct", "--clients", "1", "--trace", "none", "--rate", 600, "--connections",
                      600 * 300, "--set", "max_tw_buckets=4294967295")
        blocked = results.summary["connections"]["no_port"]
        # Full after 47 s; from then on whatever is beyond the rate at which ports become free.
        expected = 600 * 300 - 28232 * 300 / (60 + LIFE)
        self.assertAlmostEqual(blocked, expected, delta=28232)
        results = run("below", "--path", "direct", "--clients", "1", "--trace", "none", "--rate", 440, "--connections",
                      440 * 200)
        self.assertEqual(results.summary["connections"]["no_port"], 0)
        self.assertGreater(results.summary["time_wait"]["peak"], 26000)


if __name__ == "__main__":
    unittest.main()
