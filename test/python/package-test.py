#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""pip makes a package of examples/python with the console scripts, by Debian's pip and setuptools and without a network."""

import importlib.util
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

from python_package import BIN, PACKAGE, SOURCE

VERSION = re.search(r'VERSION = "([^"]+)"', (SOURCE / "helper" / "output" / "synfin-version.h").read_text(encoding="utf-8"))[1]


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # A copy, which need not lie in a checkout: setuptools leaves a folder build/ in its source.
        shutil.copytree(PACKAGE, "source", ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-build-isolation", "--no-deps", "--no-index",
                        "--root-user-action", "ignore", "--target", "target", "./source"], check=True)
        shutil.rmtree("source")
        cls.environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(pathlib.Path("target").absolute()), "SYNFIN_BIN": str(BIN),
                           "MPLCONFIGDIR": str(pathlib.Path("matplotlib").absolute())}

    def call(self, *words):
        done = subprocess.run(words, env=self.environment, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""), words)
        return done.stdout

    def test_its_modules(self):
        told = self.call(sys.executable, "-c", "import synfin; print(synfin.__version__, synfin.__file__); "
                                               "print(synfin.run(connections=7).connections.handshake_s.count())")
        version, path, count = told.split()
        self.assertEqual((version, count), (VERSION, "7"))
        self.assertEqual(pathlib.Path(path).parents[1], pathlib.Path("target").absolute())
        for source in (PACKAGE / "synfin").rglob("*"):
            if source.is_file() and source.suffix != ".pyc":
                self.assertTrue((pathlib.Path("target/synfin") / source.relative_to(PACKAGE / "synfin")).is_file(), source)

    def test_its_programs(self):
        for program in ("synfin-sweep", "synfin-plot", "synfin-report", "synfin-why"):
            self.assertEqual(self.call(f"target/bin/{program}", "--version"), f"{program} {VERSION}\n")
        self.call("target/bin/synfin-sweep", "--vary", "loss=0,0.1", "--set", "timer_hz=0", "--connections", "1000", "--runs", "2", "--trace", "none",
                  "--out", "out")
        self.assertIn("out/figures/handshake-vs-loss.png", self.call("target/bin/synfin-plot", "out"))
        self.assertEqual(self.call("target/bin/synfin-report", "out"), "out/report.html\n")


if __name__ == "__main__":
    if not all(importlib.util.find_spec(name) for name in ("pip", "setuptools", "wheel")):
        print("pip, setuptools or wheel is missing (examples/install.sh test)")
        sys.exit(77)
    unittest.main()
