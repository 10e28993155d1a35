#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""doc/pressure.rst: its numbers are theory's, and what its scenario comes to."""

import csv
import os
import pathlib
import re
import statistics
import sys
import unittest

sys.dont_write_bytecode = True
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
PAGE = (SOURCE / "doc" / "pressure.rst").read_text(encoding="utf-8")
sys.path.insert(0, str(SOURCE / "examples" / "python"))
from synfin import theory  # noqa: E402
from synfin.running import run  # noqa: E402
from synfin.theory import synqueue  # noqa: E402



def soon(of, seconds=10):
    """@return the share of users of a run who got in within some s, as far as its window is long enough for them."""
    rows = of.connections[of.connections.group == "people"]
    rows = rows[(rows.start_s >= 60) & (rows.start_s <= 300 - seconds)]
    return (rows.handshake_s <= seconds).mean()


class Page(unittest.TestCase):
    def test_values_of_functions(self):
        lines = re.findall(r"(?m)^   (theory\.\w+\(.*?\)\.\w+) +# ([0-9.]+)", PAGE)
        self.assertEqual(len(lines), 3)
        for call, told in lines:
            digits = len(told.partition(".")[2])
            self.assertEqual(f"{eval(call, {'theory': theory}):.{digits}f}", told, call)

    def test_table_of_a_live_kernel(self):
        """In the mean over phases, as test/statistics has it."""
        text = PAGE[PAGE.index('"flood, SYNs a second"'):]
        rows = [row for row in csv.reader(text[:text.index("\n\n")].splitlines(), skipinitialspace=True)][1:]
        self.assertEqual(len(rows), 5)
        for flood, _, first, _, later in rows:
            users = synqueue.Users(50, 0.0031, 22.0031, round_trip=0.1001)
            runs = [synqueue.Flooded(129, int(flood), 28, users, backlog=128, hz=250, phases=pair) for pair in synqueue.spread(16)]
            for told, repetitions in ((first, 0), (later, 3)):
                share = statistics.fmean(one.within(repetitions) for one in runs)
                self.assertEqual(told, f"{100 * share:.1f} %")

    def test_second_tries(self):
        """Exact timers, timer wheels of many hosts, and of one."""
        told = [int(share) / 100 for share in re.findall(r"(\d+) %", PAGE[PAGE.index("A second try\n"):PAGE.index("What helps\n")])]
        exact, by_theory, wheels, one_host = told
        self.assertAlmostEqual(theory.aging(129, 50, others=0.8).within(6), by_theory, delta=0.005)
        made = {}
        for name, other in (("exact", {"timer_hz": 0}), ("wheels", {}), ("one", {"group.people.clients": 1})):
            made[name] = soon(run(config=str(SOURCE / "examples" / "pressure.ini"), **other))
        self.assertAlmostEqual(made["exact"], exact, delta=0.005)
        self.assertAlmostEqual(made["wheels"], wheels, delta=0.005)
        self.assertAlmostEqual(made["one"], one_host, delta=0.005)


if __name__ == "__main__":
    unittest.main()
