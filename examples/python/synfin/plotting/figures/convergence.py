# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The mean handshake latency over the number of replications so far: whether there are enough."""

from synfin.plotting import grouping, handshakes, style
from synfin.plotting.figure import Figure, frame, summaries
from synfin.results.source import value_of
from synfin.theory.intervals import mean_of_samples

COLUMNS = ("panel", "series", "replications", "run", "latency_s", "low", "high")


def _points(source):
    """@return lists of runs that differ in their run number only."""
    return list(grouping.by_values(source.runs, grouping.varying(source.runs)).values())


def replications(source):
    """replications: runs that differ in their run number alone"""
    if max(len(runs) for runs in _points(source)) > 1:
        return None
    return "wanted: more than one run of a point (synfin-sweep --runs 2, or more)"


def _number(run):
    """@return what orders replications: they are done in the order of their run numbers"""
    return float(value_of(run.parameters, "run") or 0)


def table(source, options):
    rows, sizes = [], []
    for part in grouping.parts("convergence", source, options):
        means = []
        for run in sorted(part.runs, key=_number):
            told = run.summary["handshake_latency_s"]
            if not told["count"]:
                continue  # nothing was established, so that there is no latency; points.csv leaves it out, too
            means.append(told["mean"])
            value, low, high = mean_of_samples(means)
            bounds = (low, high) if len(means) > 1 else (None, None)
            rows.append((part.panel, part.series, len(means), value_of(run.parameters, "run"), value, *bounds))
        sizes.append((len(means), len(part.runs)))
    handshakes.note_without(sum(not known for known, _ in sizes), len(sizes), "points", options)
    some = [(known, runs) for known, runs in sizes if known]
    handshakes.note_without(sum(runs - known for known, runs in some), sum(runs for _, runs in some), "runs of other points", options)
    return frame(rows, COLUMNS)


def draw(data, options):
    panels, series = list(data["panel"].unique()), list(data["series"].unique())
    figure, top, grid = style.facets(options, panels, series)
    colours = dict(zip(series, style.series_colours(series)))
    for axes, panel in zip(grid, panels):
        for name in series:
            rows = data[(data["panel"] == panel) & (data["series"] == name)]
            axes.fill_between(rows["replications"].astype(float), rows["low"].astype(float), rows["high"].astype(float),
                              color=colours[name], alpha=0.25, linewidth=0)
            axes.plot(rows["replications"], rows["latency_s"], color=colours[name], linewidth=1.0, marker=".", markersize=3,
                      label=name or "simulated")
    known = data[data["replications"] > 2]  # with two, the interval has no end worth showing
    shown = (known if not known.empty else data)[["low", "high", "latency_s"]].astype(float)
    low, high = min(shown.min().min(), data["latency_s"].min()), max(shown.max().max(), data["latency_s"].max())
    margin = 0.08 * (high - low) or 0.1 * (abs(high) or 1.0)
    grid[0].set_ylim(max(low - margin, 0.0), high + margin)
    style.counts(grid[0].xaxis)
    style.share_legend(top, grid, series)
    style.label_axes(figure, grid, "replications", "mean handshake latency (s)")
    return style.Drawing(figure)


FIGURE = Figure(needs=(summaries, replications), table=table, draw=draw)
