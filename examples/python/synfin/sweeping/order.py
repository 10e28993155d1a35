# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""In which order runs are done, and how long they are expected to take, before any of them has been."""

import re

from synfin.tools import inputs, parameters

# What segments() looks at, beside the sections of groups.
WEIGHTY = ("connections", "rate", "duration", "measure", "requests-per-connection", "request", "response")
GOLDEN = (5 ** 0.5 - 1) / 2
LIFE = 10  # segments of a connection without data
OCTETS = 1448  # of data in a segment
_SIZE = re.compile(r"([0-9.eE+-]+)\s*([kMG]?)B?")
_SCALE = {"": 1, "k": 1e3, "M": 1e6, "G": 1e9}


def early(runs, cost):
    """
    @param cost called with a run of each point: how long it takes, in any unit
    @return the runs in the order in which they are to be done: a whole replication of all points before the next, so that there is
        something to read early, and the longest first within each, so that all cores end at about the same time; among those that are
        expected to take as long, all over the plan, so that the first ones tell about the others
    """
    costs = {}
    for run in runs:
        if run.point not in costs:
            costs[run.point] = cost(run)
    spread = lambda point: (-costs[point], point * GOLDEN % 1)
    rank = {point: place for place, point in enumerate(sorted(costs, key=spread))}
    places = [(run.number, rank[run.point]) for run in runs]
    return [runs[i] for i in sorted(range(len(runs)), key=places.__getitem__)]


def _mean(text):
    """@return about what an amount is, or the mean of a distribution of amounts; 0 where it does not say."""
    kind, _, numbers = text.rpartition(":")
    found = [_SIZE.fullmatch(number) for number in numbers.split(",")]
    values = [(inputs.real(match[1]) or 0.0) * _SCALE[match[2]] if match else 0.0 for match in found]
    return sum(values) / len(values) if kind == "uniform" else values[0]


def _length(text):
    try:
        return parameters.seconds(text)
    except ValueError:
        return 0.0


def _connections(given, told):
    """@return how many connections one group of users begins."""
    limits = [_length(given[name]) for name in ("duration", "measure") if given.get(name, "none") != "none"]
    if limits and "connections" not in given:
        return _mean(told("rate")) * min(limits)
    return _mean(told("connections"))


def segments(given, default):
    """
    @param given {parameter: text} of a run of synfin-run
    @param default gives the default of a parameter
    @return about how many segments its connections have, which is what a run costs most for
    """
    groups = {}
    for name, text in given.items():
        kind, group, key = (name.split(".", 2) + ["", ""])[:3]
        if kind == "group" and key:
            groups.setdefault(group, {})[key] = text
    base = {name: text for name, text in given.items() if "." not in name}
    total = 0.0
    for own in [{**base, **group} for group in groups.values()] or [base]:
        told = lambda name, own=own: own.get(name) or default(name) or "0"
        data = _mean(told("requests-per-connection")) * (_mean(told("request")) + _mean(told("response")))
        total += _connections(own, told) * (LIFE + 1.5 * data / OCTETS)
    return total
