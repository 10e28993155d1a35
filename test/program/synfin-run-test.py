#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What synfin-run says about connections, against what RFC 9293 and the parameters demand."""

import collections
import decimal
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import (NANOSECOND, STATES, check_balance, check_lives, frame, path_of, run,  # noqa: E402
                        serialisation, tcp_options_size)

GIGABIT = 10**9

CLIENT_PATH = ["CLOSED", "SYN_SENT", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "TIME_WAIT", "CLOSED"]
# The server acknowledges and closes in one go: FIN_WAIT_2 lasts no time, or its FIN comes with the ACK.
CLIENT_SHORT_PATH = ["CLOSED", "SYN_SENT", "ESTABLISHED", "FIN_WAIT_1", "TIME_WAIT", "CLOSED"]
SERVER_PATH = ["LISTEN", "SYN_RCVD", "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK", "CLOSED"]


def handshake(ip=4, rate=GIGABIT, delay="0.05"):
    """@return seconds from the first SYN to the SYN-ACK: both ways the delay and the time to send the frame."""
    size = frame(ip, tcp_options_size())
    return 2 * decimal.Decimal(delay) + 2 * serialisation(size, rate)


class LossFree(unittest.TestCase):
    """1,000 connections over a perfect link."""

    @classmethod
    def setUpClass(cls):
        cls.results = run("loss-free", "--loss", "0", "--connections", "1000", "--set", "timer_hz=0")
        cls.connections = cls.results.rows("connections.csv")

    def test_all_are_established_and_closed_in_order(self):
        summary = self.results.summary
        self.assertEqual(summary["connections"], {"attempted": 1000, "established": 1000, "refused": 0,
                                                  "timed_out": 0, "reset": 0, "no_port": 0, "address_in_use": 0, "abandoned": 0,
                                                  "crashed": 0, "half_open": 0, "pending": 0})
        self.assertEqual(summary["close"], {"orderly": 1000, "reset": 0, "timed_out": 0, "crashed": 0, "open": 0})
        self.assertEqual(summary["retransmissions"], {"syn": 0, "synack": 0, "data": 0, "fin": 0})
        self.assertEqual(summary["time_wait"]["entered"], 1000)
        self.assertEqual(summary["time_wait"]["expired"], 1000)
        check_balance(self, self.results)

    def test_every_handshake_takes_two_delays_and_serialisation(self):
        # At 100 random arrivals a second, a neighbour within the same half microsecond would wait for the link;
        # with this seed there is none.
        self.assertEqual({row["handshake_s"] for row in self.connections}, {str(handshake())})
        latency = self.results.summary["handshake_latency_s"]
        for name in ("min", "mean", "p50", "p90", "p99", "p999", "max"):
            self.assertAlmostEqual(latency[name], float(handshake()), delta=1e-12)
        self.assertEqual(latency["stddev"], 0)

    def test_the_server_waits_for_the_ack(self):
        # From SYN_RCVD: its SYN-ACK there, the ACK (with timestamps) back.
        expected = (decimal.Decimal("0.1") + serialisation(frame(4, tcp_options_size()), GIGABIT) +
                    serialisation(frame(4, 12), GIGABIT))
        self.assertEqual({row["server_handshake_s"] for row in self.connections}, {str(expected)})

    def test_every_client_is_in_time_wait_for_two_msl(self):
        self.assertEqual({row["time_wait_s"] for row in self.connections}, {"60.000000000"})
        waits = [row for row in self.results.transitions() if row["oldstate"] == "TIME_WAIT"]
        self.assertEqual(len(waits), 1000)
        self.assertEqual({(row["ms"], row["cause"]) for row in waits}, {("60000.000000", "time_wait_expired")})

    def test_lives_are_legal_and_in_order_at_both_ends(self):
        check_lives(self, self.results)
        lives = self.results.lives()
        self.assertEqual(len(lives), 2000)
        for (_, host, _), life in lives.items():
            if host == "0":
                self.assertIn(path_of(life), (CLIENT_PATH, CLIENT_SHORT_PATH))
            else:
                self.assertEqual(path_of(life), SERVER_PATH)

    def test_both_ends_have_the_same_number(self):
        tuples = collections.defaultdict(set)
        for row in self.results.transitions():
            ends = sorted([(row["laddr"], row["lport"]), (row["raddr"], row["rport"])])
            tuples[row["conn"]].add(tuple(ends))
        self.assertEqual(sorted(map(int, tuples)), list(range(1, 1001)))
        self.assertTrue(all(len(ends) == 1 for ends in tuples.values()))

    def test_rows_are_in_order(self):
        times = [decimal.Decimal(row["time_s"]) for row in self.results.rows("transitions.csv")]
        self.assertEqual(times, sorted(times))
        self.assertEqual([int(row["conn"]) for row in self.connections], list(range(1, 1001)))

    def test_headers(self):
        self.assertEqual(self.results.read("transitions.csv").split("\n", 1)[0],
                         "time_s,host,conn,laddr,lport,raddr,rport,oldstate,newstate,cause,ms,group")
        self.assertEqual(self.results.read("hosts.csv").split("\n", 1)[0],
                         "time_s,host," + ",".join(STATES) + ",ports,drops,syn_queue,syn_queue_young,accept_queue,queue_bytes,lookups,"
                         "cookies_sent,cookies_valid,cookies_invalid,group")

    def test_listeners_have_number_zero(self):
        listeners = [row for row in self.results.rows("transitions.csv") if row["rport"] == "0"]
        self.assertEqual([(row["conn"], row["oldstate"], row["newstate"]) for row in listeners],
                         [("0", "CLOSED", "LISTEN")])

    def test_peak_and_mean_of_time_wait_follow_from_the_transitions(self):
        events = []
        for row in self.results.transitions():
            if row["newstate"] == "TIME_WAIT":
                events.append((decimal.Decimal(row["time_s"]), 1))
            if row["oldstate"] == "TIME_WAIT":
                events.append((decimal.Decimal(row["time_s"]), -1))
        population, peak, peak_time = 0, 0, None
        for time, step in events:
            population += step
            if population > peak:
                peak, peak_time = population, time
        waits = self.results.summary["time_wait"]
        self.assertEqual(waits["peak"], peak)
        self.assertAlmostEqual(waits["peak_time_s"], float(peak_time), delta=1e-9)
        self.assertAlmostEqual(waits["mean"], 1000 * 60 / self.results.summary["run"]["sim_s"], delta=1e-6)


