# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How many segments an attempt to connect sends again: SYNs, SYN-ACKs, data and FINs, over a parameter."""

import dataclasses
import math

import numpy

from synfin.plotting import grouping, handshakes, ranges, style
from synfin.plotting.figure import Cells, Figure, connections, frame, summaries
from synfin.theory.intervals import mean_of_samples, normal_quantile
from synfin.tools.parameters import value_of

COLUMNS = ("panel", "kind", "parameter", "value", "label", "segment", "per_attempt", "low", "high", "count", "attempts", "runs", "unit")
SEGMENTS = {"syn": "SYN", "synack": "SYN-ACK", "data": "data", "fin": "FIN"}
SENT = {"syn": "syn_sent", "synack": "synack_sent"}  # columns of connections.csv
COLOURS = dict(zip(SEGMENTS, (style.BLUE, style.VERMILLION, style.PURPLE, style.GREEN)))
CURVE_POINTS = 61
APART = 0.05  # of the way between places


def check(source):
    """connections.csv, or runs that differ in a parameter"""
    return connections(source) if not grouping.varying(source.runs) else None


def _within(run, segment):
    """@return half of the interval of the mean of one run, from its connections or a sample of them; None where these do not tell it."""
    if segment not in SENT or not run.has("connections"):
        return None
    count, total, squares = 0, 0, 0
    for chunk in run.chunks("connections", [SENT[segment]]):
        again = numpy.maximum(chunk[SENT[segment]].to_numpy() - 1, 0)
        count, total, squares = count + len(again), total + int(again.sum()), squares + int((again * again).sum())
    if count < 2:
        return None
    variance = max(0.0, squares - total**2 / count) / (count - 1)
    return normal_quantile() * math.sqrt(variance / run.summary["connections"]["attempted"])  # of all, whom the mean is of


def _interval(runs, segment, mean):
    """@return low, high: over replications, or within a single run"""
    each = [run.summary["retransmissions"][segment] / run.summary["connections"]["attempted"] for run in runs]
    half = _within(runs[0], segment) if len(runs) == 1 else None
    low, high = mean_of_samples(each)[1:] if len(runs) > 1 else (mean - half, mean + half) if half is not None else (None, None)
    return low if low is None else max(0.0, low), high


def _simulated(runs, options):
    """Yields segment, mean per attempt, its interval, count, attempts, runs."""
    attempts = sum(run.summary["connections"]["attempted"] for run in runs)
    if len(runs) == 1:
        handshakes.note_phases(runs, options)
    for segment in SEGMENTS:
        counts = [run.summary["retransmissions"].get(segment) for run in runs]
        if attempts and None not in counts:
            mean = sum(counts) / attempts
            yield segment, mean, *_interval(runs, segment, mean), sum(counts), attempts, len(runs)


def _exact(axis, points, options):
    """@return [(value, SYNs sent again per attempt)]: a curve over loss; of any other parameter, the points themselves"""
    runs = [run for replications in points.values() for run in replications]
    if axis in grouping.LOSSES and not grouping.is_of_script(runs, axis):
        most = max(value for value, in points)
        losses = [most * place / (CURVE_POINTS - 1) for place in range(CURVE_POINTS)]
        curve = [(value, handshakes.exact(runs[0], options, {axis: value})) for value in losses]
    else:
        curve = [(value, handshakes.exact(replications[0], options)) for (value,), replications in points.items()]
    return [(value, sum(number * share for number, share in enumerate(law.syn_counts()))) for value, law in curve if law]


def table(source, options):
    axis, name, unit, sizes, texts = ranges.axis_of_any("retransmissions", source, options.by)
    rows, others = [], dataclasses.replace(options, by=None)
    for part in grouping.parts("retransmissions", source, others, [axis] if axis else [], grouping.MOST_PANELS, 1):
        points = grouping.by_values(part.runs, [axis]) if axis else {(None,): part.runs}
        head = lambda kind, value: (part.panel, kind, name, sizes.get(value, value), texts.get(value))
        for (value,), runs in points.items():
            rows += [(*head("simulated", value), *found, unit) for found in _simulated(runs, options)]
        rows += [(*head("exact", value), "syn", mean, *[None] * 5, unit) for value, mean in _exact(axis, points, options)]
    return frame(rows, COLUMNS)


def _panel(axes, data, scale, step):
    for place, (segment, name) in enumerate(SEGMENTS.items()):
        rows = data[(data["segment"] == segment) & (data["kind"] == "simulated")]
        if rows.empty:
            continue
        axes.errorbar(scale * (rows["value"] + (place - 1.5) * step), rows["per_attempt"], yerr=style.error_bars(rows["per_attempt"], rows),
                      fmt=style.MARKERS[place], color=COLOURS[segment], capsize=1.5, elinewidth=0.8, label=name, clip_on=False, zorder=3)
    curve = data[data["kind"] == "exact"]
    if len(curve) == 1 or curve["label"].notna().any():  # beside the dot of SYNs
        axes.plot(scale * (curve["value"] - 1.5 * step), curve["per_attempt"], "_", markersize=12, color="black", label="exact (SYN)")
    elif len(curve):
        axes.plot(scale * curve["value"], curve["per_attempt"], color=COLOURS["syn"], linewidth=0.9, label="exact (SYN)")


def draw(data, options):
    panels = list(data["panel"].unique())
    name, scale = grouping.loss_axis(data, data["parameter"].iloc[0])
    dots = data[data["kind"] == "simulated"]
    segments = [SEGMENTS[segment] for segment in SEGMENTS if segment in set(dots["segment"])]
    figure, top, grid = style.facets(options, panels, [*segments, "exact (SYN)"], 2.1)
    values = sorted(dots["value"].unique())
    step = APART * min([after - before for before, after in zip(values, values[1:])] or [1])
    for axes, panel in zip(grid, panels):
        _panel(axes, data[data["panel"] == panel], scale, step)
    if data["label"].notna().any() or len(values) == 1:
        texts = dots.drop_duplicates("value").set_index("value")["label"].fillna("")
        grid[0].set_xticks(values if name else [], [texts[value] or style.number(scale * value) for value in values] if name else [])
        grid[0].set_xlim(min(values) - 0.5, max(values) + 0.5)
    grid[0].set_ylim(0, None)
    for axes in grid:
        ranges.ticks_of_rates(axes, name)
    style.share_legend(top, grid, order=[*segments, "exact (SYN)"])
    style.label_axes(figure, grid, name, "sent again per attempt")
    return style.Drawing(figure)


FIGURE = Figure(needs=(summaries, check), table=table, draw=draw,
                cells=Cells("sent again per attempt", "per_attempt", ("label", "value"), ("segment",)))
