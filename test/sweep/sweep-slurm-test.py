#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""A sweep by a real Slurm of one node, with the same results as on the cores of this machine."""

import os
import pathlib
import shutil
import signal
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
from single_node_slurm import Slurm  # noqa: E402
from sweep_program import BIN, call, connections, results, rows, skip, stand_in, start, sweep  # noqa: E402

OPTIONS = ("--connections", 40, "--vary", "loss=0:0.2:0.1", "--runs", 4)
ON_SLURM = ("--engine", "slurm")


class OnSlurm(unittest.TestCase):
    """Everything that the local engine does."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="synfin-slurm-")  # the path of a socket must be short
        cls.slurm = Slurm(cls.folder)
        cls.slurm.__enter__()
        cls.environment = cls.slurm.environment
        sweep(*OPTIONS, "--out", "local")
        cls.expected = results("local")

    @classmethod
    def tearDownClass(cls):
        cls.slurm.__exit__()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def queued(self):
        """@return the jobs that Slurm has."""
        return self.slurm.call("squeue", "--noheader", "--format=%A").stdout.split()

    def test_a_whole_sweep(self):
        sweep(*OPTIONS, *ON_SLURM, "--out", "slurm", env=self.environment)
        self.assertEqual(results("slurm"), self.expected)
        self.assertEqual(self.queued(), [])

    def test_as_many_as_it_takes(self):
        """Each stage is a job of its own."""
        options = ("--connections", 20, "--vary", "loss=0.02,0.2", "--until", "handshake_latency_s.mean:30%")
        done = [call(*options, "--out", "until"), call(*options, *ON_SLURM, "--out", "until-slurm", env=self.environment)]
        self.assertEqual([(each.returncode, each.stderr) for each in done], [(0, "")] * 2)
        self.assertEqual(results("until-slurm"), results("until"))
        self.assertGreater(len(rows("until/plan.csv")), 20)
        self.assertEqual(self.queued(), [])

    def test_a_script(self):
        options = ("--program", BIN / "custom-topology", "--vary", "rate=1Mbps,2Mbps", "--connections", 8, "--runs", 3)
        sweep(*options, "--out", "script")
        sweep(*options, *ON_SLURM, "--array-size", 4, "--out", "script-slurm", env=self.environment)
        self.assertEqual(connections("script-slurm"), connections("script"))
        self.assertEqual(len(connections("script")), 6 * 8)
        self.assertEqual([row["id"] for row in rows("script-slurm/results.csv")], [row["id"] for row in rows("script/results.csv")])

    def test_small_arrays_and_options(self):
        sweep(*OPTIONS, *ON_SLURM, "--array-size", 3, "--jobs", 2, "--sbatch", "--partition=p --comment='two words'",
              "--out", "small", env=self.environment)
        self.assertEqual(results("small"), self.expected)
        done = call(*OPTIONS, *ON_SLURM, "--sbatch", "--partition=nowhere", "--out", "refused", env=self.environment)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"^synfin-sweep: stopped: sbatch: [^\n]*partition[^\n]*nowhere;[^\n]*\n$")
        sweep(*OPTIONS, *ON_SLURM, "--out", "refused", env=self.environment)
        self.assertEqual(results("refused"), self.expected)

    def test_runs_that_fail(self):
        broken = stand_in("broken", """case "$params" in
*"loss = 0.1"*"run = 2"*) echo "about to crash" >&2; kill -SEGV $$ ;;
esac""")
        done = call(*OPTIONS, *ON_SLURM, "--out", "failed", "--program", broken, env=self.environment)
        self.assertEqual(done.returncode, 1)
        self.assertIn("loss=0.1 connections=40 run=2: killed by SIGSEGV", done.stderr)
        self.assertEqual(len(rows("failed/results.csv")), 11)
        sweep(*OPTIONS, *ON_SLURM, "--out", "failed", "--retry-failed", env=self.environment)
        self.assertEqual(results("failed"), self.expected)

    def wait_for_job(self, folder, process):
        """Waits until a sweep has handed its job to Slurm."""
        for _ in range(600):
            if os.path.exists(f"{folder}/slurm/job"):
                return
            self.assertIsNone(process.poll())
            time.sleep(0.05)
        self.fail("no job")

    def test_a_killed_sweep_finds_its_job_again(self):
        slow = stand_in("slow", '[ -z "$params" ] || sleep 0.3')
        process = start(*OPTIONS, *ON_SLURM, "--out", "lost", "--program", slow, env=self.environment)
        self.wait_for_job("lost", process)
        process.send_signal(signal.SIGKILL)
        process.wait()
        done = call(*OPTIONS, *ON_SLURM, "--out", "lost", env=self.environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, r"^synfin-sweep: waiting for Slurm job \d+ of an earlier call\n$")
        self.assertEqual(results("lost"), self.expected)

    def test_an_interrupt_takes_the_job_back(self):
        slow = stand_in("slower", '[ -z "$params" ] || sleep 1')
        process = start(*OPTIONS, *ON_SLURM, "--out", "back", "--program", slow, env=self.environment)
        self.wait_for_job("back", process)
        job = pathlib.Path("back/slurm/job").read_text(encoding="utf-8").strip()
        self.assertIn(job, self.queued())
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(60), 130)
        self.assertNotIn(job, self.queued())
        sweep(*OPTIONS, *ON_SLURM, "--out", "back", env=self.environment)
        self.assertEqual(results("back"), self.expected)


if __name__ == "__main__":
    missing = Slurm("unused").missing
    if missing:
        skip(f"Slurm's programs are missing: {', '.join(missing)} (Debian: apt install slurm-wlm munge)")
    unittest.main()