class Hosts(unittest.TestCase):
    """hosts.csv against a count of its own over transitions.csv."""

    def test_every_second_is_the_sum_of_the_transitions(self):
        results = run("hosts", "--connections", 300, "--loss", "0.1", "--clients", 2, "--servers", 2, "--hold", "2s")
        transitions = results.rows("transitions.csv")
        seconds = int(decimal.Decimal(transitions[-1]["time_s"]).to_integral_value(decimal.ROUND_CEILING))
        rows = results.hosts_by_second()
        self.assertEqual(set(rows), {(second, str(host)) for second in range(seconds + 1) for host in range(4)})
        states = {str(host): {} for host in range(4)}
        ended = collections.Counter()
        pending = iter(transitions + [None])
        row = next(pending)
        for second in range(seconds + 1):
            while row is not None and decimal.Decimal(row["time_s"]) <= second:
                key = (row["lport"], row["raddr"], row["rport"])
                if row["newstate"] == "CLOSED":
                    del states[row["host"]][key]
                    ended[row["host"]] += 1
                else:
                    states[row["host"]][key] = row["newstate"]
                row = next(pending)
            for host, living in states.items():
                counts = collections.Counter(living.values())
                counts["CLOSED"] = ended[host]
                written = rows[second, host]
                self.assertEqual([int(written[state]) for state in STATES], [counts[state] for state in STATES],
                                 (second, host))
                self.assertEqual(int(written["ports"]), len({key[0] for key in living}), (second, host))
        self.assertIsNone(row)

    def test_a_row_that_would_equal_the_last_is_left_out_but_the_first_and_the_last_second_are_there(self):
        for path in ("direct", "ip"):
            results = run(f"silent-{path}", "--path", path, "--connections", 2, "--hold", "365d", "--corrupt", "0.3", "--seed",
                          3, "--clients", 2)
            rows = results.rows("hosts.csv")
            end = decimal.Decimal(results.rows("transitions.csv")[-1]["time_s"]).to_integral_value(decimal.ROUND_CEILING)
            for host in ("0", "1", "2"):
                mine = [row for row in rows if row["host"] == host]
                self.assertEqual((mine[0]["time_s"], mine[-1]["time_s"]), ("0", str(end)))
                for before, after in zip(mine, mine[1:-1]):
                    self.assertNotEqual([*before.values()][2:], [*after.values()][2:])
                    self.assertLess(int(before["time_s"]), int(after["time_s"]))
            self.assertLess(len(rows), 100)
            self.assertGreater(int(end), 365 * 24 * 3600)
            # Drops of a second are not carried into the next one.
            self.assertGreater(sum(int(row["drops"]) for row in rows), 0)
            self.assertEqual(rows[-1]["drops"], "0")


