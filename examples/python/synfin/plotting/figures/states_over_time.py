# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How many connections are in each state over time, at the hosts that connect and at the others."""

import numpy

from synfin.plotting import populations, style
from synfin.schema import STATES
from synfin.plotting.figure import Cells, Figure, frame, one_run, population

COLUMNS = ("end", "state", "time_s", "connections")
MOST_POINTS = 400
LOW, BRIEF = 0.01, 0.0025  # shares of the height and of the width that an eye needs


def table(source, options):
    times, numbers, _ = populations.at(source.runs[0], MOST_POINTS, options)
    rows = []
    for (end, state), counts in numbers.items():
        rows += [(end, state, time, count) for time, count in zip(times, counts.tolist())]
    return frame(rows, COLUMNS)


def _is_seen(times, counts, top):
    """@return whether a layer is, somewhere in its panel, high enough for long enough."""
    lasts = numpy.diff(times, append=times[-1])
    return lasts[counts >= LOW * top].sum() > BRIEF * (times[-1] - times[0])


def _panel(axes, rows, end):
    """Draws the layers of one end. @return {state: whether an eye can see it}"""
    layers = [state for state in STATES if (rows["state"] == state).any()]
    times = rows[rows["state"] == layers[0]]["time_s"].to_numpy()
    counts = [rows[rows["state"] == state]["connections"].to_numpy() for state in layers]
    top = max(sum(counts).max(), 1)
    seen = {state: _is_seen(times, here, top) for state, here in zip(layers, counts)}
    axes.stackplot(times, *counts, colors=[style.STATE_COLOURS[state] for state in layers], step="post", linewidth=0,
                   labels=[state if seen[state] else "_" for state in layers])
    axes.set_title(f"{end}s", loc="left")
    axes.set_ylim(0, None)
    axes.set_xlim(times[0], times[-1] if times[-1] > times[0] else times[0] + 1)
    style.counts(axes.yaxis)
    return seen


def draw(data, options):
    ends = [end for end in populations.ENDS if (data["end"] == end).any()]
    states = [state for state in STATES if (data["state"] == state).any()]
    figure, legend, panels = style.stacked(options, ends, states, 1.45)
    seen = [_panel(axes, data[data["end"] == end], end) for axes, end in zip(panels, ends)]
    style.share_legend(legend, panels, order=STATES)
    unseen = [state for state in states if not any(panel.get(state) for panel in seen)]
    note = f"too brief or too few to be seen: {', '.join(unseen)}" if unseen else ""
    note = style.wrapped(note, options.width - 0.6, style.SETTINGS["axes.labelsize"])
    panels[-1].set_xlabel(f"simulated time (s)\n{note}".rstrip())
    figure.supylabel("connections", fontsize=7.5)
    return style.Drawing(figure)


FIGURE = Figure(needs=(one_run, population), table=table, draw=draw,
                cells=Cells("connections", "connections", ("time_s",), ("state",), ("end",), head="time (s)"))
