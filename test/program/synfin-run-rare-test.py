#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Importance sampling of losses: weights, held against the traces; both paths; what is refused; tables of a sweep, and Python."""

import collections
import csv
import math
import os
import pathlib
import random
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"]) / "examples" / "python"))
import synfin  # noqa: E402
from synfin_run import SANITIZED, Results, call, check_lives, run  # noqa: E402

ALONE = ("--bandwidth", "none")
TRACES = ("transitions.csv", "connections.csv", "segments.csv", "hosts.csv", "counters.csv")
# What a random scenario may have, a choice of each.
MAY_BE = {
    "loss": (("--loss", "0.05"), ("--loss", "0.3"), ("--loss-forward", "0.2", "--loss-reverse", "1%")),
    "importance": (("--importance-loss", "0.5"), ("--importance-loss", "80%"), ("--importance-loss-forward", "0.6"),
                   ("--importance-loss-reverse", "0.3")),
    "delay": ((), ("--delay", "0s"), ("--delay-forward", "700ms"), ("--delay", "20ms", "--reorder", "25%")),
    "jitter": ((), ("--jitter", "20ms", "--jitter-reorders"), ("--jitter", "5ms,normal", "--jitter-reorders")),
    "frames": ((), ("--duplicate", "10%"), ("--corrupt", "5%")),
    "hosts": ((), ("--clients", "3", "--servers", "2"), ("--ip", "6")),
    "life": ((), ("--request", "100", "--response", "5000"), ("--closer", "both"), ("--closer", "server", "--hold", "1s"),
             ("--request", "10", "--response", "10", "--requests-per-connection", "2", "--think", "100ms")),
    "profile": ((), ("--profile", "freebsd"), ("--profile", "rfc9293"), ("--client-profile", "windows"), ("--set", "syn_retries=1")),
    "arrivals": ((), ("--arrivals", "burst"), ("--rate", "10", "--arrivals", "constant"), ("--duration", "20s")),
}
REFUSED = (
    (("--importance-loss", "0"), "--importance-loss 0: accepted is none, or a probability above 0 and below 1"),
    (("--importance-loss", "1", "--loss", "0.1"), "--importance-loss 1: accepted is none, or a probability above 0 and below 1"),
    (("--importance-loss", "0.5"), "--loss-forward 0: accepted is a probability above 0 and below 1 with"),
    (("--importance-loss", "0.5", "--loss", "1"), "--loss 1: accepted is a probability above 0 and below 1 with"),
    (("--importance-loss-reverse", "0.5", "--loss-reverse", "100%"), "--loss-reverse (1|100%): accepted is a probability above 0 and below 1"),
    (("--importance-loss", "0.5", "--loss-forward", "0.1"), "--loss-reverse 0: accepted is a probability above 0"),
    (("--importance-loss", "0.5", "--loss", "gemodel:1%,30%"), "--loss gemodel:.*: accepted is a probability without correlation"),
    (("--importance-loss-forward", "0.5", "--loss-forward", "0.1", "--loss-reverse", "1%,20%"), "--loss-reverse .*: accepted is a probability"),
    (("--importance-loss", "0.5", "--loss", "0.1", "--bandwidth", "1Gbps"), "--bandwidth 1Gbps: accepted is none"),
    (("--importance-loss", "0.5", "--loss", "0.1", "--jitter", "10ms"), "--jitter-reorders-forward false: accepted is true"),
    (("--importance-loss", "0.5", "--loss", "0.1", "--arrivals", "closed"), "--arrivals closed: accepted is poisson, constant or burst"),
    (("--importance-loss", "0.5", "--loss", "0.1", "--nat"), "--nat true: accepted is false with --importance-loss"),
    (("--importance-loss", "0.5", "--loss", "0.1", "--stack", "ns3"), "--stack ns3: accepted is synfin with --importance-loss"),
    (("--importance-loss", "0.5", "--loss", "0.1", "--backlog", "100"), "--backlog 100: accepted is auto, or at least 2000"),
    (("--importance-loss", "0.5", "--loss", "0.1", "--set", "somaxconn=100"), "somaxconn=100: accepted is at least 2000"),
    (("--importance-loss", "0.5", "--loss", "0.1", "--schedule", "1s loss=0"), "--schedule 1s loss=0: accepted is none"),
    (("--importance-loss", "0.5", "--loss", "0.1", "--set", "max_tw_buckets=5"), "--connections 1000: accepted is fewer, .*TIME_WAIT full"),
    (("--importance-loss", "0.5", "--loss", "0.1", "--set", "ip_local_port_range=1-50", "--clients", "1"),
     "--connections 1000: accepted is fewer, .*had no port"),
)


