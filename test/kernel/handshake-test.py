#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""20,000 handshakes of this machine's kernel at each loss rate, 30 % or those given, against the law of profile `linux` with timer_hz.

    handshake-test.py [LOSS]...

Chi-square over the second in which a connection is established. With timers that ride the wheel it must not reject (p
of 0.0001), and at 30 % it must with exact timers: else it could not tell. Two namespaces have one kernel, and so one phase, which the
law knows; that synfin has the law of two phases is test/statistics/wheel-theory-test.py's.
"""

import concurrent.futures
import os
import pathlib
import sys

from scipy import stats

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "python"))
import kernel_pair  # noqa: E402
from synfin.theory import Handshake, Ladder  # noqa: E402
from synfin.theory.wheel import WheelHandshake  # noqa: E402

DELAY_MS = 50
LOSSES = [float(word) for word in sys.argv[1:]] or [0.3]
TELLING = 0.3  # so many must be lost that exact timers show
CONNECTIONS = int(os.environ.get("SYNFIN_KERNEL_CONNECTIONS", 20000))
RATE = 500  # a second
PATIENCE = 40  # s after the last one began
LEAST_EXPECTED = 10  # of a category
LEVEL = 1e-4


def ladder():
    """What of this kernel's settings decides a handshake."""
    return Ladder(
        syn_retries=kernel_pair.sysctl("net.ipv4.tcp_syn_retries"),
        syn_linear_timeouts=kernel_pair.sysctl("net.ipv4.tcp_syn_linear_timeouts"),
        synack_retries=kernel_pair.sysctl("net.ipv4.tcp_synack_retries"),
        rto_max=120000,
    )


def categories(law, size):
    """@return [(first second, beyond the last one, expected count)], lumped; the last one holds those that never are"""
    shares = [0.0] * (PATIENCE + 1)
    for latency, share in law.atoms.items():
        shares[min(int(latency), PATIENCE)] += share
    shares[-1] += 1 - sum(shares)
    result, begin, sum_ = [], 0, 0.0
    for second, share in enumerate(shares):
        sum_ += share
        rest = sum(shares[second + 1:])
        if second == PATIENCE or (sum_ * size >= LEAST_EXPECTED and rest * size >= LEAST_EXPECTED):
            result.append((begin, second + 1, sum_ * size))
            begin, sum_ = second + 1, 0.0
    return result


def compare(latencies, law):
    """@return p of the chi-square test; prints its table"""
    bins = categories(law, len(latencies))
    seconds = [PATIENCE if latency is None else min(int(latency), PATIENCE) for latency in latencies]
    observed = [sum(begin <= second < end for second in seconds) for begin, end, _ in bins]
    expected = [count for _, _, count in bins]
    print("  established within s   " + " ".join(f"{end:>8}" for _, end, _ in bins[:-1]) + "    later")
    print("  this kernel            " + " ".join(f"{count:8}" for count in observed))
    print("  expected               " + " ".join(f"{count:8.1f}" for count in expected))
    result = stats.chisquare(observed, expected)
    print(f"  chi-square {result.statistic:.1f}, p {result.pvalue:.2g}")
    return result.pvalue


def measured(loss):
    with kernel_pair.Pair(f"handshake-{loss}", DELAY_MS, loss, loss, seed=int.from_bytes(os.urandom(4), "big")) as pair:
        pair.serve()
        return pair.connect(CONNECTIONS, RATE, PATIENCE)


def run():
    hz = kernel_pair.hz()
    with concurrent.futures.ThreadPoolExecutor() as parallel:
        results = list(parallel.map(measured, LOSSES))
    wrong = []
    for loss, latencies in zip(LOSSES, results):
        done = [latency for latency in latencies if latency is not None]
        print(f"{CONNECTIONS} connections, {loss:.0%} loss, {hz} Hz: mean {sum(done) / len(done):.4f} s")
        print("timers on the wheel:")
        wheel = compare(latencies, WheelHandshake(ladder(), hz, loss, loss, 2 * DELAY_MS / 1000, lag=DELAY_MS / 1000))
        print("exact timers:")
        exact = compare(latencies, Handshake(ladder(), loss, loss, 2 * DELAY_MS / 1000))
        if wheel < LEVEL:
            wrong.append(f"at {loss:.0%} this kernel's handshakes have another distribution than timer_hz gives")
        if exact > LEVEL and loss >= TELLING:
            wrong.append("exact timers are not told from this kernel's: the test shows nothing")
    if wrong:
        sys.exit("FAILED: " + "; ".join(wrong))


if __name__ == "__main__":
    kernel_pair.main(run)
