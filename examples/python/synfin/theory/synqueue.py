# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""A SYN queue under a flood: who gets a place, with entries that all live as long, and with those that Linux lets go early.

Linux (reqsk_timer_handler(), net/ipv4/inet_connection_sock.c) looks at an entry when the timer of its SYN-ACK runs out. Where the queue is
more than half full, an entry may have fewer SYN-ACKs the fewer young entries there are, those whose timer has not run out yet: one
fewer for each of n >= 2 y, n >= 4 y, n >= 8 y, ..., but two repetitions always. Entries then live for 7 s instead of 63 s.
"""

import dataclasses
import heapq
import itertools
import math

from synfin.theory import arguments, ticks
from synfin.theory.queueing import erlang_b

WAITS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)  # s after each SYN-ACK of Linux: 5 repetitions
FEWEST = 2  # repetitions that an entry always may have
SMALL = 8  # entries, of which half are never more than half of the queue
MOST_PLACES = 10**6
NANOSECONDS = 10**9
TURN = 8.192  # s, of which the buckets of all these waits are parts, at 250 and at 1000 Hz
STEPS = 40  # of the bisection
FAR = 9  # standard deviations, beyond which a length of the queue is none


@dataclasses.dataclass(frozen=True)
class Refusals:
    """
    What becomes of SYNs at a queue.

    refused  the share of SYNs that find no place
    held     s that an entry lives in the mean
    """

    refused: float
    held: float

    def within(self, repetitions):
        """
        @param repetitions how often a SYN that was refused is sent again
        @return the share of users who get in; each SYN is taken to find the queue as any other would. That holds within some points where
            timers are exact; on timer wheels fewer get in (doc/pressure.rst)
        """
        arguments.count("within: repetitions", repetitions)
        return 1 - self.refused ** (repetitions + 1)


def _checked(name, places, rate, waits):
    places = arguments.count(f"{name}: places", places, 1, MOST_PLACES)
    arguments.finite(f"{name}: rate", rate, "SYNs per second from 0 on")
    for wait in arguments.samples(f"{name}: waits", waits):
        arguments.real(f"{name}: waits", wait, 5e-324, 1e9, "seconds, more than 0")
    return places, tuple(waits)


def equal_lives(places, rate, waits=WAITS, others=0.0):
    """
    Entries that all live until the last timer has run out, as papers take it and FreeBSD does: Erlang's loss formula.

    @param places of the queue
    @param rate SYNs per second that nobody completes
    @param waits s after each SYN-ACK, the first and those sent again, until the next one or the end
    @param others entries of users, in Erlangs: their rate times a round trip
    @return Refusals
    """
    places, waits = _checked("equal_lives", places, rate, waits)
    arguments.finite("equal_lives: others", others)
    held = math.fsum(waits)
    return Refusals(erlang_b(places, rate * held + others), held)


def _lengths(places, load):
    """@return lengths of the queue that are likely, and their probabilities: Erlang's."""
    import numpy
    from scipy import special

    middle, width = min(load, places), FAR * math.sqrt(load) + FAR
    lengths = numpy.arange(max(0, math.floor(middle - width)), min(places, math.ceil(middle + width)) + 1)
    logarithms = lengths * math.log(load) - special.gammaln(lengths + 1)
    weights = numpy.exp(logarithms - logarithms.max())
    return lengths, weights / weights.sum()


def _life(waits, lengths, shares, half, held):
    """@return s that an entry lives if entries live for held: each of those in the queue is young with probability waits[0] / held."""
    import numpy
    from scipy import special

    life, alive = math.fsum(waits[: FEWEST + 1]), 1.0
    most = len(waits) - 1
    for sent in range(FEWEST, most):
        fewest = lengths >> (most - sent)  # young entries, more of which let an entry live on
        more = numpy.where(fewest < lengths, special.bdtrc(fewest, lengths, min(1.0, waits[0] / held)), 0.0)
        alive *= float(shares @ numpy.where(2 * lengths <= half, 1.0, more))
        life += waits[sent + 1] * alive
    return life


