#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Whatever is killed whenever, the same command ends with the results of a sweep that nobody disturbed."""

import os
import pathlib
import random
import shutil
import signal
import sys
import time
import unittest

sys.dont_write_bytecode = True
from sweep_program import call, results, stand_in, start, sweep  # noqa: E402

OPTIONS = ("--connections", 30, "--vary", "loss=0:0.3:0.05", "--vary", "delay=10ms,50ms", "--runs", 3)
KILLS = 10
SEED = 5


def descendants(pid):
    """@return {process: its command line} of everything that a process has started."""
    parents, commands = {}, {}
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            command = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (OSError, ValueError):
            continue  # it has gone meanwhile
        parents[int(path.name)] = parent
        commands[int(path.name)] = command
    found = {}
    new = [pid]
    while new:
        above = new.pop()
        for child, parent in parents.items():
            if parent == above and child not in found:
                found[child] = commands[child]
                new.append(child)
    return found


def kill(process, what, number):
    """Kills the sweep, its parallel or one of its runs. @return true when there was one to kill."""
    if what == "sweep":
        process.send_signal(number)
        return True
    name = {"parallel": "parallel --will-cite", "run": "synfin-run --config"}[what]
    for pid, command in descendants(process.pid).items():
        if name in command and not command.startswith(("sh", "/bin/sh")):
            try:
                os.kill(pid, number)
                return True
            except ProcessLookupError:
                continue
    return False


class Kills(unittest.TestCase):
    """Kills at random moments."""

    @classmethod
    def setUpClass(cls):
        shutil.rmtree("whole", ignore_errors=True)
        begun = time.monotonic()
        sweep(*OPTIONS, "--out", "whole")
        cls.length = time.monotonic() - begun
        cls.expected = results("whole")

    def setUp(self):
        shutil.rmtree("cut", ignore_errors=True)

    def finish(self):
        """Gives the same command until all is done, and compares."""
        for _ in range(3):
            done = call(*OPTIONS, "--out", "cut")
            if done.returncode == 0:
                break
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(results("cut"), self.expected)
        shutil.rmtree("cut")

    def test_ten_kills(self):
        ways = [("sweep", signal.SIGKILL), ("sweep", signal.SIGKILL), ("sweep", signal.SIGINT),
                ("sweep", signal.SIGTERM), ("parallel", signal.SIGKILL), ("run", signal.SIGKILL),
                ("run", signal.SIGTERM)]
        draw = random.Random(SEED)
        kills = 0
        tries = 0
        while kills < KILLS:
            tries += 1
            self.assertLess(tries, 10 * KILLS)
            process = start(*OPTIONS, "--out", "cut")
            time.sleep(draw.uniform(0, self.length / 4))
            what, number = draw.choice(ways)
            hit = process.poll() is None and kill(process, what, number)
            kills += hit
            status = process.wait(120)
            if hit and what == "sweep":
                # Before Python has begun, a signal simply ends it, or SIGINT breaks its start off with status 1.
                self.assertIn(status, (-number, 128 + number, 0, *([1] if number == signal.SIGINT else [])))
            else:
                self.assertIn(status, (0, 1))
            if status == 0:
                self.finish()
        self.finish()

    def test_kill_while_the_tables_are_written(self):
        sweep(*OPTIONS, "--out", "cut")
        for name in ("results.sqlite", "results.csv", "points.csv"):
            os.unlink(f"cut/{name}")
        draw = random.Random(SEED)
        begun = time.monotonic()
        call("--collect", "--out", "cut")
        length = time.monotonic() - begun
        for _ in range(5):
            process = start("--collect", "--out", "cut")
            time.sleep(draw.uniform(0, length))
            process.kill()
            process.wait()
        self.finish()

    def test_two_sweeps_into_one_directory(self):
        slow = stand_in("slow", '[ -z "$params" ] || sleep 0.2')
        first = start(*OPTIONS, "--out", "cut", "--program", slow)
        while not os.path.exists("cut/plan.csv"):
            self.assertIsNone(first.poll())
            time.sleep(0.005)
        for options in ((*OPTIONS, "--out", "cut"), ("--loss", 0.5, "--out", "cut")):
            done = call(*options)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertRegex(done.stderr, rf"^synfin-sweep: --out cut: .*no other synfin-sweep .*process {first.pid} on"
                                          r" [^\n]*\n$")
        self.assertEqual(first.wait(), 0)
        self.finish()

    def test_a_plan_that_changes_after_a_kill(self):
        process = start(*OPTIONS, "--out", "cut")
        while not list(pathlib.Path("cut/runs").glob("*/summary.json")):
            self.assertIsNone(process.poll())
            time.sleep(0.005)
        process.kill()
        process.wait()
        other = (*OPTIONS[:-1], 2)
        self.assertEqual(call(*other, "--out", "cut").returncode, 0)
        sweep(*other, "--out", "other")
        mine, theirs = results("cut"), results("other")
        for part in ("plan", "runs", "points", "connections"):
            self.assertEqual(mine[part], theirs[part])
        self.finish()


if __name__ == "__main__":
    unittest.main()
