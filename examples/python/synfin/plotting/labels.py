# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Where the texts along arrows go: beside their own arrow, on no other text, and better on no cross and no line."""

import dataclasses
import functools
import math

from matplotlib.textpath import TextPath

SIZE = 5.2  # points
HEIGHT = 0.075  # inches of a text, its descenders included
LINE = 0.088  # from one text to the next
NEAR = 0.052  # from an arrow to the middle of its first text
ENDS = 0.07  # inches that a text keeps from the ends of its arrow
PASSES = 3
BESIDE = 0.4  # inches between the beginnings of arrows of one end whose texts have an order
ROWS = 2  # more than there are texts at an arrow, where they may evade others


@functools.lru_cache(maxsize=4096)
def length(text):
    """@return inches."""
    return TextPath((0, 0), text, size=SIZE).get_extents().width / 72


@dataclasses.dataclass(frozen=True)
class Arrow:
    """A line from where a segment is sent to where it arrives or is lost, in inches from the upper left."""

    begin: tuple
    end: tuple
    labels: tuple  # its texts
    texts: int = 0  # how many texts an arrow from the same point has already
    crosses: bool = False  # another arrow comes the other way


@dataclasses.dataclass(frozen=True)
class Box:
    """A rectangle that may be turned."""

    middle: tuple
    way: tuple  # of length 1
    half: tuple  # along the way, and across

    def reach(self):
        """@return the radius of a circle around it."""
        return math.hypot(*self.half)

    def _shadow(self, axis):
        across = (-self.way[1], self.way[0])
        return sum(half * abs(side[0] * axis[0] + side[1] * axis[1]) for half, side in zip(self.half, (self.way, across)))

    def meets(self, other):
        """@return whether they have a point in common."""
        apart = (other.middle[0] - self.middle[0], other.middle[1] - self.middle[1])
        if math.hypot(*apart) > self.reach() + other.reach():
            return False
        for way in (self.way, other.way):
            for axis in (way, (-way[1], way[0])):
                if abs(apart[0] * axis[0] + apart[1] * axis[1]) > self._shadow(axis) + other._shadow(axis):
                    return False
        return True


def line(begin, end):
    """@return a line as a thin Box."""
    way = (end[0] - begin[0], end[1] - begin[1])
    size = math.hypot(*way) or 1e-9
    middle = ((begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2)
    return Box(middle, (way[0] / size, way[1] / size), (size / 2, 0.002))


def _downwards(way):
    """@return the direction across, down the page."""
    return (-way[1], way[0]) if way[0] > 0 else (way[1], -way[0])


def _is_above(box, other):
    """@return whether a text is above another one, seen along its arrow."""
    down = _downwards(box.way)
    return sum((box.middle[i] - other.middle[i]) * down[i] for i in (0, 1)) <= 0


def _beside(arrow, other):
    """@return whether two arrows leave one end so shortly after another that the order of their texts tells which was first."""
    return arrow.begin[0] == other.begin[0] and abs(arrow.begin[1] - other.begin[1]) <= BESIDE


def _swapped(index, box, found, beside):
    """@return how many texts of arrows beside it, in the order in which they leave, are on the wrong side of a text."""
    pairs = ((box, found[other]) if index < other else (found[other], box) for other in beside[index] if other in found)
    return sum(not _is_above(first, second) for first, second in pairs)


def _candidates(arrow, number, text):
    """@return (cost, Box) of places for a text: above the arrow first, below it the next ones, in the middle or at an end."""
    whole = line(arrow.begin, arrow.end)
    half, reach = length(text) / 2, whole.half[0]
    across = _downwards(whole.way)
    room = max(0.0, reach - half - ENDS)
    places = (0.0, -room / 2, -room, room / 2, room) if not arrow.crosses else (-room, -room / 2, 0.0, room / 2, room)
    if half + ENDS > reach:
        places = (half + ENDS - reach,)  # longer than its arrow: from the sender on
    rows = [row for row in range(-ROWS, number + ROWS + 1) if row != 0 or number == 0]
    for row in rows:
        # Row 0 is above the arrow, rows from 1 on are below it, negative ones further above.
        off = -NEAR + LINE * row if row <= 0 else NEAR + LINE * (row - 1)
        for order, along in enumerate(places):
            middle = tuple(whole.middle[i] + along * whole.way[i] + off * across[i] for i in (0, 1))
            yield abs(row - number) * 3 + order * (2.5 if arrow.crosses else 0.5), Box(middle, whole.way, (half, HEIGHT / 2))


def place(arrows, crosses=(), others=(), walls=()):
    """
    @param arrows every Arrow, those of one end in the order in which they leave
    @param crosses points where a segment is lost
    @param others Boxes of further texts
    @param walls (begin, end) of the bars of both ends
    @return [(Arrow, text, Box), ...], and how many of these texts lie on another one or stand in the wrong order
    """
    lines = {arrow: line(arrow.begin, arrow.end) for arrow in arrows}
    marks = [*(Box(point, (1, 0), (0.04, 0.04)) for point in crosses), *(line(*wall) for wall in walls)]
    texts = [(arrow, number, text) for arrow in arrows for number, text in enumerate(arrow.labels, arrow.texts)]
    beside = [[other for other, (its, _, _) in enumerate(texts) if other != index and _beside(arrow, its)]
              for index, (arrow, _, _) in enumerate(texts)]
    found, bad = {}, 0
    for _ in range(PASSES):  # what came later may be in the way of what came first
        for index, (arrow, number, text) in enumerate(texts):
            taken = [*others, *(box for other, box in found.items() if other != index)]
            lines_of_others = [box for other, box in lines.items() if other != arrow]
            candidates = [(cost + 300 * _swapped(index, box, found, beside), box) for cost, box in _candidates(arrow, number, text)]
            found[index] = _best(candidates, taken, marks, lines_of_others)
        boxes = [*found.values(), *others]
        bad = sum(any(box.meets(other) for other in boxes if other is not box) or _swapped(index, box, found, beside) > 0
                  for index, box in found.items())
        if bad == 0:
            break
    return [(arrow, text, found[index]) for index, (arrow, _, text) in enumerate(texts)], bad


def _best(candidates, taken, marks, lines):
    """@return the Box with the least cost."""
    best, least = None, math.inf
    for cost, box in candidates:
        if cost >= least:
            continue
        cost += 1000 * sum(box.meets(other) for other in taken)
        cost += 30 * sum(box.meets(mark) for mark in marks) + 2 * sum(box.meets(other) for other in lines)
        if cost < least:
            best, least = box, cost
    return best
