# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The lives of single connections: the states of both ends, and the segments between them."""

import dataclasses
import functools
import statistics

import pandas

from synfin.results import parallel
from synfin.tools.messages import BadInput, brief

TRANSITIONS = ["time_s", "host", "conn", "laddr", "lport", "raddr", "rport", "oldstate", "newstate"]
CONTENT = ["flags", "seq", "ack", "len", "win"]
STAMPS = ["tsval", "tsecr"]  # empty also where who recorded the segment does not see them: then they may be any
SEGMENTS = ["time_s", "conn", "laddr", "lport", "raddr", "rport", "event", *CONTENT, *STAMPS, "kind"]
UNKNOWN = -1
NANOSECOND = 1e-9
FIRST_RTO = 1.0  # s, RFC 6298 2.1: so long a sender itself waits where nobody has seen an answer
WORDS = {"S": "SYN", "F": "FIN", "R": "RST", "P": "PSH", ".": "ACK", "U": "URG", "E": "ECE", "W": "CWR", "e": "AE"}


@dataclasses.dataclass
class Stay:
    """A state of one end."""

    end: str  # client or server
    state: str
    begin: float  # s of simulated time
    until: float  # None: still so when the trace ends


@dataclasses.dataclass
class Flight:
    """A segment under way."""

    sender: str  # client or server
    sent: float
    received: float  # None: lost, or under way
    label: str
    kind: str  # new, retransmit, probe, challenge, or duplicate (a copy that the path made)
    under_way: bool = False  # when the trace ends


@dataclasses.dataclass
class Life:
    """One connection."""

    number: int
    client: str  # address:port, behind the name of the node if it has one
    server: str
    stays: list
    flights: list
    unseen: str = None  # client or server, where that end was not recorded
    twin: int = None  # its number at the other end, where both have opened it

    @property
    def begin(self):
        return min(stay.begin for stay in self.stays)


def _chosen(wanted, chunks):
    """@return the rows of connections in pieces of a table, and the time of the last row of all"""
    parts, last = [], 0.0
    for chunk in chunks:
        part = chunk[chunk["conn"].isin(wanted)]
        # Categories of the pieces differ; texts do not.
        parts.append(part.astype({c: object for c in part.select_dtypes("category")}))
        last = max(last, chunk["time_s"].max())
    return parts, last


def _rows_of(run, table, columns, numbers, with_nobody=False):
    """@return the rows of these connections, and of no connection if wanted, in one data frame; the time of the table's last row"""
    wanted = set(numbers) | ({0} if with_nobody else set())
    found = parallel.mapped(run, table, columns, functools.partial(_chosen, wanted))
    last = max(last for _, last in found)
    rows = pandas.concat([part for parts, _ in found for part in parts], ignore_index=True)
    # A field that is empty equals one that is empty, as NaN would not.
    return rows.fillna({name: "" if rows[name].dtype == object else UNKNOWN for name in rows}), last


def _stays(rows, client):
    """@return the states of both ends in the order of time."""
    stays, current = [], {}
    for row in rows.itertuples():
        end = "client" if (row.laddr, row.lport) == client else "server"
        if end in current:
            current.pop(end).until = row.time_s
        if row.newstate not in ("CLOSED", "LISTEN"):
            current[end] = Stay(end, row.newstate, row.time_s, None)
            stays.append(current[end])
    return stays


def _label(row, isn):
    """@return such as "SYN, ACK 0:0 ack 1": relative numbers, as tcpdump writes them."""
    words = ", ".join(WORDS[letter] for letter in row.flags if letter != "P") or "none"
    ahead, back = isn[row.sender], isn["server" if row.sender == "client" else "client"]
    relative = lambda value, first: (value - first) % 2**32 if first is not None else value
    parts = [words, f"seq={relative(row.seq, ahead)}"]
    if "." in row.flags:
        parts.append(f"ack={relative(row.ack, back)}")
    if row.len:
        parts.append(f"len={row.len}")
    return " ".join(parts)


def _first_numbers(sent):
    """@return the initial sequence number of each end, where its SYN is known."""
    isn = {"client": None, "server": None}
    for row in sent.itertuples():
        if "S" in row.flags and isn[row.sender] is None:
            isn[row.sender] = row.seq
    return isn


