# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Short tables for a terminal, and numbers in them."""

import math

from synfin.tools.messages import brief

WIDEST = 40  # letters of a cell


def parameter_names(columns, others):
    """@return the names of parameters in a table that has these other columns as well."""
    return [f"parameter_{name}" if name.lower() in others else name for name in columns]


def number(value, digits=4):
    """@return a number in few letters; empty for None."""
    return "" if value is None else f"{value:.{digits}g}"


def estimate(value, half):
    """@return such as "0.123 ± 0.004", with as many digits as the half of the interval allows."""
    if value is None:
        return "-"
    if half is None or half <= 0 or not math.isfinite(half):
        return f"{number(value, 6)} ± {'?' if half is None else number(half)}"
    places = 1 - math.floor(math.log10(half))  # two digits of the half
    if places > 12 or abs(value) >= 1e12:
        return f"{number(value, 6)} ± {number(half, 2)}"
    text = lambda x: f"{round(x, places):.{max(0, places)}f}"
    return f"{text(value)} ± {text(half)}"


def table(head, rows, most, rest):
    """
    @param most rows that are shown
    @param rest where the others are
    @return lines of text, in columns
    """
    shown = [[brief(cell, WIDEST) for cell in row] for row in (head, *rows[:most])]
    widths = [max(len(row[place]) for row in shown) for place in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in shown]
    if len(rows) > most:
        lines.append(f"... and {len(rows) - most} more; {rest}")
    return "".join(f"{line}\n" for line in lines)
