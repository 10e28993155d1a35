# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The command line of synfin-plot."""

import argparse
import os
import pathlib
import sys

from synfin.plotting.about import About
from synfin.plotting.catalogue import FIGURES, SUMMARIES
from synfin.plotting.errors import DoesNotFit, of_one_figure
from synfin.plotting.grammar import selection
from synfin.plotting.publish import staging
from synfin.plotting.sizes import COLUMNS, STYLES, width
from synfin.tools import console, inputs
from synfin.tools.arguments import Parser
from synfin.tools.messages import BadInput, brief, nearest, unknown
from synfin.version import VERSION

FORMATS = ("png", "svg", "pdf")
WIDTHS = (1.0, 20.0)


def _formats(text):
    kinds = text.split(",")
    for kind in kinds:
        if kind not in FORMATS:
            raise argparse.ArgumentTypeError(f"'{brief(text)}': accepted are {', '.join(FORMATS)}; "
                                             f"'{brief(kind, 20)}' is none of them")
    return list(dict.fromkeys(kinds))


def _width(text):
    width = inputs.real(text, *WIDTHS)
    if width is None:
        raise argparse.ArgumentTypeError(
            f"'{brief(text)}': accepted are inches from {WIDTHS[0]:g} to {WIDTHS[1]:g}"
        )
    return width


def _one_of(values):
    """@return a type of argparse that accepts these texts."""
    def chosen(text):
        if text not in values:
            near = nearest(text, values)
            raise argparse.ArgumentTypeError(f"'{brief(text)}': accepted is one of {', '.join(values)}" + (f"; {near}" if near else ""))
        return text

    return chosen


def _condition(text):
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"'{brief(text)}': accepted is PARAMETER=VALUE, as in loss=0.1")
    return name, value


def add_where(add):
    """@param add adds an option to a parser"""
    add("--where", metavar="PARAMETER=VALUE", type=_condition, action="append", default=[],
        help="only runs with this value; may be repeated")


def connection_numbers(text):
    """@return the numbers of a list such as 3,10-20."""
    numbers = []
    for part in text.split(","):
        ends = [inputs.whole(end, 1, 10**10) for end in part.split("-")]
        first, last = ends[0], ends[-1]
        if len(ends) > 2 or None in ends or last < first or last - first >= 1000:
            raise argparse.ArgumentTypeError(
                f"'{brief(text)}': accepted are numbers from 1 and ranges of at most 1000, as in 3,10-20; "
                f"'{brief(part, 30)}' is neither"
            )
        numbers += range(first, last + 1)
    return tuple(dict.fromkeys(numbers))


def _epilog():
    lines = [f"  {name:<22} {summary}" for name, summary in SUMMARIES.items()]
    return "figures:\n" + "\n".join(lines)


def parse(arguments):
    console.check_arguments(arguments)
    parser = Parser(
        prog="synfin-plot",
        description="Draws figures from the results of synfin-run or synfin-sweep, each with the "
        "table that it draws as a CSV file. Without a figure's name: every one that fits.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_epilog(),
    )
    add = parser.add_argument
    add("path", metavar="PATH", help="directory of a run or a sweep, or a transitions.csv")
    add("figure", metavar="FIGURE", nargs="*", help="see below")
    add("--out", metavar="DIR", help="where to write (default: figures/ in or beside PATH)")
    add("--format", metavar="LIST", type=_formats, default=["png"],
        help="png, svg, pdf; several with commas (default png)")
    add("--by", metavar="PARAMETER", help="compare by this parameter (default: all that vary)")
    add_where(add)
    add("--conn", metavar="LIST", type=connection_numbers, default=(),
        help="connections for ladder and timeline, as in 3,10-20")
    add("--style", metavar="STYLE", type=_one_of(STYLES), default="paper",
        help="what the figure is for: paper, ieee, acm or slides (default paper)")
    add("--columns", metavar="COUNT", type=_one_of(COLUMNS), default="1",
        help="columns that the figure goes across, 1 or 2 (default 1)")
    add("--width", metavar="INCHES", type=_width,
        help="width of a figure (default: that of the style; of paper 3.4, a column)")
    selection.add_options(add, _one_of)
    return parser.parse(arguments)


