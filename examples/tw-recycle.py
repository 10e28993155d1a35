#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
Why nobody behind a NAT can connect: tcp_tw_recycle.

Usage: examples/tw-recycle.py [DIR] [CONNECTIONS]

Clients behind a NAT connect to a server of Linux 4.9, ten of them a second, and the server closes first. synfin-sweep varies
how many clients there are, tw_recycle at the server, and what timestamps the clients have. DIR (default out/tw-recycle) then
holds table.csv, and, where there is matplotlib, tw-recycle.png. CONNECTIONS is how many each of the runs has (default 3000).
"""

import csv
import pathlib
import sys

sys.dont_write_bytecode = True  # nothing appears in the source tree
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "python"))
from synfin.sweeping import study
from synfin.tools import console

CLIENTS = ["1", "2", "3", "5", "10", "20", "50"]
SCENARIO = ["--profile", "linux-4.9", "--nat=true", "--closer", "server", "--rate", "10", "--delay", "10ms", "--set", "timer_hz=0",
            "--trace", "none"]
# server:tw_recycle, client:timestamps, client:timestamp_offset, and what that is.
POLICIES = [("0", "1", "0", "tw_recycle 0"), ("1", "1", "0", "tw_recycle 1"), ("1", "0", "0", "the same, clients without timestamps"),
            ("1", "1", "2", "the same, a random offset for each connection")]
VARIED = ("server:tw_recycle", "client:timestamps", "client:timestamp_offset")
COLUMNS = ["clients", "tw_recycle", "timestamps", "timestamp_offset", "connections", "established", "syns_dropped", "handshake_p90_s",
           "time_wait_mean", "established_share"]
# Of a figure: the column, what it is multiplied by, the title and the axis.
PANELS = [("established_share", 100, "Who gets in", "% of attempts that are established"),
          ("handshake_p90_s", 1, "How long those wait who do", "90th percentile of the handshake (s)"),
          ("time_wait_mean", 1, "What the switch is set for", "connections in TIME_WAIT, mean")]


def sweep(folder, connections):
    """Runs the sweep, or what is missing of it. @return its exit status; it has said why when that is not 0"""
    words = [*SCENARIO, "--vary", f"clients={','.join(CLIENTS)}"]
    for name, values in zip(VARIED, zip(*POLICIES)):
        words += ["--vary", f"{name}={','.join(sorted(set(values)))}"]
    return study.sweep(folder, connections, *words)


def table(folder):
    """@return the rows of the table, one a run; those of POLICIES alone."""
    with open(folder / "sweep" / "results.csv", encoding="utf-8", newline="") as file:
        runs = list(csv.DictReader(file))
    rows = []
    for run in runs:
        attempted, established = (int(run[f"connections_{name}"]) for name in ("attempted", "established"))
        policy = [run[name] for name in VARIED]
        if any(policy == list(known[:3]) for known in POLICIES):
            rows.append(dict(zip(COLUMNS, [run["clients"], *policy, attempted, established, int(run["drops_paws_passive"]),
                                           f"{float(run['handshake_latency_s_p90']):.3f}",
                                           f"{float(run['time_wait_mean_steady'] or run['time_wait_mean']):.1f}",
                                           f"{established / attempted:.5f}"])))
    rows.sort(key=lambda row: [float(row[name]) for name in COLUMNS[1:4] + COLUMNS[:1]])
    return rows


def select(rows, policy, column):
    """@return a column for all numbers of clients, in their order."""
    return [float(row[column]) for row in rows
            if (row["tw_recycle"], row["timestamps"], row["timestamp_offset"]) == policy[:3]]


def draw(rows, path):
    """Draws who gets in beside what the switch is set for."""
    from synfin.plotting import style

    figure, panels = style.pyplot.subplots(1, len(PANELS), figsize=(13, 4.2), layout="constrained")
    places = range(len(CLIENTS))
    for panel, (column, scale, title, what) in zip(panels, PANELS):
        for policy, colour, marker, size in zip(POLICIES, style.SERIES, ("-o", "-s", "--^", ":v"), (11, 5, 5, 5)):
            panel.plot(places, [scale * value for value in select(rows, policy, column)], marker, color=colour, label=policy[3],
                       markersize=size, fillstyle="none" if size > 5 else "full")
        panel.set_title(title)
        panel.set_xlabel("clients behind the NAT")
        panel.set_ylabel(what)
        panel.set_xticks(places, CLIENTS)
        panel.set_ylim(0, 1.05 * panel.get_ylim()[1])
        panel.grid(alpha=0.3)
    panels[0].legend(loc="center right", bbox_to_anchor=(1, 0.72), fontsize=8)
    figure.savefig(path, dpi=120, format="png")


def main():
    return study.Study("tw-recycle", __doc__, 3000, COLUMNS, sweep, table, draw).main()


if __name__ == "__main__":
    console.run("tw-recycle.py", main)