class _Sent:
    """Transmissions of one end by what they hold."""

    def __init__(self, sent):
        self._rows = {}
        for row in sent.itertuples():
            self._rows.setdefault(self._content(row), []).append(row)

    @staticmethod
    def _content(row):
        return tuple(getattr(row, name) for name in CONTENT)

    def like(self, arrival):
        """@return those that an arrival may be, in their order."""
        stamps = lambda one: ((getattr(one, name), getattr(arrival, name)) for name in STAMPS)
        return [one for one in self._rows.get(self._content(arrival), ())
                if all(mine == its or UNKNOWN in (mine, its) for mine, its in stamps(one))]


def _least_delay(sent, received):
    """@return the shortest time under way of those segments that cannot be taken for others; None where there are none."""
    origins = ((row, sent.like(row)) for row in received.itertuples())
    return min((row.time_s - same[0].time_s for row, same in origins if len(same) == 1), default=None)


def _match(sent, received, least):
    """
    Finds for each arrival the transmission it comes from: of those with the same content, the one whose time under way
    is nearest to the shortest that is known; another length of segment may be under way for a little less, half of it
    at the least. What is left over was lost, or is under way.

    @param least the shortest time under way
    @return [(transmission, arrival or None, is a copy)], in the order of the transmissions
    """
    by_content = _Sent(sent)
    arrived, pairs = set(), []
    for row in received.itertuples():
        possible = [one for one in by_content.like(row) if one.time_s + least / 2 <= row.time_s]
        fresh = [one for one in possible if one.Index not in arrived]
        if possible:
            origin = min(fresh or possible, key=lambda one: abs(row.time_s - one.time_s - least))
            pairs.append((origin, row, not fresh))
            arrived.add(origin.Index)
    pairs += [(row, None, False) for row in sent.itertuples() if row.Index not in arrived]
    return sorted(pairs, key=lambda pair: pair[0].Index)


def _unseen(rows, client):
    """@return the end that was not recorded: it has no row, but something came from it."""
    local = {(a, p) == client for a, p in zip(rows["laddr"], rows["lport"])}
    if len(local) == 1 and (rows["event"] == "received").any():
        return "server" if True in local else "client"
    return None


def _half_round_trip(rows):
    """@return half of the shortest time from a transmission to the ACK of all that it holds; 0 where there is none."""
    sent, times = {}, []
    for row in rows.itertuples():
        if row.event == "sent":
            end = (row.seq + row.len + ("S" in row.flags) + ("F" in row.flags)) % 2**32
            sent.setdefault(end, []).append(row.time_s)
        elif "." in row.flags and len(sent.get(row.ack, ())) == 1:  # Karn: of one that was sent again nobody knows
            times.append(row.time_s - sent[row.ack][0])
    return min(times, default=0) / 2


def _with_other_end(rows):
    """@return the rows, and those that the other end would have written half of the shortest round trip away."""
    other = rows.copy()
    is_sent, away = rows["event"] == "sent", _half_round_trip(rows)
    other["event"] = is_sent.map({True: "received", False: "sent"})
    other["kind"] = is_sent.map({True: "", False: "new"})
    other["time_s"] = (rows["time_s"] + is_sent.map({True: away, False: -away})).round(9)  # as times are written
    for mine, its in (("laddr", "raddr"), ("lport", "rport")):
        other[mine], other[its] = rows[its], rows[mine]
    return pandas.concat([rows, other]).sort_values("time_s", kind="stable")


def _flights(rows, client, end):
    """
    @param end of the trace
    @return every transmission and, where the path made copies, every arrival beyond the first
    """
    rows = rows.reset_index(drop=True)
    local = [(a, p) == client for a, p in zip(rows["laddr"], rows["lport"])]
    is_sent = rows["event"] == "sent"
    rows["sender"] = ["client" if mine == out else "server" for mine, out in zip(local, is_sent)]
    isn = _first_numbers(rows[is_sent])
    ways = {sender: [some[some["event"] == event] for event in ("sent", "received")] for sender, some in rows.groupby("sender")}
    least = {sender: _least_delay(_Sent(sent), received) for sender, (sent, received) in ways.items()}
    known = [delay for delay in least.values() if delay is not None]
    flights = []
    for sender, (some, received) in ways.items():
        transit = min(known, default=FIRST_RTO) if least[sender] is None else least[sender]
        for sent, arrival, is_copy in _match(some, received, least[sender] or 0.0):
            kind = "duplicate" if is_copy else sent.kind
            flights.append(Flight(sender, sent.time_s, arrival.time_s if arrival else None, _label(sent, isn), kind,
                                  arrival is None and bool(sent.time_s + transit > end + NANOSECOND)))
    return sorted(flights, key=lambda flight: (flight.sent, flight.sender))


