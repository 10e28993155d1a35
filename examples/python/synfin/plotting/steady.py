# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How many are in TIME_WAIT on average, over a parameter that decides it, and Little's law: the figures time-wait-vs-..."""

from synfin.plotting import grouping, ranges, style
from synfin.plotting.figure import frame
from synfin.theory import intervals, queueing
from synfin.theory.handshake import NotApplicable
from synfin.tools import parameters as parameters_

COLUMNS = ("panel", "series", "kind", "value", "connections", "low", "high", "interval", "runs")
CURVE_POINTS = 61
LAW = "rate × 2MSL"
LENGTH_OF_A_RUN = ("connections", "duration")
REPLICATIONS, POISSON = "replications", "poisson"  # where an interval comes from


def check(source):
    """runs whose rate and length of TIME_WAIT are known"""
    for run in source.runs:
        if run.parameters.get("arrivals") not in ("poisson", "constant"):
            return "wanted: --arrivals poisson or constant"
        try:
            parameters_.mean_time_wait(run.parameters)
            run.parameters["rate"]  # pylint: disable=pointless-statement
        except NotApplicable as error:
            return str(error)
    return None


def law(parameters):
    """@return the mean number in TIME_WAIT where all connections are established and closed in order."""
    return queueing.little(parameters_.waiting_ends(parameters) * parameters["rate"], parameters_.mean_time_wait(parameters))


def _of_one(run, mean):
    """@return low, high, where they come from: of one run, what Poisson arrivals make of a mean over its window"""
    if run.parameters["arrivals"] != "poisson":
        return None, None, None
    told, ends = run.summary["time_wait"], parameters_.waiting_ends(run.parameters)
    holding = parameters_.mean_time_wait(run.parameters)
    deviation = queueing.poisson_mean_deviation(mean / ends, holding, told["steady_to_s"] - told["steady_from_s"])
    half = intervals.normal_quantile() * ends * deviation  # both ends of a connection wait together
    return max(0.0, mean - half), mean + half, POISSON


def _point(figure, runs, options):
    """@return mean, low, high, where these come from, and of how many runs; None where no run has a steady window."""
    long_enough = [run for run in runs if run.summary["time_wait"].get("mean_steady") is not None]
    if len(long_enough) < len(runs):
        options.note(f"{figure}: {next(run.name for run in runs if run not in long_enough)} is left out: it is too short for a steady window of "
                     "TIME_WAIT")
    means = [run.summary["time_wait"]["mean_steady"] for run in long_enough]
    if len(means) > 1:
        mean, low, high = intervals.mean_of_samples(means)
        return mean, max(0.0, low), high, REPLICATIONS, len(means)
    return (means[0], *_of_one(long_enough[0], means[0]), 1) if means else None


def table(figure, axis, value_of, changed, source, options):
    """
    @param figure its name
    @param axis parameters that the x axis stands for
    @param value_of what they come to, of parameters
    @param changed parameters with another value there
    """
    rows = []
    names = grouping.of_synfin(source.runs, (*axis, *LENGTH_OF_A_RUN))
    for part in grouping.parts(figure, source, options, names):
        points = {}
        for run in part.runs:
            points.setdefault(value_of(run.parameters), []).append(run)
        for value, runs in sorted(points.items()):
            point = _point(figure, runs, options)
            if point:
                rows.append((part.panel, part.series, "simulated", value, *point))
        first, low, high = part.runs[0].parameters, min(points), max(points)
        for place in range(CURVE_POINTS):
            value = low + (high - low) * place / (CURVE_POINTS - 1)
            if ranges.is_wide(points):
                value = low * (high / low) ** (place / (CURVE_POINTS - 1))
            rows.append((part.panel, part.series, LAW, value, law(changed(first, value)), *[None] * 4))
    return frame(rows if any(row[2] == "simulated" for row in rows) else [], COLUMNS)


def draw(horizontal, data, options):
    """@param horizontal what the x axis is called"""
    panels, series = list(data["panel"].unique()), list(data["series"].unique())
    colours = dict(zip(series, style.series_colours(series)))
    figure, legend, grid = style.facets(options, panels, [*(name or "simulated" for name in series), LAW], 2.1)
    dots = data[data["kind"] == "simulated"]
    for axes, panel in zip(grid, panels):
        rows = data[data["panel"] == panel]
        for marker, (name, some) in zip(style.MARKERS * 2, rows.groupby("series", sort=False)):
            curve, here = some[some["kind"] == LAW], some[some["kind"] == "simulated"]
            axes.plot(curve["value"], curve["connections"], color=colours[name], linewidth=0.9)
            axes.errorbar(here["value"], here["connections"], yerr=style.error_bars(here["connections"], here), fmt=marker,
                          color=colours[name], capsize=2, elinewidth=0.8, label=name or "simulated", clip_on=False, zorder=3)
    grid[0].plot([], [], color="black", linewidth=0.9, label=LAW)
    positive = dots["value"].min() > 0 and dots["connections"].min() > 0
    is_wide = positive and any(map(ranges.is_wide, (dots["value"], dots["connections"])))
    for axes in grid:
        if is_wide:
            ranges.logarithmic(axes, "x", "y")
        else:
            axes.set(xlim=(0, None), ylim=(0, None))
            style.thousands(axes.xaxis)
            style.thousands(axes.yaxis)
    style.share_legend(legend, grid, order=[*(name or "simulated" for name in series), LAW])
    style.label_axes(figure, grid, horizontal, "connections in TIME_WAIT")
    return style.Drawing(figure)
