# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The command line of synfin-why."""

import argparse
import csv
import heapq
import io
import os
import pathlib
import sys

from synfin.plotting.cli import add_where
from synfin.tools import console, inputs
from synfin.tools.arguments import Parser
from synfin.tools.messages import BadInput, brief

MOST_SLOWEST = 1000


def _whole(low, most, what):
    def read(text):
        number = inputs.whole(text, low, most)
        if number is None:
            raise argparse.ArgumentTypeError(f"'{text[:40]}': accepted is {what}")
        return number
    return read


def parse(arguments):
    console.check_arguments(arguments)
    parser = Parser(
        prog="synfin-why",
        description="Says why handshakes took as long as they did: shares of the latency by cause, or the causal chain of "
        "single connections. It needs a run with --trace segments.",
    )
    add = parser.add_argument
    add("path", metavar="PATH", help="directory of a run or a sweep")
    add("--conn", metavar="N", type=_whole(1, 10**10, "the number of a connection, from 1 on"), help="tell the whole life of this connection")
    add("--slowest", metavar="N", type=_whole(1, MOST_SLOWEST, f"a number from 1 to {MOST_SLOWEST}"),
        help="tell the handshakes that took longest, so many of them")
    add("--csv", metavar="FILE", help="write the shares into this file, too")
    add_where(add)
    options = parser.parse(arguments)
    if options.conn and options.slowest:
        raise BadInput(f"--conn {options.conn}: accepted is --conn or --slowest, not both")
    if options.csv and (options.conn or options.slowest):
        raise BadInput(f"--csv {options.csv}: accepted is --csv for shares, without --conn and --slowest")
    return options


def _wheels(run):
    from synfin import schema
    from synfin.tools import parameters

    return dict(zip(schema.ENDS, parameters.timer_hz(run.parameters)))


def _time_waits(run):
    """@return {client or server: how long TIME_WAIT lasts there, ns, or None}"""
    from synfin import schema
    from synfin.tools import parameters
    from synfin.why.stream import NANOSECONDS

    found = {}
    for end in schema.ENDS:
        try:
            length = parameters.value_of(run.parameters, f"{end}:time_wait")
            if length == "auto":
                length = f"{2 * parameters.seconds(parameters.value_of(run.parameters, f'{end}:msl'))}s"
            found[end] = round(parameters.seconds(length) * NANOSECONDS)
        except ValueError:
            found[end] = None
    return found


def _head(life):
    from synfin.why.names import seconds

    took = f"established after {seconds(life.established - life.start)}" if life.established is not None else life.outcome
    close = f", close {life.close}" if life.close else ""
    return f"connection {life.number}, {life.ends['client']} to {life.ends['server']}: {took}{close}"


def _one(run, number):
    """@return the lines about a connection."""
    from synfin.why import base, chain, handshake, names, story, stream
    from synfin.why import life as lives

    stream.check(run)
    life = lives.read(run, number)
    called, wheels = names.Names(life.events), _wheels(run)
    yield _head(life)
    yield ""
    yield from story.lines(life, called, wheels)
    syns = [event for event in life.events if "S" in event.flags]
    if life.established is not None and syns:
        steps = handshake.steps(syns, life.client, life.start, life.established, base.of(run))
        yield ""
        yield f"The handshake, {chain.seconds(life.established - life.start)}: {chain.sums(steps)}"
        yield from chain.lines(steps, syns, called, wheels)
    story.note_answers(life)
    waits = list(story.time_waits(life, called, _time_waits(run)))
    if waits:
        yield ""
        yield from waits


