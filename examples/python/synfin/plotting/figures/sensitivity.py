# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Which parameters matter: Sobol's indices with their intervals, or Morris' mu* and sigma, of a sweep with --sensitivity."""

import csv
import pathlib

from synfin.plotting import style
from synfin.plotting.figure import Cells, Figure, frame
from synfin.tools import inputs
from synfin.tools.messages import BadInput, brief

FILE = "sensitivity.csv"
COLUMNS = ("method", "figure", "parameter", "measure", "value", "low", "high")
NAMES = {"total": "total: alone and with others", "first": "first order: alone"}
APART = 0.16  # from the middle of a parameter's place


def check(source):
    """a sweep with --sensitivity"""
    is_there = source.kind == "sweep" and (pathlib.Path(source.path) / FILE).is_file()
    return None if is_there else f"wanted: a sweep with --sensitivity, which has {FILE}"


def _most(rows):
    """@return {parameter: what it is sorted by}"""
    return {row[2]: row[4] for row in rows if row[3] in ("total", "mu_star")}


def table(source, options):
    path = pathlib.Path(source.path) / FILE
    rows = []
    for line, row in enumerate(csv.DictReader(inputs.read_text(path).splitlines()), 2):
        numbers = [inputs.real(row.get(name) or "") for name in ("value", "ci95_low", "ci95_high")]
        texts = [row.get(name) for name in COLUMNS[:4]]
        if None in (*numbers, *texts):
            raise BadInput(f"{brief(path, 120)}: line {line}: accepted is what synfin-sweep --sensitivity wrote")
        rows.append((*texts, *numbers))
    most = _most(rows)
    return frame(sorted(rows, key=lambda row: (-most.get(row[2], 0), row[2], row[3])), COLUMNS)


def _sobol(data, options):
    parameters = list(data["parameter"].unique())
    figure, top, grid = style.facets(options, [""], list(NAMES.values()), 0.6 + 0.26 * len(parameters))
    axes = grid[0]
    for side, (measure, colour, marker) in zip((-APART, APART), (("total", style.BLUE, "o"), ("first", style.VERMILLION, "s"))):
        rows = data[data["measure"] == measure].set_index("parameter").loc[parameters]
        places = [place + side for place in range(len(parameters))]
        axes.hlines(places, rows["low"], rows["high"], color=colour, linewidth=1)
        axes.plot(rows["value"], places, marker, color=colour, label=NAMES[measure])
    axes.axvline(0, color=style.GREY, linewidth=0.6)
    axes.set_yticks(range(len(parameters)), parameters)
    axes.set_ylim(len(parameters) - 0.5, -0.5)
    axes.grid(axis="y", visible=False)
    axes.set_xlim(min(-0.05, data["low"].min() - 0.02), max(1.0, data["high"].max() + 0.02))
    style.share_legend(top, grid, list(NAMES.values()))
    label = f"share of the variance of {data['figure'].iloc[0]}"
    style.label_axes(figure, grid, style.wrapped(label, options.width - 0.8, 7.5), "")
    return style.Drawing(figure)


def _morris(data, options):
    figure, axes = style.panels(options)
    wide = data.pivot(index="parameter", columns="measure", values=["value", "low", "high"])
    shown = [*data["parameter"].unique()]
    for parameter, colour, marker in zip(shown, style.series_colours(shown), style.MARKERS * len(shown)):
        row = wide.loc[parameter]
        star, sigma = row["value", "mu_star"], row["value", "sigma"]
        axes.hlines(sigma, row["low", "mu_star"], row["high", "mu_star"], color=colour, linewidth=1)
        axes.plot(star, sigma, marker, color=colour, label=parameter, clip_on=False, zorder=3)
    axes.set_xlim(0, 1.08 * data[data["measure"] == "mu_star"]["high"].max())
    axes.set_ylim(0, 1.12 * max(data[data["measure"] == "sigma"]["value"].max(), 1e-300))
    label = f"mu*: mean absolute effect on {data['figure'].iloc[0]}"
    axes.set(xlabel=style.wrapped(label, options.width - 0.6, 7.5), ylabel="sigma: spread of the effect")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncol=3, borderaxespad=0.2)
    return style.Drawing(figure)


def draw(data, options):
    return (_sobol if data["method"].iloc[0] == "sobol" else _morris)(data, options)


FIGURE = Figure(needs=(check,), table=table, draw=draw,
                cells=Cells("{method}: {figure}", "value", ("parameter",), ("measure",), (), head="parameter"))
