# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
Estimators of sensitivity: arrays in, numbers out. Intervals are percentiles of a bootstrap over rows of the design (Sobol) or
over trajectories (Morris), which are what was drawn independently.
"""

import dataclasses

import numpy

REPLICATES = 1000
LEVEL = 0.95


@dataclasses.dataclass(frozen=True)
class Estimate:
    """An estimate and its interval."""

    value: float
    low: float
    high: float


def _intervals(estimate, count, seed, level):
    """
    @param estimate (indices of rows) -> array of estimates
    @return [Estimate]
    """
    random = numpy.random.default_rng(seed)
    values = estimate(numpy.arange(count))
    replicates = numpy.array([estimate(random.integers(0, count, count)) for _ in range(REPLICATES)])
    low, high = numpy.quantile(replicates, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return [Estimate(*map(float, row)) for row in zip(values, low, high)]


def sobol(outputs, parameters, seed=1, level=LEVEL):
    """
    Sobol's indices of a model at design.sobol's points.

    First order: E[f(B) (f(AB_i) - f(A))] / V, with f less its mean (Saltelli et al., Computer Physics Communications 181, 2010,
    table 2, b); total: E[(f(A) - f(AB_i))^2] / 2V (the same, f; Jansen, the same journal 117, 1999). V is the variance at A and B.

    @param outputs of the points, in their order
    @return ([Estimate] of first order, [Estimate] of the totals); None where all outputs are equal: nothing matters
    """
    outputs = numpy.asarray(outputs, float)
    first, second, *mixed = outputs.reshape(parameters + 2, -1)
    mixed = numpy.array(mixed)
    if numpy.ptp(outputs) == 0:
        return None

    def indices(rows):
        one, two, both = first[rows], second[rows], mixed[:, rows]
        known = numpy.concatenate([one, two])
        variance = numpy.var(known)
        if variance == 0:  # a bootstrap of a few rows that are equal
            return numpy.zeros(2 * parameters)
        main = numpy.mean((two - numpy.mean(known)) * (both - one), axis=1)
        total = numpy.mean((one - both) ** 2, axis=1) / 2
        return numpy.concatenate([main, total]) / variance

    found = _intervals(indices, len(first), seed, level)
    return found[:parameters], found[parameters:]


def effects(points, orders, outputs):
    """
    @param points, orders of design.morris
    @param outputs of the points, in their order
    @return array (trajectory, parameter) of elementary effects: change of the output over change of the coordinate
    """
    trajectories, parameters = orders.shape
    points = numpy.asarray(points, float).reshape(trajectories, parameters + 1, parameters)
    outputs = numpy.asarray(outputs, float).reshape(trajectories, parameters + 1)
    found = numpy.empty((trajectories, parameters))
    for row, order in enumerate(orders):
        for step, place in enumerate(order):
            change = points[row, step + 1, place] - points[row, step, place]
            found[row, place] = (outputs[row, step + 1] - outputs[row, step]) / change
    return found


def morris(points, orders, outputs, seed=1, level=LEVEL):
    """
    Morris' measures, and mu* (Campolongo, Cariboni, Saltelli, Environmental Modelling & Software 22, 2007).

    @return {"mu_star", "mu", "sigma": [Estimate] by parameter}: mean of the effects' absolute values, mean, and standard deviation
    """
    found = effects(points, orders, outputs)
    measures = {
        "mu_star": lambda rows: numpy.mean(numpy.abs(found[rows]), axis=0),
        "mu": lambda rows: numpy.mean(found[rows], axis=0),
        "sigma": lambda rows: numpy.std(found[rows], axis=0, ddof=1),
    }
    return {name: _intervals(measure, len(found), seed, level) for name, measure in measures.items()}
