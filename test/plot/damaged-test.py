#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Files that hold what no run writes: synfin-plot and synfin-report name file and place in one line, or do the rest."""

import json
import os
import pathlib
import shutil
import subprocess
import unittest

from plot_tools import BIN, call, command, simulate
from synfin.plotting.catalogue import FIGURES
from synfin.reporting import cli as report_cli
from synfin.reporting.packing import unpacked
from synfin.tools import inputs, summary
from synfin.tools.messages import BadInput

# Table, column, what stands in its third row instead, and a figure that reads it.
FIELDS = [
    ("transitions", "conn", "99999999999999999999", "timeline"),
    ("transitions", "conn", "-3", "timeline"),
    ("transitions", "conn", "1.5", "timeline"),
    ("transitions", "time_s", "inf", "states-over-time"),
    ("transitions", "time_s", "nan", "states-over-time"),
    ("transitions", "time_s", "1e300", "states-over-time"),
    ("transitions", "time_s", "-1", "states-over-time"),
    ("transitions", "ms", "-inf", "dwell-times"),
    ("transitions", "host", "4000000000", "states-over-time"),
    ("transitions", "lport", "70000", "timeline"),
    ("transitions", "oldstate", "NA", "dwell-times"),
    ("transitions", "newstate", "", "dwell-times"),
    ("connections", "handshake_s", "inf", "handshake-ecdf"),
    ("connections", "handshake_s", "nan", "handshake-ecdf"),
    ("connections", "handshake_s", '"0.1"', "handshake-ecdf"),
    ("connections", "syn_sent", "1e30", "syn-attempts"),
    ("connections", "syn_sent", "-1", "syn-attempts"),
    ("segments", "conn", "18446744073709551616", "ladder"),
    ("segments", "flags", "SX", "ladder"),
    ("segments", "event", "lost", "ladder"),
    ("segments", "kind", "lost", "ladder"),
    ("segments", "seq", "-1", "ladder"),
]
NUMBERS = ["NaN", "Infinity", "-Infinity", "1e999", "99999999999999999999", "-1", '"many"', "true", "[]", "null"]


def setUpModule():
    simulate("run", "--path", "direct", "--loss", 0.1, "--connections", 30, "--trace", "segments")


def copy(name):
    shutil.rmtree(name, ignore_errors=True)
    shutil.copytree("run", name)
    return pathlib.Path(name)


def change(folder, table, column, text, line=3):
    """Writes something else into a field."""
    path = folder / f"{table}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    fields = lines[line - 1].split(",")
    fields[lines[0].split(",").index(column)] = text
    lines[line - 1] = ",".join(fields)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


