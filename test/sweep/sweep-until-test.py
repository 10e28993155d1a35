#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""--until: each point gets as many replications as its intervals need, and what was killed, or asked for once more, comes to the same."""

import collections
import os
import pathlib
import signal
import sys
import time
import unittest

sys.dont_write_bytecode = True
from sweep_program import call, load_script, results, rows, stand_in, start  # noqa: E402

sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"], "examples", "python")))
from synfin.sweeping import precision, stopping  # noqa: E402
from synfin import schema  # noqa: E402

BASE = ("--connections", 20, "--vary", "loss=0.02,0.2")
MEAN = "handshake_latency_s.mean"
P50 = "handshake_latency_s.p50"

# A script draws a number between 0 and 1 for each run and load.
SCRIPT = """[ "$load$run" != 7013 ] || { echo broken >&2; exit 3; }
draw=$(printf '%s %s' "$run" "$load" | cksum | cut -d' ' -f1)
printf 'drawn,zero,run\\n%s,0,%s\\n' "$((draw % 1000))" "$run" >figures.csv
"""


def counts(folder):
    """@return {point: its run numbers} of plan.csv."""
    found = collections.defaultdict(list)
    for row in rows(pathlib.Path(folder, "plan.csv")):
        found[row["point"]].append(int(row["run"]))
    return dict(found)


