# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What a simulation must agree with, and within which bounds.

    handshake.py  Handshake, the exact distribution of a handshake's latency under loss; PROFILES
    wheel.py      the same where timers ride a kernel's wheel: latency(timer_hz=250)
    bursts.py     the same where losses come in bursts: BurstHandshake, Timed, Alone, Crowded
    ticks.py      tick, bucket, mean: how late a wheel's timers are
    cookies.py    cookie_latency, unheard: what SYN cookies cost under loss
    queueing.py   erlang_b, little, poisson_band, poisson_mean_deviation
    synqueue.py   equal_lives, aging: a SYN queue under a flood; Flooded, the same SYN by SYN
    blind.py      how likely it is that guessed segments hit a connection, with RFC 5961 and without
    intervals.py  wilson, mean_of_samples, quantile_ranks, student_quantile, normal_quantile

    theory.latency(loss=0.1).mean                    seconds, profile linux, 100 ms of round trip
    theory.erlang_b(servers=20, load=15)             the share that is blocked
    theory.little(rate=100, holding=60)              the mean number in TIME_WAIT
    theory.aging(places=129, rate=50).refused        the share of SYNs that find Linux's queue full
"""

from synfin.theory.cookies import cookie_latency, unheard
from synfin.theory.handshake import PROFILES, Handshake, Ladder, NotApplicable, cardwell_mean, latency
from synfin.theory.intervals import mean_of_samples, normal_quantile, quantile_ranks, student_quantile, wilson
from synfin.theory.queueing import erlang_b, little, poisson_band, poisson_mean_deviation
from synfin.theory.synqueue import Flooded, Refusals, Users, aging, equal_lives, flooded
