# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The distribution of a handshake's latency where both hosts' timers ride a kernel's wheel (timer_hz).

As handshake.py, it shares nothing with synfin's code and loses SYNs in every pattern there is. But when a timer goes
off depends on where its host's clock stands, so the law is a mean over phases: PHASES pairs of them, one of the
client's and one of the server's clock, spread evenly (a Kronecker sequence). Times are whole nanoseconds from the
client's first SYN, on a clock at the server that starts when that SYN would arrive there.
"""

import copy
import functools
import math

import numpy

from synfin.theory import arguments, ticks as ticks_
from synfin.theory.handshake import Handshake, NotApplicable

PHASES = 512
SPAN_TICKS = 1 << 18  # beyond the buckets of all delays that a handshake knows
MOST_SYNS = 11  # as handshake.MOST_SYNS, at so many phases
NEVER = 1 << 62
MS = 1_000_000  # nanoseconds
_ALPHAS = (math.sqrt(2), math.sqrt(3))  # of the Kronecker sequence


class Wheel:
    """Linux's timer wheel (kernel/time/timer.c, calc_wheel_index()) of PHASES hosts at once."""

    def __init__(self, hz, alpha):
        """alpha: of the sequence of its phases, which is another one for another host"""
        self.tick = ticks_.tick(hz)
        shares = numpy.arange(1, PHASES + 1) * alpha % 1
        self.phase = (shares * SPAN_TICKS * self.tick).astype(numpy.int64)

    def later(self, lag):
        """@return the same clocks, for times that are counted from so many ns later"""
        other = copy.copy(self)
        other.phase = self.phase + lag
        return other

    def bucket(self, delay):
        return ticks_.bucket(delay, self.tick)

    def expiry(self, now, ticks, shift):
        at = (now + self.phase) // self.tick + ticks
        return (((at >> shift) + 1) << shift) * self.tick - self.phase


class Exact:
    """In the place of a Wheel: timers that are never late."""

    def later(self, _lag):
        return self

    def bucket(self, delay):
        return delay, 0

    def expiry(self, now, delay, _shift):
        return now + delay


def _clock(hz, alpha):
    return Wheel(hz, alpha) if hz else Exact()


class _Server:
    """The half-open entry, at every phase. Its arrays are replaced, never changed, so that a shallow copy is one of its own."""

    def __init__(self, ladder, wheel):
        self.ladder = ladder
        self.wheel = wheel
        delays = [ladder.timeout(n) * MS for n in range(ladder.synack_retries + 1)]
        buckets = [wheel.bucket(delay) for delay in delays]
        self.ticks = numpy.array([ticks for ticks, _ in buckets])
        self.shifts = numpy.array([shift for _, shift in buckets])
        self.timer = numpy.full(PHASES, NEVER)
        self.end = numpy.full(PHASES, NEVER)
        self.answered = numpy.full(PHASES, -NEVER)
        self.timeouts = numpy.zeros(PHASES, dtype=numpy.int64)
        self.sent = numpy.zeros(PHASES, dtype=numpy.int64)  # SYN-ACKs so far

    def _arm(self, where, now):
        timeouts = self.timeouts
        expiry = self.wheel.expiry(now, self.ticks[timeouts], self.shifts[timeouts])
        self.timer = numpy.where(where, expiry, self.timer)

    def until(self, time, emit):
        """Timers go off that are due at a time or before."""
        while True:
            due = (self.timer < NEVER) & (numpy.minimum(self.timer, self.end) <= time)
            if not due.any():
                return
            over = due & ((self.end <= self.timer) | (self.timeouts >= self.ladder.synack_retries))
            again = due & ~over
            emit(self.timer, again, self.sent)
            now = self.timer
            self.sent = self.sent + again
            self.timeouts = self.timeouts + again
            self._arm(again, now)
            self.timer = numpy.where(over, NEVER, self.timer)

    def arrives(self, time, emit):
        """A SYN arrives; NEVER: it was not sent."""
        ladder = self.ladder
        came = time < NEVER
        new = came & (self.timer == NEVER)
        again = came & ~new & (time - self.answered >= ladder.synack_ratelimit * MS)
        if not ladder.answers_duplicates:
            again[:] = False
        emit(time, new | again, self.sent)
        self.sent = self.sent + (new | again)
        if ladder.connect_timeout < math.inf:
            end = self.wheel.expiry(time, *self.wheel.bucket(int(ladder.connect_timeout * MS)))
            self.end = numpy.where(new, end, self.end)
        self.answered = numpy.where(new, -NEVER, numpy.where(again, time, self.answered))
        restarts = new | again if ladder.duplicate_syn_restarts else new
        self.timeouts = numpy.where(restarts, 0, self.timeouts)
        self._arm(new | again, time)


