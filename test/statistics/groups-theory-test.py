#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
What groups of users are drawn from, and what servers and their own links do to them, against closed forms.

Each test of chance has a confidence of 99.9 %; the seeds are fixed, so a run passes or fails for good.
"""

import bisect
import csv
import json
import math
import os
import pathlib
import statistics
import subprocess
import unittest

PROGRAM = str(pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run")
LEVEL = 0.001
Z = statistics.NormalDist().inv_cdf(1 - LEVEL / 2)
ONE_TRY = ("--profile", "rfc9293", "--set", "syn_retries=0")


def run(folder, *options, text=""):
    """Runs a scenario, which a file begins. @return its summary."""
    pathlib.Path(f"{folder}.ini").write_text(text or "ip = 4\n", encoding="utf-8")
    command = [PROGRAM, "--config", f"{folder}.ini", "--out", folder, "--force", *map(str, options)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return json.loads(pathlib.Path(folder, "summary.json").read_text(encoding="utf-8"))


def rows(folder):
    """@return those of connections.csv."""
    with open(pathlib.Path(folder) / "connections.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def distance(sample, law):
    """@return Kolmogorov's distance of a sample from a law."""
    values = sorted(sample)
    n = len(values)
    return max(max(law(x) - i / n, (i + 1) / n - law(x)) for i, x in enumerate(values))


def critical(n):
    """@return what that distance exceeds with LEVEL (Kolmogorov 1933, for many values)."""
    return math.sqrt(-math.log(LEVEL / 2) / 2 / n)


class Drawn(unittest.TestCase):
    """Each client's delay, each connection's sizes and pauses."""

    def test_the_latency_is_a_mixture_of_the_clients_round_trips(self):
        clients = 2000
        run("mixture", text=f"connections = {clients}\nrate = 1000\nbandwidth = none\n[group a]\nclients = {clients}\n"
                            "delay = lognormal:40ms,0.6\n")
        # A handshake is a round trip: 100 ms on the shared link, and twice the client's own delay.
        own = [(float(row["handshake_s"]) - 0.1) / 2 for row in rows("mixture")]
        law = statistics.NormalDist(math.log(0.04), 0.6)
        self.assertLess(distance(own, lambda x: law.cdf(math.log(x))), critical(clients))

    def test_sizes(self):
        count = 20000
        run("sizes", text=f"connections = {count}\nrate = 2000\nloss = 0\n[group a]\nrequest = pareto:500,1.5\nresponse = exponential:3kB\n")
        found = rows("sizes")
        requests = [int(row["bytes_sent"]) for row in found]
        responses = [int(row["bytes_received"]) for row in found]
        # Sizes are rounded: half an octet aside.
        self.assertLess(distance([x + 0.5 for x in requests], lambda x: 1 - (500 / max(x, 500)) ** 1.5), critical(count) + 0.002)
        self.assertLess(distance(responses, lambda x: 1 - math.exp(-x / 3000)), critical(count) + 0.001)
        # And independent of each other: correlation of ranks.
        rank = lambda values: [bisect.bisect_left(sorted(values), x) for x in values[:2000]]  # noqa: E731
        self.assertLess(abs(statistics.correlation(rank(requests[:2000]), rank(responses[:2000]))), Z / math.sqrt(2000))

    def test_what_is_measured_is_read_from_a_table(self):
        pathlib.Path("cdf.txt").write_text("10ms 0\n20ms 0.5\n100ms 1\n", encoding="utf-8")
        clients = 1000
        run("table", text=f"connections = {clients}\nrate = 1000\nbandwidth = none\n[group a]\nclients = {clients}\ndelay = table:cdf.txt\n")
        own = [(float(row["handshake_s"]) - 0.1) / 2 for row in rows("table")]
        law = lambda x: (x - 0.01) / 0.01 * 0.5 if x < 0.02 else 0.5 + (x - 0.02) / 0.08 * 0.5  # noqa: E731
        self.assertLess(distance(own, law), critical(clients))


