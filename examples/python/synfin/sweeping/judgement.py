# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What the finished replications of each point say about the figures of --until."""

import dataclasses

from synfin.sweeping import precision, stopping
from synfin.sweeping.directory import State
from synfin.theory import intervals
from synfin.tools.latency import QUANTILES, Pool

ALWAYS_SAME = "the same in all runs"
ALWAYS_ZERO = "0 in all runs, and no width is a share of that"
NO_VALUE = "no run has a value"
LOST = "runs failed or are missing"
TOO_FEW = "more runs than there may be"


@dataclasses.dataclass(frozen=True)
class Reading:
    """An estimate of a figure at a point."""

    value: float  # None where there is none
    half: float  # of its interval of 95 %; None where there is none
    strain: float  # how many times too wide, for the rule
    note: str = ""  # why there is nothing to wait for

    @property
    def is_settled(self):
        """@return whether more replications would not change what is said of it, as far as one can tell."""
        return self.strain <= 1 or self.note in (ALWAYS_ZERO, NO_VALUE)

    @property
    def is_reached(self):
        """@return whether the interval is narrow enough."""
        return self.strain <= 1


class _Point:
    """What the replications of a point have told so far."""

    def __init__(self, targets):
        self.values = {target: [] for target in targets}
        self.pool = Pool()
        self.runs = 0

    def add(self, figures, summary):
        self.runs += 1
        for target, values in self.values.items():
            value = figures.get(target.of(figures))
            if isinstance(value, (int, float)):
                values.append(value)
        if summary is None or (self.pool is not None and not self.pool.add(summary)):
            self.pool = None

    def reading(self, target):
        """@return the Reading of a figure, as points.csv has it."""
        if self.pool is not None and precision.is_pooled(target.figure):
            return self._pooled(target)
        values = self.values[target]
        if not values:
            return Reading(None, None, float("inf"), NO_VALUE if self.runs >= stopping.FIRST else "")
        mean, deviation = intervals.spread(values)
        if deviation is None:
            return Reading(mean, None, float("inf"))
        half = intervals.half_width(deviation, len(values)) if min(values) < max(values) else 0.0
        most = stopping.allowed(target.width, target.is_relative, mean)
        strain = float("inf") if most == 0 else stopping.strain(len(values), half, most)
        return Reading(mean, half, strain, "" if half else ALWAYS_ZERO if most == 0 else ALWAYS_SAME)

    def _pooled(self, target):
        """A percentile is off by relative_error of itself, beside what its interval says."""
        if self.pool.count == 0:
            return Reading(None, None, float("inf"), NO_VALUE if self.runs >= stopping.FIRST else "")
        share = QUANTILES[target.figure.removeprefix(precision.POOLED)]
        value = self.pool.quantile(share)
        ends = self.pool.interval(share)
        if None in ends:
            return Reading(value, None, float("inf"))
        half = max(value - ends[0], ends[1] - value) + self.pool.relative_error * value
        most = stopping.allowed(target.width, target.is_relative, value)
        return Reading(value, half, stopping.strain(self.runs, half, most))


class Judgement:
    """What is known of each point; it reads each run once."""

    def __init__(self, targets, directory):
        self.targets = targets
        self.directory = directory
        self._points = {}
        self._read = set()  # ids
        self.figures = {}  # of a run that is done
        self.is_synfins = False  # whether that has a summary of synfin's
        self.incomplete = set()  # points of which runs failed or are missing

    def read(self, plan):
        """Reads what is done of a plan and has not been read."""
        self.incomplete = set()
        new = [run for run in plan.runs if run.id not in self._read]
        states = self.directory.states(new)
        for run in new:
            if states[run.id] is not State.DONE:
                self.incomplete.add(run.point)
                continue
            figures, summary = self.directory.figures(run.id)
            if not self.figures:
                self.figures, self.is_synfins = figures, summary is not None
            self._points.setdefault(run.point, _Point(self.targets)).add(figures, summary)
            self._read.add(run.id)

    def readings(self, point):
        """@return a Reading of each target."""
        known = self._points.get(point) or _Point(self.targets)
        return [known.reading(target) for target in self.targets]

    def runs(self, point):
        """@return how many replications of a point are done."""
        return self._points[point].runs if point in self._points else 0

    def needed(self, point, planned, most):
        """@return how many replications there should be where so many are planned."""
        if point in self.incomplete:
            return planned
        strains = [0.0 if reading.is_settled else reading.strain for reading in self.readings(point)]
        return stopping.needed(planned, max(strains), most)
