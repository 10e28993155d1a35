# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Ticks and buckets of Linux's timer wheel (kernel/time/timer.c), apart from phases; times in nanoseconds."""


def tick(hz):
    """@return the length of a tick in ns, rounded as TICK_NSEC is."""
    return (10**9 + hz // 2) // hz


def bucket(delay, tick):
    """@return (ticks of a delay in ns, log2 of the ticks of its bucket)."""
    ticks = -(-delay // tick)
    shift = 0
    while ticks >> shift >= 63:
        shift += 3
    return ticks, shift


def mean(delay, hz):
    """@return how long a timer of that many seconds takes, in the mean over phases: half a bucket more."""
    if hz == 0:
        return delay
    ticks, shift = bucket(round(delay * 1e9), tick(hz))
    return (ticks + (1 << shift) / 2) * tick(hz) / 1e9
