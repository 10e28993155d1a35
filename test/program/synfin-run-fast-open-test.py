#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-run --fast-open: the request goes in the SYN, which is one round trip less, from the second connection on."""

import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import call, run  # noqa: E402

# No link queues anything: one round trip is 100 ms, whatever the size of a segment.
BASE = ("--connections", "4", "--arrivals", "constant", "--rate", "0.2", "--request", "400", "--response", "1000",
        "--bandwidth", "none", "--clients", "1", "--set", "fastopen=3", "--set", "timer_hz=0", "--trace", "segments")
FAST = (*BASE, "--fast-open")


def answered(results):
    """@return per connection how long the client waits for the whole response, in ms: it closes then."""
    rows = results.rows("transitions.csv")
    begun = {row["conn"]: float(row["time_s"]) for row in rows if row["newstate"] == "SYN_SENT"}
    closed = {row["conn"]: float(row["time_s"]) for row in rows if row["newstate"] == "FIN_WAIT_1" and row["host"] == "0"}
    return [round(1000 * (closed[conn] - begun[conn])) for conn in sorted(begun, key=int)]


def syns(results, flags="S"):
    """@return (connection, octets) of each SYN that was sent."""
    return [(int(row["conn"]), int(row["len"])) for row in results.rows("segments.csv")
            if row["event"] == "sent" and row["flags"] == flags]


class FastOpen(unittest.TestCase):
    def test_a_round_trip_less_from_the_second_connection_on(self):
        self.assertEqual(answered(run("plain", *BASE)), [200, 200, 200, 200])
        fast = run("fast", *FAST)
        self.assertEqual(answered(fast), [200, 100, 100, 100])
        self.assertEqual(syns(fast), [(1, 0), (2, 400), (3, 400), (4, 400)])
        self.assertEqual([int(row["bytes_sent"]) for row in fast.rows("connections.csv")], [400] * 4)

    def test_a_lost_syn_costs_its_timeout_and_a_round_trip(self):
        # The second connection's SYN is lost, once: then it has no data, and the request follows the handshake.
        lost = run("lost", *FAST, "--schedule-forward", "4s loss=1; 5500ms loss=0")
        self.assertEqual(answered(lost), [200, 1200, 100, 100])
        self.assertEqual(syns(lost), [(1, 0), (2, 400), (2, 0), (3, 400), (4, 400)])

    def test_a_lost_syn_ack_loses_the_answer_too(self):
        # Data means nothing to a client that waits for a SYN-ACK. It is there after the SYN's timeout, the server's data
        # after its own, 200 ms and four variances of the first round trip (100 ms), begun when the handshake is over.
        lost = run("lost-answer", *FAST, "--schedule-reverse", "4s loss=1; 5500ms loss=0")
        self.assertEqual(syns(lost)[1:3], [(2, 400), (2, 0)])
        self.assertEqual(answered(lost)[0], 200)
        self.assertEqual(answered(lost)[1], 1150 + 300 + 50)

    def test_each_address_has_its_cookie(self):
        # Each pair of addresses costs one connection without data in its SYN.
        results = run("addresses", "--connections", "40", *FAST[2:], "--addresses-per-client", "3", "--counters")
        counted = {row["counter"]: int(row["value"]) for row in results.rows("counters.csv") if row["host"] == "0"}
        self.assertEqual(counted["TcpExtTCPFastOpenActiveFail"], 0)
        self.assertEqual(counted["TcpExtTCPFastOpenActive"], 40 - 3)

    def test_who_does_not_know_it_is_served_all_the_same(self):
        # The cookie is refused when the server has none pending.
        full = run("full", *FAST, "--backlog", "0")
        self.assertEqual(answered(full), [200] * 4)

    def test_what_makes_no_sense_is_refused(self):
        for options, accepted in (("--set fastopen=3", "false without --request"),
                                  ("--set fastopen=3 --request 5 --stack ns3", "false with --stack ns3"),
                                  ("--set server:fastopen=2 --request 5", ""), ("--request 5", "--set fastopen=3"),
                                  ("--set fastopen=2 --request 5", "--set client:fastopen=1")):
            done = call("--fast-open", *options.split())
            if not accepted:
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                continue
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))
            self.assertIn(accepted, done.stderr)

    def test_params_ini_repeats_it(self):
        first = run("first", *FAST, "--loss", "0.2")
        again = run("second", "--config", "first/params.ini")
        self.assertEqual(first.read("segments.csv"), again.read("segments.csv"))


if __name__ == "__main__":
    unittest.main()
