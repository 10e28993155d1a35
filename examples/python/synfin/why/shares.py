# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Shares of the latency of all handshakes, by cause."""

import dataclasses

from synfin.why import base, handshake, stream
from synfin.why.causes import LABELS

COLUMNS = ("cause", "reason", "seconds", "share", "connections", "mean_s")


@dataclasses.dataclass
class Total:
    """What a cause comes to."""

    nanoseconds: int = 0
    connections: int = 0  # in how many it occurs


class Shares:
    """The sums over the handshakes of some runs."""

    def __init__(self):
        self.totals = {}  # by cause and reason
        self.connections = 0
        self.nanoseconds = 0

    def add(self, attempt, steps):
        """Adds a handshake."""
        self.connections += 1
        self.nanoseconds += attempt.end - attempt.start
        for key in {(step.cause, step.reason) for step in steps}:
            self.totals.setdefault(key, Total()).connections += 1
        for step in steps:
            self.totals[step.cause, step.reason].nanoseconds += step.end - step.begin

    def rows(self):
        """@return a tuple of COLUMNS for each cause and reason, in the order of LABELS."""
        order = list(LABELS)
        keys = sorted(self.totals, key=lambda key: (order.index(key[0]), -self.totals[key].nanoseconds, key[1]))
        for cause, reason in keys:
            total = self.totals[cause, reason]
            yield (cause, reason, total.nanoseconds / stream.NANOSECONDS, total.nanoseconds / self.nanoseconds, total.connections,
                   total.nanoseconds / stream.NANOSECONDS / self.connections)


def steps_of(run, wanted=None):
    """@return (Attempt, its steps) after another."""
    stream.check(run)
    least = base.of(run)
    for attempt in stream.handshakes(run, wanted):
        yield attempt, handshake.steps(attempt.events, attempt.client, attempt.start, attempt.end, least)


def of(runs):
    """@return the Shares of all these runs together."""
    shares = Shares()
    for run in runs:
        for attempt, steps in steps_of(run):
            shares.add(attempt, steps)
    return shares
