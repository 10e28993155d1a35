# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How wide a figure is, by what it is made for."""

# Inches of one column, and of what goes across two.
STYLES = {"paper": (3.4, 7.0), "ieee": (3.5, 7.16), "acm": (3.33, 7.0), "slides": (6.0, 12.0)}
COLUMNS = ("1", "2")


def width(style, columns):
    """@return inches of a figure of a style across so many columns."""
    return STYLES[style][columns - 1]
