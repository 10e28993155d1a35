# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The tables of synfin-plot's figures as interactive charts."""

import dataclasses
import math

import numpy
import pandas

from synfin.plotting.catalogue import FIGURES
from synfin.plotting.errors import DoesNotFit, of_one_figure
from synfin.plotting.figures.time_wait_population import STEADY, WHOLE
from synfin.plotting.style import STATE_COLOURS

MOST_POINTS = 250  # of a series
MEASURED = {"simulated", STEADY, WHOLE}  # kinds of rows; all others are theory


@dataclasses.dataclass(frozen=True)
class Chart:
    """How a figure's table is drawn in the page."""

    figure: str
    x: str  # column
    y: str
    x_label: str
    y_label: str
    panel: str | tuple = None  # column, or columns: a chart each
    series: str = "series"  # column
    log_x: bool = False
    log_y: bool = False
    step: bool = False
    stacked: bool = False


CHARTS = (
    Chart("handshake-vs-loss", "loss", "latency_s", "", "latency (s)",
          panel="panel", series="statistic", log_y=True),
    Chart("handshake-ecdf", "latency_s", "share", "time since the first SYN (s)",
          "share of attempts established", panel="panel", log_x=True, step=True),
    Chart("establish-probability", "value", "share", "", "share of attempts established", panel="panel"),
    Chart("syn-attempts", "syn_sent", "share", "SYNs sent in an attempt", "share of attempts",
          panel="panel", log_y=True),
    Chart("time-wait-population", "time_s", "connections", "simulated time (s)",
          "connections in TIME_WAIT", series="kind", step=True),
    Chart("states-over-time", "time_s", "connections", "simulated time (s)", "connections",
          panel="end", series="state", step=True, stacked=True),
    Chart("queue-over-time", "time_s", "number", "simulated time (s)", "number at all listeners",
          panel="queue", series="part", step=True, stacked=True),
    Chart("legitimate-share", "rate", "share", "", "share of users who get in", panel=("panel", "measure")),
    Chart("blind-attack", "guesses", "share", "guesses at each connection", "share of connections that are hit",
          panel="panel", log_x=True),
    Chart("port-exhaustion", "load_per_port", "blocked", "offered load per port",
          "share of attempts without a port", panel="panel"),
    Chart("harm", "time_wait_s", "value", "length of TIME_WAIT (s)", "", panel="measure"),
)


def _short(value):
    """@return a number with six digits, which is more than a screen shows; None if there is none."""
    if pandas.isna(value):
        return None
    return float(f"{float(value):.6g}")


def _shares(values):
    """@return of the way that the values go, up and down, what share each goes from the one before."""
    ways = numpy.abs(numpy.diff(numpy.nan_to_num(values)))
    return ways / ways.sum() if ways.sum() else ways


def _thin(rows, chart):
    """
    @return rows evenly spread, the first and the last among them: along the line as it is drawn, so that none of its steps
    is lost; lines that are stacked upon each other keep rows of the same places
    """
    if len(rows) <= MOST_POINTS:
        return rows
    if chart.stacked:
        ways = numpy.full(len(rows) - 1, 1.0)
    else:
        x = rows[chart.x].to_numpy(float)
        ways = _shares(numpy.log(numpy.maximum(x, x[x > 0].min())) if chart.log_x and (x > 0).any() else x)
        ways = ways + _shares(rows[chart.y].to_numpy(float))
    length = numpy.concatenate([[0], numpy.cumsum(ways)])
    places = numpy.searchsorted(length, numpy.linspace(0, length[-1], MOST_POINTS))
    return rows.iloc[numpy.unique(numpy.append(numpy.minimum(places, len(rows) - 1), [0, len(rows) - 1]))]


def _points(rows, chart):
    rows = _thin(rows, chart)
    has_band = "low" in rows.columns
    points = []
    for row in rows.to_dict("records"):
        point = [_short(row[chart.x]), _short(row[chart.y])]
        if has_band and _short(row["low"]) is not None and _short(row["high"]) is not None:
            point += [_short(row["low"]), _short(row["high"])]
        points.append(point)
    return points


