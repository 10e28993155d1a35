# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The exact distribution of a handshake's latency where losses come in bursts: two states on each way (Gilbert 1960, Elliott 1963).

Whether a frame is lost depends on those before it only through the state of its way's chain, so the law is a sum over patterns of lost SYNs
and SYN-ACKs, as in handshake.py, whose weights are products of 2x2 matrices: one for each frame, and one for what the chain does until the
next frame of the same way. What that is depends on what moves the chain:

    Timed    time: between two frames it runs as exp(Q t), however many frames of others are in between: exact for any connection
    Alone    each frame, and there is no other connection on the way: exact; the chain begins in its good state, as the link's does
    Crowded  each frame, with so many of others in between that the chain has forgotten; only segments that leave at one instant
             follow each other: the limit of many connections, and NotApplicable where attempts are too near for it

Timers that ride a wheel are a mean over PHASES pairs of phases, as in wheel.py.
"""

import dataclasses
import math

from synfin.theory import arguments, ticks as ticks_
from synfin.theory.handshake import Handshake, NotApplicable

PHASES = 64
LEAST = 1e-10  # probability of a pattern that is followed
FORGOTTEN = 1e-3  # what may be left of a state, so that it counts as forgotten
MS = 1_000_000  # nanoseconds
SPAN_TICKS = 1 << 18  # beyond the buckets of all delays that a handshake knows
_ALPHAS = (math.sqrt(2), math.sqrt(3))  # of the phases: a Kronecker sequence


@dataclasses.dataclass(frozen=True)
class _Chain:
    """Two states; the weights of both, good and bad, are a pair."""

    loss_bad: float = 1.0
    loss_good: float = 0.0

    def __post_init__(self):
        for field in dataclasses.fields(self):
            check = arguments.share if field.name in ("p", "r") or field.name.startswith("loss") else arguments.finite
            check(f"{type(self).__name__}: {field.name}", getattr(self, field.name))

    def begin(self):
        """@return the weights at the first frame."""
        return 1 - self.bad_share, self.bad_share

    def share_lost(self):
        """@return the share of frames that are lost, in the long run."""
        return (1 - self.bad_share) * self.loss_good + self.bad_share * self.loss_bad

    def _towards(self, weights, kept):
        """@return the weights when so much of the state is left."""
        total = sum(weights)
        bad = total * self.bad_share * (1 - kept) + weights[1] * kept
        return total - bad, bad


@dataclasses.dataclass(frozen=True)
class Timed(_Chain):
    """The states last good and bad seconds on average, exponentially."""

    good: float = 1.0
    bad: float = 1.0

    @property
    def bad_share(self):
        return self.bad / (self.good + self.bad)

    def after(self, weights, gap):
        """@return the weights at the next frame, gap ns later"""
        return self._towards(weights, math.exp(-(1 / self.good + 1 / self.bad) * gap / 1e9))


@dataclasses.dataclass(frozen=True)
class Alone(_Chain):
    """Each frame moves the chain from good to bad with probability p, from bad to good with r."""

    p: float = 0.0
    r: float = 1.0

    @property
    def bad_share(self):
        return self.p / (self.p + self.r) if self.p + self.r else 0.0

    def begin(self):
        return 1.0, 0.0

    def after(self, weights, _gap):
        """@return the weights at the next frame"""
        good, bad = weights
        return good * (1 - self.p) + bad * self.r, good * self.p + bad * (1 - self.r)


@dataclasses.dataclass(frozen=True)
class Crowded(Alone):
    """The same, with others' frames in between, so many a second at random."""

    frames: float = math.inf

    def __post_init__(self):
        for name in ("loss_bad", "loss_good", "p", "r"):
            arguments.share(f"Crowded: {name}", getattr(self, name))
        arguments.real("Crowded: frames", self.frames, 0)

    def begin(self):
        return _Chain.begin(self)

    def after(self, weights, gap):
        """@return the weights at the next frame, gap ns later"""
        if gap == 0:
            return super().after(weights, gap)
        moved = math.exp(-self.frames * gap / 1e9 * (1 - abs(1 - self.p - self.r)))
        if moved > FORGOTTEN:
            raise NotApplicable(f"losses in bursts of frames: those of others between two attempts {gap / 1e9:.3g} s apart are too few to forget the "
                                "state, and too many to know it")
        return self._towards(weights, 0.0)


