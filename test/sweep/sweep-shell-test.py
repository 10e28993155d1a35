#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What the shell and the machine do to a sweep: nohup, closed and full outputs, no HOME, leftovers of killed ones."""

import fcntl
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
from sweep_program import BIN, PROGRAM, call, results, rows, stand_in, sweep  # noqa: E402

OPTIONS = ("--connections", 20, "--vary", "loss=0,0.1,0.2", "--runs", 2)
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])


def shell(command):
    """@return the completed process of a line of shell."""
    return subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=300, check=False)


class Shell(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sweep(*OPTIONS, "--out", "whole")
        cls.expected = results("whole")

    def test_nohup_protects(self):
        slow = stand_in("slow", '[ -z "$params" ] || sleep 0.5')
        ignore = lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)
        command = [PROGRAM, *map(str, OPTIONS), "--out", "kept", "--program", slow]
        with subprocess.Popen(command, preexec_fn=ignore, start_new_session=True) as process:
            while not os.path.isdir("kept/runs"):
                self.assertIsNone(process.poll())
                time.sleep(0.01)
            for _ in range(3):
                time.sleep(0.2)
                os.killpg(process.pid, signal.SIGHUP)
            self.assertEqual(process.wait(100), 0)
        self.assertEqual(results("kept"), self.expected)

    def test_without_nohup_a_hangup_ends_it(self):
        slow = stand_in("slow", '[ -z "$params" ] || sleep 0.5')
        with subprocess.Popen([PROGRAM, *map(str, OPTIONS), "--out", "hung", "--program", slow],
                              stderr=subprocess.PIPE, text=True) as process:
            while not os.path.isdir("hung/runs"):
                self.assertIsNone(process.poll())
                time.sleep(0.01)
            process.send_signal(signal.SIGHUP)
            self.assertEqual(process.stderr.read().count("\n"), 1)
        self.assertEqual(process.returncode, 128 + signal.SIGHUP)

    def test_without_home_and_with_no_place_for_temporary_files(self):
        bare = {"PATH": os.environ["PATH"], "TMPDIR": "/proc"}
        done = call(*OPTIONS, "--out", "homeless", env=bare)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(results("homeless"), self.expected)

    def test_full_and_closed_outputs(self):
        for program, arguments in (("sweep", "--help"), ("sweep", "--version"),
                                   ("sweep", "--vary loss=0,0.1 --dry-run"), ("plot", "--help"),
                                   ("plot", "whole syn-attempts --by loss"), ("report", "whole")):
            for where, why in ((">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")):
                with self.subTest(f"{program} {arguments} {where}"):
                    done = shell(f"'{BIN}/synfin-{program}' {arguments} {where}")
                    self.assertEqual((done.returncode, done.stderr.splitlines()[-1]),
                                     (1, f"synfin-{program}: stdout: {why}"), done.stderr)

    def test_a_closed_stderr_is_nobodys_file(self):
        done = shell(f"'{PROGRAM}' {' '.join(map(str, OPTIONS))} --progress on --out deaf <&- 2>&-")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(results("deaf"), self.expected)
        done = shell(f"'{PROGRAM}' {' '.join(map(str, OPTIONS))} --progress on --out stuffed 2>/dev/full")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(results("stuffed"), self.expected)

    def test_leftovers_are_swept_up(self):
        sweep(*OPTIONS, "--out", "left")
        identity = rows("left/plan.csv")[0]["id"]
        os.unlink(f"left/runs/{identity}/summary.json")
        other = rows("left/plan.csv")[1]["id"]
        for folder in (f"left/runs/.{identity}.AbCdEf", f"left/runs/{other}/.{other}.AbCdEf", "left/.synfin-sweep.scratch"):
            os.makedirs(folder)
            pathlib.Path(folder, "file").write_text("", encoding="utf-8")
        for file in ("left/.synfin-sweep.results.csv.x1", f"left/runs/{identity}/x-client.pcap.part"):
            pathlib.Path(file).write_text("", encoding="utf-8")
        sweep(*OPTIONS, "--out", "left")
        hidden = [str(path) for path in pathlib.Path("left").rglob("*") if path.name.startswith(".")]
        self.assertEqual(sorted(hidden), ["left/.synfin-sweep.lock", "left/.synfin-sweep.tables.lock"])
        self.assertEqual(list(pathlib.Path("left").rglob("*.part")), [])
        self.assertEqual(results("left"), self.expected)

    def test_leftovers_of_figures(self):
        for name in ("dead", "held"):
            os.makedirs(f"drawn/.synfin-plot.{name}", exist_ok=True)
        handle = os.open("drawn/.synfin-plot.held", os.O_RDONLY)  # as a program that is still at work
        fcntl.flock(handle, fcntl.LOCK_EX)
        done = shell(f"'{BIN}/synfin-plot' whole syn-attempts --by loss --out drawn")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(sorted(os.listdir("drawn")), [".synfin-plot.held", "syn-attempts.csv", "syn-attempts.png", "synfin-plot.json"])
        os.close(handle)

    def test_an_example_refuses_in_one_line(self):
        for words, text in ((["--frob"], "--frob: accepted is"), (["out", "²"], "CONNECTIONS ²: accepted is"),
                            (["a", "1", "x"], "x: accepted is"), (["out", "0"], "CONNECTIONS 0: accepted is")):
            done = subprocess.run([SOURCE / "examples" / "time-wait-cost.py", *words], capture_output=True, text=True,
                                  check=False)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
            self.assertIn(text, done.stderr)


if __name__ == "__main__":
    unittest.main()
