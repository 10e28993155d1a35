# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
The critical path of a handshake: from the arrival that made the client ESTABLISHED back to its first SYN, each step with its cause.

A step is the time under way of a segment, or the wait for a timer, whose cause is what became of the segment that was not answered.
Steps join without a gap, so that their times add up to the latency, to the nanosecond.
"""

import dataclasses

from synfin.why.causes import of_drop, of_loss


@dataclasses.dataclass(frozen=True)
class Step:
    """A part of the path."""

    begin: int  # ns
    end: int
    cause: str
    reason: str = ""  # of a loss or drop, as in drops.csv
    what: str = ""  # way: of a segment under way, forward or reverse; timer: client or server
    sent: object = None  # the Event of the segment that was under way, or not answered


def _fate_of_answers(answers, until):
    """@return the cause, and the reason, of which none of the server's answers was one."""
    for answer in answers:
        for arrival in answer.arrivals:
            if arrival.at <= until and arrival.drop:
                return of_drop(arrival.drop.reason), arrival.drop.reason
    lost = [answer for answer in answers if answer.loss]
    if lost:
        return of_loss(lost[-1].loss.place, lost[-1].loss.reason, True), lost[-1].loss.reason
    return ("late", "") if answers else ("server", "")


def _fate(syn, until, answers):
    """@return the cause, and the reason, why a SYN was not answered until its timer ran out."""
    if syn.loss:
        return of_loss(syn.loss.place, syn.loss.reason, False), syn.loss.reason
    arrival = syn.arrival
    if arrival is None or arrival.at > until:
        return "late", ""
    its = [answer for answer in answers if answer.place > arrival.place and answer.at < until]
    if arrival.drop and not any(answer.at == arrival.at for answer in its):
        return of_drop(arrival.drop.reason), arrival.drop.reason
    return _fate_of_answers(its, until)


class _Path:
    """Goes back from the end, step by step."""

    def __init__(self, events, client, start, end, base):
        self._events = events
        self._client = client
        self._start = start
        self._now = end
        self._base = base
        self._sent = {side: [event for event in events if event.is_sent and (event.host == client) == side] for side in (True, False)}
        self._got = {side: [event for event in events if not event.is_sent and (event.host == client) == side] for side in (True, False)}
        self.steps = []

    def _wait(self, begin, cause, reason="", what="", sent=None):
        if begin < self._now:
            self.steps.append(Step(begin, self._now, cause, reason, what, sent))
            self._now = begin

    def _under_way(self, sent):
        """The time under way of a segment that arrives now."""
        way = "forward" if sent.host == self._client else "reverse"
        long = self._now - sent.at
        most = min(long, self._base(self._client, way))
        arrival = self._now
        self._wait(arrival - (long - most), "queueing", "", way, sent)
        self._wait(sent.at, "propagation", "", way, sent)

    def walk(self):
        """@return the steps in the order of time."""
        answers = [event for event in self._got[True] if event.at == self._now and event.origin is not None and event.drop is None]
        if answers:
            self._under_way(answers[-1].origin)
            self._from_server(answers[-1].origin)
        self._wait(self._start, "unknown")
        return self.steps[::-1]

    def _from_server(self, sent):
        """@param sent what the server sent now"""
        while True:
            before = [event for event in self._got[False] if event.place < sent.place and event.origin is not None]
            if before and before[-1].at == sent.at:
                break
            earlier = [event for event in self._sent[False] if event.place < sent.place]
            if not earlier:
                if not before:
                    return
                self._wait(before[-1].at, "server")
                break
            cause, reason = _fate_of_answers(earlier[-1:], sent.at)
            self._wait(earlier[-1].at, cause, reason, "server", earlier[-1])
            sent = earlier[-1]
        self._under_way(before[-1].origin)
        self._from_client(before[-1].origin)

    def _from_client(self, sent):
        """@param sent what the client sent now"""
        syns = [event for event in self._sent[True] if event.place <= sent.place]
        for syn, again in zip(syns[-2::-1], syns[:0:-1]):
            cause, reason = _fate(syn, again.at, self._sent[False])
            self._wait(syn.at, cause, reason, "client", syn)


def steps(events, client, start, end, base):
    """
    @param events those of the SYNs and SYN-ACKs of both ends, matched, in the order of the rows
    @param client id of its host
    @param start when it sent its first SYN, ns
    @param end when it was ESTABLISHED, ns
    @param base (client, way) -> the least time under way, ns
    @return [Step] from start to end
    """
    return _Path(events, client, start, end, base).walk()
