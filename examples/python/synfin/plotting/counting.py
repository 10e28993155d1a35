# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Exact distributions and populations of long traces, in bounded memory."""

import numpy

NANOSECONDS = 1e9
MOST_VALUES = 1 << 20
DIGITS = 4


class Distribution:
    """
    Durations, counted exactly in nanoseconds.

    When there are more than a million different ones, all are rounded to four significant digits
    from then on (is_exact tells); minimum and maximum stay exact.
    """

    def __init__(self):
        self._values = numpy.empty(0, dtype=numpy.int64)
        self._counts = numpy.empty(0, dtype=numpy.int64)
        self._pending = []
        self._waiting = 0
        self._low = self._high = None
        self.is_exact = True

    def add(self, seconds):
        """@param seconds an array"""
        if len(seconds) == 0:
            return
        values = numpy.rint(numpy.asarray(seconds, dtype=float) * NANOSECONDS).astype(numpy.int64)
        low, high = int(values.min()), int(values.max())
        self._low = low if self._low is None else min(self._low, low)
        self._high = high if self._high is None else max(self._high, high)
        if not self.is_exact:
            values = _rounded(values)
        self._pending.append(numpy.unique(values, return_counts=True))
        self._waiting += len(self._pending[-1][0])
        if self._waiting > MOST_VALUES:
            self._merge()

    def join(self, other):
        """Adds what another distribution has counted."""
        other._merge()
        if len(other._values) == 0:
            return
        self._low = other._low if self._low is None else min(self._low, other._low)
        self._high = other._high if self._high is None else max(self._high, other._high)
        self.is_exact = self.is_exact and other.is_exact
        self._pending.append((other._values, other._counts))
        self._waiting += len(other._values)

    def _merge(self):
        if not self._pending:
            return
        values = numpy.concatenate([self._values, *(v for v, _ in self._pending)])
        counts = numpy.concatenate([self._counts, *(c for _, c in self._pending)])
        self._pending, self._waiting = [], 0
        self._values, self._counts = _sum_equal(values, counts)
        if len(self._values) > MOST_VALUES or not self.is_exact:
            self.is_exact = False
            self._values, self._counts = _sum_equal(_rounded(self._values), self._counts)

    @property
    def count(self):
        self._merge()
        return int(self._counts.sum())

    @property
    def smallest(self):
        return self._low / NANOSECONDS

    @property
    def largest(self):
        return self._high / NANOSECONDS

    def mean(self):
        self._merge()
        return float(numpy.dot(self._values.astype(float), self._counts)) / NANOSECONDS / self.count

    def quantiles(self, shares):
        """@return the nearest-rank quantiles, in seconds."""
        self._merge()
        below = numpy.cumsum(self._counts)
        # The smallest value that at least this share does not exceed; the slack is for rounding.
        ranks = numpy.ceil(numpy.asarray(shares) * below[-1] - 1e-9)
        places = numpy.searchsorted(below, numpy.maximum(ranks, 1))
        return self._values[places] / NANOSECONDS

    def quantile_interval(self, share, z):
        """@return the order statistics between which the true quantile lies (normal approximation
        of the binomial count)."""
        spread = z * (share * (1 - share) / self.count) ** 0.5
        low, high = self.quantiles([max(share - spread, 0), min(share + spread, 1)])
        return low, high

    def tail(self, most):
        """@return as steps(), but evenly spread over the logarithm of how many are longer: every one of the longest."""
        self._merge()
        below = numpy.cumsum(self._counts)
        places = numpy.arange(len(below))
        if len(places) > most:
            longer = below[-1] - below[::-1]  # ascending
            targets = numpy.geomspace(1, below[-1], most)
            found = len(below) - 1 - numpy.minimum(numpy.searchsorted(longer, targets), len(below) - 1)
            places = numpy.unique(numpy.concatenate([[0, len(below) - 1], found]))
        return self._values[places] / NANOSECONDS, below[places]

    def steps(self, most):
        """
        @param most how many steps are wanted at most
        @return values in seconds, and how many durations do not exceed each: all of them, or those
                that a picture needs, evenly spread; every one exact
        """
        self._merge()
        below = numpy.cumsum(self._counts)
        places = numpy.arange(len(below))
        if len(places) > most:
            targets = numpy.linspace(0, below[-1], most)
            places = numpy.unique(
                numpy.concatenate([[0, len(below) - 1], numpy.searchsorted(below, targets)])
            )
            places = places[places < len(below)]
        return self._values[places] / NANOSECONDS, below[places]


