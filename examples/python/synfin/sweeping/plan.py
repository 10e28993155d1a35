# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Which runs there are: points, replications, ids, plan.csv and params.ini."""

import collections
import contextlib
import csv
import gc
import hashlib
import io
import itertools
import operator
import os
import re

from synfin.sweeping import files, keeping, stopping
from synfin.sweeping.errors import BadInput
from synfin.tools import inputs, settings
from synfin.tools.messages import brief

STATISTICS = ("n", "mean", "stddev", "ci95_low", "ci95_high", "pooled", "relative_error")
RESERVED = ("id", "point", "run", "figure", *STATISTICS)  # columns that tables have beside parameters
MOST_RUNS = 10000000
MOST_PLAN = 1 << 32  # octets of a plan.csv


def column(key):
    """@return the name under which tables have a parameter."""
    name = key.removeprefix("set:")
    return f"parameter_{name}" if name.lower() in RESERVED else name


class Run:
    """One line of plan.csv."""

    __slots__ = ("id", "point", "number", "values")

    def __init__(self, identity, point, number, values):
        self.id = identity
        self.point = point
        self.number = number  # ns-3's run number
        self.values = values  # of the columns


class Plan:
    """Every run of a sweep, those of a point beside each other."""

    def __init__(self, columns, runs):
        self.columns = columns
        self.runs = runs

    def __len__(self):
        return len(self.runs)

    def text(self):
        """@return plan.csv."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["id", "point", "run", *self.columns])
        writer.writerows([run.id, run.point, run.number, *run.values] for run in self.runs)
        return out.getvalue()

    def counts(self):
        """@return how many replications each point has."""
        found = collections.Counter(run.point for run in self.runs)
        return [found[point] for point in range(len(found))]

    def describe(self, run):
        """@return a run's parameters for people."""
        pairs = [*zip(self.columns, run.values), ("run", run.number)]
        return " ".join(f"{key}={value}" for key, value in pairs)


