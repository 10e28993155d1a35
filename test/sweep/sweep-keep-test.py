#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""--keep: what stays of each run, what figures and reports then have, and what is said when it changes."""

import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import unittest

from sweep_program import BIN, call, rows, sweep

BASE = ("--connections", 20, "--rate", 200, "--vary", "loss=0,0.1", "--runs", 2)
SUMMARY = ["params.ini", "provenance.json", "summary.json"]
KEPT = {
    "summary": SUMMARY,
    "connections": ["connections.csv.zst", *SUMMARY],
    "all": sorted(["connections.csv", "hosts.csv", "transitions.csv", *SUMMARY]),
}
TABLES = "SELECT name FROM sqlite_master WHERE name = 'connections'"


def files(folder):
    """@return the names of the files that each run has, all alike."""
    found = {tuple(sorted(os.listdir(path))) for path in pathlib.Path(folder, "runs").iterdir()}
    if len(found) != 1:
        raise AssertionError(found)
    return list(found.pop())


def has_connections(folder):
    """@return whether results.sqlite has a table of connections."""
    with contextlib.closing(sqlite3.connect(f"{folder}/results.sqlite")) as database:
        return database.execute(TABLES).fetchone() is not None


class Kept(unittest.TestCase):
    """One sweep with each choice."""

    @classmethod
    def setUpClass(cls):
        for keep in KEPT:
            shutil.rmtree(keep, ignore_errors=True)
            sweep(*BASE, "--keep", keep, "--out", keep)

    def test_files(self):
        for keep, names in KEPT.items():
            self.assertEqual(files(keep), names)
            self.assertEqual(has_connections(keep), keep == "all")

    def test_the_runs_are_the_same(self):
        """Neither ids nor figures depend on it: the tables of the sweep are the same but for the clock."""
        self.assertEqual(len({pathlib.Path(keep, "plan.csv").read_bytes() for keep in KEPT}), 1)
        for name in ("results.csv", "points.csv"):
            told = [[{key: value for key, value in row.items() if not key.startswith(("run_wall", "run_peak"))} for row in rows(f"{keep}/{name}")
                     if not row.get("figure", "").startswith(("run_wall", "run_peak"))] for keep in KEPT]
            self.assertEqual(told[0], told[1])
            self.assertEqual(told[1], told[2])
        identity = rows("all/plan.csv")[0]["id"]
        packed = subprocess.run(["zstd", "-dcq", f"connections/runs/{identity}/connections.csv.zst"], capture_output=True, check=True).stdout
        self.assertEqual(packed, pathlib.Path(f"all/runs/{identity}/connections.csv").read_bytes())

    def test_its_own_file_says_so(self):
        self.assertIn("keep = summary\n", pathlib.Path("summary/sweep.ini").read_text(encoding="utf-8"))
        sweep("--config", "summary/sweep.ini", "--keep", "connections", "--runs", 1, "--out", "more")
        self.assertEqual(files("more"), KEPT["connections"])

    def test_collect(self):
        self.assertEqual(call("--collect", "--out", "connections").returncode, 0)
        self.assertFalse(has_connections("connections"))

    def test_what_can_be_drawn(self):
        draw = lambda keep, figure: subprocess.run([BIN / "synfin-plot", keep, figure], capture_output=True, text=True, check=False)
        self.assertEqual(draw("summary", "handshake-vs-loss").returncode, 0)
        lacking = draw("summary", "state-timeline")
        self.assertEqual((lacking.returncode, lacking.stderr.count("\n")), (2, 1))

    def test_a_report_says_what_it_lacks(self):
        sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"]) / "examples" / "python"))
        from synfin.reporting import packing  # pylint: disable=import-outside-toplevel
        subprocess.run([BIN / "synfin-report", "summary"], capture_output=True, text=True, check=True)
        told = packing.unpacked(pathlib.Path("summary/report.html").read_text(encoding="utf-8"))
        self.assertIn("syn-attempts: summary: no connections.csv", str(told["missing"]))

    def test_in_python(self):
        sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"]) / "examples" / "python"))
        import synfin  # pylint: disable=import-outside-toplevel
        slim = synfin.load("summary")
        self.assertEqual([run.tables for run in slim.runs.values()], [()] * 4)
        self.assertEqual(list(slim.results.connections_attempted), [20] * 4)
        with self.assertRaisesRegex(synfin.BadInput, r"no connections\.csv; a run with trace=all has it"):
            slim.table("connections")
        with self.assertRaisesRegex(synfin.BadInput, "^synfin-sweep: --keep some: accepted is all, connections or summary$"):
            synfin.sweep(keep="some", connections=10)


