# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The table of a named figure as one of a paper, rounded to what its intervals allow."""

import pandas

from synfin.plotting.errors import DoesNotFit
from synfin.plotting.grammar import output, tables
from synfin.plotting.grammar.points import SIMULATED

# What the tables of figures call what those of selections call runs and n.
_COUNTS = {"pairs": "runs", "attempts": "n", "attempted": "n", "users": "n"}


def check(figure):
    """Raises DoesNotFit for a figure that has no numbers to round."""
    if figure.cells is None:
        raise DoesNotFit(f"--table: {figure.name}: accepted are figures of numbers; this one has segments and lives of single connections")


def _joined(data, names):
    """@return a column of what some columns say together, a number with its name."""
    told = [data[name] if data[name].dtype == object else name + " " + data[name].map("{:g}".format) for name in names if name in data]
    return [", ".join(str(text) for text in row if not pandas.isna(text) and text != "") for row in zip(*told)] if told else ""


def _texts(values):
    """@return texts that are as different as the values."""
    if values.dtype == object:
        return values.astype(str)
    short = values.map("{:g}".format)
    return short if short.nunique() == values.nunique() else values.map("{:.15g}".format)


def numbers(figure, data):
    """@return the simulated part of a figure's table, with the columns that a table of a selection has."""
    cells, row = figure.cells, next(name for name in figure.cells.row if data[name].notna().any())
    shown = data[data["kind"] == SIMULATED] if "kind" in data else data
    if isinstance(cells.value, tuple):
        shown = shown.melt([*cells.panel, row], list(cells.value), "series", "value")
        made = shown[["series", "value"]].copy()
    else:
        made = shown.rename(columns=_COUNTS).reindex(columns=["low", "high", "runs", "n", "relative_error"])
        made["value"], made["series"] = shown[cells.value], _joined(shown, cells.column)
    made["panel"] = _joined(shown, cells.panel)
    made["x"], made["size"] = _texts(shown[row]), shown[row]
    made = made[made["value"].notna() & shown[row].notna()]
    is_count = made.groupby("series")["value"].transform(lambda values: (values % 1 == 0).all())
    made["value"] = pandas.Series([int(value) if whole else value for value, whole in zip(made["value"], is_count)], made.index, object)
    told = data.iloc[0].to_dict()
    made["label"], made["parameter"] = cells.label.format_map(told), cells.head.format_map(told)
    if shown[row].dtype != object:
        order = {panel: place for place, panel in enumerate(made["panel"].unique())}
        made = made.sort_values(["panel", "size"], kind="stable", key=lambda column: column.map(order) if column.name == "panel" else column)
    return made.drop(columns="size")


def put(figure, data, form, stage):
    """
    Puts the table of a figure among the files to come.

    @param data as the figure has it
    @param form one of tables.WRITERS
    """
    made, panel = numbers(figure, data), [name for name in figure.cells.panel if name != "panel"]
    stage.path(tables.file_name(figure.name, form)).write_text(
        tables.WRITERS[form](made, [f"{figure.name}: {output.said(made)}"], panel if len(panel) == 1 else ()), encoding="utf-8")