def _sum_equal(values, counts):
    different, where = numpy.unique(values, return_inverse=True)
    return different, numpy.bincount(where, weights=counts).astype(numpy.int64)


def _rounded(values):
    """@return whole numbers rounded to four significant digits."""
    size = numpy.maximum(numpy.abs(values), 1)
    unit = 10 ** numpy.maximum(numpy.floor(numpy.log10(size)).astype(numpy.int64) - DIGITS + 1, 0)
    return numpy.rint(values / unit).astype(numpy.int64) * unit


class Population:
    """
    How many of each kind there are at each time, from their comings and goings in any order.

    Changes are summed in at most so many bins, whose width doubles when time goes on past the last
    one; at the edges of the bins the numbers are exact. A few changes are kept one by one, too.
    """

    BINS = 4096
    FEW = 8192

    def __init__(self, kinds, width=1e-3):
        self._width = width
        self._changes = numpy.zeros((kinds, self.BINS), dtype=numpy.int64)
        self._last = 0.0
        self._single = []  # (kinds, times, change); None once there are more than a few
        self._singles = 0
        self.came = numpy.zeros(kinds, dtype=bool)  # of which kinds there ever was one

    def add(self, kinds, times, change):
        """@param kinds, times arrays; @param change +1 or -1 for all of them"""
        if len(times) == 0:
            return
        times = numpy.asarray(times, dtype=float)
        self._singles += len(times)
        if self._singles > self.FEW:
            self._single = None
        else:
            self._single.append((numpy.asarray(kinds), times, change))
        self.came[kinds] |= change > 0
        self._last = max(self._last, float(times.max()))
        # Bin i holds what happens in ((i - 1) width, i width]; bin 0 what happens at 0.
        while self._last > (self.BINS - 1) * self._width:
            self._widen()
        bins = numpy.ceil(times / self._width - 1e-9).astype(numpy.int64)
        flat = numpy.asarray(kinds, dtype=numpy.int64) * self.BINS + bins
        counts = numpy.bincount(flat, minlength=self._changes.size)
        self._changes += change * counts.reshape(self._changes.shape)

    def _widen(self):
        old = self._changes
        self._changes = numpy.zeros_like(old)
        half = self.BINS // 2
        self._changes[:, 0] = old[:, 0]
        self._changes[:, 1:half] = old[:, 1 : self.BINS - 1 : 2] + old[:, 2::2]
        self._changes[:, half] = old[:, self.BINS - 1]
        self._width *= 2

    def at_times(self, most):
        """
        @return times, and an array of the numbers of each kind from each of them on: all at which something changed, if
                these are at most so many, else so many at which the numbers are exact, evenly spread
        """
        moments = self._moments(most)
        if moments is not None:
            changes = numpy.zeros((len(self._changes), len(moments)), dtype=numpy.int64)
            for kinds, times, change in self._single:
                numpy.add.at(changes, (kinds, numpy.searchsorted(moments, times)), change)
            return moments, changes.cumsum(axis=1)
        used = min(self.BINS, int(numpy.ceil(self._last / self._width - 1e-9)) + 1)
        numbers = numpy.cumsum(self._changes[:, :used], axis=1)
        stride = max(1, -(-used // most))
        places = numpy.arange(0, used, stride)
        if places[-1] != used - 1:
            places = numpy.append(places, used - 1)
        return places * self._width, numbers[:, places]

    def _moments(self, most):
        """@return 0 and all times at which something changed; None where these are more than so many."""
        if self._single is None:
            return None
        moments = numpy.unique(numpy.concatenate([[0.0], *(times for _, times, _ in self._single)]))
        return moments if len(moments) <= most else None
