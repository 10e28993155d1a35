#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Checks the exact calculation by hand-worked cases, by the closed form of the literature where
that applies, and by a brute-force simulation that shares no code with it."""

import csv
import dataclasses
import math
import pathlib
import random
import re
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "python"))
from played_handshake import PlayedHandshake
from synfin.theory import handshake as theory

DOC = pathlib.Path(__file__).resolve().parents[2] / "doc" / "handshake-latency.rst"
DELAY = 0.05
ROUND_TRIP = 2 * DELAY


def play(ladder, loss_forward, loss_reverse, rng, timers_first=True):
    """The latency of one handshake in s, or None when given up."""
    played = PlayedHandshake(ladder, loss_forward, loss_reverse, rng, delay=round(DELAY * 1000), timers_first=timers_first)
    latency = played.latency()
    return None if latency is None else latency / 1000


def milliseconds(text):
    number, unit = re.fullmatch(r"([0-9.]+)(ms|s|min)", text).groups()
    return float(number) * {"ms": 1, "s": 1000, "min": 60000}[unit]


class Ladders(unittest.TestCase):
    def test_syn_times(self):
        seconds = lambda name: [t / 1000 for t in theory.syn_times(theory.PROFILES[name])[0]]
        self.assertEqual(seconds("linux"), [0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67])
        self.assertEqual(seconds("linux-4"), [0, 1, 3, 7, 15, 31, 63])
        self.assertEqual(seconds("rfc9293"), [0, 1, 3, 7, 15, 31, 63, 123])
        self.assertEqual(seconds("freebsd"), [0, 1, 3.2, 7.4, 15.6, 31.8, 64])

    def test_give_up(self):
        give_up = {n: theory.syn_times(p)[1] / 1000 for n, p in theory.PROFILES.items()}
        self.assertEqual(give_up, {"rfc9293": 183, "linux": 131, "linux-6.18": 131, "linux-4.9": 127, "linux-4": 127,
                                   "freebsd": 75, "macos": 75, "windows": 31, "ns3": 153})

    def test_syn_acks_of_one_syn(self):
        times = theory.synack_times([0], theory.PROFILES["linux"])
        self.assertEqual(times, [0, 1000, 3000, 7000, 15000, 31000])

    def test_tie_sends_timer_first_then_answer(self):
        # Both SYNs arrive: at 1 s the timer's SYN-ACK and the answer, then the timer waits 2 s.
        times = theory.synack_times([0, 1000], theory.PROFILES["linux-4"])
        self.assertEqual(times, [0, 1000, 1000, 3000, 7000, 15000, 31000])

    def test_the_other_order_answers_and_moves_the_timer(self):
        # 1 s: the answer alone; the timer, not yet expired, waits another second and goes on from there.
        times = theory.synack_times([0, 1000], theory.PROFILES["linux-4"], timers_first=False)
        self.assertEqual(times, [0, 1000, 2000, 4000, 8000, 16000, 32000])
        # 63 s: the SYN meets the entry at its last instant, too late for an answer of the timer but not for its own.
        times = theory.synack_times([0, 63000], theory.PROFILES["linux-4"], timers_first=False)
        self.assertEqual(times[6:], [63000])

    def test_entry_expires_and_a_later_syn_starts_another(self):
        # At 63 s the entry's last timer and the seventh SYN tie: the entry goes, a new one starts.
        times = theory.synack_times([0, 63000], theory.PROFILES["linux-4"])
        self.assertEqual(times[6:], [63000, 64000, 66000, 70000, 78000, 94000])

    def test_freebsd_restarts_at_a_duplicate(self):
        # 3.2 s: timer and answer; the answer starts the backoff anew: 4.2, 6.4, 10.6 s, gone at 18.8 s.
        times = theory.synack_times([0, 3200], theory.PROFILES["freebsd"])
        self.assertEqual(times, [0, 1000, 3200, 3200, 4200, 6400, 10600])

    def test_connect_timeout_ends_the_entry(self):
        ladder = dataclasses.replace(theory.PROFILES["linux"], connect_timeout=6000)
        self.assertEqual(theory.synack_times([0], ladder), [0, 1000, 3000])

    def test_rate_limit_counts_answers_only(self):
        ladder = dataclasses.replace(theory.PROFILES["linux"], synack_ratelimit=1500)
        # 1 s: the first duplicate is answered; 2 s: limited; 3 s: timer, then the answer again.
        times = theory.synack_times([0, 1000, 2000, 3000], ladder)
        self.assertEqual(times[:5], [0, 1000, 1000, 3000, 3000])


class Exact(unittest.TestCase):
    def test_no_loss(self):
        for ladder in theory.PROFILES.values():
            result = theory.Handshake(ladder, 0, 0, ROUND_TRIP)
            self.assertEqual(result.atoms, {ROUND_TRIP: 1.0})

    def test_first_atoms_by_hand(self):
        p = 0.1
        atoms = list(theory.Handshake(theory.PROFILES["linux"], p, p, ROUND_TRIP).atoms.values())
        self.assertAlmostEqual(atoms[0], (1 - p) ** 2, 15)
        # Second SYN after a lost first one; or first SYN-ACK lost, then one or two more at 1 s.
        one = p * (1 - p) ** 2 + (1 - p) * p * (p * (1 - p) + (1 - p) * (1 - p**2))
        self.assertAlmostEqual(atoms[1], one, 15)

    def test_no_probability_is_above_1_or_below_0(self):
        for name, ladder in theory.PROFILES.items():
            for point in range(61):
                result = theory.Handshake(ladder, 0.01 * point / 60, 0.01 * point / 60, ROUND_TRIP)
                shares = [result.established, *(share for _, share in result.steps()), *result.syn_counts()]
                self.assertTrue(all(0 <= share <= 1 for share in shares), (name, point))

    def test_nothing_is_known_of_the_latency_where_none_is_established(self):
        impatient = theory.Ladder(0, 0, 1, 60000, connect_timeout=100)
        for result in (theory.Handshake(impatient, 0, 0, ROUND_TRIP),
                       theory.Handshake(theory.PROFILES["linux"], 1, 0, ROUND_TRIP),
                       theory.Handshake(theory.PROFILES["linux"], 0, 1, ROUND_TRIP)):
            self.assertEqual(result.established, 0)
            summary = result.summary()
            for name in ("mean_s", "stddev_s", "p50_s", "p90_s", "p99_s", "p999_s"):
                self.assertIsNone(summary[name], name)
            self.assertIsNone(result.variance)
            self.assertEqual(math.fsum(result.syn_counts()), 1)

    def test_the_program_leaves_fields_empty_where_none_is_established(self):
        command = [sys.executable, "-B", theory.__file__, "--profile", "linux", "--loss", "0.1", "--round-trip", "1000"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        row, = csv.DictReader(done.stdout.splitlines())
        self.assertEqual((row["established"], row["mean_s"], row["p50_s"]), ("0", "", ""))

    def test_what_the_order_at_the_first_tie_is_worth(self):
        for ladder in theory.PROFILES.values():
            for forward, reverse in ((0.1, 0.1), (0.3, 0.2)):
                soon = [
                    sum(list(theory.Handshake(ladder, forward, reverse, ROUND_TRIP, order).atoms.values())[:2])
                    for order in (True, False)
                ]
                # Both SYNs arrive, the first SYN-ACK is lost; then two SYN-ACKs leave instead of one.
                gain = (1 - forward) ** 2 * reverse**2 * (1 - reverse)
                self.assertAlmostEqual(soon[0] - soon[1], gain, 14)

    def test_closed_form_when_the_server_ignores_duplicates(self):
        patient = theory.Ladder(13, 0, 13, 10**9, answers_duplicates=False)
        for forward, reverse in ((0.01, 0.01), (0.1, 0.1), (0.15, 0.05), (0.02, 0.15)):
            result = theory.Handshake(patient, forward, reverse, ROUND_TRIP)
            expected = theory.cardwell_mean(forward, reverse, ROUND_TRIP)
            self.assertAlmostEqual(result.mean, expected, 5)


class MonteCarlo(unittest.TestCase):
    """Brute force against the exact values, z <= 4 each (two-sided error 6e-5), fixed seed."""

    RUNS = 40000

    def check(self, ladder, forward, reverse, timers_first=True):
        exact = theory.Handshake(ladder, forward, reverse, ROUND_TRIP, timers_first)
        rng = random.Random(20260101)
        latencies = [
            play(ladder, forward, reverse, rng, timers_first) for _ in range(self.RUNS)
        ]
        done = [x for x in latencies if x is not None]
        share = exact.established
        error = math.sqrt(share * (1 - share) * self.RUNS)
        self.assertLessEqual(abs(len(done) - share * self.RUNS), 4 * error + 1)
        mean = math.fsum(done) / len(done)
        self.assertLessEqual(abs(mean - exact.mean), 4 * math.sqrt(exact.variance / len(done)))
        for atom, probability in exact.atoms.items():
            if probability * self.RUNS >= 20:
                count = sum(abs(x - atom) < 1e-6 for x in done)
                error = math.sqrt(probability * (1 - probability) * self.RUNS)
                self.assertLessEqual(abs(count - probability * self.RUNS), 4 * error, atom)

    def test_profiles(self):
        for name, ladder in theory.PROFILES.items():
            for forward, reverse in ((0.1, 0.1), (0.3, 0.3), (0.05, 0.4), (0.5, 0.1)):
                with self.subTest(profile=name, forward=forward, reverse=reverse):
                    self.check(ladder, forward, reverse)

    def test_the_other_order_of_a_tie(self):
        for name in ("linux", "freebsd"):
            with self.subTest(profile=name):
                self.check(theory.PROFILES[name], 0.3, 0.3, timers_first=False)

    def test_giving_up(self):
        self.check(theory.Ladder(2, 1, 1, 120000), 0.5, 0.6)
        self.check(theory.Ladder(9, 9, 9, 120000, connect_timeout=4000), 0.5, 0.6)

    def test_rate_limit(self):
        ladder = dataclasses.replace(theory.PROFILES["linux"], synack_ratelimit=1500)
        self.check(ladder, 0.2, 0.7)


class Doc(unittest.TestCase):
    def test_ladders_are_those_of_the_profiles(self):
        # profiles.rst is compared with the program's presets by a test of its own.
        text = DOC.with_name("profiles.rst").read_text(encoding="utf-8")
        rows = {}
        for row in csv.reader(text.splitlines(), skipinitialspace=True):
            rows.setdefault("".join(row[:1]), row)
        presets = rows["field"][2:-1]
        self.assertEqual([name for name in theory.PROFILES if name != "linux-6.18"], presets)
        self.assertEqual(theory.PROFILES["linux-6.18"], theory.PROFILES["linux"])
        fields = {f.name for f in dataclasses.fields(theory.Ladder)} - {"answers_duplicates"}
        for name in fields:
            for preset, value in zip(presets, rows[name][2:-1]):
                value = rows[name][2] if value == "unknown" else value
                ladder = getattr(theory.PROFILES[preset], name)
                with self.subTest(field=name, preset=preset):
                    if isinstance(ladder, bool):
                        self.assertEqual(value, str(ladder).lower())
                    elif rows[name][1] == "s":
                        expected = 0 if ladder == math.inf else ladder
                        self.assertEqual(milliseconds(value), expected)
                    else:
                        self.assertEqual(value, str(ladder))

    def test_tables_of_the_manual_are_current(self):
        for table in (theory.mean_table(ROUND_TRIP), theory.tie_table(ROUND_TRIP)):
            current = table.strip() in DOC.read_text(encoding="utf-8")
            self.assertTrue(current, "put this into handshake-latency.rst:\n" + table)


if __name__ == "__main__":
    unittest.main()
