# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The share of attempts that end in ESTABLISHED, over the loss rate or another number."""

from synfin_plot import grouping, handshakes, style
from synfin_plot.errors import DoesNotFit
from synfin_plot.figure import Figure, frame, summaries, sweep
from synfin_plot.source import value_of
from synfin_tools.intervals import wilson

COLUMNS = ("series", "kind", "parameter", "value", "share", "low", "high", "established", "attempted")
CURVE_POINTS = 61
UNITS = {"rate": "connections/s", "request": "octets", "response": "octets"}


def axis_of(source, options, figure):
    """@return the parameter for the x axis: --by, or loss, or the first number that varies."""
    runs = source.runs
    if options.by:
        grouping.choose(runs, options.by)
        candidates = [options.by]
    else:
        candidates = sorted(grouping.varying(runs), key=lambda name: not name.startswith("loss"))
    for name in candidates:
        if all(grouping.is_number(value_of(run.parameters, name)) for run in runs):
            return name
    raise DoesNotFit(f"{figure}: {source.path}: wanted: a parameter that is a number and varies, "
                   f"not {', '.join(candidates) or 'nothing'}")


def table(source, options):
    axis = axis_of(source, options, "establish-probability")
    others = [name for name in grouping.varying(source.runs) if name != axis]
    rows = []
    groups = grouping.by_values(source.runs, others)
    grouping.limit("establish-probability", "series", len(groups), grouping.MOST_SERIES)
    for values, runs in groups.items():
        group = grouping.label(others, values)
        points = grouping.by_values(runs, [axis])
        for (value,), replications in points.items():
            counts = [run.summary["connections"] for run in replications]
            done = sum(count["established"] for count in counts)
            tried = sum(count["attempted"] for count in counts)
            rows.append((group, "simulated", axis, value, done / tried, *wilson(done, tried), done,
                         tried))
        for value, share in _exact(axis, points, options):
            rows.append((group, "exact", axis, value, share, None, None, None, None))
    return frame(rows, COLUMNS)


def _exact(axis, points, options):
    """A curve over loss; of any other parameter, the points themselves."""
    if axis == "loss":
        run = next(iter(points.values()))[0]
        most = max(value for value, in points)
        grid = [most * i / (CURVE_POINTS - 1) for i in range(CURVE_POINTS)]
        curve = [(value, handshakes.exact(run, options, value)) for value in grid]
    else:
        curve = [(value, handshakes.exact(runs[0], options)) for (value,), runs in points.items()]
    return [(value, theory.established) for value, theory in curve if theory]


def draw(data, options):
    axis = data["parameter"].iloc[0]
    percent = 100 if axis.startswith("loss") else 1
    groups = list(data["series"].unique())
    figure, top, (axes,) = style.facets(options, [""], [*groups, "exact"], 2.1)
    values = percent * data["value"]
    # Points of several series stand side by side.
    apart = min(0.015, 0.04 / len(groups)) * (values.max() - values.min())
    looks = zip(groups, style.series_colours(groups), style.MARKERS * 2)
    for place, (series, colour, marker) in enumerate(looks):
        rows = data[data["series"] == series]
        curve = rows[rows["kind"] == "exact"]
        axes.plot(percent * curve["value"], curve["share"], color=colour, linewidth=0.9)
        dots = rows[rows["kind"] == "simulated"]
        error = [dots["share"] - dots["low"], dots["high"] - dots["share"]]
        aside = apart * (place - (len(groups) - 1) / 2)
        axes.errorbar(percent * dots["value"] + aside, dots["share"], yerr=[e.clip(lower=0) for e in error],
                      fmt=marker, color=colour, capsize=2, elinewidth=0.8,
                      label=series or "simulated")
    if (data["kind"] == "exact").any():
        axes.plot([], [], color="black", linewidth=0.9, label="exact")
    name = "loss in each direction" if axis == "loss" else axis
    unit = "%" if percent == 100 else UNITS.get(axis)
    axes.set(xlabel=f"{name} ({unit})" if unit else name,
             ylabel="share of attempts established")
    axes.margins(y=0.08)
    axes.ticklabel_format(axis="y", useOffset=False)
    style.share_legend(top, [axes])
    return style.Drawing(figure)


FIGURE = Figure(
    "establish-probability",
    "share of attempts that are established, over the loss rate or another parameter",
    (summaries, sweep),
    table,
    draw,
)
