#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
synfin-sweep --sensitivity: estimators against models whose indices are known, the program from ranges to sensitivity.csv and its figure.

Seeds are fixed. Of intervals at 95 %, as many must cover as those of 100 such sets do in 99 cases.
"""

import csv
import json
import math
import os
import pathlib
import subprocess
import sys
import unittest

import numpy

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"]) / "examples" / "python"))
from synfin.sensitivity import design, estimators, ranges  # noqa: E402
from synfin.tools.messages import BadInput  # noqa: E402
from sweep_program import load_script  # noqa: E402

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
ASKED = ("--sensitivity", "sobol", "--range", "loss=0:0.3", "--range", "delay=1ms:50ms", "--range", "syn_retries=1:6", "--samples", "16",
         "--of", "handshake_latency_s.mean", "--runs", "2", "--connections", "50", "--trace", "none", "--progress", "off")
SETS = 12
# A script draws twice its load.
SCRIPT = """printf 'drawn,zero\\n%s,0\\n' "${load}1" >figures.csv
"""


def ishigami(cube, a=7, b=0.1):
    """Ishigami and Homma, ISUMA 1990: three parameters from -pi to pi."""
    x = (2 * cube - 1) * math.pi
    return numpy.sin(x[:, 0]) + a * numpy.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * numpy.sin(x[:, 0])


def ishigami_indices(a=7, b=0.1):
    """@return first order and total."""
    first = (1 + b * math.pi**4 / 5) ** 2 / 2, a**2 / 8, 0
    both = b**2 * math.pi**8 * (1 / 18 - 1 / 50)  # of the first and the third
    variance = sum(first) + both
    return [v / variance for v in first], [(first[0] + both) / variance, first[1] / variance, both / variance]


def morris_function(cube):
    """Morris, Technometrics 33, 1991: 20 parameters, of which the last 10 hardly matter; small coefficients are 1 and -1 by turns."""
    w = 2 * (cube - 0.5)
    for i in (2, 4, 6):
        w[:, i] = 2 * (1.1 * cube[:, i] / (cube[:, i] + 0.1) - 0.5)
    result = w @ numpy.array([20.0] * 10 + [(-1.0) ** i for i in range(11, 21)])
    for i in range(20):
        for j in range(i + 1, 20):
            result += (-15 if j < 6 else (-1) ** (i + j)) * w[:, i] * w[:, j]
            for k in range(j + 1, 5):
                result += -10 * w[:, i] * w[:, j] * w[:, k]
                for m in range(k + 1, 4):
                    result += 5 * w[:, i] * w[:, j] * w[:, k] * w[:, m]
    return result


# Of parameters 8 to 10, which come linearly and in pairs: 2 (20 + sum of +-E[w_j]); w_j is 0 on average but for parameters 3, 5 and 7.
MEAN_W = sum(2 * (1.1 * x / (x + 0.1) - 0.5) for x in (0, 1 / 3, 2 / 3, 1)) / 4
MORRIS_MU = {7: 40 - 6 * MEAN_W, 8: 40 + 6 * MEAN_W, 9: 40 - 6 * MEAN_W}


class Estimators(unittest.TestCase):
    def test_ishigami(self):
        covered = 0
        for seed in range(SETS):
            first, total = estimators.sobol(ishigami(design.sobol(3, 256, seed)), 3, seed)
            for found, exact in zip([*first, *total], sum(ishigami_indices(), [])):
                covered += found.low <= exact <= found.high
                self.assertLess(abs(found.value - exact), 0.15)
                self.assertLessEqual(found.low, found.value)
        self.assertGreaterEqual(covered, 63)  # of 72
        first, total = estimators.sobol(ishigami(design.sobol(3, 8192, 1)), 3)
        for found, exact in zip([*first, *total], sum(ishigami_indices(), [])):
            self.assertLess(abs(found.value - exact), 0.02)

    def test_morris(self):
        covered = 0
        for seed in range(SETS):
            points, orders = design.morris(20, 30, seed)
            found = estimators.morris(points, orders, morris_function(points.copy()), seed)
            covered += sum(found["mu"][i].low <= mu <= found["mu"][i].high for i, mu in MORRIS_MU.items())
            stars = [one.value for one in found["mu_star"]]
            self.assertGreater(min(stars[:10]), 2 * max(stars[10:]))
            sigmas = [one.value for one in found["sigma"]]
            self.assertGreater(min(sigmas[:7]), 2 * max(sigmas[7:10]))
        self.assertGreaterEqual(covered, 29)  # of 36

    def test_design(self):
        points, orders = design.morris(5, 7, 3)
        self.assertEqual(points.shape, (7 * 6, 5))
        changed = (numpy.abs(numpy.diff(points.reshape(7, 6, 5), axis=1)) > 1e-9)
        self.assertTrue((changed.sum(axis=2) == 1).all())
        self.assertTrue((changed.argmax(axis=2) == orders).all())
        self.assertTrue((numpy.round(points * 3, 9) % 1 == 0).all() and points.min() >= 0 and points.max() <= 1 + 1e-12)
        effects = estimators.effects(points, orders, points @ numpy.arange(5.0))
        self.assertTrue(numpy.allclose(effects, numpy.arange(5.0)))
        self.assertIsNone(estimators.sobol(numpy.ones(8 * 5), 3))

    def test_ranges(self):
        self.assertEqual([ranges.parse("delay", "1ms:2s").value(u) for u in (0, 0.5, 1)], ["1ms", "1000.5ms", "2000ms"])
        self.assertEqual([ranges.parse("syn_retries", "1:3").value(u) for u in (0, 0.34, 0.99, 1)], ["1", "2", "3", "3"])
        self.assertEqual([ranges.parse("bandwidth", "10kbps:1Mbps:log").value(u) for u in (0, 0.5, 1)], ["10kbps", "100kbps", "1000kbps"])
        self.assertEqual(ranges.parse("x", "1ns:20ns").value(1 / 3), "7ns")
        for text in ("1", "1:2:3", "1:1", "a:b", "1ms:2", "0:1:log", "1:2:log:log", "0.5:3:integer"):
            with self.assertRaisesRegex(BadInput, "^--range x=.*: accepted is"):
                ranges.parse("x", text)


class Program(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.done = cls.sweep(*ASKED, "--out", "sobol")
        assert (cls.done.returncode, cls.done.stderr) == (0, ""), cls.done.stderr

    @staticmethod
    def sweep(*words):
        return subprocess.run([BIN / "synfin-sweep", *words], capture_output=True, text=True, check=False)

    @staticmethod
    def rows(path):
        with open(path, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def test_indices_are_those_of_the_runs(self):
        """They are computed anew from each run's summary.json and the design."""
        plan = self.rows("sobol/plan.csv")
        means = {}
        for row in plan:
            told = json.loads(pathlib.Path("sobol/runs", row["id"], "summary.json").read_text(encoding="utf-8"))
            means.setdefault((row["loss"], row["delay"], row["syn_retries"]), []).append(told["handshake_latency_s"]["mean"])
        keys = [ranges.parse("loss", "0:0.3"), ranges.parse("delay", "1ms:50ms"), ranges.parse("syn_retries", "1:6")]
        outputs = [sum(means[point]) / 2 for point in (tuple(key.value(u) for key, u in zip(keys, row)) for row in design.sobol(3, 16, 1))]
        first, total = estimators.sobol(outputs, 3, 1)
        found = {(row["parameter"], row["measure"]): row for row in self.rows("sobol/sensitivity.csv")}
        self.assertEqual(len(found), 6)
        for measure, expected in (("first", first), ("total", total)):
            for key, estimate in zip(keys, expected):
                row = found[key.key, measure]
                self.assertEqual([float(row[name]) for name in ("value", "ci95_low", "ci95_high")], [estimate.value, estimate.low, estimate.high])
                self.assertEqual((row["method"], row["figure"], row["samples"], row["runs"]), ("sobol", "handshake_latency_s_mean", "16", "2"))
        self.assertGreater(float(found["loss", "total"]["value"]), 0.5)
        self.assertTrue(0 < float(found["loss", "total"]["noise"]) < 1)
        self.assertRegex(self.done.stdout, "(?s)^Sobol's indices of handshake_latency_s_mean, 16 samples, .*runs at each: 2\nparameter .*\nloss .*%")

    def test_goes_on_and_is_collected(self):
        """A run that is missing is done again; --collect makes the same table."""
        before = pathlib.Path("sobol/sensitivity.csv").read_bytes()
        gone = self.rows("sobol/plan.csv")[3]["id"]
        for file in pathlib.Path("sobol/runs", gone).iterdir():
            file.unlink()
        pathlib.Path("sobol/sensitivity.csv").unlink()
        done = self.sweep("--config", "sobol/sweep.ini", "--out", "sobol", "--progress", "off")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(pathlib.Path("sobol/sensitivity.csv").read_bytes(), before)
        pathlib.Path("sobol/sensitivity.csv").unlink()
        done = self.sweep("--collect", "--out", "sobol")
        self.assertEqual((done.returncode, done.stdout), (0, self.done.stdout))
        self.assertEqual(pathlib.Path("sobol/sensitivity.csv").read_bytes(), before)

    def test_steps_of_integers(self):
        """A figure that is the parameter changes by the whole range, however the levels of an integer are rounded."""
        for span, samples in (("1:2", 6), ("1:3", 6), ("1:6", 20), ("7:11", 6)):
            with self.subTest(span):
                name = f"steps{span.replace(':', '-')}"
                done = self.sweep("--sensitivity", "morris", "--range", f"connections={span}", "--range", "delay=1ms:100ms", "--samples",
                                  str(samples), "--of", "connections.established", "--trace", "none", "--progress", "off", "--out", name)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                low, high = map(int, span.split(":"))
                found = {(row["parameter"], row["measure"]): row for row in self.rows(f"{name}/sensitivity.csv")}
                for measure, exact in (("mu_star", high - low), ("mu", high - low), ("sigma", 0)):
                    row = found["connections", measure]
                    for cell in ("value", "ci95_low", "ci95_high"):
                        self.assertAlmostEqual(float(row[cell]), exact, 9)
                    self.assertEqual(float(found["delay", measure]["value"]), 0)

    def test_steps_of_other_ranges(self):
        """Where values are rounded, a step is as long as it was made; a range that has no two values is refused."""
        whole = ranges.parse("delay", "1ns:4ns")
        self.assertEqual([whole.share(whole.value(u)) for u in (0, 1 / 3, 0.5, 1)], [0, 1 / 3, 1 / 3, 1])
        log = ranges.parse("bandwidth", "10kbps:1Mbps:log")
        self.assertAlmostEqual(log.share("100kbps"), 0.5)
        done = self.sweep("--sensitivity", "morris", "--range", "delay=100.00001ms:100.00002ms", "--of", "handshake_latency_s.mean", "--out", "none")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1))
        self.assertIn("--range delay=100.00001ms:100.00002ms: accepted with --sensitivity morris is", done.stderr)

    def test_figures(self):
        done = self.sweep("--sensitivity", "morris", *ASKED[2:8], "--samples", "4", "--of", "handshake_latency_s.p99", "--connections", "50",
                          "--trace", "none", "--progress", "off", "--out", "morris")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("noise of the replications: not known with one run at each point", done.stdout)
        for name in ("sobol", "morris"):
            done = subprocess.run([BIN / "synfin-plot", name, "sensitivity"], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            drawn = {(row["parameter"], row["measure"]): (row["value"], row["low"], row["high"]) for row in self.rows(f"{name}/figures/sensitivity.csv")}
            told = {(row["parameter"], row["measure"]): (row["value"], row["ci95_low"], row["ci95_high"]) for row in self.rows(f"{name}/sensitivity.csv")}
            self.assertEqual({key: tuple(map(float, row)) for key, row in drawn.items()}, {key: tuple(map(float, row)) for key, row in told.items()})

    def test_what_cannot_be_told(self):
        done = self.sweep("--sensitivity", "sobol", "--range", "syn_retries=1:6", "--samples", "4", "--of", "handshake_latency_s.mean",
                          "--connections", "20", "--trace", "none", "--progress", "off", "--out", "flat")
        self.assertRegex(done.stderr, "no sensitivity.csv: handshake_latency_s_mean is the same at all points: nothing matters")
        self.assertFalse(pathlib.Path("flat/sensitivity.csv").exists())
        done = self.sweep("--sensitivity", "sobol", "--range", "loss=0.99:1", "--samples", "4", "--of", "handshake_latency_s.mean",
                          "--connections", "3", "--trace", "none", "--progress", "off", "--out", "lost")
        self.assertRegex(done.stderr, "no sensitivity.csv: [0-9]+ of [0-9]+ points have no handshake_latency_s_mean")

    def test_refused(self):
        of = ("--of", "handshake_latency_s.mean")
        for words, message in (
            (("--range", "loss=0:1"), "--range: accepted with --sensitivity sobol or morris"),
            (("--of", "x"), "--of: accepted with --sensitivity"),
            (("--sensitivity", "sobol", *of), "--range: accepted with --sensitivity is one at least"),
            (("--sensitivity", "x", "--range", "loss=0:1", *of), "--sensitivity x: accepted is sobol or morris"),
            (("--sensitivity", "sobol", "--range", "loss=0:1"), "--of: accepted is a figure"),
            (("--sensitivity", "sobol", "--range", "loss=0:1", "--of", "handshake_latency_s.men"),
             r"--of handshake_latency_s\.men: .*did you mean handshake_latency_s\.mean"),
            (("--sensitivity", "morris", "--range", "loss=0:1", "--of", "nonsense"), "--of nonsense: accepted is a figure of results.csv"),
            (("--sensitivity", "sobol", "--range", "los=0:1", *of), "--range los=0:1: .*did you mean loss"),
            (("--sensitivity", "sobol", "--range", "loss=0:2", *of), r"--range loss=0:2: for 1\.[0-9]+, accepted is "),
            (("--sensitivity", "sobol", "--range", "loss=1:0", *of), "--range loss=1:0: accepted is LOW:HIGH with a LOW below HIGH"),
            (("--sensitivity", "sobol", "--range", "loss=0:1", "--samples", "100", *of), "--samples 100: accepted is a power of 2"),
            (("--sensitivity", "morris", "--range", "loss=0:1", "--samples", "1", *of), "--samples 1: accepted is an integer from 2"),
            (("--sensitivity", "sobol", "--range", "loss=0:1", "--vary", "delay=1ms,2ms", *of), "--vary: accepted without --sensitivity"),
            (("--sensitivity", "sobol", "--range", "loss=0:1", "--loss", "0.1", *of), "--loss 0.1: accepted is loss once"),
        ):
            with self.subTest(words):
                done = self.sweep(*words, "--out", "refused")
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
                self.assertRegex(done.stderr, f"^synfin-sweep: {message}")
                self.assertFalse(pathlib.Path("refused").exists())

    def test_figure_that_depends_on_parameters(self):
        """A group or a counter that there is not: the first run tells, and what it did is kept."""
        words = ("--sensitivity", "morris", "--range", "loss=0:0.3", "--samples", "4", "--connections", "20", "--trace", "none", "--progress", "off")
        for figure, near in (("group_web_connections_established", ""), ("counters_TcpRetransSegs", "")):
            done = self.sweep(*words, "--of", figure, "--out", figure)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
            self.assertIn(f"--of {figure}: accepted is", done.stderr)
            self.assertEqual(len(list(pathlib.Path(figure, "runs").glob("*/summary.json"))), 1)
        done = self.sweep(*words, "--counters", "--of", "counters_TcpRetransSegs", "--out", "counted")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_figure_of_a_script(self):
        """The first run tells which there are; then nothing else is run."""
        load_script("script.sh", SCRIPT)
        words = ("--program", "./script.sh", "--result", "figures.csv", "--sensitivity", "morris", "--range", "load=1:100", "--samples", "4",
                 "--progress", "off", "--out", "scripts")
        done = self.sweep(*words, "--of", "drown")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (2, "", "synfin-sweep: --of drown: accepted is one of drawn, zero; did you mean drawn?\n"))
        self.assertEqual(len(list(pathlib.Path("scripts/runs").glob("*/files"))), 1)
        done = self.sweep(*words, "--of", "drawn")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("load", done.stdout)

    def test_an_option_that_hides_one_of_the_script(self):
        """--samples is that of the sweep; the script has one, too, which --set reaches."""
        load_script("hidden.sh", SCRIPT)
        script = pathlib.Path("hidden.sh")
        script.write_text(script.read_text(encoding="utf-8").replace("users [10]", r"users [10]\n    --samples:  mine [3]"), encoding="utf-8")
        words = ("--program", "./hidden.sh", "--result", "figures.csv", "--sensitivity", "morris", "--range", "load=1:100", "--of", "drawn",
                 "--progress", "off")
        done = self.sweep(*words, "--samples", "4", "--set", "samples=5", "--out", "hidden")
        self.assertEqual((done.returncode, done.stderr), (0, "synfin-sweep: note: --samples is synfin-sweep's own option; hidden.sh has one of that name,"
                                                             " too, which --set samples=VALUE gives\n"))
        self.assertIn("samples", pathlib.Path("hidden/plan.csv").read_text(encoding="utf-8").splitlines()[0])
        self.assertEqual(self.sweep(*words, "--out", "plain").stderr, "")

    def test_without_scipy(self):
        """One line, and a sweep that does not ask for it does not need it."""
        pathlib.Path("none/scipy").mkdir(parents=True)
        pathlib.Path("none/scipy/__init__.py").write_text("raise ImportError('no scipy here')\n", encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": "none"}
        done = subprocess.run([BIN / "synfin-sweep", *ASKED, "--out", "without"], capture_output=True, text=True, check=False, env=environment)
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
        self.assertRegex(done.stderr, "^synfin-sweep: --sensitivity: accepted is a Python with SciPy 1.7 or later .Debian: python3-scipy.")


if __name__ == "__main__":
    unittest.main()
