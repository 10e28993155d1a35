# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The points of a study: runs that differ in nothing but seed and run, what they come to together, and what theory says."""

import collections
import dataclasses
import math
import types

import numpy

from synfin.plotting import grouping, handshakes
from synfin.results.source import value_of
from synfin.reporting.study import only
from synfin.schema import BOTH_WAYS, SUMMARY
from synfin.theory import intervals
from synfin.tools.latency import QUANTILES, Pool
from synfin.tools.parameters import Parameters, forget_laws

OUTCOMES = tuple(key.split("/")[1] for key in SUMMARY if key.startswith("connections/") and key != "connections/attempted")
LATENCY = "handshake_latency_s."
SHARE = "share."
MOST_LAWS = 120  # exact distributions, of some 40 ms each
MOST_CURVES = 2000  # distributions of latencies
CURVE_POINTS = 60000  # of all these together, each with
LEAST_POINTS, MOST_POINTS = 20, 100


@dataclasses.dataclass
class Parameter:
    """A parameter that varies, as the page has it."""

    name: str
    unit: str  # of sizes: s, bit/s or ""
    values: list  # texts: by size where they are numbers, else in the order given
    sizes: list  # of the values; None: these are words
    codes: list  # of each point, its place in values


@dataclasses.dataclass
class Points:
    """All points, in the order in which they come."""

    members: list  # rows of the study for each point
    of: list  # the point of each row
    parameters: list

    def first(self, point):
        return self.members[point][0]


def _differing(study):
    """@return the names of parameters in which rows differ, and a matrix of their codes, a row each."""
    places = numpy.array([row.place for row in study.rows])
    names, columns = [], []
    for coded, is_given in ((study.parameters, False), (study.given, True)):
        for name in coded.names():
            codes = numpy.array(coded.codes(name, int(places.max()) + 1))[places]
            if (codes != codes[0]).any() and (is_given or name not in grouping.REPLICATION):
                names.append(name)
                columns.append(codes)
    for both in BOTH_WAYS:
        ways = [f"{both}-forward", f"{both}-reverse"]
        names += [way for way in ways if way not in names] if set(ways) & set(names) else []
    return names, numpy.array(columns, dtype=numpy.int64).reshape(len(columns), len(places)).T


def _grouped(matrix):
    """@return of each row, the place of its values among all in the order in which they come."""
    if not matrix.shape[1]:
        return [0] * len(matrix)
    _, first, found = numpy.unique(matrix, axis=0, return_index=True, return_inverse=True)
    rank = numpy.empty(len(first), dtype=numpy.int64)
    rank[numpy.argsort(first)] = numpy.arange(len(first))
    return rank[found.ravel()].tolist()


def _parameter(name, runs):
    """@param runs one for each point"""
    found = [value_of(run.parameters, name) for run in runs]
    sized = grouping.sizes(runs, name)
    values = list(dict.fromkeys(found))
    if sized is not None:
        values.sort(key=sized[1].get)
    places = {value: place for place, value in enumerate(values)}
    texts = ["none" if value is None else str(value) for value in values]
    sizes = None if sized is None else [sized[1][value] for value in values]
    return Parameter(name, sized[0] if sized else "", texts, sizes, [places[value] for value in found])


def points_of(study):
    """@return the Points of a study."""
    names, matrix = _differing(study)
    of = _grouped(matrix)
    members = [[] for _ in range(max(of) + 1)]
    for row, point in zip(study.rows, of):
        members[point].append(row)
    wanted = frozenset(names)
    runs = [types.SimpleNamespace(parameters=only(rows[0].parameters, wanted), asked=rows[0].asked) for rows in members]
    varying = grouping.varying(runs, tuple(grouping.LOSSES)) if names else []
    return Points(members, of, [_parameter(name, runs) for name in varying])


def planned(study, points):
    """@return how many runs the plan has for each point; None without a plan. And how many of its points have none yet."""
    if not study.plan or "point" not in study.plan.names:
        return None, 0
    place = study.plan.names.index("point")
    counts = collections.Counter(values[place] for values in study.plan.rows.values())
    wanted = [sum(counts[of_plan] for of_plan in {row.of_plan for row in rows}) for rows in points.members]
    return wanted, len(set(counts) - study.begun)


