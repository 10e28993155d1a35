#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What waits at listeners, and what that costs their hosts: the columns of hosts.csv against counts of their own."""

import collections
import decimal
import heapq
import math
import pathlib
import statistics
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import call, check_balance, check_lives, run  # noqa: E402

EXACT = ("--bandwidth", "none", "--set", "timer_hz=0", "--clients", 1)
FILES = ("transitions.csv", "connections.csv", "segments.csv", "drops.csv", "hosts.csv", "counters.csv")

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


def waiting(results, host, busy, acceptors=1):
    """@return {second: how many wait to be accepted}, by acceptors who are busy with each for so long, in the order in which they came."""
    changes = collections.Counter()
    free = [decimal.Decimal(0)] * acceptors
    for row in results.transitions():
        if row["host"] == host and row["newstate"] == "ESTABLISHED":
            begin = decimal.Decimal(row["time_s"])
            accepted = max(begin, heapq.heappop(free))
            changes[second(begin)] += 1
            changes[second(accepted)] -= 1
            heapq.heappush(free, accepted + busy)
    counts, count = {}, 0
    for time in range(max(changes) + 2):
        count += changes[time]
        counts[time] = count
    return counts


def ends(results, host):
    """@return {connection: (when it was CLOSED at a host, why)}."""
    return {row["conn"]: (float(row["time_s"]), row["cause"]) for row in results.transitions()
            if row["host"] == host and row["newstate"] == "CLOSED"}


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

    def test_acceptors_share_a_queue(self):
        results = both_paths(self, "acceptors", "--connections", 200, "--rate", 20, "--accept-delay", "300ms", "--acceptors", 4, "--hold", "1min", *EXACT)
        accepts = waiting(results, "1", decimal.Decimal("0.3"), 4)
        rows = results.hosts_by_second()
        self.assertEqual([int(rows[time, "1"]["accept_queue"]) for time in range(20)], [accepts.get(time, 0) for time in range(20)])
        self.assertGreater(max(accepts.values()), 10)


class Overflow(unittest.TestCase):
    """
    The accept queue fills between a SYN and its last ACK: the third of three finds it full, whose application hangs.

    With backlog 1 and a SYN each 80 ms: the first is established at 0.15 s, the second at 0.23 s, and the third's ACK comes at 0.31 s, 100 ms
    after its SYN.
    """

    THREE = ("--connections", 3, "--arrivals", "constant", "--rate", 12.5, "--backlog", 1, *EXACT)
    HANGS = ("--event", "0s stall server", "--duration", "200s")

    def of(self, name, *options):
        """@return the results, the third's row, and its end at either host."""
        results = both_paths(self, name, *self.THREE, *options)
        check_lives(self, results)
        row = results.rows("connections.csv")[2]
        return results, row, ends(results, "0").get("3"), ends(results, "1").get("3")

    def test_a_client_that_waits_thinks_that_it_is_connected_for_ever(self):
        results, row, client, server = self.of("waits", "--closer", "server", *self.HANGS)
        self.assertEqual((row["outcome"], row["handshake_s"], row["close"], row["server_handshake_s"]),
                         ("established", "0.100000000", "open", ""))
        # Linux: the SYN-ACK six times, at 0.21 and 1, 3, 7, 15, 31 s later; 63 s after the first nothing is left.
        self.assertEqual(row["synack_sent"], "6")
        self.assertIsNone(client)
        self.assertEqual(server, (63.21, "timed_out"))
        self.assertEqual(results.summary["queues"]["one_sided"], 1)
        self.assertEqual(results.summary["drops"]["accept_queue_full"], 6)
        self.assertEqual(results.hosts_by_second()[200, "1"]["accept_queue"], "2")
        counters = results.summary["counters"]
        self.assertEqual((counters["TcpExtListenOverflows"], counters["TcpExtListenDrops"]), (6, 6))

    def test_a_client_that_asks_is_reset_once_the_server_has_forgotten(self):
        results, row, client, server = self.of("asks", "--request", 100, *self.HANGS)
        self.assertEqual((row["outcome"], row["close"], row["server_handshake_s"]), ("established", "reset", ""))
        self.assertEqual(server, (63.21, "timed_out"))
        sent = [float(segment["time_s"]) for segment in results.rows("segments.csv")
                if segment["conn"] == "3" and segment["host"] == "0" and segment["event"] == "sent" and segment["len"] == "100"]
        self.assertGreater(len(sent), 8)
        last = min(time for time in sent if time > 63.21 - 0.05)
        self.assertEqual(last, sent[-1])
        self.assertAlmostEqual(client[0], last + 0.1, places=6)
        self.assertEqual(client[1], "rst_received")

    def test_abort_on_overflow_tells_at_once(self):
        for request in (0, 100):
            results, row, client, server = self.of(f"aborts-{request}", "--request", request, "--closer", "server", "--set", "abort_on_overflow=1",
                                                   *self.HANGS)
            self.assertEqual((row["outcome"], row["handshake_s"], row["close"]), ("established", "0.100000000", "reset"))
            self.assertEqual((client, server), ((0.36, "rst_received"), (0.31, "accept_overflow")))
            self.assertEqual(results.summary["queues"]["one_sided"], 1)

    def test_whoever_asks_again_when_there_is_room_gets_in(self):
        for closer, request in (("client", 100), ("server", 0)):
            results, row, _, _ = self.of(f"resumes-{closer}", "--request", request, "--closer", closer, "--event", "0s stall server; 2s resume server")
            self.assertEqual((row["outcome"], row["close"]), ("established", "orderly"))
            # By the next segment: data that is repeated, or the ACK of the SYN-ACK of 3.21 s.
            self.assertLessEqual(float(row["server_handshake_s"]), 3.1)
            self.assertGreater(float(row["server_handshake_s"]), 1.7)
            self.assertEqual(results.summary["queues"]["one_sided"], 0)
            check_balance(self, results)