class OwnLosses(unittest.TestCase):
    """On each client's own link, each way."""

    def test_independent_losses(self):
        count, loss = 20000, 0.1
        run("own-loss", *ONE_TRY, text=f"connections = {count}\nrate = 2000\n[group a]\nclients = 50\naccess-loss = {loss}\n")
        # Without a retransmission of the SYN, and none of the SYN-ACK yet: both have to arrive.
        quick = sum(row["handshake_s"] != "" and float(row["handshake_s"]) < 0.5 for row in rows("own-loss"))
        share = (1 - loss) ** 2
        self.assertLess(abs(quick / count - share), Z * math.sqrt(share * (1 - share) / count))

    def test_a_burst_lasts_a_time_however_much_is_sent(self):
        good, bad = 2.0, 0.5
        for rate in (100, 1000):
            with self.subTest(rate):
                count = 400 * rate
                run(f"bursts{rate}", *ONE_TRY, "--arrivals", "constant", "--rate", rate, "--connections", count, "--clients", 20,
                    "--loss-forward", f"gilbert:{good}s,{bad}s", "--delay", "1ms")
                lost = [row["outcome"] != "established" for row in rows(f"bursts{rate}")]
                lengths, length = [], 0
                for fate in [*lost, False]:
                    if fate:
                        length += 1
                    elif length:
                        lengths.append(length / rate)
                        length = 0
                # Seen every 1/rate seconds, a burst has a geometric length; mean 1 / (1 - P(bad still)).
                share = bad / (good + bad)
                still = share + (1 - share) * math.exp(-(1 / good + 1 / bad) / rate)
                mean = 1 / (1 - still) / rate
                self.assertLess(abs(statistics.mean(lengths) - mean), Z * mean / math.sqrt(len(lengths)))
                # The share of lost ones: 400 s tell as much as that many independent times.
                kept = 1 / (1 / good + 1 / bad)
                independent = 400 / (2 * kept)
                self.assertLess(abs(sum(lost) / count - share), Z * math.sqrt(share * (1 - share) / independent))


class Queues(unittest.TestCase):
    """The accept queue of a slow application."""

    def blocked(self, load, backlog, seeds, law):
        """@return the shares of connections that found the queue full, one for each seed."""
        shares = []
        for seed in range(seeds):
            summary = run("queue", *ONE_TRY, "--connections", 20000, "--rate", 100 * load, "--delay", "0s", "--bandwidth", "none", "--backlog",
                          backlog, "--accept-delay", law, "--seed", seed + 1, "--trace", "none", "--clients", 10)
            shares.append(summary["connections"]["timed_out"] / 20000)
        return shares

    def test_is_an_m_m_1_k(self):
        # Served 100 a second. The queue holds one more than the backlog, as Linux has it, and one is in service.
        for load, backlog in ((0.8, 3), (1.5, 2)):
            with self.subTest(load=load, backlog=backlog):
                k = backlog + 2
                expected = (1 - load) * load**k / (1 - load ** (k + 1))
                shares = self.blocked(load, backlog, 16, "exponential:10ms")
                error = statistics.stdev(shares) / 4
                self.assertLess(abs(statistics.mean(shares) - expected), 4.07 * error)  # Student, 15 degrees of freedom
                self.assertLess(error, expected / 20)

    def test_a_constant_service_and_constant_arrivals_never_meet(self):
        summary = run("d-d-1", *ONE_TRY, "--connections", 1000, "--arrivals", "constant", "--rate", 99, "--accept-delay", "10ms", "--backlog",
                      0, "--delay", "0s")
        self.assertEqual(summary["connections"]["established"], 1000)
        summary = run("d-d-1-late", *ONE_TRY, "--connections", 1000, "--arrivals", "constant", "--rate", 200, "--accept-delay", "10ms",
                      "--backlog", 0, "--delay", "0s", "--bandwidth", "none")
        # Every second one goes, and two are there when the last one comes: in service and in the queue.
        self.assertAlmostEqual(summary["connections"]["established"], 501, delta=1)


