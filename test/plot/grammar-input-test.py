#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What figures of one's own refuse: one line, status 2, and nothing is written."""

import pathlib
import shutil
import unittest

from plot_tools import call, simulate
from sweep_tools import sweep

MEAN = "handshake_latency_s.mean"


def setUpModule():
    sweep("--vary", "profile=linux,freebsd", "--vary", "loss=0,0.1", "--vary", "delay=10ms,50ms", "--connections", 10, "--set", "timer_hz=0",
          "--out", "sweep")
    simulate("bare", "--connections", 5, "--trace", "none")


class Refused(unittest.TestCase):
    def refuse(self, words, *told, path="sweep"):
        with self.subTest(words):
            shutil.rmtree("never", ignore_errors=True)
            done = call(path, *words, "--out", "never")
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
            self.assertLessEqual(len(done.stderr), 201, done.stderr)
            for word in told:
                self.assertIn(word, done.stderr)
            self.assertFalse(pathlib.Path("never").exists())

    def test_a_parameter_that_varies_has_a_place(self):
        """Nothing is averaged over it."""
        for words, told in (
            (("--x", "loss", "--y", MEAN), "profile, delay vary and have no place: accepted are --series, --panel or --where profile=VALUE"),
            (("--x", "loss", "--y", MEAN, "--series", "profile"), "delay varies and has no place"),
            (("--x", "loss", "--y", MEAN, "--series", "seed"), "profile, delay vary"),
            (("--kind", "ecdf", "--y", "handshake_s", "--series", "loss", "--where", "delay=10ms"), "profile varies and has no place"),
            (("--x", "time", "--y", "TIME_WAIT", "--series", "loss", "--panel", "delay"), "profile varies and has no place"),
            (("--kind", "heat", "--x", "loss", "--series", "delay", "--y", MEAN), "profile varies and has no place"),
            (("--x", "loss", "--y", MEAN, "--table", "latex"), "profile, delay vary"),
        ):
            self.refuse(words, told)

    def test_names(self):
        for words, told in (
            (("--x", "los", "--y", MEAN), ("--x los", "did you mean loss?")),
            (("--x", "qqq", "--y", MEAN), ("--x qqq", "these vary: profile, delay, loss")),
            (("--x", "loss", "--y", MEAN, "--series", "profil"), ("--series profil", "did you mean profile?")),
            (("--x", "loss", "--y", MEAN, "--panel", "dellay"), ("--panel dellay", "did you mean delay?")),
            (("--x", "loss", "--y", "handshake_latency_s.p98"), ("--y handshake_latency_s.p98", "results.csv", "did you mean handshake_latency_s.p99?")),
            (("--x", "loss", "--y", "connections.established/connections.atempted"), ("did you mean connections.attempted?",)),
            (("--x", "loss", "--y", "zzz" * 100), ("--y zzz",)),
            (("--x", "time", "--y", "TIMEWAIT"), ("hosts.csv", "did you mean TIME_WAIT?")),
            (("--kind", "ecdf", "--y", "handshak_s"), ("connections.csv", "did you mean handshake_s?")),
            (("--kind", "ekdf", "--y", "handshake_s"), ("--kind 'ekdf'", "did you mean ecdf?")),
        ):
            self.refuse(words, *told)

    def test_what_fits_no_kind(self):
        place = ("--series", "profile", "--panel", "delay")
        for words, told in (
            (("--x", "loss", "--y", "handshake_s", *place), ("--y handshake_s", "--kind ecdf, ccdf, hist or box", "connections.csv")),
            (("--x", "loss", "--y", "TIME_WAIT", *place), ("--y TIME_WAIT", "--x time", "hosts.csv")),
            (("--kind", "ccdf", "--y", MEAN), ("--kind ccdf is a column of connections.csv",)),
            (("--kind", "hist", "--y", "outcome"), ("that has numbers",)),
            (("--kind", "ecdf", "--y", "handshake_s", "--x", "loss"), ("--x loss", "line, box and heat")),
            (("--kind", "heat", "--x", "loss", "--y", MEAN, "--panel", "delay"), ("--kind heat", "--series once")),
            (("--x", "loss", "--y", "run.version", *place), ("a figure that is a number, and this is a text",)),
            (("--x", "loss", "--y", "attack.sent", *place), ("no run has a value of it",)),
            (("--x", "loss", "--y", "a/b/c", *place), ("two figures",)),
            (("--x", "loss", "--y", f"{MEAN[:-5]}.p99/{MEAN[:-5]}.p50", *place), ("counts and amounts", "handshake_latency_s.p99 is none")),
            (("--x", "loss", "--y", f"retransmissions.syn/{MEAN}", *place), ("counts and amounts", f"{MEAN} is none")),
            (("--x", "loss", "--y", "time_wait.peak/connections.attempted", *place), ("time_wait.peak is none",)),
            (("--x", "time", "--y", "TIME_WAIT", "--series", "end", "--panel", "host"), ("--panel host", "end, host, group")),
        ):
            self.refuse(words, *told)

    def test_logarithmic_axes(self):
        place = ("--series", "profile", "--panel", "delay")
        for words, told in (
            (("--x", "loss", "--y", MEAN, *place, "--log", "x"), ("--log x", "above 0; loss is 0 somewhere")),
            (("--x", "loss", "--y", "retransmissions.syn", *place, "--log", "y"), ("--log y", "above 0; retransmissions.syn is 0 somewhere")),
            (("--x", "profile", "--y", MEAN, "--series", "loss", "--panel", "delay", "--log", "xy"), ("--log xy", "profile")),
            (("--kind", "box", "--x", "loss", "--y", "handshake_s", *place, "--log", "x"), ("--log x", "loss")),
            (("--kind", "hist", "--y", "bytes_sent", "--series", "loss", *place[2:], "--panel", "profile", "--log", "x"), ("bytes_sent is 0",)),
            (("--kind", "ecdf", "--y", "bytes_sent", "--series", "loss", *place[2:], "--panel", "profile", "--log", "x"), ("bytes_sent is 0",)),
            (("--x", "time", "--y", "TIME_WAIT", "--series", "loss", *place[2:], "--panel", "profile", "--log", "y"), ("TIME_WAIT is 0",)),
            (("--x", "time", "--y", "LISTEN", "--series", "loss", *place[2:], "--panel", "profile", "--log", "x"), ("time is 0",)),
            (("--x", "loss", "--y", MEAN, "--log", "z"), ("--log 'z'", "x, y, xy")),
            (("--x", "loss", "--y", MEAN, "--log", "y", "--table", "csv"), ("--log y", "--table")),
        ):
            self.refuse(words, *told)

    def test_options(self):
        for words, told in (
            (("--y", MEAN), ("--x is missing",)),
            (("--x", "loss"), ("--y is missing",)),
            (("--table", "latex"), ("--y is missing",)),
            (("handshake-ecdf", "--y", MEAN), (f"--y {MEAN}", "convergence", "handshake-ecdf")),
            (("handshake-ecdf", "--log", "y", "--table", "latex"), ("FIGURE handshake-ecdf", "--log")),
            (("--x", "loss", "--y", MEAN, "--by", "delay"), ("--by", "--series compares")),
            (("--x", "loss", "--y", MEAN, "--conn", "3"), ("--conn",)),
            (("--x", "loss", "--y", MEAN, "--series", "loss"), ("--series loss", "--x has it")),
            (("--x", "loss", "--y", MEAN, *("--series", "a") * 3), ("at most 2 of --series",)),
            (("--x", "loss", "--y", MEAN, "--name", "../x"), ("--name '../x'",)),
            (("--x", "loss", "--y", MEAN, "--name", "n" * 101), ("--name",)),
            (("--x", "loss", "--y", MEAN, "--table", "tex"), ("--table 'tex'", "latex, markdown, csv")),
            (("--x", "loss", "--y", ""), ("--y ''",)),
        ):
            self.refuse(words, *told)

    def test_without_traces(self):
        self.refuse(("--kind", "ecdf", "--y", "handshake_s"), "connections.csv", "--trace all", path="bare")
        self.refuse(("--x", "time", "--y", "TIME_WAIT"), "hosts.csv", "--trace all", path="bare")
        self.assertEqual(call("bare", "--kind", "ecdf", "--y", "handshake_latency_s", "--out", "bare-figures").returncode, 0)

    def test_too_many_series(self):
        sweep("--vary", "delay=1ms:11ms:1ms", "--vary", "loss=0,0.1", "--connections", 2, "--trace", "none", "--out", "wide")
        self.refuse(("--x", "loss", "--y", MEAN, "--series", "delay"), "11 series (delay)", "at most 10", path="wide")


if __name__ == "__main__":
    unittest.main()