class Path(unittest.TestCase):
    """The parameters of the path."""

    def test_equal_gaps_leave_every_packet_alone(self):
        for ip, rate, bits, delay in ((4, "1Mbps", 10**6, "0.02"), (6, "1Mbps", 10**6, "0.02"),
                                      (6, "1Gbps", GIGABIT, "0.3")):
            results = run(f"gaps-{ip}-{rate}", "--connections", 20, "--arrivals", "constant", "--rate", "1",
                          "--delay", f"{delay}s", "--bandwidth", rate, "--ip", ip)
            rows = results.rows("connections.csv")
            self.assertEqual([row["start_s"] for row in rows], [f"{i}.000000000" for i in range(20)])
            self.assertEqual({row["handshake_s"] for row in rows}, {str(handshake(ip, bits, delay))})
            check_lives(self, results)

    def test_a_burst_waits_in_the_queue(self):
        results = run("burst", "--connections", 100, "--arrivals", "burst", "--bandwidth", "1Mbps")
        rows = results.rows("connections.csv")
        self.assertEqual({row["start_s"] for row in rows}, {"0.000000000"})
        step = serialisation(frame(4, tcp_options_size()), 10**6)
        self.assertEqual([decimal.Decimal(row["handshake_s"]) - handshake(4, 10**6) for row in rows],
                         [i * step for i in range(100)])

    def test_a_short_queue_drops_and_tcp_sends_again(self):
        results = run("queue", "--connections", 50, "--arrivals", "burst", "--bandwidth", "1Mbps", "--queue", "10p")
        rows = results.rows("connections.csv")
        # One on the wire and ten in the queue.
        self.assertEqual([row["syn_sent"] for row in rows[:11]], ["1"] * 11)
        self.assertTrue(all(int(row["syn_sent"]) > 1 for row in rows[11:]))
        self.assertEqual(results.summary["connections"]["established"], 50)

    def test_loss_is_per_direction(self):
        forward = run("forward", "--connections", 500, "--loss-forward", "0.2").summary["retransmissions"]
        reverse = run("reverse", "--connections", 500, "--loss-reverse", "0.2").summary["retransmissions"]
        # A lost SYN makes no SYN-ACK; only when the ACK and the FIN after it are lost does the server ask again.
        self.assertGreater(forward["syn"], 80)
        self.assertLess(forward["synack"], 40)
        # A lost SYN-ACK makes both ask again.
        self.assertGreater(reverse["synack"], 80)
        self.assertGreater(reverse["syn"], 80)

    def test_loss_leaves_arrivals_alone(self):
        starts = [[row["start_s"] for row in run(f"loss-{loss}", "--connections", 200, "--loss",
                                                 loss).rows("connections.csv")] for loss in ("0", "0.3")]
        self.assertEqual(starts[0], starts[1])

    def test_poisson_gaps_have_mean_and_spread_of_their_rate(self):
        rows = run("poisson", "--connections", 5000, "--rate", 50, "--msl", "1s").rows("connections.csv")
        starts = [float(row["start_s"]) for row in rows]
        gaps = [b - a for a, b in zip([0, *starts], starts)]
        mean = sum(gaps) / len(gaps)
        spread = (sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) ** 0.5
        # Both are 1/rate; 4 standard errors of 5000 exponential gaps.
        self.assertAlmostEqual(mean, 0.02, delta=4 * 0.02 / 5000**0.5)
        self.assertAlmostEqual(spread, 0.02, delta=4 * 0.02 * 2**0.5 / 5000**0.5)

    def test_clients_and_servers_take_turns(self):
        rows = run("turns", "--connections", 60, "--clients", 3, "--servers", 2).rows("connections.csv")
        pairs = collections.Counter((row["laddr"], row["raddr"]) for row in rows)
        self.assertEqual(len(pairs), 6)
        self.assertEqual(set(pairs.values()), {10})
        self.assertEqual(len({row["laddr"] for row in rows[:3]}), 3)
        # Access links cost no time: only the one link does.
        self.assertEqual({row["handshake_s"] for row in rows}, {str(handshake())})


