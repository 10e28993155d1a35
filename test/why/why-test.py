#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-why: the causes of a latency add up to it, and are what the scenario made them."""

import collections
import contextlib
import csv
import decimal
import io
import os
import pathlib
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
BIN, SOURCE = (pathlib.Path(os.environ[name]) for name in ("SYNFIN_BIN", "SYNFIN_SOURCE"))
sys.path.insert(0, str(SOURCE / "examples" / "python"))
from synfin.results.source import open_source  # noqa: E402
from synfin.why import cli, flights, shares  # noqa: E402
from synfin.why.causes import LABELS  # noqa: E402

EXACT = ("--set", "timer_hz=0")

# Scenarios in which all that can be lost is, and things meet.
RANDOM = {
    "loss": ("--loss", "0.2"),
    "wheels": ("--loss", "0.2", "--profile", "linux"),
    "bursts and jitter": ("--loss", "gemodel:5%,30%", "--jitter", "20ms,normal", *EXACT),
    "reordering": ("--loss", "0.1", "--jitter", "30ms,pareto,25%", "--jitter-reorders", "true", "--duplicate", "10%", "--corrupt", "5%"),
    "answers that come too late": ("--delay", "800ms", "--jitter", "400ms", "--jitter-reorders", "true", "--loss", "0.2", "--duplicate", "20%"),
    "a full queue": ("--bandwidth", "20kbps", "--queue", "2p", "--rate", "100", "--clients", "3"),
    "own links": ("--clients", "5", "--access-delay", "5ms", "--access-loss", "0.1", "--access-rate", "30kbps", "--loss", "0.1"),
    "full listeners": ("--rate", "500", "--backlog", "2", "--accept-delay", "20ms", "--loss", "0.1", "--set", "server:syncookies=0"),
    "a path that changes": ("--schedule", "1s delay=80ms loss=0.5; 3s loss=0.1", "--profile", "freebsd"),
    "a firewall and a NAT": ("--nat", "--nat-ports", "40000-40009", "--loss", "0.1", "--clients", "2"),
    "a crash": ("--event", "1s crash server restart=2s", "--rate", "100"),
}


def run(folder, *options):
    """Runs a scenario with segments. @return the folder"""
    command = [BIN / "synfin-run", "--out", folder, "--trace", "segments", *map(str, options)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=300)
    return pathlib.Path(folder)


def why(*arguments):
    """@return the completed program, within this process, so that pandas is loaded only once"""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main([str(argument) for argument in arguments])
        except SystemExit as end:
            status = end.code
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(folder):
    """@return {number: {cause: ns}} of all handshakes"""
    found = {}
    for attempt, steps in shares.steps_of(open_source(folder).runs[0]):
        sums = collections.Counter()
        for step in steps:
            sums[step.cause] += step.end - step.begin
        found[attempt.number] = sums
    return found


def nanoseconds(text):
    return int(decimal.Decimal(text) * 10**9)


class Sums(unittest.TestCase):
    def test_causes_add_up_to_every_latency(self):
        for name, options in RANDOM.items():
            with self.subTest(name):
                folder = run(name.replace(" ", "-"), "--connections", 150, *options)
                latency = {int(row["conn"]): nanoseconds(row["handshake_s"]) for row in rows(folder / "connections.csv") if row["handshake_s"]}
                start = {int(row["conn"]): nanoseconds(row["start_s"]) for row in rows(folder / "connections.csv")}
                self.assertGreater(len(latency), 20)
                seen = set()
                for attempt, steps in shares.steps_of(open_source(folder).runs[0]):
                    number = attempt.number
                    seen.add(number)
                    ends = [start[number], *(step.end for step in steps)]
                    self.assertEqual([step.begin for step in steps], ends[:-1], number)
                    self.assertEqual(ends[-1] - start[number], latency[number], number)
                    self.assertNotIn("unknown", {step.cause for step in steps}, (number, steps))
                self.assertEqual(seen, set(latency))

    def test_the_table_adds_up(self):
        folder = run("table", "--connections", 400, "--loss", "0.1")
        done = why(folder, "--csv", "dir/shares.csv")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        table = rows("dir/shares.csv")
        self.assertAlmostEqual(sum(float(row["share"]) for row in table), 1)
        whole = sum(nanoseconds(row["handshake_s"]) for row in rows(folder / "connections.csv") if row["handshake_s"])
        self.assertAlmostEqual(sum(float(row["seconds"]) for row in table), whole / 1e9, places=8)
        self.assertEqual(done.stdout.splitlines()[-1], "dir/shares.csv")
        for row in table:
            self.assertIn(LABELS[row["cause"]], done.stdout)


