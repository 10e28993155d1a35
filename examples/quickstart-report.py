#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Prints the tables of quickstart.sh's sweep beside the exact values."""

import csv
import io
import pathlib
import sys

sys.dont_write_bytecode = True  # nothing appears in the source tree
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "python"))
from synfin.theory import handshake as theory
from synfin.tools import console, inputs
from synfin.tools.messages import BadInput

ROUND_TRIP = 0.1  # 2 x --delay
PROFILE = "linux"


def exact_mean(loss):
    return theory.latency(PROFILE, loss, round_trip=ROUND_TRIP).mean


def read_points(folder):
    """@return {loss: {figure: row of points.csv}}, by loss."""
    points = {}
    path = folder / "points.csv"
    for row in csv.DictReader(io.StringIO(inputs.read_text(path), newline="")):
        loss = inputs.real(row.get("loss") or "", 0, 1)
        if loss is None or not row.get("figure"):
            raise BadInput(f"{path}: accepted is the table of a sweep over loss")
        points.setdefault(loss, {})[row["figure"]] = row
    return dict(sorted(points.items()))


def total(figures, name):
    """@return the sum over replications."""
    return round(float(figures[name]["mean"]) * int(figures[name]["n"]))


def print_table(points):
    print(f"\nHandshake latency, profile {PROFILE}, one-way delay 50 ms, loss in both directions:\n")
    print("        established    mean latency (s), 95 % conf.       retransmissions")
    print("  loss     of    all           measured      exact          SYN  SYN-ACK")
    for loss, figures in points.items():
        latency = figures["handshake_latency_s_mean"]
        half = (float(latency["ci95_high"]) - float(latency["ci95_low"])) / 2
        print(
            f"{loss:6g} {total(figures, 'connections_established'):6d}"
            f" {total(figures, 'connections_attempted'):6d}"
            f" {float(latency['mean']):9.4f} +- {half:.4f} {exact_mean(loss):10.4f}"
            f" {total(figures, 'retransmissions_syn'):12d}"
            f" {total(figures, 'retransmissions_synack'):8d}"
        )
    print()


if __name__ == "__main__":
    console.run("quickstart-report.py", lambda: print_table(read_points(pathlib.Path(sys.argv[1]))))
