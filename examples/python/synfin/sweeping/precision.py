# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What --until asks for: figures, and how wide their intervals may be."""

import dataclasses
import re

from synfin import schema
from synfin.sweeping.errors import BadInput
from synfin.tools import inputs
from synfin.tools.figures import is_of_one_run
from synfin.tools.latency import QUANTILES
from synfin.tools.messages import brief, unknown

POOLED = "handshake_latency_s_"  # percentiles that begin so are of all connections of a point's runs together
RELATIVE_ERROR = 2.0**-10  # of a percentile in summary.json, at the most
_IN_SECONDS = re.compile(r"(?<!_per)_s(_|$)")
_OPEN = ("group_", "counters_")  # how figures begin that depend on the parameters
_ACCEPTED = "FIGURE:WIDTH,... such as handshake_latency_s.mean:2% or handshake_latency_s.p99:10ms"


def figure_name(text):
    """@return the name that tables have for a figure whose path in summary.json is written with dots."""
    return text.replace(".", "_").replace("/", "_")


_UNITS = {figure_name(key): about["unit"] for key, about in schema.SUMMARY.items()
          if about["type"] in ("integer", "number") and key != "schema"}


def known_figures():
    """@return {figure: its path with dots} of what every summary.json of synfin-run may have."""
    return {figure_name(key): key.replace("/", ".") for key in schema.SUMMARY if figure_name(key) in _UNITS}


def is_in_seconds(figure):
    """@return whether a figure is a time, as far as its name tells."""
    return _UNITS[figure] == "s" if figure in _UNITS else bool(_IN_SECONDS.search(figure))


def depends_on_parameters(figure):
    """@return whether synfin-run has a figure of this name only with parameters that ask for it."""
    return figure.startswith(_OPEN)


def is_pooled(figure):
    """@return whether a figure of synfin's is that of all connections of a point's runs together, and has an interval."""
    return figure.startswith(POOLED) and figure.removeprefix(POOLED) in QUANTILES


def has_interval(figure):
    """@return whether points.csv has an interval of a figure of synfin's."""
    return is_pooled(figure) or not is_of_one_run(figure)


@dataclasses.dataclass(frozen=True)
class Target:
    """One figure and its width."""

    text: str  # as it was given
    spoken: str  # the figure's name in it
    width: float  # half of the interval: in the figure's unit, or a share of its value
    is_relative: bool

    @property
    def figure(self):
        """@return the figure's name in the tables, of a program that names its figures as summary.json does."""
        return figure_name(self.spoken)

    def of(self, figures):
        """@return the name of the figure among those of a run, or None."""
        names = (self.spoken, self.figure, self.figure.removeprefix("figure_"))  # so are those called that are as a parameter
        return next((name for name in names if name in figures), None)

    def refuse(self, figures):
        """@return an error: there is no such figure, and the nearest one is named."""
        return BadInput(unknown(f"--until {brief(self.text)}", self.spoken, figures, "a figure of results.csv, such as"
                                f" {brief(next(iter(figures), 'handshake_latency_s.mean'), 40)}"))


def _width(text, typed):
    """@return the width and whether it is relative."""
    match = re.fullmatch(r"(.*?)\s*(%|[a-z]+)?", text.strip())
    value = inputs.real(match[1]) if match else None
    unit = match[2] if match else None
    if value is None or (unit not in (None, "%") and unit not in schema.SECONDS):
        raise BadInput(f"{typed}: accepted is {_ACCEPTED}; '{brief(text, 30)}' is no width")
    if value <= 0:
        raise BadInput(f"{typed}: accepted is a width above 0; no number of runs makes an interval of none")
    if unit == "%" and value > 100:
        raise BadInput(f"{typed}: accepted is a relative width of at most 100%")
    factor = 0.01 if unit == "%" else schema.SECONDS.get(unit, 1)
    return value * factor, unit


def _target(text, whole):
    typed = f"--until {brief(text if text.strip() else whole)}"
    spoken, colon, width = text.rpartition(":")
    spoken = spoken.strip()
    if not colon or not spoken:
        raise BadInput(f"{typed}: accepted is {_ACCEPTED}")
    width, unit = _width(width, typed)
    if unit in schema.SECONDS and not is_in_seconds(figure_name(spoken)):
        raise BadInput(f"{typed}: accepted is a width in the figure's own unit; {brief(spoken, 40)} is not in seconds")
    return Target(text.strip(), spoken, width, unit == "%")


def parse(text):
    """@return the Targets that --until asks for; BadInput where it is none that can be reached."""
    targets = [_target(part, text) for part in text.split(",")]
    names = [target.figure for target in targets]
    for name in names:
        if names.count(name) > 1:
            raise BadInput(f"--until {brief(text)}: accepted is each figure once; {brief(name, 40)} comes twice")
    return targets


def check_names(targets):
    """Raises BadInput for what no run of synfin-run has."""
    known = known_figures()
    for target in targets:
        if target.figure not in known and not depends_on_parameters(target.figure):
            raise target.refuse(list(known.values()))


def check_intervals(targets):
    """Raises BadInput for a figure of synfin's of which there is no interval, or none as narrow."""
    for target in targets:
        if not has_interval(target.figure):
            raise BadInput(f"--until {brief(target.text)}: accepted is a figure with an interval in points.csv: a mean, a count, or"
                           f" handshake_latency_s.{', .'.join(QUANTILES)}")
        if is_pooled(target.figure) and target.is_relative and target.width <= RELATIVE_ERROR:
            raise BadInput(f"--until {brief(target.text)}: accepted is more than {RELATIVE_ERROR:.3%} of a percentile; a run's"
                           " summary.json has it no more exactly")
