# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How wide a figure is and what letters it has, by what it is made for."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Style:
    """What a figure is made for."""

    widths: tuple  # inches of one column, and of two
    scale: float  # how large letters and lines are, beside those of a paper
    font: str  # as matplotlib calls it
    mathtext: str  # matplotlib's fonts of formulas, such as powers of ten
    family: str = "serif"
    package: str = None  # of Debian, where matplotlib does not bring the font along


STYLES = {
    "paper": Style((3.4, 7.0), 1.0, "DejaVu Sans", "dejavusans", "sans-serif"),
    # A column of 21 picas, a page of 43 (IEEE: Preparation of papers for IEEE transactions and journals).
    "ieee": Style((3.5, 7.16), 1.2, "STIXGeneral", "stix"),
    # \columnwidth and \textwidth of acmart's sigconf, 241.15 pt and 506.3 pt.
    "acm": Style((3.33, 7.0), 1.2, "Linux Libertine O", "custom", package="fonts-linuxlibertine"),
    # Half of a slide of 13.33 inches, beside text, and all of it.
    "slides": Style((6.0, 12.0), 2.15, "DejaVu Sans", "dejavusans", "sans-serif"),
}
COLUMNS = ("1", "2")


def width(style, columns):
    """@return inches of a figure of a style across so many columns."""
    return STYLES[style].widths[columns - 1]
