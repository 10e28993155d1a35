#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Distributions of connections, hosts over time, and tables: each number is recomputed from the traces."""

import collections
import math
import pathlib
import re
import shutil
import subprocess
import unittest

import numpy
from plot_tools import call, number, rows
from scipy import stats
from sweep_tools import sweep
from synfin import theory
from synfin.plotting.grammar.rounding import rounded
from synfin.plotting.grammar.tables import latex
from synfin.theory.intervals import wilson

LOSSES, PROFILES = ("0.05", "0.3"), ("linux", "freebsd")


def setUpModule():
    sweep("--vary", f"profile={','.join(PROFILES)}", "--vary", f"loss={','.join(LOSSES)}", "--runs", 3, "--connections", 200, "--rate", 20,
          "--set", "timer_hz=0", "--set", "time_wait=2s", "--out", "sweep")


def draw(*options, out="figures"):
    """@return the rows of what a call shows"""
    done = call("sweep", *options, "--out", out, "--format", "svg")
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return rows(next(line for line in done.stdout.splitlines() if line.endswith(".csv")))


def folders(**wanted):
    return [pathlib.Path("sweep/runs", row["id"]) for row in rows("sweep/plan.csv") if all(row[name] == value for name, value in wanted.items())]


def pooled(row, name):
    """@return the sorted numbers of a column of connections.csv of all runs of a row's series and panel"""
    wanted = dict(text.split(" ") for text in (row["series"], row["panel"]) if text)
    return numpy.sort([float(line[name]) for run in folders(**wanted) for line in rows(run / "connections.csv") if line[name]])


class Distributions(unittest.TestCase):
    def test_ecdf_and_ccdf(self):
        for kind in ("ecdf", "ccdf"):
            table = draw("--kind", kind, "--y", "handshake_s", "--series", "loss", "--panel", "profile", "--log", "x")
            simulated = [row for row in table if row["kind"] == "simulated"]
            self.assertEqual(len({(row["series"], row["panel"]) for row in simulated}), 4)
            known = {}
            for row in simulated:
                key = row["series"], row["panel"]
                values = known.setdefault(key, pooled(row, "handshake_s"))
                count = int((values <= float(row["value"])).sum())
                count = len(values) - count if kind == "ccdf" else count
                self.assertEqual(int(row["n"]), len(values))
                self.assertAlmostEqual(float(row["share"]), count / len(values), 12)
                for end, bound in zip(("low", "high"), wilson(count, len(values))):
                    self.assertAlmostEqual(float(row[end]), bound, 9)
            for key, values in known.items():  # nothing is left out
                drawn = [float(row["value"]) for row in simulated if (row["series"], row["panel"]) == key]
                self.assertEqual(drawn, sorted(set(values.tolist())))
            exact = [row for row in table if row["kind"] == "exact" and row["series"] == "loss 0.3" and row["panel"] == "profile linux"]
            law = theory.latency("linux", 0.3, round_trip=0.100002, timer_hz=0)
            shares = [share / law.established for _, share in law.steps()]
            for row, share in zip(exact, shares):
                self.assertAlmostEqual(float(row["share"]), 1 - share if kind == "ccdf" else share, 6)

    def test_the_same_from_summaries_alone(self):
        """handshake_latency_s is what the histograms of summary.json know: no trace is read, and it is off by less than 1/1024."""
        for run in folders():
            (run / "connections.csv").rename(run / "connections.away")
        try:
            table = [row for row in draw("--kind", "ecdf", "--y", "handshake_latency_s", "--series", "loss", "--panel", "profile")
                     if row["kind"] == "simulated"]
        finally:
            for run in folders():
                (run / "connections.away").rename(run / "connections.csv")
        for row in table:
            values = pooled(row, "handshake_s")
            value = float(row["value"])
            low, high = ((values <= value * (1 + sign / 1024)).mean() for sign in (-1, 1))
            self.assertTrue(low <= float(row["share"]) <= high, row)

    def test_a_histogram(self):
        table = draw("--kind", "hist", "--y", "syn_sent", "--series", "loss", "--panel", "profile", "--log", "y")
        for row in table:
            values = pooled(row, "syn_sent")
            count = int(((values > float(row["from"])) & (values < float(row["to"]))).sum())
            self.assertAlmostEqual(float(row["share"]), count / len(values), 12)
            self.assertAlmostEqual(float(row["high"]), wilson(count, len(values))[1], 9)
        for row in draw("--kind", "hist", "--y", "handshake_s", "--series", "loss", "--where", "profile=linux", "--log", "x"):
            wanted = pooled({**row, "panel": "profile linux"}, "handshake_s")
            inside = (wanted >= float(row["from"]) - 1e-9) & (wanted < float(row["to"]) - 1e-9)
            self.assertAlmostEqual(float(row["share"]), inside.mean(), 9)

    def test_boxes(self):
        for row in draw("--kind", "box", "--x", "loss", "--y", "handshake_s", "--series", "profile"):
            values = pooled({"series": row["series"], "panel": f"loss {row['x']}"}, "handshake_s")
            for name, share in (("p5", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95)):
                self.assertAlmostEqual(float(row[name]), values[math.ceil(share * len(values) - 1e-9) - 1], 8)
            low, high = (int(stats.binom.ppf(tail, len(values), 0.5)) for tail in (0.025, 0.975))
            self.assertAlmostEqual(float(row["median_low"]), values[low - 1], 8)
            self.assertAlmostEqual(float(row["median_high"]), values[high], 8)
            self.assertAlmostEqual(float(row["mean"]), values.mean(), 8)

    def test_a_box_without_x(self):
        table = draw("--kind", "box", "--y", "handshake_s", "--series", "loss", "--series", "profile", "--log", "y", "--name", "box")
        self.assertEqual([row["series"] for row in table], [f"loss {loss}, profile {profile}" for loss in LOSSES for profile in PROFILES])


