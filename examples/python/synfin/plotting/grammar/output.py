# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""A selection as files: its pictures, or its table, and beside them the numbers that are shown."""

from synfin.plotting import style
from synfin.plotting.errors import DoesNotFit
from synfin.plotting.grammar import axes, distributions, drawing, overtime, points, shapes, tables
from synfin.plotting.grammar.points import EXACT, SIMULATED
from synfin.plotting.grammar.selection import OWN_X
from synfin.results.source import EQUAL
from synfin.tools.messages import brief

MOST_PAGES = 100
WEIGHTED = ("rare.", "rare_", "run.", "run_")  # figures of runs with --importance-loss that mean what they mean elsewhere


def table(source, selection, options):
    """@return the numbers of a selection, a row for each thing that is shown."""
    if any(run.is_weighted() for run in source.runs) and not selection.y.startswith(WEIGHTED):
        raise DoesNotFit(f"--y {brief(selection.y)}: {brief(source.path)}: {EQUAL}; rare.failure and its neighbours are weighted")
    if selection.kind in (*OWN_X, "box"):
        return distributions.table(source, selection, options)
    if overtime.is_asked(selection, source):
        return overtime.table(source, selection, options)
    data = points.table(source, selection, options)
    _check_axes(data, selection, options)
    return data


def _check_axes(data, selection, options):
    if selection.kind == "heat" and "x" in options.log:
        axes.check_log_of_categories(options.log, data["parameter"].iloc[0])
    if "x" in options.log and points.unit(data) == "category":
        axes.check_log_of_categories(options.log, data["parameter"].iloc[0])
    simulated = data[data["kind"] == SIMULATED]
    axes.check_log(options.log, "x", simulated["place"], data["parameter"].iloc[0])
    axes.check_log(options.log, "y", simulated["value"], data["figure"].iloc[0])


def _pictures(data, selection, options):
    """@return a drawing for each page."""
    if "time_s" in data:
        return overtime.draw(data, options)
    if selection.kind in ("ecdf", "ccdf"):
        return shapes.steps(data, options, selection.kind == "ccdf")
    draw = {"hist": shapes.bins, "box": shapes.boxes, "line": drawing.line, "heat": drawing.heat}[selection.kind]
    return draw(data, options)


def _save(drawings, name, kinds, stage):
    """A PDF has all pages, of other formats each page is a file."""
    if len(drawings) == 1:
        drawings[0].save({kind: stage.path(f"{name}.{kind}") for kind in kinds})
        return
    if "pdf" in kinds:
        style.save_pages(drawings, stage.path(f"{name}.pdf"))
    for number, one in enumerate(drawings, 1):
        one.save({kind: stage.path(f"{name}-{number}.{kind}") for kind in kinds if kind != "pdf"})


def put(source, selection, options, kinds, stage):
    """
    Puts all files of a selection among those to come.

    @param kinds formats of pictures
    @param stage a publish.Staging
    """
    name = selection.file_name()
    data = table(source, selection, options)
    if selection.table:
        text = tables.WRITERS[selection.table](data, [f"{selection.y}: {said(data)}"], selection.panel)
        stage.path(tables.file_name(name, selection.table)).write_text(text, encoding="utf-8")
    else:
        with style.applied(options) as fitted:
            drawings = _pictures(data, selection, fitted)
            if len(drawings) > MOST_PAGES:
                raise DoesNotFit(f"{len(drawings)} pages, and at most {MOST_PAGES} can be drawn; choose by --where PARAMETER=VALUE")
            _save(drawings, name, kinds, stage)
    data.to_csv(stage.path(f"{name}.csv"), index=False, lineterminator="\n")


def said(data):
    """@return what a table of numbers says of them."""
    return f"{'95 % intervals; ' if 'low' in data and data['low'].notna().any() else ''}{_counts(data)}made by synfin-plot"


def _counts(data):
    """@return how many runs and connections the numbers are of, as far as that is the same for all."""
    shown = data[data["kind"] != EXACT] if "kind" in data else data
    told = []
    for column, what in (("runs", "runs"), ("n", "connections")):
        numbers = shown[column].dropna() if column in shown else ()
        if len(numbers):
            low, high = int(min(numbers)), int(max(numbers))
            told.append(f"{low} {what}" if low == high else f"{low} to {high} {what}")
    return f"{', '.join(told)} each; " if told else ""
