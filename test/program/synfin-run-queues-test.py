#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What waits at listeners, and what that costs their hosts: the columns of hosts.csv against counts of their own."""

import collections
import decimal
import math
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import run  # noqa: E402

EXACT = ("--bandwidth", "none", "--set", "timer_hz=0", "--clients", 1)
FILES = ("transitions.csv", "connections.csv", "segments.csv", "hosts.csv", "counters.csv")

# Octets of an entry in the SYN queue and in the accept queue: Linux 6.18's slabs over IPv4 and IPv6, FreeBSD 14's structures.
SIZES = {("linux", 4): (320, 320 + 2368), ("linux", 6): (320, 320 + 2496), ("freebsd", 4): (168, 960 + 1320), ("freebsd", 6): (168, 960 + 1320)}


def both_paths(test, name, *options):
    """Runs on either path, and asserts that all that they write is equal. @return the results."""
    more = ("--trace", "segments", "--counters", *options)
    direct, through = (run(f"{name}-{path}", "--path", path, *more) for path in ("direct", "ip"))
    for file in FILES:
        test.assertEqual(direct.read(file), through.read(file), file)
    test.assertEqual(direct.summary["queues"], through.summary["queues"])
    return direct


def second(time):
    """@return the second that a time is of: n for ]n - 1, n]."""
    return math.ceil(decimal.Decimal(time))


def half_open(results, host, time):
    """@return how many are in SYN_RCVD after a second, and of these those that entered it less than a second before."""
    since = {}
    for row in results.transitions():
        if row["host"] == host and second(row["time_s"]) <= time:
            if row["newstate"] == "SYN_RCVD":
                since[row["conn"]] = decimal.Decimal(row["time_s"])
            else:
                since.pop(row["conn"], None)
    return len(since), sum(time - begin < 1 for begin in since.values())


def waiting(results, host, busy):
    """@return {second: how many wait to be accepted}, by an application that is busy with each for so long; each on its own, in order."""
    changes = collections.Counter()
    free = decimal.Decimal(0)
    for row in results.transitions():
        if row["host"] == host and row["newstate"] == "ESTABLISHED":
            begin = decimal.Decimal(row["time_s"])
            free = max(begin, free)
            changes[second(begin)] += 1
            changes[second(free)] -= 1
            free += busy
    counts, count = {}, 0
    for time in range(max(changes) + 2):
        count += changes[time]
        counts[time] = count
    return counts


class Columns(unittest.TestCase):
    """syn_queue, syn_queue_young, accept_queue, queue_bytes and lookups."""

    def test_queues_and_their_memory_are_what_the_transitions_say(self):
        for (profile, ip), (entry, child) in SIZES.items():
            with self.subTest(profile=profile, ip=ip):
                results = both_paths(self, f"queues-{profile}-{ip}", "--profile", profile, "--ip", ip, "--connections", 120, "--rate", 12,
                                     "--loss-reverse", "30%", "--accept-delay", "300ms", "--hold", "1min", *EXACT)
                rows = results.hosts_by_second()
                accepts = waiting(results, "1", decimal.Decimal("0.3"))
                peak = 0
                for time in range(25):
                    row = rows[time, "1"]
                    held, young = half_open(results, "1", time)
                    self.assertEqual((int(row["syn_queue"]), int(row["syn_queue_young"])), (held, young), time)
                    self.assertEqual(int(row["accept_queue"]), accepts[time], time)
                    self.assertEqual(int(row["queue_bytes"]), held * entry + accepts[time] * child, time)
                    self.assertEqual({rows[time, "0"][name] for name in ("syn_queue", "accept_queue", "queue_bytes")}, {"0"})
                    peak = max(peak, int(row["queue_bytes"]))
                self.assertGreater(max(int(rows[time, "1"]["accept_queue"]) for time in range(25)), 20)
                self.assertGreaterEqual(results.summary["queues"]["bytes_peak"], peak)

    def test_peaks_are_exact(self):
        results = run("peaks", "--connections", 120, "--rate", 12, "--loss-reverse", "30%", "--accept-delay", "300ms", "--hold", "1min", *EXACT)
        held = peak = 0
        for row in results.transitions():
            if row["host"] == "1":
                held += (row["newstate"] == "SYN_RCVD") - (row["oldstate"] == "SYN_RCVD")
                peak = max(peak, held)
        self.assertEqual(results.summary["queues"]["syn_queue_peak"], peak)
        self.assertGreater(peak, 3)

    def test_lookups_are_those_of_the_segments(self):
        """One for each segment, and one more for a SYN that finds no connection, or for what a host has forgotten."""
        results = both_paths(self, "lookups", "--connections", 60, "--rate", 6, "--request", 3000, "--response", 3000, "--hold", "500ms", *EXACT)
        expected = collections.Counter()
        for row in results.rows("segments.csv"):
            if row["event"] == "received":
                expected[second(row["time_s"]), row["host"]] += 2 if row["flags"] == "S" else 1
        rows = results.hosts_by_second()
        self.assertEqual({key: int(row["lookups"]) for key, row in rows.items()}, {key: expected[key] for key in rows})
        self.assertEqual(results.summary["queues"]["lookups"], sum(expected.values()))

    def test_what_ns3_does_not_tell_is_empty(self):
        results = run("stock", "--stack", "ns3", "--connections", 5)
        names = ("syn_queue", "syn_queue_young", "accept_queue", "queue_bytes", "lookups", "cookies_sent", "cookies_valid", "cookies_invalid")
        for row in results.rows("hosts.csv"):
            self.assertEqual([row[name] for name in names], [""] * 8)
        self.assertEqual(set(results.summary["queues"].values()), {None})


if __name__ == "__main__":
    unittest.main()