class OverTime(unittest.TestCase):
    @staticmethod
    def numbers(run, column, hosts, times):
        """@return the sum over hosts at each second, by the rule of doc/traces.rst"""
        found = numpy.zeros(len(times))
        for host in hosts:
            its = [(int(row["time_s"]), int(row[column] or 0)) for row in rows(run / "hosts.csv") if row["host"] == host]
            for place, time in enumerate(times):
                before = [value for second, value in its if second <= time]
                found[place] += before[-1] if before else 0
        return found

    def check(self, table, column, wanted):
        for (series, panel), hosts in wanted.items():
            its = [row for row in table if (row["series"], row["panel"], row["kind"]) == (series, panel, "simulated")]
            times = [float(row["time_s"]) for row in its]
            runs = folders(profile="linux", loss=panel.removeprefix("loss ") or "0.05")
            values = numpy.array([self.numbers(run, column, hosts, times) for run in runs])
            half = stats.t.ppf(0.975, 2) * values.std(axis=0, ddof=1) / math.sqrt(3)
            numpy.testing.assert_allclose([float(row["value"]) for row in its], values.mean(axis=0))
            numpy.testing.assert_allclose([float(row["high"]) for row in its], values.mean(axis=0) + half)

    def test_all_hosts_together(self):
        table = draw("--x", "time", "--y", "TIME_WAIT", "--panel", "loss", "--where", "profile=linux")
        self.check(table, "TIME_WAIT", {("", f"loss {loss}"): ("0", "1") for loss in LOSSES})
        little = {row["value"] for row in table if row["kind"] == "exact"}
        self.assertEqual(little, {"40.0"})

    def test_clients_servers_and_hosts(self):
        told = {"end": ("client", "server"), "host": ("host 0", "host 1")}
        for split, names in told.items():
            table = draw("--x", "time", "--y", "ESTABLISHED", "--series", split, "--where", "loss=0.05", "--where", "profile=linux")
            self.check(table, "ESTABLISHED", {(names[0], ""): ("0",), (names[1], ""): ("1",)})


class Rounding(unittest.TestCase):
    def test_as_many_digits_as_the_interval_allows(self):
        for value, low, high, told in (
            (1.23456, 1.2, 1.27, ("1.235", "0.035", "1.200", "1.270")), (1234.5, 1000, 1470, ("1230", "240", "1000", "1470")),
            (0.5, 0.5, 0.5, ("0.5", "0", "0.5", "0.5")), (0.02, 0.0199, 0.0211, ("0.02000", None, "0.01990", "0.02110")),
            (99.96, 99.86, 100.06, ("99.96", "0.10", "99.86", "100.06")), (12345.0, None, None, ("12340", None, None, None)),
            (0.0, 0.0, 0.0032, ("0.0000", None, "0.0000", "0.0032")), (2.0, 1.0, None, ("2.0", None, "1.0", None)),
            (1.02000149, 1.02000099, 1.02000149, ("1.02000", None, "1.02000", "1.02000")), (0, None, None, ("0", None, None, None)),
            (12345, None, None, ("12345", None, None, None)),
        ):
            found = rounded(value, low, high)
            self.assertEqual((found.value, found.half, found.low, found.high), told, value)