def _chosen(arguments, source):
    """@return the figures to draw: those asked for, or those that fit."""
    from synfin.plotting import cells

    names = arguments.figure
    for name in names:
        if name not in FIGURES:
            raise BadInput(unknown(f"FIGURE {brief(name)}", name, FIGURES, "a figure that --help lists"))
        if arguments.y and name not in selection.TAKE_Y:
            raise BadInput(f"--y {brief(arguments.y)}: accepted with {', '.join(selection.TAKE_Y)}, or without the name of"
                           f" a figure; {name} takes none")
    if names:
        for name in names:
            if arguments.table:
                cells.check(FIGURES[name])
            FIGURES[name].check(source)
        return [FIGURES[name] for name in dict.fromkeys(names)]
    fitting = []
    for figure in FIGURES.values():
        try:
            figure.check(source)
            fitting.append(figure)
        except DoesNotFit:
            continue
    if not fitting:
        raise BadInput(f"{source.path}: no figure fits: there are no traces, and runs do not differ")
    return fitting


def _draw(figure, source, options, arguments, stage):
    """Puts one figure's picture, or the table of a paper, and its own table among the files to come."""
    from synfin.plotting import cells, style

    data = figure.data(source, options)
    with style.applied(options) as fitted, stage.all_or_none():
        if arguments.table:
            cells.put(figure, data, arguments.table, stage)
        else:
            figure.draw(data, fitted).save({kind: stage.path(f"{figure.name}.{kind}") for kind in arguments.format})
        data.to_csv(stage.path(f"{figure.name}.csv"), index=False, lineterminator="\n")


def _works(arguments, chosen, source):
    """@return [(name, function of options and a stage that puts its files there), ...] of what shall be drawn."""
    if chosen:
        from synfin.plotting.grammar import output

        return [(chosen.file_name(), lambda options, stage: output.put(source, chosen, options, arguments.format, stage))]
    return [(figure.name, lambda options, stage, figure=figure: _draw(figure, source, options, arguments, stage))
            for figure in _chosen(arguments, source)]


def run(arguments):
    """Draws what was asked for."""
    chosen = selection.of(arguments)
    # Imported here: --help and what is wrong on the command line need neither pandas nor matplotlib.
    from synfin.plotting import grouping
    from synfin.plotting.figure import Options
    from synfin.results.source import open_source

    source = open_source(arguments.path, bool(chosen)).where(arguments.where).with_attempts()
    notes, faults = source.notes(), []
    note = lambda text: notes.append(text) if text not in notes else None
    by = arguments.by and source.parameter_name(arguments.by)
    is_named = bool(arguments.figure or chosen)
    options = Options(by=by, connections=arguments.conn, style=arguments.style, columns=int(arguments.columns), log=arguments.log or "", y=arguments.y,
                      width=arguments.width or width(arguments.style, int(arguments.columns)), note=note,
                      fault=None if is_named else faults.append)
    grouping.check_by(source.runs, by)
    works = _works(arguments, chosen, source)
    home = pathlib.Path(arguments.path)
    target = arguments.out or (home if os.path.isdir(home) else home.parent) / "figures"
    about, made = About(target), {}
    with staging(target) as stage:
        for name, draw in works:
            before = len(stage.names())
            try:
                with of_one_figure(name, options):
                    draw(options, stage)
                made[name] = [file for file in stage.names()[before:] if file.rpartition(".")[2] in FORMATS]
            except DoesNotFit as why:
                if is_named:
                    raise
                note(str(why))
        about.put(stage, made)
        paths = stage.publish()
        about.remove_stale(made)
        if not paths and not faults:
            raise BadInput(notes[-1])
    for text in [*(f"note: {text}" for text in notes), *faults]:
        console.say("synfin-plot", text)
    for path in paths:
        console.write(f"{path}\n")
    return 1 if faults else 0


def main(arguments=None):
    """@param arguments those of the command line, unless given"""
    arguments = sys.argv[1:] if arguments is None else arguments
    console.run("synfin-plot", lambda: run(parse(arguments)))
