# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The pictures of distributions: steps, bins and boxes."""

import numpy

from synfin.plotting import style
from synfin.plotting.grammar import axes as axes_
from synfin.plotting.grammar import distributions
from synfin.plotting.grammar.drawing import Sheet, legend
from synfin.plotting.grammar.places import CATEGORY
from synfin.plotting.grammar.points import EXACT, SIMULATED

NOTHING = 1e-12  # a share that no axis shows


def _check_values(data, options, column="value"):
    axes_.check_log(options.log, "x", data[column], data["figure"].iloc[0])


def steps(data, options, is_tail):
    """@return drawings of an ecdf or a ccdf, one a page."""
    _check_values(data, options)
    logs = {way: way in options.log for way in "xy"}
    simulated = data[data["kind"] == SIMULATED]
    name = data["figure"].iloc[0]
    what = "that exceeds it" if is_tail else "up to it"
    sheet = Sheet(data, options, legend(data), (distributions.label(name), f"share {what}"))
    low, high = axes_.limits(simulated["value"], logs["x"], 0.03)
    least = simulated["share"][simulated["share"] > 0].min()

    def panel(axes, rows):
        for series in sheet.series:
            its = simulated.loc[rows.index.intersection(simulated.index)]
            _step_series(axes, its[its["series"] == series], sheet, (low, high), is_tail, logs["y"])
            _step_law(axes, rows[(rows["kind"] == EXACT) & (rows["series"] == series)], (low, high), is_tail, logs["y"])
        if (data["kind"] == EXACT).any():
            axes.plot([], [], color="black", linewidth=0.7, dashes=(3, 2), label="exact")
        if logs["x"]:
            axes.set_xscale("log")
        if logs["y"]:
            axes.set_yscale("log")
        axes.set_xlim(low, high)
        axes.set_ylim(*((least / 2, 1.3) if logs["y"] else (0, 1.02)))
        axes_.plain(axes.xaxis, logs["x"])
        axes_.plain(axes.yaxis, logs["y"])

    return sheet.draw(panel)


def _extended(rows, column, begin, is_log):
    """@return a column with what is before the first step, and behind the last; on a logarithmic axis 0 is far below it."""
    shares = numpy.array([begin, *rows[column], rows[column].iloc[-1]], dtype=float)
    return numpy.maximum(shares, NOTHING) if is_log else shares


def _step_series(axes, rows, sheet, ends, is_tail, is_log):
    if rows.empty:
        return
    colour, values = sheet.colours[rows["series"].iloc[0]], [ends[0], *rows["value"], ends[1]]
    shares, low, high = (_extended(rows, column, 1.0 if is_tail else 0.0, is_log) for column in ("share", "low", "high"))
    axes.fill_between(values[:-1], low[:-1], high[:-1], step="post", color=colour, alpha=0.25, linewidth=0)
    axes.plot(values, shares, color=colour, drawstyle="steps-post", label=rows["series"].iloc[0] or SIMULATED)


def _step_law(axes, rows, ends, is_tail, is_log):
    if not rows.empty:
        shares = _extended(rows, "share", 1.0 if is_tail else 0.0, is_log)
        axes.plot([ends[0], *rows["value"], max(ends[1], rows["value"].iloc[-1])], shares, color="black", drawstyle="steps-post",
                  linewidth=0.7, dashes=(3, 2))


def bins(data, options):
    """@return drawings of a histogram, one a page."""
    sheet = Sheet(data, options, legend(data),
                  (distributions.label(data["figure"].iloc[0]), "share of connections"))
    is_log = "y" in options.log
    shown = data["share"][data["share"] > 0]
    top, is_whole = data["share"].max(), bool((data["to"] - data["from"] == 1).all())

    def panel(axes, rows):
        for series, its in rows.groupby("series", sort=False):
            edges = numpy.append(its["from"], its["to"].iloc[-1])
            shares = its["share"].to_numpy()
            floor = shown.min() / 2 if is_log else 0
            axes.stairs(numpy.maximum(shares, floor), edges, baseline=floor, color=sheet.colours[series], linewidth=1.0,
                        label=series or SIMULATED)
            if len(sheet.series) == 1:
                axes.stairs(numpy.maximum(shares, floor), edges, baseline=floor, color=sheet.colours[series], alpha=0.25, fill=True)
        if is_log:
            axes.set_yscale("log")
        axes.set_ylim(*((shown.min() / 2, top * 1.5) if is_log else (0, top * 1.05)))
        axes.set_xlim(data["from"].min(), data["to"].max())
        if is_whole:
            axes.xaxis.set_major_locator(style.matplotlib.ticker.MaxNLocator(axes_.MOST_TICKS[False], integer=True))
        if "x" in options.log:
            axes.set_xscale("log")
        axes_.plain(axes.xaxis, "x" in options.log)
        axes_.plain(axes.yaxis, is_log)

    return sheet.draw(panel)


def boxes(data, options):
    """@return drawings of boxes, one a page: half of the values in the box, 90 % between the whiskers, the median black."""
    if "x" in options.log:
        axes_.check_log_of_categories(options.log, data["parameter"].iloc[0] or "--series")
    axes_.check_log(options.log, "y", data["min"], data["figure"].iloc[0])
    is_log = "y" in options.log
    parameter = data["parameter"].iloc[0] if data["parameter"].notna().any() else ""
    look = axes_.look(parameter, CATEGORY, data)
    series = list(data["series"].unique())
    sheet = Sheet(data, options, legend(data) if parameter else [""], (parameter, distributions.label(data["figure"].iloc[0])))
    bounds = axes_.limits(data[["p5", "p95"]].to_numpy().ravel(), is_log, 0.08)

    def panel(axes, rows):
        wide = 0.8 / (len(series) if parameter else 1)
        for row in rows.itertuples():
            place = series.index(row.series)
            at = row.place + (place - (len(series) - 1) / 2) * wide if parameter else place
            _box(axes, row, at, wide * 0.8, sheet.colours[row.series])
        if is_log:
            axes.set_yscale("log")
        axes.set_ylim(bounds)
        axes_.put_categories(axes, look.names if parameter else [name or " " for name in series], sheet.inches())
        if parameter and series != [""]:
            for name in series:
                axes.plot([], [], color=sheet.colours[name], linewidth=4, label=name)
        axes_.plain(axes.yaxis, is_log)

    return sheet.draw(panel)


def _box(axes, row, at, wide, colour):
    axes.plot([at, at], [row.p5, row.p95], color=colour, linewidth=0.9)
    for end in (row.p5, row.p95):
        axes.plot([at - wide / 4, at + wide / 4], [end, end], color=colour, linewidth=0.9)
    axes.bar(at, row.p75 - row.p25, wide, row.p25, color=colour, alpha=0.55, linewidth=0)
    axes.plot([at - wide / 2, at + wide / 2], [row.p50] * 2, color="black", linewidth=1.3, solid_capstyle="butt")