class Causes(unittest.TestCase):
    """What a scenario makes slow is what is named."""

    def only(self, folder, *options):
        """@return the causes of the one connection, in seconds"""
        sums = told(run(folder, "--connections", 1, "--delay", "50ms", "--bandwidth", "none", *EXACT, *options))
        return {cause: value / 1e9 for cause, value in sums[1].items()}

    def test_nothing(self):
        self.assertEqual(self.only("nothing"), {"propagation": 0.1})

    def test_sending(self):
        folder = run("sending", "--connections", 1, "--delay", "50ms", "--bandwidth", "1Mbps", *EXACT)
        self.assertEqual(dict(told(folder)[1]), {"propagation": 100000000, "queueing": 2 * (2 + 20 + 40) * 8 * 1000})

    def test_syns(self):
        self.assertEqual(self.only("syns", "--lose", "syn:1,syn:2", "--set", "syn_linear_timeouts=0"), {"propagation": 0.1, "syn_lost": 3.0})

    def test_syn_acks(self):
        self.assertEqual(self.only("synack", "--lose", "synack:1"), {"propagation": 0.1, "synack_lost": 1.0})

    def test_the_server_s_own_timer(self):
        sums = self.only("own", "--lose", "synack:1", "--set", "client:rto_initial=30s")
        self.assertEqual(sums, {"propagation": 0.1, "synack_lost": 1.0})

    def test_late(self):
        sums = told(run("late", "--connections", 1, "--delay", "700ms", "--bandwidth", "none", *EXACT, "--lose", "synack:1"))[1]
        self.assertEqual(sums["propagation"], 1400000000)

    def test_full_queues(self):
        folder = run("syn-queue", "--connections", 60, "--arrivals", "burst", "--backlog", 4, "--set", "server:syncookies=0", "--clients", 3)
        sums = sum(told(folder).values(), collections.Counter())
        self.assertGreater(sums["syn_queue_full"] + sums["accept_queue_full"], 10**9)

    def test_middleboxes(self):
        folder = run("conntrack", "--connections", 60, "--rate", 20, "--conntrack", 10, "--conntrack-time-wait", "1s", "--set", "time_wait=1s")
        sums = sum(told(folder).values(), collections.Counter())
        self.assertGreater(sums["middlebox"], 10**9)


class Flights(unittest.TestCase):
    """What was sent, and what became of it, where that is not plain."""

    SYN, LATE = ("S", 1, 0, 0, 9, 5, 0), ("S", 1, 0, 0, 9, 6, 0)

    def events(self, *rows):
        """@return Events of (time, host, content): host 0 sends, host 1 receives"""
        return [flights.Event(at, host, host == 0, content, place=place) for place, (at, host, content) in enumerate(rows)]

    def test_a_loss_at_the_time_of_a_transmission_is_that_one_s(self):
        events = self.events((0, 0, self.SYN), (5, 0, self.SYN), (9, 1, self.SYN))
        flights.match(events, [flights.Drop(5, "link", "loss", self.SYN)])
        self.assertIs(events[2].origin, events[0])
        self.assertEqual(events[1].loss.reason, "loss")

    def test_of_alike_arrivals_at_one_instant_the_last_was_dropped(self):
        events = self.events((0, 0, self.SYN), (1, 0, self.SYN), (9, 1, self.SYN), (9, 1, self.SYN))
        flights.match(events, [flights.Drop(9, "host", "duplicate_syn", self.SYN)])
        self.assertEqual([event.drop is None for event in events[2:]], [True, False])

    def test_a_copy_has_the_origin_of_the_first(self):
        events = self.events((0, 0, self.SYN), (8, 1, self.SYN), (9, 1, self.SYN))
        flights.match(events, [])
        self.assertEqual([event.origin for event in events[1:]], [events[0]] * 2)

    def test_a_script_s_network_tells_of_no_loss(self):
        events = self.events((0, 0, self.SYN), (5, 0, self.LATE), (9, 1, self.LATE))
        flights.match(events, [], tells=False)
        self.assertEqual((events[0].loss.reason, events[1].loss), ("unseen", None))

    def test_an_end_that_does_not_see_timestamps(self):
        blind = ("S", 1, 0, 0, 9, -1, -1)
        events = self.events((0, 0, self.SYN), (9, 1, blind))
        flights.match(events, [])
        self.assertIs(events[1].origin, events[0])


