# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What the parameters of a run say of a flood of SYNs: who floods, at which rate, and the queue that it meets."""

import dataclasses
import functools
import re

from synfin import schema
from synfin.theory import synqueue, ticks
from synfin.theory.handshake import NotApplicable
from synfin.tools import parameters as parameters_
from synfin.tools.parameters import is_true, seconds

KINDS = ("half-open", "syn-flood")  # of groups whose SYNs fill a queue


def _section(parameters, kind, name):
    """@return what a section of the scenario says, by the names of its keys."""
    head = f"{kind}.{name}."
    return {key.removeprefix(head): value for key, value in parameters.items() if key.startswith(head)}


def names(parameters, kind):
    """@return the names of a scenario's sections of a kind, in their order."""
    return list(dict.fromkeys(key.split(".")[1] for key in parameters if key.startswith(f"{kind}.") and key.count(".") > 1))


def kind_of(parameters, group):
    """@return normal, half-open, syn-flood, ..."""
    return str(_section(parameters, "group", group).get("kind", parameters.get("kind", "normal")))


def floods(parameters):
    """@return the groups that flood."""
    return [group for group in names(parameters, "group") if kind_of(parameters, group) in KINDS]


def users(parameters):
    """@return the groups that want a connection."""
    return [group for group in names(parameters, "group") if kind_of(parameters, group) == "normal"]


def rate_parameter(runs):
    """@return group.NAME.rate of a flood, in which runs differ; None where there is none, or several."""
    found = {name for run in runs for group in floods(run.parameters) if (name := f"group.{group}.rate") in run.parameters}
    varied = [name for name in sorted(found) if len({str(run.parameters.get(name)) for run in runs}) > 1]
    return varied[0] if len(varied) == 1 else None


class _End:
    """The profile of one end: its section's own fields, then the run's, or those of the section's preset."""

    def __init__(self, parameters, end, section):
        self._parameters, self._end, self._section = parameters, end, section

    def __call__(self, name):
        if name in self._section:
            return self._section[name]
        preset = self._section.get("profile")
        if preset is not None:
            return schema.FIELDS[name]["presets"][str(preset)]
        return parameters_.of_end(self._parameters, self._end, name)


def _server(parameters, group):
    """@return the section of the server that a group goes to."""
    wanted = _section(parameters, "group", group).get("server")
    known = names(parameters, "server")
    if wanted is None and len(known) > 1:
        raise NotApplicable("there are several kinds of servers")
    return _section(parameters, "server", wanted if wanted is not None else known[0]) if known else {}


@dataclasses.dataclass(frozen=True)
class Queue:
    """
    A SYN queue, as synfin.theory.synqueue takes it.

    places    of it
    backlog   of listen()
    waits     s after each SYN-ACK, in the mean over phases of the timer wheel
    ages      whether entries have fewer SYN-ACKs when more than half of it is taken
    """

    places: int
    backlog: int
    waits: tuple
    ages: bool

    @functools.lru_cache(maxsize=4096)
    def refusals(self, law, rate, others):
        """@param law Erlang-B or aging; @return synqueue.Refusals"""
        if law == "aging":
            return synqueue.aging(self.places, rate, self.waits, self.backlog, others)
        return synqueue.equal_lives(self.places, rate, self.waits, others)


def queue(parameters, group):
    """@return the Queue that a flood meets; NotApplicable where no closed form knows it"""
    server = _server(parameters, group)
    field = _End(parameters, "server", server)
    if str(field("syncookies")) != "0":
        raise NotApplicable(f"syncookies is {field('syncookies')}: who finds the queue full gets a cookie")
    if int(field("syncache_hashsize")) or int(field("syn_queue_full")):
        raise NotApplicable("who comes to a full queue takes the place of another")
    for name in ("begin", "end"):
        if name in _section(parameters, "group", group):
            raise NotApplicable(f"the flood has {name}")
    if str(_section(parameters, "group", group).get("answer", parameters.get("answer"))) not in ("none", "None"):
        raise NotApplicable("who is sent a SYN-ACK answers it")
    backlog = server.get("backlog", parameters.get("backlog"))
    if not re.fullmatch("[0-9]+", str(backlog)):
        raise NotApplicable(f"backlog is {backlog}")
    backlog = min(int(backlog), int(field("somaxconn")))
    most = int(field("max_syn_backlog"))
    if is_true(field("syn_backlog_reserve")):
        most = most - most // 4 + 1
    hz = int(field("timer_hz"))
    initial, limit, slop = (seconds(field(name)) for name in ("rto_initial", "rto_max", "rto_slop"))
    waits = [min(initial * 2**sent, limit) + (slop if sent else 0) for sent in range(int(field("synack_retries")) + 1)]
    return Queue(min(backlog + 1, most), backlog, tuple(ticks.mean(wait, hz) for wait in waits), is_true(field("syn_queue_young_half")))


def syns_within(parameters, group, patience):
    """@return how many SYNs a user of a group has sent after so many s."""
    field = _End(parameters, "client", _section(parameters, "group", group))
    linear, most = int(field("syn_linear_timeouts")), int(field("syn_retries")) + int(field("syn_linear_timeouts"))
    now, count, hz = 0.0, 0, int(field("timer_hz"))
    while now <= patience and count <= most:
        count += 1
        wait = seconds(field("rto_initial")) * 2 ** max(0, count - 1 - linear)
        now += ticks.mean(min(wait, seconds(field("rto_max"))), hz)
    return count


def has_wheels(parameters):
    """@return whether some timer of a user rides a wheel."""
    return any(int(_End(parameters, "client", _section(parameters, "group", group))("timer_hz")) for group in users(parameters))


def load_of_users(parameters):
    """@return entries of users in the queue where they have one for a round trip, in Erlangs."""
    trip = sum(seconds(parameters[f"delay-{way}"]) for way in ("forward", "reverse"))
    rates = [_section(parameters, "group", group).get("rate", 0) for group in users(parameters)]
    if any(not isinstance(rate, (int, float)) for rate in rates):
        raise NotApplicable("a group's rate is no number")
    return trip * sum(rates)
