#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
What others published, and what comes out here.

Usage: examples/published.py [DIR] [RUNS]

Each file of examples/published/ asks a question to which somebody published a number: its first comments have the question, their
value and where it is from, what is measured, and why ours differs. Each scenario is run RUNS times (default 5) with different
seeds. DIR (default out/published) then holds table.csv and table.rst: their value, ours, and half of its interval at 95 %.
"""

import pathlib
import sys

sys.dont_write_bytecode = True  # nothing appears in the source tree
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "python"))
from synfin.theory import intervals
from synfin.tools import console, measures, scenario_files

RUNS = 5
HEAD = ["scenario", "question", "theirs", "ours", "difference", "source"]
UNITS = {"per_s": "per second", "round_trips": "round trip"}
SAME = 0.005  # a difference up to that needs no reason


def saved_round_trips(run, scenario, seed):
    """@return by how many round trips of 100 ms a request is answered earlier than without Fast Open."""
    return (measures.answer(scenario.run(seed, fast_open=False)).median() - measures.answer(run).median()) / 0.1


MEASURES = {
    "connect_fails": lambda run: measures.dwell(run, "SYN_SENT"),
    "syn_rcvd": lambda run: measures.dwell(run, "SYN_RCVD"),
    "established": lambda run: measures.dwell(run, "ESTABLISHED"),
    "fin_wait_2": lambda run: measures.dwell(run, "FIN_WAIT_2"),
    "last_syn": measures.last_syn,
    "two_syns": lambda run: measures.handshake(run, 2),
    "two_syns_ms": lambda run: 1000 * measures.handshake(run, 2),
    "three_syns": lambda run: measures.handshake(run, 3),
    "first_dropped_syn": measures.first_dropped_syn,
    "data_given_up": measures.data_given_up,
    "data_again": measures.data_again,
    "per_second": lambda run: run.summary["window"]["established_per_s"],
    "time_wait": lambda run: run.summary["window"]["time_wait"],
    "opened": lambda run: run.summary["connections"]["established"],
    "success": lambda run: 100 * run.summary["connections"]["established"] / run.summary["connections"]["attempted"],
    "least_time_wait": lambda run: run.connections.time_wait_s.min(),
    "p99_ms": lambda run: 1000 * run.summary["handshake_latency_s"]["p99"],
}


def measure(task):
    """@return what one run of a scenario comes to."""
    scenario, seed = task
    run = scenario.run(seed)
    if scenario.told["measure"] == "saved_round_trips":
        return float(saved_round_trips(run, scenario, seed))
    return float(MEASURES[scenario.told["measure"]](run))


def number(value):
    """@return a value as it is printed."""
    digits = 4 if abs(value) < 1000 else 5
    text = f"{value:.{digits}g}" if abs(value) < 100000 else f"{value:.0f}"
    return f"{float(text):,.10g}"


def row(scenario, values):
    """@return the table's row of a scenario."""
    published, unit = scenario.told["theirs"].split()
    mean, low, _ = intervals.mean_of_samples(values)
    half = mean - low
    theirs = float(published)
    ours = number(mean) + (f" +- {float(f'{half:.2g}'):,.10g}" if half > 1e-4 * mean else "")
    share = mean / theirs - 1
    difference = f"{share:+.1%}" if abs(share) > SAME else "none"
    if abs(share) > SAME:
        difference += f": {scenario.told.get('why', 'unexplained')}"
    unit = UNITS.get(unit, unit)
    return [scenario.name, scenario.told["question"], f"{number(theirs)} {unit}", f"{ours} {unit}", difference, scenario.told["source"]]


def rows(runs):
    """@return the rows of the table, one a scenario."""
    scenarios = list(scenario_files.read(HERE / "published").values())
    values = scenario_files.together(measure, [(scenario, seed) for scenario in scenarios for seed in range(1, runs + 1)])
    return [row(scenario, values[i * runs:(i + 1) * runs]) for i, scenario in enumerate(scenarios)]


def work(runs):
    """@return the files, by their names."""
    found = rows(runs)
    lines = [HEAD, *found]
    return {"table.csv": scenario_files.csv_text(lines), "table.rst": scenario_files.csv_table(HEAD, found)}


def main():
    return scenario_files.main(__doc__, "published", "[RUNS]", scenario_files.whole_runs(RUNS), work)


if __name__ == "__main__":
    console.run("published.py", main)
