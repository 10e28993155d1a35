#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The figure of synfin-sweep --compare: what it draws comes out again from the runs' tables."""

import csv
import os
import pathlib
import statistics
import subprocess
import sys
import unittest

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SWEEP = ("--connections", "60", "--runs", "5", "--vary", "profile=linux,freebsd,rfc9293", "--vary", "loss=0.1,0.3")
MEAN = "handshake_latency_s_mean"


def program(name, *words):
    """@return the completed process."""
    return subprocess.run([BIN / name, *words], capture_output=True, text=True, check=False)


def rows(path):
    """@return the rows of a .csv file as dictionaries."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class PairedDifference(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        done = program("synfin-sweep", *SWEEP, "--compare", "profile=linux,freebsd,rfc9293", "--out", "it")
        assert done.returncode == 0, done.stderr

    def draw(self, *words):
        """@return the rows of the figure's table."""
        done = program("synfin-plot", "it", "paired-difference", *words)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return rows("it/figures/paired-difference.csv")

    def latency(self, profile, loss, run):
        """@return the mean latency of a run, from its table of connections."""
        identity, = (row["id"] for row in rows("it/plan.csv") if (row["profile"], row["loss"], row["run"]) == (profile, loss, str(run)))
        return statistics.fmean(float(row["handshake_s"]) for row in rows(f"it/runs/{identity}/connections.csv")
                                if row["outcome"] == "established")

    def test_what_is_drawn(self):
        table = self.draw()
        self.assertEqual([(row["panel"], row["series"], row["value"], row["unit"]) for row in table],
                         [(MEAN, series, loss, "share") for loss in ("0.1", "0.3") for series in ("freebsd - linux", "rfc9293 - linux")])
        for row in table:
            profile = row["series"].split()[0]
            differences = [self.latency(profile, row["value"], run) - self.latency("linux", row["value"], run) for run in range(1, 6)]
            self.assertAlmostEqual(float(row["difference"]), statistics.fmean(differences), 9)
            half = 2.7764451051977987 * statistics.stdev(differences) / 5**0.5  # Student's with 4 degrees of freedom, from tables
            self.assertAlmostEqual(float(row["high"]) - float(row["difference"]), half, 9)
            self.assertAlmostEqual(float(row["difference"]) - float(row["low"]), half, 9)
            self.assertEqual(row["pairs"], "5")
        self.assertTrue(pathlib.Path("it/figures/paired-difference.png").exists())
        self.draw("--format", "svg")
        self.assertIn("difference (s)", pathlib.Path("it/figures/paired-difference.svg").read_text(encoding="utf-8"))

    def test_where_chooses_points(self):
        self.assertEqual({row["series"] for row in self.draw("--where", "profile=freebsd")}, {"freebsd - linux"})
        done = program("synfin-plot", "it", "paired-difference", "--where", "loss=0.1")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1))
        self.assertIn("wanted: a second parameter", done.stderr)

    def test_bad_input(self):
        done = program("synfin-plot", "it", "paired-difference", "--by", "profile")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1))
        self.assertIn("--by profile: accepted is", done.stderr)
        text = pathlib.Path("it/compare.csv").read_text(encoding="utf-8")
        for damaged in ("", text.replace("difference", "difffffff", 1), text.replace(",signs,1.0,1.0", ",signs,1.0,x", 1)):
            pathlib.Path("it/compare.csv").write_text(damaged, encoding="utf-8")
            done = program("synfin-plot", "it", "paired-difference", "--out", "bad")
            self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
            self.assertFalse(os.path.exists("bad"))
        os.rename("it/compare.csv", "away")
        done = program("synfin-plot", "it", "paired-difference")
        self.assertEqual(done.stderr, "synfin-plot: paired-difference: it: no compare.csv (synfin-sweep --compare KEY=A,B)\n")
        pathlib.Path("it/compare.csv").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    unittest.main()