def _text(end, name):
    """@return address:port, with the name of the node before it if it has one"""
    address = f"[{end[0]}]" if ":" in end[0] else end[0]
    return (f"{brief(name, 24)} " if name else "") + f"{address}:{end[1]}"


def _span(rows):
    """@return when the first row of a connection is, and when it has ended there, infinity where it has not."""
    first, last = rows.iloc[0], rows.iloc[-1]
    return first.time_s, last.time_s if last.newstate == "CLOSED" else float("inf")


def _twins(run, states):
    """
    A connection that both ends open has a number at each.

    @param states rows of connections
    @return {number: its number at the other end}, of those connections whose other end has no row of their own number; and the rows of the
        other numbers
    """
    wanted, found = {}, {}  # by what the other end calls its own address and port, and those of its peer
    for number, rows in states.groupby("conn"):
        if len(set(zip(rows["laddr"], rows["lport"]))) == 1:
            first = rows.iloc[0]
            wanted.setdefault((first.raddr, first.rport, first.laddr, first.lport), []).append((number, *_span(rows)))
    if not wanted:
        return {}, None
    ports = {end[1] for end in wanted}
    for chunk in run.chunks("transitions", TRANSITIONS):
        for row in chunk[(chunk["newstate"] == "SYN_SENT") & chunk["lport"].isin(ports)].itertuples():
            for number, _, until in wanted.get((row.laddr, row.lport, row.raddr, row.rport), ()):
                if row.time_s <= until:
                    found[number] = int(row.conn)  # the last one that begins during its life
    if not found:
        return {}, None
    others, _ = _rows_of(run, "transitions", TRANSITIONS, found.values())
    until = {number: _span(rows)[1] for number, rows in others.groupby("conn")}
    begin = {number: begin for its in wanted.values() for number, begin, _ in its}
    return {number: twin for number, twin in found.items() if until[twin] >= begin[number]}, others


def read(run, numbers):
    """
    @param numbers of the connections
    @return {number: Life}; without flights when the run has no segments.csv
    """
    states, end = _rows_of(run, "transitions", TRANSITIONS, numbers)
    twins, others = _twins(run, states)
    segments = None
    if run.has("segments"):
        segments, last = _rows_of(run, "segments", SEGMENTS, {*numbers, *twins.values()}, with_nobody=True)
        end = max(end, last, (run.summary or {}).get("run", {}).get("sim_s") or 0.0)
    names = dict((run.summary or {}).get("nodes") or ())
    lives = {}
    for number, rows in states.groupby("conn"):
        openings = rows[rows["newstate"] == "SYN_SENT"]
        if openings.empty:
            raise BadInput(f"{run.files['transitions']}: connection {number} has no row with newstate SYN_SENT")
        opening = openings.iloc[0]
        client, server = (opening.laddr, opening.lport), (opening.raddr, opening.rport)
        twin = twins.get(number)
        if twin is not None:
            rows = pandas.concat([rows, others[others["conn"] == twin]]).sort_values("time_s", kind="stable")
        stays = _stays(rows, client)
        flights, unseen = [], None
        if segments is not None:
            of_it = _segments_of(segments, (number, twin), client, server, stays)
            unseen = _unseen(of_it, client)
            flights = _flights(_with_other_end(of_it) if unseen else of_it, client, end)
        host = {(row.laddr, row.lport): row.host for row in rows.itertuples()}
        text = lambda end: _text(end, names.get(host.get(end)))
        lives[number] = Life(number, text(client), text(server), stays, flights, unseen, twin)
    missing = [number for number in numbers if number not in lives]
    if missing:
        raise BadInput(f"--conn {missing[0]}: no such connection in {run.files['transitions']}")
    return lives


def _segments_of(segments, numbers, client, server, stays):
    """@return the rows of a connection, of all its numbers, and those that no connection sent but which passed between its ends then."""
    nobody = segments["conn"] == 0
    begin = min(stay.begin for stay in stays)
    until = [stay.until for stay in stays]
    last = float("inf") if None in until else max(until) + 1
    ends = {(*client, *server), (*server, *client)}
    if nobody.any():
        tuples = zip(segments["laddr"], segments["lport"], segments["raddr"], segments["rport"])
        here = pandas.Series([ends_ in ends for ends_ in tuples], index=segments.index)
        nobody &= here & segments["time_s"].between(begin, last)
    return segments[segments["conn"].isin(numbers) | nobody]


def typical_delay(flights, default=0.05):
    """@return the median time under way."""
    times = [flight.received - flight.sent for flight in flights if flight.received is not None]
    return max(statistics.median(times), 1e-6) if times else default
