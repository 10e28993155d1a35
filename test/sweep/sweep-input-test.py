#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Bad input to synfin-sweep: status 2, one line that names option, value and what is accepted, nothing written."""

import os
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
from sweep_program import call  # noqa: E402

# What is given, and what the line must say.
BAD = [
    (["--frobnicate", "3"], ["--frobnicate 3", "--help"]),
    (["--los", "0.1"], ["--los 0.1", "--help", "did you mean --loss?"]),
    (["--rums", "2"], ["--rums 2", "did you mean --runs?"]),
    (["--loss\n=2\x1b[2J"], ["--loss\\n", "--help"]),
    (["extra"], ["extra", "--help"]),
    (["-x"], ["-x", "--help"]),
    (["--"], ["--", "--help"]),
    (["--loss"], ["--loss", "missing", "P is 0 to 1"]),
    (["--runs"], ["--runs", "missing", "N"]),
    (["--vary"], ["--vary", "missing", "KEY=VALUES"]),
    (["--collect=yes"], ["--collect=yes", "without a value"]),
    # What synfin-run refuses
    (["--loss", "2"], ["--loss 2", "P is 0 to 1"]),
    (["--connections", "0"], ["--connections 0", "from 1 to"]),
    (["--set", "syn_retires=3"], ["--set syn_retires=3", "syn_retries"]),
    (["--set", "syn_retries"], ["--set syn_retries", "KEY=VALUE"]),
    (["--set", "\t=1"], ["--set \\t=1", "without tabs"]),
    (["--connections", "1000000", "--rate", "0.000001"], ["--rate", "within"]),
    (["--run", "-1"], ["--run -1", "from 0 to"]),
    (["--run", "2251799813685247", "--runs", "2"], ["--run 2251799813685248", "2251799813685247"]),
    (["--run", "²"], ["--run ²", "from 0 to"]),
    (["--run", "9" * 5000], ["--run 999", "...", "from 0 to"]),
    (["--loss", "0,0.1"], ["--loss 0,0.1", "above 0", "--vary loss=0,0.1"]),
    (["--connections", "5,10"], ["--connections 5,10", "from 1 to", "--vary connections=5,10"]),
    (["--loss", "0.1", "--loss", "0.2"], ["--loss 0.2", "once"]),
    (["--schema"], ["--schema", "--help"]),
    (["--draw"], ["--draw", "--help"]),
    (["--check", "-"], ["--check -", "--help"]),
    (["--pcap", "a/b"], ["--pcap a/b", "without folders"]),
    # Keys and values
    (["--vary", "los=0.1"], ["--vary los=0.1", "los is none", "--help", "did you mean loss?"]),
    (["--vary", "syn_retires=1"], ["--vary syn_retires=1", "did you mean syn_retries?"]),
    (["--vary", "out=a,b"], ["--vary out=a,b", "out is none"]),
    (["--vary", "runs=1,2"], ["--vary runs=1,2", "runs is none"]),
    (["--vary", "run=1,2"], ["--vary run=1,2", "--runs N"]),
    (["--vary", "loss"], ["--vary loss", "KEY=VALUES"]),
    (["--vary", "=1,2"], ["--vary =1,2", "KEY=VALUES"]),
    (["--vary", "loss="], ["--vary loss=", "empty", "START:STOP:STEP"]),
    (["--vary", "loss=0,,1"], ["--vary loss=0,,1", "empty"]),
    (["--vary", "loss=0,0.1,0"], ["--vary loss=0,0.1,0", "0 comes twice"]),
    (["--vary", "loss=0,2"], ["--vary loss=2", "P is 0 to 1"]),
    (["--vary", "delay=10"], ["--vary delay=10", "such as 50ms"]),
    (["--vary", "syn_retries=1,lots"], ["--vary syn_retries=lots", "integer"]),
    (["--vary", "rto_min=1s,300s"], ["rto_min=5min", "rto_max=2min", "exceed"]),
    (["--vary", "profile=linux,minix"], ["--vary profile=minix", "freebsd"]),
    (["--vary", "loss=0.1", "--loss", "0.2"], ["--loss 0.2", "fixed or varied"]),
    (["--vary", "loss=0.1", "--vary", "loss=0.2"], ["--vary loss=0.2", "once"]),
    (["--vary", "syn_retries=1", "--set", "syn_retries=2"], ["--set syn_retries=2", "fixed or varied"]),
    (["--vary", "loss=0#1"], ["0#1", "P is 0 to 1"]),
    (["--vary", "loss=10 ms"], ["--vary loss=10 ms", "P is 0 to 1"]),
    # Ranges
    (["--vary", "loss=0.3:0:0.05"], ["--vary loss=0.3:0:0.05", "not below START"]),
    (["--vary", "loss=0:0.3:0"], ["--vary loss=0:0.3:0", "STEP above 0"]),
    (["--vary", "loss=0:0.3:-0.1"], ["--vary loss=0:0.3:-0.1", "STEP above 0"]),
    (["--vary", "loss=0:0.3"], ["--vary loss=0:0.3", "START:STOP:STEP"]),
    (["--vary", "loss=0:0.3:0.1:4"], ["--vary loss=0:0.3:0.1:4", "START:STOP:STEP"]),
    (["--vary", "loss=0:x:0.1"], ["--vary loss=0:x:0.1", "START:STOP:STEP"]),
    (["--vary", "delay=10ms:1s:10ms"], ["--vary delay=10ms:1s:10ms", "same unit"]),
    (["--vary", "loss=0:1e999999999:1"], ["--vary loss=0:1e999999999:1", "START:STOP:STEP"]),
    (["--vary", "loss=0:1e200:1e-200"], ["--vary loss=0:1e200:1e-200", "at most 1000000"]),
    (["--vary", "loss=0:1:1e-999"], ["--vary loss=0:1:1e-999", "START:STOP:STEP"]),
    (["--vary", "loss=0:٣:1"], ["--vary loss=0:٣:1", "START:STOP:STEP"]),
    (["--vary", "loss=0:1:0.0000001"], ["--vary loss=0:1:0.0000001", "at most 1000000"]),
    # The sweep
    (["--runs", "0"], ["--runs 0", "from 1 to"]),
    (["--runs", "-3"], ["--runs -3", "from 1 to"]),
    (["--runs", "many"], ["--runs many", "from 1 to"]),
    (["--runs", "5000000", "--vary", "loss=0:1:0.1"], ["--runs 5000000", "55000000", "10000000"]),
    (["--runs", "2", "--runs", "3"], ["--runs 3", "once"]),
    (["--zip", "loss,delay"], ["--zip loss,delay", "loss is not varied"]),
    (["--vary", "loss=0,1", "--zip", "loss"], ["--zip loss", "two keys"]),
    (["--vary", "loss=0,1", "--vary", "delay=1ms", "--zip", "loss,delay"], ["--zip loss,delay", "equally many",
                                                                           "loss 2, delay 1"]),
    (["--vary", "loss=0,1", "--zip", "loss,loss"], ["--zip loss,loss", "twice"]),
    (["--engine", "pbs"], ["--engine pbs", "parallel, slurm or none"]),
    (["--jobs", "0"], ["--jobs 0", "from 1 to"]),
    (["--hosts", ","], ["--hosts ,", "--sshlogin"]),
    (["--hosts", ""], ["--hosts ", "[CORES/]HOST"]),
    (["--hosts", "near,2/$(id)"], ["--hosts near,2/$(id)", "[CORES/]HOST", "not '2/$(id)'"]),
    (["--hosts", "ssh near"], ["--hosts ssh near", "[CORES/]HOST"]),
    (["--hosts", "-oProxyCommand=id"], ["--hosts -oProxyCommand=id", "[CORES/]HOST"]),
    (["--hosts", "0/near"], ["--hosts 0/near", "[CORES/]HOST"]),
    (["--hosts", "a\nb"], ["--hosts a\\nb", "[CORES/]HOST"]),
    (["--hosts", "a", "--engine", "none"], ["--hosts a", "--engine parallel"]),
    (["--transfer"], ["--transfer:", "--hosts"]),
    (["--transfer", "--hosts", "near,2/:"], ["--transfer:", "--hosts", "':'"]),
    (["--transfer", "--engine", "none"], ["--transfer:", "--engine parallel"]),
    (["--sbatch", "-p x"], ["--sbatch -p x", "--engine slurm"]),
    (["--array-size", "5"], ["--array-size 5", "--engine slurm"]),
    (["--engine", "none", "--jobs", "2"], ["--jobs 2", "--engine parallel or slurm"]),
    (["--sbatch", "'", "--engine", "slurm"], ["--sbatch '", "quoted"]),
    (["--progress", "maybe"], ["--progress maybe", "auto, on or off"]),
    (["--program", "nowhere/synfin-run"], ["--program nowhere/synfin-run", "synfin-run"]),
    (["--program", "/bin/true"], ["--program /bin/true", "synfin-run"]),
    (["--config", "nowhere.ini"], ["--config nowhere.ini", "can be read", "No such file"]),
    (["--config", "."], ["--config .", "regular file", "directory"]),
    (["--config", "/dev/zero"], ["--config /dev/zero", "regular file", "device"]),
    (["--config", "../pipe"], ["--config ../pipe", "regular file", "pipe"]),
    ([b"--loss=\xff"], ["--loss=\\xff", "UTF-8"]),
    ([b"--out=\xc3"], ["--out=\\xc3", "UTF-8"]),
    (["--set", b"\xff"], ["--set \\xff", "UTF-8"]),
    (["--collect", "--runs", "3"], ["--runs", "--collect"]),
    (["--collect"], ["--collect", "--out never", "never/plan.csv", "can be read"]),
]