class Stories(unittest.TestCase):
    def story(self, folder, *options):
        folder = run(folder, "--connections", 1, "--delay", "50ms", "--bandwidth", "none", *EXACT, *options)
        done = why(folder, "--conn", 1)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def test_a_handshake(self):
        text = self.story("syn", "--lose", "syn:1,synack:1")
        self.assertIn(" s  the client: CLOSED -> SYN_SENT (active_open); sends SYN 1, lost on the link (by name)\n", text)
        self.assertIn(" s  the client's timer, 1 s after SYN 1: sends SYN 2\n", text)
        self.assertIn("the server gets SYN 2: LISTEN -> SYN_RCVD (syn_received); sends SYN-ACK 1, lost on the link (by name)\n", text)
        self.assertIn("The handshake, ", text)
        self.assertIn("the client's timer: SYN 1 was lost on the link (by name)\n", text)

    def test_a_time_wait_that_begins_anew(self):
        text = self.story("fin", "--lose", "ack2:1", "--set", "time_wait=10s")
        self.assertRegex(text, r"TIME_WAIT of the client begins anew at [0-9.]+ s: FIN 2 arrives, since the ACK of FIN 1 was lost on the link \(by name\)\n")
        self.assertRegex(text, r"TIME_WAIT of the client lasts 10\.\d+ s, .*, 10 s after it began anew\n")

    def test_data_is_left_out(self):
        text = self.story("data", "--response", 500000, "--lose", "data:3")
        self.assertRegex(text, r"\(\d+ moments of data and ACKs that went as they should are left out\)")
        self.assertRegex(text, r"data \d+ \(\d+ octets\), lost on the link \(by name\)")
        self.assertLess(text.count("\n"), 80)

    def test_the_slowest(self):
        folder = run("slow", "--connections", 200, "--loss", "0.2")
        done = why(folder, "--slowest", 5)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        numbers = [int(number) for number in re.findall(r"^connection (\d+), ", done.stdout, re.M)]
        latency = sorted(((-float(row["handshake_s"]), int(row["conn"])) for row in rows(folder / "connections.csv") if row["handshake_s"]))
        self.assertEqual(numbers, [number for _, number in latency[:5]])


class Figure(unittest.TestCase):
    def test_its_table_is_the_shares(self):
        folder = run("drawn", "--connections", 100, "--loss", "0.1")
        done = subprocess.run([BIN / "synfin-plot", folder, "latency-by-cause", "--out", "figures"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        expected = io.StringIO()
        csv.writer(expected, lineterminator="\n").writerows(shares.of(open_source(folder).runs).rows())
        drawn = [[row[name] for name in shares.COLUMNS] for row in rows("figures/latency-by-cause.csv")]
        for one, other in zip(drawn, csv.reader(expected.getvalue().splitlines()), strict=True):
            self.assertEqual(one[:2], other[:2])
            self.assertEqual([float(value) for value in one[2:]], [float(value) for value in other[2:]])


class Input(unittest.TestCase):
    def refused(self, *arguments):
        done = why(*arguments)
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
        return done.stderr

    def test_what_is_refused(self):
        folder = run("input", "--connections", 5)
        subprocess.run([BIN / "synfin-run", "--connections", "5", "--out", "plain"], check=True, stdout=subprocess.DEVNULL)
        for part, arguments in (("synfin-run --trace segments", ["plain"]), ("synfin-run --trace segments", ["plain", "--conn", 1]),
                                ("--conn 9: accepted is the number of a connection in input/connections.csv", [folder, "--conn", 9]),
                                ("--conn or --slowest", [folder, "--conn", 1, "--slowest", 1]), ("--conn '0'", [folder, "--conn", 0]),
                                ("--slowest 'x'", [folder, "--slowest", "x"]), ("--csv", [folder, "--csv", "x", "--conn", 1]),
                                ("--csv .: accepted", [folder, "--csv", "."]), ("--csv", [folder, "--csv", "x" * 300]),
                                ("no such file", ["absent"]), ("PATH", [])):
            self.assertIn(part, self.refused(*arguments))

    def test_other_files_stay(self):
        """Only a table of its own is written anew."""
        folder = run("others", "--connections", 5)
        pathlib.Path("notes.csv").write_text("mine\n", encoding="utf-8")
        for path in (folder / "connections.csv", folder / "summary.json", pathlib.Path("notes.csv")):
            before = path.read_bytes()
            self.assertIn(f"--csv {path}: accepted is the name of a new file", self.refused(folder, "--csv", path))
            self.assertEqual(path.read_bytes(), before)
        for _ in range(2):
            done = why(folder, "--csv", folder / "shares.csv")
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_what_is_no_file_stays(self):
        """A table takes the place of a file of its name, and never that of a device or a pipe."""
        os.mkfifo("pipe")
        self.assertIn("--csv pipe: accepted", self.refused(run("kept", "--connections", 5), "--csv", "pipe"))
        self.assertTrue(pathlib.Path("pipe").is_fifo())

    def test_a_table_that_is_cut(self):
        folder = run("cut", "--connections", 50, "--loss", "0.2")
        text = (folder / "drops.csv").read_text(encoding="utf-8")
        (folder / "drops.csv").write_text(text[:-5], encoding="utf-8")
        self.assertIn("cut/drops.csv", self.refused(folder))


if __name__ == "__main__":
    unittest.main()