class Closing(unittest.TestCase):
    """Who closes, and when."""

    def test_the_server_closes_first(self):
        results = run("server", "--connections", 100, "--closer", "server")
        check_lives(self, results)
        check_balance(self, results)
        for (_, host, _), life in results.lives().items():
            path = path_of(life)
            self.assertEqual("TIME_WAIT" in path, host == "1")
            self.assertEqual("CLOSE_WAIT" in path, host == "0")
        rows = results.rows("connections.csv")
        self.assertEqual({(row["closer"], row["time_wait_s"], row["close"]) for row in rows},
                         {("server", "", "orderly")})

    def test_both_close_at_the_same_time(self):
        for hold in ("0s", "1s"):
            results = run(f"both-{hold}", "--connections", 100, "--closer", "both", "--hold", hold)
            check_lives(self, results)
            for life in results.lives().values():
                self.assertEqual(path_of(life)[-5:], ["ESTABLISHED", "FIN_WAIT_1", "CLOSING", "TIME_WAIT", "CLOSED"])
            closes = collections.defaultdict(set)
            for row in results.transitions():
                if row["newstate"] == "FIN_WAIT_1":
                    closes[row["conn"]].add(row["time_s"])
            self.assertTrue(all(len(times) == 1 for times in closes.values()))
            self.assertEqual(results.summary["time_wait"]["entered"], 200)
            self.assertEqual({row["closer"] for row in results.rows("connections.csv")}, {"both"})

    def test_hold_is_the_time_between_established_and_close(self):
        results = run("hold", "--connections", 50, "--hold", "1234567ns")
        closes = [row for row in results.transitions() if row["newstate"] == "FIN_WAIT_1"]
        self.assertEqual({row["ms"] for row in closes}, {"1.234567"})

    def test_msl_decides_time_wait(self):
        for options in (["--msl", "5s"], ["--set", "time_wait=10s"], ["--set", "msl=5s"],
                        ["--set", "msl=1s", "--set", "time_wait=10s"], ["--msl", "5s", "--set", "time_wait=10s"]):
            results = run(f"msl-{'-'.join(options)}", "--connections", 20, "--set", "timer_hz=0", *options)
            self.assertEqual({row["time_wait_s"] for row in results.rows("connections.csv")}, {"10.000000000"})