class Groups(unittest.TestCase):
    """listeners: SO_REUSEPORT."""

    def test_each_has_a_queue_of_its_own(self):
        """M/D/1 for each of four listeners, M/D/4 for one with four acceptors: mean queues, and the backlog of one that hangs."""
        rate, busy = 28, 0.1
        means = {}
        for name, options in (("apart", ("--listeners", 4)), ("shared", ("--acceptors", 4))):
            results = run(name, "--connections", rate * 2000, "--rate", rate, "--accept-delay", "100ms", "--trace", "all", "--sample", "1/1000",
                          "--clients", 4, "--bandwidth", "none", *options)
            self.assertEqual(results.summary["close"]["orderly"], rate * 2000)
            rows = results.hosts_by_second()
            queue = [int(rows[time, "4"]["accept_queue"]) for time in range(20, 2000)]
            parts = [statistics.mean(queue[i:i + 99]) for i in range(0, 1980, 99)]
            means[name] = statistics.mean(parts), 4 * statistics.stdev(parts) / math.sqrt(len(parts))
        load = rate * busy / 4
        wait = load * busy / (2 * (1 - load))  # Pollaczek and Khinchine
        self.assertLess(abs(means["apart"][0] - rate * wait), means["apart"][1])
        # With four acceptors nobody waits while one is free: Erlang's C, half of it for constant times, to a tenth (Cosmetatos 1975).
        offered = rate * busy
        full = offered**4 / 24 / (1 - load)
        late = full / (sum(offered**k / math.factorial(k) for k in range(4)) + full)
        exponential = late * load / (1 - load)
        correction = 1 + (1 - load) * 3 * (math.sqrt(4 + 5 * 4) - 2) / (16 * load * 4)
        self.assertLess(abs(means["shared"][0] - exponential / 2 * correction), means["shared"][1] + 0.1 * exponential / 2)
        self.assertLess(2 * means["shared"][0], means["apart"][0])

    def test_one_that_hangs_loses_its_share(self):
        count = 4000
        hangs = ("--event", "0s stall server listener=2", "--duration", "30s", "--backlog", 8, "--set", "syn_retries=0", "--rate", 400,
                 "--connections", count)
        results = both_paths(self, "hangs", "--listeners", 4, *hangs, *EXACT)
        lost = results.summary["connections"]["timed_out"]
        self.assertAlmostEqual(lost / count, 1 / 4, delta=4 * math.sqrt(3 / 16 / count) + 40 / count)
        # Nine wait for ever; those that find no room after that are reset when the server has forgotten them; all others are served.
        self.assertEqual(results.hosts_by_second()[30, "1"]["accept_queue"], "9")
        closes = results.summary["close"]
        self.assertEqual(closes["orderly"], count - lost - closes["open"] - closes["reset"])
        self.assertEqual(results.summary["queues"]["one_sided"], closes["open"] + closes["reset"] - 9)
        self.assertEqual(results.hosts_by_second()[1, "1"]["LISTEN"], "4")
        alone = run("alone", *hangs[:1], "0s stall server listener=1", *hangs[2:], *EXACT)
        self.assertGreater(alone.summary["connections"]["timed_out"], 0.98 * count)

    def test_a_worker_that_is_free_at_once_takes_the_next(self):
        """Connections that end as they are accepted, of several clients: each is accepted in a call of its own."""
        for name, options in (("free", ("--workers", 1)), ("resumed", ("--event", "0s stall server; 2s resume server"))):
            results = both_paths(self, name, "--listeners", 4, *options, "--closer", "both", "--clients", 10, "--rate", 30, "--connections", 50)
            self.assertEqual(results.summary["close"]["orderly"], 50)

    def test_a_key_of_each_kind_of_servers(self):
        text = """
            connections = 60
            rate = 60
            clients = 2
            [group a]
            server = many
            share = 50%
            [group b]
            server = one
            share = 50%
            [server many]
            listeners = 3
            [server one]
            servers = 2
            """
        pathlib.Path("kinds.ini").write_text(text, encoding="utf-8")
        results = run("kinds", "--config", "kinds.ini", "--progress", "off")
        listen = [row["LISTEN"] for row in results.rows("hosts.csv") if row["time_s"] == "0" and row["LISTEN"] != "0"]
        self.assertEqual(listen, ["3", "1", "1"])
        again = run("kinds-again", "--config", "kinds/params.ini", "--progress", "off")
        self.assertEqual(results.same_bytes(), again.same_bytes())

    def test_what_cannot_be_is_refused_in_a_line(self):
        for options, reason in ((("--listeners", 0), "an integer from 1 to 256"), (("--acceptors", 257), "an integer from 1 to 256"),
                                (("--listeners", 2, "--stack", "ns3"), "1 with --stack ns3"),
                                (("--event", "1s stall server listener=2"), "a number from 1 to 1"),
                                (("--event", "1s close-listener server listener=0"), "from 1 to 256"),
                                (("--event", "1s crash server listener=1"), "it is of listeners"),
                                (("--event", "1s stall group"), "servers, which stall is about"),
                                (("--event", "1s stal server"), "did you mean stall?"),
                                (("--event", "1s loss=1 listener=1"), "one beside path")):
            with self.subTest(options):
                done = call("--out", "refused", *options)
                self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
                self.assertIn(reason, done.stderr)
                self.assertFalse(pathlib.Path("refused").exists())


