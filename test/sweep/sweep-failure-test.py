#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Runs that fail, and directories that cannot be written."""

import os
import pathlib
import shutil
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
from sweep_program import PROGRAM, call, results, rows, stand_in, sweep  # noqa: E402

OPTIONS = ("--connections", 20, "--vary", "loss=0,0.1,0.2", "--runs", 3)


class Failures(unittest.TestCase):
    """Runs that crash, refuse or are killed."""

    def test_a_run_that_crashes_is_listed_and_the_others_go_on(self):
        broken = stand_in("broken", """case "$params" in
*"loss = 0.1"*"run = 2"*) echo "$2" >>asked; echo "about to crash" >&2; kill -SEGV $$ ;;
*"loss = 0.2"*"run = 3"*) echo "$2" >>asked; echo "synfin-run: cannot" >&2; exit 1 ;;
esac""")
        done = call(*OPTIONS, "--out", "crash", "--program", broken)
        plan = {(row["loss"], row["run"]): row["id"] for row in rows("crash/plan.csv")}
        first, second = plan["0.1", "2"], plan["0.2", "3"]
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("loss=0.1 connections=20 run=2: killed by SIGSEGV\n"
                      f"  {broken} --config crash/runs/{first}/params.ini\n  about to crash\n", done.stderr)
        self.assertIn("loss=0.2 connections=20 run=3: exit status 1\n"
                      f"  {broken} --config crash/runs/{second}/params.ini\n  synfin-run: cannot\n", done.stderr)
        self.assertTrue(done.stderr.endswith("7 of 9 runs are done, 2 failed, 0 missing; the same command does what"
                                             " is missing, --retry-failed repeats what failed\n"), done.stderr)
        self.assertEqual(len(rows("crash/results.csv")), 7)
        self.assertEqual([(row["id"], row["status"], row["command"], row["stderr"].splitlines()[0])
                          for row in rows("crash/failed.csv")],
                         [(identity, status, f"{broken} --config crash/runs/{identity}/params.ini", text)
                          for identity, status, text in ((first, "139", "about to crash"),
                                                         (second, "1", "synfin-run: cannot"))])
        points = {(row["loss"], row["figure"]): row["n"] for row in rows("crash/points.csv")}
        self.assertEqual([points[loss, "connections_attempted"] for loss in ("0", "0.1", "0.2")], ["3", "2", "2"])

        # A run that failed would fail again, so it is left alone until that is asked for.
        again = call(*OPTIONS, "--out", "crash", "--program", broken)
        self.assertEqual((again.returncode, again.stderr), (1, done.stderr))
        self.assertEqual(len(pathlib.Path("asked").read_text(encoding="utf-8").split()), 2)
        again = call(*OPTIONS, "--out", "crash", "--program", broken, "--retry-failed")
        self.assertEqual((again.returncode, again.stderr), (1, done.stderr))
        self.assertEqual(len(pathlib.Path("asked").read_text(encoding="utf-8").split()), 4)

        sweep(*OPTIONS, "--out", "crash", "--retry-failed")
        sweep(*OPTIONS, "--out", "sound")
        self.assertEqual(results("crash"), results("sound"))
        self.assertFalse(os.path.exists("crash/failed.csv"))

    def test_a_run_that_is_killed_is_missing_not_failed(self):
        shot = stand_in("shot", """case "$params" in
*"loss = 0.1"*"run = 2"*) [ -e once ] || { : >once; kill -KILL $$; } ;;
esac""")
        done = call(*OPTIONS, "--out", "killed", "--program", shot)
        self.assertEqual(done.returncode, 1)
        self.assertIn("8 of 9 runs are done, 0 failed, 1 missing", done.stderr)
        sweep(*OPTIONS, "--out", "killed", "--program", shot)
        self.assertEqual(len(rows("killed/results.csv")), 9)

    def test_many_failures_are_listed_in_a_file(self):
        hopeless = stand_in("hopeless", '[ -z "$params" ] || { echo "synfin-run: no" >&2; exit 1; }')
        done = call(*OPTIONS[:-1], 10, "--out", "hopeless.d", "--program", hopeless)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count("failed: "), 5)
        self.assertIn("... and 25 more, in hopeless.d/failed.csv\n", done.stderr)
        self.assertEqual(len(rows("hopeless.d/failed.csv")), 30)
        self.assertEqual(rows("hopeless.d/results.csv"), [])

    def test_a_program_of_another_commit_is_noticed(self):
        other = stand_in("other", f"""if [ "$1" = --schema ]; then
    '{PROGRAM[:-len("sweep")]}run' --schema | sed 's/"version": "[^"]*"/"version": "0.0.1"/'
    exit
fi
if [ -n "$params" ]; then
    '{PROGRAM[:-len("sweep")]}run' "$@" || exit
    exec sed -i 's/"version": "[^"]*"/"version": "0.0.1"/' "${{2%/*}}/provenance.json"
fi""")
        sweep(*OPTIONS, "--out", "mixed", "--program", other)
        count = len(rows("mixed/results.csv"))
        shutil.rmtree(next(pathlib.Path("mixed/runs").iterdir()))
        says = (rf"\Asynfin-sweep: note: of %d runs that are done, {count - 1} by version 0\.0\.1[^\n]*, and this is version .*"
                r"; --force does all again\n\Z")
        for there in (count - 1, count):
            done = call(*OPTIONS, "--out", "mixed")
            self.assertEqual(done.returncode, 0)
            self.assertRegex(done.stderr, says % there)
        sweep(*OPTIONS, "--out", "mixed", "--force")
        sweep(*OPTIONS, "--out", "mixed")


class ReadOnly(unittest.TestCase):
    """A directory that cannot be written."""

    def test_read_only(self):
        os.makedirs("locked", exist_ok=True)
        os.chmod("locked", 0o555)
        command = [PROGRAM, "--connections", "5", "--out", "locked/sweep"]
        if os.geteuid() == 0:  # whom permissions do not stop
            command = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *command]
        for target, name in ((command, "locked/sweep"), (command[:-1] + ["locked"], "locked")):
            done = subprocess.run(target, capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
            self.assertRegex(done.stderr, rf"^synfin-sweep: --out {name}: accepted is a directory that can be written"
                                          r" \(Permission denied\)\n$")
        self.assertEqual(os.listdir("locked"), [])


if __name__ == "__main__":
    unittest.main()