def independent(loss):
    """@return the chain of independent losses."""
    return Alone(loss_good=loss, loss_bad=loss)


class _Clock:
    """A host's timers: exact, or on a wheel that stands at a phase of its sequence."""

    def __init__(self, hz, alpha, number):
        self._tick = ticks_.tick(hz) if hz else 0
        self._phase = int((number * alpha) % 1 * SPAN_TICKS * self._tick)

    def expiry(self, now, delay):
        """@return when a timer of so many ns ends."""
        if not self._tick:
            return now + delay
        ticks, shift = ticks_.bucket(delay, self._tick)
        at = (now + self._phase) // self._tick + ticks
        return (((at >> shift) + 1) << shift) * self._tick - self._phase


@dataclasses.dataclass(frozen=True)
class _Entry:
    """What a server knows: its half-open entry, if there is one, and how many times it has said so."""

    timer: float = math.inf
    end: float = math.inf
    answered: float = -math.inf
    timeouts: int = 0


@dataclasses.dataclass(frozen=True)
class _Way:
    """The chain of one way: weights at its last frame, which was lost, and when that was."""

    chain: _Chain
    weights: tuple = None
    last: int = 0

    def _now(self, time):
        return self.chain.begin() if self.weights is None else self.chain.after(self.weights, time - self.last)

    def split(self, time):
        """@return the way after a frame at a time arrived, and after it was lost"""
        weights, chain = self._now(time), self.chain
        arrived = (weights[0] * (1 - chain.loss_good), weights[1] * (1 - chain.loss_bad))
        lost = (weights[0] * chain.loss_good, weights[1] * chain.loss_bad)
        return _Way(chain, arrived, time), _Way(chain, lost, time)

    @property
    def total(self):
        return 1.0 if self.weights is None else sum(self.weights)


class _Walk:
    """All patterns at one pair of phases. Times are ns from the client's first SYN, at the server from its arrival if it arrives."""

    def __init__(self, ladder, server, chains, clocks, round_trip):
        self._server, self._clock, self._trip = server, clocks[1], round_trip
        self.atoms = {}
        self.sends, self.give_up = _sends(ladder, clocks[0])
        # Patterns that came to the same entry with the same last frames are not joined: they are few.
        self._syn(0, _Way(chains[0]), _Way(chains[1]), _Entry())

    def _sent(self, time, forward, reverse):
        """A SYN-ACK leaves. @return the reverse way after it was lost"""
        arrived, lost = reverse.split(time)
        if time + self._trip < self.give_up:
            latency = time + self._trip
            self.atoms[latency] = self.atoms.get(latency, 0.0) + forward.total * arrived.total
        return lost

    def _until(self, time, forward, reverse, entry):
        """Timers go off that are due by then: a host's come before a segment that arrives at the same instant."""
        ladder = self._server
        while min(entry.timer, entry.end) <= time and entry.timer < math.inf:
            if entry.end <= entry.timer or entry.timeouts >= ladder.synack_retries:
                return reverse, _Entry()
            reverse = self._sent(entry.timer, forward, reverse)
            timeouts = entry.timeouts + 1
            entry = dataclasses.replace(entry, timeouts=timeouts, timer=self._timer(entry.timer, timeouts))
        return reverse, entry

    def _timer(self, now, timeouts):
        return self._clock.expiry(now, self._server.timeout(timeouts) * MS)

    def _arrives(self, time, forward, reverse, entry):
        """@return the same after a SYN has arrived"""
        ladder = self._server
        if entry.timer == math.inf:
            reverse = self._sent(time, forward, reverse)
            limit = ladder.connect_timeout
            end = self._clock.expiry(time, int(limit * MS)) if limit < math.inf else math.inf
            return reverse, _Entry(self._timer(time, 0), end)
        if ladder.answers_duplicates and time - entry.answered >= ladder.synack_ratelimit * MS:
            reverse = self._sent(time, forward, reverse)
            timeouts = 0 if ladder.duplicate_syn_restarts else entry.timeouts
            entry = dataclasses.replace(entry, answered=time, timeouts=timeouts, timer=self._timer(time, timeouts))
        return reverse, entry

    def _syn(self, number, forward, reverse, entry):
        """What follows when the SYNs before that number, and every SYN-ACK so far, have their fates."""
        if forward.total * reverse.total < LEAST:
            return
        if number == len(self.sends):
            self._until(self.give_up - self._trip, forward, reverse, entry)
            return
        time = self.sends[number]
        reverse, entry = self._until(time, forward, reverse, entry)
        arrived, lost = forward.split(time)
        self._syn(number + 1, lost, reverse, entry)
        self._syn(number + 1, arrived, *self._arrives(time, arrived, reverse, entry))


