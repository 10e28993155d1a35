#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Standard streams of every program: what cannot be written is an error, and what is closed gets nothing of others."""

import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
BIN = pathlib.Path(os.environ["SYNFIN_BIN"])

# A command of each program that prints something.
PRINTING = [
    ["synfin-run", "--connections", "5"],
    ["synfin-run", "--help"],
    ["synfin-run", "--version"],
    ["synfin-run", "--schema"],
    ["synfin-bench", "--help"],
    ["synfin-bench", "--stacks", "synfin-direct", "--time-wait", "10", "--connections", "10"],
    ["synfin-walkthrough"],
    ["synfin-walkthrough", "--help"],
    ["synfin-merge", "--help"],
    ["synfin-emulate", "--help"],
    ["synfin-microbench", "--benchmark_list_tests"],
]


def call(command, redirection="", before="", **keywords):
    """@return a completed command, with a shell's redirection."""
    return subprocess.run(["sh", "-c", f'{before} exec "$@" {redirection}', "sh", str(BIN / command[0]), *command[1:]],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False,
                          **keywords)


def programs():
    """@return those of PRINTING that this build has: it may lack what emulate and microbench need."""
    return [command for command in PRINTING if (BIN / command[0]).exists()]


class Output(unittest.TestCase):
    """Standard output."""

    def refused(self, command, done, reason):
        """Asserts the one line about it."""
        self.assertEqual((done.returncode, done.stderr), (1, f"{command[0]}: standard output: {reason}\n"), command)

    def test_most_programs_are_there(self):
        self.assertGreater(len(programs()), 7)

    def test_a_full_disk(self):
        for command in programs():
            self.refused(command, call(command, ">/dev/full"), "No space left on device")

    def test_closed(self):
        for command in programs():
            self.refused(command, call(command, ">&-"), "Bad file descriptor")

    def test_a_pipe_that_nobody_reads(self):
        for command in programs():
            read, write = os.pipe()
            os.close(read)
            done = subprocess.run([str(BIN / command[0]), *command[1:]], stdin=subprocess.DEVNULL, stdout=write,
                                  stderr=subprocess.PIPE, text=True, timeout=120, check=False)
            os.close(write)
            self.refused(command, done, "Broken pipe")

    def test_a_file_that_may_not_grow(self):
        done = call(["synfin-run", "--schema"], ">schema.json", before="ulimit -f 8;")
        self.refused(["synfin-run"], done, "File too large")

    def test_results_are_written_all_the_same(self):
        done = call(["synfin-run", "--connections", "5", "--out", "silent"], ">/dev/full")
        self.assertEqual(done.returncode, 1)
        self.assertIn("summary.json", os.listdir("silent"))


class ErrorStream(unittest.TestCase):
    """Standard error."""

    def test_closed_it_does_not_give_its_number_to_a_file(self):
        options = ["--connections", "40000", "--path", "direct", "--progress", "on"]
        for name, redirection in (("open", "2>/dev/null"), ("closed", "2>&- <&-")):
            done = call(["synfin-run", *options, "--out", name], redirection)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
        for name in ("transitions.csv", "connections.csv", "hosts.csv", "params.ini"):
            self.assertEqual(pathlib.Path("closed", name).read_bytes(), pathlib.Path("open", name).read_bytes(), name)

    def test_all_closed(self):
        done = call(["synfin-run", "--connections", "5", "--out", "nothing-open"], ">&- 2>&- <&-")
        self.assertEqual(done.returncode, 1)  # the table was not printed
        self.assertTrue(pathlib.Path("nothing-open/transitions.csv").read_text().startswith("time_s,"))

    def test_a_pipe_that_nobody_reads_does_not_end_a_run(self):
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run([str(BIN / "synfin-run"), "--connections", "40000", "--progress", "on", "--out", "deaf"],
                              stdout=subprocess.DEVNULL, stderr=write, timeout=120, check=False)
        os.close(write)
        self.assertEqual(done.returncode, 0)
        self.assertIn("summary.json", os.listdir("deaf"))


class Signals(unittest.TestCase):
    """What is ignored stays ignored, as nohup needs it."""

    def end(self, ignored, sent, folder):
        """@return the exit status of a run that ignores a signal and gets one."""
        command = [str(BIN / "synfin-run"), "--connections", "100000000", "--trace", "none", "--out", folder]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              preexec_fn=lambda: signal.signal(ignored, signal.SIG_IGN)) as process:
            while not [name for name in os.listdir() if name.startswith("." + folder)]:
                time.sleep(0.01)
            time.sleep(0.3)
            process.send_signal(sent)
            try:
                return process.wait(timeout=1 if sent == ignored else 300)
            except subprocess.TimeoutExpired:
                process.kill()
                return None

    def test_each(self):
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            self.assertIsNone(self.end(number, number, f"ignored-{number.name}"))
        self.assertEqual(self.end(signal.SIGHUP, signal.SIGTERM, "others"), 128 + signal.SIGTERM)


if __name__ == "__main__":
    unittest.main()
