#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Many hosts, many addresses, a NAT, users in a closed loop, and several requests over one connection."""

import collections
import statistics
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import check_balance, check_lives, run  # noqa: E402


def erlang_b(servers, offered):
    """@return the share of calls that find all servers busy (Erlang, 1917)."""
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = offered * blocked / (n + offered * blocked)
    return blocked


class Defaults(unittest.TestCase):
    """As many clients, and as long a backlog, as the rate asks for."""

    def test_a_high_rate_has_enough_ports_and_room(self):
        summary = run("rate", "--path", "direct", "--connections", 100000, "--rate", 50000, "--trace", "none").summary
        self.assertEqual(summary["connections"]["established"], 100000)
        self.assertEqual(summary["retransmissions"]["syn"], 0)
        # 28,232 ports each, of which four fifths are meant to be taken.
        self.assertEqual(summary["parameters"]["clients"], 5)
        # What arrives within a round trip of 0.1 s and one retransmission after 1 s.
        self.assertEqual(summary["parameters"]["backlog"], 55000)
        self.assertEqual(summary["parameters"]["set"]["somaxconn"], "55000")

    def test_small_runs_have_one_client(self):
        parameters = run("small", "--connections", 10, "--trace", "none").summary["parameters"]
        self.assertEqual((parameters["clients"], parameters["backlog"]), (1, 4096))
        self.assertEqual(parameters["set"]["somaxconn"], "4096")

    def test_what_is_asked_for_stays(self):
        summary = run("asked", "--path", "direct", "--connections", 5000, "--rate", 50000, "--clients", 1, "--set", "syncookies=0", "--backlog",
                      10, "--set", "ip_local_port_range=20000-21999", "--trace", "none").summary
        self.assertEqual((summary["parameters"]["clients"], summary["parameters"]["backlog"]), (1, 10))
        self.assertEqual(summary["connections"]["no_port"], 3000)
        self.assertGreater(summary["retransmissions"]["syn"], 1000)

    def test_a_narrow_range_of_ports_brings_no_clients(self):
        summary = run("narrow", "--connections", 100, "--rate", 1000, "--set", "ip_local_port_range=20000-20009",
                      "--trace", "none").summary
        self.assertEqual((summary["parameters"]["clients"], summary["connections"]["no_port"]), (1, 90))


class Addresses(unittest.TestCase):
    """Each address has the whole range of ports."""

    def test_ports_multiply(self):
        results = run("addresses", "--path", "direct", "--connections", 100, "--rate", 1000, "--clients", 2,
                      "--addresses-per-client", 4, "--set", "ip_local_port_range=20000-20009")
        self.assertEqual(results.summary["connections"]["established"], 80)
        used = collections.Counter(row["laddr"] for row in results.rows("connections.csv") if row["lport"] != "0")
        self.assertEqual(list(used.values()), [10] * 8)
        self.assertEqual(len({row["host"] for row in results.transitions()}), 3)


class ClosedLoop(unittest.TestCase):
    """--arrivals closed."""

    def test_the_response_time_law(self):
        # Without bandwidth: handshake 0.1 s, hold 0.05 s, close 0.1 s, think 0.25 s: a cycle of 0.5 s each.
        results = run("law", "--arrivals", "closed", "--concurrency", 20, "--rate", 1000000, "--think", "250ms",
                      "--hold", "50ms", "--bandwidth", "none", "--connections", 2000)
        rows = results.rows("connections.csv")
        starts = [float(row["start_s"]) for row in rows]
        for one, other in zip(starts, starts[20:]):
            self.assertAlmostEqual(other - one, 0.5, delta=1e-8)
        # X = C / (R + Z) (Little's law for a closed loop).
        self.assertAlmostEqual(1980 / (starts[-1] - starts[19]), 20 / 0.5, delta=1e-4)

    def test_no_more_than_the_users_are_at_it(self):
        results = run("users", "--arrivals", "closed", "--concurrency", 7, "--rate", 50, "--loss", "0.1",
                      "--connections", 500, "--path", "direct")
        check_balance(self, results)
        client = results.transitions()[0]["host"]
        busy = most = 0
        for row in results.transitions():
            if row["host"] == client:
                busy += (row["oldstate"] == "CLOSED") - (row["newstate"] in ("TIME_WAIT", "CLOSED") and
                                                         row["oldstate"] != "TIME_WAIT")
                most = max(most, busy)
        self.assertEqual(most, 7)

    def test_who_finds_no_port_comes_again_after_a_second(self):
        results = run("stuck", "--arrivals", "closed", "--concurrency", 20, "--rate", 1000, "--connections", 400,
                      "--msl", "1s", "--set", "ip_local_port_range=20000-20009", "--path", "direct")
        rows = results.rows("connections.csv")
        self.assertGreater(results.summary["connections"]["no_port"], 100)
        # Ten ports, each busy for a handshake, a close and 2MSL at least.
        span = float(rows[-1]["start_s"])
        self.assertLess(results.summary["connections"]["established"], 10 * (span / 2.2 + 1))
        self.assertGreater(span, 10)