class Until(unittest.TestCase):
    """With synfin-run."""

    def test_points_take_what_they_need_and_no_more(self):
        options = (*BASE, "--until", f"{MEAN}:30%,{P50}:10ms", "--out", "both")
        done = call(*options)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        planned = counts("both")
        self.assertEqual({point: runs == list(range(1, len(runs) + 1)) for point, runs in planned.items()}, {"0": True, "1": True})
        self.assertGreater(len(planned["0"]), stopping.FIRST)
        self.assertNotEqual(len(planned["0"]), len(planned["1"]))
        self.assertRegex(done.stdout, rf"(?m)^loss +runs +{MEAN}:30% +{P50}:10ms$")
        self.assertRegex(done.stdout, rf"(?m)^0.02 +{len(planned['0'])} +0\.\d+ ± 0\.0\d\d? +0\.\d+ ± 0\.0")
        table = {(row["point"], row["figure"]): row for row in rows("both/until.csv")}
        points = {(row["point"], row["figure"]): row for row in rows("both/points.csv")}
        for key, row in table.items():
            self.assertEqual((row["reached"], row["note"], int(row["runs"])), ("yes", "", len(planned[row["point"]])))
            told = points[key]
            value, low, high = (float(told[name]) for name in ("mean", "ci95_low", "ci95_high"))
            self.assertEqual(float(row["value"]), value)
            half = max(value - low, high - value) + (float(told["relative_error"]) * value if told["relative_error"] else 0)
            self.assertAlmostEqual(float(row["half_width"]), half, 12)
            self.assertLess(half * (1 + stopping.SPARE / len(planned[row["point"]])), 0.01 if "p50" in key[1] else value * 0.3 / 1.3)
        self.assertEqual(len(rows("both/results.csv")), sum(map(len, planned.values())))
        # The same again adds nothing and says the same; sweep.ini has it all.
        before = results("both")
        again = call(*options)
        self.assertEqual((again.returncode, again.stdout, again.stderr, results("both")), (0, done.stdout, "", before))
        ini = call("--config", "both/sweep.ini", "--out", "both")
        self.assertEqual((ini.returncode, ini.stdout, ini.stderr, counts("both")), (0, done.stdout, "", planned))
        # Narrower goes on from there, wider takes nothing away.
        narrower = call(*BASE, "--until", f"{MEAN}:25%", "--out", "both")
        self.assertEqual(narrower.returncode, 0)
        more = counts("both")
        self.assertTrue(all(set(planned[point]) <= set(more[point]) for point in planned))
        self.assertGreater(sum(map(len, more.values())), sum(map(len, planned.values())))
        self.assertEqual(call(*BASE, "--until", f"{MEAN}:60%", "--out", "both").returncode, 0)
        self.assertEqual(counts("both"), more)
        # Without it, the table of another sweep would be wrong.
        call(*BASE, "--runs", 2, "--out", "both")
        self.assertFalse(os.path.exists("both/until.csv"))

    def test_it_goes_on_from_a_sweep_and_after_a_kill(self):
        options = (*BASE, "--until", f"{MEAN}:30%")
        self.assertEqual(call(*options, "--out", "whole").returncode, 0)
        expected = results("whole")
        for place, wait in enumerate((0.5, 1.2, 2.0)):
            process = start(*options, "--out", "cut")
            time.sleep(wait)
            process.send_signal((signal.SIGKILL, signal.SIGTERM, signal.SIGINT)[place])
            process.wait()
        self.assertEqual(call(*options, "--out", "cut").returncode, 0)
        self.assertEqual(results("cut"), expected)
        # Of a sweep of 13 runs it takes these.
        call(*BASE, "--runs", 13, "--out", "cut")
        self.assertEqual(call(*BASE, "--until", f"{MEAN}:100%", "--out", "cut").returncode, 0)
        self.assertEqual({len(runs) for runs in counts("cut").values()}, {13})

    def test_what_is_not_reached_is_said(self):
        done = call(*BASE, "--until", f"{MEAN}:1%", "--runs", 12, "--out", "few")
        self.assertEqual(done.returncode, 3)
        self.assertEqual(done.stderr, "synfin-sweep: --until: 2 of 2 intervals are not as narrow as asked, with at most 12 runs a point"
                         " (--runs): more runs than there may be (until.csv)\n")
        self.assertEqual(done.stdout.count("(!)"), 2)
        self.assertEqual({len(runs) for runs in counts("few").values()}, {12})
        self.assertEqual({row["reached"] for row in rows("few/until.csv")}, {"no"})
        # Tables that are gathered anew may be of other runs.
        self.assertEqual(call("--collect", "--out", "few").returncode, 0)
        self.assertFalse(os.path.exists("few/until.csv"))

    def test_what_never_differs(self):
        done = call("--connections", 5, "--loss", 0, "--trace", "none", "--until", f"{MEAN}:1%,connections.timed_out:0.01",
                     "--out", "same")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stderr, "synfin-sweep: note: 2 of 2 figures are the same in all runs of their point, 10 or more: of what"
                         " happens in fewer than 26% of runs that says nothing (until.csv)\n")
        none = call("--connections", 5, "--loss", 0, "--trace", "none", "--until", "connections.timed_out:1%", "--out", "same")
        self.assertEqual(none.returncode, 3)
        self.assertIn("--until: 1 of 1 intervals is not as narrow as asked, with at most 1000 runs a point (--runs): 0 in all runs, and no width is a share of that (until.csv)", none.stderr)
        missing = call("--connections", 5, "--loss", 0, "--trace", "none", "--until", "attack.sent:1%", "--out", "same")
        self.assertEqual((missing.returncode, missing.stderr.count("\n")), (3, 1))
        self.assertIn("(--runs): no run has a value (until.csv)", missing.stderr)
        self.assertEqual({len(runs) for runs in counts("same").values()}, {10})

    def test_dry_run(self):
        done = call(*BASE, "--until", f"{MEAN}:20%", "--runs", 300, "--dry-run")
        self.assertEqual((done.returncode, len(done.stdout.splitlines())), (0, 21))
        self.assertIn(": at least 20 runs, 0 of them done, at most 600 (300 at each of 2 points)\n", done.stderr)
        call(*BASE, "--until", f"{MEAN}:80%", "--out", "begun")
        begun = len(rows("begun/plan.csv"))
        more = call(*BASE, "--until", f"{MEAN}:10%", "--out", "begun", "--dry-run")
        self.assertRegex(more.stderr, rf"at least \d+ runs, {begun} of them done")
        self.assertGreater(len(more.stdout.splitlines()) - 1, begun)
        self.assertEqual(len(rows("begun/plan.csv")), begun)

    def test_a_run_that_fails_ends_its_point(self):
        broken = stand_in("broken", 'case $params in *loss\\ =\\ 0.2*run\\ =\\ 4*) echo "no luck" >&2; exit 5;; esac\n')
        done = call("--program", broken, *BASE, "--until", f"{MEAN}:25%", "--out", "failed")
        self.assertEqual(done.returncode, 1)
        planned = counts("failed")
        self.assertEqual(len(planned["1"]), 10)
        self.assertGreater(len(planned["0"]), 10)
        self.assertIn("(--runs): runs failed or are missing (until.csv)", done.stderr)
        # Done at last, the point goes on.
        done = call(*BASE, "--until", f"{MEAN}:25%", "--out", "failed", "--retry-failed")
        self.assertEqual(done.returncode, 0)
        self.assertGreater(len(counts("failed")["1"]), 10)