def aging(places, rate, waits=WAITS, backlog=None, others=0.0):
    """
    Linux's queue under Poisson arrivals, in the long run: a fixed point.

    If entries lived for h s, their number would have Erlang's law with the load rate x h, whatever the law of their lives (Sevastyanov
    1957), each of them independently young with probability 1 / h; the rule of aging, applied to those numbers at each timer, says
    how long an entry then lives: h is where both agree. That an entry's timers see independent queues is an approximation:
    simulated, the share refused is within 3 percentage points at up to 129 places, within 6 at 513, where the first entries' end is an echo that
    lasts.

    @param places of the queue: backlog + 1, or what max_syn_backlog allows
    @param rate SYNs per second that nobody completes
    @param waits s after each SYN-ACK
    @param backlog of listen(), of which half decides (default: places - 1)
    @param others entries of users, in Erlangs: their rate times a round trip
    @return Refusals
    """
    places, waits = _checked("aging", places, rate, waits)
    arguments.finite("aging: others", others)
    half = max(SMALL, places - 1 if backlog is None else arguments.count("aging: backlog", backlog))
    most = math.fsum(waits)
    if rate == 0 or len(waits) <= FEWEST + 1:
        return equal_lives(places, rate, waits, others)
    low, high = math.fsum(waits[: FEWEST + 1]), most
    for _ in range(STEPS):
        held = (low + high) / 2
        if _life(waits, *_lengths(places, rate * held + others), half, held) > held:
            low = held
        else:
            high = held
    return Refusals(erlang_b(places, rate * held + others), held)


class Wheel:
    """When a host's timers go off: those of Linux's timer wheel, or exact ones."""

    def __init__(self, hz, phase):
        """
        @param hz ticks a second, or 0
        @param phase ns that its clock shows at 0
        """
        self._tick = ticks.tick(hz) if hz else 0
        self._phase = phase

    def expiry(self, now, wait):
        """@return ns at which a timer goes off that is set at now, in ns, for wait, in ns"""
        if not self._tick:
            return now + wait
        length, shift = ticks.bucket(wait, self._tick)
        at = (now + self._phase) // self._tick + length
        return (((at >> shift) + 1) << shift) * self._tick - self._phase

    def rank(self, wait, number):
        """@return where a timer comes among those of the same tick: coarser buckets first, and in a bucket the last one set; number: of all timers"""
        return (-ticks.bucket(wait, self._tick)[1], -number) if self._tick else (0, number)


@dataclasses.dataclass(frozen=True)
class Users:
    """
    Who wants to connect, at equal distances: rate a second from begin to end, in s; the flood begins at 0. A SYN that is refused is sent
    again after waits, in s; one that gets a place has it for round_trip s.
    """

    rate: float
    begin: float
    end: float
    waits: tuple = (1.0, 1.0, 1.0)
    round_trip: float = 1e-4


