#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Packets that are too large for the path: with ICMP, without (a black hole), and what stacks do about it, against arithmetic."""

import decimal
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import call, run  # noqa: E402

D = decimal.Decimal
QUIET = ("--progress", "off")
# A small request, a large response, exact timers; the round trip is 100 ms.
BASE = {"connections": 1, "request": 200, "response": 100000, "delay": "50ms", "bandwidth": "none", "trace": "segments", "path-mtu": 1400}
HOLE = {"path-mtu-icmp": "false"}
INITIAL_WINDOW = 10  # segments (RFC 6928)


def scenario(folder, changes=(), fields=()):
    """Runs BASE with changes and fields of the profile. @return its results."""
    words = {**BASE, **dict(changes)}
    return run(folder, *QUIET, "--set", "timer_hz=0", *(word for field in fields for word in ("--set", field)),
               *(word for name, value in words.items() for word in ("--" + name, value)))


def sent(results, host, **wanted):
    """@return the segments with data that a host sent."""
    return [row for row in results.rows("segments.csv") if row["event"] == "sent" and row["host"] == str(host) and int(row["len"]) > 0
            and all(row[key] == value for key, value in wanted.items())]


def times(rows):
    """@return when they were sent."""
    return [D(row["time_s"]) for row in rows]


def ladder(first, most, backoffs):
    """@return how long after a retransmission the next ones are due, when its timeout was `first`."""
    at, all_of_them = D(0), []
    for n in range(1, backoffs + 1):
        at += min(first * 2**n, most)
        all_of_them.append(at)
    return all_of_them


