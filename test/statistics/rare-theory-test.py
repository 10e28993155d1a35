#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
Importance sampling against the exact law: handshakes that fail once in a million times, in a hundred million, in ten thousand million.

Seeds are fixed, so a run passes or fails for good. The intervals are of 99 %: of 12 of them, one would miss for one set of seeds in nine.
"""

import json
import pathlib
import subprocess
import sys
import os
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "python"))
from synfin.theory import handshake as theory  # noqa: E402

PROGRAM = str(pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run")
CONNECTIONS = 4000 if os.environ.get("SYNFIN_SANITIZED") == "1" else 20000
Z99 = 2.5758
# Profile: losses at which a handshake fails with a probability of some 1e-6, 1e-8 and 1e-10, and those that are sampled.
CASES = {
    "rfc9293": ((0.178, 0.1, 0.0562), 0.75),
    "linux": ((0.274, 0.185, 0.123), 0.8),
    "linux-4": ((0.139, 0.072, 0.0373), 0.75),
    "freebsd": ((0.139, 0.072, 0.0373), 0.75),
}


def run(name, *options):
    """@return what summary.json of a run with importance sampling has in rare."""
    # Many hosts: those of a timer wheel share its phase, and the exact law is the mean over phases.
    command = [PROGRAM, "--clients", 50, "--servers", 50, "--bandwidth", "none", "--trace", "none", "--connections", CONNECTIONS, "--rate", 200, "--out", name, *options]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(pathlib.Path(name, "summary.json").read_text(encoding="utf-8"))["rare"]


class Rare(unittest.TestCase):
    def check(self, name, rare, exact, most):
        """Asserts that the interval covers, and that the relative error is at most so much."""
        failure = 1 - exact.established
        error = rare["failure_error"]
        print(f"{name}: {rare['failure']:.4g} +- {error:.2g}, exact {failure:.4g}, effective {rare['failure_effective']:.0f}")
        self.assertLess(abs(rare["failure"] - failure), Z99 * error, name)
        self.assertLess(error / rare["failure"], most, name)
        self.assertEqual(rare["timed_out"], rare["failure"])
        self.assertEqual(rare["established"], 1 - rare["failure"])

    def test_failures(self):
        for profile, (losses, sampled) in CASES.items():
            for loss in losses:
                with self.subTest(profile, loss=loss):
                    rare = run(f"{profile}-{loss}", "--profile", profile, "--loss", loss, "--importance-loss", sampled)
                    self.check(f"{profile} {loss}", rare, theory.latency(profile, loss), 0.1)

    def test_single_syn(self):
        """A SYN and a SYN-ACK, each once: the closed form is in everybody's head."""
        once = ("--set", "syn_retries=0", "--set", "synack_retries=0", "--set", "syn_linear_timeouts=0")
        for loss in (1e-6, 1e-8, 1e-10):
            rare = run(f"once-{loss}", *once, "--loss", loss, "--importance-loss", 0.5)
            failure = 1 - (1 - loss) ** 2 if loss > 1e-9 else 2 * loss
            self.assertLess(abs(rare["failure"] / failure - 1), Z99 * rare["failure_error"] / rare["failure"])
            self.assertLess(rare["failure_error"] / rare["failure"], 0.03)

    def test_one_way(self):
        """SYNs alone get lost, with one probability for each way: 11 of them."""
        rare = run("one-way", "--loss-forward", 0.1, "--importance-loss-forward", 0.85)
        self.assertLess(abs(rare["failure"] - 0.1**11), Z99 * rare["failure_error"])
        rare = run("two-ways", "--loss-forward", 0.15, "--loss-reverse", 0.25, "--importance-loss-forward", 0.5,
                   "--importance-loss-reverse", 0.85)
        self.check("two ways", rare, theory.latency("linux", loss_forward=0.15, loss_reverse=0.25), 0.15)

    def test_latency(self):
        exact = theory.latency("linux", 0.02)
        rare = run("latency", "--loss", 0.02, "--importance-loss", 0.3)
        self.assertLess(abs(rare["latency_s_mean"] - exact.mean), Z99 * rare["latency_s_mean_error"])
        self.assertLess(rare["latency_s_mean_error"], 0.01 * exact.mean)
        for name, share in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p999", 0.999), ("p999999", 0.999999)):
            beyond = lambda latency: sum(p for x, p in exact.atoms.items() if x > latency) / exact.established
            found = rare[f"latency_s_{name}"]
            self.assertLess(beyond(found + 0.01), 1.3 * (1 - share), name)
            self.assertGreater(beyond(found - 0.01), 0.7 * (1 - share), name)
        self.assertLess(abs(rare["weight_mean"] - 1), 0.05)


if __name__ == "__main__":
    unittest.main()
