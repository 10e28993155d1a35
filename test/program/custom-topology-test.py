#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""examples/custom-topology.cc: a dumbbell of one's own is recorded as synfin-run records its, and every reader takes it."""

import csv
import json
import os
import pathlib
import shutil
import subprocess
import unittest

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
CONNECTIONS = 150


def run(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, encoding="utf-8", check=False)


def rows(name):
    with open(pathlib.Path("out", name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class CustomTopology(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree("out", ignore_errors=True)
        cls.done = run(BIN / "custom-topology", f"--connections={CONNECTIONS}", "--rate=8Mbps", "--out=out")
        cls.summary = json.loads(pathlib.Path("out/summary.json").read_text(encoding="utf-8"))

    def test_it_ends_well(self):
        self.assertEqual((self.done.returncode, self.done.stdout, self.done.stderr), (0, "", ""))

    def test_a_row_per_connection(self):
        table = rows("connections.csv")
        self.assertEqual([row["conn"] for row in table], [str(1 + i) for i in range(CONNECTIONS)])
        self.assertEqual({(row["outcome"], row["close"], row["bytes_sent"]) for row in table},
                         {("established", "orderly", "15000")})
        bucket = lambda seconds: seconds if seconds == 240 else 60 if 60 <= seconds <= 62.052 else None  # timer_hz
        self.assertEqual({(row["laddr"], bucket(float(row["time_wait_s"]))) for row in table},  # ns-3's own is 240 s
                         {("10.0.1.1", 240), ("10.0.3.1", 240), ("10.0.5.1", 60), ("10.0.7.1", 60)})
        self.assertEqual((self.summary["parameters"]["stack"], self.summary["drops"]["closed_port"]), ("mixed", None))
        self.assertEqual(self.summary["connections"]["established"], CONNECTIONS)
        self.assertEqual(self.summary["time_wait"]["expired"], CONNECTIONS)

    def test_both_ends_have_one_number(self):
        ends = {}  # (address, port, address, port) of an open end: its number
        for row in rows("transitions.csv"):
            if row["newstate"] == "ESTABLISHED":
                ends[row["laddr"], row["lport"], row["raddr"], row["rport"]] = row["conn"]
        self.assertEqual(len(ends), 2 * CONNECTIONS)
        for (laddr, lport, raddr, rport), number in ends.items():
            self.assertEqual(ends[raddr, rport, laddr, lport], number)

    def test_segments_that_are_sent_again_are_named_so(self):
        run(BIN / "custom-topology", "--connections=100", "--rate=1Mbps", "--out=slow")
        counted = json.loads(pathlib.Path("slow/summary.json").read_text(encoding="utf-8"))["retransmissions"]
        with open("slow/segments.csv", encoding="utf-8", newline="") as file:
            again = [row for row in csv.DictReader(file) if row["kind"] == "retransmit"]
        hosts = {row["host"] for row in again if row["len"] != "0"}
        self.assertGreaterEqual(len(hosts), 4, hosts)  # of both stacks
        self.assertEqual(sum(row["len"] != "0" for row in again), counted["data"])
        self.assertEqual(sum(row["flags"] == "S" for row in again), counted["syn"])
        self.assertEqual(sum(row["flags"] not in ("S",) and "S" in row["flags"] for row in again), counted["synack"])

    def test_the_simulation_ends_with_the_last_time_wait(self):
        end = float(rows("transitions.csv")[-1]["time_s"])
        self.assertAlmostEqual(self.summary["run"]["sim_s"], end, delta=1)

    def test_every_reader_takes_it(self):
        done = run(BIN / "synfin-plot", "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        drawn = {pathlib.Path(line).stem for line in done.stdout.splitlines() if line.endswith(".png")}
        self.assertEqual(drawn, {"handshake-ecdf", "latency-ccdf", "syn-attempts", "retransmissions", "outcomes", "time-wait-population",
                                 "states-over-time", "queue-over-time", "dwell-times", "state-diagram", "ladder", "timeline",
                                 "latency-by-cause"})
        self.assertIn("synfin-plot: note: no exact values: stack is mixed\n", done.stderr)
        self.assertIn("synfin-plot: note: no port limit for out: parameter clients is not known\n", done.stderr)
        for figure, reason in (("handshake-vs-loss", "runs that differ in their loss"),
                               ("establish-probability", "runs that differ in a parameter"),
                               ("port-exhaustion", "--arrivals poisson"), ("harm", "runs that differ in the length of TIME_WAIT")):
            done = run(BIN / "synfin-plot", "out", figure)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertRegex(done.stderr, rf"\Asynfin-plot: {figure}: out: .*{reason}.*\n\Z")
        done = run(BIN / "synfin-report", "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(pathlib.Path("out/report.html").exists())

    def test_a_ladder_between_two_stacks(self):
        """ns-3's node sees no timestamps in what it sends and receives: an empty field is no other content."""
        for number in ("1", "2", "3"):
            done = run(BIN / "synfin-plot", "out", "ladder", "--conn", number, "--out", "ladders")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            with open("ladders/ladder.csv", encoding="utf-8", newline="") as file:
                fates = [row["fate"] for row in csv.DictReader(file) if row["kind"] == "segment"]
            events = [row["event"] for row in rows("segments.csv") if row["conn"] == number]
            self.assertEqual(sum(fate.startswith("lost") for fate in fates), events.count("sent") - events.count("received"))

    def test_of_a_sample_hosts_tell_how_many(self):
        """Which of them connect is not known then; TIME_WAIT's population needs it not."""
        shutil.copytree("out", "sample", dirs_exist_ok=True, ignore=shutil.ignore_patterns("figures", "report.html"))
        summary = {**self.summary, "parameters": {**self.summary["parameters"], "sample": 4}}
        pathlib.Path("sample/summary.json").write_text(json.dumps(summary), encoding="utf-8")
        done = run(BIN / "synfin-plot", "sample", "time-wait-population")
        self.assertEqual(done.returncode, 0, done.stderr)
        with open("sample/figures/time-wait-population.csv", encoding="utf-8", newline="") as file:
            points = [float(row["connections"]) for row in csv.DictReader(file) if row["kind"] == "simulated"]
        self.assertEqual(max(points), CONNECTIONS)
        done = run(BIN / "synfin-plot", "sample", "states-over-time")
        self.assertEqual((done.returncode, done.stderr),
                         (2, "synfin-plot: states-over-time: sample: parameter clients is not known\n"))

    def test_says_what_is_wrong(self):
        for words, said in ((["--rate=0bps"], "--rate"), (["--connections=0"], "--connections"),
                            (["--out=/dev/full"], "/dev/full"), (["--out=out"], "out")):
            done = run(BIN / "custom-topology", *words)
            self.assertEqual(done.returncode, 1, words)
            self.assertRegex(done.stderr, rf"\Acustom-topology: .*{said}.*\n\Z")


if __name__ == "__main__":
    unittest.main()
