# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Closed forms of queueing theory that a simulation must agree with."""

import math

from synfin.theory import arguments


def erlang_b(servers, load):
    """@return the blocked share of Poisson arrivals at so many servers, load in Erlangs.

    The recursion B(0) = 1, B(n) = load B(n-1) / (n + load B(n-1)) is exact and stable. It holds
    whatever the distribution of the holding time is (Sevastyanov 1957).
    """
    servers = arguments.count("erlang_b: servers", servers, most=arguments.MOST_SERVERS)
    arguments.finite("erlang_b: load", load)
    blocked = 1.0
    for count in range(1, servers + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked


def little(rate, holding):
    """@return mean number in the system (Little 1961)."""
    arguments.finite("little: rate", rate)
    arguments.finite("little: holding", holding)
    return rate * holding


def poisson_band(mean, z):
    """@return the normal approximation of the range of a Poisson count, as in M/G/infinity."""
    arguments.finite("poisson_band: mean", mean)
    arguments.finite("poisson_band: z", z)
    half = z * math.sqrt(mean)
    return max(0.0, mean - half), mean + half


def poisson_mean_deviation(mean, holding, window):
    """
    @param mean number in the system, M/G/infinity with equal holding times, whose covariance falls linearly over one of them
    @param holding, window seconds
    @return the standard deviation of the mean number over a window
    """
    arguments.finite("poisson_mean_deviation: mean", mean)
    arguments.finite("poisson_mean_deviation: holding", holding)
    arguments.real("poisson_mean_deviation: window", window, 5e-324)
    if holding == 0:
        return 0.0
    reach = min(holding, window)
    # 2 / window^2 times the integral of (window - u) (holding - u) mean / holding over u up to reach.
    integral = window * holding * reach - (window + holding) * reach**2 / 2 + reach**3 / 3
    return math.sqrt(2 * mean / holding * integral) / window
