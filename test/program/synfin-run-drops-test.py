#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""drops.csv: each segment that is sent arrives, or has a row that says where it was lost and why; and what a TCP drops has one, too."""

import collections
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import both_paths, run  # noqa: E402

BEFORE_TCP = ("malformed", "bad_address")  # a host drops these before its TCP hears of them
AT_A_HOST = ("unreachable", "down")  # it neither sends nor hears


def on_the_way(row):
    """@return whether the segment of a row never was one that a host received."""
    return row["place"] != "host" or row["reason"] in (*BEFORE_TCP, *AT_A_HOST)


class Drops(unittest.TestCase):
    def of(self, name, text, *options):
        """Runs a scenario on both paths, and holds what was sent against what became of it. @return the rows, the results."""
        results = both_paths(self, name, text or "seed = 1\n", *options)
        drops = results.rows("drops.csv")
        left = collections.Counter()
        content = lambda row: tuple(row[key] for key in ("conn", "flags", "seq", "ack", "len", "win", "tsval", "tsecr"))
        for row in results.rows("segments.csv"):
            left[content(row)] += 1 if row["event"] == "sent" else -1
        for row in filter(on_the_way, drops):
            left[content(row)] -= 1
        # What remains is what a middlebox sends of its own, and it was received or lost.
        own = {key: count for key, count in left.items() if count and not (count < 0 and key[1] in ("R", "R."))}
        self.assertEqual(own, {}, name)
        times = [float(row["time_s"]) for row in drops]
        self.assertEqual(times, sorted(times))
        counted = collections.Counter(row["reason"] for row in drops if row["place"] == "host" and row["reason"] not in AT_A_HOST + ("deaf",))
        told = {reason: count for reason, count in results.summary["drops"].items() if count}
        self.assertEqual(dict(counted), told)
        return drops, results

    def reasons(self, *arguments):
        """@return how often there is which place and reason."""
        return collections.Counter((row["place"], row["reason"]) for row in self.of(*arguments)[0])

    def test_the_link_s_losses(self):
        found = self.reasons("loss", "", "--connections", 300, "--loss", "0.1", "--lose", "fin2")
        self.assertGreater(found["link", "loss"], 100)
        self.assertGreater(found["link", "named"], 0)

    def test_which_segment_was_lost(self):
        drops, results = self.of("named", "", "--connections", 2, "--lose", "synack,ack2:1")
        lost = [row for row in drops if row["place"] == "link"]
        self.assertEqual(sorted((row["conn"], row["flags"], row["reason"]) for row in lost if row["flags"] == "S."),
                         [("1", "S.", "named"), ("2", "S.", "named")])
        sent = {(row["conn"], row["time_s"]) for row in results.rows("segments.csv") if row["event"] == "sent" and row["flags"] == "S."}
        for row in lost:
            if row["flags"] == "S.":
                self.assertIn((row["conn"], row["time_s"]), sent) # it was handed to the link as it was sent
                self.assertEqual(row["sport"], "80")

    def test_a_full_queue_and_damage(self):
        found = self.reasons("queue", "", "--connections", 100, "--bandwidth", "100kbps", "--queue", "2p", "--request", 5000, "--clients", 2,
                             "--corrupt", "5%")
        self.assertGreater(found["link", "queue"], 10)
        self.assertGreater(found["host", "malformed"], 10)

    def test_a_rate_that_stays_0(self):
        found = self.reasons("stopped", "", "--connections", 5, "--schedule", "0s bandwidth=0", "--set", "syn_retries=1")
        self.assertEqual(set(found), {("link", "stopped")})

    def test_clients_own_links(self):
        drops, _ = self.of("access", "", "--connections", 200, "--clients", 3, "--access-loss", "0.1", "--access-rate", "50kbps",
                           "--access-queue", "1500", "--access-delay", "7ms", "--request", 2000)
        found = collections.Counter((row["place"], row["reason"], row["node"]) for row in drops)
        for reason in ("loss", "queue"):
            for host in ("0", "1", "2"):
                self.assertGreater(found["access", reason, host], 0, (reason, host))

    def test_middleboxes(self):
        quiet = ("--set", "retries2=3", "--set", "syn_retries=1", "--set", "orphan_retries=1")
        for name, reason, options in (
                ("firewall", "firewall", ("--firewall-idle", "3s", "--hold", "10s", "--request", 100)),
                ("conntrack", "conntrack_full", ("--conntrack", 5, "--hold", "100s")),
                ("nat", "nat_no_port", ("--nat", "--nat-ports", "40000-40004", "--hold", "100s")),
                ("nat-forgot", "nat_unknown", ("--nat", "--hold", f"{6 * 24 * 3600}s", "--request", 100))):
            with self.subTest(name):
                found = self.reasons(name, "", "--connections", 20, "--rate", 10, "--clients", 2, *quiet, *options)
                self.assertGreater(found["middlebox", reason], 0)

    def test_path_mtu(self):
        found = self.reasons("mtu", "", "--connections", 3, "--path-mtu", 1400, "--response", 100000)
        self.assertGreater(found["path_mtu", "too_large"], 0)

    def test_hosts(self):
        found = self.reasons("hosts", "", "--connections", 100, "--rate", 20, "--clients", 2, "--hold", "200ms",
                             "--event", "1s crash server restart=1s; 3s address-gone server; 4s address-back server")
        for reason in ("down", "unreachable", "listen_unexpected_ack"):
            self.assertGreater(found["host", reason], 0, reason)

    def test_nobody(self):
        text = "[group users]\nrate = 20\nconnections = 40\n[group bad]\nkind = syn-flood\nspoofed = 198.18.0.0/15\nrate = 50\nconnections = 100\n"
        drops, _ = self.of("nobody", text, "--backlog", 4, "--set", "server:syncookies=0")
        found = collections.Counter((row["place"], row["reason"]) for row in drops)
        self.assertGreater(found["nobody", "nobody"], 0)
        self.assertGreater(found["host", "syn_queue_full"], 0)
        self.assertTrue(all(row["daddr"].startswith("198.1") for row in drops if row["place"] == "nobody"))

    def test_only_where_segments_are_asked_for(self):
        self.assertFalse((run("without", "--connections", 10, "--loss", "0.2").folder / "drops.csv").exists())

    def test_a_sample(self):
        options = ("--connections", 200, "--loss", "0.1", "--trace", "segments")
        whole, sample = run("all", *options).rows("drops.csv"), run("sample", *options, "--sample", "1/10").rows("drops.csv")
        numbers = {row["conn"] for row in sample}
        self.assertTrue(0 < len(numbers) < 100)
        self.assertEqual(sample, [row for row in whole if row["conn"] in numbers])


if __name__ == "__main__":
    unittest.main()
