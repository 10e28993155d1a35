# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Many connections as bars of states, each from its first SYN."""

import numpy

from synfin.plotting import lives, style
from synfin.plotting.errors import DoesNotFit
from synfin.schema import STATES
from synfin.plotting.figure import Figure, attempts, frame, one_run, transitions

COLUMNS = ("conn", "end", "state", "start_s", "begin_s", "end_s")
DEFAULT_COUNT = 24
MOST = 60
AT_ONCE = 1e-9  # seconds


def representative(run, count):
    """@return connections evenly spread over the order of their handshake latencies."""
    if not run.has("connections"):
        numbers = numpy.unique(numpy.concatenate(
            [chunk["conn"].unique() for chunk in run.chunks("transitions", ["conn"])]))
        return [int(number) for number in numbers[numbers > 0][:count]]
    numbers, latencies = [], []
    for chunk in run.chunks("connections", ["conn", "handshake_s", "syn_sent"]):
        chunk = chunk[chunk["syn_sent"] > 0]
        numbers.append(chunk["conn"].to_numpy())
        latencies.append(chunk["handshake_s"].fillna(numpy.inf).to_numpy())
    order = numpy.argsort(numpy.concatenate(latencies), kind="stable")
    places = numpy.unique(numpy.linspace(0, len(order) - 1, count).round().astype(int))
    return [int(number) for number in numpy.concatenate(numbers)[order[places]]]


def table(source, options):
    run = source.runs[0]
    numbers = options.connections[:MOST] or representative(run, DEFAULT_COUNT)
    if len(options.connections) > MOST:
        options.note(f"timeline: the first {MOST} of {len(options.connections)} connections")
    found = lives.read(run, numbers)
    rows = []
    for number in numbers:
        start = found[number].begin
        for stay in found[number].stays:
            until = None if stay.until is None else stay.until - start
            rows.append((number, stay.end, stay.state, start, stay.begin - start, until))
    return frame(rows, COLUMNS)


def draw(data, options):
    numbers = list(dict.fromkeys(data["conn"]))
    ends = data["end_s"].astype(float)
    moments = [t for t in (*data["begin_s"], *ends.dropna()) if t > AT_ONCE]
    if not moments:
        raise DoesNotFit("timeline: nothing to draw: all that happens, happens with the first SYN")
    left, right = min(moments) / 3, max(moments) * 1.15
    lasts = data["end_s"].isna() | (data["end_s"].astype(float) > data["begin_s"])
    states = [state for state in STATES if (lasts & (data["state"] == state)).any()]
    rows = len(numbers)
    figure, legend, (axes,) = style.facets(options, [""], states, 0.55 + max(8, rows) * 0.11)
    place = {number: index for index, number in enumerate(numbers)}
    for state in states:
        some = data[data["state"] == state]
        begin = some["begin_s"].clip(lower=left)
        width = some["end_s"].astype(float).fillna(right) - begin
        lower = [place[row.conn] + (-0.36 if row.end == "client" else 0.04)
                 for row in some.itertuples()]
        shown = (width > 0).to_numpy()
        axes.barh(numpy.array(lower)[shown], width[shown], 0.32, begin[shown], align="edge",
                  color=style.STATE_COLOURS[state], label=state, linewidth=0)
    axes.set(xscale="log", xlim=(left, right), ylim=(rows - 0.4, -0.6),
             xlabel="time since the first SYN", ylabel="connection")
    axes.set_title("upper bar: client; lower bar: server", loc="left", fontsize=6.5)
    axes.set_yticks(range(rows), numbers, fontsize=5.2)
    axes.xaxis.set_major_locator(style.matplotlib.ticker.LogLocator(numticks=8))
    style.plain_log(axes.xaxis, style.duration)
    axes.grid(axis="y", visible=False)
    style.share_legend(legend, [axes], order=STATES)
    return style.Drawing(figure)


FIGURE = Figure(needs=(one_run, transitions, attempts), table=table, draw=draw)