def pooled(study, points):
    """@return {figure: (value, low, high) of each point}, of all connections of a point together, None where there are none."""
    found = {f"{LATENCY}{name}": [] for name in (*QUANTILES, "min", "max", "stddev")}
    for rows in points.members:
        pool = Pool()
        known = [study.histograms[row.place] for row in rows]
        if not all(one is not None and pool.add(one.summary()) for one in known) or not pool.count:
            for column in found.values():
                column.append(None)
            continue
        for name, share in QUANTILES.items():
            found[LATENCY + name].append((pool.quantile(share), *pool.interval(share)))
        for name, value in (("min", pool.least), ("max", pool.most), ("stddev", pool.deviation())):
            found[LATENCY + name].append((value, None, None))
    return {name: column for name, column in found.items() if any(column)}


def shares(study, points):
    """@return the same of the shares of outcomes that there are, with Wilson's intervals."""
    name = "connections.{}".format
    found = {}
    if name("attempted") not in study.figures:
        return found
    sums = lambda figure: numpy.bincount(points.of, numpy.nan_to_num(study.figure(figure)), len(points.members))
    attempted = sums(name("attempted"))
    for outcome in OUTCOMES:
        counts = sums(name(outcome)) if name(outcome) in study.figures else numpy.zeros(1)
        if counts.any():
            found[SHARE + outcome] = [(count / all_, *intervals.wilson(int(count), int(all_))) if 0 < all_ and count <= all_ else None
                                      for count, all_ in zip(counts, attempted)]
    return found


def exact(study, points, options):
    """@return {figure: what theory says at each point, or None}; {} where it says nothing, or there are too many points."""
    if len(points.members) > MOST_LAWS:
        study.left_out.append(f"exact values: there are {len(points.members):,} points, and at most {MOST_LAWS} are calculated")
        return {}
    names = {f"{LATENCY}mean": lambda law: law.mean, f"{SHARE}established": lambda law: law.established}
    for name, share in QUANTILES.items():
        names[LATENCY + name] = lambda law, share=share: law.quantile(share)
    found = {name: [] for name in names}
    ports = study.figure("connections.no_port") if "connections.no_port" in study.figures else [0] * len(study.rows)
    lacking = {row.place: bool(count) for row, count in zip(study.rows, ports)}
    for rows in points.members:
        parameters = Parameters(dict(rows[0].parameters), rows[0].parameters.given)
        # A share of attempts is of all of them; a latency is of those that got in.
        law = handshakes.exact(types.SimpleNamespace(parameters=parameters, summary=None), options)
        for name, ask in names.items():
            hidden = name.startswith(SHARE) and any(lacking[row.place] for row in rows)
            found[name].append(None if not law or not law.established or hidden else ask(law))
        forget_laws()  # no two points have the same
    return {name: column for name, column in found.items() if any(value is not None for value in column)}


def _curve(seconds, counts, attempts, most):
    """@return latencies and shares of attempts, at most so many: evenly along the line on a logarithmic axis."""
    order = numpy.argsort(seconds, kind="stable")
    seconds, counts = seconds[order], counts[order]
    values, places = numpy.unique(seconds, return_index=True)
    share = numpy.add.reduceat(counts, places).cumsum() / attempts
    if len(values) <= most:
        return values, share
    ways = numpy.diff(numpy.log(numpy.maximum(values, values[values > 0].min())))
    steps = numpy.diff(share)
    length = numpy.concatenate([[0], numpy.cumsum(ways / (ways.sum() or 1) + steps / (steps.sum() or 1))])
    kept = numpy.searchsorted(length, numpy.linspace(0, length[-1], most))
    kept = numpy.unique(numpy.append(numpy.minimum(kept, len(values) - 1), [0, len(values) - 1]))
    return values[kept], share[kept]


def curves(study, points):
    """@return of each point its distribution, (latencies, shares of attempts) in s, or None, and how many latencies a line has at most."""
    count = len(points.members)
    most = min(MOST_POINTS, max(LEAST_POINTS, CURVE_POINTS // count))
    step = -(-count // MOST_CURVES)
    if step > 1:
        study.left_out.append(f"distributions of latencies: of every {step}th point only")
    attempted = "connections.attempted"
    attempts = numpy.bincount(points.of, numpy.nan_to_num(study.figure(attempted))) if attempted in study.figures else None
    found = []
    for point, rows in enumerate(points.members):
        parts = [study.histograms[row.place] for row in rows]
        if point % step or not all(parts) or attempts is None or not attempts[point]:
            found.append(None)
            continue
        seconds, counts = (numpy.concatenate([numpy.array(part.columns()[side]) for part in parts]) for side in (0, 1))
        found.append(_curve(seconds, counts, attempts[point], most) if len(seconds) else None)
    return found


def number(value, digits=6):
    """@return a number as JSON knows it, with so many digits; None where it is none."""
    if value is None or not math.isfinite(value):
        return None
    return int(value) if float(value).is_integer() and abs(value) < 2**53 else float(f"{value:.{digits}g}")
