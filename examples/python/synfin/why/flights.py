# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Which transmission became which arrival, or which loss: of the segments of one connection."""

import dataclasses

from synfin.why.causes import is_on_the_way


@dataclasses.dataclass
class Event:
    """A row of segments.csv."""

    at: int  # ns
    host: int
    is_sent: bool
    content: tuple  # flags, seq, ack, len, win, tsval, tsecr
    kind: str = ""  # why it was sent
    place: int = 0  # in the order of the rows
    origin: object = None  # of what is received: the transmission
    arrivals: list = dataclasses.field(default_factory=list)  # of what is sent
    loss: object = None  # of what is sent: its Drop, if it was lost
    drop: object = None  # of what is received: the Drop by the host's TCP, if there is one

    @property
    def flags(self):
        return self.content[0]

    @property
    def arrival(self):
        """The first, or None."""
        return self.arrivals[0] if self.arrivals else None


@dataclasses.dataclass
class Drop:
    """A row of drops.csv."""

    at: int  # ns
    place: str
    reason: str
    content: tuple


UNSEEN = "unseen"  # place and reason of what was lost where nobody tells
STAMPS = 5  # where in a content the timestamps begin


def _key_of(events):
    """@return what tells contents apart: not the timestamps where one end's recorder does not see them."""
    seen = {event.content[STAMPS] >= 0 for event in events}
    return (lambda content: content[:STAMPS]) if len(seen) > 1 else (lambda content: content)


def match(events, drops, tells=True):
    """
    Gives each arrival its transmission, each transmission its arrivals or its loss, each arrival its drop.

    Of transmissions that are alike and all under way, the first is taken for what arrives or is lost first, but for a loss at the very
    time of a transmission, which is that one's.

    @param events of one connection, both ends, in the order of the rows
    @param drops the same
    @param tells whether all that is lost on the way has a row in drops.csv; else what does not arrive is taken for lost
    """
    key = _key_of(events)
    free, last = {}, {}
    ends = [(event.at, 2, event.place, event) for event in events if not event.is_sent]
    ends += [(drop.at, 1, number, drop) for number, drop in enumerate(drops) if is_on_the_way(drop.place, drop.reason)]
    ends += [(event.at, 0, event.place, event) for event in events if event.is_sent]
    for at, what, _, end in sorted(ends, key=lambda end: end[:3]):
        content = key(end.content)
        waiting = free.setdefault(content, [])
        if what == 0:
            waiting.append(end)
        elif what == 1 and waiting:
            same = [sent for sent in waiting if sent.at == at]
            origin = (same or waiting)[0]
            waiting.remove(origin)
            origin.loss = end
        elif what == 2:
            end.origin = waiting.pop(0) if waiting else last.get(content)
            if end.origin is not None:
                end.origin.arrivals.append(end)
                last[content] = end.origin
    _give_drops(events, drops, key)
    for event in events if not tells else ():
        if event.is_sent and not event.arrivals and not event.loss:
            event.loss = Drop(event.at, UNSEEN, UNSEEN, event.content)


def _give_drops(events, drops, key):
    """Of arrivals that are alike, and of one instant, the last are those that were dropped: the first has changed what is expected."""
    fallen = {}
    for drop in drops:
        if not is_on_the_way(drop.place, drop.reason):
            fallen.setdefault((drop.at, key(drop.content)), []).append(drop)
    for event in reversed(events):
        its = not event.is_sent and fallen.get((event.at, key(event.content)))
        if its:
            event.drop = its.pop()
