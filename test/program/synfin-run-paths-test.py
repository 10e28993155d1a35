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
from synfin_run import run  # noqa: E402

FILES = ("transitions.csv", "connections.csv", "hosts.csv")

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
    "slow link": ["--bandwidth", "200kbps", "--queue", "20p", "--request", "500", "--arrivals", "constant"],
    "many hosts": ["--clients", "5", "--servers", "3", "--jitter", "10ms,normal", "--loss", "gemodel:5%,30%"],
    "many hosts and IPv6": ["--clients", "3", "--servers", "2", "--ip", "6", "--loss", "5%", "--request", "3000",
                            "--corrupt", "2%"],
    "full queue": ["--bandwidth", "100kbps", "--queue", "2p", "--request", "5000", "--clients", "2", "--duplicate", "5%"],
    "burst of arrivals": ["--clients", "4", "--arrivals", "burst", "--jitter", "3ms", "--reorder", "10%"],
}


class EqualPaths(unittest.TestCase):
    def test_both_paths_write_the_same_files_and_captures(self):
        for name, options in SCENARIOS.items():
            with self.subTest(name):
                folder = name.replace(" ", "-")
                both = [run(f"{folder}-{path}", "--connections", "400", "--path", path, "--pcap", f"{folder}-{path}",
                            *options) for path in ("ip", "direct")]
                for file in FILES:
                    self.assertEqual(*(results.read(file) for results in both), file)
                for end in ("client", "server"):
                    ip, direct = (pathlib.Path(f"{folder}-{path}-{end}.pcap").read_bytes() for path in ("ip", "direct"))
                    self.assertGreater(len(ip), 100000)
                    self.assertTrue(ip == direct, f"{end}: the captures differ")


class Outage(unittest.TestCase):
    """An outage while 1,000 connections close, for so long that the profile gives them up."""

    def test_every_connection_is_closed_at_both_ends(self):
        # Clients close at 1.1 s; nothing passes from 1.09 s on. Linux gives up an orphan's FIN after 8 retransmissions,
        # so the client ends without an answer, and the server's user never hears of it: keep-alive finds out.
        results = run("outage", "--path", "direct", "--connections", "1000", "--arrivals", "burst", "--hold", "1s",
                      "--schedule", "1090ms loss=1", "--set", "keepalive=true", "--clients", "2")
        last = {}
        causes = collections.Counter()
        for row in results.read("transitions.csv").splitlines()[1:]:
            fields = row.split(",")
            if fields[2] != "0":
                last[fields[1], fields[2]] = fields[8]
                if fields[8] == "CLOSED":
                    causes[fields[9]] += 1
        self.assertEqual(len(last), 2000)
        self.assertEqual(set(last.values()), {"CLOSED"})
        self.assertEqual(causes, {"timed_out": 1000, "keepalive_timeout": 1000})

    def test_after_a_short_outage_all_close_in_order(self):
        results = run("short", "--path", "direct", "--connections", "1000", "--arrivals", "burst", "--hold", "1s",
                      "--schedule", "1090ms loss=1; 3s loss=0")
        self.assertEqual(results.summary["close"]["orderly"], 1000)
        self.assertGreater(results.summary["retransmissions"]["fin"], 0)


if __name__ == "__main__":
    unittest.main()
