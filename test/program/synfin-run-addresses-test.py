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
from synfin_run import both_paths, call, check_balance, check_lives, run, scenario  # noqa: E402

EXACT = ("--bandwidth", "none", "--set", "timer_hz=0")


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
        self.assertEqual(results.summary["drops"]["closed_port"], 0)  # nobody is there to drop anything

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
        syncookies = 0
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


class LocalPort(unittest.TestCase):
    """A fixed local port: bind() before connect(), as Linux 6.18 was measured to do it."""

    # A life of 200 ms, then TIME_WAIT: one connection per second finds the one before it there.
    ONE_A_SECOND = ("--arrivals", "constant", "--rate", 1, "--connections", 130, "--clients", 1, *EXACT)

    def outcomes(self, name, *options):
        results = run(name, *self.ONE_A_SECOND, *options)
        check_lives(self, results)
        check_balance(self, results)
        return results, {key: count for key, count in results.summary["connections"].items() if count}

    def test_bind_finds_the_port_in_time_wait(self):
        results, outcomes = self.outcomes("in-use", "--local-port", 5000)
        # Each that is established is in the way for 60.1 s: the 0th, 61st and 122nd second.
        self.assertEqual(outcomes, {"attempted": 130, "established": 3, "address_in_use": 127})
        rows = results.rows("connections.csv")
        self.assertEqual([number for number, row in enumerate(rows) if row["outcome"] == "established"], [0, 61, 122])
        self.assertEqual({row["lport"] for row in rows}, {"5000"})
        self.assertEqual({row["syn_sent"] for row in rows if row["outcome"] == "address_in_use"}, {"0"})

    def test_with_reuse_address_time_wait_is_not_in_the_way(self):
        for reuse in (0, 1, 2):
            results, outcomes = self.outcomes(f"reused-{reuse}", "--local-port", 5000, "--reuse-address", "--set", f"tw_reuse={reuse}")
            self.assertEqual(outcomes, {"attempted": 130, "established": 130})
            self.assertEqual(results.summary["time_wait"]["reused"], 129)

    def test_unless_there_are_no_timestamps(self):
        results, outcomes = self.outcomes("no-timestamps", "--local-port", 5000, "--reuse-address", "--set", "timestamps=false")
        self.assertEqual(outcomes, {"attempted": 130, "established": 3, "no_port": 127})
        self.assertEqual(sum(results.summary["attempts_over_time"]["no_port"]), 127)

    def test_a_connection_that_lives_is_in_the_way_of_its_own_destination_alone(self):
        for reuse, servers, expected in (("true", 2, {"attempted": 10, "established": 2, "no_port": 8}),
                                         ("false", 2, {"attempted": 10, "established": 1, "address_in_use": 9})):
            results = run(f"alive-{reuse}", "--local-port", 5000, "--reuse-address", reuse, "--servers", servers, "--hold", "20s",
                          "--arrivals", "constant", "--rate", 1, "--connections", 10, "--clients", 1)
            self.assertEqual({key: count for key, count in results.summary["connections"].items() if count}, expected)

    def test_both_paths(self):
        both_paths(self, "fixed", """
            connections = 60
            rate = 3
            set = time_wait=5s
            [group a]
            share = 50%
            clients = 2
            local-port = 4000
            [group b]
            share = 50%
            clients = 2
            local-port = 4000
            reuse-address = true
            """, "--loss", "5%")

    def test_a_proxy_that_binds_has_its_ports_once_not_once_for_each_destination(self):
        # 28,232 ports, each in use for 60.2 s.
        for free, expected in (("true", 3 * 28232), ("false", 28232)):
            results = run(f"proxy-{free}", "--clients", 1, "--servers", 3, "--arrivals", "burst", "--connections", 3 * 28232 + 100,
                          "--bandwidth", "none", "--set", f"client:bind_address_no_port={free}", "--trace", "none")
            self.assertEqual(results.summary["connections"]["established"], expected)
            self.assertEqual(results.summary["connections"]["no_port"], 3 * 28232 + 100 - expected)


