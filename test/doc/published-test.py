#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""doc/published.rst: its table is what examples/published.py makes of the scenarios; each tells its question and its source."""

import csv
import importlib.util
import os
import pathlib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
SCRIPT = SOURCE / "examples" / "published.py"


def script():
    """@return examples/published.py as a module."""
    spec = importlib.util.spec_from_file_location("published", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Page(unittest.TestCase):
    MODULE = script()
    SCENARIOS = MODULE.scenario_files.read(SOURCE / "examples" / "published")

    def test_scenarios_tell_what_they_are(self):
        self.assertGreaterEqual(len(self.SCENARIOS), 15)
        for name, scenario in self.SCENARIOS.items():
            with self.subTest(scenario=name):
                self.assertEqual(set(scenario.told) - {"why"}, {"question", "theirs", "source", "measure"})
                self.assertRegex(scenario.told["theirs"], r"^[0-9.]+ \S+$")
                self.assertIn("https://", scenario.told["source"])
                lines = scenario.path.read_text(encoding="utf-8").splitlines()
                self.assertLessEqual(len(lines), self.MODULE.scenario_files.LINES)

    def test_table(self):
        done = subprocess.run([SCRIPT, "all"], capture_output=True, text=True, check=True)
        self.assertEqual(done.stderr, "")
        page = (SOURCE / "doc" / "published.rst").read_text(encoding="utf-8")
        self.assertIn(pathlib.Path("all/table.rst").read_text(encoding="utf-8"), page)
        with open("all/table.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["scenario"] for row in rows], sorted(self.SCENARIOS))
        for row in rows:
            self.assertNotIn("unexplained", row["difference"], row["scenario"])

    def test_refused(self):
        pathlib.Path("file").write_text("", encoding="utf-8")
        for words in (["--frob"], ["new", "1"], ["new", "x"], ["new", "2", "3"], ["file"]):
            with self.subTest(words=words):
                done = subprocess.run([SCRIPT, *words], capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))
                self.assertFalse(pathlib.Path("new").exists())


if __name__ == "__main__":
    unittest.main()