class Requests(unittest.TestCase):
    """--requests-per-connection."""

    def test_they_follow_one_another(self):
        for path in ("ip", "direct"):
            with self.subTest(path):
                results = run(f"requests-{path}", "--path", path, "--connections", 50, "--requests-per-connection", 5,
                              "--request", 200, "--response", 1000, "--think", "30ms", "--bandwidth", "none")
                rows = results.rows("connections.csv")
                self.assertEqual({(row["bytes_sent"], row["bytes_received"]) for row in rows}, {("1000", "5000")})
                # A round trip for the handshake, five for requests, one for the close, and four pauses.
                for life in results.lives().values():
                    if life[0]["newstate"] == "SYN_SENT":
                        wait = next(row for row in life if row["newstate"] == "TIME_WAIT")
                        self.assertAlmostEqual(float(wait["time_s"]) - float(life[0]["time_s"]),
                                               0.1 + 5 * 0.1 + 4 * 0.03 + 0.1, delta=1e-9)

    def test_whoever_closes(self):
        for closer in ("client", "server", "both"):
            results = run(f"requests-{closer}", "--path", "direct", "--connections", 50, "--requests-per-connection", 3,
                          "--request", 2000, "--response", 30000, "--loss", "0.05", "--closer", closer)
            check_lives(self, results)
            check_balance(self, results)
            whole = [row for row in results.rows("connections.csv") if row["close"] == "orderly"]
            self.assertEqual({(row["bytes_sent"], row["bytes_received"]) for row in whole}, {("6000", "90000")})


class Nat(unittest.TestCase):
    """--nat: many clients, one address."""

    def test_the_server_sees_one_address(self):
        results = run("one", "--path", "direct", "--nat", "--clients", 5, "--connections", 500, "--loss", "0.05")
        check_lives(self, results)
        check_balance(self, results)
        rows = results.rows("connections.csv")
        self.assertEqual(len({row["laddr"] for row in rows}), 5)
        server = {row["raddr"] for row in rows}
        seen = {row["raddr"] for row in results.transitions() if row["laddr"] in server}
        self.assertEqual(len(seen), 1)
        self.assertFalse(seen & {row["laddr"] for row in rows})
        # Both ends of a connection have its number all the same.
        ends = collections.defaultdict(set)
        for row in results.transitions():
            ends[row["conn"]].add(row["host"])
        self.assertEqual({len(hosts) for hosts in ends.values()}, {2})
        self.assertEqual(results.summary["nat"]["mappings"], 500)

    def test_recycled_ports_meet_time_wait_at_the_server(self):
        options = ("--path", "direct", "--clients", 50, "--connections", 5000, "--rate", 500, "--closer", "server",
                   "--trace", "none")
        without = run("without", *options).summary
        self.assertEqual((without["time_wait"]["expired"], without["retransmissions"]["syn"]), (5000, 0))
        summary = run("recycled", *options, "--nat", "--nat-ports", "10000-10999").summary
        self.assertGreaterEqual(summary["nat"]["recycled"], 4000)
        # Every tuple was there before, of another client more often than not, whose sequence numbers and timestamps
        # say nothing of the new one's: a SYN reopens, or it is answered by an ACK, to which the client answers RST.
        waits = summary["time_wait"]
        self.assertGreater(waits["reused"], 1000)
        self.assertGreater(waits["reset"], 1000)
        self.assertEqual(waits["entered"], waits["expired"] + waits["reused"] + waits["reset"])
        self.assertGreater(summary["retransmissions"]["syn"], 1000)

    def test_blocking_is_as_erlang_says(self):
        # A port is taken from the SYN to the second FIN: a round trip, the hold, another one. Who finds none sends no
        # second SYN. The NAT forgets a connection at its end, so that no sequence number keeps a port from the next one.
        results = run("erlang", "--path", "direct", "--nat", "--clients", 20, "--nat-ports", "5000-5019", "--rate", 15,
                      "--hold", "1s", "--connections", 40000, "--bandwidth", "none", "--msl", "1s", "--nat-timeout",
                      "0s", "--set", "syn_retries=0", "--set", "syn_linear_timeouts=0")
        lost = [row["outcome"] == "timed_out" for row in results.rows("connections.csv")][1000:]
        size = len(lost) // 30
        shares = [sum(lost[i * size:(i + 1) * size]) / size for i in range(30)]
        # 30 batches; Student's t with 29 degrees of freedom at 99.9 %: 3.659.
        half = 3.659 * statistics.stdev(shares) / 30 ** 0.5
        expected = erlang_b(20, 15 * 1.2)
        self.assertAlmostEqual(statistics.mean(shares), expected, delta=half)
        self.assertLess(half, expected / 10)
        self.assertEqual(results.summary["nat"]["no_port"], results.summary["connections"]["timed_out"])


if __name__ == "__main__":
    unittest.main()
