#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""From where clients connect, to where, and with what intent: half-open connections, against arithmetic."""

import collections
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import call, check_balance, check_lives, run  # noqa: E402

FILES = ("transitions.csv", "connections.csv", "segments.csv", "hosts.csv", "counters.csv")
EXACT = ("--bandwidth", "none", "--set", "timer_hz=0")


def scenario(name, text, *options):
    """Runs a scenario file. @return its results."""
    file = pathlib.Path(f"{name}.ini")
    file.write_text(text, encoding="utf-8")
    return run(name, "--config", file, *options)


def both_paths(test, name, text, *options):
    """Runs a scenario on either path, and asserts that all that they write is equal. @return the results."""
    more = ("--trace", "segments", "--counters", *options)
    direct, through = (scenario(f"{name}-{path}", text, "--path", path, "--pcap", f"{name}-{path}", *more) for path in ("direct", "ip"))
    for file in FILES:
        test.assertEqual(direct.read(file), through.read(file), file)
    for end in ("client", "server"):
        test.assertEqual(pathlib.Path(f"{name}-direct-{end}.pcap").read_bytes(), pathlib.Path(f"{name}-ip-{end}.pcap").read_bytes())
    for key in ("connections", "groups", "syn_rcvd", "handshake_latency_s"):
        test.assertEqual(direct.summary[key], through.summary[key], key)
    return direct


def spent(results, state):
    """@return how long connections were in a state, in milliseconds."""
    return [float(row["ms"]) for row in results.transitions() if row["oldstate"] == state]


