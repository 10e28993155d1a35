#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""doc/cookbook.rst: its tables are what examples/cookbook.py makes of the scenarios, which it shows as they are."""

import csv
import errno
import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
SCRIPT = SOURCE / "examples" / "cookbook.py"
PAGE = (SOURCE / "doc" / "cookbook.rst").read_text(encoding="utf-8")
LINES = 20


class Page(unittest.TestCase):
    def test_shows_each_scenario(self):
        files = sorted((SOURCE / "examples" / "scenarios").glob("*.ini"))
        self.assertGreaterEqual(len(files), 20)
        self.assertIn(f"{len(files)} incidents", (SOURCE / "README.md").read_text(encoding="utf-8"))
        for path in files:
            with self.subTest(scenario=path.stem):
                question, *lines = path.read_text(encoding="utf-8").splitlines()
                self.assertLessEqual(len(lines), LINES)
                asked = re.fullmatch("; question: (.*)", question)[1]
                block = "".join(f"    {line}\n" for line in lines)
                self.assertIn(f"{asked} ``examples/scenarios/{path.name}``::\n\n{block}\n", PAGE)

    def test_tables(self):
        done = subprocess.run([SCRIPT, "all"], capture_output=True, text=True, check=True)
        self.assertEqual(done.stderr, "")
        tables = re.split(r"(?m)^\.\. ([a-z0-9-]+)\n\n", pathlib.Path("all/tables.rst").read_text(encoding="utf-8"))[1:]
        names, texts = tables[::2], tables[1::2]
        self.assertEqual(sorted(names), sorted(path.stem for path in (SOURCE / "examples" / "scenarios").glob("*.ini")))
        for name, text in zip(names, texts):
            with self.subTest(scenario=name):
                self.assertIn(text.strip(), PAGE)

    def test_words_of_every_outcome(self):
        """Each outcome of the schema has its error, with the words that this C library has for it, and incidents that the page has."""
        text = PAGE[PAGE.index('"outcome", "error"'):]
        rows = list(csv.reader(text[:text.index("\n\n")].splitlines(), skipinitialspace=True))[1:]
        schema = json.loads((SOURCE / "examples" / "python" / "synfin" / "schema.json").read_text(encoding="utf-8"))
        columns = next(table["columns"] for table in schema["tables"] if table["file"] == "connections.csv")
        self.assertEqual([row[0].strip() for row in rows], next(column["values"] for column in columns if column["name"] == "outcome"))
        for _, error, words, _ in rows:
            if error.startswith("E"):
                self.assertEqual(words, os.strerror(getattr(errno, error)))
        self.assertGreater(sum(row[1].startswith("E") for row in rows), 4)
        titles = set(re.findall(r"(?m)^(.+)\n\*{4,}$", PAGE))
        self.assertEqual(set(re.findall(r"`([^`<>]+)`_", PAGE)) - titles, set())

    def test_one(self):
        done = subprocess.run([SCRIPT, "one", "last-ack"], capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout.splitlines(), [str(pathlib.Path(f"one/{name}").resolve()) for name in ("last-ack.csv", "tables.rst")])

    def test_refused(self):
        pathlib.Path("file").write_text("", encoding="utf-8")
        for words in (["--frob"], ["new", "frob"], ["new", "last-ack", "more"], ["file"]):
            with self.subTest(words=words):
                done = subprocess.run([SCRIPT, *words], capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))
                self.assertFalse(pathlib.Path("new").exists())


if __name__ == "__main__":
    unittest.main()