class Changed(unittest.TestCase):
    """A finished sweep, and another --keep."""

    def notes(self, *options):
        """@return what the sweep says that has nothing to do."""
        done = call(*BASE, "--out", "again", *options)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        return done.stderr

    def test_nothing_goes_and_nothing_comes_in_silence(self):
        shutil.rmtree("again", ignore_errors=True)
        self.assertEqual(self.notes("--keep", "summary"), "")
        start = "synfin-sweep: note: of 4 runs that are done, "
        again = ", as an earlier --keep said: --force does all again\n"
        self.assertEqual(self.notes(), f"{start}4 have no tables{again}")
        self.assertEqual(files("again"), SUMMARY)
        self.assertEqual(self.notes("--force", "--keep", "connections"), "")
        self.assertEqual(files("again"), KEPT["connections"])
        shutil.rmtree(next(pathlib.Path("again/runs").iterdir()))
        start = start.replace("4", "3")
        self.assertEqual(self.notes("--keep", "summary"), f"{start}3 have more than --keep summary would leave: nothing of that is removed,"
                         " and results.sqlite has no table of connections\n")
        self.assertEqual(sorted(map(len, map(os.listdir, pathlib.Path("again/runs").iterdir()))), [3, 4, 4, 4])


class Refused(unittest.TestCase):
    """What says two things."""

    def refused(self, *options):
        """@return the line that refuses; nothing is written."""
        done = call(*options, "--out", "never")
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
        self.assertFalse(pathlib.Path("never").exists())
        return done.stderr

    def test_messages(self):
        self.assertEqual(self.refused(*BASE, "--keep", "some"), "synfin-sweep: --keep some: accepted is all, connections or summary\n")
        for option in (("--trace", "all"), ("--vary", "trace=all,none"), ("--pcap", "cap")):
            name = option[0] if option[0] != "--vary" else "--trace"
            self.assertEqual(self.refused(*BASE, *option, "--keep", "summary"),
                             f"synfin-sweep: --keep summary: accepted without {name}, which says what is written, too\n")
        pathlib.Path("script").write_text("#!/bin/sh\ncase $1 in --PrintHelp) echo 'General Arguments:'; echo '    --PrintGlobals';; esac\n", encoding="utf-8")
        os.chmod("script", 0o755)
        self.assertEqual(self.refused("--program", "./script", "--keep", "summary"),
                         "synfin-sweep: --keep summary: accepted with synfin-run; a script of your own decides what it writes\n")

    def test_what_is_said_by_both(self):
        sweep("--connections", 10, "--keep", "connections", "--compress", "none", "--out", "plain")
        self.assertEqual(files("plain"), ["connections.csv", *SUMMARY])
        sweep("--connections", 10, "--keep", "all", "--trace", "none", "--out", "silent")
        self.assertEqual(files("silent"), SUMMARY)
        sweep("--connections", 10, "--keep", "summary", "--counters", "--out", "counted")
        self.assertEqual(files("counted"), ["counters.csv", *SUMMARY])
        told = json.loads(next(pathlib.Path("counted/runs").glob("*/summary.json")).read_text(encoding="utf-8"))
        self.assertEqual(told["parameters"]["trace"], "none")


if __name__ == "__main__":
    unittest.main()
