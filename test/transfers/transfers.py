#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Bulk transfers of synfin beside ns-3's own TCP: the tables of doc/transfers.rst.

    test/transfers/transfers.py build/test/transfers [--seeds N] [--jobs N] [--order] [--page doc/transfers.rst]

The program synfin-transfer-bench in that folder runs each scenario on both stacks, one after the other in one process, over
the same topology, by the same applications. A row is the means over the seeds. --order runs all of ns-3's congestion controls
in one scenario that loses packets and in one with a deep queue instead, and prints how far both stacks rank them alike.
"""

import argparse
import collections
import concurrent.futures
import csv
import pathlib
import statistics
import subprocess
import sys

NUMBERS = ("goodput_bps", "seconds", "fairness", "sent", "dropped", "cpu_s")
STACKS = ("synfin", "ns3")
COMPARED = "cubic,linuxcubic,linuxreno"
ORDERED = ("loss-2%", "deep-queue")


def rows_of(program, *options):
    """@return the rows of CSV that the program prints"""
    done = subprocess.run([program, *options], stdout=subprocess.PIPE, text=True, check=True)
    return list(csv.DictReader(done.stdout.splitlines()))


def measure(program, scenarios, congestion, arguments):
    """@return {(scenario, congestion, stack): {column: mean over the seeds}}, in the order of the scenarios"""
    def run(pair):
        return rows_of(program, f"--scenarios={pair[0]}", f"--congestion={pair[1]}", f"--seeds={arguments.seeds}")

    samples = collections.defaultdict(list)
    pairs = [(scenario, name) for scenario in scenarios for name in congestion]
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for rows in pool.map(run, pairs):
            for row in rows:
                samples[row["scenario"], row["congestion"], row["stack"]].append(row)
    return {key: {name: statistics.mean(float(row[name]) for row in rows) for name in NUMBERS}
            for key, rows in samples.items()}


def comparison(results):
    """@return rows of the table of both stacks"""
    table = [("scenario", "congestion control", "synfin, Mbit/s", "ns-3, Mbit/s", "ratio", "dropped", "ns-3's", "CPU per GB, s",
              "ns-3's")]
    for scenario, congestion in dict.fromkeys(key[:2] for key in results):
        both = [results[scenario, congestion, stack] for stack in STACKS]
        goodputs = [one["goodput_bps"] / 1e6 for one in both]
        dropped = [f"{100 * one['dropped'] / max(1, one['sent']):.2f} %" for one in both]
        cpu = [f"{one['cpu_s'] / (one['goodput_bps'] * one['seconds'] / 8e9):.1f}" for one in both]
        table.append((scenario, congestion, *(f"{each:.2f}" for each in goodputs),
                      f"{goodputs[0] / goodputs[1]:.2f}", *dropped, *cpu))
    return table


def ranks(values):
    """@return the rank of each value, 1 for the largest; equal ones share the mean of theirs"""
    ordered = sorted(values, reverse=True)
    return [ordered.index(value) + (ordered.count(value) + 1) / 2 for value in values]


def spearman(ours, others):
    """@return Spearman's rho of two lists of ranks"""
    return statistics.correlation(ours, others) if len(set(ours)) > 1 and len(set(others)) > 1 else float("nan")


def ordering(results, scenario):
    """@return rows of the table of one scenario: how the congestion controls rank, by goodput and by loss"""
    names = [congestion for at, congestion, stack in results if (at, stack) == (scenario, "synfin")]
    columns = {}
    for stack in STACKS:
        each = [results[scenario, name, stack] for name in names]
        columns["goodput", stack] = [round(one["goodput_bps"] / 1e6, 2) for one in each]
        columns["dropped", stack] = [round(100 * one["dropped"] / max(1, one["sent"]), 2) for one in each]
    ranked = {key: ranks(values) for key, values in columns.items()}
    table = [("congestion control", "synfin, Mbit/s", "rank", "ns-3, Mbit/s", "rank", "dropped", "rank", "ns-3's", "rank")]
    order = sorted(range(len(names)), key=lambda i: -columns["goodput", "ns3"][i])
    for i in order:
        table.append((names[i], *(cell for what, form in (("goodput", "{:.2f}"), ("dropped", "{:.2f} %"))
                                         for stack in STACKS
                                         for cell in (form.format(columns[what, stack][i]), f"{ranked[what, stack][i]:g}"))))
    rho = [f"{spearman(ranked[what, 'synfin'], ranked[what, 'ns3']):.2f}" for what in ("goodput", "dropped")]
    table.append(("Spearman's rho", "", "", "", rho[0], "", "", "", rho[1]))
    return table


def text(table):
    """@return rows, the first of which is the head, in columns"""
    widths = [max(map(len, column)) for column in zip(*table)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in table) + "\n"


def csv_table(table):
    """@return the same as the manual has it"""
    rows = ["   " + ", ".join(f'"{cell}"' for cell in row) for row in table]
    return ".. csv-table::\n   :header-rows: 1\n\n" + "\n".join(rows) + "\n"


def write(page, tables):
    """Puts each table between the comments of its name in a page."""
    content = page.read_text(encoding="utf-8")
    for name, table in tables.items():
        begin, end = (f".. {word} of {name}\n" for word in ("begin", "end"))
        before, _, rest = content.partition(begin)
        content = before + begin + "\n" + csv_table(table) + "\n" + end + rest.partition(end)[2]
    page.write_text(content, encoding="utf-8")


def tables_of(program, arguments):
    """@return {name: rows} of what was asked for"""
    if arguments.order:
        results = measure(program, ORDERED, ["all"], arguments)
        return {f"the order, {scenario}": ordering(results, scenario) for scenario in ORDERED}
    scenarios = rows_of(program, "--list")
    results = measure(program, [row["scenario"] for row in scenarios], COMPARED.split(","), arguments)
    return {"the scenarios": [tuple(scenarios[0]), *(tuple(row.values()) for row in scenarios)],
            "the comparison": comparison(results)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="where synfin-transfer-bench is")
    parser.add_argument("--seeds", type=int, default=2, help="runs of each")
    parser.add_argument("--jobs", type=int, default=2, help="programs at a time")
    parser.add_argument("--page", type=pathlib.Path, help="of the manual, into which the tables go")
    parser.add_argument("--order", action="store_true", help="rank all congestion controls")
    arguments = parser.parse_args()
    tables = tables_of(str(arguments.folder / "synfin-transfer-bench"), arguments)
    for name, table in tables.items():
        print(f"{name}\n\n{text(table)}")
    if arguments.page:
        write(arguments.page, tables)
    return 0


if __name__ == "__main__":
    sys.exit(main())