@contextlib.contextmanager
def _without_collector():
    """What is made within stays to the end: the collector looks at a million runs neither now nor later."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


def _points(vary, zips):
    """@return an iterator of tuples of values, one of each varied key in its order."""
    if not zips:
        return itertools.product(*vary.values())
    groups = []
    done = set()
    for key in vary:
        if key not in done:
            keys = next((keys for keys in zips if key in keys), (key,))
            done.update(keys)
            groups.append(keys)
    order = [key for keys in groups for key in keys]
    places = [order.index(key) for key in vary]
    flat = map(tuple, map(itertools.chain.from_iterable, itertools.product(*(list(zip(*(vary[k] for k in keys))) for keys in groups))))
    return (tuple(values[place] for place in places) for values in flat)


class Planner:
    """Makes the plan that was asked for."""

    def __init__(self, request):
        self.program = request.program
        self.vary = request.vary
        self.zips = request.zips
        self._ranges = request.ranges
        self.fixed = dict(request.settings)
        counted = self.program.counted
        first = self.fixed.pop(counted, self.program.default(counted))
        self.first_run = inputs.whole(first)
        if self.first_run is None:
            raise BadInput(f"--{counted} {brief(first)}: accepted is {self.program.accepted(counted)}")
        is_until = request.has("until")  # then these are the most
        self.replications = request.number("runs", stopping.MOST if is_until else 1, MOST_RUNS)
        self.first_stage = min(self.replications, stopping.FIRST) if is_until else self.replications
        self.points = []
        self.keys = [*self.vary, *self.fixed]
        columns = collections.Counter(column(key).lower() for key in self.keys)
        for key in self.keys:
            if columns[column(key).lower()] > 1:
                raise BadInput(f"{brief(key)}: accepted are parameters that tables can tell apart; another one is named so, too")
        self._fixed_values = tuple(self.fixed.values())
        self._weighty = [place for place, key in enumerate(self.keys) if self.program.weighs(key)]
        self._weights = {}  # by the values of these
        self._kept = keeping.settings(request)

    def count(self):
        """@return how many runs there are."""
        count = self.replications
        zipped = {key for keys in self.zips for key in keys[1:]}
        for key, values in self.vary.items():
            count *= 1 if key in zipped else len(values)
        return count

    def make(self):
        """@return the Plan, once synfin-run has accepted every point of it."""
        if self.count() > MOST_RUNS:
            raise BadInput(f"--runs {self.replications}: accepted are at most {MOST_RUNS} runs in all; these are"
                           f" {self.count()}")
        points = self.points = list(_points(self.vary, self.zips))
        numbers = range(self.first_run, self.first_run + self.replications)
        end_check = self.program.begin_check(self.fixed, self.vary, points, numbers)
        try:
            with _without_collector():
                runs = self._runs(points, numbers[:self.first_stage])  # meanwhile
        finally:
            repeats = self._checked(end_check)
        self._refuse_repeats(points, repeats)
        return Plan([column(key) for key in self.keys], runs)

    def _checked(self, end_check):
        """@return what it returns; what it refuses is named as it was typed: a value within a --range"""
        try:
            return end_check()
        except BadInput as error:
            for key, one in self._ranges.items():
                value, colon, why = str(error).removeprefix(f"--vary {key}=").partition(": ")
                if colon and str(error).startswith(f"--vary {key}="):
                    raise BadInput(f"--range {brief(key, 30)}={brief(one.text, 40)}: for {value}, {why}") from error
            raise

    def _more(self, point, begin, end):
        """@return the runs of a point's replications from one, counted from 0, to before another."""
        runs = self._runs([self.points[point]], range(self.first_run + begin, self.first_run + end))
        for run in runs:
            run.point = point
        return runs

    def planned(self, earlier):
        """
        @param earlier ids of runs
        @return how many replications of each point there are among them in a row, up to as many as may be
        """
        counts = []
        for point in range(len(self.points)):
            count, end = 0, self.first_stage
            while count < end:
                runs = self._more(point, count, end)
                count += next((place for place, run in enumerate(runs) if run.id not in earlier), len(runs))
                end = min(2 * end, self.replications) if count == end else 0
            counts.append(count)
        return counts

    def grown(self, plan, counts):
        """@return a plan with so many replications of each point, or with more where it has more."""
        runs = list(plan.runs)
        for point, (before, after) in enumerate(zip(plan.counts(), counts)):
            if before < after:
                runs += self._more(point, before, after)
        return Plan(plan.columns, sorted(runs, key=lambda run: (run.point, run.number)))

    def _refuse_repeats(self, points, repeats):
        """
        Refuses two values of a parameter that are the same in whatever way they are written, as 5% is 0.05: every point
        with one of them repeats the point with the other.

        @param repeats {place of a point: of an earlier one}; below 0, it is a run number that has all parameters of the point
        """
        keys = list(self.vary)
        first = {}  # of points that are the same
        met = collections.Counter()
        for place, earlier in sorted(repeats.items()):
            if place < 0:
                continue
            point = points[place]
            if earlier < 0 and earlier not in first:
                first[earlier] = point
                continue
            other = first[earlier] if earlier < 0 else points[earlier]
            differ = [(key, a, b) for key, a, b in zip(keys, other, point) if a != b]
            if len(differ) == 1:
                met[differ[0]] += 1
        for (key, a, b), count in met.items():
            if count * len(self.vary[key]) == len(points):
                raise BadInput(f"--vary {key}={brief(','.join(self.vary[key]), 40)}: accepted is each value once;"
                               f" {brief(a, 30)} and {brief(b, 30)} are the same")

    def _runs(self, points, numbers):
        """The id of a run is made of its parameters only, so that it outlives a change of the plan."""
        ends = [(number, f"run={number}".encode()) for number in numbers]
        runs = []
        order = sorted(range(len(self.keys)), key=lambda i: self.keys[i])
        escaped = lambda text: text.replace("%", "%%")
        text = escaped(self.program.identity) + "".join([f"{escaped(self.keys[i])}=%s\n" for i in order])
        in_order = operator.itemgetter(*order) if order else lambda values: ()
        for point, varied in enumerate(points):
            values = varied + self._fixed_values
            begin = (text % in_order(values)).encode()  # shorter than what a copy of its digest would save
            for number, end in ends:
                runs.append(Run("r" + hashlib.sha256(begin + end).hexdigest()[:16], point, number, values))
        return runs

    def weight(self, run):
        """@return how long a run takes, as a ratio to others, as far as its parameters tell."""
        values = tuple(run.values[place] for place in self._weighty)
        if values not in self._weights:
            self._weights[values] = self.program.weight({self.keys[place]: run.values[place] for place in self._weighty})
        return self._weights[values]

    def recipe_text(self, run):
        """@return what the file in a run's folder holds that says what to do."""
        return self.program.recipe_text([*zip(self.keys, run.values), *self._kept, (self.program.counted, run.number)])

    def sweep_ini(self, request):
        """@return the whole sweep as a file for --config."""
        top, sections = self.program.described({**self.fixed, self.program.counted: self.first_run})
        sweep = [(name, self.program.path if name == "program" else request.get(name))
                 for name in self.program.keeps if request.has(name)]
        if request.sensitivity:
            sweep += [*request.sensitivity.lines(), ("runs", self.replications)]
            return settings.write(top, [*sections, ("sweep", sweep)])
        for key, values in self.vary.items():
            mark = "|" if any("," in value for value in values) else ","
            text = mark.join(self.program.placed(key, value, os.getcwd()) for value in values)
            sweep.append(("vary", f"{key}={text}" + (mark if mark == "|" and (len(values) == 1 or not values[-1]) else "")))
        sweep += [("zip", ",".join(keys)) for keys in self.zips]
        sweep.append(("runs", self.replications))
        sweep += [(name, request.get(name)) for name in ("until", "compare", "compare-figures") if request.has(name)]
        return settings.write(top, [*sections, ("sweep", sweep)])


def read(path):
    """@return the Plan in the plan.csv of a sweep's directory."""
    out = f"--out {brief(os.path.dirname(path) or '.', 40)}"
    try:
        text = inputs.read_text(path, f"{out}: {brief(path)}", MOST_PLAN)
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise BadInput(f"{out}: {brief(path)}: {error}") from error
    if not rows or rows[0][:3] != ["id", "point", "run"]:
        raise BadInput(f"{out}: accepted is the directory of a sweep, with its"
                       " plan.csv; line 1 of that does not begin with id,point,run")
    runs = []
    for line, row in enumerate(rows[1:], 2):
        numbers = [inputs.whole(text) for text in row[1:3]]
        if len(row) != len(rows[0]) or None in numbers or not re.fullmatch("[A-Za-z0-9_-]+", row[0]):
            raise BadInput(f"{out}: {brief(path)}: line {line}: accepted is an id, two numbers, and a value for each column")
        runs.append(Run(row[0], *numbers, tuple(row[3:])))
    return Plan(rows[0][3:], runs)


def write(path, plan):
    """Writes plan.csv."""
    files.write(path, plan.text())
