# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Which runs have which place of a figure: nothing is ever averaged over a parameter that varies."""

import dataclasses
import math

from synfin import schema
from synfin.schema import STATES
from synfin.plotting import grouping, groups
from synfin.plotting.errors import DoesNotFit
from synfin.tools.messages import BadInput, brief, nearest
from synfin.tools.parameters import names_of_all, value_of

CATEGORY = "category"  # the unit of an axis whose values have places, and no size
SWITCHES = ("true", "false")
MOST_SERIES = grouping.MOST_SERIES
MOST_PANELS = 1000


@dataclasses.dataclass(frozen=True)
class Cell:
    """Runs that differ in nothing but seed and run number."""

    panel: str
    series: str
    x: object  # the value of the parameter, as it was given; None without one
    runs: list


@dataclasses.dataclass(frozen=True)
class Axis:
    """A parameter along an axis."""

    name: str
    unit: str  # s, bit/s, grouping.SHARE, that of a number; or CATEGORY
    places: dict  # {value: its size, or its place from 0 on}, in the order of the axis
    is_of_script: bool = False

    def is_category(self):
        return self.unit == CATEGORY


def resolve(source, selection, also=()):
    """
    @param also names that are no parameters, and accepted
    @return ({name as typed: name of a parameter}, the runs, or what they are to each of their groups if group has a place)
    """
    known, found, runs = names_of_all(source.runs), {}, source.runs
    for typed, option in selection.placed().items():
        name = source.parameter_name(typed)
        is_group = typed == groups.BY and groups.is_asked(runs, typed)
        if name not in known and typed not in also and not is_group:
            near = nearest(name, [*known, *also])
            vary = ", ".join(grouping.varying(source.runs)) or "nothing"
            raise BadInput(f"{option} {brief(typed)}: accepted is a parameter of the runs; {near or f'these vary: {brief(vary)}'}")
        found[typed] = typed if is_group or typed in also and name not in known else name
        if is_group and typed not in also:
            runs = groups.divided(selection.file_name(), runs, groups.BY)
    return found, runs


def in_order(runs, name):
    """@return the values of a parameter: in the order of the sweep's plan, or where there is none by their size."""
    values = {}
    for place, run in enumerate(runs):
        value = value_of(run.parameters, name)
        values[value] = min(values.get(value, (math.inf, 0)), (run.point if run.point is not None else math.inf, place))
    if all(point < math.inf for point, _ in values.values()):
        return sorted(values, key=values.get)
    return sorted(values, key=grouping.order)


def _unit(runs, name, unit):
    """@return the unit of numbers of a parameter."""
    if grouping.is_of_script(runs, name):
        return unit
    if name in grouping.LOSSES:
        return grouping.SHARE
    bare = schema.split_end(name)[1].split(".")[-1]
    return unit or (schema.OPTIONS.get(bare) or schema.FIELDS.get(bare) or {"unit": ""})["unit"]


def axis(runs, name):
    """@return the Axis of a parameter: that of its numbers, times or rates, or one of categories in the order given."""
    sizes = grouping.sizes(runs, name)
    values = in_order(runs, name)
    if sizes is None or not all(map(math.isfinite, sizes[1].values())) or any(str(value) in SWITCHES for value in values):
        return Axis(name, CATEGORY, {value: place for place, value in enumerate(values)})
    unit, places = sizes
    return Axis(name, _unit(runs, name, unit), dict(sorted(places.items(), key=lambda item: item[1])), grouping.is_of_script(runs, name))


def _check_placed(cells, names, placed):
    """Refuses cells whose runs differ in a parameter."""
    left = [name for name in grouping.varying([run for runs in cells.values() for run in runs], names) if name not in names]
    wrong = [name for name in left
             if any(len({str(value_of(run.parameters, name)) for run in runs}) > 1 for runs in cells.values())]
    if wrong:
        free = "--series, --panel" if "--x" in placed.values() else "--x, --series, --panel"
        what = "varies and has" if len(wrong) == 1 else "vary and have"
        raise DoesNotFit(f"{brief(', '.join(wrong), 70)} {what} no place: accepted are {free} or --where {brief(wrong[0], 40)}=VALUE")


def cells(runs, selection, found, most_series=MOST_SERIES):
    """
    @param found as resolve() has it, without names that are no parameters
    @return [Cell, ...] in the order of the axes; DoesNotFit where a parameter varies that has no place, or there are too many
    """
    parameters = lambda names: [found[name] for name in names if name in found]
    outer, inner = parameters(selection.panel), parameters(selection.series)
    across = parameters([selection.x] if selection.x else [])
    names = [*outer, *inner, *across]
    divided = {}
    for run in runs:
        divided.setdefault(tuple(value_of(run.parameters, name) for name in names), []).append(run)
    _check_placed(divided, names, selection.placed())
    ranks = [{value: place for place, value in enumerate(axis(runs, name).places if name in across else in_order(runs, name))}
             for name in names]
    keys = sorted(divided, key=lambda key: [rank[value] for rank, value in zip(ranks, key)])
    label = lambda names, values: ", ".join(f"{name} {'none' if value is None else value}" for name, value in zip(names, values))
    found_cells = [Cell(label(outer, key), label(inner, key[len(outer):]), key[-1] if across else None, divided[key]) for key in keys]
    grouping.limit(selection.file_name(), "panels", len({cell.panel for cell in found_cells}), MOST_PANELS, outer)
    grouping.limit(selection.file_name(), "series", len({cell.series for cell in found_cells}), most_series, inner)
    return found_cells
