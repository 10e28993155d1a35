#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What a link does to the segments of whole connections, read from captures of both its ends, against closed forms.

test/link has the same for each model alone; here are a program's options, a TCP that reacts to its losses, and the files
that a user sees. Each test has a confidence of 99.9 %; the seed is fixed, so a run passes or fails for good.
"""

import collections
import math
import os
import pathlib
import statistics
import struct
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
import goodness  # noqa: E402

PROGRAM = str(pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run")
LEVEL = 0.001
NORMAL = statistics.NormalDist()
Z = NORMAL.inv_cdf(1 - LEVEL / 2)
KOLMOGOROV = math.sqrt(-math.log(LEVEL / 2) / 2)  # of sqrt(n) D; the first term of the series, which is enough here


def forward(file):
    """@return [(microseconds, identification)] of the IPv4 packets with the client's address, 10.0.0.1."""
    data = pathlib.Path(file).read_bytes()
    packets, at = [], 24
    while at < len(data):
        second, microsecond, size = struct.unpack_from("<III", data, at)
        if data[at + 30:at + 34] == b"\x0a\x00\x00\x01":  # behind 16 octets of the record and 2 of PPP
            packets.append((second * 1000000 + microsecond, struct.unpack_from(">H", data, at + 22)[0]))
        at += 16 + size
    return packets


def run(name, *options):
    """Runs a scenario on the direct path. @return what the client sent and what of it arrived, as forward() gives it."""
    command = [PROGRAM, "--path", "direct", "--trace", "none", "--pcap", name, "--force", *map(str, options)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return forward(f"{name}-client.pcap"), forward(f"{name}-server.pcap")


def losses(name, loss, connections):
    """@return for each segment of the clients, in order, whether it was lost."""
    sent, arrived = run(name, "--loss-forward", loss, "--connections", connections)
    arrived = collections.deque(number for _, number in arrived)
    lost = []
    for _, number in sent:
        gone = not arrived or arrived[0] != number
        lost.append(gone)
        if not gone:
            arrived.popleft()
    assert not arrived
    return lost


def runs(flags):
    """@return the lengths of the runs of True and of False, those at the two ends left out."""
    lengths, start = {True: [], False: []}, 0
    for i in range(1, len(flags) + 1):
        if i == len(flags) or flags[i] != flags[i - 1]:
            if start > 0 and i < len(flags):
                lengths[flags[start]].append(i - start)
            start = i
    return lengths[True], lengths[False]


def geometric(end):
    """@return [(length, probability)] of runs that end with probability `end` at each step, up to 400/end."""
    return [(n, end * (1 - end) ** (n - 1)) for n in range(1, int(400 / end))]


class GilbertElliott(unittest.TestCase):
    def test_bursts_and_gaps_of_the_simple_model_are_geometric(self):
        p, r = 0.03, 0.3
        lost = losses("gilbert", f"gemodel:{p},{r}", 20000)
        bursts, gaps = runs(lost)
        self.assertGreater(len(bursts), 1500)
        for lengths, end in ((bursts, r), (gaps, p)):
            fit = goodness.likelihood_ratio(collections.Counter(lengths), geometric(end))
            print(f"{len(lengths)} runs, mean {statistics.fmean(lengths):.3f}, expected {1 / end:.3f}, p = {fit:.4f}")
            self.assertGreater(fit, LEVEL)
            self.assertLess(goodness.likelihood_ratio(collections.Counter(lengths), geometric(1.2 * end)), LEVEL)

    def test_the_general_model_has_its_loss_rate_and_mean_burst(self):
        p, r, bad, good = 0.02, 0.1, 0.7, 0.01  # bad = 1-h, good = 1-k
        lost = losses("general", f"gemodel:{p},{r},{bad},{good}", 20000)
        n = len(lost)
        in_bad, in_good = p / (p + r), r / (p + r)
        rate = in_good * good + in_bad * bad
        # The states of two frames j apart are correlated by (1-p-r)^j.
        memory = 1 - p - r
        covariance = in_bad * in_good * (bad - good) ** 2
        variance = rate * (1 - rate) + 2 * covariance * memory / (1 - memory)
        error = Z * math.sqrt(variance / n)
        print(f"loss rate {sum(lost) / n:.5f}, expected {rate:.5f} +- {error:.5f}")
        self.assertAlmostEqual(sum(lost) / n, rate, delta=error)
        # A burst begins after a frame that arrived (doc/links.rst); its variance is that of 50 batches (Student).
        begins = (in_good * (1 - good) * ((1 - p) * good + p * bad)
                  + in_bad * (1 - bad) * (r * good + (1 - r) * bad))
        size = n // 50
        shares = [sum(not lost[i - 1] and lost[i] for i in range(b * size + 1, (b + 1) * size)) / (size - 1)
                  for b in range(50)]
        error = 3.5004 * statistics.stdev(shares) / math.sqrt(50)  # t of 49 degrees of freedom, 99.9 %
        print(f"bursts per frame {statistics.fmean(shares):.5f}, expected {begins:.5f} +- {error:.5f}; "
              f"mean burst {rate / begins:.3f}")
        self.assertAlmostEqual(statistics.fmean(shares), begins, delta=error)


def pareto_quantile(u):
    """As doc/links.rst has it."""
    return min(4.0, 4 / 3 * ((1 - u) ** (-1 / 3) - 1.5))


def invert(quantile):
    """@return the distribution function of an increasing quantile function."""
    def function(x):
        low, high = 0.0, 1.0
        for _ in range(40):
            middle = (low + high) / 2
            low, high = (middle, high) if quantile(middle) <= x else (low, middle)
        return low
    return function


class Jitter(unittest.TestCase):
    DELAY, AMOUNT = 50000, 10000  # microseconds

    # Below 4 times AMOUNT, where the distributions end: there is more than rounding at their ends.
    FUNCTIONS = {
        "uniform": lambda x: min(max((x + 1) / 2, 0), 1),
        "normal": NORMAL.cdf,
        "pareto": lambda x: 1 - (0.75 * x + 1.5) ** -3 if x > -2 / 3 else 0,
        "paretonormal": invert(lambda u: (0 if u <= 0 else NORMAL.inv_cdf(u)) / 4 + 0.75 * pareto_quantile(u)),
    }

    def test_each_distribution(self):
        for name, function in self.FUNCTIONS.items():
            with self.subTest(name):
                sent, arrived = run(name, "--jitter", f"{self.AMOUNT}us,{name}", "--jitter-reorders", "true",
                                    "--connections", 4000, "--bandwidth", "none")
                began = {number: time for time, number in sent}
                self.assertEqual(len(began), len(sent))  # an identification does not come twice
                self.assertEqual(len(sent), len(arrived))
                values = sorted((time - began[number] - self.DELAY) / self.AMOUNT for time, number in arrived)
                n = len(values)
                points = [(i, function(x)) for i, x in enumerate(values) if x < 3.999]
                distance = max(max(u - i / n, (i + 1) / n - u) for i, u in points)
                print(f"{name}: {n} delays, sqrt(n) D = {math.sqrt(n) * distance:.3f}")
                self.assertLess(math.sqrt(n) * distance, KOLMOGOROV)
                # Neither of the others.
                for other in self.FUNCTIONS.keys() - {name}:
                    far = max(abs(self.FUNCTIONS[other](x) - i / n) for i, x in list(enumerate(values))[::50] if x < 3.999)
                    self.assertGreater(math.sqrt(n) * far, KOLMOGOROV, other)


if __name__ == "__main__":
    unittest.main()
