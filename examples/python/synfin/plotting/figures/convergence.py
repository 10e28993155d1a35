# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The mean handshake latency, or another figure, over the number of replications so far: whether there are enough."""

from synfin.plotting import grouping, handshakes, style
from synfin.plotting.figure import Cells, Figure, frame, summaries
from synfin.plotting.grammar import quantities
from synfin.results.source import value_of

COLUMNS = ("panel", "series", "figure", "replications", "run", "value", "low", "high", "label")
STANDARD = "handshake_latency_s.mean"
BESIDE = 0.03  # of a replication, between intervals at the same number
MOST = 100  # numbers of replications that are looked at


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


def _numbers(count):
    """@return from 1 to a count, all or MOST of them, the last among them."""
    return [-(-count * place // min(count, MOST)) for place in range(1, min(count, MOST) + 1)]


def table(source, options):
    quantity = quantities.resolve(options.y or STANDARD, source.runs)
    rows, sizes = [], []
    for part in grouping.parts("convergence", source, options):
        # Where nothing was established there is no latency; points.csv leaves such a run out, too.
        known = [run for run in sorted(part.runs, key=_number) if quantity.at([run]) is not None]
        for count in _numbers(len(known)) if known else ():
            found = quantity.at(known[:count])
            bounds = (found.low, found.high) if count > 1 or found.n else (None, None)  # of connections, one run has an interval
            rows.append((part.panel, part.series, quantity.title, count, value_of(known[count - 1].parameters, "run"), found.value, *bounds,
                         quantity.label()))
        sizes.append((len(known), len(part.runs)))
    handshakes.note_without(sum(not known for known, _ in sizes), len(sizes), "points", options)
    some = [(known, runs) for known, runs in sizes if known]
    handshakes.note_without(sum(runs - known for known, runs in some), sum(runs for _, runs in some), "runs of other points", options)
    return frame(rows, COLUMNS)


def draw(data, options):
    panels, series = list(data["panel"].unique()), list(data["series"].unique())
    figure, top, grid = style.facets(options, panels, series)
    colours = dict(zip(series, style.series_colours(series)))
    for axes, panel in zip(grid, panels):
        for place, name in enumerate(series):
            rows = data[(data["panel"] == panel) & (data["series"] == name)]
            axes.plot(rows["replications"], rows["value"], color=colours[name], linewidth=1.0, marker=".", markersize=3,
                      label=name or "simulated")
            known = rows[rows["low"].notna()].astype({"low": float, "high": float})
            if len(known) == 1:  # which makes no band
                axes.errorbar(known["replications"] + BESIDE * (place - (len(series) - 1) / 2), known["value"], yerr=style.error_bars(known["value"], known), fmt="none",
                              ecolor=colours[name], capsize=2, elinewidth=0.8)  # beside the others
            axes.fill_between(known["replications"].astype(float), known["low"], known["high"], color=colours[name], alpha=0.25, linewidth=0)
    known = data[data["replications"] > 2]  # with two, the interval has no end worth showing, where there are more
    shown = (known if not known.empty else data)[["low", "high", "value"]].astype(float)
    low, high = min(shown.min().min(), data["value"].min()), max(shown.max().max(), data["value"].max())
    margin = 0.08 * (high - low) or 0.1 * (abs(high) or 1.0)
    grid[0].set_ylim(max(low - margin, 0.0) if data["value"].min() >= 0 else low - margin, high + margin)
    style.counts(grid[0].xaxis)
    style.share_legend(top, grid, series)
    style.label_axes(figure, grid, "replications", data["label"].iloc[0])
    return style.Drawing(figure)


FIGURE = Figure(needs=(summaries, replications), table=table, draw=draw,
                cells=Cells("{label}", "value", ("replications",), head="replications"))
