#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""doc/attackers.rst: what its flood does to users is what its scenario comes to."""

import csv
import os
import pathlib
import re
import statistics
import subprocess
import textwrap
import unittest

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
PAGE = (SOURCE / "doc" / "attackers.rst").read_text(encoding="utf-8")
BEGIN, END = 20, 80  # s, of the flood


def users(*options):
    """@return those who begin during the flood: for each SYNs sent, when it began, and how long its handshake took in s, or None."""
    scenario = textwrap.dedent(re.search(r"(?ms)^    ; flood\.ini\n.*?\n(?=\S)", PAGE)[0])
    pathlib.Path("flood.ini").write_text(scenario, encoding="utf-8")
    subprocess.run([BIN / "synfin-run", "--config", "flood.ini", *options, "--out", "run", "--force"], check=True, stdout=subprocess.DEVNULL)
    with open("run/connections.csv", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["group"] == "users" and BEGIN <= float(row["start_s"]) < END]
    return [(int(row["syn_sent"]), float(row["start_s"]), float(row["handshake_s"]) if row["server_handshake_s"] else None) for row in rows]


class Flood(unittest.TestCase):
    def told(self, pattern):
        """@return a number of the page."""
        return int(re.search(pattern, " ".join(PAGE.split()))[1])

    def test_who_gets_in_without_cookies(self):
        tries = users("--server.web.syncookies", "0")
        self.assertTrue(all(took is not None for _, _, took in tries))
        ends = [start + took for _, start, took in tries]
        self.assertEqual(self.told(r"(\d+) % get in at the first SYN, "), round(100 * statistics.fmean(syns == 1 for syns, _, _ in tries)))
        self.assertEqual(self.told(r"first SYN, (\d+) % before the flood ends"), round(100 * statistics.fmean(end < END for end in ends)))
        self.assertEqual(self.told(r"the last of them (\d+) s later"), round(max(ends) - END))
        self.assertEqual(self.told(r"in the median of all it takes (\d+) s"), round(statistics.median(took for _, _, took in tries)))

    def test_a_flood_that_goes_on(self):
        tries = users("--server.web.syncookies", "0", "--group.flood.end", "300s")
        self.assertEqual(self.told(r"end 300s``\), (\d+) % get in"), round(100 * statistics.fmean(took is not None for _, _, took in tries)))

    def test_with_cookies_all_get_in(self):
        self.assertEqual({(syns, took is not None) for syns, _, took in users()}, {(1, True)})


if __name__ == "__main__":
    unittest.main()
