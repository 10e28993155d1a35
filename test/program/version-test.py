#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""--version of every program says the one version, and so does what cites it."""

import os
import pathlib
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
VERSION = re.search(r'VERSION = "([^"]+)"', (SOURCE / "helper" / "output" / "synfin-version.h").read_text(encoding="utf-8"))[1]


def programs():
    """@return the names of all programs: those in C++ that have a main, and those in Python."""
    sources = sorted((SOURCE / "examples" / "programs").glob("synfin-*.cc"))
    compiled = [path.stem for path in sources if re.search(r"^main\(", path.read_text(encoding="utf-8"), re.M)]
    return compiled + sorted(path.name for path in (SOURCE / "examples" / "python").glob("synfin-*"))


class Version(unittest.TestCase):
    def test_of_every_program(self):
        self.assertGreater(len(programs()), 7)
        for name in programs():
            if name in ("synfin-emulate", "synfin-microbench") and not (BIN / name).exists():
                continue  # this build may lack what they need
            done = subprocess.run([BIN / name, "--version"], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, f"{name} {VERSION}\n", ""))

    def test_is_in_every_help(self):
        for name in programs():
            if (BIN / name).exists():
                text = subprocess.run([BIN / name, "--help"], capture_output=True, text=True, check=True).stdout
                self.assertRegex(text, r"(?m)^ +(-h \[ --help \] *)?--version", name)

    def test_of_the_citation(self):
        text = (SOURCE / "CITATION.cff").read_text(encoding="utf-8")
        self.assertEqual(re.findall(r"(?m)^version: (.*)$", text), [VERSION])


if __name__ == "__main__":
    unittest.main()
