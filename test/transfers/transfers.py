#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Bulk transfers of synfin beside ns-3's own TCP: the tables of doc/transfers.rst.

    test/transfers/transfers.py build/test/transfers [--seeds N] [--jobs N] [--order] [--rows FILE ...]
        [--page doc/transfers.rst] [--list] [--log SCENARIO CONGESTION STACK]

The program synfin-transfer-bench in that folder runs each scenario on both stacks, one after the other in one process, over
the same topology, by the same applications. A row is the means over the seeds. --order runs all of ns-3's congestion controls
in the scenarios that tell them apart instead, and says which pairs of them stand in the same order on both stacks.

Two differ on a stack when the confidence intervals of their means (95 %, Student's t over the seeds) have nothing in common and
the means are more than 2 % apart. Of the pairs that differ on both, the share that stand in one order is what counts.
"""

import argparse
import collections
import concurrent.futures
import csv
import itertools
import pathlib
import statistics
import subprocess
import sys

NUMBERS = ("goodput_bps", "seconds", "fairness", "sent", "dropped", "queued", "cpu_s")
STACKS = ("synfin", "ns3")
COMPARED = "cubic,linuxcubic,linuxreno"
COMPARED_LESS = ("against-newreno", "fat-loss", "codel-ecn-20M")  # these are for the order alone
ORDERED = ("against-newreno", "fat-loss", "deep-queue", "codel-ecn-20M", "loss-2%")
MEASURES = {"goodput, Mbit/s": ("{:.2f}", lambda row: float(row["goodput_bps"]) / 1e6),
            "queue, packets": ("{:.1f}", lambda row: float(row["queued"]))}
FAULTY = ("bbr", "dctcp")  # of which faults of ns-3's TCP decide (doc/transfers.rst)
LEAST = 0.02  # of the larger: what is nearer ties
STUDENT = {2: 12.71, 3: 4.30, 4: 3.18, 5: 2.78, 6: 2.57, 7: 2.45, 8: 2.36}  # t of 95 %, by the seeds


def rows_of(program, *options):
    """@return the rows of CSV that the program prints"""
    done = subprocess.run([program, *options], stdout=subprocess.PIPE, text=True, check=True)
    return list(csv.DictReader(done.stdout.splitlines()))


def measure(program, scenarios, congestion, arguments):
    """@return {(scenario, congestion, stack): rows of the seeds}, in the order of the scenarios"""
    def run(pair):
        return rows_of(program, f"--scenarios={pair[0]}", f"--congestion={pair[1]}", f"--seeds={arguments.seeds}")

    samples = collections.defaultdict(list)
    if arguments.rows:
        known = [row for path in arguments.rows for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]
        batches = [[row for row in known if row["scenario"] == scenario] for scenario in scenarios]
    else:
        pairs = [(scenario, name) for scenario in scenarios for name in congestion]
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            batches = list(pool.map(run, pairs))
    for row in (row for batch in batches for row in batch):
        samples[row["scenario"], row["congestion"], row["stack"]].append(row)
    return samples


def means(samples):
    """@return {key of samples: {column: mean over the seeds}}"""
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


def interval(values):
    """@return mean and half of the confidence interval of some values"""
    half = STUDENT[len(values)] * statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0
    return statistics.mean(values), half


def differ(one, other):
    """@return -1 or 1 for the order of two intervals, 0 where they tie"""
    apart = abs(one[0] - other[0])
    if apart <= one[1] + other[1] or apart <= LEAST * max(one[0], other[0]):
        return 0
    return 1 if one[0] > other[0] else -1


def ordering(samples, scenario, measure_of):
    """@return rows of the table of one scenario, (pairs that differ on both stacks, those of them in another order)"""
    form, value = MEASURES[measure_of]
    names = [congestion for at, congestion, stack in samples if (at, stack) == (scenario, "synfin")]
    each = {stack: {name: interval([value(row) for row in samples[scenario, name, stack]]) for name in names}
            for stack in STACKS}
    names.sort(key=lambda name: -each["ns3"][name][0])
    table = [("congestion control", f"synfin's {measure_of}", "ns-3's")]
    for name in names:
        table.append((name, *(f"{form.format(each[stack][name][0])} ± {form.format(each[stack][name][1])}" for stack in STACKS)))
    deciding = [(one, other, [differ(each[stack][one], each[stack][other]) for stack in STACKS])
                for one, other in itertools.combinations(names, 2)]
    deciding = [pair for pair in deciding if all(pair[2])]
    discordant = [(one, other) for one, other, order in deciding if order[0] != order[1]]
    return table, ([pair[:2] for pair in deciding], discordant)


def agreement(found):
    """@return rows of the table of all scenarios"""
    table = [("scenario", "by", "pairs that differ on both", "in the same order", "share", "share without bbr, dctcp",
              "of these in another order")]
    for (scenario, measure_of), (deciding, discordant) in found.items():
        rest = [pair for pair in deciding if not set(pair) & set(FAULTY)]
        wrong = [pair for pair in discordant if pair in rest]
        told = ", ".join(f"{one}/{other}" for one, other in wrong)
        table.append((scenario, measure_of.partition(",")[0], str(len(deciding)), str(len(deciding) - len(discordant)),
                      f"{1 - len(discordant) / max(1, len(deciding)):.3f}", f"{1 - len(wrong) / max(1, len(rest)):.3f}",
                      told or "none"))
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


def order_tables(program, arguments):
    """@return {name: rows} of what --order asks for"""
    samples = measure(program, ORDERED, ["all"], arguments)
    found = {}
    tables = {"the agreement": None}
    for scenario in ORDERED:
        for measure_of in MEASURES if scenario == "deep-queue" else list(MEASURES)[:1]:
            table, found[scenario, measure_of] = ordering(samples, scenario, measure_of)
            tables[f"the order, {scenario}, {measure_of.partition(',')[0]}"] = table
    tables["the agreement"] = agreement(found)
    return tables


def tables_of(program, arguments):
    """@return {name: rows} of what was asked for"""
    if arguments.order:
        return order_tables(program, arguments)
    scenarios = rows_of(program, "--list")
    compared = [row["scenario"] for row in scenarios if row["scenario"] not in COMPARED_LESS]
    tables = {"the scenarios": [tuple(scenarios[0]), *(tuple(row.values()) for row in scenarios)]}
    if not arguments.list:
        tables["the comparison"] = comparison(means(measure(program, compared, COMPARED.split(","), arguments)))
    return tables


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="where synfin-transfer-bench is")
    parser.add_argument("--seeds", type=int, default=2, help="runs of each")
    parser.add_argument("--jobs", type=int, default=2, help="programs at a time")
    parser.add_argument("--page", type=pathlib.Path, help="of the manual, into which the tables go")
    parser.add_argument("--list", action="store_true", help="of the scenarios only")
    parser.add_argument("--rows", type=pathlib.Path, nargs="+", default=[], help="CSV that the program printed before, to run none")
    parser.add_argument("--order", action="store_true", help="rank all congestion controls")
    parser.add_argument("--log", nargs=3, metavar=("SCENARIO", "CONGESTION", "STACK"),
                        help="of one run: the window, threshold and state of its first flow as they change")
    arguments = parser.parse_args()
    program = str(arguments.folder / "synfin-transfer-bench")
    if arguments.log:
        one = (f"--{name}={value}" for name, value in zip(("scenarios", "congestion", "stacks"), arguments.log))
        return subprocess.run([program, "--log", "--seeds=1", *one], check=False).returncode
    tables = tables_of(program, arguments)
    for name, table in tables.items():
        print(f"{name}\n\n{text(table)}")
    if arguments.page:
        write(arguments.page, tables)
    return 0


if __name__ == "__main__":
    sys.exit(main())
