# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Is a sample from a given distribution? Likelihood-ratio test over all of it, standard library only."""

import math


def chi_square_tail(value, freedom):
    """@return the probability that a chi-square variable exceeds the value: Q(freedom/2, value/2)."""
    a, x = freedom / 2, value / 2
    if x <= 0:
        return 1.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:  # the series of P (DLMF 8.11.4)
        term = total = 1 / a
        n = a
        while term > total * 1e-16:
            n += 1
            term *= x / n
            total += term
        return 1 - front * total
    tiny = 1e-300  # the continued fraction of Q (DLMF 8.9.2), Lentz's method
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    result = d
    for i in range(1, 1000):
        numerator = -i * (i - a)
        b += 2
        d = 1 / (numerator * d + b)
        c = b + numerator / c
        result *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * result


def lump(expected, least=10):
    """@return groups of neighbouring categories, each expected at least so often; the last takes what remains."""
    groups, group, total = [], [], 0.0
    for category, count in expected:
        group.append(category)
        total += count
        if total >= least:
            groups.append(group)
            group, total = [], 0.0
    if group and groups:
        groups[-1].extend(group)
    elif group:
        groups.append(group)
    return groups


def likelihood_ratio(observed, probabilities):
    """
    Wilks' test of counts against a multinomial distribution; neighbours are lumped together where little is expected.

    @param observed {category: count}
    @param probabilities [(category, probability)] in the order in which neighbours may be lumped; sum 1
    @return the probability that a sample of the distribution is at least as far from it as this one. A count in a
    category that the distribution does not have makes it 0.
    """
    trials = sum(observed.values())
    chance = dict(probabilities)
    if any(count and chance.get(category, 0) <= 0 for category, count in observed.items()):
        return 0.0
    groups = lump([(category, trials * p) for category, p in probabilities])
    statistic = 0.0
    for group in groups:
        seen = sum(observed.get(category, 0) for category in group)
        mean = trials * math.fsum(chance[category] for category in group)
        statistic += 2 * seen * math.log(seen / mean) if seen else 0
    return chi_square_tail(statistic, len(groups) - 1)


def divergence(trials, truth, other):
    """@return the noncentrality of that test when the sample is from `truth` and it is held against `other`: how far
    on average the statistic is above its degrees of freedom."""
    groups = lump([(category, trials * p) for category, p in other])
    truth, other = dict(truth), dict(other)
    total = 0.0
    for group in groups:
        p = math.fsum(truth.get(category, 0) for category in group)
        q = math.fsum(other[category] for category in group)
        total += 2 * trials * p * math.log(p / q) if p else 0
    return total
