#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
Blind attacks against their closed forms (synfin.theory.blind), with RFC 5961 and without.

The largest window there is, a quarter of all sequence numbers, makes a hit likely, and so a sample of thousands cheap; the forms have
no other scale. Statements about chance have a confidence of 99 % each; the seed is fixed, so a run passes or fails for good.
"""

import collections
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "test" / "program"), str(ROOT / "examples" / "python")]
from goodness import likelihood_ratio  # noqa: E402
from synfin_run import run  # noqa: E402
from synfin.theory import blind  # noqa: E402
from synfin.theory.intervals import normal_quantile  # noqa: E402

GREAT = (65535 << 14) - 100  # less a request that is too small to move its edge
VICTIMS = 2000
BEGIN, RATE = 1.0, 100000
LEVEL = 0.01


class Blind(unittest.TestCase):
    def attack(self, name, guesses, *lines, victims=(), rmem=1 << 30, profile=()):
        """
        Guesses so often at each of many connections, one after the other.

        @return the results, and what the attack came to
        """
        text = "\n".join(("bandwidth = none", "[profile]", "timer_hz = 0", f"rmem = {rmem}", "invalid_ratelimit = 0s", *profile,
                          "[group victims]", "rate = 1", "arrivals = burst", f"connections = {VICTIMS}", "request = 100", "response = 100",
                          "hold = 1000s", *victims, "[group forger]", "victims = victims", "arrivals = constant", f"rate = {RATE}",
                          f"begin = {BEGIN}s", f"connections = {guesses * VICTIMS}", *lines, "[server web]", ""))
        pathlib.Path(f"{name}.ini").write_text(text, encoding="utf-8")
        results = run(name, "--config", f"{name}.ini", "--duration", "100s")
        told = next(part["attack"] for part in results.summary["groups"] if part["group"] == "forger")
        self.assertEqual((told["sent"], told["victims"]), (guesses * VICTIMS, VICTIMS))
        return results, told

    def hits(self, results):
        """@return {how many guesses at it were in vain before: connections}, of those that were reset at the server."""
        ends = [float(row["time_s"]) for row in results.transitions() if row["cause"] == "rst_received" and row["lport"] == "80"]
        return collections.Counter(int((time - 0.05 - BEGIN + 1e-9) * RATE // VICTIMS) for time in ends)

    def fits(self, hits, law, guesses, name):
        """Asserts that guesses until the first hit are as a law of the probability of one in n has it."""
        classes = [(n, law(n + 1) - law(n)) for n in range(guesses)] + [("none", 1 - law(guesses))]
        observed = {**hits, "none": VICTIMS - sum(hits.values())}
        if classes[-1][1] < 1e-12:
            self.assertEqual(observed.pop("none"), 0, name)
            classes.pop()
        chance = likelihood_ratio(observed, classes)
        print(f"{name}: {sum(hits.values())} of {VICTIMS} hit, expected {VICTIMS * law(guesses):.1f}, p = {chance:.3f}")
        self.assertGreater(chance, LEVEL, name)

    def is_binomial(self, count, trials, share, name):
        half = normal_quantile(1 - LEVEL) * (trials * share * (1 - share)) ** 0.5 + 0.5
        print(f"{name}: {count} of {trials}, expected {trials * share:.1f} +- {half:.1f}")
        self.assertAlmostEqual(count, trials * share, delta=half, msg=name)

    def test_random_resets_without_rfc_5961(self):
        results, told = self.attack("random", 12, "kind = rst-blind", "guess = random", profile=("insecure_rst = true",))
        self.assertEqual(told["window"], GREAT)
        self.fits(self.hits(results), lambda n: blind.random_success(n, blind.reset_numbers(GREAT, False)), 12, "random")
        self.assertEqual(told["successes"], sum(self.hits(results).values()))

    def test_a_sweep_of_resets_without_rfc_5961(self):
        results, told = self.attack("sweep", 5, "kind = rst-blind", profile=("insecure_rst = true",))
        self.assertEqual(told["successes"], VICTIMS)
        self.fits(self.hits(results), lambda n: blind.sweep_success(n, GREAT, GREAT), 5, "sweep")

    def test_a_sweep_of_a_smaller_window(self):
        for step in ("auto", 3 << 24):
            results, told = self.attack(f"small-{step}", 40, "kind = rst-blind", f"step = {step}", rmem=1 << 26,
                                        profile=("insecure_rst = true",))
            window = round(told["window"])
            self.assertGreater(window, 1 << 25)
            width = window if step == "auto" else step
            self.fits(self.hits(results), lambda n: blind.sweep_success(n, window, width), 40, f"window {window}, step {width}")

    def test_ports_that_are_not_known(self):
        for how in ("sweep", "random"):
            lines = ("kind = rst-blind", f"guess = {how}", "ports-known = false", "victim-ports = 40000-40003",
                     *((f"step = {GREAT}",) if how == "sweep" else ()))
            results, told = self.attack(f"ports-{how}", 20, *lines, profile=("insecure_rst = true",),
                                        victims=(f"clients = {VICTIMS}", "ip_local_port_range = 40000-40003"))
            hits = self.hits(results)
            if how == "random":
                self.fits(hits, lambda n: blind.random_success(n, GREAT, ports=4), 20, "ports, random")
            else:
                # Four rounds of the ports with the four windows, and one more.
                rounds = collections.Counter()
                for n, count in hits.items():
                    rounds[n // 4] += count
                self.fits(rounds, lambda n: blind.sweep_success(4 * n, GREAT, GREAT, ports=4), 5, "ports, sweep")

    def test_resets_as_rfc_5961_has_them(self):
        """None but RCV.NXT itself resets; what is in the window is challenged, all else dropped in silence."""
        results, told = self.attack("safe", 50, "kind = rst-blind", "guess = random")
        self.assertEqual(told["successes"], 0)
        self.assertLess(blind.random_success(50 * VICTIMS, blind.reset_numbers(GREAT)), 1e-4)
        self.assertEqual(told["met"], 50 * VICTIMS)
        self.is_binomial(told["challenge_acks"], 50 * VICTIMS, GREAT / blind.SPACE, "challenged")
        drops = results.summary["drops"]
        self.assertEqual((drops["rst_challenged"], drops["rst_challenged"] + drops["rst_out_of_window"]),
                         (told["challenge_acks"], 50 * VICTIMS))

    def test_syns(self):
        old = self.attack("syn", 1, "kind = syn-blind", "guess = random", profile=("insecure_syn = true",))[1]
        self.is_binomial(old["successes"], VICTIMS, GREAT / blind.SPACE, "SYNs")
        new = self.attack("syn-safe", 3, "kind = syn-blind", "guess = random")[1]
        self.assertEqual((new["successes"], new["challenge_acks"]), (0, 3 * VICTIMS))

    def test_clients(self):
        told = self.attack("client", 1, "kind = rst-blind", "guess = random", "target = client", profile=("insecure_rst = true",))[1]
        self.is_binomial(told["successes"], VICTIMS, GREAT / blind.SPACE, "clients")

    def test_data(self):
        for is_safe in (False, True):
            for length in (1, 500):
                told = self.attack(f"data-{is_safe}-{length}", 5, "kind = data-blind", "guess = random", f"request = {length}",
                                   profile=(f"insecure_ack = {str(not is_safe).lower()}",))[1]
                share = blind.data_numbers(GREAT, length) / blind.SPACE * blind.ack_share(GREAT, rfc5961=is_safe)
                self.assertAlmostEqual(told["acks"], GREAT, delta=1 << 15)
                self.is_binomial(told["successes"], 5 * VICTIMS, share, f"data of {length}, RFC 5961 {is_safe}")

    def test_a_sweep_of_data(self):
        """Two acknowledgement numbers are enough without RFC 5961 5; with it, as many as the peer's window goes into all of them."""
        told = self.attack("sweep-data", 4, "kind = data-blind", profile=("insecure_ack = true",))[1]
        self.is_binomial(told["successes"], VICTIMS, blind.sweep_success(4, GREAT, GREAT, acks=2), "two windows, two ACKs")
        told = self.attack("sweep-data-safe", 4, "kind = data-blind", f"ack-step = {1 << 30}")[1]
        self.is_binomial(told["successes"], VICTIMS, blind.sweep_success(4, GREAT, GREAT, acks=4) * 4 * blind.ack_share(GREAT),
                         "a window, four ACKs")


if __name__ == "__main__":
    unittest.main()