class Data(unittest.TestCase):
    """Request and response."""

    def test_bytes_arrive(self):
        for options in ([], ["--closer", "server"], ["--closer", "both"], ["--loss", "0.05"], ["--ip", "6"]):
            with self.subTest(options):
                results = run("data" + "".join(options), "--connections", 40, "--request", 700, "--response", 100000,
                              *options)
                check_lives(self, results)
                check_balance(self, results)
                rows = results.rows("connections.csv")
                self.assertEqual({(row["bytes_sent"], row["bytes_received"]) for row in rows}, {("700", "100000")})
                self.assertEqual({row["close"] for row in rows}, {"orderly"})

    def test_a_response_needs_no_request(self):
        rows = run("response", "--connections", 10, "--response", 5000).rows("connections.csv")
        self.assertEqual({(row["bytes_sent"], row["bytes_received"]) for row in rows}, {("0", "5000")})

    def test_the_client_closes_once_it_has_the_response(self):
        results = run("answer", "--connections", 10, "--request", 100, "--response", 100, "--hold", "1s",
                      "--arrivals", "constant", "--rate", "1", "--delay", "100ms")
        closes = [row for row in results.transitions() if row["newstate"] == "FIN_WAIT_1"]
        # A round trip for the request and the response (each with timestamps), and the hold.
        frames = 2 * serialisation(frame(4, 12) + 100, GIGABIT)
        # The ACK of the handshake goes ahead of the request.
        ahead = serialisation(frame(4, 12), GIGABIT)
        for row in closes:
            spent = decimal.Decimal(row["ms"]) / 1000
            self.assertGreaterEqual(spent, decimal.Decimal("1.2") + frames)
            self.assertLessEqual(spent, decimal.Decimal("1.2") + frames + 2 * ahead + NANOSECOND)


class Outcomes(unittest.TestCase):
    """Attempts that come to nothing."""

    def test_nobody_answers(self):
        results = run("silence", "--connections", 20, "--loss", "1", "--set", "timer_hz=0")
        self.assertEqual(results.summary["connections"]["timed_out"], 20)
        self.assertIsNone(results.summary["handshake_latency_s"]["mean"])
        check_balance(self, results)
        rows = results.rows("connections.csv")
        # Linux 6.5: the first SYN, 4 linear and 6 exponential retransmissions; gives up at 131 s.
        self.assertEqual({(row["outcome"], row["syn_sent"], row["synack_sent"]) for row in rows},
                         {("timed_out", "11", "0")})
        self.assertEqual({row["ms"] for row in results.transitions() if row["newstate"] == "CLOSED"},
                         {"131000.000000"})

    def test_the_answer_is_lost(self):
        results = run("deaf", "--connections", 20, "--loss-reverse", "1")
        self.assertEqual(results.summary["connections"]["timed_out"], 20)
        check_lives(self, results)
        for life in results.lives().values():
            self.assertEqual(life[-1]["newstate"], "CLOSED")

    def test_nobody_listens_yet(self):
        results = run("refused", "--connections", 100, "--arrivals", "constant", "--rate", "10", "--listen-from",
                      "5.01s")
        rows = results.rows("connections.csv")
        # A SYN on its way when the server begins to listen is in time.
        self.assertEqual([row["outcome"] for row in rows], ["refused"] * 50 + ["established"] * 50)
        self.assertEqual(results.summary["connections"]["refused"], 50)
        ends = [row for row in results.transitions() if (row["oldstate"], row["newstate"]) == ("SYN_SENT", "CLOSED")]
        self.assertEqual({row["cause"] for row in ends}, {"refused"})
        # A SYN there and a RST (without options) back.
        expected = (decimal.Decimal("0.1") + serialisation(frame(4, tcp_options_size()), GIGABIT) +
                    serialisation(frame(4), GIGABIT))
        self.assertEqual({decimal.Decimal(row["ms"]) / 1000 for row in ends}, {expected})
        check_balance(self, results)

    def test_ports_run_out(self):
        results = run("ports", "--connections", 30, "--set", "ip_local_port_range=40000-40009")
        rows = results.rows("connections.csv")
        self.assertEqual([row["outcome"] for row in rows], ["established"] * 10 + ["no_port"] * 20)
        self.assertEqual({row["lport"] for row in rows[:10]}, {str(port) for port in range(40000, 40010)})
        self.assertEqual({row["lport"] for row in rows[10:]}, {"0"})
        check_balance(self, results)

    def test_ports_come_back_after_time_wait(self):
        results = run("again", "--connections", 30, "--arrivals", "constant", "--rate", "1", "--msl", "2s", "--set",
                      "ip_local_port_range=40000-40009")
        self.assertEqual(results.summary["connections"]["established"], 30)
        check_lives(self, results)


if __name__ == "__main__":
    unittest.main()