class HalfOpen(unittest.TestCase):
    """SYNs that never complete."""

    def test_a_server_holds_each_for_its_retransmissions(self):
        results = run("held", "--kind", "half-open", "--arrivals", "constant", "--rate", 2, "--connections", 200, *EXACT)
        check_lives(self, results)
        check_balance(self, results)
        # Linux: 1 + 2 + 4 + 8 + 16 + 32 s, of which two a second are there at once.
        self.assertEqual(set(spent(results, "SYN_RCVD")), {63000.0})
        self.assertEqual(results.summary["connections"]["half_open"], 200)
        self.assertEqual(results.summary["syn_rcvd"]["peak"], 126)
        length = results.summary["run"]["sim_s"]
        self.assertAlmostEqual(results.summary["syn_rcvd"]["mean"] * length, 200 * 63, places=3)
        for row in results.rows("connections.csv"):
            self.assertEqual((row["outcome"], row["syn_sent"], row["synack_sent"], row["handshake_s"], row["close"]),
                             ("half_open", "1", "6", "", ""))
        # Each SYN has a source of its own.
        self.assertEqual([int(row["lport"]) for row in results.rows("connections.csv")], list(range(1024, 1224)))
        self.assertEqual(results.summary["retransmissions"]["syn"], 0)
        self.assertEqual(results.summary["drops"]["closed_port"], 200 * 6)

    def test_other_servers_hold_them_otherwise(self):
        for options, seconds in ((("--set", "synack_retries=1"), 3), (("--set", "rto_initial=3s"), 189), (("--profile", "freebsd"), 16)):
            with self.subTest(options):
                results = run(f"server-{seconds}", "--kind", "half-open", "--connections", 5, *EXACT, *options)
                self.assertEqual({round(ms / 1000) for ms in spent(results, "SYN_RCVD")}, {seconds})

    def test_a_source_that_exists_says_so(self):
        results = run("answered", "--kind", "half-open", "--answer", "rst", "--arrivals", "constant", "--rate", 100, "--connections", 50,
                      *EXACT)
        # The RST arrives a round trip after the SYN: the tenth comes before the first is gone, at the same instant.
        self.assertEqual(set(spent(results, "SYN_RCVD")), {100.0})
        self.assertIn(results.summary["syn_rcvd"]["peak"], (10, 11))
        self.assertEqual({row["synack_sent"] for row in results.rows("connections.csv")}, {"1"})

    SCANNED = """
        connections = 100
        [group users]
        share = 50%
        syn_retries = 0
        syn_linear_timeouts = 0
        clients = 2
        [group scanner]
        kind = half-open
        rate = 10
        connections = 200
        clients = 2
        addresses-per-client = 2
        [server web]
        servers = 2
        backlog = 9
        syn_queue_young_half = false
        """

    def test_a_full_queue_refuses_users(self):
        text = self.SCANNED.replace("share = 50%", "rate = 10\nconnections = 300")
        results = both_paths(self, "scanned", text)
        outcomes = {part["group"]: part["connections"] for part in results.summary["groups"]}
        self.assertEqual(outcomes["scanner"]["half_open"], 200)
        self.assertEqual(outcomes["users"]["established"] + outcomes["users"]["timed_out"], 300)
        self.assertGreater(outcomes["users"]["timed_out"], 200)
        # Ten places at each of two servers.
        self.assertEqual(results.summary["syn_rcvd"]["peak"], 20)
        peaks = {part["group"]: part["syn_rcvd"]["peak"] for part in results.summary["groups"]}
        self.assertGreater(peaks["scanner"], peaks["users"])
        sources = collections.Counter((row["laddr"], row["lport"], row["raddr"]) for row in results.rows("connections.csv")
                                      if row["group"] == "scanner")
        self.assertEqual(set(sources.values()), {1})
        again = run("scanned-again", "--config", "scanned-direct/params.ini", "--path", "direct")
        self.assertEqual(again.read("connections.csv"), results.read("connections.csv"))

    def test_both_paths_with_answers_and_losses(self):
        text = self.SCANNED.replace("share = 50%", "rate = 10\nconnections = 100").replace("kind = half-open", "kind = half-open\nanswer = rst")
        both_paths(self, "answers", text, "--loss", "10%", "--ip", 6, "--jitter", "5ms")

    def test_without_traces_it_comes_to_the_same(self):
        options = ("--kind", "half-open", "--rate", 50, "--connections", 100, "--backlog", 20)
        with_traces, without = run("traced", *options), run("untraced", *options, "--trace", "none")
        for key in ("connections", "syn_rcvd", "drops", "time_wait"):
            self.assertEqual(with_traces.summary[key], without.summary[key], key)

    def test_users_beside_them_are_measured_as_ever(self):
        results = scenario("beside", "warmup = 10s\nmeasure = 100s\n[group a]\nrate = 20\n[group b]\nkind = half-open\nrate = 1\n",
                           "--set", "msl=5s", *EXACT)
        waits = {part["group"]: part["window"]["time_wait"] for part in results.summary["groups"]}
        self.assertEqual(waits["b"], 0)
        self.assertAlmostEqual(waits["a"], 200, delta=30)
        steady = scenario("steady", "[group a]\nrate = 20\nconnections = 2000\n[group b]\nkind = half-open\nrate = 1\nconnections = 50\n",
                          "--set", "msl=5s", *EXACT)
        self.assertAlmostEqual(steady.summary["time_wait"]["mean_steady"], 200, delta=30)


class BadInput(unittest.TestCase):
    CASES = (
        (("--answer", "rst"), "none without --kind half-open"),
        (("--kind", "half-open", "--arrivals", "closed"), "another one with --kind half-open"),
        (("--kind", "half"), "accepted is normal or half-open"),
        (("--kind", "half-open", "--stack", "ns3"), "normal with --stack ns3"),
    )

    def test_one_line_says_what_is_accepted(self):
        for number, (options, accepted) in enumerate(self.CASES):
            with self.subTest(options):
                done = call(*options, "--out", f"bad{number}")
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
                self.assertIn(accepted, done.stderr)
                self.assertFalse(pathlib.Path(f"bad{number}").exists())


if __name__ == "__main__":
    unittest.main()
