# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The share of attempts that end in ESTABLISHED, over the loss rate or another number, a time or a rate."""

import dataclasses

from synfin.plotting import aside, grouping, handshakes, ranges, style
from synfin.plotting.figure import Cells, Figure, frame, summaries, sweep
from synfin.theory.intervals import wilson

COLUMNS = ("panel", "series", "kind", "parameter", "value", "share", "low", "high", "established", "attempted", "unit")
CURVE_POINTS = 61
HEIGHT = 1.2  # inches of the axes, at the least


def table(source, options):
    axis, unit, sizes = ranges.axis_of("establish-probability", source, options.by)
    axis_label, unit = ranges.label_and_unit(source.runs, axis, unit)
    rows = []
    for part in grouping.parts("establish-probability", source, dataclasses.replace(options, by=None), [axis]):
        head = (part.panel, part.series)
        points = grouping.by_values(part.runs, [axis])
        for (value,), replications in points.items():
            counts = [run.summary["connections"] for run in replications]
            done = sum(count["established"] for count in counts)
            tried = sum(count["attempted"] for count in counts)
            if tried:
                handshakes.note_phases(replications, options)
                rows.append((*head, "simulated", axis_label, sizes[value], done / tried, *wilson(done, tried), done, tried))
        for value, share in _exact(axis, points, options):
            rows.append((*head, "exact", axis_label, sizes.get(value, value), share, None, None, None, None))
    return frame([(*row, unit) for row in rows], COLUMNS)


def _exact(axis, points, options):
    """A curve over loss; of any other parameter, the points themselves."""
    runs = [run for replications in points.values() for run in replications]
    if axis in grouping.LOSSES and not grouping.is_of_script(runs, axis):
        run = next(iter(points.values()))[0]
        most = max(value for value, in points)
        grid = [most * i / (CURVE_POINTS - 1) for i in range(CURVE_POINTS)]
        curve = [(value, handshakes.exact(run, options, {axis: value})) for value in grid]
    else:
        curve = [(value, handshakes.exact(runs[0], options)) for (value,), runs in points.items()]
    return [(value, theory.established) for value, theory in curve if theory]


def _covered(data):
    """@return the rows of simulated shares with what their dots cover, as aside.steps wants them."""
    rows = data[data["kind"] == "simulated"]
    below, above = style.error_bars(rows["share"], rows)
    span = (rows["share"] + above).max() - (rows["share"] - below).min()
    half = span * aside.SIZE / 72 / HEIGHT / 2
    return rows.assign(place=rows["value"], name=rows["series"], bottom=rows["share"] - below - half, top=rows["share"] + above + half)


def _panel(axes, data, colours, scale, beside):
    for place, (series, rows) in enumerate(data.groupby("series", sort=False)):
        curve = rows[rows["kind"] == "exact"]
        axes.plot(scale * curve["value"], curve["share"], color=colours[series], linewidth=0.9)
        dots = rows[rows["kind"] == "simulated"]
        axes.errorbar(scale * (dots["value"] + dots.index.map(beside)), dots["share"], yerr=style.error_bars(dots["share"], dots),
                      fmt=(style.MARKERS * 2)[place], color=colours[series], markersize=aside.SIZE, markeredgewidth=0.6,
                      capsize=1.5, elinewidth=0.8, label=series or "simulated")


def draw(data, options):
    axis = data["parameter"].iloc[0]
    name, scale = grouping.loss_axis(data, axis)
    titles = list(data["panel"].unique())
    groups = list(data["series"].unique())
    colours = dict(zip(groups, style.series_colours(groups)))
    figure, top, grid = style.facets(options, titles, [*groups, "exact"], 2.1)
    covered = _covered(data)
    for axes, title in zip(grid, titles):
        beside = aside.steps(axes, covered[covered["panel"] == title], groups)
        _panel(axes, data[data["panel"] == title], colours, scale, beside)
    if (data["kind"] == "exact").any():
        grid[0].plot([], [], color="black", linewidth=0.9, label="exact")
    grid[0].margins(y=0.08)
    for axes in grid:
        axes.ticklabel_format(axis="y", useOffset=False)
        ranges.ticks_of_rates(axes, axis)
    style.share_legend(top, grid)
    style.label_axes(figure, grid, name, "share of attempts established")
    return style.Drawing(figure)


FIGURE = Figure(needs=(summaries, sweep), table=table, draw=draw,
                cells=Cells("share of attempts established", "share", ("value",)))
