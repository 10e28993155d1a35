#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
What the handshake costs a short transfer, with TCP Fast Open and without.

Usage: examples/fast-open.py [DIR] [CONNECTIONS]

Four clients ask a server for 8 kB by 400 octets, on a new connection each time, over a round trip of 100 ms. synfin-sweep
varies the loss, in both directions, and Fast Open. How long the client waits for the whole answer, from its connect, is in the
traces. DIR (default out/fast-open) then holds table.csv, and, where there is matplotlib, fast-open.png. CONNECTIONS is how
many each of the runs has (default 20000).
"""

import csv
import pathlib
import sys

sys.dont_write_bytecode = True  # nothing appears in the source tree
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "python"))
from synfin.sweeping import study
from synfin.tools import console

LOSS = ["0", "0.005", "0.01", "0.02", "0.03", "0.05", "0.07", "0.1"]
SCENARIO = ["--clients", "4", "--rate", "100", "--request", "400", "--response", "8000", "--set", "fastopen=3",
            "--set", "timer_hz=0", "--set", "nagle=false", "--delay", "50ms", "--bandwidth", "none"]
FAST = [("false", "without Fast Open"), ("true", "with Fast Open")]
COLUMNS = ["fast_open", "loss", "connections", "answered", "answer_mean_s", "answer_p50_s", "answer_p95_s", "handshake_mean_s",
           "exchange_mean_s", "handshake_share"]
# Of a figure: the column, what it is multiplied by, the title and the axis.
PANELS = [("answer_mean_s", 1000, "How long an answer takes", "mean from connect to the last octet (ms)"),
          ("handshake_share", 100, "What of it the handshake is", "% of the mean"),
          ("answer_p95_s", 1000, "The slow ones", "95th percentile (ms)")]


def sweep(folder, connections):
    """Runs the sweep, or what is missing of it. @return its exit status; it has said why when that is not 0"""
    return study.sweep(folder, connections, *SCENARIO, "--vary", f"loss={','.join(LOSS)}", "--vary",
                       f"fast-open={','.join(value for value, _ in FAST)}")


def waits(folder):
    """@return of each connection that got its answer: how long for the handshake, and for the answer, in s, sorted by the latter."""
    begun, opened, answered = {}, {}, {}
    with open(folder / "transitions.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            # The client closes when it has all of the answer, so this is the time of its last octet.
            edge, conn, at = (row["oldstate"], row["newstate"]), row["conn"], float(row["time_s"])
            if edge == ("CLOSED", "SYN_SENT"):
                begun[conn] = at
            elif edge == ("SYN_SENT", "ESTABLISHED"):
                opened[conn] = at
            elif edge == ("ESTABLISHED", "FIN_WAIT_1") and row["rport"] == "80":
                answered[conn] = at
    return sorted(((opened[conn] - begun[conn], at - begun[conn]) for conn, at in answered.items()), key=lambda wait: wait[1])


def measure(folder):
    """@return means, in s, of a run's handshakes and answers, quantiles of the latter, and how many there are."""
    both = waits(folder)
    mean = lambda values: sum(values) / len(both)
    return {"answered": len(both), "handshake": mean([wait[0] for wait in both]), "answer": mean([wait[1] for wait in both]),
            "p50": both[len(both) // 2][1], "p95": both[len(both) * 95 // 100][1]}


def table(folder):
    """@return the rows of the table, one a run."""
    with open(folder / "sweep" / "results.csv", encoding="utf-8", newline="") as file:
        runs = list(csv.DictReader(file))
    measured = {(run["fast-open"], run["loss"]): measure(folder / "sweep" / "runs" / run["id"]) for run in runs}
    rows = []
    for (fast, loss), run in measured.items():
        # What the exchange takes on a connection that is open: the request goes out when the handshake is done.
        plain = measured["false", loss]
        exchange = plain["answer"] - plain["handshake"]
        rows.append(dict(zip(COLUMNS, [fast, loss, next(run["connections_attempted"] for run in runs), run["answered"],
                                       *(f"{run[name]:.4f}" for name in ("answer", "p50", "p95", "handshake")), f"{exchange:.4f}",
                                       f"{1 - exchange / run['answer']:.4f}"])))
    rows.sort(key=lambda row: (row["fast_open"], float(row["loss"])))
    return rows


def draw(rows, path):
    """Draws what an answer takes, and what of it the handshake is."""
    from synfin.plotting import style

    figure, panels = style.pyplot.subplots(1, len(PANELS), figsize=(13, 4.2), layout="constrained")
    for panel, (column, scale, title, what) in zip(panels, PANELS):
        for (fast, name), colour, marker in zip(FAST, style.SERIES, ("-o", "-s")):
            of = [row for row in rows if row["fast_open"] == fast]
            panel.plot([100 * float(row["loss"]) for row in of], [scale * float(row[column]) for row in of], marker, color=colour,
                       label=name)
        panel.set_title(title)
        panel.set_xlabel("loss in each direction (%)")
        panel.set_ylabel(what)
        panel.set_ylim(0, 1.05 * panel.get_ylim()[1])
        panel.grid(alpha=0.3)
        panel.legend()
    figure.savefig(path, dpi=120, format="png")


def main():
    return study.Study("fast-open", __doc__, 20000, COLUMNS, sweep, table, draw).main()


if __name__ == "__main__":
    console.run("fast-open.py", main)
