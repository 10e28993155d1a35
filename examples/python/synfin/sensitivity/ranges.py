# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""--range KEY=LOW:HIGH: what a coordinate of the unit cube stands for."""

import dataclasses
import decimal
import math
import re

from synfin import schema
from synfin.tools import inputs
from synfin.tools.messages import BadInput, brief

ACCEPTED = "KEY=LOW:HIGH, two numbers with the same unit, such as loss=0:0.3 or delay=1ms:200ms, and :log or :integer behind them"
DIGITS = 6  # of a value
# Decimals that a unit has at most: what is behind them is less than the least of its kind.
_MOST_DECIMALS = {"s": 9, "ms": 6, "us": 3, "ns": 0, "kbps": 3, "bps": 0, "p": 0, "B": 0}
_NUMBER = re.compile(r"([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)([A-Za-z%/]*)")


@dataclasses.dataclass(frozen=True)
class Range:
    """The values of one parameter."""

    key: str
    text: str  # as it was typed, without the key
    low: float
    high: float
    unit: str = ""
    is_log: bool = False
    is_integer: bool = False

    def value(self, share):
        """@return the value at a coordinate from 0 to 1, as text: of DIGITS digits, or an integer, all of which are as likely."""
        if self.is_integer:
            return f"{min(int(self.low + share * (self.high - self.low + 1)), int(self.high))}{self.unit}"
        if self.is_log:
            value = self.low * math.exp(share * math.log(self.high / self.low))
        else:
            value = self.low + share * (self.high - self.low)
        exact = decimal.Decimal(f"{value:.{DIGITS}g}")
        most = _MOST_DECIMALS.get(self.unit)
        if most is not None and -exact.as_tuple().exponent > most:
            exact = exact.quantize(decimal.Decimal(1).scaleb(-most))
        text = f"{exact:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text) + self.unit

    def share(self, text):
        """@return the coordinate of what value() has made: 0 at the low end, 1 at the high one; values are rounded, so it may be another."""
        value = float(text.removesuffix(self.unit))
        if not self.is_log:
            return (value - self.low) / (self.high - self.low)
        return math.log(value / self.low) / math.log(self.high / self.low) if value > 0 else -math.inf


def _is_integer(key):
    """@return whether the schema says so of an option or a field of the profile."""
    end, bare = schema.split_end(key.removeprefix("set:"))
    told = schema.FIELDS.get(bare) if end else schema.OPTIONS.get(bare, schema.FIELDS.get(bare))
    return told is not None and told["type"] == "integer"


def parse(key, text):
    """
    @param key the parameter
    @param text what is behind the "="
    @return Range; BadInput where that is none
    """
    refuse = lambda why: BadInput(f"--range {brief(key, 30)}={brief(text, 40)}: accepted is {why}")
    parts = [part.strip() for part in text.split(":")]
    words = parts[2:]
    ends = [_NUMBER.fullmatch(part) for part in parts[:2]]
    numbers = [inputs.real(end[1]) if end else None for end in ends]
    if len(parts) < 2 or None in numbers or any(word not in ("log", "integer") for word in words) or len(set(words)) < len(words):
        raise refuse(ACCEPTED)
    (low, high), (unit, other) = numbers, (end[2] for end in ends)
    if unit != other:
        sizes = next((one for one in (schema.SECONDS, schema.BITS_PER_SECOND) if unit in one and other in one), None)
        if sizes is None:
            raise refuse("LOW:HIGH with units of the same kind at both, such as 1ms:2s")
        high *= sizes[other] / sizes[unit]
    if low >= high:
        raise refuse("LOW:HIGH with a LOW below HIGH")
    is_integer = "integer" in words or _is_integer(key)
    if is_integer and (low != int(low) or high != int(high)):
        raise refuse("LOW:HIGH with two integers: that is what it counts")
    if "log" in words and (low <= 0 or is_integer):
        raise refuse("LOW:HIGH:log with a LOW above 0, and no integers")
    return Range(key, text, low, high, unit, "log" in words, is_integer)
