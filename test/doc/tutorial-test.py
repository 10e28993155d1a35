#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""doc/tutorial.rst: each command does what the page says, and prints what stands below it, in the order of the page."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
PAGE = (SOURCE / "doc" / "tutorial.rst").read_text(encoding="utf-8")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def blocks():
    """@return the page's blocks of code, each as its lines without the indentation."""
    found = re.findall(r"::\n\n((?: {4}.*\n|\n)+)", PAGE)
    return [[line[4:] for line in block.rstrip("\n").split("\n")] for block in found]


def dialogue():
    """@return [(command, lines printed)] of the page, in its order."""
    spoken = []
    for block in blocks():
        for line in block:
            if line.startswith("$ "):
                spoken.append((line[2:], []))
            elif spoken and block[0].startswith("$ "):
                spoken[-1][1].append(line)
    return spoken


class Tutorial(unittest.TestCase):
    def test_the_dialogue(self):
        pathlib.Path("build").mkdir()
        pathlib.Path("build/bin").symlink_to(BIN)
        spoken = [(command, shown) for command, shown in dialogue() if not re.match(r"examples/|cmake ", command)]
        self.assertGreaterEqual(len(spoken), 25)
        self.assertGreaterEqual(sum(len(shown) for _, shown in spoken), 50)
        path = f"{BIN}:{os.environ['PATH']}"
        for command, shown in spoken:
            with self.subTest(command=command):
                done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, encoding="utf-8",
                                      env={**os.environ, "PATH": path}, check=False)
                self.assertEqual(done.returncode, 0, done.stderr)
                printed = done.stdout.split("\n")
                for line in shown:  # each of them, in this order; an ellipsis stands for any others
                    if line != "...":
                        self.assertIn(line, printed)
                        del printed[: printed.index(line) + 1]

    def test_the_table_is_that_of_quickstart(self):
        # One row of it, by the commands in quickstart.sh; run that again when this fails.
        table = re.search("quickstart begins(.*)quickstart ends", PAGE, re.S)[1]
        script = (SOURCE / "examples" / "quickstart.sh").read_text(encoding="utf-8").replace("\\\n", "")
        words = re.search(r"synfin-sweep --vary loss=\S+ (.*?) --out", script).group(1).split()
        shutil.rmtree("loss", ignore_errors=True)
        run(BIN / "synfin-sweep", "--vary", "loss=0.1", *words, "--out", "loss")
        printed = run(sys.executable, SOURCE / "examples" / "quickstart-report.py", "loss")
        for line in printed.strip("\n").splitlines():
            self.assertIn(line + "\n", table)
        self.assertRegex(printed, r"(?m)^ +0.1 +\d")

    def test_the_scripts_are_built(self):
        scripts = set(re.findall(r"``examples/([a-z-]+)\.cc``", PAGE))
        self.assertGreaterEqual(len(scripts), 3)
        for script in scripts:
            self.assertTrue((BIN / script).exists(), script)


class OwnRecord(unittest.TestCase):
    def test_says_what_is_wrong(self):
        for words in (["--loss=2"], ["--out=/dev/full"], ["--out=/proc/none"]):
            done = subprocess.run([BIN / "synfin-record", *words], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, r"\Asynfin-record: .*\n\Z")


if __name__ == "__main__":
    unittest.main()
