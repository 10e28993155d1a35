# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How many connections are in TIME_WAIT over time, and how many there must be by Little's law."""

import numpy
import pandas

from synfin.plotting import groups, populations, style
from synfin.plotting.figure import Cells, Figure, frame, one_run, population
from synfin.theory import intervals, queueing
from synfin.theory.handshake import NotApplicable
from synfin.tools import parameters as parameters_
from synfin.tools.parameters import value_of

COLUMNS = ("kind", "time_s", "connections", "low", "high")
MOST_POINTS = 1000
RATE, PORTS = "rate × 2MSL", "port limit"
STEADY, WHOLE = "mean, steady window", "mean, whole run"
SIMULATED = "simulated"  # all connections; of groups, each has its name
IN_SIGHT = 2.5  # times the peak


def _expected(run, options):
    """@return rate x 2MSL and the range of Poisson arrivals, as one row, if they are known."""
    if "rate" not in run.parameters or run.parameters.get("arrivals") not in ("poisson", "constant"):
        options.note(f"no {RATE} for {run.name}: its rate is not known, or not constant")
        return []
    try:
        entering = parameters_.waiting_ends(run.parameters) * run.parameters["rate"]
        mean = queueing.little(entering, parameters_.mean_time_wait(run.parameters))
    except NotApplicable as error:
        options.note(f"no {RATE} for {run.name}: {error}")
        return []
    low = high = None
    if run.parameters["arrivals"] == "poisson":
        low, high = queueing.poisson_band(mean, intervals.normal_quantile())
    return [(RATE, None, mean, low, high)]


def _port_limit(run, options):
    """Each address of a client has its ports once per server, if the run says how many there are of either."""
    if value_of(run.parameters, "client:ip_local_port_range") is None:
        return []
    try:
        limit = parameters_.ports(run.parameters) * parameters_.pairs(run.parameters)
    except NotApplicable as error:
        options.note(f"no {PORTS} for {run.name}: {error}")
        return []
    return [(PORTS, None, limit, None, None)]


def _means(run):
    """
    In the steady window as many enter as leave, so that Little's law speaks of it; the whole run is told, too. Short runs
    have no such window.
    """
    told = (run.summary or {}).get("time_wait", {})
    means = ((STEADY, told.get("mean_steady")), (WHOLE, told.get("mean")))
    return [(kind, None, mean, None, None) for kind, mean in means if mean is not None]


def _points(kind, run, options):
    """@return rows of the population over time."""
    times, numbers, lives = populations.at(run, MOST_POINTS, options, split=False)
    waiting = [counts for (_, state), counts in numbers.items() if state == "TIME_WAIT"]
    total = sum(waiting, numpy.zeros(len(times), dtype=int))
    points = dict(zip(times.tolist(), total.tolist()))
    if lives and lives.peak:
        points[lives.peak_time] = lives.peak
    return [(kind, time, float(points[time]), None, None) for time in sorted(points)]


def table(source, options):
    run = source.runs[0]
    if groups.is_asked([run], options.by):
        rows = []
        for part in groups.divided("time-wait-population", [run], options.by):
            if not run.is_whole():
                options.note(f"{run.name}: of a sample, the connections in TIME_WAIT at the clients of a group are counted")
            rows += _points(part.parameters[groups.BY], part, options)
        return frame(rows, COLUMNS)
    return frame(_points(SIMULATED, run, options) + _means(run) + _expected(run, options) + _port_limit(run, options), COLUMNS)


def draw(data, options):
    simulated = data[data["time_s"].notna()]
    series = list(simulated["kind"].unique())
    named = {kind: "TIME_WAIT" if kind == SIMULATED else f"group {kind}" for kind in series}
    top = max(simulated["connections"].max(), 1)
    lines = data[data["time_s"].isna()]
    beyond = lines[lines["connections"] > IN_SIGHT * top]
    figure, legend, (axes,) = style.facets(options, [""], [*named.values(), *lines["kind"]], 2.1)
    for (kind, rows), colour in zip(simulated.groupby("kind", sort=False), style.series_colours(series)):
        axes.plot(rows["time_s"], rows["connections"], color=colour, label=named[kind], drawstyle="steps-post")
    looks = {RATE: (style.VERMILLION, (4, 2)), PORTS: ("black", (1, 1.5)), STEADY: (style.GREEN, (6, 1)),
             WHOLE: (style.GREY, (2, 1))}
    for row in lines.drop(beyond.index).itertuples():
        colour, dashes = looks[row.kind]
        if pandas.notna(row.low):
            axes.axhspan(row.low, row.high, color=colour, alpha=0.2, linewidth=0)
        axes.axhline(row.connections, color=colour, dashes=dashes, linewidth=0.9, label=row.kind)
        top = max(top, row.connections, row.high if pandas.notna(row.high) else 0)
    for place, row in enumerate(beyond.itertuples()):
        axes.text(0.99, 0.98 - 0.09 * place, f"{row.kind}: {row.connections:,.0f} (off the scale)",
                  transform=axes.transAxes, ha="right", va="top", fontsize=6.5)
    axes.set(xlabel="simulated time (s)", ylabel="connections in TIME_WAIT",
             ylim=(0, top * (1.08 + 0.1 * len(beyond))))
    axes.set_xlim(0, simulated["time_s"].max() or 1)
    style.counts(axes.yaxis)
    style.share_legend(legend, [axes])
    return style.Drawing(figure)


FIGURE = Figure(needs=(one_run, population), table=table, draw=draw,
                cells=Cells("connections in TIME_WAIT", "connections", ("time_s",), (), (), head="time (s)"))
