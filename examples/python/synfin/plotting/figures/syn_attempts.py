# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How many SYNs an attempt takes."""

import collections

import numpy

from synfin.plotting import grouping, handshakes, style
from synfin.plotting.figure import Cells, Figure, connections, frame
from synfin.theory.intervals import wilson

COLUMNS = ("panel", "series", "kind", "syn_sent", "share", "low", "high", "count", "attempts")


def _count(runs):
    """@return {SYNs: how many attempts sent so many}, in their order."""
    counts = collections.Counter()
    for run in runs:
        for chunk in run.chunks("connections", ["syn_sent"]):
            numbers, times = numpy.unique(chunk["syn_sent"].to_numpy(), return_counts=True)
            counts.update(dict(zip(numbers.astype(numpy.int64).tolist(), times.tolist())))
    return dict(sorted(counts.items()))


def table(source, options):
    rows = []
    for part in grouping.parts("syn-attempts", source, options, of_groups=True):
        panel, series, runs = part.panel, part.series, part.runs
        counts = _count(runs)
        total = sum(counts.values())
        handshakes.note_phases(runs, options)
        for number, count in counts.items():
            low, high = wilson(count, total)
            rows.append((panel, series, "simulated", number, count / total, low, high, count, total))
        theory = handshakes.exact(runs[0], options)
        for number, share in enumerate(theory.syn_counts() if theory else (), 1):
            rows.append((panel, series, "exact", number, share, None, None, None, None))
    return frame(rows, COLUMNS)


def _panel(axes, data, colours):
    for marker, (series, rows) in zip(style.MARKERS * 2, data.groupby("series", sort=False)):
        colour = colours[series]
        exact = rows[(rows["kind"] == "exact") & (rows["share"] > 0)]
        axes.plot(exact["syn_sent"], exact["share"], color=colour, linewidth=0.8)
        dots = rows[rows["kind"] == "simulated"]
        axes.errorbar(dots["syn_sent"], dots["share"], yerr=style.error_bars(dots["share"], dots),
                      fmt=marker, color=colour, capsize=2, elinewidth=0.8, clip_on=True,
                      label=series or "simulated")


def draw(data, options):
    panels = list(data["panel"].unique())
    series = list(data["series"].unique())
    colours = dict(zip(series, style.series_colours(series)))
    figure, top, grid = style.facets(options, panels, [*series, "exact"])
    for axes, panel in zip(grid, panels):
        _panel(axes, data[data["panel"] == panel], colours)
        axes.set_yscale("log")
    simulated = data[data["kind"] == "simulated"]
    grid[0].set_ylim(0.3 * simulated["share"].min(), 1.6)
    grid[0].set_xlim(simulated["syn_sent"].min() - 0.4, simulated["syn_sent"].max() + 0.6)
    grid[0].xaxis.set_major_locator(style.matplotlib.ticker.MaxNLocator(integer=True, min_n_ticks=1))
    if (data["kind"] == "exact").any():
        grid[0].plot([], [], color="black", linewidth=0.8, label="exact")
    style.share_legend(top, grid)
    style.label_axes(figure, grid, "SYNs sent in an attempt", "share of attempts")
    return style.Drawing(figure)


FIGURE = Figure(needs=(connections,), table=table, draw=draw,
                cells=Cells("share of attempts", "share", ("syn_sent",), head="SYNs sent"))
