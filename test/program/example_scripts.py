# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The scripts in examples/, and the lines by which each says it is run and drawn; what tests of them need."""

import csv
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
EXAMPLES = pathlib.Path(os.environ["SYNFIN_SOURCE"], "examples")
SCRIPTS = sorted(path.stem for path in EXAMPLES.glob("*.cc"))
IS_TYPED = re.compile(r"^ \*     (.*)$", re.M)  # in the comment at the file's begin


def text(name):
    """@return a script's source."""
    return (EXAMPLES / f"{name}.cc").read_text(encoding="utf-8")


def typed(name):
    """@return the lines to run, as they stand in the comment."""
    head = text(name).split("#include")[0]
    return "\n".join(IS_TYPED.findall(head))


def call(lines):
    """Runs lines in a shell that finds the programs, and the Python of this test."""
    pathlib.Path("path").mkdir(exist_ok=True)
    python = pathlib.Path("path/python3")
    if not python.exists():
        python.symlink_to(sys.executable)
    path = f"{python.parent.absolute()}:{BIN}:{os.environ['PATH']}"
    return subprocess.run(["bash", "-euc", lines], capture_output=True, text=True, encoding="utf-8", check=False,
                          env={**os.environ, "PATH": path})


def rows(path):
    """@return a table's rows."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class ScriptTest(unittest.TestCase):
    """Tests of one script."""

    NAME = ""

    def setUp(self):
        if not (BIN / self.NAME).exists():
            self.skipTest(f"there is no {self.NAME}: this ns-3 lacks a module that it includes")

    def run_lines(self, lines):
        """Runs them in a folder without results: they succeed. @return what they print"""
        shutil.rmtree("out", ignore_errors=True)
        done = call(lines)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def run_typed(self, shown="", instead=""):
        """Runs the lines of the script's comment, with something else instead of what they show. @return what they print"""
        return self.run_lines(typed(self.NAME).replace(shown, instead))

    def is_picture(self, path):
        """Asserts that a file is one, and no empty one."""
        data = pathlib.Path(path).read_bytes()
        self.assertEqual(data[:8], b"\x89PNG\r\n\x1a\n", path)
        self.assertGreater(len(data), 5000, path)

    def states(self, table):
        """@return {end: its states} of a ladder's table."""
        return {end: [row["name"] for row in table if (row["kind"], row["end"]) == ("state", end)] for end in ("client", "server")}
