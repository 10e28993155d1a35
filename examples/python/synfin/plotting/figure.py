# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What a figure is: a table made from a source, and a drawing made from that table alone."""

import contextlib
import dataclasses
from typing import Callable

import numpy
import pandas

from synfin.plotting.errors import DoesNotFit
from synfin.results.source import EQUAL
from synfin.theory import NotApplicable


NOBODY = "no attempt to connect"
UNWEIGHTED = ("ladder", "timeline", "sensitivity")  # figures that count no connections


@dataclasses.dataclass(frozen=True)
class Options:
    """What the command line asks of figures."""

    by: str = None  # the parameter to compare by
    connections: tuple = ()  # their numbers, for ladder and timeline
    width: float = 3.4  # inches
    style: str = "paper"  # one of sizes.STYLES
    columns: int = 1  # or 2, that the figure goes across
    log: str = ""  # the axes that are logarithmic: x, y or xy
    y: str = None  # the figure of results.csv, of those that take one
    note: Callable = lambda text: None  # takes what the reader should know
    fault: Callable = None  # takes what is wrong with a figure that cannot be drawn for a fault of this program's; None: it is raised


@dataclasses.dataclass(frozen=True)
class Cells:
    """How the table of a figure is one of a paper: names of its columns."""

    label: str  # what the numbers are; {NAME} is what a column has in all rows
    value: object  # the numbers, whose intervals are low and high; several names: as many columns of the paper's table
    row: tuple  # what makes rows: the first of these that says something
    column: tuple = ("series",)  # what makes columns
    panel: tuple = ("panel",)  # what makes groups of rows
    head: str = "{parameter}"  # of the rows


@dataclasses.dataclass(frozen=True)
class Figure:
    """One kind of figure."""

    needs: tuple  # of the checks below
    table: Callable  # (source, options) -> DataFrame, tidy: one row per thing drawn
    draw: Callable  # (DataFrame, options) -> a drawing with save({format: path})
    cells: Cells = None  # None: what it shows are no numbers
    name: str = ""  # this and the next as the catalogue has them
    summary: str = ""  # one line

    def check(self, source):
        """Raises DoesNotFit if the source does not hold what the figure needs."""
        if self.name not in UNWEIGHTED and any(run.is_weighted() for run in source.runs):
            raise DoesNotFit(f"{self.name}: {source.path}: {EQUAL}")
        with self._applicable(source):
            for need in self.needs:
                why = need(source)
                if why:
                    raise DoesNotFit(f"{self.name}: {source.path}: {why}")

    def data(self, source, options):
        """@return the table of a source; DoesNotFit where it has no rows but exact ones, or lacks a parameter."""
        with self._applicable(source):
            data = self.table(source, options)
        if data.empty or ("kind" in data and (data["kind"] == "exact").all()):
            raise DoesNotFit(f"{self.name}: {source.path}: nothing to draw")
        return data

    @contextlib.contextmanager
    def _applicable(self, source):
        try:
            yield
        except NotApplicable as why:
            raise DoesNotFit(f"{self.name}: {source.path}: {why}") from why


def _every(source, *alternatives):
    return all(any(run.has(table) for table in alternatives) for run in source.runs)


def one_run(source):
    """a single run"""
    if len(source.runs) > 1:
        return "wanted: one run; choose by --where PARAMETER=VALUE, or give the run's directory"
    return None


def transitions(source):
    """transitions.csv of every run"""
    return None if _every(source, "transitions") else "no transitions.csv (synfin-run --trace all)"


def segments(source):
    """segments.csv of every run, with attempts to connect"""
    return attempts(source) if _every(source, "segments") else "no segments.csv (synfin-run --trace segments)"


def population(source):
    """transitions.csv or hosts.csv of every run"""
    if _every(source, "transitions", "hosts"):
        return None
    return "neither transitions.csv nor hosts.csv (synfin-run --trace all)"


def attempts(source):
    """runs in all of which somebody tried to connect"""
    return NOBODY if any(run.is_idle() for run in source.runs) else None


def handshakes(source):
    """connections.csv or transitions.csv of every run, with attempts to connect"""
    if _every(source, "connections", "transitions"):
        return attempts(source)
    return "neither connections.csv nor transitions.csv in every run (synfin-run --trace all)"


def connections(source):
    """connections.csv of every run, with attempts to connect"""
    return attempts(source) if _every(source, "connections") else "no connections.csv (synfin-run --trace all)"


def summaries(source):
    """summary.json of every run"""
    return None if all(run.summary for run in source.runs) else "no summary.json"


def sweep(source):
    """runs that differ in a parameter"""
    # Imported here: grouping needs nothing of this module, and most figures nothing of grouping.
    from synfin.plotting.grouping import varying

    return None if varying(source.runs) else "wanted: runs that differ in a parameter"


def _is_count(value):
    is_whole = isinstance(value, (int, numpy.integer)) and not isinstance(value, bool)
    return value is None or is_whole


def frame(rows, columns):
    """@return rows (tuples) as a data frame; None is an empty field, and counts stay whole. A column of nothing is one of NaN."""
    data = pandas.DataFrame(rows, columns=list(columns))
    for place, name in enumerate(columns):
        if data[name].isna().all():
            data[name] = data[name].astype("float64")
        elif all(_is_count(row[place]) for row in rows):
            data[name] = data[name].astype("Int64" if data[name].isna().any() else "int64")
    return data
