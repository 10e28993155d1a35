# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The tail of the handshake's latency: the share of attempts that are not yet established after a time."""

import numpy

from synfin.plotting import grouping, handshakes, style
from synfin.plotting.figure import Cells, Figure, frame
from synfin.plotting.figure import handshakes as needs_handshakes
from synfin.theory.intervals import wilson

COLUMNS = ("panel", "series", "kind", "latency_s", "share", "low", "high", "n")
MOST_STEPS = 1500
ROUNDING = 1e-13  # of a sum of probabilities


def table(source, options):
    rows = []
    for part in grouping.parts("latency-ccdf", source, options, of_groups=True):
        head = (part.panel, part.series)
        seen = handshakes.of(part.runs)
        if seen.latency.count:
            handshakes.note_phases(part.runs, options)
            for latency, count in zip(*seen.latency.tail(MOST_STEPS)):
                longer = seen.attempts - int(count)
                rows.append((*head, "simulated", latency, longer / seen.attempts, *wilson(longer, seen.attempts), seen.attempts))
        elif seen.attempts:
            rows.append((*head, "simulated", None, 1.0, *wilson(seen.attempts, seen.attempts), seen.attempts))
        theory = handshakes.exact(part.runs[0], options)
        if theory:
            rows += [(*head, "exact", latency, share, None, None, None) for latency, share in tail(theory)]
    return frame(rows, COLUMNS)


def tail(theory):
    """@return [(latency, probability that an attempt takes longer, or for ever)]: sums from the end, whose small numbers are right."""
    latencies, shares = list(theory.atoms), list(theory.atoms.values())
    never = 1 - theory.established
    sums = numpy.cumsum([never if never > ROUNDING else 0.0, *reversed(shares[1:])])
    return list(zip(latencies, reversed(sums.tolist())))


def _panel(axes, data, colours, limits):
    low, high, bottom = limits
    for series, rows in data[data["kind"] == "simulated"].groupby("series", sort=False):
        extended = lambda name: [1.0, *rows[name].clip(lower=bottom / 10), max(rows[name].iloc[-1], bottom / 10)]
        times = [low, *rows["latency_s"].fillna(low), high]
        axes.fill_between(times, extended("low"), extended("high"), step="post", color=colours[series], alpha=0.25, linewidth=0)
        axes.plot(times, extended("share"), color=colours[series], drawstyle="steps-post", label=series or "simulated")
    name = "exact"
    for _, rows in data[data["kind"] == "exact"].groupby("series", sort=False):
        shares = rows["share"].clip(lower=bottom / 10)
        axes.plot([low, *rows["latency_s"], high], [1.0, *shares, shares.iloc[-1]], color="black", drawstyle="steps-post", linewidth=0.7,
                  dashes=(3, 2), label=name)
        name = ""


def draw(data, options):
    panels, series = list(data["panel"].unique()), list(data["series"].unique())
    colours = dict(zip(series, style.series_colours(series)))
    simulated = data[data["kind"] == "simulated"]
    figure, top, grid = style.facets(options, panels, [*series, "exact"])
    positive = simulated[simulated["share"] > 0]["share"]
    latencies = handshakes.shown(simulated["latency_s"])
    bottom = 0.5 * positive.min() if len(positive) else 0.5 / simulated["n"].max()
    for axes, panel in zip(grid, panels):
        begin = style.logarithmic(axes, "x", latencies)
        low = latencies.min() * 0.75 if begin is None else begin
        high = max(latencies.max() * 1.4, low * 3) or 1.0
        axes.set_yscale("log")
        _panel(axes, data[data["panel"] == panel], colours, (low, high, bottom))
        axes.set_xlim(low, high)
        style.plain_log(axes.xaxis)
    grid[0].set_ylim(bottom, 1.3)
    style.share_legend(top, grid)
    style.label_axes(figure, grid, "time since the first SYN (s)", "share not yet established")
    return style.Drawing(figure)


FIGURE = Figure(needs=(needs_handshakes,), table=table, draw=draw,
                cells=Cells("share of attempts not yet established", "share", ("latency_s",), head="time since the first SYN (s)"))
