#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-run's two paths: the same seed and impairments give the same bytes, through IP or from stack to stack."""

import collections
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import SANITIZED, Results, run  # noqa: E402

FILES = ("transitions.csv", "connections.csv", "segments.csv", "drops.csv", "hosts.csv", "counters.csv")

SCENARIOS = {
    "loss-free": [],
    "loss": ["--loss", "0.1"],
    "bursts": ["--loss", "gemodel:5%,30%", "--closer", "server"],
    "chain": ["--loss-forward", "state:1%,30%,10%,50%,1%", "--loss-reverse", "0.05"],
    "jitter": ["--jitter", "10ms,normal", "--profile", "rfc9293"],
    "reordering jitter": ["--jitter", "20ms,pareto,25%", "--jitter-reorders", "true", "--closer", "both"],
    "schedule": ["--schedule", "1s loss=1 delay=80ms; 2s loss=0", "--profile", "freebsd"],
    "everything": ["--loss", "2%", "--jitter", "5ms", "--reorder", "5%", "--duplicate", "2%", "--corrupt", "1%", "--ip",
                   "6", "--request", "3000", "--response", "9000"],
    "by name": ["--lose", "synack,ack2:1", "--hold", "100ms"],
    "by name one way": ["--lose-forward", "ack2:1,fin2", "--lose-reverse", "data:1", "--request", "300"],
    "slow link": ["--bandwidth", "200kbps", "--queue", "20p", "--request", "500", "--arrivals", "constant"],
    "many hosts": ["--clients", "5", "--servers", "3", "--jitter", "10ms,normal", "--loss", "gemodel:5%,30%"],
    "many hosts and IPv6": ["--clients", "3", "--servers", "2", "--ip", "6", "--loss", "5%", "--request", "3000",
                            "--corrupt", "2%"],
    "queue that marks": ["--bandwidth", "2Mbps", "--ecn-threshold", "3p", "--set", "ecn=1", "--response", "60000", "--loss", "1%"],
    "queue that marks IPv6": ["--bandwidth", "2Mbps", "--ecn-threshold", "4kB", "--set", "ecn=1", "--response", "60000", "--ip",
                              "6", "--clients", "2", "--servers", "2"],
    "full queue": ["--bandwidth", "100kbps", "--queue", "2p", "--request", "5000", "--clients", "2", "--duplicate", "5%"],
    "frames that wait at the end": ["--bandwidth", "1Mbps", "--queue", "100p", "--request", "20000", "--duration", "3s"],
    "closed loop": ["--arrivals", "closed", "--concurrency", "9", "--think", "10ms", "--loss", "2%"],
    "addresses": ["--clients", "2", "--addresses-per-client", "3", "--servers", "2", "--ip", "6"],
    "requests": ["--requests-per-connection", "4", "--request", "3000", "--response", "9000", "--think", "7ms"],
    # Here they meet by chance, and seldom; in bursts they always do, which is enough for sanitizers.
    "frames that meet": ["--clients", "3", "--connections", "2000" if SANITIZED else "20000", "--rate", "1000", "--loss", "0.05"],
    "no time at all": ["--clients", "3", "--servers", "2", "--delay", "0s", "--bandwidth", "none", "--request", "3000",
                       "--response", "9000", "--requests-per-connection", "3", "--loss", "2%"],
    "users of many hosts": ["--clients", "4", "--arrivals", "closed", "--concurrency", "50", "--delay", "1ms", "--bandwidth",
                            "none", "--loss", "5%", "--closer", "both"],
    "users who pause together": ["--clients", "3", "--arrivals", "burst", "--hold", "1s", "--closer", "both", "--request",
                                 "3000", "--duplicate", "5%"],
    "an end with frames in the queue": ["--duration", "5s", "--bandwidth", "500kbps", "--response", "30000", "--rate", "50"],
    "burst of arrivals": ["--clients", "4", "--arrivals", "burst", "--jitter", "3ms", "--reorder", "10%"],
}


class EqualPaths(unittest.TestCase):
    def test_both_paths_write_the_same_files_and_captures(self):
        for name, options in SCENARIOS.items():
            with self.subTest(name):
                folder = name.replace(" ", "-")
                count = [] if "--connections" in options else ["--connections", "400"]
                both = [run(f"{folder}-{path}", *count, "--path", path, "--trace", "segments", "--counters",
                            "--pcap", f"{folder}-{path}", *options) for path in ("ip", "direct")]
                for file in FILES:
                    self.assertEqual(*(results.read(file) for results in both), file)
                for end in ("client", "server"):
                    ip, direct = (pathlib.Path(f"{folder}-{path}-{end}.pcap").read_bytes() for path in ("ip", "direct"))
                    self.assertGreater(len(ip), 100000)
                    self.assertTrue(ip == direct, f"{end}: the captures differ")


