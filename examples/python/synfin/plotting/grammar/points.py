# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""A figure of summary.json over a parameter: a row per point, and what theory says of it."""

import itertools

from synfin.plotting import grouping, handshakes
from synfin.plotting.errors import DoesNotFit
from synfin.plotting.figure import frame
from synfin.plotting.grammar import laws, places, quantities
from synfin.tools.messages import brief

COLUMNS = ("panel", "series", "kind", "parameter", "x", "place", "figure", "value", "low", "high", "runs", "n", "relative_error",
           "unit", "label")
SIMULATED, EXACT = "simulated", "exact"
MOST_ROWS = 60  # of a heat map


def _simulated(quantity, axis, cells):
    """Yields rows of the points that have a value."""
    for cell in cells:
        found = quantity.at(cell.runs)
        if found is None:
            continue
        yield (cell.panel, cell.series, SIMULATED, axis.name, str(cell.x), axis.places[cell.x], quantity.title, found.value, found.low,
               found.high, found.runs, found.n, found.relative_error, axis.unit, quantity.label())


def _exact(quantity, axis, cells, options):
    for x, place, value in laws.curve(quantity, axis, cells, options):
        yield (cells[0].panel, cells[0].series, EXACT, axis.name, f"{place:g}" if x is None else str(x), place, quantity.title, value,
               None, None, None, None, None, axis.unit, quantity.label())


def _note_gaps(rows, cells, quantity, options):
    left = len(cells) - sum(row[2] == SIMULATED for row in rows)
    if left and left < len(cells):
        options.note(f"{left} of {len(cells)} points have no {brief(quantity.title)} and are left out")
    sizes = {(cell.panel, cell.series, str(cell.x)): len(cell.runs) for cell in cells}
    shown = [(sizes[row[0], row[1], row[4]], row[10]) for row in rows if row[2] == SIMULATED]
    missing = sum(size - runs for size, runs in shown)
    if missing:
        options.note(f"{missing} of {sum(size for size, _ in shown)} runs of these points have no {brief(quantity.title)} and are left out")
    if isinstance(quantity, quantities.Pooled) or isinstance(quantity, quantities.Share) and quantity.is_part:
        handshakes.note_phases([run for cell in cells for run in cell.runs], options)
    if isinstance(quantity, quantities.Pooled) and quantity.has_interval and any(
            row[2] == SIMULATED and None in (row[8], row[9]) for row in rows):
        options.note(f"too few connections for an interval of {brief(quantity.title)} somewhere")


def table(source, selection, options):
    """@return the table of --kind line or heat."""
    found, runs = places.resolve(source, selection)
    quantity = quantities.resolve(selection.y, runs)
    is_heat = selection.kind == "heat"
    if is_heat and len(selection.series) != 1:
        raise DoesNotFit("--kind heat: accepted is --series once, which is the vertical axis, beside --x; --y has the colour")
    cells = places.cells(runs, selection, found, MOST_ROWS if is_heat else places.MOST_SERIES)
    axis = places.axis(runs, found[selection.x])
    rows = []
    for _, members in itertools.groupby(cells, key=lambda cell: (cell.panel, cell.series)):
        members = list(members)
        rows += _simulated(quantity, axis, members)
        if not is_heat:
            rows += _exact(quantity, axis, members, options)
    if not any(row[2] == SIMULATED for row in rows):
        raise DoesNotFit(f"--y {brief(selection.y)}: no point has a value of it")
    _note_gaps(rows, cells, quantity, options)
    return frame(rows, COLUMNS)


def unit(data):
    """@return the unit of the horizontal axis, or an empty text."""
    return data["unit"].iloc[0] if data["unit"].notna().any() else ""


def is_share_of_loss(data):
    """@return whether the horizontal axis is one of losses, as shares of 1."""
    return unit(data) == grouping.SHARE
