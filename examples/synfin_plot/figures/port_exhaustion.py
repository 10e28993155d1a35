# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How many attempts find no free port, and Erlang's formula for it."""

import numpy

from synfin_plot import grouping, style
from synfin_plot.figure import Figure, connections, frame, summaries
from synfin_tools import closed_forms
from synfin_tools import parameters as parameters_
from synfin_tools.intervals import mean_of_samples

COLUMNS = ("ports", "kind", "load_per_port", "blocked", "low", "high", "attempts", "runs")
CURVE_POINTS = 101
BATCHES = 20
FEWEST = 400  # attempts that are needed after the start


def _offered(run):
    """@return ports of one client towards one server, how long one is held, and the Erlangs."""
    parameters = run.parameters
    latency = run.summary["handshake_latency_s"]["mean"] or 0
    # From the first SYN to the end of TIME_WAIT: the handshake, the pause, and FIN and its answer.
    held = (latency + parameters_.seconds(parameters["hold"]) + parameters_.round_trip(parameters)
            + parameters_.time_wait(parameters))
    arrivals = parameters["rate"] / parameters_.pairs(parameters)
    return parameters_.ports(parameters), held, arrivals * held


def check(source):
    """Poisson arrivals, ports held in TIME_WAIT by clients, and some attempts without a port"""
    for run in source.runs:
        if run.parameters.get("arrivals") != "poisson" or run.parameters.get("closer") != "client":
            return "wanted: --arrivals poisson and --closer client"
        if any(run.parameters.get(name) not in (0, None) for name in ("request", "response")):
            return "wanted: connections without data, whose length is known"
        if parameters_.is_true(run.parameters.get("nat", "false")):
            return "wanted: no NAT"
        if not run.is_whole():
            return "wanted: every connection, not a sample"
    if not any(run.summary["connections"]["no_port"] for run in source.runs):
        return "no attempt was without a port"
    return None


def _blocked(run, held):
    """@return for every attempt after the start, when nothing was held yet, whether it had no port.

    After two holding times a system that began empty is close to its steady state.
    """
    parts = []
    for chunk in run.chunks("connections", ["start_s", "outcome"]):
        late = chunk["start_s"] >= 2 * held
        parts.append((chunk.loc[late, "outcome"] == "no_port").to_numpy())
    return numpy.concatenate(parts)


def _point(runs, options):
    """@return share, low, high, attempts; replications are independent, else batches nearly are."""
    shares, attempts = [], 0
    for run in runs:
        blocked = _blocked(run, _offered(run)[1])
        attempts += len(blocked)
        if len(blocked) < FEWEST:
            options.note(f"port-exhaustion: {run.name} ends before its ports are in a steady state")
            continue
        shares.append(blocked.mean())
        last = blocked
    if not shares:
        return None
    if len(shares) > 1:
        return *mean_of_samples(shares), attempts
    mean, low, high = mean_of_samples([part.mean() for part in numpy.array_split(last, BATCHES)])
    return mean, max(0.0, low), high, attempts


def table(source, options):
    rows = []
    by_load = {}
    for run in source.runs:
        ports, _, load = _offered(run)
        key = tuple(str(run.parameters[name]) for name in ("rate", "clients", "servers", "time_wait", "msl"))
        by_load.setdefault((ports, key), []).append((load, run))
    for (ports, _), members in sorted(by_load.items(), key=lambda item: (item[0][0], item[1][0][0])):
        point = _point([run for _, run in members], options)
        if point:
            load = sum(load for load, _ in members) / len(members)
            share, low, high, attempts = point
            rows.append((ports, "simulated", load / ports, share, low, high, attempts, len(members)))
    most = max((row[2] for row in rows), default=1) * 1.15
    for ports in sorted({row[0] for row in rows}):
        for place in range(CURVE_POINTS):
            load = most * place / (CURVE_POINTS - 1)
            blocked = closed_forms.erlang_b(ports, load * ports)
            rows.append((ports, "Erlang-B", load, blocked, None, None, None, None))
    grouping.limit("port-exhaustion", "numbers of ports", len({row[0] for row in rows}),
                   grouping.MOST_SERIES)
    return frame(rows, COLUMNS)


def draw(data, options):
    sizes = list(data["ports"].unique())
    names = [f"{ports:,} ports" for ports in sizes]
    figure, legend, (axes,) = style.facets(options, [""], [*names, "Erlang-B"], 2.2)
    for ports, colour, marker in zip(sizes, style.series_colours(sizes), style.MARKERS * 2):
        rows = data[data["ports"] == ports]
        curve = rows[rows["kind"] == "Erlang-B"]
        axes.plot(curve["load_per_port"], 100 * curve["blocked"], color=colour, linewidth=0.9)
        dots = rows[rows["kind"] == "simulated"]
        error = [100 * (dots["blocked"] - dots["low"]), 100 * (dots["high"] - dots["blocked"])]
        axes.errorbar(dots["load_per_port"], 100 * dots["blocked"], color=colour, fmt=marker,
                      yerr=[part.clip(lower=0) for part in error], capsize=2, elinewidth=0.8,
                      label=f"{ports:,} ports")
    axes.plot([], [], color="black", linewidth=0.9, label="Erlang-B")
    axes.axvline(1, color="#777777", linewidth=0.6, dashes=(2, 2))
    axes.set(xlabel="offered load per port: rate × time held / ports",
             ylabel="attempts without a port (%)", ylim=(0, None), xlim=(0, None))
    style.share_legend(legend, [axes], order=names)
    return style.Drawing(figure)


FIGURE = Figure(
    "port-exhaustion",
    "share of attempts that find no free port over the offered load, and Erlang-B",
    (summaries, connections, check),
    table,
    draw,
)
