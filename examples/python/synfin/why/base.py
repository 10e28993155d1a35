# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How long a segment is under way at the least: what is longer is queueing, sending and jitter."""

from synfin.tools import parameters as parameters_
from synfin.tools.parameters import NotApplicable
from synfin.why.stream import NANOSECONDS, handshakes

WAYS = ("forward", "reverse")
NOTHING = ("none", 0, "0", "0s")


def _delay_is_known(parameters):
    """@return whether every segment is under way for the delay of its way, or longer."""
    for name, value in parameters.items():
        own = name.rpartition(".")[2]
        if own in ("access-delay", "ipv6-delay", "delay") and ("." in name or own != "delay") and value not in NOTHING:
            return False
        if own.rpartition("-")[0] in ("schedule", "delay-trace") and value not in NOTHING:
            return False
        if own == "event" and value not in NOTHING or name.startswith("event."):
            return False
    return all(f"delay-{way}" in parameters for way in WAYS)


def _least(run):
    """@return {(client, way): the shortest time under way that there is, ns}."""
    least = {}
    for attempt in handshakes(run):
        for event in attempt.events:
            if not event.is_sent and event.origin is not None:
                key = attempt.client, "reverse" if event.host == attempt.client else "forward"
                long = event.at - event.origin.at
                least[key] = min(least.get(key, long), long)
    return least


def of(run):
    """@return (client, way) -> ns: the link's delay, where that is all there is; else the shortest of that client's handshakes."""
    if _delay_is_known(run.parameters):
        try:
            delays = {way: round(parameters_.seconds(run.parameters[f"delay-{way}"]) * NANOSECONDS) for way in WAYS}
            return lambda _, way: delays[way]
        except (NotApplicable, ValueError):
            pass
    least = _least(run)
    return lambda client, way: least.get((client, way), 0)