class Flooded:
    """
    Linux's queue from empty, with SYNs of a flood at equal distances from 0 on: each of them, each user, each timer, nothing left to chance.

    entries  s at which SYNs of the flood got a place
    users    of each user, in their order, how often the SYN had been sent again that got a place, or None
    """

    def __init__(self, places, rate, until, users=None, waits=WAITS, backlog=None, hz=0, phases=(0, 0)):
        """
        @param places, rate, waits, backlog as of aging()
        @param until s; what is after it is not known
        @param users Users
        @param hz ticks a second of the hosts' timer wheels, or 0 for exact timers
        @param phases s that the wheels of server and users show at 0
        """
        self._places, waits = _checked("Flooded", places, rate, waits)
        arguments.finite("Flooded: until", until)
        arguments.count("Flooded: hz", hz)
        self._half = max(SMALL, self._places - 1 if backlog is None else arguments.count("Flooded: backlog", backlog))
        self._wheels = [Wheel(hz, round(phase * NANOSECONDS)) for phase in phases]
        self._waits, self._limits = [round(wait * NANOSECONDS) for wait in waits], len(waits) - 1
        self._length = self._young = 0
        self.entries = []
        self.users = [None] * (math.ceil((users.end - users.begin) * users.rate) if users else 0)
        self._asks, self._rate = users, rate
        # What comes: (ns, whether a SYN, for timers are first, rank among those, what to do, what that takes).
        self._due, self._order = [], itertools.count()
        if rate:
            self._add(0, self._flood, 0)
        if self.users:
            self._add(round(users.begin * NANOSECONDS), self._user, 0)
        while self._due and self._due[0][0] <= until * NANOSECONDS:
            now, *_, method, what = heapq.heappop(self._due)
            method(now, what)

    def _add(self, when, method, what, rank=None):
        heapq.heappush(self._due, (when, method != self._timer, rank or (0, next(self._order)), method, what))

    def _set_timer(self, wheel, now, wait, method, what):
        """Has a timer of a host, which ends in a SYN or in a look at an entry, go off wait ns from now."""
        self._add(wheel.expiry(now, wait), method, what, wheel.rank(wait, next(self._order)))

    def _takes(self):
        if self._length == self._places:
            return False
        self._length += 1
        self._young += 1
        return True

    def _flood(self, now, number):
        if self._takes():
            self._set_timer(self._wheels[0], now, self._waits[0], self._timer, 0)
            self.entries.append(now / NANOSECONDS)
        self._add(round((number + 1) * NANOSECONDS / self._rate), self._flood, number + 1)

    def _user(self, now, number):
        self._syn(now, (number, 0))
        if number + 1 < len(self.users):
            self._add(round((self._asks.begin + (number + 1) / self._asks.rate) * NANOSECONDS), self._user, number + 1)

    def _syn(self, now, what):
        number, sent = what
        if self._takes():
            self.users[number] = sent
            self._add(now + round(self._asks.round_trip * NANOSECONDS), self._established, None)
        elif sent < len(self._asks.waits):
            self._set_timer(self._wheels[1], now, round(self._asks.waits[sent] * NANOSECONDS), self._syn, (number, sent + 1))

    def _established(self, _now, _what):
        self._length -= 1
        self._young -= 1

    def _timer(self, now, sent):
        limit = self._limit()
        self._young -= sent == 0
        if sent < limit:
            self._set_timer(self._wheels[0], now, self._waits[sent + 1], self._timer, sent + 1)
        else:
            self._length -= 1

    def _limit(self):
        """@return how many SYN-ACKs may be sent again."""
        limit, young = self._limits, 2 * self._young
        if 2 * self._length > self._half:
            while limit > FEWEST and self._length >= young:
                limit, young = limit - 1, 2 * young
        return limit

    def within(self, repetitions):
        """@return the share of users who got in with so many repetitions of their SYN at most."""
        return sum(sent is not None and sent <= repetitions for sent in self.users) / len(self.users)


def spread(count):
    """@return so many phases of two clocks, in s, spread evenly (a Kronecker sequence)"""
    return [(number * math.sqrt(2) % 1 * TURN, number * math.sqrt(3) % 1 * TURN) for number in range(1, count + 1)]


def flooded(places, rate, users, waits=WAITS, backlog=None, hz=250, phases=16):
    """
    Flooded, in the mean over where the clocks of both ends stand.

    @return shares of users who get in with at most 0, 1, ... repetitions of their SYN
    """
    arguments.count("flooded: phases", phases, 1, 10**4)
    until = users.end + 2 * sum(users.waits)
    runs = [Flooded(places, rate, until, users, waits, backlog, hz, pair) for pair in spread(phases if hz else 1)]
    return [math.fsum(run.within(sent) for run in runs) / len(runs) for sent in range(len(users.waits) + 1)]
