# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Scales, units and limits of the axes of figures of one's own."""

import dataclasses

import numpy
from matplotlib.ticker import EngFormatter, FixedFormatter, FixedLocator, MaxNLocator, NullLocator

from synfin.plotting import grouping, style
from synfin.plotting.grammar.places import CATEGORY
from synfin.tools.messages import BadInput, brief

MOST_TICKS = {True: 6, False: 4}  # of numbers along an axis, whether it has the figure for itself
STEPS = [1, 2, 2.5, 5, 10]


@dataclasses.dataclass(frozen=True)
class Look:
    """How the values of a parameter stand along an axis."""

    label: str
    scale: float  # what sizes are multiplied by
    unit: str
    names: tuple = ()  # of categories, in their order


def look(name, unit, rows):
    """@return the Look of a parameter, of the columns x and place of some rows."""
    if unit == CATEGORY:
        names = dict(sorted(set(zip(rows["place"], rows["x"]))))
        return Look(name, 1, unit, tuple(names.values()))
    if unit == grouping.SHARE:
        return Look(grouping.LOSSES[name], 100, unit)
    if unit == "s":
        most = rows["place"].abs().max()
        scale, short = next(((scale, short) for scale, short in ((1, "s"), (1e3, "ms"), (1e6, "µs")) if most * scale >= 1), (1, "s"))
        return Look(f"{name} ({short})", scale, unit)
    return Look(f"{name} ({unit})" if unit else name, 1, unit)


def check_log(log, way, values, told):
    """
    Refuses a logarithmic axis with values that have no place on it.

    @param told what is on the axis
    """
    values = numpy.asarray(values, dtype=float)
    if way in log and (values <= 0).any():
        worst = values[values <= 0][0]
        raise BadInput(f"--log {log}: accepted on an axis of values above 0; {brief(told, 70)} is {worst:g} somewhere")


def check_log_of_categories(log, told):
    """Refuses a logarithmic axis of what has no size."""
    if "x" in log:
        raise BadInput(f"--log {log}: accepted on an axis of numbers; the values of {brief(told, 60)} are none")


def limits(values, is_log, room=0.06):
    """@return the ends of an axis that shows all of these values."""
    values = numpy.asarray(values, dtype=float)
    values = values[numpy.isfinite(values) & ((values > 0) if is_log else True)]
    low, high = values.min(), values.max()
    if is_log:
        factor = max((high / low) ** room, 1.1)
        return low / factor, high * factor
    span = (high - low) or abs(high) or 1.0
    begin = low - room * span
    return (0.0 if low >= 0 > begin else begin), high + room * span


def plain(axis, is_log):
    """Numbers of an axis as people write them."""
    if is_log:
        style.plain_log(axis)


def fit(names, inches):
    """@return whether texts of categories have room beside each other."""
    letters = style.LETTER * style.matplotlib.rcParams["xtick.labelsize"] / 72
    return (max(map(len, names)) + 1) * len(names) * letters <= inches


def put_categories(axes, names, inches):
    """Writes names along the x axis, turned where they have no room beside each other."""
    axes.xaxis.set_major_locator(FixedLocator(range(len(names))))
    axes.xaxis.set_major_formatter(FixedFormatter(names))
    axes.xaxis.set_minor_locator(NullLocator())
    if not fit(names, inches):
        for text in axes.get_xticklabels():
            text.set(rotation=40, ha="right", rotation_mode="anchor")
    axes.set_xlim(-0.6, len(names) - 0.4)
    axes.grid(axis="x", visible=False)


def put_numbers(axes, shown, is_log, is_alone):
    """Ticks of a parameter of numbers."""
    if shown.unit == "bit/s":
        axes.xaxis.set_major_formatter(EngFormatter())
    if is_log:
        axes.set_xscale("log")
        if shown.unit != "bit/s":
            style.plain_log(axes.xaxis)
    else:
        axes.xaxis.set_major_locator(MaxNLocator(MOST_TICKS[is_alone], steps=STEPS))
