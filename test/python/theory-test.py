#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin.theory by values that are known from elsewhere. The handshake has tests of its own in test/statistics."""

import math
import unittest

import python_package  # noqa: F401

from synfin import schema, theory


class Theory(unittest.TestCase):
    def test_handshake_by_hand(self):
        """The first SYN and its answer arrive, or the second SYN a second later does, or the SYN-ACK comes again then."""
        exact = theory.latency("linux", loss=0.1, round_trip=0.1, timer_hz=0)
        soon = {time: share for time, share in exact.atoms.items() if time < 2}
        self.assertEqual([round(time, 9) for time in soon], [0.1, 1.1])
        self.assertAlmostEqual(soon[0.1], 0.9 * 0.9, 12)
        lossless = theory.latency(round_trip=0.04, timer_hz=0)
        self.assertEqual((lossless.mean, lossless.established, lossless.quantile(0.99)), (0.04, 1.0, 0.04))
        self.assertEqual(theory.latency(loss=0.1).mean, theory.latency(loss=0.1, loss_reverse=0.1).mean)
        self.assertIsNone(theory.latency(loss=1).mean)

    def test_timers_are_those_of_the_profile(self):
        for profile, ladder in theory.PROFILES.items():
            hz = int(schema.FIELDS["timer_hz"]["presets"][profile])
            self.assertEqual(theory.latency(profile, 0.2).atoms, theory.latency(profile, 0.2, timer_hz=hz).atoms, profile)
            self.assertEqual(theory.latency(ladder, 0.2).atoms, theory.latency(profile, 0.2, timer_hz=0).atoms, profile)
        both = theory.latency("linux", 0.2, server_profile="freebsd")
        self.assertEqual(both.atoms, theory.latency("freebsd", 0.2, client_profile="linux", client_timer_hz=250, timer_hz=0).atoms)

    def test_bad_input(self):
        for words in ({"profile": "minix"}, {"loss": -0.1}, {"loss": 1.1}, {"loss": math.nan}, {"round_trip": -1}):
            with self.assertRaisesRegex(ValueError, "accepted"):
                theory.latency(**words)

    def test_queueing(self):
        """Erlang's own table: 20 lines, 12.03 erlang, 1 % blocked (Angus 2001)."""
        self.assertAlmostEqual(theory.erlang_b(20, 12.03), 0.01, 4)
        self.assertAlmostEqual(theory.erlang_b(2, 1), 0.2, 12)
        self.assertEqual(theory.little(100, 60), 6000)
        low, high = theory.poisson_band(10000, theory.normal_quantile())
        self.assertAlmostEqual(high - 10000, 195.996398, 5)
        self.assertAlmostEqual(10000 - low, 195.996398, 5)

    def test_a_queue_whose_entries_live_alike(self):
        """One place, held for 63 s: of SYNs that come every 63 s, half find it taken (Erlang)."""
        queue = theory.equal_lives(1, 1 / 63)
        self.assertEqual((round(queue.refused, 12), queue.held), (0.5, 63))
        self.assertAlmostEqual(queue.within(2), 1 - 0.5**3, 12)
        self.assertEqual(theory.equal_lives(10, 0).refused, 0)

    def test_a_queue_that_ages(self):
        """Few entries live for 63 s, as do all where no repetition may be left out; a crowd has 3 SYN-ACKs, and an eighth of the places is young."""
        self.assertAlmostEqual(theory.aging(1001, 1).held, 63, 6)
        self.assertEqual(theory.aging(20, 5, waits=(1, 2, 4)), theory.equal_lives(20, 5, waits=(1, 2, 4)))
        crowd = theory.aging(8001, 4000)
        self.assertTrue(7.9 < crowd.held < 8.4, crowd)
        self.assertLess(crowd.refused, theory.equal_lives(8001, 4000).refused)
        self.assertAlmostEqual(1 - crowd.refused, 8001 / crowd.held / 4000, 2)

    def test_cookies_leave_repair_to_the_client(self):
        """Linux' SYNs at 0, 1, 2, 3, 4, 5, 7, ... s, each of which succeeds alike: a geometric law on them."""
        law = theory.cookie_latency(loss=0.3, round_trip=0.1, timer_hz=0)
        success = 0.7 * 0.7
        expected = {second + 0.1: success * (1 - success)**number for number, second in enumerate((0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67))}
        self.assertEqual([round(latency, 9) for latency in law.atoms], [round(latency, 9) for latency in expected])
        for found, share in zip(law.atoms.values(), expected.values()):
            self.assertAlmostEqual(found, share, 12)
        self.assertGreater(law.mean, theory.latency(loss=0.3, round_trip=0.1, timer_hz=0).mean)
        self.assertEqual(theory.cookie_latency(loss_forward=0, loss_reverse=0, timer_hz=0).mean, 0.1)
        self.assertEqual(theory.unheard(0.02), 0.02)
        for make in (lambda: theory.unheard(2), lambda: theory.cookie_latency(loss=-1), lambda: theory.cookie_latency("minix")):
            with self.assertRaisesRegex(ValueError, "accepted"):
                make()

    def test_bad_queues(self):
        for make in (lambda: theory.aging(0, 1), lambda: theory.aging(1.5, 1), lambda: theory.aging(10, -1), lambda: theory.aging(10, 1, waits=()),
                     lambda: theory.aging(10, 1, waits=(0,)), lambda: theory.aging(10, 1, others=math.nan), lambda: theory.aging(10, 1, backlog=-1),
                     lambda: theory.equal_lives(10, math.inf), lambda: theory.aging(10, 1).within(-1)):
            with self.assertRaisesRegex(ValueError, "accepted"):
                make()
    def test_blind_attacks(self):
        """Watson 2004: 2^32 / 65,535 resets at most, 2^31 on average of one number; the rest by counting in a small space."""
        from synfin.theory import blind

        self.assertEqual(blind.sweep_guesses(65535), 65538)
        self.assertEqual(blind.sweep_guesses(16384), 262144)
        self.assertEqual(blind.sweep_guesses(65535, ports=50), 50 * 65538)
        self.assertEqual(blind.sweep_guesses(1), 2**32)
        self.assertEqual((blind.reset_numbers(5000), blind.reset_numbers(5000, False), blind.reset_numbers(0, False)), (1, 5000, 1))
        self.assertEqual((blind.data_numbers(10, 4), blind.data_numbers(0, 4)), (13, 0))
        self.assertEqual((blind.ack_share(2**30 - 1), blind.ack_share(9, 5), blind.ack_share(9, rfc5961=False)), (0.25, 15 / 2**32, 0.5))
        self.assertEqual(blind.random_success(0, 2**30), 0)
        self.assertAlmostEqual(blind.random_success(3, 2**30), 1 - 0.75**3, 12)
        self.assertAlmostEqual(blind.random_success(2, 2**31, ports=2, acks=0.5), 1 - 0.875**2, 12)
        self.assertEqual(blind.random_success(1, 2**32), 1)
        self.assertAlmostEqual(blind.random_success(10, 1), 10 / 2**32, 15)

    def test_sweeps_by_counting(self):
        """Each place of the numbers that hit, in a space of 1/2^28 of the sequence numbers'."""
        from synfin.theory import blind

        space = 16
        for numbers in (1, 2, 5, 8):
            for step in (1, 2, 4, 5):
                for guesses in range(space // step + 1):
                    tried = [place * step for place in range(guesses)]
                    hit = sum(any((n - first) % space < numbers for n in tried) for first in range(space))
                    exact = blind.sweep_success(guesses, numbers << 28, step << 28)
                    self.assertAlmostEqual(exact, hit / space, 12, (numbers, step, guesses))
        self.assertAlmostEqual(blind.sweep_success(6, 2**28, 2**28, ports=3), 2 / 16, 12)
        self.assertAlmostEqual(blind.sweep_success(6, 2**28, 2**28, ports=3, acks=2), 1 / 16, 12)
        self.assertEqual(blind.sweep_success(10**9, 2**28, 2**28), 1)
        self.assertAlmostEqual(blind.sweep_success(10**9, 1, 2**28), 16 / 2**32, 15)  # the same sixteen again and again

    def test_quantiles_of_published_tables(self):
        """Student's t as in the NIST/SEMATECH e-Handbook, 1.3.6.7.2."""
        for freedom, quantile in ((1, 12.706), (4, 2.776), (9, 2.262), (30, 2.042), (100, 1.984)):
            self.assertAlmostEqual(theory.student_quantile(freedom), quantile, 3)
        self.assertAlmostEqual(theory.student_quantile(4, 0.99), 4.604, 3)
        self.assertAlmostEqual(theory.normal_quantile(0.999), 3.290527, 6)

    def test_intervals(self):
        """Five values by hand; Wilson's interval of 1 in 10 as in Newcombe 1998; ranks as in Conover, table for n = 20."""
        mean, low, high = theory.mean_of_samples([1, 2, 3, 4, 5])
        half = 2.776445 * math.sqrt(2.5 / 5)
        self.assertAlmostEqual(mean, 3, 12)
        self.assertAlmostEqual(low, 3 - half, 5)
        self.assertAlmostEqual(high, 3 + half, 5)
        self.assertTrue(math.isnan(theory.mean_of_samples([1])[1]))
        low, high = theory.wilson(1, 10)
        self.assertAlmostEqual(low, 0.0179, 4)
        self.assertAlmostEqual(high, 0.4042, 4)
        self.assertEqual(theory.quantile_ranks(20, 0.5), (6, 15))


if __name__ == "__main__":
    unittest.main()
