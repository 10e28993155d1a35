# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How many connections are in each state over time, at the hosts that connect and at the others."""

import functools
import math

import numpy

from synfin.plotting.counting import Population
from synfin.schema import STATES

ENDS = ("client", "server")
COLUMNS = ["time_s", "host", "oldstate", "newstate"]
LONG = 1 << 30  # octets of a transitions.csv, some ten million rows
COMPRESSED = 8  # times that zstd makes one smaller
TIME_WAIT = STATES.index("TIME_WAIT")
# A connection is in none of these: before and after its life, and while only listened for.
NO_LIFE = [STATES.index(name) for name in ("CLOSED", "LISTEN")]


class Lives:
    """Reads a run's transitions once."""

    def __init__(self):
        self.population = Population(len(ENDS) * len(STATES))
        self.peak = 0  # of TIME_WAIT, all hosts together
        self.peak_time = 0.0
        self._now = 0
        self._clients = numpy.zeros(0, dtype=bool)

    def add(self, chunk):
        """@param chunk rows of transitions.csv, in their order"""
        hosts = chunk["host"].to_numpy()
        times = chunk["time_s"].to_numpy()
        old = chunk["oldstate"].cat.codes.to_numpy().astype(numpy.int64)
        new = chunk["newstate"].cat.codes.to_numpy().astype(numpy.int64)
        self._learn(hosts, new)
        first = numpy.where(self._clients[hosts], 0, len(STATES))
        for states, change in ((old, -1), (new, 1)):
            lives = ~numpy.isin(states, NO_LIFE)
            self.population.add((first + states)[lives], times[lives], change)
        self._find_peak(times, (new == TIME_WAIT).astype(numpy.int64) - (old == TIME_WAIT))

    def _learn(self, hosts, new):
        """A client is a host that ever sent the first SYN of a connection."""
        size = int(hosts.max()) + 1
        if size > len(self._clients):
            self._clients = numpy.pad(self._clients, (0, size - len(self._clients)))
        self._clients[hosts[new == STATES.index("SYN_SENT")]] = True

    def _find_peak(self, times, changes):
        numbers = self._now + numpy.cumsum(changes)
        self._now = int(numbers[-1])
        # Only what is there when an instant is over counts.
        over = numpy.append(times[1:] != times[:-1], True)
        place = int(numpy.argmax(numpy.where(over, numbers, -1)))
        if numbers[place] > self.peak:
            self.peak, self.peak_time = int(numbers[place]), float(times[place])


@functools.lru_cache(maxsize=4)
def of_transitions(run):
    """@return Lives of a run; several figures ask for the same one."""
    lives = Lives()
    for chunk in run.chunks("transitions", COLUMNS):
        if len(chunk):
            lives.add(chunk)
    return lives


def of_hosts(run, split):
    """
    Reads hosts.csv: once a second, but of all connections also when the traces are a sample.

    @param split whether clients and servers are told apart, which needs to know how many clients there are
    @return the seconds in which something changed, and an array as Population.at_times() makes it
    """
    clients = run.parameters["clients"] if split else math.inf
    states = [name for place, name in enumerate(STATES) if place not in NO_LIFE]
    last = {}  # row of each host
    changes = {}  # by time and end
    for chunk in run.chunks("hosts", ["time_s", "host", *states]):
        hosts = chunk["host"].to_numpy()
        times = chunk["time_s"].to_numpy()
        for host, time, row in zip(hosts, times, chunk[states].to_numpy()):
            key = (time, 0 if host < clients else 1)
            changes[key] = changes.get(key, 0) + row - last.get(host, 0)
            last[host] = row
    times = sorted({time for time, _ in changes})
    numbers = numpy.zeros((len(ENDS) * len(STATES), len(times)), dtype=numpy.int64)
    places = {time: place for place, time in enumerate(times)}
    for (time, end), counts in changes.items():
        for name, count in zip(states, counts):
            numbers[end * len(STATES) + STATES.index(name), places[time]] = count
    return numpy.array(times), numbers.cumsum(axis=1)


def _is_long(path):
    """@return whether to read it takes minutes."""
    return path.stat().st_size > LONG // (COMPRESSED if path.suffix == ".zst" else 1)


def at(run, most, options, split=True):
    """
    @param split whether it matters at which end a connection is; if not, hosts.csv may tell all as clients
    @return times (about so many at most), and {(end, state): numbers from each of them on} of the states that came, from
            transitions.csv or, where that is a sample or absent, from hosts.csv; and the Lives, or None
    """
    lives = None
    is_long = run.has("transitions", "hosts") and run.is_whole() and _is_long(run.files["transitions"])
    if is_long:
        options.note(f"{run.name}: transitions.csv is long: numbers over time are those of hosts.csv, once a second")
    if run.has("transitions") and (run.is_whole() or not run.has("hosts")) and not is_long:
        lives = of_transitions(run)
        times, numbers = lives.population.at_times(most)
        came = lives.population.came
        if not run.is_whole():
            options.note(f"{run.name}: counts are of a part of the connections")
    else:
        written, numbers = of_hosts(run, split)
        # What is not written has not changed since.
        times = numpy.arange(0, written[-1] + 1, max(1, -(-int(written[-1] + 1) // most)), dtype=float)
        came = numbers.any(axis=1)
        numbers = numbers[:, numpy.searchsorted(written, times, side="right") - 1]
    table = {
        (end, state): numbers[row * len(STATES) + place]
        for row, end in enumerate(ENDS)
        for place, state in enumerate(STATES)
        if place not in NO_LIFE and came[row * len(STATES) + place]
    }
    return times, table, lives
