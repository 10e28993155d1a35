# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The mean number of connections in TIME_WAIT over its length, and Little's law."""

import functools

from synfin.plotting import steady
from synfin.plotting.figure import Cells, Figure, summaries
from synfin.schema import with_ends
from synfin.tools import parameters as parameters_

NAME = "time-wait-vs-2msl"
LENGTH = with_ends("time_wait", "msl")


def check(source):
    """runs that differ in the length of TIME_WAIT"""
    lengths = {parameters_.time_wait(run.parameters) for run in source.runs}
    return None if len(lengths) > 1 else "wanted: runs that differ in the length of TIME_WAIT (time_wait or msl)"


def _of_length(parameters, seconds):
    """@return parameters with another length at both ends."""
    lengths = dict.fromkeys((name for name in with_ends("time_wait") if name in parameters), f"{seconds!r}s")
    return parameters_.Parameters({**parameters, **lengths})


def table(source, options):
    return steady.table(NAME, LENGTH, parameters_.time_wait, _of_length, source, options)


FIGURE = Figure(needs=(summaries, steady.check, check), table=table, draw=functools.partial(steady.draw, "length of TIME_WAIT (s)"),
                cells=Cells("connections in TIME_WAIT", "connections", ("value",), head="length of TIME_WAIT (s)"))
