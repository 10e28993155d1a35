#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Connections that hold what a server has: the application's attention, and its places in TIME_WAIT; against arithmetic."""

import collections
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import call, check_balance, check_lives, run  # noqa: E402

EXACT = ("--bandwidth", "none", "--set", "timer_hz=0")
ONCE = ("--set", "syn_retries=0", "--set", "syn_linear_timeouts=0")


def scenario(name, text, *options):
    """Runs a scenario file. @return its results."""
    file = pathlib.Path(f"{name}.ini")
    file.write_text(text, encoding="utf-8")
    return run(name, "--config", file, *EXACT, *options)


def both_paths(test, name, text, *options):
    """Runs a scenario file on either path, and asserts that all that they write is equal."""
    more = ("--trace", "segments", "--counters", *options)
    direct, through = (scenario(f"{name}-{path}", text, "--path", path, *more) for path in ("direct", "ip"))
    for file in ("transitions.csv", "connections.csv", "segments.csv", "drops.csv", "hosts.csv", "counters.csv"):
        test.assertEqual(direct.read(file), through.read(file), file)
    test.assertEqual(direct.summary["groups"], through.summary["groups"])


def rows_of(results, group):
    """@return the rows of a group's connections, in their order."""
    return [row for row in results.rows("connections.csv") if row["group"] == group]


class Workers(unittest.TestCase):
    """An application that serves so many at once."""

    def test_the_next_is_accepted_when_one_is_closed(self):
        # Two workers, each busy with one for 1 s from its accept on; the request of who waits comes before.
        results = run("workers", "--workers", 2, "--arrivals", "burst", "--connections", 7, "--closer", "server", "--hold", "1s",
                      "--request", 10, *EXACT)
        check_lives(self, results)
        check_balance(self, results)
        closes = sorted(float(row["time_s"]) for row in results.transitions() if row["newstate"] == "FIN_WAIT_1")
        # Established at the server after 150 ms; the request comes with the handshake's ACK.
        for at, expected in zip(closes, (1.15, 1.15, 2.15, 2.15, 3.15, 3.15, 4.15)):
            self.assertAlmostEqual(at, expected, places=6)

    def test_a_reset_frees_its_worker(self):
        results = run("reset", "--workers", 1, "--arrivals", "burst", "--connections", 3, "--hold", "1s", "--close-by", "rst", *EXACT)
        # Each client aborts 1 s after its own handshake, while the last two wait; nobody is left with a worker.
        self.assertEqual(results.summary["connections"]["established"], 3)
        later = run("served", "--workers", 1, "--arrivals", "constant", "--rate", 0.5, "--connections", 3, "--hold", "1s", "--close-by",
                    "rst", "--request", 10, "--response", 10, *EXACT)
        self.assertEqual({row["bytes_received"] for row in later.rows("connections.csv")}, {"10"})

    def test_a_crash_frees_all_of_them(self):
        results = run("crash", "--workers", 1, "--arrivals", "constant", "--rate", 1, "--connections", 10, "--request", 10, "--response", 10,
                      "--hold", "3s", "--event", "3500ms crash server restart=500ms", "--duration", "60s", *EXACT)
        late = [row for row in results.rows("connections.csv") if float(row["start_s"]) >= 4]
        self.assertEqual({row["bytes_received"] for row in late}, {"10"})


