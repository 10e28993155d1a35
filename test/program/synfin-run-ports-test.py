#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Local ports, TIME_WAIT and orphans under load: who is blocked, evicted or reset, and how many exactly."""

import collections
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import call, check_balance, run, with_ports  # noqa: E402


class Destinations(unittest.TestCase):
    def test_each_server_has_the_whole_range(self):
        for path in ("direct", "ip"):
            for options, expected in (((), 150), (("--set", "bind_address_no_port=false"), 50)):
                with self.subTest(path=path, options=options):
                    results = run(f"each-{path}-{expected}", "--path", path, "--clients", 1, "--servers", 3,
                                  "--arrivals", "burst", "--connections", 200, "--hold", "1s", *with_ports(), *options)
                    outcomes = results.summary["connections"]
                    self.assertEqual((outcomes["established"], outcomes["no_port"]), (expected, 200 - expected))
                    rows = [row for row in results.rows("connections.csv") if row["outcome"] == "established"]
                    self.assertEqual(len({(row["lport"], row["raddr"]) for row in rows}), expected)
                    self.assertEqual(len({row["lport"] for row in rows}), 50)

    def test_ns3_has_one_sequence(self):
        results = run("ns3", "--path", "direct", "--clients", 1, "--servers", 3, "--arrivals", "burst", "--connections",
                      60, "--hold", "1s", *with_ports("ns3"))
        ports = [int(row["lport"]) for row in results.rows("connections.csv")]
        self.assertEqual(ports, [*range(10001, 10050), 10000, *[0] * 10])

    def test_linux_takes_every_other_port_first(self):
        results = run("linux", "--path", "direct", "--clients", 1, "--arrivals", "burst", "--connections", 50, "--hold",
                      "1s", *with_ports())
        ports = [int(row["lport"]) for row in results.rows("connections.csv")]
        self.assertEqual([port % 2 for port in ports], [0] * 25 + [1] * 25)


class Buckets(unittest.TestCase):
    """max_tw_buckets: whoever would be one too many ends at once."""

    def test_a_burst_leaves_as_many_as_there_is_room_for(self):
        for closer, path in (("client", "direct"), ("server", "direct"), ("client", "ip")):
            with self.subTest(closer=closer, path=path):
                results = run(f"burst-{closer}-{path}", "--path", path, "--clients", 1, "--arrivals", "burst",
                              "--connections", 500, "--closer", closer, "--set", "max_tw_buckets=120", "--set",
                              "fin_ack_waits=0")
                waits = results.summary["time_wait"]
                # Who is one too many does not enter, as in Linux.
                self.assertEqual({name: waits[name] for name in ("entered", "peak", "expired", "evicted")},
                                 {"entered": 120, "peak": 120, "expired": 120, "evicted": 380})
                # Linux's servers are turned away in FIN_WAIT_2, and the clients' FINs then draw RSTs.
                self.assertEqual(results.summary["close"]["orderly"], 500 if closer == "client" else 120)

    def test_each_eviction_is_due_and_none_is_missing(self):
        """Read from the transitions: evicted is who finds the table full, and nobody else."""
        for options in ((), ("--loss", "0.1", "--closer", "both"), ("--arrivals", "constant")):
            with self.subTest(options):
                results = run("due" + "".join(options), "--path", "direct", "--clients", 2, "--connections", 6000,
                              "--rate", 200, "--set", "time_wait=2s", "--set", "max_tw_buckets=150", *options)
                check_balance(self, results)
                population = collections.Counter()
                evicted = collections.Counter()
                for row in results.transitions():
                    host = row["host"]
                    isEvicted = row["cause"] == "time_wait_evicted"
                    if isEvicted:
                        # It was never in TIME_WAIT, as in Linux.
                        self.assertIn(row["oldstate"], ("FIN_WAIT_1", "FIN_WAIT_2", "CLOSING"))
                        self.assertEqual((row["newstate"], population[host]), ("CLOSED", 150))
                    if row["newstate"] == "TIME_WAIT":
                        population[host] += 1
                        self.assertLessEqual(population[host], 150)
                    population[host] -= row["oldstate"] == "TIME_WAIT"
                    evicted[host] += isEvicted
                self.assertGreater(sum(evicted.values()), 1000)
                waits = results.summary["time_wait"]
                self.assertLessEqual(waits["peak"], 3 * 150)  # three hosts
                self.assertEqual(waits["entered"], waits["expired"] + waits["reused"] + waits["reset"])
                self.assertEqual(sum(evicted.values()), results.summary["time_wait"]["evicted"])


class Orphans(unittest.TestCase):
    """max_orphans: in an outage closers wait for acknowledgements; beyond the limit a close resets."""

    def test_the_excess_is_reset(self):
        for path in ("direct", "ip"):
            with self.subTest(path):
                results = run(f"orphans-{path}", "--path", path, "--clients", 1, "--arrivals", "burst", "--connections",
                              400, "--hold", "1s", "--schedule", "1090ms loss=1", "--set", "max_orphans=150", "--set",
                              "keepalive=true")
                causes = collections.Counter(row["cause"] for row in results.transitions()
                                             if row["newstate"] == "CLOSED" and row["rport"] == "80")
                self.assertEqual(causes, {"too_many_orphans": 250, "timed_out": 150})
                self.assertEqual(results.summary["close"], {"orderly": 0, "reset": 250, "timed_out": 150, "crashed": 0, "open": 0})

    def test_without_an_outage_nobody_is(self):
        results = run("no-orphans", "--path", "direct", "--clients", 1, "--connections", 2000, "--set",
                      "max_orphans=100")
        self.assertEqual(results.summary["close"]["orderly"], 2000)


