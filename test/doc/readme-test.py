#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What README.md shows is what the programs do: the ladder, the script, and the life that it prints."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
README = (SOURCE / "README.md").read_text(encoding="utf-8")


def run(*command):
    return subprocess.run(
        command, check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout


class Readme(unittest.TestCase):
    def test_the_script_is_the_example(self):
        example = (SOURCE / "examples" / "synfin-first.cc").read_text(encoding="utf-8")
        shown = re.search("// manual begins\n(.*)\n// manual ends", example, re.S).group(1)
        self.assertIn(f"```cpp\n{shown}```", README)

    def test_the_ladder_is_real(self):
        self.assertIn(run(BIN / "synfin-walkthrough", "--lose", "ack2"), README)

    def test_the_table_is_that_of_quickstart(self):
        # One row of it, by the commands in quickstart.sh; run that again when this fails.
        script = (SOURCE / "examples" / "quickstart.sh").read_text(encoding="utf-8").replace("\\\n", "")
        words = re.search(r"synfin-sweep --vary loss=\S+ (.*?) --out", script).group(1).split()
        shutil.rmtree("loss", ignore_errors=True)
        run(BIN / "synfin-sweep", "--vary", "loss=0.1", *words, "--out", "loss")
        printed = run(sys.executable, SOURCE / "examples" / "quickstart-report.py", "loss")
        for line in printed.strip("\n").splitlines():
            self.assertIn(line + "\n", README)
        self.assertRegex(printed, r"(?m)^ +0.1 +\d")

    def test_the_folders_exist(self):
        figure = re.search("## The folders\n\n```\n(.*?)```", README, re.S).group(1)
        for line in figure.splitlines():
            path = line.split()[0]
            self.assertTrue((SOURCE / path).exists(), path)

    def test_the_programs_exist(self):
        for program in set(re.findall("build/bin/(synfin-[a-z0-9-]+)", README)):
            self.assertTrue((BIN / program).exists(), program)


class FirstScript(unittest.TestCase):
    def test_says_when_it_cannot_print(self):
        with open("/dev/full", "wb") as full:
            self.assertEqual(subprocess.run([BIN / "synfin-first"], stdout=full, check=False).returncode, 1)

    def test_lives_a_whole_life(self):
        lines = [line.split(": ")[1] for line in run(BIN / "synfin-first").splitlines()]
        of_node = lambda node: [x[7:] for x in lines if x.startswith(f"node {node} ")]
        self.assertEqual(
            of_node(0),
            [
                "CLOSED -> SYN_SENT",
                "SYN_SENT -> ESTABLISHED",
                "ESTABLISHED -> FIN_WAIT_1",
                "FIN_WAIT_1 -> FIN_WAIT_2",
                "FIN_WAIT_2 -> TIME_WAIT",
                "TIME_WAIT -> CLOSED",
            ],
        )
        self.assertEqual(
            [x for x in of_node(1) if "LISTEN ->" not in x and "-> LISTEN" not in x],
            [
                "SYN_RCVD -> ESTABLISHED",
                "ESTABLISHED -> CLOSE_WAIT",
                "CLOSE_WAIT -> LAST_ACK",
                "LAST_ACK -> CLOSED",
            ],
        )


if __name__ == "__main__":
    unittest.main()
