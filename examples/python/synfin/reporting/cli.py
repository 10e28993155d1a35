# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The command line of synfin-report."""

import os
import pathlib
import sys

from synfin.plotting.cli import add_where
from synfin.plotting.publish import staging
from synfin.tools import console
from synfin.tools.arguments import Parser
from synfin.tools.messages import BadInput, brief


def parse(arguments):
    console.check_arguments(arguments)
    parser = Parser(
        prog="synfin-report",
        description="Makes one HTML page of the results of synfin-run or synfin-sweep. It needs "
        "no network and no server.",
    )
    add = parser.add_argument
    add("path", metavar="PATH", help="directory of a run or a sweep, or a transitions.csv")
    add("--out", metavar="FILE", help="the page (default: report.html in or beside PATH)")
    add_where(add)
    return parser.parse(arguments)


def run(arguments):
    """Writes the page."""
    # Imported here: --help and what is wrong on the command line need neither pandas nor matplotlib.
    from synfin.plotting.figure import Options
    from synfin.reporting import content, page, study

    home = pathlib.Path(arguments.path)
    target = pathlib.Path(arguments.out or (home if os.path.isdir(home) else home.parent) / "report.html")
    if os.path.isdir(target) or target.suffix.lower() not in (".html", ".htm"):
        raise BadInput(f"--out {brief(target)}: accepted is the name of a file that ends in .html")
    found, known = study.read(home, arguments.where)
    notes, faults = dict.fromkeys(known), []  # each once, in their order
    told = content.collect(found, target.resolve(), Options(note=notes.setdefault, fault=faults.append), notes)
    text = page.build(told)
    with staging(target.parent) as stage:
        stage.path(target.name).write_text(text, encoding="utf-8")
        stage.publish()
    for line in [*(f"note: {note}" for note in notes), *(f"left out: {what}" for what in told["left"]), *faults]:
        console.say("synfin-report", line)
    console.write(f"{target}\n")
    return 1 if faults else 0


def main(arguments=None):
    """@param arguments those of the command line, unless given"""
    arguments = sys.argv[1:] if arguments is None else arguments
    console.run("synfin-report", lambda: run(parse(arguments)))
