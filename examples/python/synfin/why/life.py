# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""All that the tables of a run have of one connection."""

import dataclasses

from synfin.tools.messages import BadInput
from synfin.why import stream
from synfin.why.flights import match

TRANSITIONS = ("time_s", "host", "conn", "laddr", "lport", "raddr", "rport", "oldstate", "newstate", "cause")
ABOUT = ("conn", "laddr", "lport", "raddr", "rport", "start_s", "handshake_s", "outcome", "close", "closer")


@dataclasses.dataclass
class Change:
    """A row of transitions.csv."""

    at: int  # ns
    host: int
    old: str
    new: str
    cause: str


@dataclasses.dataclass
class Life:
    """One connection."""

    number: int
    client: int  # ids of the hosts; None where it is not known
    server: int
    ends: dict  # client and server: address:port
    start: int  # ns
    established: int  # ns; None: never
    outcome: str
    close: str
    events: list
    changes: list

    def end_of(self, host):
        """@return client or server."""
        return "client" if host == self.client else "server"


def _chunk_of(run, table, columns, number):
    """@return the rows of a connection, piece by piece."""
    for chunk in run.chunks(table, columns, may_be_empty=True):
        rows = chunk[chunk["conn"] == number]
        if len(rows):
            yield rows


def _text(address, port):
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def read(run, number):
    """@return the Life of a connection; BadInput where there is no such number."""
    about = next((chunk.iloc[0] for chunk in _chunk_of(run, "connections", ABOUT, number)), None)
    if about is None:
        raise BadInput(f"--conn {number}: accepted is the number of a connection in {run.files['connections']}")
    client, changes = None, []
    for chunk in _chunk_of(run, "transitions", TRANSITIONS, number):
        for row in chunk.itertuples():
            if (row.laddr, row.lport) == (about.laddr, about.lport):
                client = row.host
            at = int(stream.nanoseconds(chunk.loc[[row.Index], "time_s"])[0])
            changes.append(Change(at, row.host, row.oldstate, row.newstate, row.cause))
    rows = [row for chunk in _chunk_of(run, "segments", stream.SEGMENTS, number) for row in stream.segment_rows(chunk)]
    events = [event for _, event in rows]
    for place, event in enumerate(events):
        event.place = place
    drops = [drop for chunk in _chunk_of(run, "drops", stream.DROPS, number) for _, drop in stream.drop_rows(chunk)]
    match(events, drops, stream.tells_of_losses(run))
    hosts = {event.host for event in events} | {change.host for change in changes}
    if client is None:
        client = next((event.host for event in events if event.is_sent), None)
    start, long = (int(value) for value in stream.nanoseconds(about[["start_s", "handshake_s"]].to_numpy().astype(float)))
    return Life(number, client, next(iter(hosts - {client}), None),
                {"client": _text(about.laddr, about.lport), "server": _text(about.raddr, about.rport)},
                start, None if long == stream.NEVER else start + long, str(about.outcome),
                "" if about.close != about.close else str(about.close), events, changes)
