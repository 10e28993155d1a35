#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Runs synfin-run under loss and holds its summary to the exact calculation (synfin/theory/handshake.py).

Confidence: 99 % for the mean latency and for the number of established connections, 99.9 % for the
quantiles and for the number of SYN retransmissions. The seed is fixed, so a run passes or fails
for good. doc/handshake-latency.rst says more. Arguments choose profiles; none means all.
"""

import json
import math
import os
import pathlib
import statistics
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "python"))
from synfin.theory import handshake as theory

# SYN and SYN-ACK: 20 octets IPv4, 20 TCP, 20 options, 2 of the point-to-point header, at 1 Gbps.
SERIALISATION = 2 * 62 * 8 / 1e9
DELAY = 0.05
EXACT = 1e-9  # rounding
QUEUEING = 1e-4  # what a packet may wait behind others; atoms are 1 s apart

# Profile, loss, connections, further arguments. Ten clients where 2MSL is long: one would run out of
# ports. The last run is there for the connections that give up; what such a one leaves at the server
# stays there for ever, so that its four-tuple had better not come again soon.
RUNS = (
    ("linux", 0.1, 100000, []),
    ("linux-4", 0.1, 30000, []),
    ("rfc9293", 0.1, 30000, ["--clients", "10"]),
    ("freebsd", 0.1, 30000, ["--clients", "10"]),
    ("linux-4", 0.4, 20000, ["--clients", "20"]),
)


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


def check_quantile(report, name, share, measured, exact, count):
    """A quantile splits the sample: share x count values are not above it, and no more are below it."""
    at_most = below = 0.0
    for latency, joint in exact.atoms.items():
        probability = joint / exact.established
        at_most += probability if latency <= measured + QUEUEING else 0
        below += probability if latency < measured - QUEUEING else 0
    error = lambda p: z_value(0.999) * math.sqrt(max(p * (1 - p), 0) / count)
    report.check(f"{name}: share of lower ones", below, 0, share + error(below))
    report.check(f"{name}: share of not higher ones", at_most, share - error(at_most), 1 + EXACT)


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
    least = min(exact.atoms)
    report.check("least latency [s]", latency["min"], least - EXACT, least + EXACT)

    for name, share in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p999", 0.999)):
        check_quantile(report, name, share, latency[name], exact, count)

    mean = exact.syn_retransmissions * attempted
    half = z_value(0.999) * math.sqrt(exact.syn_retransmissions_variance * attempted)
    report.check("SYN retransmissions", summary["retransmissions"]["syn"], mean - half, mean + half)
    return report.failed


def run(program, profile, loss, connections, arguments):
    """The summary of one run."""
    out = pathlib.Path(f"out-{profile}-{loss}")
    command = [program, "--profile", profile, "--loss", str(loss), "--trace", "none", "--set", "timer_hz=0"]
    command += ["--connections", str(connections), *arguments, "--out", str(out)]
    print(" ".join(command), flush=True)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return json.loads((out / "summary.json").read_text(encoding="utf-8"))


def main():
    program = str(pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run")
    failed = False
    for profile, loss, connections, arguments in RUNS:
        if len(sys.argv) > 1 and profile not in sys.argv[1:]:
            continue
        summary = run(program, profile, loss, connections, arguments)
        if summary["connections"]["attempted"] != connections:
            sys.exit(f"attempted {summary['connections']['attempted']}, not {connections}")
        ladder = theory.PROFILES[profile]
        exact = theory.Handshake(ladder, loss, loss, 2 * DELAY + SERIALISATION)
        failed |= compare(summary, exact)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