class Outage(unittest.TestCase):
    """
    An outage while connections close leaves every one of them CLOSED at both ends, as the profile prescribes.

    They begin in the first second, are established when nothing passes any more, and close between 2.1 and
    3.1 s. The round trip is 100 ms exactly.
    """

    COUNT = 100 if SANITIZED else 1000
    OPTIONS = ("--connections", str(COUNT), "--arrivals", "constant", "--rate", str(COUNT), "--hold", "2s",
               "--bandwidth", "none", "--set", "timer_hz=0")

    # How an end that closes ends when its FIN is never acknowledged, and after how many ms in FIN_WAIT_1 or LAST_ACK.
    # linux: a loss probe after 300 ms, then RTO 300 ms, doubling; given up by the first timeout that is
    # 200 ms x (2^9 - 1) after the first one
    # (orphan_retries 8, retries_as_time). freebsd: 12 retransmissions, RTO 300 ms, doubling, and 200 ms, at most 64 s. rfc9293: RTO 1 s, the
    # user timeout comes first.
    GIVES_UP = {
        "linux": ("timed_out", 300 * 2 ** 9),
        "linux-4": ("timed_out", 300 * 2 ** 9),
        "freebsd": ("timed_out", 300 * (2 ** 8 - 1) + 8 * 200 + 5 * 64000),
        "rfc9293": ("user_timeout", 5 * 60000),
    }

    # An end that hears nothing finds out by keep-alive, which is on here: two hours, and probes 75 s apart.
    KEEPALIVE = {"linux": 7200 + 9 * 75, "linux-4": 7200 + 9 * 75, "freebsd": 7200 + 8 * 75, "rfc9293": 7200 + 9 * 75}

    def ends_of(self, name, *options):
        """
        Runs the scenario on both paths.

        @return how many ends on the clients' side, and on the servers', went to CLOSED from which state, why, and
        after how many ms there
        """
        runs = [run(f"{name}-{path}", *self.OPTIONS, "--path", path, "--set", "keepalive=true", *options)
                for path in ("direct", "ip")]
        self.assertEqual(runs[0].read("transitions.csv"), runs[1].read("transitions.csv"))
        last = {(row["conn"], row["host"]): row for row in runs[0].transitions()}
        self.assertEqual(len(last), 2 * self.COUNT)
        self.assertEqual({row["newstate"] for row in last.values()}, {"CLOSED"})
        sides = collections.Counter(), collections.Counter()
        for row in last.values():
            sides[row["lport"] == "80"][row["oldstate"], row["cause"], float(row["ms"])] += 1
        return sides

    def test_for_ever(self):
        for profile, (cause, after) in self.GIVES_UP.items():
            gone = {("FIN_WAIT_1", cause, after): self.COUNT}
            unaware = {("ESTABLISHED", "keepalive_timeout", self.KEEPALIVE[profile] * 1000): self.COUNT}
            for closer, expected in {"client": (gone, unaware), "server": (unaware, gone), "both": (gone, gone)}.items():
                with self.subTest(profile=profile, closer=closer):
                    sides = self.ends_of(f"ever-{profile}-{closer}", "--schedule", "1500ms loss=1", "--profile", profile,
                                         "--closer", closer)
                    self.assertEqual(sides, expected)

    def test_for_ever_on_the_way_back_only(self):
        """The FIN arrives, but neither its ACK nor the other FIN: both ends retransmit until they give up."""
        for profile, (cause, after) in self.GIVES_UP.items():
            with self.subTest(profile=profile):
                client, server = self.ends_of(f"back-{profile}", "--schedule-reverse", "1500ms loss=1", "--profile",
                                              profile)
                self.assertEqual(client, {("FIN_WAIT_1", cause, after): self.COUNT})
                self.assertEqual(server, {("LAST_ACK", cause, after): self.COUNT})

    def test_longer_than_the_closer_waits(self):
        """The link is back when keep-alive asks: an end that is no more answers by RST."""
        for profile, (cause, after) in self.GIVES_UP.items():
            with self.subTest(profile=profile):
                client, server = self.ends_of(f"long-{profile}", "--schedule", "1500ms loss=1; 1h loss=0", "--profile",
                                              profile)
                self.assertEqual(client, {("FIN_WAIT_1", cause, after): self.COUNT})
                self.assertEqual(server, {("ESTABLISHED", "rst_received", 7200 * 1000 + 100): self.COUNT})

    def test_for_a_while(self):
        """Retransmitted FINs arrive when it is over: every connection closes in order."""
        for profile in self.GIVES_UP:
            for closer in ("client", "both"):
                with self.subTest(profile=profile, closer=closer):
                    name = f"while-{profile}-{closer}"
                    client, server = self.ends_of(name, "--schedule", "1500ms loss=1; 5s loss=0", "--profile", profile,
                                                  "--closer", closer)
                    self.assertEqual({cause for _, cause, _ in client + server} - {"ack_received"},
                                     {"time_wait_expired"})
                    summary = Results(f"{name}-direct").summary
                    self.assertEqual(summary["close"], {"orderly": self.COUNT, "reset": 0, "timed_out": 0, "crashed": 0, "open": 0})
                    self.assertGreaterEqual(summary["retransmissions"]["fin"], self.COUNT)


if __name__ == "__main__":
    unittest.main()
