#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-merge: what two ranks wrote becomes what one process writes. ns-3's own ranks are tried by test/ns3-mpi.py."""

import json
import os
import pathlib
import shutil
import subprocess
import unittest

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])


def merge(*options, **keywords):
    """@return a completed synfin-merge."""
    return subprocess.run([str(BIN / "synfin-merge"), *options], capture_output=True, text=True, timeout=120, check=False, **keywords)


class Merge(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """One simulation, recorded as one process does ("one") and as two ranks do ("ranks")."""
        shutil.rmtree("made", ignore_errors=True)
        subprocess.run([str(BIN / "synfin-helper-test"), "--gtest_filter=JournalMerge.MakesTheResultsOfOneProcess"],
                       env={**os.environ, "SYNFIN_JOURNALS": "made"}, check=True, stdout=subprocess.DEVNULL)

    def setUp(self):
        shutil.rmtree("out", ignore_errors=True)

    def refused(self, done, message, status=2):
        self.assertEqual((done.returncode, done.stdout, done.stderr), (status, "", f"synfin-merge: {message}\n"))

    def test_the_same_bytes(self):
        done = merge("--ranks", "made/ranks", "--out", "out")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        names = sorted(path.name for path in pathlib.Path("made/one").iterdir())
        self.assertEqual(sorted(path.name for path in pathlib.Path("out").iterdir()), names)
        for name in names:
            if name.endswith(".csv"):
                self.assertEqual(pathlib.Path("out", name).read_bytes(), pathlib.Path("made/one", name).read_bytes(), name)
        about = json.loads(pathlib.Path("out/provenance.json").read_text(encoding="utf-8"))
        self.assertEqual(about["command"][1:], ["--ranks", "made/ranks", "--out", "out"])

    def test_what_is_there_is_kept(self):
        pathlib.Path("out").mkdir()
        pathlib.Path("out/summary.json").write_text("mine", encoding="utf-8")
        self.refused(merge("--ranks", "made/ranks", "--out", "out"), "--out out: accepted is a new or empty directory, or"
                     " --force to replace the results in this one")
        self.assertEqual(os.listdir("out"), ["summary.json"])
        self.assertEqual(merge("--ranks", "made/ranks", "--out", "out", "--force").returncode, 0)
        self.assertIn("transitions.csv", os.listdir("out"))

    def test_a_rank_that_is_missing_or_cut(self):
        shutil.rmtree("some", ignore_errors=True)
        shutil.copytree("made/ranks", "some")
        journal = pathlib.Path("some/rank-1/journal.bin")
        whole = journal.read_bytes()
        journal.write_bytes(whole[:-3])
        self.refused(merge("--ranks", "some", "--out", "out"), "--ranks some: some/rank-1/journal.bin ends within an"
                     " entry")
        shutil.rmtree("some/rank-1")
        self.refused(merge("--ranks", "some", "--out", "out"), "--ranks some: rank 1 of 2 is missing")
        self.assertFalse(os.path.exists("out"))

    def test_a_disk_that_is_full(self):
        """Nothing half-written stays."""
        done = subprocess.run(["bash", "-c", 'ulimit -f 4; exec "$@"', "bash", str(BIN / "synfin-merge"), "--ranks", "made/ranks",
                               "--out", "out"], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr.count("\n")), (1, 1), done.stderr)
        self.assertIn("File too large", done.stderr)
        self.assertEqual([name for name in os.listdir() if "out" in name], [])


if __name__ == "__main__":
    unittest.main()
