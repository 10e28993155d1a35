#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""blind-attack against the summaries, and its lines against the closed form by hand."""

import json
import pathlib
import unittest

from plot_tools import call, number, plot, simulate
from synfin.plotting import style
from synfin.plotting.catalogue import FIGURES
from synfin.plotting.figure import Options
from synfin.results.source import open_source
from synfin.theory import intervals

WINDOW = (1 << 26) - 100  # less a request that is too small to move its edge
SCENARIO = """
bandwidth = none
[profile]
timer_hz = 0
rmem = 67108864
invalid_ratelimit = 0s
[group sessions]
arrivals = burst
rate = 1
connections = 50
request = 100
response = 100
hold = 100s
[group forger]
victims = sessions
arrivals = constant
rate = 10000
begin = 1s
connections = 200
"""
ANOTHER = """
[group other]
kind = syn-blind
victims = sessions
rate = 100
connections = 100
"""


def attack(folder, *options, scenario=SCENARIO):
    """@return the summary of a run of the scenario with these options."""
    pathlib.Path("blind.ini").write_text(scenario, encoding="utf-8")
    simulate(folder, "--config", "blind.ini", "--trace", "none", *options)
    return json.loads(pathlib.Path(folder, "summary.json").read_text(encoding="utf-8"))


class Blind(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.summaries = {
            (switch, guesses): attack(f"reset/{switch}-{guesses}", "--group.forger.kind", "rst-blind", "--set", f"insecure_rst={switch}",
                                      "--group.forger.connections", 50 * guesses)
            for switch in ("false", "true") for guesses in (1, 16, 64)}

    def rows(self, kind, folder="reset", *options):
        return [row for row in plot(folder, "blind-attack", *options) if row["kind"] == kind]

    def test_dots_are_those_of_the_summaries(self):
        dots = self.rows("simulated")
        self.assertEqual(len(dots), 6)
        for dot in dots:
            told = self.summaries[dot["series"].split()[-1], round(number(dot["guesses"]))]["attack"]
            self.assertEqual((int(dot["successes"]), int(dot["victims"]), dot["runs"]), (told["successes"], 50, "1"))
            self.assertAlmostEqual(number(dot["share"]), told["successes"] / 50, 12)
            low, high = intervals.wilson(told["successes"], 50)
            self.assertAlmostEqual(number(dot["low"]), low, 12)
            self.assertAlmostEqual(number(dot["high"]), high, 12)
        shares = {dot["series"]: number(dot["share"]) for dot in dots if number(dot["guesses"]) == 64}
        self.assertEqual(shares, {"insecure_rst false": 0, "insecure_rst true": 1})

    def test_lines_are_the_closed_form(self):
        for row in self.rows("exact"):
            guesses, share = number(row["guesses"]), number(row["share"])
            hit = WINDOW if row["series"].endswith("true") else 1
            self.assertAlmostEqual(share, min(1, guesses * hit / 2**32), 9, row)

    def test_random_guesses_ports_and_data(self):
        attack("random", "--group.forger.kind", "rst-blind", "--group.forger.guess", "random", "--set", "insecure_rst=true")
        for row in self.rows("exact", "random"):
            self.assertAlmostEqual(number(row["share"]), 1 - (1 - WINDOW / 2**32) ** number(row["guesses"]), 9)
        attack("ports", "--group.forger.kind", "rst-blind", "--group.forger.ports-known", "false", "--group.forger.victim-ports",
               "40000-40009", "--group.forger.step", 2**25, "--set", "server:insecure_rst=true", "--group.sessions.clients", 50,
               "--group.sessions.ip_local_port_range", "40000-40009")
        for row in self.rows("exact", "ports"):
            n = number(row["guesses"]) / 10
            self.assertAlmostEqual(number(row["share"]), (n * 2**25 + min(1, n) * (WINDOW - 2**25)) / 2**32, 9)
        for switch, share in (("true", 0.5), ("false", (WINDOW + 1) / 2**32)):
            attack(f"data-{switch}", "--group.forger.kind", "data-blind", "--group.forger.guess", "random", "--group.forger.request", 100,
                   "--set", f"insecure_ack={switch}")
            for row in self.rows("exact", f"data-{switch}"):
                hit = (WINDOW + 99) / 2**32 * share
                self.assertAlmostEqual(number(row["share"]), 1 - (1 - hit) ** number(row["guesses"]), 6)

    def test_no_syn_hits_with_rfc_5961(self):
        attack("syn", "--group.forger.kind", "syn-blind")
        self.assertEqual({number(row["share"]) for row in self.rows("exact", "syn")}, {0})

    def test_two_groups_are_two_series(self):
        attack("two", "--group.forger.kind", "rst-blind", scenario=SCENARIO + ANOTHER)
        self.assertEqual({row["series"] for row in self.rows("simulated", "two")}, {"forger", "other"})

    def test_it_is_drawn(self):
        options = Options(by="insecure_rst")
        figure = FIGURES["blind-attack"]
        with style.applied():
            drawing = figure.draw(figure.data(open_source("reset"), options), options)
            axes = drawing.figure.axes[1]
            self.assertEqual((axes.get_xscale(), axes.get_ylabel()), ("log", "connections that were hit (%)"))
            self.assertEqual(axes.get_ylim(), (-2, 102))
            style.pyplot.close(drawing.figure)

    def test_without_a_window_there_is_no_line(self):
        attack("missed", "--group.forger.kind", "rst-blind", "--group.forger.ports-known", "false", "--group.forger.victim-ports", "1-9",
               "--group.forger.step", 100)
        done = call("missed", "blind-attack", "--out", "missed-figures")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("no closed form is drawn: no guess met a connection", done.stderr)

    def test_it_does_not_fit_where_nobody_guesses(self):
        simulate("nobody", "--connections", 5)
        done = call("nobody", "blind-attack", "--out", "never")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1))
        self.assertIn("wanted: a group with --kind rst-blind", done.stderr)


if __name__ == "__main__":
    unittest.main()
