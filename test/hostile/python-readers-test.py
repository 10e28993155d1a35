#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-plot, synfin-report and synfin-sweep over damaged files: done, or refused in one line with status 2."""

import os
import pathlib
import random
import shutil
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
sys.path[:0] = [str(SOURCE / "test" / "plot"), str(SOURCE / "test" / "sweep")]
import plot_tools  # noqa: E402
import sweep_program  # noqa: E402
from mutation import mutate  # noqa: E402
from synfin.plotting.catalogue import FIGURES  # noqa: E402

SEED = 7


def damaged(original, number):
    """Makes a copy of a folder with one damaged file. @return its path, what was done, and the source of chance"""
    chance = random.Random(SEED * 1000000 + number)
    copy = pathlib.Path("damaged")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(original, copy, ignore=shutil.ignore_patterns("*.running"))  # a named pipe
    victims = sorted(path for path in copy.rglob("*") if path.is_file() and not path.name.startswith(".")
                     and path.suffix in (".csv", ".json", ".ini"))
    victim = chance.choice(victims)
    data = victim.read_bytes()
    for _ in range(1 + chance.randrange(2)):
        data = mutate(data, chance)
    victim.write_bytes(data)
    return copy, f"number {number}: {victim.relative_to(copy)}", chance


class Damage(unittest.TestCase):
    def accept(self, done, what, refusals=(2,)):
        """Asserts that the program did it, or refused in one line."""
        self.assertIn(done.returncode, (0, *refusals), f"{what}: {done.stderr}")
        if done.returncode != 0:
            self.assertEqual(done.stderr.count("\n"), 1, f"{what}: {done.stderr}")
        self.assertNotIn("Traceback", done.stderr, what)

    def test_plot(self):
        plot_tools.simulate("run", "--path", "direct", "--loss", 0.1, "--connections", 10, "--trace", "segments")
        names = sorted(FIGURES)
        for number in range(40):
            copy, what, chance = damaged("run", number)
            figure = chance.choice(names)
            done = plot_tools.call(copy, figure, "--out", "figures", "--format", "svg")
            self.accept(done, f"{what}, {figure}")

    def test_report(self):
        plot_tools.simulate("run", "--path", "direct", "--loss", 0.1, "--connections", 10, "--trace", "segments")
        program = plot_tools.BIN / "synfin-report"
        for number in range(100, 112):
            copy, what, _ = damaged("run", number)
            done = subprocess.run([program, copy, "--out", "page.html"], capture_output=True, text=True, timeout=100,
                                  check=False)
            self.accept(done, what)

    def test_sweep(self):
        options = ["--vary", "loss=0,0.1", "--runs", 2, "--connections", 5, "--path", "direct", "--out"]
        sweep_program.sweep(*options, "sweep")
        for number in range(200, 220):
            copy, what, _ = damaged("sweep", number)
            # Status 1: what a run left behind is damaged, and is to be done again.
            self.accept(sweep_program.call("--collect", "--out", copy), what, (1, 2))


if __name__ == "__main__":
    unittest.main()
