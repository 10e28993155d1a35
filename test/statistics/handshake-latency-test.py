#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Runs synfin-run under loss and holds its summary to the exact calculation (handshake_theory.py).

Confidence: 99 % for the mean latency and for the number of established connections, 99.9 % for the
standard deviation and for the SYN retransmissions. The seed is fixed, so a run passes or fails
for good. doc/handshake-latency.rst says more. Arguments choose profiles; none means all.
"""

import json
import math
import os
import pathlib
import statistics
import subprocess
import sys

import handshake_theory as theory

# SYN and SYN-ACK: 20 octets IPv4, 20 TCP, 20 options, 2 of the point-to-point header, at 1 Gbps.
SERIALISATION = 2 * 62 * 8 / 1e9
DELAY = 0.05
LOSS = 0.1

# Ten clients where 2MSL is long: one would run out of ports.
RUNS = {
    "linux": (100000, []),
    "linux-4": (100000, []),
    "rfc9293": (100000, ["--clients", "10"]),
    "freebsd": (100000, ["--clients", "10"]),
}


def z_value(confidence):
    return statistics.NormalDist().inv_cdf(0.5 + confidence / 2)


def binomial_tails(successes, trials, share):
    """P(X <= successes) and P(X >= successes), summed from the far ends so that they stay exact."""
    if share >= 1:
        return (1.0, 1.0) if successes == trials else (0.0, 1.0)

    def term(k):
        log = math.lgamma(trials + 1) - math.lgamma(k + 1) - math.lgamma(trials - k + 1)
        return math.exp(log + k * math.log(share) + (trials - k) * math.log1p(-share))

    at_least = math.fsum(term(k) for k in range(successes, trials + 1))
    return 1 - at_least + term(successes), at_least


class Report:
    def __init__(self):
        self.failed = False

    def check(self, name, measured, low, high):
        inside = low <= measured <= high
        self.failed |= not inside
        verdict = "ok" if inside else "FAILED"
        print(f"  {name:<32} {measured:<12.9g} within [{low:.9g}, {high:.9g}]: {verdict}")


def compare(summary, exact):
    """Every check of one run; returns whether one of them failed."""
    report = Report()
    connections = summary["connections"]
    latency = summary["handshake_latency_s"]
    attempted = connections["attempted"]
    count = latency["count"]

    below, above = binomial_tails(count, attempted, exact.established)
    report.check("P(so few or fewer established)", below, 0.005, 1)
    report.check("P(so many or more established)", above, 0.005, 1)

    half = z_value(0.99) * math.sqrt(exact.variance / count)
    report.check("mean latency [s]", latency["mean"], exact.mean - half, exact.mean + half)
    report.check("least latency [s]", latency["min"], min(exact.atoms), min(exact.atoms) + 1e-3)

    fourth = exact.moment(4, exact.mean)
    half = z_value(0.999) * math.sqrt((fourth - exact.variance**2) / count)
    report.check(
        "variance [s^2]", latency["stddev"] ** 2, exact.variance - half, exact.variance + half
    )

    mean = exact.syn_retransmissions * attempted
    half = z_value(0.999) * math.sqrt(exact.syn_retransmissions_variance * attempted)
    report.check("SYN retransmissions", summary["retransmissions"]["syn"], mean - half, mean + half)
    return report.failed


def run(program, profile, connections, arguments):
    """The summary of one run."""
    out = pathlib.Path(f"out-{profile}")
    command = [program, "--profile", profile, "--loss", str(LOSS), "--trace", "none"]
    command += ["--connections", str(connections), *arguments, "--out", str(out)]
    print(" ".join(command), flush=True)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return json.loads((out / "summary.json").read_text(encoding="utf-8"))


def main():
    program = str(pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run")
    failed = False
    for profile, (connections, arguments) in RUNS.items():
        if len(sys.argv) > 1 and profile not in sys.argv[1:]:
            continue
        summary = run(program, profile, connections, arguments)
        if summary["connections"]["attempted"] != connections:
            sys.exit(f"attempted {summary['connections']['attempted']}, not {connections}")
        exact = theory.Handshake(
            theory.PROFILES[profile], LOSS, LOSS, 2 * DELAY + SERIALISATION
        )
        failed |= compare(summary, exact)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