def _slowest(run, count):
    """@return the lines about the handshakes that took longest."""
    from synfin.why import chain, names, shares, stream

    stream.check(run)
    longest = []
    for chunk in run.chunks("connections", stream.CONNECTIONS, may_be_empty=True):
        rows = chunk.dropna(subset=["handshake_s"]).nlargest(count, "handshake_s")
        longest = heapq.nsmallest(count, longest + [(-took, number) for number, took in zip(rows["conn"], rows["handshake_s"])])
    if not longest:
        raise BadInput(f"--slowest {count}: accepted is a run with connections that were established; there is none")
    wheels, told = _wheels(run), {}
    for attempt, steps in shares.steps_of(run, {number for _, number in longest}):
        called = names.Names(attempt.events)
        told[attempt.number] = [f"connection {attempt.number}, {chain.seconds(attempt.end - attempt.start)}: {chain.sums(steps)}",
                                *chain.lines(steps, attempt.events, called, wheels)]
    for place, (_, number) in enumerate(longest):
        if place:
            yield ""
        yield from told[number]


def _table(shares):
    """@return the lines of the shares."""
    from synfin.why.causes import LABELS

    yield f"{shares.connections} handshakes, {shares.nanoseconds / 1e9:.6f} s together, {shares.nanoseconds / 1e6 / shares.connections:.6f} ms in the mean"
    yield ""
    yield f"{'cause':<36} {'reason':<18} {'share':>8} {'mean':>14} {'connections':>12}"
    for cause, reason, _, share, connections, mean in shares.rows():
        yield f"{LABELS[cause]:<36} {reason:<18} {100 * share:>7.3f}% {1000 * mean:>11.6f} ms {connections:>12}"


def _csv_of(shares):
    """@return the same as a table of CSV."""
    from synfin.why.shares import COLUMNS

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(shares.rows())
    return text.getvalue()


def _refuse_others(path):
    """A table takes the place of an earlier one, and never that of another file, such as one of the run itself."""
    from synfin.why.shares import COLUMNS

    if not os.path.isfile(path) or os.path.getsize(path) == 0:
        return
    head = ",".join(COLUMNS).encode() + b"\n"
    try:
        with open(path, "rb") as file:
            is_own = file.read(len(head)) == head
    except OSError:
        is_own = False
    if not is_own:
        raise BadInput(f"--csv {brief(path)}: accepted is the name of a new file, or of one that synfin-why has written; this is another one")


def _write(path, text):
    """Writes a file whole, or not at all."""
    from synfin.plotting.publish import staging

    accepted = f"--csv {brief(path)}: accepted is the name of a file that can be written; "
    target = pathlib.Path(path)
    if os.path.isdir(target) or not target.name:
        raise BadInput(accepted + "this is a folder")
    try:
        with staging(target.parent) as stage:
            stage.path(target.name).write_text(text, encoding="utf-8")
            stage.publish()
    except BadInput as error:
        raise BadInput(accepted + str(error).rpartition("; ")[2].rpartition(": ")[2]) from error


def _shares(source, path):
    from synfin.results.source import EQUAL
    from synfin.why import shares

    if any(run.is_weighted() for run in source.runs):
        raise BadInput(f"{brief(source.path)}: {EQUAL}; --conn and --slowest tell of single ones")
    if path:
        _refuse_others(path)
    found = shares.of(source.runs)
    if not found.connections:
        raise BadInput(f"{source.path}: no connection was established")
    yield from _table(found)
    if path:
        _write(path, _csv_of(found))
        yield ""
        yield str(pathlib.Path(path))


def run(arguments):
    """Says why."""
    # Imported here: --help and what is wrong on the command line need no pandas.
    from synfin.results.source import open_source

    source = open_source(arguments.path).where(arguments.where)
    one = arguments.conn or arguments.slowest
    if one and len(source.runs) > 1:
        option = f"--conn {arguments.conn}" if arguments.conn else f"--slowest {arguments.slowest}"
        raise BadInput(f"{option}: accepted is one run; choose by --where PARAMETER=VALUE, or give the run's directory")
    if arguments.conn:
        lines = _one(source.runs[0], arguments.conn)
    elif arguments.slowest:
        lines = _slowest(source.runs[0], arguments.slowest)
    else:
        lines = _shares(source, arguments.csv)
    console.write("\n".join(lines) + "\n")


def main(arguments=None):
    """@param arguments those of the command line, unless given"""
    arguments = sys.argv[1:] if arguments is None else arguments
    console.run("synfin-why", lambda: run(parse(arguments)))
