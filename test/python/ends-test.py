#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Clients and servers with profiles of their own: what is computed from a run's parameters takes the right end's."""

import unittest

import python_package  # noqa: F401

import synfin
from synfin import theory
from synfin.plotting.figures import time_wait_population
from synfin.results.source import open_source
from synfin.tools import parameters as parameters_
from synfin.tools.parameters import Parameters


class Ends(unittest.TestCase):
    def test_exact_handshake(self):
        """The client's SYNs and the server's SYN-ACKs, whichever of them has which profile."""
        exact = {"timer_hz": 0}
        for client, server in (("linux", "freebsd"), ("freebsd", "linux")):
            run = synfin.run(client_profile=client, server_profile=server, loss=0.2, connections=5, set=exact)
            law = run.exact_handshake()
            trip = min(law.atoms)
            expected = theory.Handshake(theory.PROFILES[client], 0.2, 0.2, trip, server=theory.PROFILES[server])
            self.assertAlmostEqual(law.mean, expected.mean, 9)
            self.assertAlmostEqual(law.established, expected.established, 9)
            for profile in (client, server):
                self.assertGreater(abs(law.mean - theory.Handshake(theory.PROFILES[profile], 0.2, 0.2, trip).mean), 1e-3)

    def test_fast_open(self):
        """Its first SYN is longer than the others, which decides ties where timers are exact."""
        options = {"fast_open": True, "request": 100, "connections": 5, "loss": 0.2}
        with self.assertRaisesRegex(theory.NotApplicable, "Fast Open"):
            synfin.run(**options, set={"fastopen": 3, "timer_hz": 0}).exact_handshake()
        self.assertGreater(synfin.run(**options, set={"fastopen": 3}).exact_handshake().mean, 0.1)

    def test_clocks_of_one_end(self):
        """A wheel at one end only is a law of its own; ends that are exact make the exact one."""
        wheel = synfin.run(loss=0.2, connections=5, set={"timer_hz": 0, "client:timer_hz": 250}).exact_handshake()
        both = theory.latency(loss=0.2, round_trip=min(wheel.atoms), timer_hz=250)
        exact = theory.latency(loss=0.2, round_trip=min(wheel.atoms), timer_hz=0)
        # The server's timer goes off on time, the client's SYN of that instant comes late: as if timers came first.
        self.assertAlmostEqual(sum(p for x, p in wheel.atoms.items() if x < 0.5), exact.atoms[min(exact.atoms)], 9)
        self.assertLess(abs(wheel.mean - exact.mean), 0.01)
        self.assertGreater(both.mean - wheel.mean, 0.01)

    def test_time_wait_is_the_closers(self):
        ends = Parameters({"client:time_wait": "7s", "server:time_wait": "auto", "msl": "2s", "client:timer_hz": 250,
                           "server:timer_hz": 0})
        for closer, length, mean in (("client", 7, 7.126), ("server", 4, 4)):
            run = Parameters({**ends, "closer": closer})
            self.assertEqual(parameters_.time_wait(run), length)
            self.assertAlmostEqual(parameters_.mean_time_wait(run), mean, 1)
        with self.assertRaisesRegex(theory.NotApplicable, "differ in its length"):
            parameters_.time_wait(Parameters({**ends, "closer": "both"}))

    def test_recycled_time_wait_has_no_length_of_its_own(self):
        run = synfin.run(connections=5, set={"server:tw_recycle": True})
        known = open_source(run.path).runs[0].parameters
        self.assertEqual(parameters_.time_wait(known), 60)  # the client's, who closes
        with self.assertRaisesRegex(theory.NotApplicable, "tw_recycle"):
            parameters_.time_wait(Parameters({**known, "closer": "server"}))
        with self.assertRaisesRegex(theory.NotApplicable, "SYNs may be dropped"):
            run.exact_handshake()

    def test_what_both_must_have(self):
        """The SYN-ACK has those options that both have; a field that the ends do not share is not taken from one of them."""
        run = synfin.run(connections=5, set={"server:timestamps": False})
        self.assertNotIn("timestamps", run.parameters)
        same = synfin.run(connections=5)
        trip = lambda of: parameters_.round_trip(open_source(of.path).runs[0].parameters) * 1e9
        self.assertAlmostEqual(trip(same) - trip(run), 8 * 8, 3)  # ns at 1 Gbps, of 20 and 12 octets of options
        self.assertAlmostEqual(run.connections.handshake_s.min() * 1e9, trip(run), 0)
        with self.assertRaisesRegex(theory.NotApplicable, "the ends differ in timestamps"):
            open_source(run.path).runs[0].parameters["timestamps"]

    def test_figures_of_time_wait(self):
        """Little's law takes the closer's; where both close and differ, it says that it does not know."""
        for closer, expected in (("client", [14.0]), ("both", [])):
            run = synfin.run(out=f"wait-{closer}", connections=40, rate=2, closer=closer, timer_hz=0,
                             set={"client:time_wait": 7, "server:time_wait": 9})
            notes = []
            options = type("Options", (), {"by": None, "note": staticmethod(notes.append)})
            rows = time_wait_population.table(open_source(run.path), options)
            self.assertEqual(list(rows[rows["kind"] == time_wait_population.RATE]["connections"]), expected)
            self.assertEqual(any("differ in its length" in note for note in notes), closer == "both")

    def test_sweep(self):
        """A field of one end varies like any other parameter, and has its unit."""
        found = synfin.sweep(vary={"client:rto_initial": [1, 2], "server:tcp_synack_retries": [3]}, connections=100, runs=1,
                             loss_forward=0.3).results
        self.assertEqual(list(found["client:rto_initial"]), [1, 2])
        self.assertEqual(list(found["server:synack_retries"]), [3, 3])
        self.assertGreater(*reversed(list(found["handshake_latency_s_mean"])))
        with self.assertRaisesRegex(synfin.BadInput, "did you mean client:syn_retries"):
            synfin.sweep(vary={"client:syn_retires": [1]})
        with self.assertRaisesRegex(synfin.BadInput, "client:loss is none"):
            synfin.sweep(vary={"client:loss": [1]})


if __name__ == "__main__":
    unittest.main()
