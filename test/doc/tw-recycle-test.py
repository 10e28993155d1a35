#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""doc/tw-recycle.rst: its table is what the runs of examples/tw-recycle.py give, and so are its claims."""

import csv
import importlib.util
import json
import math
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
    """@return examples/tw-recycle.py as a module."""
    spec = importlib.util.spec_from_file_location("tw_recycle", SOURCE / "examples" / "tw-recycle.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Page(unittest.TestCase):
    TEXT = (SOURCE / "doc" / "tw-recycle.rst").read_text(encoding="utf-8")
    SCRIPT = script()

    def run_one(self, clients, *fields, connections=3000):
        """@return the summary of a run."""
        options = [word for field in fields for word in ("--set", field)]
        subprocess.run([BIN / "synfin-run", *self.SCRIPT.SCENARIO, "--connections", str(connections), "--clients", str(clients),
                        *options, "--out", "run", "--force"], check=True, stdout=subprocess.DEVNULL)
        return json.loads(pathlib.Path("run/summary.json").read_text(encoding="utf-8"))

    def test_rows(self):
        rows = re.findall(r'^   "(\d+)", (".* of .*)$', self.TEXT, re.M)
        self.assertEqual(len(rows), 4)
        for clients, row in rows:
            with self.subTest(clients=clients):
                on, off = (self.run_one(clients, f"server:tw_recycle={switch}") for switch in (1, 0))
                self.assertEqual(row, f'"{on["connections"]["established"]:,} of {on["connections"]["attempted"]:,}", '
                                      f'"{on["drops"]["paws_passive"]:,}", "{on["time_wait"]["mean_steady"]:.1f}", '
                                      f'"{off["time_wait"]["mean_steady"]:.1f}"')
                self.assertEqual(off["connections"]["established"], 3000)

    def test_one_in_n_gets_in(self):
        """The share of one client among N: attempts take turns, but for the first minute, in which clocks meet in any order."""
        for clients in (2, 10):
            summary = self.run_one(clients, "server:tw_recycle=1")
            share = summary["connections"]["established"] / 3000
            self.assertAlmostEqual(share, 1 / clients, delta=0.02)
            self.assertEqual(summary["connections"]["timed_out"], 3000 - summary["connections"]["established"])

    def test_it_is_the_one_whose_clock_is_ahead(self):
        subprocess.run([BIN / "synfin-run", *self.SCRIPT.SCENARIO[:-2], "--connections", "600", "--clients", "5", "--set",
                        "server:tw_recycle=1", "--trace", "segments", "--out", "who"], check=True, stdout=subprocess.DEVNULL)
        clocks, established = {}, {}
        with open("who/segments.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["event"] == "sent" and row["flags"] == "S":
                    clocks[row["host"]] = int(row["tsval"]) - round(float(row["time_s"]) * 1000)
        with open("who/transitions.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if (row["oldstate"], row["newstate"]) == ("SYN_SENT", "ESTABLISHED"):
                    established[row["host"]] = established.get(row["host"], 0) + 1
        self.assertEqual(len(clocks), 5)
        ahead = max(clocks, key=clocks.get)
        self.assertGreater(established[ahead], 100)
        self.assertLess(sum(established.values()) - established[ahead], 10)

    def test_timestamps(self):
        """None, nothing dropped; one clock for each connection, and every second SYN of a single client."""
        without = self.run_one(20, "server:tw_recycle=1", "client:timestamps=0")
        self.assertEqual((without["connections"]["established"], without["drops"]["paws_passive"]), (3000, 0))
        self.assertGreater(without["time_wait"]["mean_steady"], 590)
        single = self.run_one(1, "server:tw_recycle=1", "client:timestamp_offset=2")
        first = single["connections"]["attempted"]
        self.assertAlmostEqual(single["drops"]["paws_passive"] / (first + single["retransmissions"]["syn"]), 0.5, delta=0.02)
        self.assertGreater(single["connections"]["established"], 0.98 * first)
        self.assertEqual(math.floor(single["handshake_latency_s"]["p90"]), 7)

    def test_the_script(self):
        self.SCRIPT.CLIENTS = ["1", "3"]
        done = subprocess.run([sys.executable, SOURCE / "examples" / "tw-recycle.py", "--frob"], capture_output=True, text=True,
                              check=False)
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))
        for script in ("tw-recycle.py", "time-wait-cost.py"):
            pathlib.Path("file").touch()
            done = subprocess.run([sys.executable, SOURCE / "examples" / script, "file", "5"], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr),
                             (2, f"{script}: {pathlib.Path('file').absolute()}: accepted is a directory, and this is a file\n"))
        sys.argv[1:] = ["small", "50"]
        self.assertEqual(self.SCRIPT.main(), 0)
        with open("small/table.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 2 * len(self.SCRIPT.POLICIES))
        self.assertEqual({row["established"] for row in rows if row["tw_recycle"] == "0"}, {"50"})


if __name__ == "__main__":
    unittest.main()
