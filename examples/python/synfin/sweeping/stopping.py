# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
How many replications a point needs: a rule in stages, which sees numbers only.

Who stops as soon as an interval looks narrow stops too often where it is so by chance (Chow and Robbins 1965; of normal samples,
Starr 1966). Against that: nothing is judged before FIRST replications; an interval must be narrower than asked by the factor
1 + SPARE / n, which comes to about 4 replications more than it seems to take (Simons 1968: some fixed number of them makes up for
what is not known of the variance); and it is looked at a few times only, as the number doubles until the last step (Hall 1981).
doc/replications.rst has what that comes to.
"""

import math

FIRST = 10
SPARE = 2
GROWTH = 2
STEP = 0.05  # of the replications, the least that is added
MOST = 1000  # replications of a point where nobody says how many


def allowed(width, is_relative, value):
    """
    @param width what is asked for: of a relative one a share, such as 0.02
    @param value the estimate
    @return half of an interval, at the most; a relative one is less than width times the estimate, so that it is one of the true
        value, which nobody knows (Law, Simulation Modeling and Analysis, section 9.4.1)
    """
    return width * abs(value) / (1 + width) if is_relative else width


def strain(count, half, most):
    """
    @param count replications of which the interval is
    @param half of the interval; None where there is none yet
    @param most of allowed()
    @return how many times too wide it is, for the rule; 1 or less is narrow enough
    """
    if half is None or count < 2:
        return math.inf
    if half == 0:
        return 0.0
    return half * (1 + SPARE / count) / most if most > 0 else math.inf


def needed(count, strained, most):
    """
    @param count replications that there are
    @param strained of strain()
    @param most replications, at the most
    @return how many there should be, as far as is known by now: as many as there are when these suffice, or there may be no more
    """
    if (strained <= 1 and count >= min(FIRST, most)) or count >= most:
        return count
    # An interval narrows with the root of the replications.
    guess = math.ceil(count * strained**2) if strained**2 < GROWTH else GROWTH * count
    return min(most, max(FIRST, count + math.ceil(count * STEP), guess))
