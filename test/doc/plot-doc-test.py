#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""doc/plot.rst names every figure, in the order of --help, and none that there is not; pictures come from scripts."""

import csv
import os
import pathlib
import sys
import unittest

SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
sys.dont_write_bytecode = True
sys.path.insert(0, str(SOURCE / "examples" / "python"))
from synfin.plotting.catalogue import FIGURES

DOC = (SOURCE / "doc" / "plot.rst").read_text(encoding="utf-8")
README = (SOURCE / "README.md").read_text(encoding="utf-8")


class Figures(unittest.TestCase):
    def test_the_table(self):
        lines = [line for line in DOC.splitlines() if line.startswith('   "')]
        rows = list(csv.reader(lines, skipinitialspace=True))
        self.assertEqual(rows[0], ["figure", "what it shows", "needs"])
        self.assertEqual([row[0] for row in rows[1:]], list(FIGURES))

    def test_each_needs_something_that_is_said(self):
        for figure in FIGURES.values():
            for need in figure.needs:
                self.assertTrue(need.__doc__, figure.name)

    def test_each_picture_is_shown_and_made_by_a_script(self):
        shown = README + "".join(page.read_text(encoding="utf-8") for page in (SOURCE / "doc").glob("*.rst"))
        scripts = [*(SOURCE / "doc").glob("*.sh"), *(SOURCE / "doc").glob("*.py")]
        made = "".join(script.read_text(encoding="utf-8") for script in scripts)
        pictures = sorted((SOURCE / "doc" / "figures").glob("*.*"))
        self.assertGreaterEqual(len(pictures), 4)
        for picture in pictures:
            self.assertIn(f"figures/{picture.name}", shown)
            self.assertIn(picture.stem, made)
            self.assertLess(picture.stat().st_size, 120000)


if __name__ == "__main__":
    unittest.main()
