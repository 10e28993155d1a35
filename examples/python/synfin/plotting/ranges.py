# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The parameter that makes the x axis of a figure, chosen by --by or found, and its ticks."""

from matplotlib.ticker import EngFormatter, MaxNLocator

from synfin.plotting import grouping, style
from synfin.plotting.errors import DoesNotFit

UNITS = {"rate": "connections/s", "request": "octets", "response": "octets"}
WIDE = 20  # times from the least value to the greatest, from which on an axis is logarithmic


def axis_of(figure, source, by):
    """
    @param figure its name, for errors
    @return the parameter for the x axis: that of --by, or loss, or the first that varies and has numbers; its unit, and {value: number}
    """
    runs = source.runs
    grouping.check_by(runs, by)
    candidates = [by] if by else [*grouping.losses(runs), *grouping.varying(runs)]
    for name in candidates:
        sizes = grouping.sizes(runs, name)
        if sizes is not None:
            unit, values = sizes
            return name, unit or (None if grouping.is_of_script(runs, name) else UNITS.get(name)), values
    raise DoesNotFit(f"{figure}: {source.path}: wanted: a parameter that is a number, time or rate and varies, "
                     f"not {', '.join(dict.fromkeys(candidates)) or 'nothing'}")


def axis_of_any(figure, source, by):
    """
    @param figure its name, for errors
    @return as axis_of(), the parameter for the x axis, but of words as well, or None where nothing varies; what it is called, its unit,
        {value: place}, and {value: text} where it has no numbers
    """
    try:
        axis, unit, sizes = axis_of(figure, source, by)
        return axis, *label_and_unit(source.runs, axis, unit), sizes, {}
    except DoesNotFit:
        name = by or next(iter(grouping.varying(source.runs)), None)
        values = [value for value, in grouping.by_values(source.runs, [name])] if name else [None]
        return name, name or "", None, {value: place for place, value in enumerate(values)}, {value: str(value) for value in values if name}


def label_and_unit(runs, axis, unit):
    """@return what the axis is called in a table, and the unit there: that of a loss of synfin-run is a share."""
    share = axis in grouping.LOSSES and not grouping.is_of_script(runs, axis)
    return f"{axis} ({unit})" if unit else axis, grouping.SHARE if share else unit


def ticks_of_rates(axes, label):
    """Writes many bits a second with prefixes."""
    if label.endswith("(bit/s)"):
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.xaxis.set_major_formatter(EngFormatter())


def is_wide(values):
    """@return whether values, all above 0, are so far apart that their axis should be logarithmic."""
    return bool(0 < min(values) and WIDE * min(values) < max(values))


def logarithmic(axes, *ways):
    """Makes axes logarithmic, with whole numbers at their ticks; x or y."""
    for way in ways:
        getattr(axes, f"set_{way}scale")("log")
        style.plain_log(getattr(axes, f"{way}axis"), style.number)