def weights(results, probability, sampled):
    """@return {conn: weight} from what the traces say became of the frames that were sent before the client left SYN_SENT."""
    decided = {row["conn"]: row["time_s"] for row in results.rows("transitions.csv") if row["oldstate"] == "SYN_SENT"}
    frames = collections.defaultdict(lambda: [0, 0])
    for row in results.rows("segments.csv"):
        sent = float(row["time_s"]) - (0.0371 if row["event"] == "received" else 0)
        if row["conn"] != "0" and sent < float(decided[row["conn"]]) - 1e-9:
            frames[row["conn"]][row["event"] == "received"] += 1
    delivered, lost = (1 - probability) / (1 - sampled), probability / sampled
    return {conn: lost ** (sent - arrived) * delivered**arrived for conn, (sent, arrived) in frames.items()}


def whatever(name, *options):
    """@return the results of a run, which may say that too few failed."""
    done = call(*ALONE, "--out", name, *options)
    if done.returncode != 0:
        raise AssertionError(f"{options}: status {done.returncode}, stderr: {done.stderr}")
    return Results(name)


class Rare(unittest.TestCase):
    def test_weights(self):
        """A weight is the product over the frames of the handshake, and no other."""
        results = whatever("weights", "--loss", 0.1, "--importance-loss", 0.45, "--delay", "37.1ms", "--connections", 500,
                      "--trace", "segments", "--request", 100, "--response", 3000)
        expected = weights(results, 0.1, 0.45)
        rows = results.rows("connections.csv")
        self.assertEqual(list(rows[0])[-1], "weight")
        for row in rows:
            self.assertTrue(math.isclose(float(row["weight"]), expected[row["conn"]], rel_tol=1e-9), row)
        check_lives(self, results)
        rare = results.summary["rare"]
        self.assertTrue(math.isclose(rare["weight_mean"], sum(expected.values()) / len(rows), rel_tol=1e-12))
        self.assertIsNone(results.summary["handshake_latency_s"]["mean"])
        mean = sum(float(row["weight"]) * float(row["handshake_s"]) for row in rows if row["handshake_s"])
        of = sum(float(row["weight"]) for row in rows if row["handshake_s"])
        self.assertTrue(math.isclose(rare["latency_s_mean"], mean / of, rel_tol=1e-9))

    def test_later_frames(self):
        """Behind the handshake as many frames get lost as the link says."""
        results = whatever("later", "--loss", 0.02, "--importance-loss", 0.6, "--connections", 300, "--trace", "segments",
                      "--request", 100, "--response", 20000)
        counts = collections.Counter(row["event"] for row in results.rows("segments.csv") if row["conn"] != "0" and int(row["len"]) > 0)
        self.assertLess(abs(1 - counts["received"] / counts["sent"] - 0.02), 0.01)

    def test_both_paths(self):
        draw = random.Random(1)
        for number in range(4 if SANITIZED else 25):
            options = [word for choices in MAY_BE.values() for word in draw.choice(choices)]
            with self.subTest(number, options=options):
                runs = [whatever(f"{number}-{path}", "--path", path, "--trace", "segments", "--counters", "--connections", 40, *options)
                        for path in ("direct", "ip")]
                for name in TRACES:
                    self.assertEqual(*(one.read(name) for one in runs), name)
                self.assertEqual(*(one.summary["rare"] for one in runs))

    def test_nothing_without_it(self):
        results = run("plain", *ALONE, "--loss", 0.1, "--connections", 100)
        self.assertNotIn("weight", results.rows("connections.csv")[0])
        self.assertEqual(set(results.summary["rare"].values()), {None})

    def test_refused(self):
        for options, message in REFUSED:
            with self.subTest(options=options):
                bandwidth = () if "--bandwidth" in options else ALONE
                done = call(*bandwidth, *options, "--out", "refused")
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
                self.assertRegex(done.stderr, "^synfin-run: .*" + message.lstrip("-"))
                self.assertFalse(pathlib.Path("refused").exists())
        pathlib.Path("two.ini").write_text("[group a]\nshare = 50%\n[group b]\nshare = 50%\n", encoding="utf-8")
        done = call(*ALONE, "--loss", 0.1, "--importance-loss", 0.5, "--config", "two.ini")
        self.assertRegex(done.stderr, "accepted is none in a scenario of several groups")

    def test_too_few(self):
        """What nobody saw, or too few, is said."""
        done = call(*ALONE, "--loss", 0.01, "--importance-loss", 0.05, "--connections", 100)
        self.assertRegex(done.stderr, "^synfin-run: note: no handshake failed, so nothing is known of how often they do; more --connections")
        done = call(*ALONE, "--loss", 0.01, "--importance-loss", 0.6, "--connections", 1000)
        self.assertRegex(done.stderr, r"^synfin-run: note: the handshakes that failed count as [0-9.]+ \(effective sample size\), too few")

    def test_a_sweep_says_how_many_points_know_too_little(self):
        sweep = pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-sweep"
        options = ("--loss", "0.1", "--bandwidth", "none", "--connections", "300", "--runs", "2", "--progress", "off")
        for values, count in (("0.05,0.5,0.8", 2), ("0.8,0.85", 0)):
            name = f"few{count}"
            done = subprocess.run([sweep, "--out", name, "--vary", f"importance-loss={values}", *options], capture_output=True, text=True, check=True)
            effective = collections.Counter()
            with open(f"{name}/results.csv", encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    effective[row["point"]] += float(row["rare_failure_effective"])
            few = [number for number in effective.values() if number < 30]
            self.assertEqual(len(few), count, effective)
            said = (f"synfin-sweep: note: in {count} of {len(effective)} points too few handshakes failed to trust rare.failure (failure_effective"
                    f" below 30, 0 in {few.count(0)} of them); more --connections or another --importance-loss tell more\n")
            self.assertEqual(done.stderr, said if count else "")
            again = subprocess.run([sweep, "--collect", "--out", name, "--progress", "off"], capture_output=True, text=True, check=False)
            self.assertEqual(said in again.stderr, count > 0)

    def test_sweep_and_python(self):
        sweep = pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-sweep"
        subprocess.run([sweep, "--out", "sweep", "--vary", "loss=0.1,0.2", "--runs", "3", "--connections", "500", "--importance-loss", "0.8",
                        "--bandwidth", "none", "--progress", "off"], check=True)
        with open("sweep/results.csv", encoding="utf-8", newline="") as file:
            failures = [float(row["rare_failure"]) for row in csv.DictReader(file) if row["loss"] == "0.1"]
        points = synfin.load("sweep").points
        found = points[(points["loss"] == 0.1) & (points["figure"] == "rare_failure")].iloc[0]
        self.assertEqual(found["n"], 3)
        self.assertTrue(math.isclose(found["mean"], sum(failures) / 3, rel_tol=1e-12))
        one = next(iter(synfin.load("sweep").runs.values()))
        self.assertEqual(one.connections["weight"].dtype, "float64")
        failed = one.connections["outcome"] == "timed_out"
        self.assertTrue(math.isclose(one.connections["weight"][failed].sum() / 500, one.summary["rare"]["failure"], rel_tol=1e-12))


if __name__ == "__main__":
    unittest.main()
