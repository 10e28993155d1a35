# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How long connections stay in each state."""

import functools
import math

import numpy

from synfin.plotting import style
from synfin.plotting.counting import Distribution
from synfin.plotting.figure import Cells, Figure, frame, one_run, transitions
from synfin.results import parallel
from synfin.schema import STATES

COLUMNS = ("state", "count", "mean_s", "min_s", "p5_s", "p25_s", "p50_s", "p75_s", "p95_s", "max_s")
MOST_TICKS = 6
BESIDE = 0.9  # inches of the names of states
BETWEEN = 0.1  # inches between the texts of two ticks
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


def _edges(chunks):
    """@return {(place of the old state, of the new one): Distribution} of rows of transitions.csv"""
    edges = {}
    for chunk in chunks:
        old, new = (chunk[name].cat.codes.to_numpy() for name in ("oldstate", "newstate"))
        keys = old.astype(numpy.uint8) * len(STATES) + new.astype(numpy.uint8)
        order = numpy.argsort(keys, kind="stable")
        times = chunk["ms"].to_numpy()[order] / 1000
        kinds, begins = numpy.unique(keys[order], return_index=True)
        for kind, some in zip(kinds.tolist(), numpy.split(times, begins[1:])):
            edges.setdefault(divmod(kind, len(STATES)), Distribution()).add(some)
    return edges


@functools.lru_cache(maxsize=4)
def by_edge(run):
    """@return {(old state, new state): Distribution} of how long the old state lasted."""
    edges = {}
    for part in parallel.mapped(run, "transitions", ["oldstate", "newstate", "ms"], _edges):
        for (old, new), seen in sorted(part.items()):
            edges.setdefault((STATES[old], STATES[new]), Distribution()).join(seen)
    return edges


def table(source, options):
    by_state = {}
    for (old, _), seen in by_edge(source.runs[0]).items():
        if old not in ("CLOSED", "LISTEN"):
            by_state.setdefault(old, Distribution()).join(seen)
    rows = []
    for state in STATES:
        if state in by_state:
            seen = by_state[state]
            rows.append((state, seen.count, seen.mean(), seen.smallest, *seen.quantiles(SHARES),
                         seen.largest))
    return frame(rows, COLUMNS)


def _width(tick):
    """@return inches of the text of a tick."""
    return style.LETTER * style.SETTINGS["xtick.labelsize"] / 72 * len(style.duration(tick))


def _fits(ticks, most, options):
    """@return whether there is room for the texts of ticks beside each other, on an axis up to the most that there is."""
    inches = options.width - BESIDE - _width(ticks[-1]) / 2
    apart = inches * math.log10(ticks[1] / ticks[0]) / math.log10(max(ticks[-1], most) / ticks[0]) if len(ticks) > 1 else inches
    return all((_width(one) + _width(other)) / 2 + BETWEEN <= apart for one, other in zip(ticks, ticks[1:]))


def _decades(data, options):
    """@return ticks of a logarithmic axis, in seconds, and whether the first one stands for zero."""
    values = data.drop(columns=["state", "count"]).to_numpy()
    positive = values[values > 0]
    has_zero = (values == 0).any()
    if not len(positive):
        return [1.0], has_zero
    low, high = (int(f(math.log10(v))) for f, v in
                 ((math.floor, positive.min()), (math.ceil, positive.max())))
    low -= has_zero
    step = -(-(high - low + 1) // MOST_TICKS)
    choices = ([10.0**power for power in range(low, high + 1, wide)] for wide in range(step, high - low + 2))
    return next(ticks for ticks in choices if _fits(ticks, positive.max(), options)), has_zero


def _room(ticks, options):
    """@return the factor beyond the last tick, so that half of its text is within the figure."""
    half = _width(ticks[-1]) / 2
    decades = math.log10(ticks[-1] / ticks[0]) if len(ticks) > 1 else 1
    return max(1.4, 10 ** (decades * half / (options.width - BESIDE - half)))


def draw(data, options):
    ticks, has_zero = _decades(data, options)
    figure, axes = style.panels(options, height=0.75 + 0.24 * len(data))
    shown = data.set_index("state").drop(columns="count").clip(lower=ticks[0])
    for place, (state, row) in enumerate(shown.iterrows()):
        colour = style.STATE_COLOURS[state]
        axes.plot([row["min_s"], row["max_s"]], [place] * 2, color="#777777", linewidth=0.6)
        axes.plot([row["p5_s"], row["p95_s"]], [place] * 2, color=colour, linewidth=2.4,
                  solid_capstyle="butt")
        axes.barh(place, row["p75_s"] - row["p25_s"], 0.6, row["p25_s"], color=colour)
        axes.plot([row["p50_s"]] * 2, [place - 0.36, place + 0.36], color="black", linewidth=1.4)
    axes.set_xscale("log")
    axes.set(xlabel="time in the state", ylim=(len(data) - 0.4, -0.6),
             xlim=(ticks[0] / 1.4, max(ticks[-1] * _room(ticks, options), data["max_s"].max() * 1.4)))
    axes.set_yticks(range(len(data)), data["state"])
    axes.set_xticks(ticks, ["0" if has_zero and tick == ticks[0] else style.duration(tick)
                            for tick in ticks])
    axes.xaxis.set_minor_locator(style.matplotlib.ticker.NullLocator())
    axes.grid(axis="y", visible=False)
    told = style.wrapped("black: median; box: half; thick line: 90 %; thin line: all", options.width - 0.45, 6.5)
    axes.set_title(told, loc="left", fontsize=6.5)
    return style.Drawing(figure)


FIGURE = Figure(needs=(one_run, transitions), table=table, draw=draw,
                cells=Cells("time in the state (s)", COLUMNS[2:], ("state",), (), (), head="state"))
