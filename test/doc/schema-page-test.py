#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""doc/schema.rst is what doc/schema-page.py writes of this build: run that again when this fails."""

import os
import pathlib
import subprocess
import unittest

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
SCRIPT = SOURCE / "doc" / "schema-page.py"


class SchemaPage(unittest.TestCase):
    maxDiff = None

    def test_is_as_its_script_writes_it(self):
        done = subprocess.run([SCRIPT, BIN / "synfin-run"], check=True, capture_output=True, text=True, encoding="utf-8")
        self.assertEqual(done.stdout, (SOURCE / "doc" / "schema.rst").read_text(encoding="utf-8"))

    def test_bad_arguments(self):
        for words in ([], ["--out"], ["missing"], ["/bin/false"], ["/bin/echo"]):
            done = subprocess.run([SCRIPT, *words], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertRegex(done.stderr, r"\Aschema-page.py: .*accepted is .*\n\Z")


if __name__ == "__main__":
    unittest.main()
