#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The time that a sweep says is left, on a clock of its own: runs of known length, on so many cores."""

import heapq
import os
import pathlib
import random
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"], "examples", "python")))
from synfin.sweeping import order  # noqa: E402
from synfin.sweeping.plan import Run  # noqa: E402
from synfin.sweeping.remaining import Costs, Remaining  # noqa: E402

LOSSES = (0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
# Points of synfin-run: connections from 10 to 1000, so that runs differ a hundred times in length, and what else matters.
POINTS = [(10 * count, (str(count), str(loss), profile))
          for count in (10, 30, 100, 300, 1000) for loss in LOSSES for profile in ("linux", "freebsd")]
# Those of a script, of which nothing is known beforehand.
UNKNOWN = [(1, (str(loss), str(size))) for loss in LOSSES for size in range(9)]
TENTH = 0.1
START = 0.02  # s


def seconds(point):
    """@return how long a run of a point of synfin-run takes."""
    weight, (_, loss, profile) = point
    return START + 3e-5 * weight * (1 + 5 * float(loss)) * (1.5 if profile == "freebsd" else 1)


def seconds_of_script(point):
    """@return the same of a script: the largest take a hundred times as long as the smallest."""
    loss, size = map(float, point[1])
    return 0.1 * 100 ** (size / 8) * (1 + 5 * loss)


def errors(points, true, replications, cores, noise=0.1):
    """@return by how much the time left is wrong, as a share of the true one, at a tenth and a half of a sweep's work."""
    random_ = random.Random(1)
    runs = [Run(f"{place}-{number}", place, number, values)
            for place, (_, values) in enumerate(points) for number in range(replications)]
    weight = lambda run: points[run.point][0]
    runs = order.early(runs, weight)
    lengths = {run.id: true(points[run.point]) * random_.lognormvariate(0, noise) for run in runs}
    free, events = [0.0] * cores, []
    for run in runs:
        begun = heapq.heappop(free) + 0.005
        events += [(begun, 0, run.id), (begun + lengths[run.id], 1, run.id)]
        heapq.heappush(free, begun + lengths[run.id])
    remaining = Remaining(runs, weight, START, 0.0)
    worked, found, all_work = 0.0, [], sum(lengths.values())
    for now, is_end, identity in sorted(events):
        if not is_end:
            remaining.begun(identity, now)
            continue
        remaining.ended(identity, now)
        worked += lengths[identity]
        if worked >= (TENTH, 0.5)[len(found)] * all_work:
            found.append(remaining.seconds(now) / (max(free) - now) - 1)
            if len(found) == 2:
                return found
    raise AssertionError("it is over")


class TimeLeft(unittest.TestCase):
    """What the line says beside what is true."""

    def check(self, *case):
        """Asserts that it is off by less than a fifth at a tenth of the work, and at half of it."""
        for error in errors(*case):
            self.assertLess(abs(error), 0.2, case[2:])

    def test_of_synfin_run(self):
        for replications in (1, 2, 3, 10):
            for cores in (1, 2):
                self.check(POINTS, seconds, replications, cores)
        self.check(POINTS, seconds, 10, 8)

    def test_of_a_script_once_a_replication_is_done(self):
        for replications in (10, 30):
            for cores in (1, 2, 8):
                self.check(UNKNOWN, seconds_of_script, replications, cores)

    def test_what_the_mean_of_runs_would_say(self):
        """It is this that the longest first would make wrong, ten times over."""
        expected = [seconds(point) for point in sorted(POINTS, reverse=True)]
        self.assertGreater(expected[0] * len(POINTS), 3 * sum(expected))


class WhatIsLearned(unittest.TestCase):
    """Costs and events one by one."""

    def test_points_that_are_known_and_others(self):
        points = {0: (10, ("a", "x")), 1: (10, ("a", "y")), 2: (20, ("b", "x")), 3: (20, ("b", "y"))}
        costs = Costs(points, 0.5)
        self.assertFalse(costs.known())
        for taken in (1.4, 1.6):
            costs.learn(0, taken)
        self.assertAlmostEqual(costs.of(0), 1.5)
        self.assertAlmostEqual(costs.of(3), 0.5 + 20 * 0.1)  # twice the weight, and the start once
        costs.learn(1, 2.5)  # y takes twice as long beside the start
        costs.learn(2, 2.5)
        self.assertGreater(costs.of(3), 2.5 * 1.2)
        self.assertLess(costs.of(3), 4.5)

    def test_events(self):
        runs = [Run(f"r{i}", i, 1, (str(i),)) for i in range(4)]
        remaining = Remaining(runs, lambda run: 1.0, 0.0, 100.0)
        self.assertIsNone(remaining.seconds(100.0))
        remaining.begun("r0", 100.0)
        self.assertIsNone(remaining.seconds(101.0))
        remaining.ended("r0", 102.0)
        self.assertAlmostEqual(remaining.seconds(102.0), 6.0)
        remaining.begun("r1", 102.0)
        self.assertAlmostEqual(remaining.seconds(103.0), 5.0)
        remaining.ended("r1", 104.0, is_done=False)  # one that failed tells nothing of others
        remaining.ended("never heard of", 104.0)
        self.assertAlmostEqual(remaining.seconds(104.0), 4.0)
        for identity in ("r2", "r3"):
            remaining.ended(identity, 106.0, seconds=1.0)
        self.assertIsNone(remaining.seconds(106.0))

    def test_what_is_gathered_when_all_runs_have_ended(self):
        runs = [Run(f"r{i}", i, 1, (str(i),)) for i in range(4)]
        remaining = Remaining(runs, lambda run: 1.0, 0.0, 0.0, done=6)
        self.assertFalse(remaining.wants_gathering())
        told = []
        for number, run in enumerate(runs, 1):
            remaining.begun(run.id, 2.0 * number - 2)
            remaining.ended(run.id, 2.0 * number)
            if remaining.wants_gathering():
                told.append(number)
                remaining.gathering({1: 0.5, 2: 0.7, 4: None}[number])
            if number == 3:
                self.assertAlmostEqual(remaining.seconds(6.0), 2.0 + 10 * 0.6)
        self.assertEqual(told, [1, 2, 4])

    def test_what_an_earlier_call_has_done(self):
        remaining = Remaining([Run("r1", 1, 2, ("x",))], lambda run: 1.0, 0.0, 0.0)
        remaining.learn(1, 8.0)
        self.assertIsNone(remaining.seconds(0.0))  # nothing is at work yet
        remaining.begun("r1", 0.0)
        self.assertAlmostEqual(remaining.seconds(2.0), 6.0)
        self.assertAlmostEqual(remaining.seconds(10.0), 1.0)  # it takes longer than it should


if __name__ == "__main__":
    unittest.main()