class Icmp(unittest.TestCase):
    """RFC 1191, RFC 8201: the sender is told."""

    def test_it_costs_a_window_sent_again_at_once(self):
        for ip, octets in ((4, 1400 - 20 - 32), (6, 1400 - 40 - 32)):
            with self.subTest(ip):
                results = scenario(f"icmp{ip}", {"ip": ip})
                data = sent(results, 1)
                again = sent(results, 1, kind="retransmit")
                self.assertEqual(data[0]["time_s"], again[0]["time_s"])
                self.assertEqual({int(row["len"]) for row in data[:INITIAL_WINDOW]}, {1500 - 1400 + octets})
                # The last one of them is filled up with what follows.
                segments = -(-INITIAL_WINDOW * (octets + 100) // octets)
                self.assertEqual([int(row["len"]) for row in again], [octets] * segments)
                self.assertEqual(max(int(row["len"]) for row in data[INITIAL_WINDOW:]), octets)
                self.assertEqual(results.summary["path_mtu"],
                                 {"too_large": INITIAL_WINDOW, "told": INITIAL_WINDOW, "lowered": 1, "suspected": 0})
                self.assertEqual(results.summary["close"]["orderly"], 1)

    def test_from_behind_an_access_link_it_takes_a_round_trip_to_the_router(self):
        results = scenario("access", {"request": 50000, "access-delay": "30ms"})
        first = times(sent(results, 0))[0]
        self.assertEqual(times(sent(results, 0, kind="retransmit"))[0] - first, D("0.060"))

    def test_the_path_is_known_to_the_next_connection(self):
        results = scenario("next", {"connections": 5, "rate": 1, "arrivals": "constant"})
        self.assertEqual(results.summary["path_mtu"]["too_large"], INITIAL_WINDOW)
        self.assertEqual(results.summary["path_mtu"]["lowered"], 1)

    def test_what_fits_is_not_touched(self):
        results = scenario("fits", {"path-mtu": 1500})
        plain = scenario("none", {"path-mtu": "none"})
        self.assertEqual(results.summary["path_mtu"]["too_large"], 0)
        columns = ("time_s", "host", "flags", "len")
        self.assertEqual(*([[row[name] for name in columns] for row in one.rows("segments.csv")] for one in (results, plain)))

    def test_a_stack_that_does_not_listen(self):
        results = scenario("deaf", {"duration": "60s"}, ["server:pmtu_discovery=false"])
        self.assertEqual({int(row["len"]) for row in sent(results, 1)}, {1448})


class BlackHole(unittest.TestCase):
    """RFC 2923 2.1: nobody is told."""

    def test_linux_hangs_until_retries2(self):
        results = scenario("hangs", {**HOLE, "duration": "30min"})
        self.assertEqual(results.summary["connections"]["established"], 1)
        again = times(sent(results, 1, kind="retransmit"))
        # RTO after a handshake of 100 ms is 300 ms; the loss probe is new data.
        due = ladder(D("0.3"), D(120), 20)
        self.assertEqual([at - again[0] for at in again[1:]], [at for at in due if at < D("924.6")])
        end = [row for row in results.transitions() if row["host"] == "1"][-1]
        self.assertEqual((end["newstate"], end["cause"]), ("CLOSED", "timed_out"))
        self.assertEqual(D(end["time_s"]) - again[0], next(at for at in due if at >= D("924.6")))
        self.assertEqual(results.summary["path_mtu"]["told"], 0)
        self.assertEqual(results.summary["path_mtu"]["too_large"], len(sent(results, 1)))

    def test_linux_probes(self):
        results = scenario("probes", HOLE, ["mtu_probing=1"])
        again = sent(results, 1, kind="retransmit")
        small = next(row for row in again if row["len"] == "1024")
        # tcp_retries1 of 3 is read as 3 s after the first retransmission.
        self.assertEqual(D(small["time_s"]) - times(again)[0], next(at for at in ladder(D("0.3"), D(120), 9) if at >= 3))
        self.assertEqual(results.summary["path_mtu"]["suspected"], 1)
        self.assertEqual(results.summary["close"]["orderly"], 1)

    def test_freebsd_detects(self):
        results = scenario("detects", {**HOLE, "server-profile": "freebsd"}, ["server:pmtud_blackhole_detection=1"])
        again = sent(results, 1, kind="retransmit")
        self.assertEqual([int(row["len"]) for row in again[:2]], [1448, 1200 - 12])
        self.assertEqual(results.summary["close"]["orderly"], 1)

    def test_what_is_small_gets_through(self):
        results = scenario("small", {**HOLE, "response": 1000})
        self.assertEqual(results.summary["path_mtu"]["too_large"], 0)
        self.assertEqual(results.summary["close"]["orderly"], 1)


class BothPaths(unittest.TestCase):
    """--path ip writes what --path direct does."""

    SCENARIOS = (
        ({}, []),
        ({"ip": 6}, []),
        (HOLE, ["mtu_probing=1"]),
        ({"request": 30000, "access-delay": "uniform:1ms,90ms", "clients": 3}, []),
        ({"request": 5000, "loss": "10%", "jitter": "5ms", "servers": 2, "profile": "freebsd"}, []),
        ({**HOLE, "profile": "macos", "loss": "3%"}, []),
        ({"path-mtu": 600, "duplicate": "10%"}, ["mtu_expires=1s"]),
        ({"fast-open": "true", "request": 3000, "path-mtu": 700}, ["fastopen=3"]),
        ({"congestion": "bbr", "delay": "0s", "request": 20000}, []),
    )

    def test_same_bytes(self):
        for number, (changes, fields) in enumerate(self.SCENARIOS):
            with self.subTest(changes=changes):
                runs = []
                for path in ("ip", "direct"):
                    name = f"{path}{number}"
                    results = scenario(name, {"connections": 30, "rate": 20, "duration": "40s", "counters": "true", "path": path, "pcap": name,
                                              **changes}, fields)
                    runs.append([results.read(file) for file in ("segments.csv", "transitions.csv", "connections.csv", "hosts.csv",
                                                                 "counters.csv")]
                                + [results.summary["path_mtu"]]
                                + [pathlib.Path(f"{name}-{end}.pcap").read_bytes() for end in ("client", "server")])
                self.assertGreater(runs[0][5]["too_large"], 0)
                for ip, direct in zip(*runs):
                    self.assertTrue(ip == direct)


class Words(unittest.TestCase):
    def test_a_section(self):
        pathlib.Path("box.ini").write_text("""
            connections = 20
            response = 5000
            [middlebox]
            path-mtu = 1400
            path-mtu-icmp = false
            """, encoding="utf-8")
        file = run("file", "--config", "box.ini", "--duration", "20s", *QUIET)
        flat = run("flat", "--connections", 20, "--response", 5000, "--path-mtu", 1400, "--path-mtu-icmp", "false", "--duration", "20s", *QUIET)
        self.assertEqual(file.same_bytes(), flat.same_bytes())

    def test_what_is_refused(self):
        for options, expected in ((("--path-mtu", 67), "none, or an integer from 68 to 65535"),
                                  (("--path-mtu", 1000, "--ip", 6), "from 1280 on with IPv6"),
                                  (("--path-mtu", 1400, "--stack", "ns3"), "none with --stack ns3"),
                                  (("--set", "mtu_probing=2"), "an integer from 0 to 1")):
            done = call("--out", "bad", *options)
            self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), options)
            self.assertIn(expected, done.stderr)
            self.assertFalse(pathlib.Path("bad").exists())


if __name__ == "__main__":
    unittest.main()