class SeveralAddresses(unittest.TestCase):
    """Users try one address of a server after the other."""

    BROKEN = ("--ip", "dual", "--ipv6-loss", 1)

    def users(self, results):
        """@return {user: its attempts}."""
        attempts = collections.defaultdict(list)
        for row in results.rows("connections.csv"):
            attempts[row["user"]].append(row)
        for rows in attempts.values():
            self.assertEqual([int(row["attempt"]) for row in rows], list(range(1, len(rows) + 1)))
            self.assertEqual(rows[0]["conn"], rows[0]["user"])
        return attempts

    def latencies(self, results):
        """@return those of the users, from their rows."""
        found = []
        for rows in self.users(results).values():
            ends = [float(row["start_s"]) + float(row["handshake_s"]) for row in rows if row["handshake_s"]]
            self.assertLessEqual(len(ends), 1)
            found += [round(end - float(rows[0]["start_s"]), 9) for end in ends]
        summary = results.summary["users"]
        self.assertEqual((summary["begun"], summary["connected"]), (len(self.users(results)), len(found)))
        self.assertAlmostEqual(summary["latency_s_mean"], sum(found) / len(found), places=9)
        self.assertAlmostEqual(summary["latency_s_max"], max(found), places=9)
        return found

    def test_addresses_take_turns(self):
        results = run("turns", "--addresses-per-server", 3, "--servers", 2, "--clients", 2, "--addresses-per-client", 2, "--connections", 240)
        met = collections.Counter((row["laddr"], row["raddr"]) for row in results.rows("connections.csv"))
        self.assertEqual((len(met), set(met.values())), (24, {10}))
        self.assertEqual({row["attempt"] for row in results.rows("connections.csv")}, {"1"})

    def test_ipv6_that_works_takes_a_round_trip(self):
        for eyes in ("off", "250ms", "50ms"):
            results = run(f"works-{eyes}", "--ip", "dual", "--happy-eyeballs", eyes, "--connections", 20, *EXACT)
            check_lives(self, results)
            check_balance(self, results)
            self.assertEqual(set(self.latencies(results)), {0.1})
            first = [row for row in results.rows("connections.csv") if row["attempt"] == "1"]
            self.assertEqual({(":" in row["raddr"], row["outcome"]) for row in first}, {(True, "established")})
            # An attempt that is late begins before the first is established, and is cancelled with it.
            others = [row for row in results.rows("connections.csv") if row["attempt"] == "2"]
            self.assertEqual(len(others), 20 if eyes == "50ms" else 0)
            self.assertEqual({row["outcome"] for row in others}, {"abandoned"} if others else set())

    def test_ipv6_that_is_broken_costs_the_delay(self):
        for delay in (100, 250):
            results = run(f"eyes-{delay}", *self.BROKEN, "--happy-eyeballs", f"{delay}ms", "--connections", 20, *EXACT)
            check_balance(self, results)
            self.assertEqual(set(self.latencies(results)), {delay / 1000 + 0.1})
            counts = {key: count for key, count in results.summary["connections"].items() if count}
            self.assertEqual(counts, {"attempted": 40, "established": 20, "abandoned": 20})
            self.assertEqual(results.summary["retransmissions"]["syn"], 0)

    def test_without_happy_eyeballs_it_costs_a_timeout(self):
        # Linux of old: 1 + 2 + 4 + 8 + 16 + 32 + 64 s; today's sends four more in a row before.
        for profile, seconds in (("linux-4", 127), ("linux", 131)):
            results = run(f"in-turn-{profile}", *self.BROKEN, "--profile", profile, "--connections", 10, *EXACT)
            self.assertEqual(set(self.latencies(results)), {seconds + 0.1})
            outcomes = collections.Counter((row["attempt"], row["outcome"]) for row in results.rows("connections.csv"))
            self.assertEqual(outcomes, {("1", "timed_out"): 10, ("2", "established"): 10})

    def test_slow_ipv6_loses_when_it_is_slower_than_the_delay(self):
        for extra, expected, version in (("60ms", 0.22, 6), ("100ms", 0.3, 6), ("200ms", 0.35, 4)):
            results = run(f"slow-{extra}", "--ip", "dual", "--ipv6-delay", extra, "--happy-eyeballs", "250ms", "--connections", 5, *EXACT)
            self.assertEqual(set(self.latencies(results)), {expected})
            won = {":" in row["raddr"] for row in results.rows("connections.csv") if row["outcome"] == "established"}
            self.assertEqual(won, {version == 6})

    def test_a_syn_ack_that_comes_late_is_told_rst(self):
        results = run("late", "--ip", "dual", "--ipv6-delay", "200ms", "--happy-eyeballs", "250ms", "--connections", 1,
                      "--arrivals", "constant", *EXACT)
        six = [row for row in results.transitions() if ":" in row["raddr"]]
        self.assertEqual([(row["host"], row["newstate"]) for row in six],
                         [("0", "SYN_SENT"), ("1", "SYN_RCVD"), ("0", "CLOSED"), ("1", "LISTEN")])
        self.assertEqual(six[-1]["time_s"], "0.750000000")  # SYN 250 ms, SYN-ACK 250 ms, RST 250 ms

    def test_who_is_refused_tries_the_next_at_once(self):
        results = run("refused", "--ip", "dual", "--listen-from", "1000s", "--happy-eyeballs", "250ms", "--connections", 5, *EXACT)
        for rows in self.users(results).values():
            self.assertEqual([row["outcome"] for row in rows], ["refused"] * 2)
            self.assertAlmostEqual(float(rows[1]["start_s"]) - float(rows[0]["start_s"]), 0.1, places=9)
        self.assertEqual(results.summary["users"]["connected"], 0)
        self.assertIsNone(results.summary["users"]["latency_s_mean"])

    def test_versions_take_turns_among_several_addresses(self):
        results = run("mixed", "--ip", "dual", "--addresses-per-server", 2, "--listen-from", "1000s", "--connections", 4, *EXACT)
        orders = set()
        for rows in self.users(results).values():
            self.assertEqual([":" in row["raddr"] for row in rows], [True, False] * 2)
            self.assertEqual(len({row["raddr"] for row in rows}), 4)
            orders.add(rows[0]["raddr"])
        self.assertEqual(len(orders), 2)

    def test_a_closed_loop_of_users(self):
        results = run("loop", *self.BROKEN, "--happy-eyeballs", "250ms", "--arrivals", "closed", "--concurrency", 3, "--rate", 1000000,
                      "--connections", 30, "--think", "1s", *EXACT)
        self.assertEqual(results.summary["users"]["begun"], 30)
        starts = [float(rows[0]["start_s"]) for rows in self.users(results).values()]
        for one, other in zip(starts, starts[3:]):
            self.assertAlmostEqual(other - one, 0.35 + 0.1 + 1, delta=1e-6)

    TEXT = """
        connections = 200
        rate = 40
        ip = dual
        [group a]
        share = 50%
        clients = 3
        addresses-per-client = 2
        happy-eyeballs = 100ms
        ipv6-delay = 60ms
        ipv6-loss = 30%
        access-loss = 5%
        delay = lognormal:20ms,0.5
        request = 100
        response = 3000
        [group b]
        share = 40%
        clients = 2
        syn_retries = 1
        requests-per-connection = 2
        request = 10
        response = 10
        closer = both
        [group c]
        share = 10%
        kind = half-open
        [server web]
        servers = 2
        addresses-per-server = 2
        accept-delay = exponential:5ms
        backlog = 3
        """

    def test_both_paths(self):
        results = both_paths(self, "dual", self.TEXT, "--loss", "3%")
        begun = {part["group"]: part["users"]["begun"] for part in results.summary["groups"]}
        self.assertEqual(begun, {"a": 100, "b": 80, "c": None})
        again = run("dual-again", "--config", "dual-direct/params.ini", "--path", "direct")
        self.assertEqual(again.read("connections.csv"), results.read("connections.csv"))
        both_paths(self, "pair", "ip = dual\nconnections = 20\nhappy-eyeballs = 60ms\n", "--loss", "20%")


