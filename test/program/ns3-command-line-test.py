#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-run answers what ns-3's CommandLine answers, so that programs which drive ns-3's scripts can drive it."""

import json
import os
import pathlib
import re
import subprocess
import unittest

PROGRAM = pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-run"


def call(*options):
    done = subprocess.run([PROGRAM, *options], capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


class CommandLine(unittest.TestCase):
    def test_help_as_the_simulation_execution_manager_reads_it(self):
        """The expressions are those of SEM 0.3 (signetlabdei/sem, sem/runner.py)."""
        status, text, _ = call("--PrintHelp")
        self.assertEqual(status, 0)
        (options,) = re.findall(r".*Program\s(?:Options|Arguments):(.*)General\sArguments.*", text, re.DOTALL)
        found = re.findall(r".*--(.*?)[?::|=].*", options, re.MULTILINE)
        known = json.loads(call("--schema")[1])["options"]
        self.assertEqual(sorted(found),
                         sorted([option["name"] for option in known if option["kind"] != "program"] + ["out", "pcap"]))
        status, text, _ = call("--PrintGlobals")
        self.assertEqual((status, re.findall(r".*--(.*?)[?::|=].*", text, re.MULTILINE)), (0, ["RngRun", "RngSeed"]))

    def test_every_option_shows_its_default(self):
        text = call("--PrintHelp")[1]
        for option in json.loads(call("--schema")[1])["options"]:
            if option["kind"] != "program" and option["default"] is not None:
                self.assertRegex(text, rf"--{option['name']}:  .* \[{re.escape(option['default'])}\]\n")

    def test_run_and_seed(self):
        ours, theirs = (call("--connections", "50", "--loss", "0.2", "--out", out, *words) for out, words in (
            ("ours", ("--run", "7", "--seed", "3")), ("theirs", ("--RngRun=7", "--RngSeed=3"))))
        self.assertEqual((ours[0], theirs[0]), (0, 0), theirs)
        for name in ("transitions.csv", "connections.csv", "hosts.csv", "params.ini"):
            self.assertEqual(pathlib.Path("ours", name).read_bytes(), pathlib.Path("theirs", name).read_bytes(), name)
        self.assertIn("run = 7\n", pathlib.Path("theirs/params.ini").read_text(encoding="utf-8"))

    def test_refused(self):
        for words, message in ((("--RngRun=x",), r"--RngRun x: accepted is an integer"),
                               (("--RngSeed=0",), r"--RngSeed 0: accepted is an integer from 1"),
                               (("--run", "1", "--RngRun=2"), r"one --run, not several")):
            status, out, error = call(*words)
            self.assertEqual((status, out), (2, ""))
            self.assertRegex(error, message)


if __name__ == "__main__":
    unittest.main()