class CloseByRst(unittest.TestCase):
    """SO_LINGER with a time of 0: the closer resets, and nobody is in TIME_WAIT."""

    def test_whoever_closes(self):
        for path in ("direct", "ip"):
            for closer in ("client", "server", "both"):
                with self.subTest(path=path, closer=closer):
                    results = run(f"rst-{path}-{closer}", "--path", path, "--clients", 1, "--connections", 300,
                                  "--closer", closer, "--close-by", "rst", "--request", 2000, "--response", 5000,
                                  "--hold", "500ms")
                    check_balance(self, results)
                    self.assertEqual(results.summary["close"], {"orderly": 0, "reset": 300, "timed_out": 0, "crashed": 0, "open": 0})
                    self.assertEqual(results.summary["time_wait"]["entered"], 0)
                    rows = results.rows("connections.csv")
                    self.assertEqual({(row["bytes_sent"], row["bytes_received"]) for row in rows}, {("2000", "5000")})
                    causes = collections.Counter(row["cause"] for row in results.transitions()
                                                 if row["newstate"] == "CLOSED")
                    self.assertEqual(causes, {"user_abort": 600} if closer == "both"
                                     else {"user_abort": 300, "rst_received": 300})

    def test_ports_are_free_at_once(self):
        results = run("free", "--path", "direct", "--clients", 1, "--rate", 50, "--connections", 3000, "--close-by",
                      "rst", *with_ports())
        self.assertEqual(results.summary["connections"]["no_port"], 0)

    def test_ns3_cannot(self):
        done = call("--stack", "ns3", "--close-by", "rst")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(done.stderr, "synfin-run: --close-by rst: accepted is fin with --stack ns3, whose sockets have "
                                      "no SO_LINGER\n")


class FinWait2(unittest.TestCase):
    """fin_timeout: an orphan waits no longer for the FIN of a peer that is gone."""

    def test_each_profile(self):
        # The ACK of the client's FIN arrives, the server's FIN never does: it is lost by name, as often as it is sent.
        lose = ",".join(f"fin2:{n}" for n in range(1, 30))
        for profile, (state, cause, after) in {
                "linux": ("FIN_WAIT_2", "fin_wait_2_timeout", 60000),
                "freebsd": ("FIN_WAIT_2", "fin_wait_2_timeout", 600000),
                # No bound of its own; keep-alive finds out after two hours that the server has given up.
                "rfc9293": ("FIN_WAIT_2", "rst_received", 7200100)}.items():
            with self.subTest(profile):
                for path in ("direct", "ip"):
                    results = run(f"fin-{profile}-{path}", "--path", path, "--connections", 50, "--profile", profile,
                                  "--bandwidth", "none", "--lose", lose, "--set", "keepalive=true", "--set", "timer_hz=0")
                    ends = collections.Counter((row["oldstate"], row["cause"], float(row["ms"]))
                                               for row in results.transitions()
                                               if row["newstate"] == "CLOSED" and row["rport"] == "80")
                    self.assertEqual(ends, {(state, cause, after): 50})


class Listeners(unittest.TestCase):
    """defer_accept: whoever connects and says nothing."""

    def test_the_server_hears_of_a_silent_client_when_its_time_is_over(self):
        results = run("deferred", "--connections", 20, "--hold", "20s", "--set", "server:defer_accept=5s", "--set",
                      "server:timer_hz=0")
        waits = [float(row["ms"]) for row in results.transitions()
                 if (row["oldstate"], row["newstate"]) == ("SYN_RCVD", "ESTABLISHED")]
        self.assertEqual(len(waits), 20)
        self.assertTrue(all(abs(wait - 7100) < 1 for wait in waits), waits)  # the third SYN-ACK timeout, and its answer
        self.assertEqual(results.summary["drops"]["deferred_ack"], 20)
        talkative = run("talkative", "--connections", 20, "--request", 10, "--set", "server:defer_accept=5s").summary
        self.assertEqual(talkative["connections"]["established"], 20)
        self.assertEqual(talkative["retransmissions"]["synack"], 0)


class BadInput(unittest.TestCase):
    def test_bad_values(self):
        for setting, accepted in (("port_selection=random", "rfc6056-1, rfc6056-2, rfc6056-3, rfc6056-4, rfc6056-5, "
                                   "linux or ns3"), ("max_orphans=-1", "an integer from 0 to 4294967295 (connections)"),
                                  ("ip_local_port_range=5-4", "LOW-HIGH with 1 <= LOW <= HIGH <= 65535, such as "
                                   "32768-60999")):
            done = call("--set", setting)
            self.assertEqual(done.returncode, 2)
            self.assertIn(accepted, done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1)


if __name__ == "__main__":
    unittest.main()