class BadInput(unittest.TestCase):
    CASES = (
        (("--answer", "rst"), "none without --kind half-open"),
        (("--kind", "half-open", "--arrivals", "closed"), "another one with --kind half-open"),
        (("--local-port", 0), "accepted is auto, or an integer from 1"),
        (("--local-port", 5, "--kind", "half-open"), "auto with --kind half-open"),
        (("--reuse-address", "true"), "false without --local-port"),
        (("--local-port", 5, "--stack", "ns3"), "auto with --stack ns3"),
        (("--happy-eyeballs", "250ms"), "off unless servers have several addresses"),
        (("--ip", "dual", "--happy-eyeballs", "0s"), "off, or a time from 1ms"),
        (("--ipv6-loss", "1"), "none with --ip 4"),
        (("--ipv6-delay", "1ms"), "0s with --ip 4"),
        (("--ip", "dual", "--ipv6-loss", "state:1%"), "gilbert:GOOD,BAD"),
        (("--ip", "dual", "--ipv6-loss", "1", "--access-rate", "1Mbps"), "none with --access-rate"),
        (("--ip", "dual", "--nat"), "4 or 6 with --nat"),
        (("--ip", "dual", "--stack", "ns3"), "4 or 6 with --stack ns3"),
        (("--addresses-per-server", 2, "--fast-open", "--request", 9, "--set", "fastopen=3"), "false where servers have several"),
        (("--addresses-per-server", 1001), "an integer from 1 to 1000"),
        (("--ip", "5"), "4, 6 or dual"),
        (("--kind", "half"), "accepted is normal, half-open, "),
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
