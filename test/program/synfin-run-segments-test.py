#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-run --trace segments: every segment, sent and received, and nothing of the other files changes."""

import collections
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import call, run  # noqa: E402

BASE = ("--connections", "200", "--loss", "0.1", "--request", "2000", "--response", "5000")


class Segments(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.results = run("segments", *BASE, "--trace", "segments")
        cls.rows = cls.results.rows("segments.csv")

    def of(self, **wanted):
        return [row for row in self.rows if all(row[key] == value for key, value in wanted.items())]

    def test_syns_are_those_of_connections(self):
        for flags, column in (("S", "syn_sent"), ("S.", "synack_sent")):
            sent = collections.Counter(row["conn"] for row in self.of(event="sent", flags=flags))
            for row in self.results.rows("connections.csv"):
                self.assertEqual(sent[row["conn"]], int(row[column]), row["conn"])

    def test_counts_are_those_of_the_summary(self):
        sent = self.of(event="sent")
        self.assertEqual(len(sent), self.results.summary["run"]["segments"])
        again = self.results.summary["retransmissions"]
        self.assertEqual(sum(row["kind"] == "retransmit" for row in sent), sum(again.values()))

    def test_what_is_received_was_sent_by_the_other_end_before(self):
        content = ("conn", "flags", "seq", "ack", "len", "win", "tsval", "tsecr")
        under_way = collections.Counter()
        for row in self.rows:
            ends = (row["laddr"], row["lport"], row["raddr"], row["rport"])
            if row["event"] == "sent":
                under_way[(*ends, *(row[name] for name in content))] += 1
            else:
                key = (*ends[2:], *ends[:2], *(row[name] for name in content))
                under_way[key] -= 1
                self.assertGreaterEqual(under_way[key], 0, row)
        lost = sum(under_way.values()) / len(self.of(event="sent"))
        # 10 % of more than 5,000: within four standard deviations.
        self.assertAlmostEqual(lost, 0.1, delta=4 * (0.1 * 0.9 / 5000) ** 0.5)

    def test_the_other_files_are_the_same(self):
        plain = run("plain", *BASE)
        for name in ("transitions.csv", "connections.csv", "hosts.csv"):
            self.assertEqual(plain.read(name), self.results.read(name), name)

    def test_a_sample(self):
        sample = run("sample", *BASE, "--trace", "segments", "--sample", "1/10").rows("segments.csv")
        numbers = {row["conn"] for row in sample}
        self.assertTrue(0 < len(numbers) < 100)
        self.assertEqual(sample, [row for row in self.rows if row["conn"] in numbers])

    def test_not_with_the_stock_stack(self):
        done = call("--stack", "ns3", "--trace", "segments", "--out", "never")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1))
        self.assertIn("--trace segments", done.stderr)


if __name__ == "__main__":
    unittest.main()
