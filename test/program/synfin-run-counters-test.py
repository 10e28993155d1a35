#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-run --counters: what Linux would have counted, where it is asked for, and nothing of the other files changes."""

import collections
import json
import os
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import call, run  # noqa: E402

BASE = ("--connections", "200", "--loss", "0.1", "--request", "2000", "--response", "5000", "--clients", "2")


def of(results):
    """@return {host: {counter: value}}"""
    values = collections.defaultdict(dict)
    for row in results.rows("counters.csv"):
        values[int(row["host"])][row["counter"]] = int(row["value"])
    return values


class Counters(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.results = run("counters", *BASE, "--counters", "--trace", "segments")
        cls.values = of(cls.results)

    def test_each_host_has_every_counter(self):
        names = [counter["name"] for counter in json.loads(call("--schema").stdout)["counters"]]
        self.assertEqual([(int(row["host"]), row["counter"]) for row in self.results.rows("counters.csv")],
                         [(host, name) for host in range(3) for name in names])

    def test_the_summary_has_the_sums(self):
        sums = collections.Counter()
        for values in self.values.values():
            sums.update(values)
        self.assertEqual(self.results.summary["counters"], sums)

    def test_what_is_sent_again_counts_once(self):
        """Also a FIN with data, as in Linux."""
        for name, options in (("linux", ()), ("freebsd", ("--profile", "freebsd", "--closer", "both"))):
            summary = run(f"once-{name}", *BASE, "--counters", *options).summary
            self.assertEqual(sum(summary["retransmissions"].values()), summary["counters"]["TcpRetransSegs"], name)
            self.assertGreater(summary["retransmissions"]["fin"], 0)

    def test_they_agree_with_the_segments_and_the_summary(self):
        rows = self.results.rows("segments.csv")
        for host, values in self.values.items():
            sent = [row for row in rows if row["host"] == str(host) and row["event"] == "sent"]
            again = [row for row in sent if row["kind"] == "retransmit"]
            self.assertEqual(values["TcpRetransSegs"], len(again))
            self.assertEqual(values["TcpExtTCPSynRetrans"], sum("S" in row["flags"] for row in again))
            self.assertEqual(values["TcpOutSegs"], len(sent) - sum(row["flags"] != "S." for row in again))
            self.assertEqual(values["TcpInSegs"], sum(row["host"] == str(host) and row["event"] == "received" for row in rows))
        clients, server = [self.values[0], self.values[1]], self.values[2]
        self.assertEqual(sum(values["TcpActiveOpens"] for values in clients), 200)
        self.assertEqual(server["TcpActiveOpens"], 0)
        made = sum(values[name] for values in self.values.values() for name in ("TcpExtTW", "TcpExtTWKilled"))
        self.assertGreaterEqual(made, self.results.summary["time_wait"]["entered"])
        self.assertGreater(server["TcpExtTCPTimeouts"] + clients[0]["TcpExtTCPTimeouts"], 0)

    def test_the_other_files_are_the_same(self):
        plain = run("plain", *BASE, "--trace", "segments")
        self.assertIsNone(plain.summary["counters"])
        self.assertNotIn("counters.csv", os.listdir("plain"))
        for name in ("transitions.csv", "connections.csv", "hosts.csv", "segments.csv"):
            self.assertEqual(plain.read(name), self.results.read(name), name)

    def test_they_do_not_need_the_traces(self):
        alone = run("alone", *BASE, "--counters", "--trace", "none")
        self.assertEqual(sorted(os.listdir("alone")), ["counters.csv", "params.ini", "provenance.json", "summary.json"])
        self.assertEqual(alone.read("counters.csv"), self.results.read("counters.csv"))

    def test_nobody_to_ask(self):
        refused = of(run("refused", "--connections", "5", "--listen-from", "100s", "--counters"))
        self.assertEqual((refused[0]["TcpAttemptFails"], refused[1]["TcpOutRsts"], refused[1]["TcpInSegs"]), (5, 5, 5))

    def test_queues(self):
        options = ("--connections", "40", "--arrivals", "burst", "--backlog", "7", "--counters", "--clients", "1")
        full = of(run("full", *options, "--lose-forward", "ack", "--set", "syncookies=0"))[1]
        self.assertGreater(full["TcpExtTCPReqQFullDrop"], 0)
        self.assertEqual(full["TcpExtListenDrops"], full["TcpExtTCPReqQFullDrop"])

    def test_syn_cookies(self):
        for mode, most in (("1", 32), ("2", 40)):
            values = of(run(f"cookies-{mode}", "--connections", "40", "--arrivals", "burst", "--backlog", "7", "--counters", "--clients", "1",
                            "--set", f"syncookies={mode}"))[1]
            self.assertEqual(values["TcpExtSyncookiesSent"], most)
            self.assertEqual(values["TcpExtTCPReqQFullDoCookies"], most)
            self.assertEqual(values["TcpExtTCPReqQFullDrop"], 0)
            self.assertEqual(values["TcpExtSyncookiesFailed"], 0)
            self.assertGreaterEqual(values["TcpExtSyncookiesRecv"], most)

    def test_time_wait_of_ports_that_are_used_again(self):
        values = of(run("again", "--connections", "20", "--rate", "0.5", "--arrivals", "constant", "--clients", "1", "--counters",
                        "--set", "tw_reuse=1", "--set", "ip_local_port_range=40000-40001"))[0]
        self.assertGreater(values["TcpExtTWRecycled"], 10)
        self.assertEqual(values["TcpExtTW"], 20)

    def test_not_with_the_stock_stack(self):
        done = call("--stack", "ns3", "--counters", "--out", "never")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1))
        self.assertIn("--counters", done.stderr)


