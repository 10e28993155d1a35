# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What waits at listeners over time: entries of the SYN queue, young and old, the accept queue, and cookies sent."""

import numpy

from synfin.plotting import style
from synfin.plotting.figure import Cells, Figure, frame, one_run

COLUMNS = ("queue", "part", "time_s", "number")
NEEDED = ("syn_queue", "syn_queue_young", "accept_queue", "cookies_sent")  # of hosts.csv
MOST_POINTS = 600
# Panels from above: (its title, what its axis counts, {part: colour}), of which the first is always there.
SYN_QUEUE, ACCEPT_QUEUE, COOKIES = "SYN queue", "accept queue", "cookies"
PANELS = {
    SYN_QUEUE: ("entries", {"young": style.ORANGE, "old": style.BLUE}),
    ACCEPT_QUEUE: ("connections", {"waiting for accept()": style.GREEN}),
    COOKIES: ("sent per second", {"SYN cookies": style.VERMILLION}),
}


def queues(source):
    """hosts.csv of the run, with queues that somebody waited in, or cookies"""
    for run in source.runs:
        if not run.has("hosts"):
            return "no hosts.csv (synfin-run --trace all)"
        if not any(chunk[list(NEEDED)].fillna(0).to_numpy().any() for chunk in run.chunks("hosts", list(NEEDED))):
            return "nothing ever waited in a queue of a listener"
    return None


def _numbers(run):
    """
    Reads hosts.csv, whose rows hold until the host's next one.

    @return the seconds in which something changed, and {column: numbers of all hosts together from each of them on}
    """
    changes, last = {}, {}
    for chunk in run.chunks("hosts", ["time_s", "host", *NEEDED]):
        values = chunk[list(NEEDED)].fillna(0).to_numpy(dtype=numpy.int64)
        for time, host, row in zip(chunk["time_s"].to_numpy(), chunk["host"].to_numpy(), values):
            changes[time] = changes.get(time, 0) + row - last.get(host, 0)
            last[host] = row
    times = sorted(changes)
    sums = numpy.cumsum([changes[time] for time in times], axis=0)
    return numpy.array(times), dict(zip(NEEDED, sums.T))


def table(source, options):
    run = source.runs[0]
    written, numbers = _numbers(run)
    # What is not written has not changed since.
    times = numpy.arange(0, written[-1] + 1, max(1, -(-int(written[-1] + 1) // MOST_POINTS)), dtype=float)
    at = {name: values[numpy.searchsorted(written, times, side="right") - 1] for name, values in numbers.items()}
    parts = {
        (SYN_QUEUE, "young"): at["syn_queue_young"], (SYN_QUEUE, "old"): at["syn_queue"] - at["syn_queue_young"],
        (ACCEPT_QUEUE, "waiting for accept()"): at["accept_queue"], (COOKIES, "SYN cookies"): at["cookies_sent"],
    }
    came = {SYN_QUEUE, *(queue for (queue, _), values in parts.items() if values.any())}
    rows = [(queue, part, time, int(number)) for (queue, part), values in parts.items() if queue in came for time, number in zip(times, values)]
    return frame(rows, COLUMNS)


def draw(data, options):
    names = [name for name in PANELS if (data["queue"] == name).any()]
    layers = {name: list(PANELS[name][1]) for name in names}
    figure, legend, panels = style.stacked(options, names, [part for name in names for part in layers[name]], 1.3)
    for axes, name in zip(panels, names):
        counts, colours = PANELS[name]
        rows = data[data["queue"] == name]
        times = rows[rows["part"] == layers[name][0]]["time_s"].to_numpy()
        numbers = [rows[rows["part"] == part]["number"].to_numpy() for part in layers[name]]
        axes.stackplot(times, *numbers, colors=[colours[part] for part in layers[name]], step="post", linewidth=0, labels=layers[name])
        axes.set_title(name, loc="left")
        axes.set_ylabel(counts)
        axes.set_ylim(0, max(1, sum(numbers).max()) * 1.05)
        axes.set_xlim(times[0], times[-1] if times[-1] > times[0] else times[0] + 1)
        style.counts(axes.yaxis)
    style.share_legend(legend, panels)
    panels[-1].set_xlabel("simulated time (s)")
    return style.Drawing(figure)


FIGURE = Figure(needs=(one_run, queues), table=table, draw=draw,
                cells=Cells("number", "number", ("time_s",), ("part",), ("queue",), head="time (s)"))
