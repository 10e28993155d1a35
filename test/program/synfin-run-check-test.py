#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-run --check says what it would refuse, and what is the same run."""

import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import call, run  # noqa: E402


class Check(unittest.TestCase):
    """--check FILE"""

    def check(self, text):
        return call("--check", "-", input=text)

    def test_what_is_accepted(self):
        done = self.check("loss=0.1\tset=syn_retries=3\nschedule=5s loss=1; 7s loss=0\n\nseed=7\tpcap=p\n")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "4 accepted\n", ""))
        pathlib.Path("sets").write_text("loss=0.1\n", encoding="utf-8")
        self.assertEqual(call("--check", "sets").stdout, "1 accepted\n")

    def test_what_is_the_same_run(self):
        done = self.check("loss=5%\nloss=0.06\nloss=0.05\tset=time_wait=auto\nloss=0.05\tset=syn_retries=06\n")
        self.assertEqual(done.stdout, "4 accepted\nline 3 repeats line 1\nline 4 repeats line 1\n")

    def test_what_is_refused(self):
        for line, words in (("loss=2", ["--loss 2", "P is 0 to 1"]),
                            ("colour=red", ["--colour red", "--help"]),
                            ("loss=0.1\tset=syn_retries=-1", ["syn_retries=-1", "integer"]),
                            ("set=rto_min=300s", ["rto_min=5min", "rto_max=2min"]),
                            ("loss", ["loss", "NAME=VALUE"]),
                            ("loss\tx=1", ["loss", "NAME=VALUE"])):
            with self.subTest(line):
                done = self.check(f"loss=0\n{line}\nloss=1\n")
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))
                for word in words:
                    self.assertIn(word, done.stderr)
                self.assertTrue(done.stderr.startswith("synfin-run: standard input: line 2: "), done.stderr)

    def test_it_names_file_and_line(self):
        pathlib.Path("more").write_text("loss=0.1\n\nloss=0\tdelay=50\n", encoding="utf-8")
        done = call("--check", "more")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (
            2, "", "synfin-run: more: line 3: --delay 50: accepted is a time from 0s to 1d, such as 50ms, or trace:FILE\n"))

    def test_bad_input(self):
        for options, words in ((["--check", "nowhere"], ["--check nowhere", "read"]),
                               (["--check="], ["--check", "missing"])):
            done = call(*options)
            self.assertEqual((done.returncode, done.stdout), (2, ""), options)
            for word in words:
                self.assertIn(word, done.stderr)

    def test_paths_in_a_file_are_relative_to_it(self):
        pathlib.Path("below").mkdir()
        pathlib.Path("below/p.ini").write_text("connections = 2\nout = results\npcap = packets\n", encoding="utf-8")
        self.assertEqual(call("--config", "below/p.ini").returncode, 0)
        self.assertTrue(pathlib.Path("below/results/summary.json").exists())
        self.assertTrue(pathlib.Path("below/packets-client.pcap").exists())


if __name__ == "__main__":
    unittest.main()
