# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Which share of users gets in while a flood fills the SYN queue, and what theory says of it."""

import numpy

from synfin.plotting import grouping, style
from synfin.plotting.errors import DoesNotFit
from synfin.plotting.figure import Cells, Figure, connections, frame, summaries, sweep
from synfin.theory.handshake import NotApplicable
from synfin.theory.intervals import share_of_batches
from synfin.tools import floods
from synfin.tools.parameters import seconds

COLUMNS = ("panel", "series", "measure", "kind", "flood", "rate", "share", "low", "high", "users", "runs")
FIRST, SOON = "at the first SYN", "within 10 s"
PATIENCE = 10.0  # s
BATCHES = 20  # of each run, in the order of their begin
CURVE_POINTS = 41
WHEELS = f"no theory for users who got in {SOON}: timer wheels (timer_hz) send a SYN again at the same moment of the queue's beat"
LAWS = {"aging": {}, "Erlang-B": {"dashes": (3, 2)}}  # how their lines look
WIDE = 10  # times from the least rate to the greatest, for which an axis is logarithmic


def check(source):
    """runs that differ in the rate of a flood, with people who want a connection"""
    if floods.rate_parameter(source.runs) is None:
        return "wanted: runs that differ in group.NAME.rate, NAME being a group whose kind is " + " or ".join(floods.KINDS)
    if not all(floods.users(run.parameters) for run in source.runs):
        return "wanted: a group of users (kind = normal) beside the flood"
    return None


def _asked(run):
    """
    @return of users, in the order of their begin: their begin in s, whether they got in at the first SYN, and within PATIENCE.

    Who got in has a connection that the server opened, too: where others took their place, or the accept queue was full, users alone believe so.
    """
    begun, first, soon, groups = [], [], [], floods.users(run.parameters)
    for chunk in run.chunks("connections", ["group", "start_s", "handshake_s", "syn_sent", "server_handshake_s"]):
        rows = chunk[chunk["group"].isin(groups)]
        begun.append(rows["start_s"].to_numpy())
        longest = rows[["handshake_s", "server_handshake_s"]].max(axis=1, skipna=False)
        first.append((longest.notna() & (rows["syn_sent"] == 1)).to_numpy())
        soon.append((longest <= PATIENCE).to_numpy())  # not of those who never got in
    begun, first, soon = (numpy.concatenate(column) for column in (begun, first, soon))
    order = numpy.argsort(begun, kind="stable")
    return begun[order], first[order], soon[order]


def _window(run):
    """@return s from which users count, and until which the flood lasts: the window that is measured, or the run."""
    measure = run.parameters.get("measure", "none")
    begin = seconds(run.parameters.get("warmup", "0s"))
    return (0.0, run.summary["run"]["sim_s"]) if measure == "none" else (begin, begin + seconds(measure))


def _batches(run, measure):
    """@return [(users, of these who got in), ...] of a run"""
    begun, first, soon = _asked(run)
    begin, end = _window(run)
    got_in, until = (first, end) if measure == FIRST else (soon, end - PATIENCE)
    got_in = got_in[(begun >= begin) & (begun <= until)]
    return [(len(part), int(part.sum())) for part in numpy.array_split(got_in, BATCHES) if len(part)]


def _curves(run, parameter, rates, options):
    """@return [(measure, law, rate, share)] of what theory says of the parameters of a run"""
    group = parameter.split(".")[1]
    try:
        queue = floods.queue(run.parameters, group)
        others = floods.load_of_users(run.parameters)
        tries = {floods.syns_within(run.parameters, one, PATIENCE) for one in floods.users(run.parameters)}
    except (NotApplicable, KeyError, ValueError, TypeError) as why:
        options.note(f"no theory for {run.name}: {why}")
        return []
    laws = LAWS if queue.ages else ("Erlang-B",)
    found = [(law, rate, queue.refusals(law, rate, others)) for law in laws for rate in rates]
    points = [(FIRST, law, rate, 1 - told.refused) for law, rate, told in found]
    if floods.has_wheels(run.parameters):
        options.note(WHEELS)
        return points
    if len(tries) > 1:  # each group of users has a law of its own
        return points
    return points + [(SOON, law, rate, told.within(count - 1)) for count in tries for law, rate, told in found]


def _rates(source, parameter):
    """@return {value of the parameter: SYNs per second}"""
    unit_and_sizes = grouping.sizes(source.runs, parameter)
    if unit_and_sizes is None or min(unit_and_sizes[1].values()) <= 0:
        raise DoesNotFit(f"legitimate-share: {source.path}: wanted: a {parameter} that is a number above 0")
    return unit_and_sizes[1]


def table(source, options):
    parameter = floods.rate_parameter(source.runs)
    sizes = _rates(source, parameter)
    least, most = min(sizes.values()), max(sizes.values())
    space = numpy.geomspace if most > WIDE * least else numpy.linspace
    grid = [float(rate) for rate in space(least, most, CURVE_POINTS)]
    rows = []
    for part in grouping.parts("legitimate-share", source, options, [parameter]):
        head = (part.panel, part.series)
        for (value,), runs in grouping.by_values(part.runs, [parameter]).items():
            for measure in (FIRST, SOON):
                batches = [batch for run in runs for batch in _batches(run, measure)]
                if batches:
                    rows.append((*head, measure, "simulated", parameter, sizes[value], *share_of_batches(batches),
                                 sum(size for size, _ in batches), len(runs)))
        for measure, law, rate, share in _curves(part.runs[0], parameter, grid, options):
            rows.append((*head, measure, law, parameter, rate, share, *[None] * 4))
    return frame(rows, COLUMNS)


def _panel(axes, data, colours):
    for marker, (series, rows) in zip(style.MARKERS * 2, data.groupby("series", sort=False)):
        for law, look in LAWS.items():
            curve = rows[rows["kind"] == law]
            axes.plot(curve["rate"], 100 * curve["share"], color=colours[series], linewidth=0.9, **look)
        dots = rows[rows["kind"] == "simulated"]
        axes.errorbar(dots["rate"], 100 * dots["share"], yerr=100 * style.error_bars(dots["share"], dots), fmt=marker,
                      color=colours[series], capsize=2, elinewidth=0.8, label=series or "simulated")


def _title(panel, measure):
    return f"{panel}: {measure}" if panel else measure


def draw(data, options):
    series = list(data["series"].unique())
    colours = dict(zip(series, style.series_colours(series)))
    laws = [law for law in LAWS if (data["kind"] == law).any()]
    panels = [pair for pair in dict.fromkeys(zip(data["panel"], data["measure"]))]
    figure, legend, grid = style.facets(options, [_title(*pair) for pair in panels], [*series, *laws])
    for axes, (panel, measure) in zip(grid, panels):
        _panel(axes, data[(data["panel"] == panel) & (data["measure"] == measure)], colours)
    for law in laws:
        grid[0].plot([], [], color="black", linewidth=0.9, label=law, **LAWS[law])
    grid[0].set_ylim(-3, 103)
    dots = data[data["kind"] == "simulated"]["rate"]
    if dots.max() > WIDE * dots.min():
        grid[0].set_xscale("log")
        style.plain_log(grid[0].xaxis, style.number)
    style.share_legend(legend, grid, order=series)
    style.label_axes(figure, grid, f"{data['flood'].iloc[0].split('.')[1]}: SYNs per second", "users who got in (%)")
    return style.Drawing(figure)


FIGURE = Figure(needs=(summaries, sweep, check, connections), table=table, draw=draw,
                cells=Cells("share of users who got in", "share", ("rate",), ("series", "measure"), head="{flood}"))
