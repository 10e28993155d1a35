#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""doc/data.rst: its queries answer what the page says, its tables are those that there are."""

import contextlib
import csv
import os
import pathlib
import re
import sqlite3
import statistics
import subprocess
import unittest

SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
DOC = (SOURCE / "doc" / "data.rst").read_text(encoding="utf-8")
RUNS, POINTS, CONNECTIONS = 3, 6, 60


def rows(path):
    """@return the rows of a .csv file as dictionaries."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Queries(unittest.TestCase):
    """Each block of SQL, as it stands there."""

    @classmethod
    def setUpClass(cls):
        command = re.search(r"\$ build/bin/synfin-sweep (--vary .*)", DOC)[1].split()
        for name, value in (("--runs", RUNS), ("--connections", CONNECTIONS)):
            command[command.index(name) + 1] = str(value)
        subprocess.run([BIN / "synfin-sweep", *command], check=True)
        cls.statements = [each.strip() for block in re.findall(r"code-block:: sql\n\n((?:   .*\n|\n)+)", DOC) for each in block.split(";") if each.strip()]
        cls.database = sqlite3.connect("out/data/results.sqlite")

    @classmethod
    def tearDownClass(cls):
        cls.database.close()

    def ask(self, place):
        """@return the rows of the answer to a statement of the page."""
        return self.database.execute(self.statements[place]).fetchall()

    def test_every_query_has_an_answer(self):
        self.assertEqual(len(self.statements), 7)
        self.assertEqual([len(self.ask(place)) for place in range(7)], [4, POINTS, POINTS, 3, 2 * RUNS, 1, POINTS])

    def test_what_they_answer(self):
        results = rows("out/data/results.csv")
        self.assertEqual({name: (kind, unit) for name, kind, unit, _ in self.ask(0)},
                         {"point": ("INTEGER", ""), "loss": ("REAL", "share of 1"), "delay": ("REAL", "s"), "connections": ("INTEGER", "connections")})
        seconds = {"10ms": 0.01, "50ms": 0.05}
        shares = {"0": 0, "10%": 0.1, "20%": 0.2}
        of_point = {}
        for row in results:
            of_point.setdefault((shares[row["loss"]], seconds[row["delay"]]), []).append(float(row["handshake_latency_s_mean"]))
        for loss, delay, mean, low, high in self.ask(1):
            self.assertAlmostEqual(mean, statistics.mean(of_point[loss, delay]), 12)
            self.assertTrue(low <= mean <= high)
        for loss, delay, trips in self.ask(2):
            self.assertAlmostEqual(trips, statistics.mean(of_point[loss, delay]) / (2 * delay), 9)
        again = {}
        for row in results:
            for line in rows(f"out/data/runs/{row['id']}/connections.csv"):
                again.setdefault(shares[row["loss"]], []).append(int(line["syn_sent"]) > 1)
        self.assertEqual([(loss, count, round(share, 12)) for loss, count, share in self.ask(3)],
                         [(loss, len(found), round(statistics.mean(found), 12)) for loss, found in sorted(again.items())])
        for delay, run, longer in self.ask(4):
            self.assertAlmostEqual(longer, of_point[0.2, delay][run - 1] - of_point[0, delay][run - 1], 12)
        self.assertEqual(self.ask(5), [("done", POINTS * RUNS)])
        self.assertEqual({(value, text) for value, text in self.ask(6)}, {(value, text) for text, value in seconds.items()})

    def test_every_table_is_listed(self):
        lines = csv.reader((line for line in DOC.splitlines() if line.startswith('   "``')), skipinitialspace=True)
        told = {line[0].strip("`"): line[2] for line in lines}
        found = [name for name, in self.database.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
        self.assertEqual(sorted(told), sorted(found))
        for table in ("plan", "statistics", "parameters", "parameter_text", "columns", "provenance"):
            with contextlib.closing(self.database.execute(f"SELECT * FROM {table} LIMIT 0")) as cursor:
                for name, *_ in cursor.description:
                    self.assertIn(f"``{name}``", told[table])


if __name__ == "__main__":
    unittest.main()