def _sends(ladder, clock):
    """@return when the client sends its SYNs while nothing answers, and when it gives up"""
    now, limit = 0, ladder.connect_timeout
    end = clock.expiry(0, int(limit * MS)) if limit < math.inf else math.inf
    sends = []
    for attempt in range(ladder.syn_retries + ladder.syn_linear_timeouts + 1):
        if now >= end:
            break
        sends.append(now)
        now = clock.expiry(now, ladder.timeout(max(0, attempt - ladder.syn_linear_timeouts)) * MS)
    return sends, min(now, end)


class BurstHandshake(Handshake):
    """As Handshake, with a chain on each way; on a wheel the mean over phases, in atoms of at most 1 ms."""

    def __init__(self, ladder, forward, reverse, round_trip, server=None, hz=0, server_hz=0):
        """
        @param ladder both ends' handshake.Ladder, or only the client's if there is one of the server
        @param forward, reverse the chains of the ways: Timed, Alone, Crowded or independent()
        @param round_trip seconds from sending a SYN to receiving its immediate SYN-ACK
        @param hz, server_hz ticks a second of either end's timer wheel, or 0
        """
        arguments.finite("BurstHandshake: round_trip", round_trip, "seconds from 0 on")
        phases = PHASES if hz or server_hz else 1
        shares, centres, self._later, self.give_up = {}, {}, [1.0], 0.0
        for number in range(1, phases + 1):
            clocks = _Clock(hz, _ALPHAS[0], number), _Clock(server_hz, _ALPHAS[1], number)
            walk = _Walk(ladder, server or ladder, (forward, reverse), clocks, round(round_trip * 1e9))
            self._count(walk, phases)
            for latency, share in walk.atoms.items():
                place = latency // MS if phases > 1 else latency
                shares[place] = shares.get(place, 0.0) + share / phases
                centres[place] = centres.get(place, 0.0) + share / phases * latency / 1e9
        time = (lambda place: centres[place] / shares[place]) if phases > 1 else lambda place: place / 1e9
        self.atoms = {time(place): shares[place] for place in sorted(shares) if shares[place]}
        self.established = min(1.0, math.fsum(self.atoms.values()))

    def _count(self, walk, phases):
        """Adds the probabilities that each SYN is sent, at these phases."""
        self.give_up += walk.give_up / 1e9 / phases
        self._later += [0.0] * (len(walk.sends) - len(self._later))
        for number, time in enumerate(walk.sends[1:], 1):
            self._later[number] += (1 - math.fsum(share for latency, share in walk.atoms.items() if latency < time)) / phases

    def syn_counts(self):
        """@return the probabilities that 1, 2, ... SYNs are sent, given up or not."""
        return [max(0.0, this - following) for this, following in zip(self._later, [*self._later[1:], 0.0])]
