#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""doc/time-wait-cost.rst: rows of its table are what the runs of examples/time-wait-cost.py give."""

import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
LATENESS = pathlib.Path("late.dist")
ROWS = ("2", "10", "60")  # few connections find a port: these take no minutes


def script():
    """@return examples/time-wait-cost.py as a module."""
    spec = importlib.util.spec_from_file_location("time_wait_cost", SOURCE / "examples" / "time-wait-cost.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Table(unittest.TestCase):
    def run_one(self, two_msl, timestamps, reuse):
        """@return "connections" and "harm" of a run's summary."""
        subprocess.run([BIN / "synfin-run", *self.script.SCENARIO, "--jitter", f"500ms,table={LATENESS.absolute()}",
                        "--connections", "4000", "--loss", "0.01", "--set", f"msl={float(two_msl) / 2}s",
                        "--set", f"timestamps={timestamps}", "--set", f"tw_reuse={reuse}", "--out", "run", "--force"],
                       check=True, stdout=subprocess.DEVNULL)
        summary = json.loads(pathlib.Path("run/summary.json").read_text(encoding="utf-8"))
        return summary["connections"], summary["harm"]

    def test_rows(self):
        self.script = script()
        self.script.write_lateness(LATENESS)
        text = (SOURCE / "doc" / "time-wait-cost.rst").read_text(encoding="utf-8")
        table = {row.split(",")[0]: row for row in re.findall(r'^   "([\d.]+", .*)"$', text, re.M)}
        for two_msl in ROWS:
            with self.subTest(two_msl=two_msl):
                connections, harm = self.run_one(two_msl, 1, 0)
                reused, _ = self.run_one(two_msl, 1, 1)
                without, harm_without = self.run_one(two_msl, 0, 0)
                share = lambda counts: f"{counts['no_port'] / counts['attempted']:.1%}"
                self.assertEqual(
                    table[two_msl + '"'],
                    f'{two_msl}", "{share(connections)}", "{share(reused)}", '
                    f'"{harm["fin_answered_by_reset"]:,} of {connections["established"]:,}", '
                    f'"{harm_without["old_duplicate_accepted"]:,} of {without["established"]:,}')


if __name__ == "__main__":
    unittest.main()