class Windows(unittest.TestCase):
    """--warmup and --measure: intervals by batch means."""

    def test_intervals_cover_the_mean(self):
        # TIME_WAIT of a second at 50 a second: Little's law says 50.
        hits = {"time_wait": 0, "established_per_s": 0}
        runs = 100
        for seed in range(runs):
            window = run("window", "--rate", 50, "--set", "time_wait=1s", "--set", "timer_hz=0", "--warmup", "5s", "--measure", "200s",
                         "--seed", seed + 1, "--trace", "none")["window"]
            for key in hits:
                hits[key] += abs(window[key] - 50) <= window[f"{key}_ci95"]
        for key, count in hits.items():
            # 95 of 100, give or take three standard deviations.
            self.assertGreaterEqual(count, 88, key)

    def test_what_is_in_it(self):
        summary = run("inside", "--rate", 100, "--arrivals", "constant", "--warmup", "1s", "--measure", "2s", "--bandwidth", "none")
        window = summary["window"]
        self.assertEqual((window["from_s"], window["to_s"], window["attempted"], window["established"]), (1.0, 3.0, 200, 200))
        self.assertAlmostEqual(window["handshake_latency_s"], 0.1, places=9)
        self.assertAlmostEqual(window["handshake_latency_s_ci95"], 0, places=9)
        self.assertEqual((window["established_per_s"], window["established_per_s_ci95"]), (100.0, 0.0))
        # None begins behind the window, and all that began end.
        self.assertEqual(summary["connections"]["attempted"], 301)
        self.assertEqual(summary["close"]["orderly"], 301)
        self.assertEqual(summary["time_wait"]["steady_from_s"], 1.0)

    def test_nothing_is_told_of_a_window_that_the_run_does_not_reach(self):
        window = run("short", "--connections", 10, "--warmup", "1h", "--measure", "1h", "--set", "time_wait=1s")["window"]
        self.assertEqual((window["attempted"], window["time_wait"], window["handshake_latency_s"]), (0, None, None))


class Replay(unittest.TestCase):
    """--arrivals file: what was recorded is run again."""

    TIMES = (0.0, 0.25, 0.25, 1.5, 7.125)

    def begun(self, folder, name, *options):
        run(folder, "--arrivals", f"file:{name}", *options)
        return tuple(float(row["start_s"]) for row in rows(folder))

    def test_times(self):
        pathlib.Path("times.txt").write_text("# seconds\n1700000001.5 x\n1700000000\n1700000000.25\n1700000000.25 # y\n\n1700000007.125\n",
                                             encoding="utf-8")
        self.assertEqual(self.begun("times", "times.txt"), self.TIMES)
        self.assertEqual(self.begun("first", "times.txt", "--connections", 2), self.TIMES[:2])

    def test_tcplife(self):
        lines = ["TIME(s)    PID   COMM       LADDR           LPORT RADDR           RPORT TX_KB RX_KB MS"]
        lines += [f"{10 + begin + 0.5 * i:.3f} 22597 curl 10.0.0.1 {4000 + i} 10.0.0.2 80 0 1 {500 * i:.2f}" for i, begin in enumerate(self.TIMES)]
        pathlib.Path("life.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.assertEqual(self.begun("life", "life.txt"), self.TIMES)

    def test_a_capture_of_a_run_is_that_run_again(self):
        run("recorded", "--connections", 200, "--rate", 50, "--pcap", "recorded", "--loss", "10%", "--ip", 6)
        first = [float(row["start_s"]) for row in rows("recorded")]
        again = self.begun("replayed", "recorded-client.pcap")
        self.assertEqual(len(again), 200)
        for one, other in zip(first, again):
            self.assertAlmostEqual(one - first[0], other, delta=1.1e-6)  # the capture has microseconds

    def test_files_that_are_none(self):
        for name, octets, told in (("empty", b"", "at least one connection"), ("word", b"1.5\nsoon\n", "line 2"),
                                   ("header", b"PID COMM MS\n1 a 2\n", "TIME(s)"), ("cut", b"\xd4\xc3\xb2\xa1" + b"\0" * 20, "a capture of"),
                                   ("negative", b"-1\n", "line 1")):
            pathlib.Path(name).write_bytes(octets)
            done = subprocess.run([PROGRAM, "--arrivals", f"file:{name}", "--out", "none"], check=False, capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
            self.assertIn(told, done.stderr)


if __name__ == "__main__":
    unittest.main()
