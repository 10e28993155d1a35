#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Prints a table of the runs of quickstart.sh beside the exact values, and draws latency over loss."""

import json
import math
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")  # no display needed
import matplotlib.pyplot as plt

from synfin_tools import handshake_theory as theory

ROUND_TRIP = 0.1  # 2 x --delay
PROFILE = "linux"
Z99 = 2.576  # two-sided 99 % of the normal distribution


def exact(loss):
    return theory.Handshake(theory.PROFILES[PROFILE], loss, loss, ROUND_TRIP)


def read_runs(folder):
    """{loss: summary}, by loss."""
    runs = {}
    for path in folder.glob("loss-*/summary.json"):
        loss = float(path.parent.name.removeprefix("loss-"))
        runs[loss] = json.loads(path.read_text(encoding="utf-8"))
    return dict(sorted(runs.items()))


def print_table(runs):
    print(f"\nHandshake latency, profile {PROFILE}, one-way delay 50 ms, loss in both directions:\n")
    print("        established       mean latency (s)        p99 latency (s)   retransmissions")
    print("  loss     of    all   measured      exact   measured      exact     SYN  SYN-ACK")
    for loss, summary in runs.items():
        connections = summary["connections"]
        latency = summary["handshake_latency_s"]
        again = summary["retransmissions"]
        ideal = exact(loss)
        print(
            f"{loss:6g} {connections['established']:6d} {connections['attempted']:6d}"
            f" {latency['mean']:10.4f} {ideal.mean:10.4f}"
            f" {latency['p99']:10.4f} {ideal.quantile(0.99):10.4f}"
            f" {again['syn']:7d} {again['synack']:8d}"
        )


def draw(runs, path):
    grid = [i / 500 for i in range(int(500 * max(runs)) + 1)]
    curve = [exact(loss) for loss in grid]
    percent = [100 * loss for loss in runs]
    mean = [s["handshake_latency_s"]["mean"] for s in runs.values()]
    error = [
        Z99 * s["handshake_latency_s"]["stddev"] / math.sqrt(s["handshake_latency_s"]["count"])
        for s in runs.values()
    ]
    p99 = [s["handshake_latency_s"]["p99"] for s in runs.values()]

    figure, axes = plt.subplots(figsize=(7.5, 4.6), layout="constrained")
    percent_grid = [100 * loss for loss in grid]
    # The percentile of a sample of this size lies between these two of the exact distribution.
    connections = next(iter(runs.values()))["connections"]["attempted"]
    spread = Z99 * math.sqrt(0.99 * 0.01 / connections)
    axes.fill_between(percent_grid, [c.quantile(0.99 - spread) for c in curve],
                      [c.quantile(0.99 + spread) for c in curve], color="tab:orange", alpha=0.25,
                      lw=0, step="post")
    axes.plot(percent_grid, [c.quantile(0.99) for c in curve], color="tab:orange", lw=1.2,
              drawstyle="steps-post", label="99th percentile, exact (shaded: 99 % of samples)")
    axes.plot(percent, p99, "s", color="tab:orange", ms=6, label="99th percentile, simulated")
    axes.plot(percent_grid, [c.mean for c in curve], color="tab:blue", lw=1.2, label="mean, exact")
    axes.errorbar(percent, mean, yerr=error, fmt="o", color="tab:blue", ms=5, capsize=3,
                  label="mean, simulated (99 % confidence)")
    axes.set_yscale("log")
    axes.set_yticks([0.1, 0.2, 0.5, 1, 2, 5])
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter(matplotlib.ticker.NullFormatter())
    axes.set_xlabel("packet loss in each direction (%)")
    axes.set_ylabel("handshake latency (s)")
    axes.set_title(f"{connections:,} connections per point, profile {PROFILE}, round trip 100 ms")
    axes.grid(True, which="major", alpha=0.3)
    axes.legend(loc="lower right")
    figure.savefig(path, dpi=150)


def main():
    folder = pathlib.Path(sys.argv[1])
    runs = read_runs(folder)
    if not runs:
        sys.exit(f"quickstart-report.py: {folder} holds no loss-*/summary.json")
    print_table(runs)
    figure = folder / "latency.png"
    draw(runs, figure)
    print(f"\nFigure: {figure}")


if __name__ == "__main__":
    main()
