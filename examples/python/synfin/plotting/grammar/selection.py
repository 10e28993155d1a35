# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What the command line asks for: axes, series, panels and the kind of figure."""

import argparse
import dataclasses
import re

from synfin.tools.messages import BadInput, brief

KINDS = ("line", "ecdf", "ccdf", "hist", "box", "heat")
OWN_X = ("ecdf", "ccdf", "hist")  # their x axis is that of the values of --y
AXES = ("x", "y", "xy")
TABLES = {"latex": "tex", "markdown": "md", "csv": "csv"}  # and how the names of their files end
NAMED_TOO = {"table", "y"}  # options that a named figure takes, too
TAKE_Y = ("convergence",)  # the named figures with one
MOST_CROSSED = 2  # parameters of --series, and of --panel
TIME = "time"


@dataclasses.dataclass(frozen=True)
class Selection:
    """Names as they were typed."""

    y: str
    x: str = None
    series: tuple = ()
    panel: tuple = ()
    kind: str = "line"
    log: str = ""
    table: str = None  # one of TABLES; None for a picture
    name: str = None  # of the files

    def placed(self):
        """@return {parameter: the option that placed it}, x first, panels last."""
        found = {}
        options = [("--x", self.x), *(("--series", name) for name in self.series), *(("--panel", name) for name in self.panel)]
        for option, name in options:
            if name in found:
                raise BadInput(f"{option} {brief(name)}: accepted is a parameter that has no other place; {found[name]} has it")
            if name is not None:
                found[name] = option
        return found

    def file_name(self):
        """@return what the files are called, without what follows the point."""
        tail = (f"-vs-{self.x}" if self.x else "") + ("" if self.kind == "line" else f"-{self.kind}")
        return self.name or re.sub("[^A-Za-z0-9._-]", "-", self.y.replace("/", "-per-") + tail)[:100].lstrip(".-") or "figure"


def file_name(text):
    """A type of argparse: the begin of a file's name."""
    if not re.fullmatch("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}", text):
        raise argparse.ArgumentTypeError(f"'{brief(text)}': accepted are up to 100 letters, digits, points, _ and -, no point or - first")
    return text


def add_options(add, one_of):
    """
    @param add adds an option to a parser
    @param one_of makes a type of argparse from the texts that are accepted
    """
    add("--x", metavar="NAME", help="a parameter, for a figure of your own; or time, over which a column of hosts.csv is drawn")
    add("--y", metavar="NAME", help="what is drawn: a figure of results.csv, such as handshake_latency_s.p99, a share of two of them,"
        " such as connections.established/connections.attempted, or a column of connections.csv or hosts.csv")
    add("--series", metavar="NAME", action="append", default=[], help="a parameter whose values get colours; twice: both, crossed")
    add("--panel", metavar="NAME", action="append", default=[], help="a parameter whose values get panels; twice: both, crossed")
    add("--kind", metavar="KIND", type=one_of(KINDS), help="line, ecdf, ccdf, hist, box or heat (default line)")
    add("--log", metavar="AXES", type=one_of(AXES), help="logarithmic axes: x, y or xy")
    add("--table", metavar="FORMAT", type=one_of(TABLES), help="latex, markdown or csv: numbers with intervals in the place of a picture, of a figure by name, too")
    add("--name", metavar="NAME", type=file_name, help="what the files are called (default: after --y and --x)")


def _given(arguments):
    return [name for name in ("x", "y", "series", "panel", "kind", "log", "table", "name") if getattr(arguments, name)]


def of(arguments):
    """@return the Selection of a command line, or None where it names figures, or nothing."""
    given = _given(arguments)
    if not given or arguments.figure and set(given) <= NAMED_TOO:
        return None
    option = f"--{given[0]}"
    if arguments.figure:
        raise BadInput(f"FIGURE {brief(arguments.figure[0])}: accepted is no name of a figure beside {option}")
    for other in ("by", "conn"):
        if getattr(arguments, other):
            raise BadInput(f"--{other}: accepted is no --{other} beside {option}" + ("; --series compares" if other == "by" else ""))
    if not arguments.y:
        raise BadInput("--y is missing: accepted is a figure of results.csv, or a column of connections.csv or hosts.csv")
    for name in ("series", "panel"):
        if len(getattr(arguments, name)) > MOST_CROSSED:
            raise BadInput(f"--{name} {brief(getattr(arguments, name)[MOST_CROSSED])}: accepted are at most {MOST_CROSSED} of --{name}")
    if arguments.table and arguments.log:
        raise BadInput(f"--log {arguments.log}: accepted is no --log beside --table: numbers have no axis")
    kind = arguments.kind or "line"
    if arguments.x and kind in OWN_X:
        raise BadInput(f"--x {brief(arguments.x)}: accepted with --kind line, box and heat; the x axis of {kind} is that of --y")
    if not arguments.x and kind in ("line", "heat"):
        raise BadInput(f"--x is missing: accepted is a parameter" + (f", or {TIME} for a column of hosts.csv" if kind == "line" else ""))
    chosen = Selection(arguments.y, arguments.x, tuple(arguments.series), tuple(arguments.panel), kind, arguments.log or "",
                       arguments.table, arguments.name)
    chosen.placed()
    return chosen
