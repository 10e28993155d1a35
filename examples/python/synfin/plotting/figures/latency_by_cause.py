# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What the latency of handshakes is made of: the mean time that each cause takes."""

from synfin.plotting import grouping, handshakes, style
from synfin.plotting.errors import DoesNotFit
from synfin.plotting.figure import Cells, Figure, attempts, frame
from synfin.tools.messages import BadInput
from synfin.why import shares, stream
from synfin.why.causes import LABELS

COLUMNS = ("panel", "series", "cause", "reason", "seconds", "share", "connections", "mean_s")
COLOURS = {
    "propagation": style.GREY, "queueing": style.SKY, "syn_lost": style.ORANGE, "synack_lost": style.BLUE, "syn_queue_full": style.VERMILLION,
    "accept_queue_full": style.YELLOW, "middlebox": style.PURPLE, "host_down": style.BLACK, "dropped": "#7f5a3c", "late": style.GREEN,
    "server": "#9467bd", "unknown": "#E8E8E8",
}


def traced(source):
    """segments.csv, drops.csv and connections.csv of every run, with attempts to connect"""
    for run in source.runs:
        try:
            stream.check(run)
        except BadInput as why:
            return str(why).partition(": ")[2]
    return attempts(source)


def table(source, options):
    rows, counts = [], []
    for part in grouping.parts("latency-by-cause", source, options):
        found = shares.of(part.runs)
        rows += [(part.panel, part.series, *row) for row in found.rows()]
        counts.append(found.connections)
    if not rows:
        raise DoesNotFit(f"latency-by-cause: {source.path}: no connection was established")
    handshakes.note_without(counts.count(0), len(counts), "points", options)
    return frame(rows, COLUMNS)


def _panel(axes, data, series):
    for place, name in enumerate(series):
        left = 0.0
        means = data[data["series"] == name].groupby("cause", sort=False)["mean_s"].sum()
        for cause in COLOURS:
            if means.get(cause, 0) > 0:
                axes.barh(place, 1000 * means[cause], 0.7, 1000 * left, color=COLOURS[cause], label=LABELS[cause])
                left += means[cause]
    axes.set_yticks(range(len(series)), [name or "simulated" for name in series])
    axes.set_ylim(len(series) - 0.5, -0.5)
    axes.grid(axis="y", visible=False)


def draw(data, options):
    panels, series = list(data["panel"].unique()), list(data["series"].unique())
    present = set(data.loc[data["seconds"] > 0, "cause"])
    names = [LABELS[cause] for cause in COLOURS if cause in present]
    figure, top, grid = style.facets(options, panels, names, 0.5 + 0.3 * len(series))
    for axes, panel in zip(grid, panels):
        _panel(axes, data[data["panel"] == panel], series)
    style.share_legend(top, grid, names)
    style.label_axes(figure, grid, "mean handshake latency (ms)", "")
    return style.Drawing(figure)


FIGURE = Figure(needs=(traced,), table=table, draw=draw,
                cells=Cells("mean handshake latency (s)", "mean_s", ("series",), ("cause", "reason"), head=""))