class Tables(unittest.TestCase):
    WORDS = ("--x", "loss", "--y", "handshake_latency_s.mean", "--series", "profile")

    def table(self, kind, ending, *words):
        done = call("sweep", *(words or self.WORDS), "--table", kind, "--out", "tables")
        self.assertEqual(done.returncode, 0, done.stderr)
        return pathlib.Path(next(line for line in done.stdout.splitlines() if line.endswith(f"-table.{ending}")))

    def test_the_numbers_are_those_of_the_picture(self):
        drawn = {(row["series"], row["x"]): row for row in draw(*self.WORDS) if row["kind"] == "simulated"}
        found = rows(self.table("csv", "csv"))
        self.assertEqual(len(found), len(drawn))
        for row in found:
            exact = drawn[row["series"], row["loss"]]
            half = (number(exact["high"]) - number(exact["low"])) / 2
            told = rounded(float(exact["value"]), float(exact["low"]), float(exact["high"]))
            self.assertEqual((row["handshake latency mean (s)"], row["half_width"]), (told.value, told.half))
            self.assertLess(abs(float(row["half_width"]) / half - 1), 0.05)
            digits = {len(row[name].partition(".")[2]) for name in ("handshake latency mean (s)", "half_width", "low", "high")}
            self.assertEqual(len(digits), 1, row)
        text = self.table("markdown", "md").read_text(encoding="utf-8").splitlines()
        cells = [cell.strip() for line in text[2:4] for cell in line.strip("|").split("|")[1:]]
        self.assertEqual(cells, [f"{row['handshake latency mean (s)']} ± {row['half_width']}" for row in found])
        lines = [line for line in self.table("latex", "tex").read_text(encoding="utf-8").splitlines() if r"\pm" in line]
        self.assertEqual([part for line in lines for part in re.findall(r"\$(.*?) \\pm (.*?)\$", line)],
                         [(row["handshake latency mean (s)"], row["half_width"]) for row in found])

    def test_latex_compiles(self):
        self.assertEqual(latex("a_b % {x} 5~^\\ $&#"), r"a\_b \% \{x\} 5\textasciitilde{}\textasciicircum{}\textbackslash{} \$\&\#")
        for words in (self.WORDS, ("--x", "profile", "--y", "connections.established/connections.attempted", "--panel", "loss"),
                      ("--kind", "box", "--x", "loss", "--y", "syn_sent", "--series", "profile")):
            path = self.table("latex", "tex", *words)
            text = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("%"))
            ends = re.findall(r"\\(begin|end)\{(\w+)\}", text)
            self.assertEqual(ends, [("begin", "tabular"), ("end", "tabular")])
            for rule in (r"\toprule", r"\midrule", r"\bottomrule"):
                self.assertIn(rule, text)
            width = len(re.search(r"tabular\}\{([lr]+)\}", text)[1])
            for line in text.splitlines():
                if line.endswith(r"\\"):
                    spanned = sum(int(count) - 1 for count in re.findall(r"multicolumn\{(\d+)\}", line))
                    self.assertEqual(line.count("&") + 1 + spanned, width, line)
            self.assertIsNone(re.search(r"(?<!\\)[_%#]", text.replace(r"\cmidrule(lr)", "")), text)
            if shutil.which("pdflatex"):
                page = r"\documentclass{article}\usepackage{booktabs}\begin{document}" + path.read_text(encoding="utf-8") + r"\end{document}"
                done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error"], input=page, text=True, capture_output=True,
                                      check=False)
                self.assertEqual(done.returncode, 0, done.stdout[-2000:])

    def test_percentiles_of_distributions(self):
        found = rows(self.table("csv", "csv", "--kind", "ecdf", "--y", "handshake_s", "--series", "loss", "--panel", "profile"))
        self.assertEqual(len(found), 12)
        for row in found:
            values = pooled({"series": row["series"], "panel": f"profile {row['profile']}"}, "handshake_s")
            exact = values[math.ceil(float(f"0.{row['statistic'][1:]}") * len(values)) - 1]
            self.assertLessEqual(abs(float(row["handshake latency (s)"]) - exact), max(0.05 * float(row["high"] or 1), 1e-5), row)

    def test_every_point_has_its_row(self):
        found = rows(self.table("csv", "csv", "--x", "loss", "--y", "handshake_latency_s.p99", "--panel", "profile"))
        self.assertEqual(collections.Counter(row["profile"] for row in found), {"linux": 2, "freebsd": 2})
        self.assertEqual({row["runs"] for row in found}, {"3"})


if __name__ == "__main__":
    unittest.main()
