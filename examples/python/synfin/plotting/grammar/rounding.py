# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Numbers with as many digits as their intervals allow."""

import dataclasses
import math

DIGITS = 2  # of half of an interval
MOST_DIGITS = 6  # of a value
WITHOUT = 4  # of a value without an interval
EXACT = 5  # of a value that is the same in all runs
EVEN = 0.1  # by which part the sides of an interval may differ, and it is still told by its half


@dataclasses.dataclass(frozen=True)
class Rounded:
    """Texts; None is not known."""

    value: str
    half: str = None  # of an interval with two equal sides
    low: str = None
    high: str = None


def _decimals(size, digits):
    """@return how many decimals show so many digits of a size; below 0, tens and so on are rounded."""
    return digits - 1 - math.floor(math.log10(float(f"{size:.{digits - 1}e}")))


def fixed(value, decimals):
    """@return a value with so many decimals, without a minus before 0."""
    text = f"{round(value, decimals):.{max(0, decimals)}f}"
    return text.removeprefix("-") if not float(text) else text


def rounded(value, low=None, high=None, error=0.0):
    """
    @param low, high the ends of its interval, or None
    @param error the part of its value by which it may be off
    @return Rounded, whose texts end at the same digit
    """
    sides = [side for side in (None if low is None else value - low, None if high is None else high - value) if side is not None]
    half = max(sum(sides) / len(sides), abs(value) * (error or 0)) if sides else None
    if half is None:
        if isinstance(value, int) or not value:  # a count
            return Rounded(f"{value:.0f}")
        return Rounded(fixed(value, _decimals(abs(value), WITHOUT)))
    if half <= abs(value) * 1e-12:
        text = f"{value:.{EXACT}g}"
        text = text if "e" not in text else fixed(value, _decimals(abs(value), EXACT))
        return Rounded(text, "0", text, text)
    decimals = _decimals(half, DIGITS)
    if value:
        decimals = min(decimals, _decimals(abs(value), MOST_DIGITS))
    tell = lambda number: None if number is None else fixed(number, decimals)
    is_even = len(sides) == 2 and abs(sides[0] - sides[1]) <= EVEN * max(sides)
    return Rounded(tell(value), tell(half) if is_even else None, tell(low), tell(high))