# The contents of a file that --config names, and what the line must say.
BAD_FILES = [
    ("connections = many\n", ["--connections many", "integer"]),
    ("colour = red\n", ["bad.ini", "colour red", "--help"]),
    ("connections\n", ["bad.ini", "NAME = VALUE"]),
    ("[colours]\nred = 1\n", ["bad.ini", "[colours]", "[sweep]"]),
    ("[profile]\nno_such_field = 1\n", ["--set no_such_field=1", "a field of the profile"]),
    ("[sweep]\nspeed = 1\n", ["bad.ini", "[sweep] speed = 1", "an option of the sweep"]),
    ("[sweep]\nvary = loss=1:0:1\n", ["--vary loss=1:0:1", "START"]),
    ("runs = 3\n", ["bad.ini", "runs = 3", "[sweep]"]),
    ("[sweep]\nruns = 0\n", ["--runs 0", "from 1 to"]),
]


class BadInput(unittest.TestCase):
    """Every way to get it wrong."""

    def refused(self, options, words, **keywords):
        """Asserts that the options are refused in one line with these words, and that nothing is left behind."""
        before = sorted(os.listdir())
        done = call(*options, **keywords)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertTrue(done.stderr.startswith("synfin-sweep: "), done.stderr)
        self.assertLessEqual(len(done.stderr), 201, done.stderr)
        self.assertTrue(done.stderr[:-1].isprintable(), done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        self.assertEqual(sorted(os.listdir()), before)

    def test_options(self):
        if not os.path.exists("../pipe"):
            os.mkfifo("../pipe")
        for options, words in BAD:
            with self.subTest(options):
                self.refused(["--out", "never", *options], words)

    def test_files(self):
        for text, words in BAD_FILES:
            with self.subTest(text):
                pathlib.Path("bad.ini").write_text(text, encoding="utf-8")
                self.refused(["--out", "never", "--config", "bad.ini"], words)

    def test_a_range_must_agree_with_every_other_value(self):
        # Each value is good by itself; the last point is not.
        self.refused(["--out", "never", "--vary", "rto_min=100ms,1s,5s", "--vary", "rto_max=10s,4s"],
                     ["rto_min=5s", "rto_max=4s"])

    def test_output_directory(self):
        pathlib.Path("file").write_text("", encoding="utf-8")
        os.makedirs("used", exist_ok=True)
        pathlib.Path("used/file").write_text("", encoding="utf-8")
        self.refused([], ["--out", "missing"])
        self.refused(["--out="], ["--out", "missing"])
        self.refused(["--out", "file"], ["--out file", "directory"])
        self.refused(["--out", "x" * 5000], ["--out xxx", "File name too long"])
        self.refused(["--out", "file/below"], ["--out file/below", "written"])
        self.refused(["--out", "used"], ["--out used", "plan.csv"])
        self.refused(["--out", "/proc/nowhere"], ["--out /proc/nowhere", "written"])
        pathlib.Path("used/plan.csv").write_text("a,b\n1,2\n", encoding="utf-8")
        self.refused(["--collect", "--out", "used"], ["--out used", "plan.csv"])

    def test_an_engine_whose_program_is_missing(self):
        os.makedirs("empty", exist_ok=True)
        nothing = {**os.environ, "PATH": os.path.abspath("empty")}
        self.refused(["--out", "never"], ["--engine parallel", "apt install parallel"], env=nothing)
        self.refused(["--out", "never", "--engine", "slurm"], ["--engine slurm", "sbatch", "apt install slurm-client"],
                     env=nothing)
        os.makedirs("moreutils", exist_ok=True)
        pathlib.Path("moreutils/parallel").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        os.chmod("moreutils/parallel", 0o755)
        self.refused(["--out", "never"], ["--engine parallel", "is not GNU parallel"],
                     env={**os.environ, "PATH": os.path.abspath("moreutils") + ":" + os.environ["PATH"]})


if __name__ == "__main__":
    unittest.main()
