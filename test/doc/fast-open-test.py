#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""doc/fast-open.rst: its table is what the runs of examples/fast-open.py give, and so are its claims."""

import csv
import importlib.util
import os
import pathlib
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])


def script():
    """@return examples/fast-open.py as a module."""
    spec = importlib.util.spec_from_file_location("fast_open", SOURCE / "examples" / "fast-open.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Page(unittest.TestCase):
    TEXT = (SOURCE / "doc" / "fast-open.rst").read_text(encoding="utf-8")
    SCRIPT = script()

    def measure(self, *options):
        """@return what the script measures of a run."""
        subprocess.run([BIN / "synfin-run", *self.SCRIPT.SCENARIO, "--connections", "20000", *options, "--out", "run", "--force"],
                       check=True, stdout=subprocess.DEVNULL)
        return self.SCRIPT.measure(pathlib.Path("run"))

    def test_rows(self):
        rows = re.findall(r'^   "([\d.]+)%", (".*)$', self.TEXT, re.M)
        self.assertEqual(len(rows), 4)
        for loss, row in rows:
            with self.subTest(loss=loss):
                plain, fast = (self.measure("--loss", f"{float(loss) / 100:g}", "--fast-open", switch)
                               for switch in ("false", "true"))
                exchange = plain["answer"] - plain["handshake"]
                columns = [f"{1000 * run[name]:,.0f} ms" for name in ("answer", "p95") for run in (plain, fast)]
                columns[2:2] = [f"{1 - exchange / run['answer']:.0%}" for run in (plain, fast)]
                self.assertEqual(row, ", ".join(f'"{column}"' for column in columns))

    def test_without_loss_it_is_arithmetic(self):
        """Two round trips, or one but for what the four clients begin before they have their cookie."""
        plain, fast = self.measure(), self.measure("--fast-open", "true")
        self.assertEqual({round(1000 * plain[name]) for name in ("answer", "p50", "p95")}, {200})
        self.assertEqual({round(1000 * fast[name]) for name in ("answer", "p50", "p95")}, {100})
        without = round(20000 * (fast["answer"] / 0.1 - 1))
        self.assertTrue(4 <= without <= 4 + 20, without)

    def test_the_script(self):
        done = subprocess.run([sys.executable, SOURCE / "examples" / "fast-open.py", "--frob"], capture_output=True, text=True,
                              check=False)
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))
        self.SCRIPT.LOSS[:] = ["0", "0.1"]
        sys.argv[1:] = ["small", "100"]
        self.assertEqual(self.SCRIPT.main(), 0)
        with open("small/table.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([(row["fast_open"], row["loss"], row["answered"]) for row in rows],
                         [(fast, loss, "100") for fast in ("false", "true") for loss in ("0", "0.1")])


if __name__ == "__main__":
    unittest.main()
