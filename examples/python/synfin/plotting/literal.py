# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Texts of pictures stand there as they are: a $ begins no formula, and characters that the font lacks are told."""

import contextlib
import re
import warnings

from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter, FuncFormatter

_MISSING = re.compile(r"Glyph (\d+) .*missing")
_UNSUPPORTED = "Matplotlib currently does not support "  # a script, whose characters are told one by one beside it
_MOST_TOLD = 5


class _Literal(FuncFormatter):
    """What another formatter writes, without formulas."""

    def __init__(self, other):
        super().__init__(lambda value, place: str(other(value, place)).replace("$", r"\$"))


def make(figure):
    """Of all texts of a figure only the numbers that matplotlib writes along axes may be formulas, such as powers of ten."""
    of_axes = set()
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        for ticks in (axis.major, axis.minor):  # which axes may share
            if isinstance(ticks.formatter, (FixedFormatter, FuncFormatter)) and not isinstance(ticks.formatter, _Literal):
                its = _Literal(ticks.formatter)
                its.set_axis(axis)
                ticks.formatter = its
        of_axes |= set(axis.findobj(Text)) - {axis.label}
    for text in set(figure.findobj(Text)) - of_axes:
        text.set_parse_math(False)


@contextlib.contextmanager
def missing(note, font):
    """
    In the place of matplotlib's warnings there is one note of the characters that a font lacks.

    @param note takes it, or None
    @param font returns the name of the font
    """
    found, before = {}, warnings.showwarning

    def show(message, category, filename, lineno, file=None, line=None):
        glyph = _MISSING.match(str(message))
        if glyph:
            found[int(glyph[1])] = None
        elif not str(message).startswith(_UNSUPPORTED):
            before(message, category, filename, lineno, file, line)

    with warnings.catch_warnings():
        warnings.filterwarnings("always", "Glyph |" + _UNSUPPORTED)
        warnings.showwarning = show
        yield
    if found and note:
        told = ", ".join(f"U+{code:04X}" for code in list(found)[:_MOST_TOLD])
        more = f" and {len(found) - _MOST_TOLD} more" if len(found) > _MOST_TOLD else ""
        note(f"the font {font()} lacks the characters {told}{more}: boxes are in their places")
