# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Handshake latency over the loss rate: mean and quantiles, simulated and exact."""

import math

from synfin.plotting import aside, grouping, handshakes, style
from synfin.plotting.errors import DoesNotFit
from synfin.plotting.figure import Cells, Figure, Options, frame, summaries
from synfin.results.source import value_of
from synfin.tools import latency as latency_
from synfin.theory.intervals import mean_of_samples, normal_quantile
from synfin.tools.latency import Pool

COLUMNS = ("panel", "kind", "parameter", "loss", "statistic", "latency_s", "low", "high", "runs", "n", "relative_error", "unit")
QUANTILES = {name: share for name, share in latency_.QUANTILES.items() if name != "p999"}
STATISTICS = ("mean", *QUANTILES)
CURVE_POINTS = 61
DOT = 1.08  # what a dot or a cap covers upwards and downwards, as a factor


def loss_of(source, options=Options()):
    """@return the loss parameter that varies (that of --by, if several do); DoesNotFit if none does."""
    for name in sorted(grouping.losses(source.runs), key=lambda name: name != options.by):
        if all(grouping.is_number(value_of(run.parameters, name)) for run in source.runs):
            return name
    raise DoesNotFit(f"handshake-vs-loss: {source.path}: wanted: runs that differ in their loss, a number")


def check(source):
    """runs that differ in their loss rate"""
    try:
        loss_of(source)
    except DoesNotFit as why:
        return str(why).rsplit(": ", 1)[-1]
    return None


def _mean(latencies):
    """Between replications if there are some; otherwise from the sample of the only one; no mean is below the least latency."""
    if len(latencies) > 1:
        mean, low, high = mean_of_samples([latency["mean"] for latency in latencies])
        return mean, max(low, min(latency["min"] for latency in latencies)), high
    only = latencies[0]
    if only["stddev"] is None:  # of a single connection
        return only["mean"], None, None
    half = normal_quantile() * only["stddev"] / math.sqrt(only["count"])
    return only["mean"], max(only["min"], only["mean"] - half), only["mean"] + half


def _percentile(statistic, pool, options):
    """Of all connections together, as points.csv has it."""
    low, high = pool.interval(QUANTILES[statistic])
    if low is None or high is None:
        options.note(f"handshake-vs-loss: {pool.count} connections are too few for an interval of {statistic}")
    return pool.quantile(QUANTILES[statistic]), low, high


def _simulated(panel, name, loss, runs, options):
    latencies = [run.summary["handshake_latency_s"] for run in runs]
    latencies = [latency for latency in latencies if latency["count"]]
    if not latencies:
        return
    handshakes.note_phases(runs, options)  # percentiles are of all connections together, however many runs there are
    n = sum(latency["count"] for latency in latencies)
    head = (panel, "simulated", name, loss)
    yield (*head, "mean", *_mean(latencies), len(latencies), n, 0.0)
    pool = Pool()
    if not all([pool.add(run.summary) for run in runs]):
        options.note(f"handshake-vs-loss: no percentiles of {runs[0].name}: its summary.json has no histogram")
        return
    for statistic in QUANTILES:
        yield (*head, statistic, *_percentile(statistic, pool, options), len(latencies), n, pool.relative_error)


def _exact(panel, most, run, name, options):
    """The curve from no loss up to the last point; nothing where no handshake can succeed."""
    if grouping.is_of_script([run], name):
        options.note(f"no exact values: handshake-vs-loss: what the script means by {name} is not known")
        return
    hopeless = []
    for point in range(CURVE_POINTS):
        loss = most * point / (CURVE_POINTS - 1)
        theory = handshakes.exact(run, options, {name: loss}, of_attempts=False)
        if not theory:
            return
        if not theory.established:
            hopeless.append(loss)
            continue
        for statistic in STATISTICS:
            value = theory.mean if statistic == "mean" else theory.quantile(QUANTILES[statistic])
            yield (panel, "exact", name, loss, statistic, value, None, None, None, None, None)
    if hopeless:
        where = " to ".join(f"{loss:g}" for loss in dict.fromkeys((hopeless[0], hopeless[-1])))
        options.note(f"no exact values: handshake-vs-loss: {name} {where}: no connection can be established")


def table(source, options):
    name = loss_of(source, options)
    rows = []
    for part in grouping.parts("handshake-vs-loss", source, options, [name], grouping.MOST_PANELS, 1):
        points = grouping.by_values(part.runs, [name])
        for (loss,), replications in points.items():
            rows += _simulated(part.panel, name, loss, replications, options)
        rows += _exact(part.panel, max(loss for loss, in points), part.runs[0], name, options)
    unit = None if grouping.is_of_script(source.runs, name) else grouping.SHARE
    return frame([(*row, unit) for row in rows], COLUMNS)


def _name(statistic):
    return "mean" if statistic == "mean" else f"{statistic[1:]}th percentile"


def _aside(axes, rows):
    """@return {row of the table: how far from its loss its dot stands}."""
    below, above = style.error_bars(rows["latency_s"], rows)
    dots = rows.assign(place=rows["loss"], name=rows["statistic"], bottom=(rows["latency_s"] - below) / DOT,
                       top=(rows["latency_s"] + above) * DOT)
    return aside.steps(axes, dots, STATISTICS)


def _panel(axes, data, scale):
    beside = _aside(axes, data[data["kind"] == "simulated"])
    for statistic, colour, marker in zip(STATISTICS, style.SERIES, style.MARKERS):
        rows = data[data["statistic"] == statistic]
        curve = rows[rows["kind"] == "exact"]
        # Quantiles jump, because the latency is nearly discrete.
        how = "default" if statistic == "mean" else "steps-post"
        axes.plot(scale * curve["loss"], curve["latency_s"], color=colour, linewidth=0.8,
                  drawstyle=how)
        dots = rows[rows["kind"] == "simulated"].sort_values("loss")
        places = scale * (dots["loss"] + dots.index.map(beside))
        axes.errorbar(places, dots["latency_s"], yerr=style.error_bars(dots["latency_s"], dots), color=colour, fmt=marker,
                      markersize=aside.SIZE, capsize=1.5, elinewidth=0.8, markeredgewidth=0.6, label=_name(statistic))


def draw(data, options):
    titles = list(data["panel"].unique())
    name, scale = grouping.loss_axis(data, data["parameter"].iloc[0])
    figure, top, grid = style.facets(options, titles, [*map(_name, STATISTICS), "exact"])
    for axes, title in zip(grid, titles):
        _panel(axes, data[data["panel"] == title], scale)
        begin = style.logarithmic(axes, "y", data[data["kind"] == "simulated"]["latency_s"])
    low, high = data["latency_s"].min(), data[["latency_s", "high"]].max().max()
    grid[0].set_ylim(low * 0.8 if begin is None else begin, 1.25 * high or 1.0)
    for axes in grid:
        style.plain_log(axes.yaxis)
    if not data[data["kind"] == "exact"].empty:
        grid[0].plot([], [], color="black", linewidth=0.8, label="exact")
    style.share_legend(top, grid)
    style.label_axes(figure, grid, name, "handshake latency (s)")
    return style.Drawing(figure)


FIGURE = Figure(needs=(summaries, check), table=table, draw=draw,
                cells=Cells("handshake latency (s)", "latency_s", ("loss",), ("statistic",)))
