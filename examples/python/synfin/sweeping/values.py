# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The values of --vary: lists, and ranges START:STOP:STEP."""

import re

from synfin.sweeping.errors import BadInput
from synfin.tools import inputs
from synfin.tools.messages import brief

ACCEPTED = "KEY=VALUES with a list such as 0,0.1 or 10ms|20ms, or a range START:STOP:STEP"
MOST = 1000000  # values of one key

_NUMBER = re.compile(r"([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)([A-Za-z%/]*)")


def _split_number(text):
    """@return (Decimal, unit), or None."""
    match = _NUMBER.fullmatch(text.strip())
    number = inputs.exact(match[1]) if match else None
    return None if number is None else (number, match[2])


def _plain(number):
    """@return the number without an exponent and without zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _expand_range(key, item):
    """@return the values of START:STOP:STEP, both ends included, computed in decimal."""
    refuse = lambda why: BadInput(f"--vary {key}={brief(item)}: accepted is START:STOP:STEP, {why}")
    parts = [_split_number(part) for part in item.split(":")]
    if len(parts) != 3 or None in parts:
        raise refuse("three numbers with the same unit, such as 0:0.3:0.05 or 10ms:50ms:20ms")
    (start, unit), (stop, stop_unit), (step, step_unit) = parts
    if not unit == stop_unit == step_unit:
        raise refuse("with the same unit in all three, such as 10ms:50ms:20ms")
    if step <= 0:
        raise refuse("with a STEP above 0")
    if stop < start:
        raise refuse("with a STOP that is not below START")
    if (stop - start) > step * MOST:
        raise refuse(f"with at most {MOST} values")
    count = int((stop - start) / step) + 1
    return [_plain(start + i * step) + unit for i in range(count)]


def _is_range(item, any_text):
    """@return true for three numbers; of what can be no other text, also when the text begins as a range does."""
    parts = [_split_number(part) for part in item.split(":")]
    return (len(parts) == 3 and None not in parts) if any_text else (len(parts) > 1 and parts[0] is not None)


def expand(key, text, any_text):
    """
    @param key the parameter, for messages
    @param text its values; where a value holds commas, | separates them
    @param any_text whether a value may be any text: an empty one, and one with colons
    @return every value
    """
    values = []
    for item in text.removesuffix("|").split("|") if "|" in text else text.split(","):
        item = item.strip()
        if not item and not any_text:
            raise BadInput(f"--vary {key}={brief(text)}: accepted is {ACCEPTED}; a value is empty")
        values.extend(_expand_range(key, item) if _is_range(item, any_text) else [item])
    for value in values:
        if any(c in value for c in "\n\r\t"):
            raise BadInput(f"--vary {key}={brief(value)}: accepted are values without tabs and ends of lines")
    if len(set(values)) < len(values):
        twice = next(value for value in values if values.count(value) > 1)
        raise BadInput(f"--vary {key}={brief(text)}: accepted is each value once; {brief(twice, 30) or 'an empty one'} comes twice")
    return values
