# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Dots of several series over one axis: those that would lie on each other stand side by side, where there is room."""

APART = 3.6  # points between dots
ROOM = 0.9  # of the way to the next place, which those of one place may take together
SIDES = (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6)  # where they stand, the first one in the middle
SIZE = 3.2  # points of a dot


def _places(rows, names):
    """@return {row of the table: 0, or how many steps aside its dot stands} for those of one place: none lies on another one."""
    places, taken = {}, []
    for row in sorted(rows.itertuples(), key=lambda row: names.index(row.name)):
        is_free = lambda place: all(place != other or row.top < bottom or top < row.bottom for other, bottom, top in taken)
        places[row.Index] = next(filter(is_free, SIDES))
        taken.append((places[row.Index], row.bottom, row.top))
    return places


def steps(axes, dots, names):
    """
    @param axes where they will be, whose places are linear
    @param dots a row per dot with columns place, name (of its series), bottom and top (what it covers, interval included)
    @param names of the series, in the order in which they get their places
    @return {row of dots: how far from its place it stands}
    """
    inches = axes.get_position().width * axes.figure.get_figwidth()
    places = sorted(dots["place"].unique())
    gaps = [after - before for before, after in zip(places, places[1:])] or [1]
    found = {}
    for place, around in zip(places, zip([gaps[0], *gaps], [*gaps, gaps[-1]])):
        step = min(APART / 72 / inches * sum(gaps), ROOM * min(around) / len(names))
        found.update({row: side * step for row, side in _places(dots[dots["place"] == place], names).items()})
    return found
