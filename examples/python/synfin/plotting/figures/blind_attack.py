# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How likely it is that somebody who guesses numbers hits a connection, over how often he guesses, and the closed form."""

import math

from matplotlib.ticker import FuncFormatter

from synfin.plotting import grouping, style
from synfin.plotting.figure import Cells, Figure, frame, summaries
from synfin.theory import blind
from synfin.theory.intervals import wilson
from synfin.tools import parameters as parameters_

COLUMNS = ("panel", "series", "kind", "guesses", "share", "low", "high", "successes", "victims", "runs")
CURVE_POINTS = 81
KINDS = ("rst-blind", "syn-blind", "data-blind")
SWITCHES = dict(zip(KINDS, ("insecure_rst", "insecure_syn", "insecure_ack")))
# How often there is a guess, and at how many.
OFTEN = ("connections", "rate", "begin", "end")


def _attacks(run):
    """@return the groups of a run that guess, and what they came to."""
    return [group for group in run.summary.get("groups") or [] if group.get("attack", {}).get("victims") is not None]


def check(source):
    """runs in which some group guesses at connections of another"""
    if all(any(group["attack"]["victims"] for group in _attacks(run)) for run in source.runs):
        return None
    return "wanted: a group with --kind rst-blind, syn-blind or data-blind whose victims have connections"


class Law:
    """The closed form of one group's attack, of parameters and of the window that it met."""

    def __init__(self, run, group):
        self._parameters = run.parameters
        self._name = group["group"]
        told = group["attack"]
        kind = self._of("group", self._name, "kind")
        if told["window"] is None:
            raise parameters_.NotApplicable("no guess met a connection, so that its window is not known")
        self.window = round(told["window"])
        is_safe = not self._is_insecure(SWITCHES[kind])
        self.acks, self.ack_share = 1, 1.0
        if kind == "data-blind":
            self.numbers = blind.data_numbers(self.window, self._size())
            self.ack_share = told["acks"] / blind.SPACE if is_safe else 0.5
            self.acks = math.ceil(blind.SPACE / int(self._of("group", self._name, "ack-step")))
        else:
            self.numbers = blind.reset_numbers(self.window, is_safe) if kind == "rst-blind" or not is_safe else 0
        self.is_sweep = self._of("group", self._name, "guess") == "sweep"
        step = self._of("group", self._name, "step")
        self.step = max(1, self.window) if step == "auto" else int(step)
        self.ports = 1
        if not parameters_.is_true(self._of("group", self._name, "ports-known")):
            low, high = map(int, str(self._of("group", self._name, "victim-ports")).split("-"))
            self.ports = high - low + 1

    def _of(self, kind, name, key):
        return self._parameters.get(f"{kind}.{name}.{key}", self._parameters.get(key))

    def _size(self):
        size = self._of("group", self._name, "request")
        if not str(size).isdigit():
            raise parameters_.NotApplicable(f"the size of what is made up is {size}, not always the same")
        return max(1, int(size))

    def _is_insecure(self, switch):
        """@return whether RFC 5961 is off at the end that is attacked."""
        end = self._of("group", self._name, "target")
        names = [f"group.{self._of('group', self._name, 'victims')}", f"client:{switch}"]
        if end == "server":
            server = self._of("group", self._name, "server")
            servers = {name.split(".")[1] for name in self._parameters if name.startswith("server.")}
            names = [f"server.{server or next(iter(servers), '')}", f"server:{switch}"]
        for name in (f"{names[0]}.{switch}", names[1], switch):
            if name in self._parameters:
                return parameters_.is_true(self._parameters[name])
        return False

    def __call__(self, guesses):
        """@return the probability that so many guesses hit."""
        if not self.is_sweep:
            return blind.random_success(guesses, self.numbers, self.ports, self.ack_share)
        return (blind.sweep_success(guesses, self.numbers, self.step, self.ports, self.acks)
                * min(1.0, self.ack_share * self.acks))


def _points(part):
    """@return {name of the attackers: [(guesses at each victim, successes, victims, [(run, group), ...]), ...]}."""
    found = {}
    for runs in part.points():
        for name in dict.fromkeys(group["group"] for run in runs for group in _attacks(run)):
            here = [(run, group) for run in runs for group in _attacks(run) if group["group"] == name and group["attack"]["victims"]]
            if here:
                sums = [sum(group["attack"][key] for _, group in here) for key in ("sent", "successes", "victims")]
                found.setdefault(name, []).append((sums[0] / sums[2], *sums[1:], here))
    return found


def _curve(law, guesses):
    """@return [(guesses, probability), ...] from one, or the least of the dots, to the most."""
    low, high = min(1.0, *guesses), max(1.0, *guesses)
    steps = [low * (high / low) ** (place / (CURVE_POINTS - 1)) for place in range(CURVE_POINTS)]
    return [(value, law(value)) for value in steps]


def table(source, options):
    names = list(dict.fromkeys(group["group"] for run in source.runs for group in _attacks(run)))
    victims = {parameters_.value_of(run.parameters, f"group.{name}.victims") for run in source.runs for name in names}
    axis = ["connections", "rate", "duration"]
    axis += [f"group.{name}.{key}" for name in (*names, *filter(None, victims)) for key in OFTEN]
    rows = []
    for part in grouping.parts("blind-attack", source, options, grouping.of_synfin(source.runs, axis)):
        for name, points in _points(part).items():
            series = ", ".join(filter(None, (part.series, name if len(names) > 1 else "")))
            for guesses, hits, size, here in points:
                rows.append((part.panel, series, "simulated", guesses, hits / size, *wilson(hits, size), hits, size, len(here)))
            try:
                law = Law(*points[0][-1][0])
            except parameters_.NotApplicable as why:
                options.note(f"blind-attack: {name}: no closed form is drawn: {why}")
                continue
            rows += [(part.panel, series, "exact", *point, *[None] * 5) for point in _curve(law, [point[0] for point in points])]
    return frame(rows, COLUMNS)


def _panel(axes, data, colours):
    for marker, (series, rows) in zip(style.MARKERS * 2, data.groupby("series", sort=False)):
        curve = rows[rows["kind"] == "exact"]
        axes.plot(curve["guesses"], 100 * curve["share"], color=colours[series], linewidth=0.9)
        dots = rows[rows["kind"] == "simulated"]
        axes.errorbar(dots["guesses"], 100 * dots["share"], yerr=100 * style.error_bars(dots["share"], dots), fmt=marker,
                      color=colours[series], capsize=1.5, elinewidth=0.8, label=series or "simulated", clip_on=False, zorder=3)


def draw(data, options):
    panels = list(data["panel"].unique())
    series = list(data["series"].unique())
    colours = dict(zip(series, style.series_colours(series)))
    figure, legend, grid = style.facets(options, panels, [*(name or "simulated" for name in series), "exact"], 2.1)
    for axes, panel in zip(grid, panels):
        _panel(axes, data[data["panel"] == panel], colours)
    if (data["kind"] == "exact").any():
        grid[0].plot([], [], color="black", linewidth=0.9, label="exact")
    if data["guesses"].max() > 10 * data["guesses"].min():
        grid[0].set_xscale("log")
        for axes in grid:
            axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: style.number(value)))
    grid[0].set_ylim(-2, 102)
    style.share_legend(legend, grid)
    style.label_axes(figure, grid, "guesses at each connection", "connections that were hit (%)")
    return style.Drawing(figure)


FIGURE = Figure(needs=(summaries, check), table=table, draw=draw,
                cells=Cells("share of connections that were hit", "share", ("guesses",), head="guesses"))
