#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
What TIME_WAIT costs, and what it buys.

Usage: examples/time-wait-cost.py [DIR] [CONNECTIONS]

One client with 20 ports fetches 300 kB from one server, 20 times a second, over a path on which one segment in a hundred
is late by up to two seconds: TCP sends it again, and the late one is an old duplicate. synfin-sweep varies 2MSL, loss,
timestamps and tw_reuse. DIR (default out/time-wait-cost) then holds table.csv, and, where there is matplotlib,
time-wait-cost.png. CONNECTIONS is how many each of the runs has (default 4000).
"""

import csv
import pathlib
import sys

sys.dont_write_bytecode = True  # nothing appears in the source tree
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "python"))
from synfin.sweeping import study
from synfin.tools import console
from synfin.tools.parameters import seconds

MSL = ["0s", "50ms", "125ms", "250ms", "500ms", "1s", "2s", "5s", "30s"]
LOSS = ["0", "0.01", "0.05"]
SCENARIO = ["--path", "direct", "--profile", "rfc9293", "--clients", "1", "--rate", "20", "--request", "100",
            "--response", "300000", "--delay", "10ms", "--jitter-reorders", "true", "--set",
            "ip_local_port_range=20000-20019", "--trace", "none"]
# What is drawn: timestamps, tw_reuse, and their name.
POLICIES = [("0", "0", "without timestamps"), ("1", "0", "with timestamps"), ("1", "1", "with tw_reuse")]
COLUMNS = ["two_msl_s", "loss", "timestamps", "tw_reuse", "connections", "blocked", "established", "fin_answered_by_reset",
           "old_duplicate_accepted", "blocked_share", "fin_reset_share", "old_duplicates_per_1000"]


def write_lateness(path):
    """Writes a distribution of delays: 99 of 100 segments in time, one late by 0 to 4 times the jitter, uniformly."""
    late = [round(32767 * (i + 0.5) / 100) for i in range(100)]
    path.write_text("\n".join(map(str, [0] * 9900 + late)) + "\n", encoding="utf-8")


def sweep(folder, connections):
    """Runs the sweep, or what is missing of it. @return its exit status; it has said why when that is not 0"""
    lateness = folder / "late.dist"
    write_lateness(lateness)
    varied = {"msl": MSL, "loss": LOSS, "timestamps": ["0", "1"], "tw_reuse": ["0", "1"]}
    words = [*SCENARIO, "--jitter", f"500ms,table={lateness}"]
    for name, values in varied.items():
        words += ["--vary", f"{name}={','.join(values)}"]
    return study.sweep(folder, connections, *words)


def table(folder):
    """@return the rows of the table, one a run."""
    with open(folder / "sweep" / "results.csv", encoding="utf-8", newline="") as file:
        runs = list(csv.DictReader(file))
    rows = []
    for run in runs:
        attempted, blocked, established = (int(run[f"connections_{name}"])
                                           for name in ("attempted", "no_port", "established"))
        resets, duplicates = (int(run[f"harm_{name}"]) for name in ("fin_answered_by_reset", "old_duplicate_accepted"))
        rows.append(dict(zip(COLUMNS, [
            f"{2 * seconds(run['msl']):g}", run["loss"], run["timestamps"], run["tw_reuse"], attempted, blocked,
            established, resets, duplicates, f"{blocked / attempted:.5f}", f"{resets / max(established, 1):.5f}",
            f"{1000 * duplicates / max(established, 1):.3f}"])))
    rows.sort(key=lambda row: [float(row[name]) for name in ("timestamps", "tw_reuse", "loss", "two_msl_s")])
    return rows


def select(rows, loss, timestamps, reuse, column):
    """@return a column for all 2MSL, in their order."""
    return [float(row[column]) for row in rows
            if (row["loss"], row["timestamps"], row["tw_reuse"]) == (loss, timestamps, reuse)]


def draw(rows, path):
    """Draws the cost beside what it buys."""
    from synfin.plotting.style import pyplot

    figure, panels = pyplot.subplots(1, 3, figsize=(13, 4.2), layout="constrained")
    labels = [f"{2 * seconds(msl):g}" for msl in MSL]
    places = range(len(labels))
    for (timestamps, reuse, name), style in zip(POLICIES[1:], ("-o", "--s")):
        panels[0].plot(places, [100 * v for v in select(rows, "0.01", timestamps, reuse, "blocked_share")], style,
                       color="tab:red", label=name)
    for loss, colour in zip(LOSS, ("tab:blue", "tab:orange", "tab:green")):
        name = f"loss {100 * float(loss):g} %"
        for panel, timestamps, count, share, label, style in (
                (panels[1], "1", "fin_answered_by_reset", 100, name, "-o"),
                (panels[2], "0", "old_duplicate_accepted", 1000, name + ", without timestamps", "-o"),
                (panels[2], "1", "old_duplicate_accepted", 1000, name + ", with timestamps", ":")):
            counts = select(rows, loss, timestamps, "0", count)
            scale = [share / max(n, 1) for n in select(rows, loss, timestamps, "0", "established")]
            # Counts of rare events are Poisson: 95 % of them are within 1.96 standard deviations, about.
            panel.errorbar(places, [c * k for c, k in zip(counts, scale)],
                           yerr=[1.96 * c**0.5 * k for c, k in zip(counts, scale)], fmt=style, capsize=2, color=colour,
                           label=label)
    for panel, title, what in zip(panels, ("Cost: attempts without a port", "Bought: the peer's FIN is acknowledged",
                                           "Bought: no old duplicates"),
                                  ("% of attempts (loss 1 %)", "% of connections whose peer was told RST",
                                   "old segments accepted per 1000 connections")):
        panel.set_title(title)
        panel.set_xlabel("2MSL (s)")
        panel.set_ylabel(what)
        panel.set_xticks(places, labels)
        panel.set_ylim(bottom=-0.02 * panel.get_ylim()[1])
        panel.grid(alpha=0.3)
        panel.legend()
    figure.savefig(path, dpi=120, format="png")


def main():
    return study.Study("time-wait-cost", __doc__, 4000, COLUMNS, sweep, table, draw).main()


if __name__ == "__main__":
    console.run("time-wait-cost.py", main)
