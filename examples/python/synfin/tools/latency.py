# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Handshake latencies of several runs as one: percentiles of all connections together, with their intervals."""

import math

from synfin.theory import intervals

QUANTILES = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "p999": 0.999}


class Pool:
    """
    What the histograms of summary.json add up to.

    A percentile is the nearest rank of all connections, off by less than relative_error, and exact where values repeat.
    The mean of the runs' percentiles would be no percentile of anything: half of the runs at 0.1 s and half at 1.1 s do
    not make 0.6 s.
    """

    def __init__(self):
        self._counts = {}  # of latencies in seconds
        self._parts = []  # count, mean and standard deviation of each run
        self._sorted = None
        self.count = 0
        self.least = self.most = None
        self.relative_error = 0.0

    def add(self, summary):
        """@return false, and nothing is added, for a run that has no histogram."""
        histogram = summary.get("handshake_latency_histogram")
        if histogram is None:
            return False
        known = summary["handshake_latency_s"]
        if known["count"] == 0:
            return True
        for seconds, count in histogram["buckets"]:
            self._counts[seconds] = self._counts.get(seconds, 0) + count
        self._sorted = None
        self._parts.append((known["count"], known["mean"], known["stddev"] or 0.0))
        self.count += known["count"]
        self.least = known["min"] if self.least is None else min(self.least, known["min"])
        self.most = known["max"] if self.most is None else max(self.most, known["max"])
        self.relative_error = max(self.relative_error, histogram["relative_error"])
        return True

    def _at(self, rank):
        """@return the latency of a rank from 1 on."""
        if rank == 1 or rank == self.count:
            return self.least if rank == 1 else self.most
        if self._sorted is None:
            self._sorted = sorted(self._counts.items())
        below = 0
        for seconds, count in self._sorted:
            below += count
            if below >= rank:
                return seconds
        return self.most

    def quantile(self, share):
        """@return the smallest latency that a share of at least so much does not exceed."""
        return self._at(min(self.count, max(1, math.ceil(share * self.count - 1e-9))))

    def interval(self, share):
        """@return the order statistics between which the true quantile lies; None where there are too few."""
        low, high = intervals.quantile_ranks(self.count, share)
        return self._at(low) if low >= 1 else None, self._at(high) if high <= self.count else None

    def deviation(self):
        """@return the standard deviation of the sample of all, exactly; None for a single one."""
        if self.count < 2:
            return None
        mean = math.fsum(count * mean for count, mean, _ in self._parts) / self.count
        squares = math.fsum((count - 1) * deviation**2 + count * (of_run - mean) ** 2
                            for count, of_run, deviation in self._parts)
        return math.sqrt(squares / (self.count - 1))
