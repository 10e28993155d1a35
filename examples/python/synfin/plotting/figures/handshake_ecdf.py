# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How long the handshake takes: the share of attempts that are established within a time."""

from synfin.plotting import grouping, handshakes, style
from synfin.plotting.figure import Cells, Figure, frame
from synfin.plotting.figure import handshakes as needs_handshakes
from synfin.theory.intervals import wilson

COLUMNS = ("panel", "series", "kind", "latency_s", "share", "low", "high", "n")
MOST_STEPS = 1500


def table(source, options):
    rows = []
    for part in grouping.parts("handshake-ecdf", source, options, of_groups=True):
        panel, series, runs = part.panel, part.series, part.runs
        seen = handshakes.of(runs)
        if seen.latency.count:
            handshakes.note_phases(runs, options)
            for latency, count in zip(*seen.latency.steps(MOST_STEPS)):
                low, high = wilson(count, seen.attempts)
                share = count / seen.attempts
                rows.append((panel, series, "simulated", latency, share, low, high, seen.attempts))
        elif seen.attempts:
            rows.append((panel, series, "simulated", None, 0.0, *wilson(0, seen.attempts), seen.attempts))
        theory = handshakes.exact(runs[0], options)
        if theory:
            for latency, share in theory.steps():
                rows.append((panel, series, "exact", latency, share, None, None, None))
    return frame(rows, COLUMNS)


def _limits(latencies, begin):
    """
    The axis begins a little before the first step and ends where nothing more is to be seen.

    @param begin below 0, where a latency is 0
    """
    least, most = latencies.min(), latencies.max()
    if begin is not None:
        return begin, 1.4 * most or 1.0
    return least * 0.75, max(most * 1.4, least * 3)


def _panel(axes, data, colours, limits):
    low, high = limits
    for series, rows in data[data["kind"] == "simulated"].groupby("series", sort=False):
        extend = lambda name, first: [first, *rows[name], rows[name].iloc[-1]]
        times = [low, *rows["latency_s"].fillna(low), high]
        axes.fill_between(times, extend("low", 0), extend("high", 0), step="post",
                          color=colours[series], alpha=0.25, linewidth=0)
        axes.plot(times, extend("share", 0), color=colours[series], drawstyle="steps-post",
                  label=series or "simulated")
    name = "exact"
    for _, rows in data[data["kind"] == "exact"].groupby("series", sort=False):
        axes.plot([low, *rows["latency_s"], high], [0, *rows["share"], rows["share"].iloc[-1]],
                  color="black", drawstyle="steps-post", linewidth=0.7, dashes=(3, 2), label=name)
        name = ""


def draw(data, options):
    panels = list(data["panel"].unique())
    series = list(data["series"].unique())
    colours = dict(zip(series, style.series_colours(series)))
    simulated = handshakes.shown(data[data["kind"] == "simulated"]["latency_s"])
    figure, top, grid = style.facets(options, panels, [*series, "exact"])
    for axes, panel in zip(grid, panels):
        limits = _limits(simulated, style.logarithmic(axes, "x", simulated))
        _panel(axes, data[data["panel"] == panel], colours, limits)
        axes.set_xlim(limits)
        style.plain_log(axes.xaxis)
    first = data.groupby(["panel", "series", "kind"])["share"].first().min()
    bottom = max(0.0, first - 0.12 * (1 - first) - 0.01) if first > 0.2 else 0.0
    grid[0].set_ylim(bottom, 1 + 0.02 * (1 - bottom))
    style.share_legend(top, grid)
    style.label_axes(figure, grid, "time since the first SYN (s)", "share of attempts established")
    return style.Drawing(figure)


FIGURE = Figure(needs=(needs_handshakes,), table=table, draw=draw,
                cells=Cells("share of attempts established", "share", ("latency_s",), head="time since the first SYN (s)"))
