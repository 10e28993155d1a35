# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What a simulation must agree with, and within which bounds.

    handshake.py  the exact distribution of a handshake's latency under loss
    queueing.py   Erlang B, Little's law
    intervals.py  confidence intervals
"""
