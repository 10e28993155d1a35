# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How many connections are in each state over time, at the hosts that connect and at the others."""

from synfin.plotting import populations, style
from synfin.schema import STATES
from synfin.plotting.figure import Figure, frame, one_run, population

COLUMNS = ("end", "state", "time_s", "connections")
MOST_POINTS = 400


def table(source, options):
    times, numbers, _ = populations.at(source.runs[0], MOST_POINTS, options)
    rows = []
    for (end, state), counts in numbers.items():
        if counts.any():
            rows += [(end, state, time, count) for time, count in zip(times, counts.tolist())]
    return frame(rows, COLUMNS)


def draw(data, options):
    ends = [end for end in populations.ENDS if (data["end"] == end).any()]
    states = [state for state in STATES if (data["state"] == state).any()]
    figure, legend, panels = style.stacked(options, ends, states)
    for axes, end in zip(panels, ends):
        rows = data[data["end"] == end]
        layers = [state for state in states if (rows["state"] == state).any()]
        times = rows[rows["state"] == layers[0]]["time_s"]
        axes.stackplot(times, *(rows[rows["state"] == state]["connections"] for state in layers),
                       colors=[style.STATE_COLOURS[state] for state in layers], labels=layers,
                       linewidth=0)
        axes.set_title(f"{end}s", loc="left")
        axes.set_ylim(0, None)
        axes.set_xlim(times.min(), times.max())
        style.counts(axes.yaxis)
    style.share_legend(legend, panels, order=STATES)
    panels[-1].set_xlabel("simulated time (s)")
    figure.supylabel("connections", fontsize=7.5)
    return style.Drawing(figure)


FIGURE = Figure(needs=(one_run, population), table=table, draw=draw)
