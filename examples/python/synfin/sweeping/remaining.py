# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
How long a sweep still takes, learned from the runs that have ended, however much longer one point takes than another.

The clock is the caller's, so that the same events give the same answer.
"""

import collections
import heapq
import math

ROUNDS = 4  # of fitting factors one after the other
PRIOR = 0.5  # points' worth of faith that a value makes no difference
GROWN = 1.1  # points are fitted again when so many times as many are known
FEW = 500  # runs: of so many it is played out which begins where, of more they are shared out evenly
LEAST = 1e-4  # s, of a run


class Costs:
    """
    Seconds that a run of each point takes.

    A point whose runs have ended takes their mean. Another one takes its weight, times a factor for each of its values, as they are for the
    points that are known (the logarithms' means, one parameter after the other), and the time in which the program starts.
    """

    def __init__(self, points, start):
        """
        @param points {point: (weight, values)}
        @param start seconds that a run takes at least
        """
        self._points = points
        self._start = start
        self._known = {}  # {point: (seconds, runs)}
        self._fitted = 0  # how many points were known then
        self._level = 0.0
        self._factors = []  # {value: logarithm} of each parameter
        self._guesses = {}

    def learn(self, point, seconds):
        """Takes note of a run that has ended."""
        total, count = self._known.get(point, (0.0, 0))
        self._known[point] = total + seconds, count + 1

    def known(self):
        """@return whether any run has ended."""
        return bool(self._known)

    def of(self, point):
        """@return the seconds of a run of a point; known() must be true."""
        if point in self._known:
            total, count = self._known[point]
            return total / count
        if len(self._known) >= GROWN * self._fitted:
            self._fit()
        if point not in self._guesses:
            weight, values = self._points[point]
            log = self._level + sum(factors.get(value, 0.0) for factors, value in zip(self._factors, values))
            self._guesses[point] = self._start + weight * math.exp(log)
        return self._guesses[point]

    def _fit(self):
        rates = []
        for point, (total, count) in self._known.items():
            weight, values = self._points[point]
            rates.append((values, math.log(max(total / count - self._start, LEAST) / max(weight, LEAST))))
        self._level = sum(rate for _, rate in rates) / len(rates)
        self._factors = [{} for _ in rates[0][0]]
        for _ in range(ROUNDS):
            for place, factors in enumerate(self._factors):
                self._factors[place] = self._fit_one(place, factors, rates)
        self._fitted = len(self._known)
        self._guesses = {}

    def _fit_one(self, place, before, rates):
        """@return the factors of one parameter's values, when those of the others are right"""
        left = collections.defaultdict(lambda: [0.0, PRIOR])
        for values, rate in rates:
            guess = self._level + sum(factors.get(value, 0.0) for factors, value in zip(self._factors, values))
            entry = left[values[place]]
            entry[0] += rate - guess + before.get(values[place], 0.0)
            entry[1] += 1
        return {value: total / count for value, (total, count) in left.items()}


class Remaining:
    """The runs of a sweep that have not ended."""

    def __init__(self, runs, weight, start, now, done=0):
        """
        @param runs in the order in which they begin
        @param weight of a run: how long it takes, as a ratio to others
        @param start seconds that a run takes at least
        @param now seconds, by any clock
        @param done how many runs have ended already, whose results are gathered, too
        """
        points = {}
        for run in runs:
            if run.point not in points:
                points[run.point] = weight(run), run.values
        self._costs = Costs(points, start)
        self._left = {run.id: run.point for run in runs}  # in their order
        self._counts = collections.Counter(self._left.values())  # of runs that have not ended, by their point
        self._at_work = {}  # {id: when it has begun}
        self._since = now
        self._worked = 0.0  # seconds of runs that have ended, those at the same time all counted
        self._first, self._done = len(self._left), done
        self._gathering = []  # seconds that this takes, of some runs

    def learn(self, point, seconds):
        """Takes note of a run that an earlier sweep has done."""
        self._costs.learn(point, seconds)

    def wants_gathering(self):
        """@return whether it is to be told how long it takes to gather the results of a run that has ended: of the 1st, 2nd, 4th, ..."""
        return self._first - len(self._left) >= 2 ** len(self._gathering)

    def gathering(self, seconds):
        """Takes note how long it takes to gather the results of a run, when all have ended; None: that is not known."""
        self._gathering.append(seconds or 0.0)

    def begun(self, identity, now):
        """Takes note that a run has begun."""
        if identity in self._left:
            self._at_work[identity] = now

    def ended(self, identity, now, is_done=True, seconds=None):
        """
        Takes note that a run has ended.

        @param is_done false for one that has failed, of which nothing is learned
        @param seconds that it took, where nobody said when it had begun
        """
        point = self._left.pop(identity, None)
        if point is None:
            return
        self._counts[point] -= 1
        seconds = now - self._at_work.pop(identity) if identity in self._at_work else seconds
        if seconds is not None:
            self._worked += seconds
            if is_done:
                self._costs.learn(point, seconds)

    def seconds(self, now):
        """@return how long it will take until the last run has ended and the results of all are gathered; None before the first one has"""
        runs = self._seconds_of_runs(now)
        gathering = (self._first + self._done) * sum(self._gathering) / max(len(self._gathering), 1)
        return None if runs is None else runs + gathering

    def _seconds_of_runs(self, now):
        elapsed = now - self._since
        ages = {identity: now - begun for identity, begun in self._at_work.items()}
        at_once = (self._worked + sum(ages.values())) / elapsed if elapsed > 0 else 0.0
        if not self._costs.known() or at_once <= 0 or not self._left:
            return None
        rests = [max(self._costs.of(self._left[identity]) - age, 0.1 * age) for identity, age in ages.items()]
        if len(self._left) > FEW:
            waiting = sum(count * self._costs.of(point) for point, count in self._counts.items() if count)
            waiting -= sum(self._costs.of(self._left[identity]) for identity in ages)
            return max((waiting + sum(rests)) / at_once, *rests, 0.0)
        costs = [self._costs.of(point) for identity, point in self._left.items() if identity not in ages]
        return self._play_out(costs, rests, at_once)

    @staticmethod
    def _play_out(costs, rests, at_once):
        """@return when the last of some runs ends, each of which begins where another has ended"""
        cores = max(len(rests), math.ceil(at_once - 0.25), 1)
        slower = max(cores / at_once, 1.0)  # what goes by between a run and the next is a part of each
        ends = rests + [0.0] * (cores - len(rests))
        heapq.heapify(ends)
        for cost in costs:
            heapq.heapreplace(ends, ends[0] + cost * slower)
        return max(ends)
