# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What a parameter changes, over another one: the differences of synfin-sweep --compare, with their intervals."""

import csv
import io
import os

from synfin import schema
from synfin.plotting import aside, grouping, style
from synfin.plotting.errors import DoesNotFit
from synfin.plotting.figure import Cells, Figure, frame
from synfin.plotting.grammar.quantities import plain, unit_of
from synfin.tools import inputs
from synfin.tools import parameters as parameters_
from synfin.tools.messages import BadInput, brief

TABLE = "compare.csv"
COLUMNS = ("panel", "series", "parameter", "value", "difference", "low", "high", "pairs", "p_holm", "significant", "unit")
FIRST, AFTER = 5, "figure"  # the columns of other parameters are those from the sixth up to this one
USUAL = "handshake_latency_s_mean"  # is drawn of many figures
MOST_FIGURES = 3
NUMBERS = ("difference", "ci95_low", "ci95_high", "p_holm")
NOT = "not significant"


def compared(source):
    """compare.csv of the sweep"""
    return None if os.path.exists(os.path.join(source.path, TABLE)) else f"no {TABLE} (synfin-sweep --compare KEY=A,B)"


def _read(source):
    """@return names of other parameters, and the rows of compare.csv whose points have runs in the source"""
    path = os.path.join(source.path, TABLE)
    try:
        rows = csv.DictReader(io.StringIO(inputs.read_text(path), newline=""), strict=True)
        found = list(rows)
        plan = csv.DictReader(io.StringIO(inputs.read_text(os.path.join(source.path, "plan.csv"), most=1 << 32), newline=""), strict=True)
        point_of = {row["id"]: row["point"] for row in plan}
        names = list(rows.fieldnames or ())
        for row in found:
            for name in NUMBERS:
                value = inputs.real(row[name] or "nan")
                if value is None and row[name] != "":
                    raise BadInput(f"{brief(path, 100)}: line of figure {brief(row['figure'], 30)}: {name} is '{brief(row[name], 20)}'")
                row[name] = value
        points = {point_of.get(run.name) for run in source.runs}
        kept = [row for row in found if row["point_a"] in points or row["point_b"] in points]
        return names[FIRST:names.index(AFTER)], kept
    except (csv.Error, KeyError, TypeError, ValueError) as error:
        raise BadInput(f"{brief(path, 100)}: accepted is what synfin-sweep --compare writes; {brief(error, 60)}") from error


def _figures(rows):
    names = list(dict.fromkeys(row["figure"] for row in rows))
    if len(names) <= MOST_FIGURES:
        return names
    return [USUAL if USUAL in names else names[0]]


def _axis(source, names, rows, by):
    """@return the parameter of the x axis, {text: its size}, and its unit"""
    varied = [name for name in names if len({row[name] for row in rows}) > 1]
    sizes = {}
    for name in varied:
        amounts = {row[name]: parameters_.amount(row[name]) for row in rows}
        kinds = {kind for kind, _ in amounts.values()}
        if len(kinds) == 1 and kinds <= set(grouping.UNITS):
            sizes[name] = {text: size for text, (_, size) in amounts.items()}, grouping.UNITS[kinds.pop()]
    if by is not None and by not in sizes:
        raise BadInput(f"--by {brief(by)}: accepted is a parameter of numbers, times or rates that varies beside the one that is compared:"
                       f" {brief(', '.join(sizes) or 'there is none', 80)}")
    if not sizes:
        raise DoesNotFit(f"paired-difference: {source.path}: wanted: a second parameter that is a number, time or rate and varies")
    name = by or next((name for name in grouping.LOSSES if name in sizes), max(sizes, key=lambda name: len(sizes[name][0])))
    is_share = name in grouping.LOSSES and not grouping.is_of_script(source.runs, name)
    return name, sizes[name][0], grouping.SHARE if is_share else sizes[name][1], [other for other in varied if other != name]


def table(source, options):
    names, rows = _read(source)
    figures = _figures(rows)
    rows = [row for row in rows if row["figure"] in figures]
    if not rows:
        return frame([], COLUMNS)
    axis, sizes, unit, others = _axis(source, names, rows, options.by)
    found = []
    for row in sorted(rows, key=lambda row: (figures.index(row["figure"]), sizes[row[axis]])):
        series = ", ".join([f"{row['value_b']} - {row['value_a']}", *(f"{name} {row[name]}" for name in others)])
        label = axis if unit in ("", grouping.SHARE) else f"{axis} ({unit})"
        found.append((row["figure"], series, label, sizes[row[axis]], row["difference"], row["ci95_low"], row["ci95_high"],
                      int(row["pairs"]), row["p_holm"], row["significant"], unit))
    grouping.limit("paired-difference", "series", len({row[1] for row in found}), grouping.MOST_SERIES, others)
    return frame(found, COLUMNS)


def _panel(axes, data, colours, scale, beside):
    axes.axhline(0, color=style.BLACK, linewidth=0.7)
    for place, (series, rows) in enumerate(data.groupby("series", sort=False)):
        for is_significant, some in rows.groupby(rows["significant"] == "yes"):
            axes.errorbar(scale * (some["value"] + some.index.map(beside)), some["difference"], yerr=style.error_bars(some["difference"], some),
                          fmt=(style.MARKERS * 2)[place], color=colours[series], markersize=aside.SIZE, capsize=1.5, elinewidth=0.8,
                          markerfacecolor=colours[series] if is_significant else "white", markeredgewidth=0.7)
        axes.plot([], [], (style.MARKERS * 2)[place], color=colours[series], markersize=aside.SIZE, label=series)


def draw(data, options):
    panels, series = list(data["panel"].unique()), list(data["series"].unique())
    colours = dict(zip(series, style.series_colours(series)))
    name, scale = grouping.loss_axis(data, data["parameter"].iloc[0])
    is_mixed = bool((data["significant"] != "yes").any())
    figure, top, grid = style.stacked(options, panels, [*series, NOT] if is_mixed else series, 1.9 if len(panels) == 1 else 1.4)
    for axes, panel in zip(grid, panels):
        rows = data[data["panel"] == panel]
        dots = rows.assign(place=rows["value"], name=rows["series"], bottom=rows["low"].fillna(rows["difference"]),
                           top=rows["high"].fillna(rows["difference"]))
        _panel(axes, rows, colours, scale, aside.steps(axes, dots, series))
    if is_mixed:
        grid[0].plot([], [], "o", color=style.BLACK, markerfacecolor="white", markersize=aside.SIZE, markeredgewidth=0.7, label=NOT)
    style.share_legend(top, grid, [*series, NOT])
    paths = {plain(key.replace("/", ".")): key.replace("/", ".") for key in schema.SUMMARY}
    for axes, panel in zip(grid, panels):
        axes.set_title(panel)
        unit = unit_of(paths.get(panel, panel))
        axes.set_ylabel(f"difference ({unit})" if unit else "difference")
        axes.margins(x=0.08)
    grid[-1].set_xlabel(name)
    return style.Drawing(figure)


FIGURE = Figure(needs=(compared,), table=table, draw=draw,
                cells=Cells("difference", "difference", ("value",)))
