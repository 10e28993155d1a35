# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What became of attempts to connect: the share of each outcome."""

import collections

from synfin.plotting import grouping, style
from synfin.plotting.figure import Cells, Figure, connections, frame
from synfin.theory.intervals import wilson

COLUMNS = ("panel", "series", "outcome", "share", "low", "high", "count", "attempts")
# The best first; those that look alike are never neighbours.
COLOURS = {
    "established": style.GREEN, "pending": style.SKY, "abandoned": style.YELLOW, "refused": style.ORANGE, "reset": style.VERMILLION,
    "timed_out": style.PURPLE, "no_port": style.BLACK, "address_in_use": "#7f5a3c", "crashed": style.BLUE, "half_open": style.GREY,
}


def _count(runs):
    """@return {outcome: how many attempts}, in the order of COLOURS."""
    counts = collections.Counter()
    for run in runs:
        for chunk in run.chunks("connections", ["outcome"]):
            counts.update(chunk["outcome"].astype(str).value_counts().to_dict())
    return {outcome: counts[outcome] for outcome in COLOURS if counts[outcome]}


def table(source, options):
    rows = []
    for part in grouping.parts("outcomes", source, options, of_groups=True):
        counts = _count(part.runs)
        total = sum(counts.values())
        for outcome, count in counts.items():
            rows.append((part.panel, part.series, outcome, count / total, *wilson(count, total), count, total))
    return frame(rows, COLUMNS)


def _panel(axes, data, series):
    for place, name in enumerate(series):
        left = 0.0
        for row in data[data["series"] == name].itertuples():
            axes.barh(place, row.share, 0.7, left, color=COLOURS[row.outcome], label=row.outcome)
            left += row.share
    axes.set_yticks(range(len(series)), [name or "simulated" for name in series])
    axes.set_ylim(len(series) - 0.5, -0.5)
    axes.grid(axis="y", visible=False)


def draw(data, options):
    panels, series = list(data["panel"].unique()), list(data["series"].unique())
    outcomes = [outcome for outcome in COLOURS if outcome in set(data["outcome"])]
    figure, top, grid = style.facets(options, panels, outcomes, 0.5 + 0.3 * len(series))
    for axes, panel in zip(grid, panels):
        _panel(axes, data[data["panel"] == panel], series)
    grid[0].set_xlim(0, 1)
    style.share_legend(top, grid, outcomes)
    style.label_axes(figure, grid, "share of attempts", "")
    return style.Drawing(figure)


FIGURE = Figure(needs=(connections,), table=table, draw=draw,
                cells=Cells("share of attempts", "share", ("series",), ("outcome",), head=""))
