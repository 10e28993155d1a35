# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The mean number of connections in TIME_WAIT over the rate at which they begin, and Little's law."""

import functools

from synfin.plotting import grouping, steady
from synfin.plotting.figure import Cells, Figure, summaries
from synfin.tools.parameters import Parameters

NAME = "time-wait-vs-rate"


def check(source):
    """runs that differ in their rate"""
    return None if "rate" in grouping.of_synfin(source.runs, grouping.varying(source.runs, ("rate",))) else "wanted: runs that differ in rate"


def table(source, options):
    return steady.table(NAME, ("rate",), lambda parameters: parameters["rate"],
                        lambda parameters, rate: Parameters({**parameters, "rate": rate}), source, options)


FIGURE = Figure(needs=(summaries, check, steady.check), table=table, draw=functools.partial(steady.draw, "connections begun per second"),
                cells=Cells("connections in TIME_WAIT", "connections", ("value",), head="connections begun per second"))