class _Terms:
    """
    Every SYN-ACK that could be the first to arrive, of no particular loss; an element each:

    latency   ns from the client's first SYN to its arrival
    lost      SYNs lost before it was sent
    arrived   SYNs arrived before it was sent
    repeated  SYN-ACKs sent before it
    syns      SYNs sent before it arrives
    """

    def __init__(self, ladder, hz, server, server_hz, round_trip, lag):
        client = _clock(hz, _ALPHAS[0])
        self.sends, give_up = _client(ladder, client)
        if len(self.sends) > MOST_SYNS:
            raise NotApplicable(f"with timer_hz it is known for at most {MOST_SYNS} SYNs")
        self.give_up = give_up.mean() / 1e9
        parts = []
        clock = _clock(server_hz, _ALPHAS[1]) if lag is None else client.later(lag)
        self._walk(0, _Server(server, clock), 0, 0, give_up - round_trip, parts)
        times, phases, self.repeated, losses = (list(part) for part in zip(*parts))
        counts = [len(part) for part in times]
        self.latency = numpy.concatenate(times) + round_trip
        self.repeated = numpy.concatenate(self.repeated)
        self.lost, self.arrived = (numpy.repeat(numpy.array(part), counts) for part in zip(*losses))
        phases = numpy.concatenate(phases)
        self.syns = sum((send[phases] < self.latency).astype(numpy.int8) for send in self.sends)

    def _walk(self, number, server, lost, arrived, limit, parts):
        """What follows when so many SYNs have been lost and have arrived, which are all before that number."""

        def emit(time, where, repeated):
            phases = numpy.flatnonzero(where & (time < limit))
            if len(phases):
                parts.append((time[phases], phases, repeated[phases], (lost, arrived)))

        last = number == len(self.sends)
        time = numpy.full(PHASES, NEVER - 1) if last else self.sends[number]
        server.until(time, emit)
        if last:
            return
        self._walk(number + 1, copy.copy(server), lost + 1, arrived, limit, parts)
        arrived += 1  # emit() sees it: what is sent from here on is sent because this one came
        server.arrives(time, emit)
        self._walk(number + 1, server, lost, arrived, limit, parts)


def _client(ladder, wheel):
    """@return (when it sends its SYNs while nothing answers, when it gives up), at every phase."""
    now = numpy.zeros(PHASES, dtype=numpy.int64)
    end = numpy.full(PHASES, NEVER)
    if ladder.connect_timeout < math.inf:
        end = wheel.expiry(now, *wheel.bucket(int(ladder.connect_timeout * MS)))
    sends = []
    for attempt in range(ladder.syn_retries + ladder.syn_linear_timeouts + 1):
        if (now >= end).all():
            break
        sends.append(numpy.where(now < end, now, NEVER))
        doublings = max(0, attempt - ladder.syn_linear_timeouts)
        delay = ladder.timeout(doublings) * MS
        now = wheel.expiry(now, *wheel.bucket(delay))
    return sends, numpy.minimum(now, end)


_terms = functools.lru_cache(maxsize=4)(_Terms)


class WheelHandshake(Handshake):
    """
    As Handshake; the mean over both hosts' phases, in atoms of at most 1 ms.

    One run has one pair of phases, so that its own law is a little another one: many runs have this one.
    """

    def __init__(self, ladder, hz, loss_forward, loss_reverse, round_trip, lag=None, server=None):
        """
        hz: of both hosts' clocks, from 1 on, or 0 if they are exact; server: (its ladder, its hz), if it has its own; round_trip: seconds from sending a SYN to receiving its SYN-ACK; lag: how long
        a SYN takes, in seconds, where one clock is both hosts', as in two namespaces of one kernel
        """
        server, server_hz = server or (ladder, hz)
        arguments.count("WheelHandshake: hz", hz)
        arguments.count("WheelHandshake: hz of the server", server_hz)
        arguments.share("WheelHandshake: loss_forward", loss_forward)
        arguments.share("WheelHandshake: loss_reverse", loss_reverse)
        arguments.finite("WheelHandshake: round_trip", round_trip, "seconds from 0 on")
        terms = _terms(ladder, hz, server, server_hz, round(round_trip * 1e9), None if lag is None else round(lag * 1e9))
        weights = (
            numpy.float64(loss_forward) ** terms.lost
            * numpy.float64(1 - loss_forward) ** terms.arrived
            * numpy.float64(loss_reverse) ** terms.repeated
            * ((1 - loss_reverse) / PHASES)
        )
        bins = terms.latency // MS
        share = numpy.bincount(bins, weights)
        centre = numpy.bincount(bins, weights * (terms.latency / 1e9))
        self.atoms = {float(centre[i] / share[i]): float(share[i]) for i in numpy.flatnonzero(share)}
        self.established = min(1.0, math.fsum(self.atoms.values()))
        self.give_up = terms.give_up
        self._syns = numpy.bincount(terms.syns, weights, minlength=len(terms.sends) + 1)

    def syn_counts(self):
        """@return the probabilities that 1, 2, ... SYNs are sent, given up or not."""
        counts = [float(share) for share in self._syns[1:]]
        counts[-1] += 1 - math.fsum(counts)
        return counts
