#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What synfin-run tells other programs: --fields json lists what it knows, --check says what it would refuse."""

import json
import pathlib
import re
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import call, run  # noqa: E402


class Fields(unittest.TestCase):
    """--fields json"""

    @classmethod
    def setUpClass(cls):
        done = call("--fields", "json")
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        cls.listed = json.loads(done.stdout)

    def names(self, kind):
        return [field["name"] for field in self.listed["fields"] if field["kind"] == kind]

    def test_every_option_is_there(self):
        options = re.findall(r"^  --([a-z0-9-]+)", call("--help").stdout, re.M)
        self.assertEqual(sorted(self.names("scenario") + self.names("program")), sorted(options))

    def test_every_field_of_the_profile_is_there_with_its_default(self):
        fields = [f for f in self.listed["fields"] if f["kind"] == "profile"]
        text = call("--help").stdout
        for field in fields:
            self.assertRegex(text, rf"(?m)^  {field['name']} = {re.escape(field['default'])}$")
        self.assertEqual(len(fields), len(re.findall(r"(?m)^  [a-z0-9_]+ = ", text)))

    def test_defaults_are_those_of_a_run(self):
        summary = run("defaults", "--trace", "none").summary["parameters"]
        for field in self.listed["fields"]:
            if field["kind"] == "scenario" and field["default"] is not None and field["name"] != "trace":
                if field["name"] == "path":
                    self.assertEqual((field["default"], summary["path"]), ("auto", "direct"))
                elif field["default"] == "auto":  # decided by the others
                    self.assertIsInstance(summary[field["name"]], int, field["name"])
                else:
                    self.assertEqual(field["default"], str(summary[field["name"]]), field["name"])

    def test_provenance(self):
        provenance = json.loads(pathlib.Path(run("about", "--connections", 1).folder, "provenance.json").read_text(
            encoding="utf-8"))
        for name in ("program", "version", "commit", "ns3_version"):
            self.assertEqual(provenance[name], self.listed[name])
        self.assertRegex(provenance["finished"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(provenance["command"][1:], ["--out", "about", "--connections", "1"])


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
        for line, words in (("loss=2", ["--loss 2", "from 0 to 1"]),
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

    def test_bad_input(self):
        for options, words in ((["--check", "nowhere"], ["--check nowhere", "read"]),
                               (["--check="], ["--check", "missing"]),
                               (["--fields", "xml"], ["--fields xml", "json"])):
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
