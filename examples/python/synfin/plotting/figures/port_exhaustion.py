# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How many attempts find no free port, and Erlang's formula for it."""

from synfin.plotting import grouping, handshakes, style
from synfin.plotting.errors import DoesNotFit
from synfin.plotting.figure import Cells, Figure, frame, summaries
from synfin.schema import with_ends
from synfin.theory import queueing
from synfin.tools import parameters as parameters_
from synfin.theory.intervals import share_of_batches

COLUMNS = ("panel", "series", "ports", "kind", "load_per_port", "blocked", "low", "high", "attempts", "periods", "runs")
CURVE_POINTS = 101
# What the offered load is made of, and how long a run is; the number of ports decides the curve.
LOAD = ("connections", "rate", "clients", "servers", "addresses-per-client", "hold", *with_ends("time_wait", "msl"), "delay",
        "delay-forward", "delay-reverse", "bandwidth", "bandwidth-forward", "bandwidth-reverse")
WARM_UP = 2  # periods
FEWEST = 5  # periods after that


def _offered(run):
    """@return ports of one client towards one server, how long one is held, and the Erlangs."""
    parameters = run.parameters
    latency = run.summary["handshake_latency_s"]["mean"] or 0
    # From the first SYN to the end of TIME_WAIT: the handshake, the pause, and FIN and its answer.
    held = (latency + parameters_.hold(parameters) + parameters_.round_trip(parameters)
            + parameters_.mean_time_wait(parameters))
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
        try:
            parameters_.mean_time_wait(run.parameters)
            parameters_.hold(run.parameters)
        except parameters_.NotApplicable as error:
            return str(error)
        if run.summary["connections"]["no_port"] and not run.summary.get("attempts_over_time"):
            return "wanted: summary.json with attempts_over_time, which tells when attempts found no port"
    if not any(run.summary["connections"]["no_port"] for run in source.runs):
        return "no attempt was without a port"
    return None


def _periods(run):
    """
    Ports that were taken together come back together: blocking swings with the time that one is held, and dies down
    slowly or, where all are held equally long, never. Only whole periods tell the share.

    @return [(attempts, of these without a port), ...] of each whole period after the first ones
    """
    held = _offered(run)[1]
    if held == 0:
        return []
    over_time = run.summary["attempts_over_time"]
    if over_time is None:  # every attempt had a port
        parameters, attempted = run.parameters, run.summary["connections"]["attempted"]
        whole = int(attempted / parameters["rate"] / held) - WARM_UP
        return [(parameters["rate"] * held, 0)] * max(0, whole)
    width = over_time["window_s"]
    # The last window may have begun only.
    whole = int((len(over_time["attempted"]) - 1) * width / held)
    edges = [round(period * held / width) for period in range(whole + 1)]
    return [(sum(over_time["attempted"][begin:end]), sum(over_time["no_port"][begin:end]))
            for begin, end in zip(edges[WARM_UP:], edges[WARM_UP + 1:])]


def _point(runs, left):
    """
    @param left takes why runs are left out
    @return share, low, high, attempts, periods: each period is a batch, and batches nearly are independent
    """
    batches = []
    for run in runs:
        periods = _periods(run)
        if len(periods) < FEWEST:
            left.append(f"port-exhaustion: {run.name} is left out: {len(periods)} periods of "
                        f"{_offered(run)[1]:.4g} s after the first {WARM_UP}, and {FEWEST} are wanted")
            continue
        batches += [period for period in periods if period[0]]
    if not batches:
        return None
    return *share_of_batches(batches), round(sum(tried for tried, _ in batches)), len(batches)


def table(source, options):
    rows, left = [], []
    for part in grouping.parts("port-exhaustion", source, options, grouping.of_synfin(source.runs, LOAD)):
        for runs in part.points():
            point = _point(runs, left)
            if point:
                handshakes.note_phases(runs, options)
                ports = parameters_.ports(runs[0].parameters)
                load = sum(_offered(run)[2] for run in runs) / len(runs)
                rows.append((part.panel, part.series, ports, "simulated", load / ports, *point, len(runs)))
    if not rows:
        raise DoesNotFit(left[0])
    for text in left:
        options.note(text)
    most = max(row[4] for row in rows) * 1.15
    for panel, series, ports in dict.fromkeys(row[:3] for row in rows):
        for place in range(CURVE_POINTS):
            load = most * place / (CURVE_POINTS - 1)
            blocked = queueing.erlang_b(ports, load * ports)
            rows.append((panel, series, ports, "Erlang-B", load, blocked, *[None] * 5))
    return frame(sorted(rows, key=lambda row: (row[0], row[2], row[1], row[3] != "simulated", row[4])), COLUMNS)


def _panel(axes, data, colours, names):
    for marker, (series, rows) in zip(style.MARKERS * 2, data.groupby("series", sort=False)):
        curve = rows[rows["kind"] == "Erlang-B"]
        axes.plot(curve["load_per_port"], 100 * curve["blocked"], color=colours[series], linewidth=0.9)
        dots = rows[rows["kind"] == "simulated"]
        axes.errorbar(dots["load_per_port"], 100 * dots["blocked"], color=colours[series], fmt=marker,
                      yerr=100 * style.error_bars(dots["blocked"], dots), capsize=2, elinewidth=0.8,
                      label=names[series])
    axes.axvline(1, color="#777777", linewidth=0.6, dashes=(2, 2))


def draw(data, options):
    panels = list(data["panel"].unique())
    series = list(data["series"].unique())
    names = {name: name or f"{data['ports'].iloc[0]:,} ports" for name in series}
    colours = dict(zip(series, style.series_colours(series)))
    figure, legend, grid = style.facets(options, panels, [*names.values(), "Erlang-B"], 2.2)
    for axes, panel in zip(grid, panels):
        _panel(axes, data[data["panel"] == panel], colours, names)
    grid[0].plot([], [], color="black", linewidth=0.9, label="Erlang-B")
    grid[0].set(ylim=(0, None), xlim=(0, None))
    style.share_legend(legend, grid, order=list(names.values()))
    style.label_axes(figure, grid, "offered load per port: rate × time held / ports", "attempts without a port (%)")
    return style.Drawing(figure)


FIGURE = Figure(needs=(summaries, check), table=table, draw=draw,
                cells=Cells("share of attempts without a port", "blocked", ("load_per_port",), head="offered load per port"))
