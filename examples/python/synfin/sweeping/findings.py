# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""compare.csv, until.csv and sensitivity.csv, which are there when somebody asked for them: what their columns are, for other programs."""

import csv
import os

from synfin.sweeping.typed import Column

OF_FIGURE = "of figure"  # the unit of what is in that of the figure
_LOW = Column("ci95_low", "ci95_low", "REAL", OF_FIGURE, "where the interval of 95 % begins")
_HIGH = Column("ci95_high", "ci95_high", "REAL", OF_FIGURE, "where it ends")


def _column(name, kind, about, unit=""):
    return Column(name, name, kind, unit, about)


# Name of the table, and of its file without .csv: what a row is for, its columns, and its key.
TABLES = {
    "compare": ("pair of points and figure: the difference by runs with the same random numbers", [
        _column("parameter", "TEXT", "what differs between the two points"),
        _column("value_a", "TEXT", "its value at the first, as it was given"), _column("value_b", "TEXT", "at the second"),
        _column("point_a", "INTEGER", "the first point"), _column("point_b", "INTEGER", "the second"),
        _column("figure", "TEXT", "name of a column of results"), _column("pairs", "INTEGER", "pairs of runs that have it", "runs"),
        _column("mean_a", "REAL", "at the first point", OF_FIGURE), _column("mean_b", "REAL", "at the second", OF_FIGURE),
        _column("difference", "REAL", "the second less the first", OF_FIGURE), _LOW, _HIGH,
        _column("variance_ratio", "REAL", "what common random numbers gained: the variance without them over that with them"),
        _column("test", "TEXT", "how p comes about"), _column("p", "REAL", "how likely such a difference is by chance", "share of 1"),
        _column("p_holm", "REAL", "the same, corrected for all rows of the figure", "share of 1"),
        _column("significant", "INTEGER", "whether that is less than 5 %", "boolean")],
                ("point_a", "point_b", "figure")),
    "until": ("point and figure of --until: how narrow its interval has become", [
        _column("point", "INTEGER", "the combination of values of parameters"), _column("figure", "TEXT", "name of a column of results"),
        _column("width", "TEXT", "half of the interval that was asked for, as it was given"),
        _column("runs", "INTEGER", "replications that it took", "runs"), _column("value", "REAL", "what the figure is", OF_FIGURE),
        _column("half_width", "REAL", "half of its interval of 95 %", OF_FIGURE),
        _column("reached", "INTEGER", "whether that is as narrow as asked", "boolean"), _column("note", "TEXT", "why not, or what to know")],
              ("point", "figure")),
    "sensitivity": ("parameter and measure: how much it matters", [
        _column("method", "TEXT", "sobol or morris"), _column("figure", "TEXT", "name of a column of results"),
        _column("samples", "INTEGER", "of the design"), _column("runs", "INTEGER", "replications at each point, at the least", "runs"),
        _column("parameter", "TEXT", "the parameter"), _column("measure", "TEXT", "first, total, mu_star, mu or sigma"),
        _column("value", "REAL", "what it is: of Sobol a share of the variance, of Morris in the unit of the figure"),
        _column("ci95_low", "REAL", "where its interval of 95 % begins"), _column("ci95_high", "REAL", "where it ends"),
        _column("noise", "REAL", "variance between points that is of replications alone", "share of 1")],
                    ("parameter", "measure")),
}


def file_of(table):
    """@return what its file is called."""
    return f"{table}.csv"


def present(folder):
    """@return the names of those that are in a sweep's folder."""
    return [table for table in TABLES if os.path.exists(os.path.join(folder, file_of(table)))]


def rows(folder, table):
    """@return its rows as dictionaries, and the names of its columns, parameters among them."""
    with open(os.path.join(folder, file_of(table)), encoding="utf-8", newline="") as file:
        found = csv.DictReader(file)
        return list(found), found.fieldnames


def value(column, text):
    """@return a field as results.sqlite has it."""
    if column.unit == "boolean":
        return int(text == "yes")
    return None if text == "" else {"INTEGER": int, "REAL": float, "TEXT": str}[column.type](text)
