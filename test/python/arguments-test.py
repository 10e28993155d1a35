#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Bad arguments of the package's functions: a BadInput of one line, about what the caller wrote."""

import math
import pathlib
import subprocess
import sys
import unittest
import warnings

import python_package  # noqa: F401

import synfin
from synfin import theory


class Refused(unittest.TestCase):
    def refuses(self, call, text):
        with self.assertRaises(synfin.BadInput) as caught:
            call()
        said = str(caught.exception)
        self.assertIn(text, said)
        self.assertNotIn("\n", said)
        self.assertIn("accepted", said)

    def test_paths(self):
        """An empty text is no path: it would mean the working directory."""
        for path in ("", None, 3, "nul\0"):
            self.refuses(lambda: synfin.load(path), repr(path))
        for call in (synfin.run, synfin.sweep):
            for out in ("", 3):
                self.refuses(lambda: call(out=out, connections=5), f"out={out!r}")
        for program, words in (("synfin-plot", [""]), ("synfin-plot", [".", "--out", ""]), ("synfin-plot", [".", "--by", ""]),
                               ("synfin-report", [""]), ("synfin-report", [".", "--out", ""])):
            done = subprocess.run([python_package.PACKAGE / program, *words], capture_output=True, text=True, check=False)
            typed = words[-2] if len(words) > 1 else "PATH"
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr, f"^{program}: {typed} '': accepted is [^\n]*; this is an empty text\n$")

    def test_texts_that_no_program_can_be_given(self):
        for call in (lambda: synfin.run(delay="\0"), lambda: synfin.run(set={"msl": "1\0"}), lambda: synfin.sweep(vary={"loss": ["\0"]}),
                     lambda: synfin.sweep(vary={"loss": "0\0"}), lambda: synfin.sweep(program="\0")):
            self.refuses(call, "accepted are texts without \\x00")

    def test_what_is_varied(self):
        for vary in ("loss=0,0.1", ["loss"], 3):
            self.refuses(lambda: synfin.sweep(vary=vary), f"vary={vary!r}")
        self.refuses(lambda: synfin.sweep(vary={1: [2]}), "vary: accepted are names of parameters; 1 is none")
        self.refuses(lambda: synfin.sweep(vary={"loss": []}), "vary loss: accepted is a list of values")
        self.refuses(lambda: synfin.sweep(vary={"loss": b"1"}), "b'1' is neither")
        self.refuses(lambda: synfin.sweep(vary={"loss": ["0|1"]}), "'0|1' has one")
        self.refuses(lambda: synfin.sweep(vary={"foo": [1]}), "--vary foo=1: ")  # without a mark that nobody wrote
        self.refuses(lambda: synfin.sweep(vary={"engine": [1]}), "engine is none")

    def test_pairs(self):
        vary = {"loss": [0, 0.1], "delay": ["10ms", "20ms"]}
        for pairs in (("loss", "delay"), ["loss", "delay"], "loss,delay", ["loss,delay"], [["loss", "delay"]]):
            found = synfin.sweep(vary=vary, pairs=pairs, connections=5).results
            self.assertEqual(sorted(zip(found.loss, found.delay)), [(0, 0.01), (0.1, 0.02)], pairs)
        for pairs in (3, [3], "loss", [("loss",)], [("loss", 3)], {"loss": "delay"}):
            self.refuses(lambda: synfin.sweep(vary=vary, pairs=pairs), f"pairs={pairs!r}")

    def test_until_and_compare(self):
        """What --until and --compare find, and an interval that stays too wide, which is a warning."""
        vary, width = {"loss": [0, 0.2]}, {"handshake_latency_s.mean": 5, "connections.established": "3"}
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            made = synfin.sweep(vary=vary, until=width, compare=vary, compare_figures=["handshake_latency_s.mean"], connections=10)
            plain = synfin.sweep(vary=vary, until="connections.established:3", runs=12, compare="loss=0,0.2", connections=10)
        self.assertEqual(made.until.reached.tolist(), ["yes"] * 4)
        self.assertEqual(made.until.loss.tolist(), [0, 0, 0.2, 0.2])
        self.assertEqual(made.compare.figure.tolist(), ["handshake_latency_s_mean"])
        means = made.results.groupby("loss").handshake_latency_s_mean.mean()
        self.assertAlmostEqual(made.compare.difference[0], means[0.2] - means[0], 12)
        self.assertEqual((len(plain.runs), len(plain.until)), (20, 2))
        with self.assertWarnsRegex(UserWarning, "--until: 1 of 1 intervals is not as narrow as asked"):
            wide = synfin.sweep(until={"handshake_latency_s.mean": "0.1%"}, runs=10, loss=0.2, connections=10)
        self.assertEqual(wide.until.reached.tolist(), ["no"])
        self.assertIsNone(wide.compare)
        for name, value in (("until", 3), ("until", ["x"]), ("compare", 3), ("compare", {"loss": [0, 1], "delay": [0, 1]}), ("compare_figures", 3)):
            self.refuses(lambda: synfin.sweep(vary=vary, **{name: value}), f"{name}={value!r}")
        self.refuses(lambda: synfin.sweep(until={"nonsense": 3}), "--until nonsense:3")

    def test_options_that_are_no_parameters(self):
        """They are refused in the caller's words, not by a program that got more than he wrote."""
        for name in ("help", "version", "schema", "check", "draw", "lang", "progress", "engine", "vary"):
            self.refuses(lambda: synfin.run(**{name: True}), f"run: accepted are parameters of a run; {name} is none")
        for name in ("help", "progress", "engine", "dry_run", "collect", "array_size", "zip"):
            self.refuses(lambda: synfin.sweep(**{name: "none"}), f"sweep: accepted are parameters of a run; {name} is none")
        self.refuses(lambda: synfin.run(set={1: 2}), "set: accepted are names of parameters; 1 is none")

    def test_numbers_and_switches(self):
        self.assertEqual(len(synfin.run(connections=1e1).connections), 10)
        self.refuses(lambda: synfin.run(connections=1.5), "--connections 1.5: accepted is an integer")
        self.assertEqual(len(synfin.sweep(runs=2.0, jobs=1.0, connections=5).runs), 2)
        for name, value in (("runs", None), ("runs", True), ("jobs", [1]), ("force", "no"), ("retry_failed", 1)):
            self.refuses(lambda: synfin.sweep(**{name: value}), f"{name}={value!r}")
        self.refuses(lambda: synfin.run(force="no"), "force='no'")
        self.refuses(lambda: synfin.find_program(""), "name=''")

    def test_theory(self):
        ladder = theory.PROFILES["linux"]
        for call, text in (
                (lambda: theory.latency(loss=2), "latency: loss=2: "), (lambda: theory.latency(loss="5%"), "latency: loss='5%'"),
                (lambda: theory.latency(loss=0, loss_reverse=-1), "loss_reverse=-1"),
                (lambda: theory.latency(round_trip=-1), "round_trip=-1"), (lambda: theory.latency(profile=None), "profile=None"),
                (lambda: theory.latency().quantile(2), "q=2"), (lambda: theory.Handshake(ladder, 2, 0, 0.1), "loss_forward=2"),
                (lambda: theory.Ladder(1, 2, 3, -4), "rto_max=-4"), (lambda: theory.latency(theory.Ladder(40, 0, 1, 1000)), "has 41"),
                (lambda: theory.cardwell_mean(2, 0, 0.1), "loss_forward=2"),
                (lambda: theory.wilson(5, 3), "successes=5"), (lambda: theory.wilson(-1, 3), "successes=-1"),
                (lambda: theory.wilson(1, 3, level=1), "level=1"), (lambda: theory.mean_of_samples([]), "values=[]"),
                (lambda: theory.mean_of_samples(["a"]), "'a'"), (lambda: theory.mean_of_samples(3), "values=3"),
                (lambda: theory.mean_of_samples([1, math.nan]), "nan"), (lambda: theory.quantile_ranks(10, 2), "share=2"),
                (lambda: theory.quantile_ranks(-3, 0.5), "trials=-3"), (lambda: theory.student_quantile(0), "freedom=0"),
                (lambda: theory.normal_quantile(3), "level=3"), (lambda: theory.erlang_b(5, -1), "load=-1"),
                (lambda: theory.erlang_b(-1, 5), "servers=-1"), (lambda: theory.erlang_b(2.5, 1), "servers=2.5"),
                (lambda: theory.erlang_b(5, math.inf), "load=inf"), (lambda: theory.little(-1, 60), "rate=-1"),
                (lambda: theory.little(1, math.nan), "holding=nan"), (lambda: theory.poisson_band(-1, 2), "mean=-1")):
            self.refuses(call, text)
        self.assertTrue(issubclass(theory.NotApplicable, synfin.BadInput))
        with self.assertRaises(ValueError):  # as Python's own functions do
            theory.erlang_b(5, -1)
        self.assertEqual(theory.erlang_b(20.0, 12.03), theory.erlang_b(20, 12.03))


if __name__ == "__main__":
    unittest.main()