class Damaged(unittest.TestCase):
    def one_line(self, done, *words):
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertLessEqual(len(done.stderr), 201)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_fields(self):
        for table, column, text, figure in FIELDS:
            with self.subTest(f"{table} {column} {text}"):
                change(copy("field"), table, column, text)
                done = call("field", figure, "--out", "never")
                self.one_line(done, f"field/{table}.csv: line 3: {column} '{text}' is no ")
                self.assertFalse(os.path.exists("never"))

    def test_a_report_says_the_same(self):
        for table, column, text, _ in FIELDS[:4]:
            change(copy("field"), table, column, text)
            done = subprocess.run([BIN / "synfin-report", "field", "--out", "never.html"], capture_output=True,
                                  text=True, check=False)
            self.one_line(done, f"field/{table}.csv: line 3: {column} '{text}'")
            self.assertFalse(os.path.exists("never.html"))

    def test_numbers_in_a_summary(self):
        text = pathlib.Path("run/summary.json").read_text(encoding="utf-8")
        data = json.loads(text)
        for section, name in (("connections", "attempted"), ("time_wait", "peak"), ("harm", "fin_answered_by_reset")):
            for number in NUMBERS:
                with self.subTest(f"{section}.{name} {number}"):
                    before = f'"{name}": {data[section][name]}'
                    self.assertIn(before, text)
                    (copy("summary") / "summary.json").write_text(text.replace(before, f'"{name}": {number}'), "utf-8")
                    self.one_line(call("summary", "handshake-ecdf", "--out", "never"), "summary/summary.json: ")

    def test_shapes_of_a_summary(self):
        for text in ("", "{", "[]", "null", "3", "{}", '{"connections": 3}', "[" * 100000, "\x00", '{"connections": {}}'):
            with self.subTest(text[:20]):
                (copy("summary") / "summary.json").write_text(text, encoding="utf-8")
                self.one_line(call("summary", "handshake-ecdf", "--out", "never"), "summary/summary.json: ")

    def test_another_version_of_the_schema(self):
        data = json.loads(pathlib.Path("run/summary.json").read_text(encoding="utf-8"))
        for version, taken in ((4, True), (3, True), (None, True), (5, False), (2, False), (True, False), ("4", False)):
            with self.subTest(version):
                (copy("version") / "summary.json").write_text(json.dumps({**data, "schema": version}), encoding="utf-8")
                done = call("version", "handshake-ecdf", "--out", f"version-{version}")
                if taken:
                    self.assertEqual(done.returncode, 0, done.stderr)
                else:
                    self.one_line(done, f"version/summary.json: schema version {version!r}: accepted are 3 and 4")

    def test_parameters(self):
        data = json.loads(pathlib.Path("run/summary.json").read_text(encoding="utf-8"))
        for name, value in (("rate", "fast"), ("rate", -1), ("clients", "two"), ("clients", 1.5), ("delay-forward", "5"),
                            ("delay-forward", "1e9999s"), ("bandwidth-reverse", "wide"), ("servers", 0)):
            with self.subTest(f"{name} {value}"):
                changed = {**data, "parameters": {**data["parameters"], name: value}}
                (copy("summary") / "summary.json").write_text(json.dumps(changed), encoding="utf-8")
                if (name, value) != ("delay-forward", "5"):  # seconds, as ns-3 reads it
                    self.one_line(call("summary", "handshake-ecdf", "--out", "never"), f"summary.json: {name}: '{value}")

    def test_parameters_that_are_missing(self):
        """A figure that needs them does not fit, one that does without says so; no figure breaks."""
        data = json.loads(pathlib.Path("run/summary.json").read_text(encoding="utf-8"))
        data["parameters"] = {"clients": 1, "arrivals": "poisson", "closer": "client", "rate": 3, "loss-forward": 0}
        data["connections"]["no_port"] = 1
        (copy("unknown") / "summary.json").write_text(json.dumps(data), encoding="utf-8")
        for figure in FIGURES:
            done = call("unknown", figure, "--out", "unknown-f", "--format", "svg")
            self.assertIn(done.returncode, (0, 2), done.stderr)
        done = call("unknown", "time-wait-population", "--out", "unknown-f")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("no rate × 2MSL for unknown: parameter time_wait is not known\n", done.stderr)

    def test_a_file_of_transitions_makes_a_report(self):
        shutil.copy("run/transitions.csv", "alone.csv")
        report_cli.main(["alone.csv", "--out", "alone.html"])
        drawn = unpacked(pathlib.Path("alone.html").read_text(encoding="utf-8"))["charts"]
        self.assertIn("time-wait-population", [chart["figure"] for chart in drawn])

    def test_every_figure_survives_rows_that_are_missing(self):
        folder = copy("rows")
        for table in ("transitions", "segments"):
            path = folder / f"{table}.csv"
            lines = path.read_text(encoding="utf-8").splitlines()
            path.write_text("\n".join(lines[:1] + lines[2::3]) + "\n", encoding="utf-8")
        for figure in FIGURES:
            done = call("rows", figure, "--out", "some", "--format", "svg")
            self.assertIn(done.returncode, (0, 2), done.stderr)

    def test_what_has_no_end(self):
        if not os.path.exists("pipe.csv"):
            os.mkfifo("pipe.csv")
        for path, kind in (("pipe.csv", "pipe"), ("/dev/zero", "device")):
            self.one_line(command(path, "dwell-times", "--out", "never"), path, "regular file", kind)
        folder = copy("piped")
        os.unlink(folder / "summary.json")
        os.mkfifo(folder / "summary.json")
        self.one_line(command("piped", "--out", "never"), "piped/summary.json", "pipe")

    def test_a_long_line_without_an_end(self):
        pathlib.Path("long.csv").write_text("x" * 3000000, encoding="utf-8")
        self.one_line(call("long.csv", "--out", "never"), "long.csv", "truncated")


class Numbers(unittest.TestCase):
    """The one door for texts that shall be numbers."""

    def test_whole(self):
        for text, value in (("7", 7), ("+7", 7), ("-7", None), ("²", None), ("٣", None), ("1_0", None), ("", None),
                            ("9223372036854775808", None), ("9" * 5000, None), ("1.0", None), (" 1", None)):
            self.assertEqual(inputs.whole(text), value, text)

    def test_real(self):
        for text, value in (("0.5", 0.5), (".5", 0.5), ("5.", 5), ("1e3", 1000), ("nan", None), ("inf", None),
                            ("1e999999999", None), ("1e400", None), ("1e-400", None), ("-1", -1), ("0x10", None)):
            self.assertEqual(inputs.real(text), value, text)

    def test_the_run_of_this_version_is_accepted(self):
        self.assertGreater(summary.read("run/summary.json")["connections"]["attempted"], 0)
        self.assertRaises(BadInput, summary.read, "run/params.ini")


if __name__ == "__main__":
    unittest.main()