class Ecn(unittest.TestCase):
    """What summary.json says of marks, echoes and reductions is what segments.csv has."""

    BULK = ("--connections", 3, "--response", 1000000, "--bandwidth", "10Mbps", "--ecn-threshold", "10p")

    def test_marks_echoes_and_reductions(self):
        for name, options in (("reno", ["--set", "ecn=1"]), ("dctcp", ["--congestion", "dctcp"]), ("ip", ["--set", "ecn=1", "--path", "ip"]),
                              ("ipv6", ["--set", "ecn=1", "--ip", 6])):
            results = run(f"ecn-{name}", *self.BULK, "--trace", "segments", *options)
            rows = results.rows("segments.csv")
            said = [row["flags"] for row in rows if row["event"] == "sent" and "S" not in row["flags"]]
            ecn = results.summary["ecn"]
            self.assertEqual(ecn, {"marked": sum(row["event"] == "received" and row["ecn"] == "ce" for row in rows),
                                   "echoes": sum("E" in flags for flags in said), "reductions": sum("W" in flags for flags in said)}, name)
            self.assertGreater(min(ecn.values()), 0, name)
        self.assertEqual(run("ecn-same", *self.BULK, "--set", "ecn=1").summary["ecn"],
                         run("ecn-path", *self.BULK, "--set", "ecn=1", "--path", "ip").summary["ecn"])

    def test_accurate_ecn_tells_how_many(self):
        for path in ("direct", "ip"):
            results = run(f"accecn-{path}", *self.BULK, "--trace", "segments", "--set", "ecn=3", "--path", path)
            marks, sent, told = collections.Counter(), collections.Counter(), collections.Counter()
            news, reductions = 0, results.summary["ecn"]["reductions"]
            for row in results.rows("segments.csv"):
                end = row["host"], row["conn"]
                if row["event"] == "received":
                    marks[end] += row["ecn"] == "ce"
                    continue
                ace = sum(number for letter, number in (("E", 1), ("W", 2), ("e", 4)) if letter in row["flags"])
                sent[end] += 1
                if "S" in row["flags"] or (sent[end], row["len"], ace) == (2, "0", 2):
                    continue  # of a handshake
                self.assertEqual((ace, row["ecn"]), ((5 + marks[end]) % 8, "ect0"), f"{path} {row}")
                news += marks[end] > told[end]
                told[end] = marks[end]
            self.assertEqual(results.summary["ecn"], {"marked": sum(marks.values()), "echoes": news, "reductions": reductions})
            self.assertGreater(min(results.summary["ecn"].values()), 0)
        self.assertEqual(*(run(f"accecn-{path}-again", *self.BULK, "--set", "ecn=3", "--path", path).summary["ecn"] for path in ("direct", "ip")))

    def test_there_are_none_without(self):
        self.assertEqual(run("ecn-off", *self.BULK).summary["ecn"], {"marked": 0, "echoes": 0, "reductions": 0})

    def test_ns3s_own_tcp(self):
        ecn = run("ecn-ns3", *self.BULK, "--set", "ecn=1", "--stack", "ns3").summary["ecn"]
        self.assertGreater(min(ecn.values()), 0)


if __name__ == "__main__":
    unittest.main()
