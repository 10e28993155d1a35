#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""doc/lessons.rst and doc/zh/lessons.rst are what doc/lessons-page.py writes: run that again when this fails."""

import os
import pathlib
import subprocess
import unittest

SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
SCRIPT = SOURCE / "doc" / "lessons-page.py"


class LessonsPage(unittest.TestCase):
    maxDiff = None

    def test_is_as_its_script_writes_it(self):
        for language, page in (("en", "lessons.rst"), ("zh", "zh/lessons.rst")):
            done = subprocess.run([SCRIPT, language], check=True, capture_output=True, text=True, encoding="utf-8")
            self.assertEqual(done.stdout, (SOURCE / "doc" / page).read_text(encoding="utf-8"))

    def test_bad_arguments(self):
        for words in ([], ["--out"], ["fr"], ["en", "zh"]):
            done = subprocess.run([SCRIPT, *words], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertRegex(done.stderr, r"\Alessons-page.py: accepted is .*\n\Z")


if __name__ == "__main__":
    unittest.main()