class Reload(unittest.TestCase):
    """One of four listeners is closed under load, and opens again: what waits at it is lost, or goes to the others (migrate_req)."""

    LOAD = ("--listeners", 4, "--accept-delay", "100ms", "--rate", 50, "--connections", 500, "--set", "timer_hz=0", "--clients", 2,
            "--closer", "server", "--event", "8s close-listener server listener=3; 9s open-listener server listener=3")

    def test_what_waits_is_reset(self):
        results = both_paths(self, "resets", *self.LOAD)
        (close, reopen) = results.summary["events"]
        self.assertEqual((close["what"], reopen["ended"]), ("server listener=3", 0))
        # Nobody is refused: the others take what comes. Those that end with it were established, or find out when they are.
        self.assertEqual(results.summary["connections"]["established"], 500)
        self.assertGreater(close["ended"], 1)
        self.assertEqual(results.summary["close"]["reset"], close["ended"] - 1)
        causes = collections.Counter(row["cause"] for row in results.transitions() if row["host"] == "2" and row["newstate"] == "CLOSED")
        self.assertEqual(causes["listener_closed"], close["ended"] - 1)
        self.assertEqual(results.summary["queues"]["migrated"], 0)

    def test_what_waits_moves(self):
        results = both_paths(self, "moves", *self.LOAD, "--set", "migrate_req=1")
        lost = run("lost", *self.LOAD).summary["events"][0]["ended"] - 1
        self.assertEqual(results.summary["close"]["orderly"], 500)
        self.assertEqual(results.summary["events"][0]["ended"], 1)
        self.assertEqual(results.summary["queues"]["migrated"], lost)

    def test_freebsd_moves_what_is_half_open(self):
        both = {}
        for mode in (0, 1, 2):
            summary = run(f"mode-{mode}", *self.LOAD, "--delay", "200ms", "--profile", "freebsd", "--set",
                          f"migrate_req={mode}").summary
            both[mode] = summary["close"]["reset"], summary["queues"]["migrated"]
        self.assertEqual(both[1][0], 0)
        self.assertEqual(both[0][1], 0)
        self.assertEqual(sum(both[2]), both[0][0])
        self.assertEqual(both[1][1], both[0][0])
        self.assertGreater(min(both[2]), 0)


if __name__ == "__main__":
    unittest.main()