def _series(data, chart):
    """@return the lines of one chart; what is not simulated is theory."""
    keys = list(dict.fromkeys([chart.series, *(["kind"] if "kind" in data.columns else [])]))
    by = keys if len(keys) > 1 else keys[0]
    for values, rows in data.groupby(by, sort=False, dropna=False):
        values = dict(zip(keys, values if isinstance(values, tuple) else (values,)))
        kind = values.get("kind", "simulated")
        name = str(values[chart.series])
        if chart.series == "kind":
            name = "TIME_WAIT" if kind == "simulated" else kind
        if chart.stacked and not rows[chart.y].any():
            continue  # nobody sees it
        level = rows[chart.x].isna().all()
        yield {
            "name": name or "all",
            "theory": None if kind in MEASURED else kind,
            "level": _short(rows[chart.y].iloc[0]) if level else None,
            "points": [] if level else _points(rows, chart),
            "colour": STATE_COLOURS.get(name) if chart.series == "state" else None,
        }


def _label(chart, panel):
    """@return what a panel is called."""
    if isinstance(panel, tuple):
        return ", ".join(str(part) for part in panel if part)
    return str(panel).replace("_", " ") if chart.panel == "measure" else str(panel)


def _holds_zero(series, axis):
    """@return whether something that was measured is 0, which has no place on a logarithmic axis."""
    return any(point[axis] == 0 for one in series if one["theory"] is None for point in one["points"])


def _told(label, names):
    """@return {parameter: value} of a label of synfin.plotting.grouping, of these parameters."""
    pairs = (part.partition(" ") for part in str(label).split(", "))
    return {name: "none" if value == "None" else value for name, _, value in pairs if name in names}


def _panels(chart, figure, data, names, fixed):
    """
    @param names of the parameters that vary
    @param fixed {parameter: value} of those that are the same in all that is drawn
    @return a description of each panel of a figure's table
    """
    label = next((data[name].iloc[0] for name in ("parameter", "flood") if name in data.columns), chart.x_label)
    described = []
    by = list(chart.panel) if isinstance(chart.panel, tuple) else chart.panel
    for panel, rows in data.groupby(by, sort=False) if by else [("", data)]:
        panel = _label(chart, panel)
        series = list(_series(rows, chart))
        for one in series:
            one["of"] = _told(one["name"], names)
        described.append({
            "of": {**fixed, **_told(panel, names)}, "axis": label if label in names else None,
            "figure": figure.name, "title": figure.name + (f": {panel}" if panel else ""), "summary": figure.summary,
            "x": label, "y": chart.y_label or panel,
            "logX": chart.log_x and not _holds_zero(series, 0), "logY": chart.log_y and not _holds_zero(series, 1),
            "isOverTime": chart.x == "time_s", "step": chart.step, "stacked": chart.stacked, "series": series,
        })
    return described


def charts_of(source, options, names=(), fixed=None):
    """
    @param names of the parameters that vary, for filters
    @param fixed {parameter: value} of those of them that do not vary in the source
    @return a description of every chart that fits the source, and why others are missing
    """
    charts, why_not = [], []
    for chart in CHARTS:
        figure = FIGURES[chart.figure]
        try:
            figure.check(source)
        except DoesNotFit as why:
            why_not.append(str(why))
            continue
        try:
            with of_one_figure(figure.name, options):
                charts += _panels(chart, figure, figure.data(source, options), names, fixed or {})
        except DoesNotFit as why:
            why_not.append(str(why))
            options.note(str(why))  # it is of this kind of results, so somebody may miss it
    empty = [chart for chart in charts if not _has_points(chart)]
    why_not += [f"{chart['title']}: nothing to draw" for chart in empty]
    return [chart for chart in charts if chart not in empty], why_not


def _has_points(chart):
    return any(math.isfinite(point[1] or 0) for series in chart["series"] for point in series["points"])
