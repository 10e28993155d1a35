# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The handshakes of a run, one after the other, from its tables: in memory there are those that are going on."""

import dataclasses
import heapq

import numpy

from synfin.tools.messages import BadInput, brief
from synfin.why.flights import Drop, Event, match

CONTENT = ("flags", "seq", "ack", "len", "win", "tsval", "tsecr")
SEGMENTS = ("time_s", "host", "conn", "event", *CONTENT, "kind")
DROPS = ("time_s", "place", "conn", "reason", *CONTENT)
CONNECTIONS = ("conn", "start_s", "handshake_s")
NEVER = 1 << 62
NANOSECONDS = 1e9


def check(run):
    """Raises BadInput where the run does not hold what the cause of a latency is found in."""
    missing = [table for table in ("segments", "drops") if not run.has(table)]
    if missing or not run.has("connections"):
        table = missing[0] if missing else "connections"
        raise BadInput(f"{brief(run.folder or run.name, 100)}: no {table}.csv: why something took so long needs synfin-run --trace segments")


def tells_of_losses(run):
    """@return whether drops.csv has all that was lost on the way: of synfin-run's network, not of a script's."""
    return "delay-forward" in run.parameters


def nanoseconds(times):
    """@return times in seconds as whole nanoseconds; NEVER for none."""
    return numpy.where(numpy.isnan(times), NEVER, numpy.rint(numpy.nan_to_num(times) * NANOSECONDS)).astype("int64")


def _texts(column):
    """@return a column as texts, empty for none."""
    return column.astype(object).where(column.notna(), "").to_numpy()


def _contents(chunk):
    """@return a tuple for each row."""
    numbers = [chunk[name].fillna(-1).to_numpy().astype("int64").tolist() for name in CONTENT[1:]]
    return zip(_texts(chunk["flags"]).tolist(), *numbers)


def segment_rows(chunk):
    """@return (conn, Event) of each row, but for its place."""
    columns = (nanoseconds(chunk["time_s"]).tolist(), chunk["host"].tolist(), (chunk["event"] == "sent").tolist(), _contents(chunk),
               _texts(chunk["kind"]).tolist())
    return zip(chunk["conn"].tolist(), map(Event, *columns))


def drop_rows(chunk):
    """@return (conn, Drop) of each row."""
    columns = (nanoseconds(chunk["time_s"]).tolist(), chunk["place"].tolist(), chunk["reason"].tolist(), _contents(chunk))
    return zip(chunk["conn"].tolist(), map(Drop, *columns))


def _with_syn(chunk):
    """@return the rows of a connection's SYNs and SYN-ACKs."""
    flags = chunk["flags"]
    syns = [name for name in flags.cat.categories if "S" in name]
    return chunk[flags.isin(syns) & (chunk["conn"] > 0)]


class _Feed:
    """The rows of a table in their order, up to a time."""

    def __init__(self, rows, time_of):
        self._rows = iter(rows)
        self._time_of = time_of
        self._next = next(self._rows, None)

    def until(self, time):
        """@return those up to a time, that included."""
        while self._next is not None and self._time_of(self._next) <= time:
            yield self._next
            self._next = next(self._rows, None)


@dataclasses.dataclass
class Attempt:
    """One handshake that succeeded."""

    number: int
    start: int  # ns
    end: int
    client: int = -1  # id of the host
    events: list = dataclasses.field(default_factory=list)
    drops: list = dataclasses.field(default_factory=list)


def _attempts(run):
    """@return (number, start, end) of each, with NEVER for those that were never established."""
    for chunk in run.chunks("connections", CONNECTIONS, may_be_empty=True):
        start, long = nanoseconds(chunk["start_s"]), nanoseconds(chunk["handshake_s"])
        yield from zip(chunk["conn"].tolist(), start.tolist(), numpy.where(long == NEVER, NEVER, start + long).tolist())


def _drops(run):
    for chunk in run.chunks("drops", DROPS, may_be_empty=True):
        yield from drop_rows(_with_syn(chunk))


def _segments(run):
    for chunk in run.chunks("segments", SEGMENTS, may_be_empty=True):
        yield from segment_rows(_with_syn(chunk))


def handshakes(run, wanted=None):
    """
    @param wanted numbers of connections; None: all
    @return Attempt after Attempt, in the order in which they were established, with matched events
    """
    attempts = _Feed(_attempts(run), lambda row: row[1])
    drops = _Feed(_drops(run), lambda row: row[1].at)
    active, ends = {}, []
    tells = tells_of_losses(run)

    def finish(before):
        while ends and ends[0][0] < before:
            end, number = heapq.heappop(ends)
            for conn, drop in drops.until(end):
                if conn in active:
                    active[conn].drops.append(drop)
            done = active.pop(number)
            match(done.events, done.drops, tells)
            yield done

    for place, (number, event) in enumerate(_segments(run)):
        for known, start, end in attempts.until(event.at):
            if end != NEVER and (wanted is None or known in wanted):
                active[known] = Attempt(known, start, end)
                heapq.heappush(ends, (end, known))
        yield from finish(event.at)
        attempt = active.get(number)
        if attempt is not None:
            event.place = place
            if attempt.client < 0 and event.is_sent:
                attempt.client = event.host
            attempt.events.append(event)
    yield from finish(NEVER)