class Scripts(unittest.TestCase):
    """Whose figures nobody knows before a run."""

    @classmethod
    def setUpClass(cls):
        load_script("script", SCRIPT)
        cls.base = ("--program", "./script", "--vary", "load=5,6")

    def test_a_scripts_figure(self):
        done = call(*self.base, "--until", "drawn:40%", "--out", "scripts")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for row in rows("scripts/until.csv"):
            drawn = [float(run["drawn"]) for run in rows("scripts/results.csv") if run["point"] == row["point"]]
            self.assertEqual(len(drawn), int(row["runs"]))
            self.assertAlmostEqual(sum(drawn) / len(drawn), float(row["value"]), 9)
            self.assertLess(float(row["half_width"]), 0.4 * float(row["value"]))

    def test_a_name_that_it_has_not_is_refused_after_one_run(self):
        done = call(*self.base, "--until", "drown:20%", "--out", "typo")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(done.stderr, "synfin-sweep: --until drown:20%: accepted is one of drawn, zero, run; did you mean drawn?\n")
        self.assertEqual(len(list(pathlib.Path("typo/runs").iterdir())), 1)


class OfParameters(unittest.TestCase):
    """A figure that synfin-run has only with parameters that ask for it."""

    def test_a_name_that_it_has_not_is_refused_after_one_run(self):
        base = ("--vary", "loss=0.1,0.2", "--connections", 20, "--trace", "none", "--out", "grouped", "--until")
        done = call(*base, "group_web_connections_established:5")
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
        self.assertIn("--until group_web_connections_established:5: accepted is", done.stderr)
        self.assertEqual(len(list(pathlib.Path("grouped/runs").glob("*/summary.json"))), 1)
        done = call(*base, "group.web.connections.established:5", "--group.web.share", "50%", "--group.bulk.share", "50%")
        self.assertEqual((done.returncode, len(rows("grouped/results.csv"))), (0, 20), done.stderr)


class BadInput(unittest.TestCase):
    """Status 2, one line, nothing written."""

    def test_refused(self):
        for text, part in (
                ("handshake_latency_s.maen:2%", "did you mean handshake_latency_s.mean?"),
                ("rare.failure_error:2%", "accepted is a figure with an interval in points.csv"),
                ("handshake_latency_s.mean", "accepted is FIGURE:WIDTH"),
                (":2%", "accepted is FIGURE:WIDTH"),
                ("", "accepted is FIGURE:WIDTH"),
                (f"{MEAN}:", "'' is no width"),
                (f"{MEAN}:x", "'x' is no width"),
                (f"{MEAN}:1e999", "is no width"),
                (f"{MEAN}:2parsec", "is no width"),
                (f"{MEAN}:0%", "a width above 0"),
                (f"{MEAN}:-1ms", "a width above 0"),
                (f"{MEAN}:101%", "at most 100%"),
                ("group.x.failed:1ms", "group.x.failed is not in seconds"),
                ("connections.established:1ms", "connections.established is not in seconds"),
                ("handshake_latency_s.max:5%", "a figure with an interval"),
                ("handshake_latency_s.stddev:5%", "a figure with an interval"),
                ("users.latency_s_p99:5%", "a figure with an interval"),
                (f"{P50}:0.05%", "more than 0.098%"),
                (f"{MEAN}:2%,handshake_latency_s_mean:3%", "handshake_latency_s_mean comes twice"),
                (f"{MEAN}:2%,,", "accepted is FIGURE:WIDTH")):
            with self.subTest(text):
                with self.assertRaises(precision.BadInput) as refused:
                    targets = precision.parse(text)
                    precision.check_names(targets)
                    precision.check_intervals(targets)
                self.assertIn(part, str(refused.exception))
                self.assertRegex(str(refused.exception), "^--until .*: accepted is ")

    def test_refused_by_the_program(self):
        for words, parts in (
                (["--until", "handshake_latency_s.maen:2%"], ["did you mean handshake_latency_s.mean?"]),
                (["--until"], ["FIGURE:WIDTH", "missing"]),
                (["--until", f"{MEAN}:2%", "--until", f"{MEAN}:3%"], ["handshake_latency_s_mean comes twice"]),
                (["--until", f"{MEAN}:2%", "--runs", "9"], ["--runs 9", "10 or more"]),
                (["--until", f"{MEAN}:2%", "--engine", "none"], ["--engine parallel or slurm"])):
            with self.subTest(words):
                done = call(*BASE, *words, "--out", "bad")
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
                for part in parts:
                    self.assertIn(part, done.stderr)
                self.assertFalse(os.path.exists("bad"))

    def test_a_time_is_a_width_of_seconds_alone(self):
        """The name of a figure says whether it is in seconds."""
        for key, about in schema.SUMMARY.items():
            if about["type"] == "number":
                target = f"{key.replace('/', '.')}:1ms"
                if about["unit"] == "s":
                    self.assertEqual(precision.parse(target)[0].width, 0.001)
                else:
                    self.assertRaises(precision.BadInput, precision.parse, target)


if __name__ == "__main__":
    unittest.main()
