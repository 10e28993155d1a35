# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Points of the unit cube at which a model is asked, so that the estimators can tell what matters."""

import numpy
from scipy.stats import qmc

LEVELS = 4  # of Morris' grid
STEP = LEVELS / (2 * (LEVELS - 1))  # his delta


def sobol(parameters, samples, seed):
    """
    Saltelli's design (Saltelli et al., Computer Physics Communications 181, 2010): matrices A and B of a scrambled Sobol'
    sequence, and for each parameter A with its column from B.

    @param samples a power of 2
    @return array of samples * (parameters + 2) points: A, B, AB_1, AB_2, ...
    """
    points = qmc.Sobol(2 * parameters, scramble=True, seed=seed).random(samples)
    first, second = points[:, :parameters], points[:, parameters:]
    mixed = []
    for place in range(parameters):
        mixed.append(first.copy())
        mixed[-1][:, place] = second[:, place]
    return numpy.concatenate([first, second, *mixed])


def morris(parameters, samples, seed):
    """
    Trajectories on a grid of LEVELS (Morris, Technometrics 33, 1991): each changes one parameter after the other, by STEP,
    in random order and direction; where they begin, a Latin hypercube says.

    @return array of samples * (parameters + 1) points, and for each trajectory which parameter each step changes
    """
    random = numpy.random.default_rng(seed)
    begins = qmc.LatinHypercube(parameters, seed=seed).random(samples)
    points, orders = [], []
    for begin in begins:
        lower = numpy.minimum(numpy.floor(begin * (LEVELS // 2)), LEVELS // 2 - 1) / (LEVELS - 1)
        is_up = random.random(parameters) < 0.5
        point = numpy.where(is_up, lower, lower + STEP)
        order = random.permutation(parameters)
        points.append(point.copy())
        for place in order:
            point[place] += STEP if is_up[place] else -STEP
            points.append(point.copy())
        orders.append(order)
    return numpy.array(points), numpy.array(orders)
