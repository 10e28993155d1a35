#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""doc/syn-cookies.rst: who is served is what its own commands come to."""

import csv
import json
import os
import pathlib
import re
import shlex
import subprocess
import unittest

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
PAGE = (SOURCE / "doc" / "syn-cookies.rst").read_text(encoding="utf-8")
RATES = (500, 5000)
COMMANDS = [shlex.split(line) for line in re.findall(r"(?m)^    build/bin/(synfin-run --config examples/scenarios/syn-flood\.ini.*)$", PAGE)]


def without_out(command):
    place = command.index("--out")
    return command[:place] + command[place + 2:]


def people(command, out, *options):
    """@return people of a command, without the traces that nobody reads here: how many they were, how many were served, and established."""
    arguments = [SOURCE / word if word.startswith("examples/") else word for word in without_out(command)[1:]]
    subprocess.run([BIN / "synfin-run", *arguments, *options, "--out", out, "--force"], check=True, stdout=subprocess.DEVNULL)
    summary = json.loads(pathlib.Path(out, "summary.json").read_text(encoding="utf-8"))
    group = next(group for group in summary["groups"] if group["group"] == "people")
    return group["connections"]["attempted"], group["close"]["orderly"], group["connections"]["established"]


def percent(share):
    return f"{100 * share:.1f} %".replace("100.0", "100")


class Page(unittest.TestCase):
    def served(self):
        """@return [(options, shares that the page tells), ...]"""
        text = PAGE[PAGE.index('"``syn-flood.ini``'):]
        rows = list(csv.reader(text[:text.index("\n\n")].splitlines(), skipinitialspace=True))[1:]
        for title, *shares in rows:
            command = COMMANDS[-1] if title.strip() == "FreeBSD, as above" else COMMANDS[0]
            options = re.findall("``(--[^`]*)``", title)
            yield command, shlex.split(options[0]) if options else [], shares

    def test_who_is_served(self):
        table = list(self.served())
        self.assertEqual(len(table), 6)
        for command, options, shares in table:
            for rate, told in zip(RATES, shares, strict=True):
                with self.subTest(command=command, options=options, rate=rate):
                    asked, served, _ = people(command, "served", *options, "--group.flood.rate", str(rate), "--trace", "none")
                    self.assertEqual(told, percent(served / asked))

    def test_those_whose_cookie_was_forgotten(self):
        """All are established by their own view, and FreeBSD's server does not know as many as the page says."""
        refused, asked, rate = (int(number.replace(",", "")) for number in re.search(r"\(([\d,]+) of\s+([\d,]+) people at ([\d,]+) SYNs", PAGE).groups())
        self.assertEqual(people(COMMANDS[-1], "freebsd", "--group.flood.rate", str(rate), "--trace", "none"), (asked, asked - refused, asked))

    def test_commands(self):
        """They are as the table takes them: the file as it is, with cookies, with cookies and clients without timestamps, FreeBSD."""
        self.assertEqual(len(COMMANDS), 4)
        shares = [served / asked for asked, served, _ in (people(command, f"run{number}") for number, command in enumerate(COMMANDS[:3]))]
        self.assertEqual([percent(share) for share in shares[1:]], ["100 %", "100 %"])
        self.assertIn(f'"as it is, ``syncookies`` 0", "{percent(shares[0])}"', PAGE)
        self.assertTrue(pathlib.Path("run1/counters.csv").exists())


if __name__ == "__main__":
    unittest.main()
