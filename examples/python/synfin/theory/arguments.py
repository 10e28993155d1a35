# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What the functions of this package are given: where that is nothing they hold for, they say which argument, and what is accepted."""

import math
import numbers

from synfin.tools.messages import BadArgument, brief

MOST_SERVERS = 10**8  # a step of the recursion each


def _refuse(typed, value, accepted):
    raise BadArgument(f"{typed}={brief(repr(value))}: accepted is {accepted}")


def real(typed, value, least=0.0, most=math.inf, accepted="a number from 0 on"):
    """@param typed what a message begins with: the function and its argument, as in latency: loss"""
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or not least <= value <= most:
        _refuse(typed, value, accepted)


def finite(typed, value, accepted="a number from 0 on"):
    """A number from 0 on that is not infinite."""
    real(typed, value, 0, 1.7976931348623157e308, accepted)


def share(typed, value):
    """A probability, or a share of something."""
    real(typed, value, 0, 1, "a number from 0 to 1")


def level(typed, value):
    """A level of confidence."""
    real(typed, value, 5e-324, 1 - 2**-53, "a number between 0 and 1")


def count(typed, value, least=0, most=2**63 - 1):
    """@return an integer, of which 20.0 is one."""
    accepted = f"an integer from {least} to {most}" if most < 2**63 - 1 else f"an integer from {least} on"
    real(typed, value, least, most, accepted)
    if value != int(value):
        _refuse(typed, value, accepted)
    return int(value)


def samples(typed, values):
    """@return values as a list: numbers, one or more."""
    accepted = "a list of numbers, one or more"
    try:
        found = list(values)
    except TypeError:
        _refuse(typed, values, accepted)
    if not found or isinstance(values, (str, bytes)):
        _refuse(typed, values, accepted)
    for value in found:
        if isinstance(value, bool) or not isinstance(value, numbers.Real) or not math.isfinite(value):
            raise BadArgument(f"{typed}: accepted is {accepted}; {brief(repr(value))} is none")
    return found
