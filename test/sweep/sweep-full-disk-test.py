#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""A disk that fills up: the sweep stops, and once there is room the same command does the rest."""

import os
import pathlib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
from sweep_program import call, results, rows, skip, sweep  # noqa: E402

OPTIONS = ("--connections", 200, "--vary", "loss=0,0.1,0.2", "--runs", 4)
INSIDE = "SYNFIN_INSIDE_NAMESPACE"


def mount(size):
    """Mounts a small file system at "disk", or changes its size."""
    option = "remount," if os.path.ismount("disk") else ""
    return subprocess.run(["mount", "-t", "tmpfs", "-o", f"{option}size={size}", "tmpfs", "disk"],
                          capture_output=True, text=True, check=False)


class FullDisk(unittest.TestCase):
    """On a file system of a megabyte or two."""

    def test_full_then_roomy(self):
        sweep(*OPTIONS, "--out", "whole")
        need = sum(path.stat().st_size for path in pathlib.Path("whole").rglob("*") if path.is_file())
        stops = 0
        done_before = 0
        for share in (0.01, 0.3, 0.6, 0.9, 2.0):
            self.assertEqual(mount(max(16384, int(need * share))).returncode, 0)
            done = call(*OPTIONS, "--out", "disk/sweep")
            if done.returncode == 0:
                break
            stops += 1
            self.assertIn("No space left on device", done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            self.assertNotIn("Traceback", done.stderr)
            finished = len(list(pathlib.Path("disk/sweep").glob("runs/*/summary.json")))
            self.assertGreaterEqual(finished, done_before)
            done_before = finished
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreaterEqual(stops, 3)
        self.assertGreater(done_before, 0)
        self.assertEqual(results("disk/sweep"), results("whole"))
        self.assertEqual(len(rows("disk/sweep/results.csv")), 12)


if __name__ == "__main__":
    os.makedirs("disk", exist_ok=True)
    tried = mount("64k")
    if tried.returncode != 0:
        if INSIDE in os.environ:
            skip(f"no file system can be mounted here, not even in a namespace: {tried.stderr.strip()}")
        inside = subprocess.run(["unshare", "--user", "--map-root-user", "--mount", "true"], capture_output=True,
                                text=True, check=False)
        if inside.returncode != 0:
            skip(f"no file system can be mounted here: {tried.stderr.strip()}; {inside.stderr.strip()}")
        os.environ[INSIDE] = "1"
        os.execvp("unshare", ["unshare", "--user", "--map-root-user", "--mount", sys.executable, *sys.argv])
    try:
        unittest.main()
    finally:
        subprocess.run(["umount", "disk"], check=False)
