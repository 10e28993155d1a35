#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""doc/topology.rst: its picture is what its script draws, of options that there are; hosts have the addresses it says."""

import csv
import os
import pathlib
import re
import subprocess
import unittest

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
PICTURE = SOURCE / "doc" / "figures" / "topology.svg"


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


class Picture(unittest.TestCase):
    def test_is_what_the_script_draws(self):
        self.assertEqual(run(SOURCE / "doc" / "topology.py"), PICTURE.read_text(encoding="utf-8"))

    def test_its_options_exist(self):
        listed = set(re.findall(r"--[a-z-]+", run(BIN / "synfin-run", "--help")))
        spans = re.findall(r"<tspan[^>]*>([^<]*)<", re.sub(r"-</tspan><tspan[^>]*>", "-", PICTURE.read_text(encoding="utf-8")))
        named = {option for span in spans for option in re.findall(r"--[a-z-]+", span)}
        self.assertGreater(len(named), 25)
        self.assertEqual(named - listed, set())
        stages = {word for span in spans if re.fullmatch(r"[a-z]+(, [a-z]+)*", span) for word in span.split(", ")}
        for word in ("queue", "bandwidth", "loss", "lose", "corrupt", "duplicate", "delay", "jitter", "reorder"):
            self.assertIn(word, stages)
            self.assertLess({f"--{word}", f"--{word}-forward", f"--{word}-reverse"}, listed)


class Addresses(unittest.TestCase):
    def ends(self, *words):
        """@return {host: its address} of a small run."""
        run(BIN / "synfin-run", "--connections", "8", *words, "--out", "out", "--force")
        with open("out/transitions.csv", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["newstate"] != "LISTEN" and row["oldstate"] != "LISTEN"]
        return {int(row["host"]): row["laddr"] for row in rows}

    def test_of_a_pair(self):
        self.assertEqual(self.ends("--clients", "1"), {0: "10.0.0.1", 1: "10.0.0.2"})
        self.assertEqual(self.ends("--clients", "1", "--ip", "6"), {0: "fd00::1", 1: "fd00::2"})

    def test_of_more(self):
        for path in ("ip", "direct"):
            four = self.ends("--clients", "2", "--servers", "2", "--path", path)
            self.assertEqual(four, {h: f"10.0.0.{1 + 4 * (h + 1)}" for h in range(4)})
            six = self.ends("--clients", "2", "--servers", "2", "--path", path, "--ip", "6")
            self.assertEqual(six, {h: f"fd00:0:0:{h + 1:x}::1" for h in range(4)})


if __name__ == "__main__":
    unittest.main()