class ConnectAndHold(unittest.TestCase):
    """Requests that never end (Slowloris)."""

    TEXT = """
        duration = 60s
        [group slow]
        kind = connect-and-hold
        arrivals = burst
        rate = 1
        connections = 5
        request = 40
        hold = 30s
        [group users]
        rate = 1
        arrivals = constant
        connections = 50
        request = 100
        response = 1000
        [server web]
        workers = 5
        backlog = 9
        """

    def test_workers_are_gone_then_the_accept_queue_is_full(self):
        results = scenario("slow", self.TEXT, *ONCE, "--trace", "segments")
        slow, users = rows_of(results, "slow"), rows_of(results, "users")
        self.assertEqual({(row["outcome"], row["close"], row["bytes_sent"], row["bytes_received"]) for row in slow},
                         {("established", "orderly", "40", "0")})
        # The first user comes with the five, and is served; ten wait in the accept queue; who comes while it is full is not
        # heard; the five leave after 30.15 s.
        outcomes = [row["outcome"] for row in users]
        self.assertEqual(outcomes, ["established"] * 11 + ["timed_out"] * 20 + ["established"] * 19)
        self.assertEqual({row["bytes_received"] for row in users if row["outcome"] == "established"}, {"1000"})
        again = run("slow-again", "--config", "slow/params.ini")
        self.assertEqual(again.read("segments.csv"), results.read("segments.csv"))

    def test_workers_enough_and_nobody_is_hurt(self):
        results = scenario("enough", self.TEXT.replace("workers = 5", "workers = 6"), *ONCE)
        self.assertEqual({row["bytes_received"] for row in rows_of(results, "users")}, {"1000"})

    def test_both_paths(self):
        both_paths(self, "hold", self.TEXT.replace("arrivals = burst", "arrivals = poisson"), "--loss", "5%")


class TimeWaitExhaust(unittest.TestCase):
    """The server closes first, and has TIME_WAIT."""

    TEXT = """
        [profile]
        max_tw_buckets = 30
        [group users]
        arrivals = constant
        rate = 1
        connections = 100
        closer = server
        [group many]
        kind = time-wait-exhaust
        arrivals = burst
        rate = 1
        connections = 200
        """

    def test_who_finds_no_place_is_reset(self):
        results = scenario("buckets", self.TEXT)
        check_lives(self, results)
        closes = {group: collections.Counter(row["close"] for row in rows_of(results, group)) for group in ("users", "many")}
        self.assertEqual(closes["many"], {"orderly": 30 - 1, "reset": 171})  # the first user comes with them
        # The places are free 60 s later, and then the users' for ever: 30 of them fill it again.
        self.assertEqual([row["close"] for row in rows_of(results, "users")],
                         ["orderly"] + ["reset"] * 59 + ["orderly"] * 30 + ["reset"] * 10)
        self.assertEqual({row["closer"] for row in rows_of(results, "many")}, {"server"})
        self.assertEqual(results.summary["time_wait"]["peak"], 30)

    def test_both_paths(self):
        both_paths(self, "wait", self.TEXT, "--loss", "5%")


class Refused(unittest.TestCase):
    CASES = (
        ("--kind connect-and-hold", "--hold 0s", "above 0s"),
        ("--kind connect-and-hold --hold 1s --response 5", "--response 5", "0 with"),
        ("--kind connect-and-hold --hold 1s --closer server", "--closer server", "client with"),
        ("--kind connect-and-hold --hold 1s --half-close true", "--half-close true", "false with"),
        ("--kind connect-and-hold --hold 1s --answer rst", "--answer rst", "none without"),
        ("--kind time-wait-exhaust --closer both", "--closer both", "server with"),
        ("--kind time-wait-exhaust --closer client", "--closer client", "server with"),
        ("--kind time-wait-exhaust --close-by rst", "--close-by rst", "fin with"),
        ("--workers 0", "--workers 0", "auto, or an integer from 1"),
        ("--stack ns3 --workers 3", "--workers 3", "auto with --stack ns3"),
        ("--stack ns3 --kind time-wait-exhaust", "--kind time-wait-exhaust", "normal with --stack ns3"),
    )

    def test_one_line_says_what_is_accepted(self):
        for options, wrong, accepted in self.CASES:
            with self.subTest(options):
                done = call(*options.split(), "--out", "refused")
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
                self.assertIn(f"{wrong}: accepted is {accepted}", done.stderr)
                self.assertFalse(pathlib.Path("refused").exists())


if __name__ == "__main__":
    unittest.main()
