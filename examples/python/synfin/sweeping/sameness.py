# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What the results of a script's runs do not depend on, though they should: the run number, or a parameter."""

import collections
import itertools

from synfin.tools import inputs
from synfin.tools.messages import brief

OF_A_RUN = ("run_wall_s", "run_peak_rss_bytes", "run_run")  # differ between runs that are the same simulation


def _told(columns, run, figures):
    """@return what a run found out; a figure that is called as a parameter and has its value only repeats what was given."""
    given = {column.lower(): inputs.number(value) for column, value in zip(columns, run.values)}
    return frozenset((name, value) for name, value in figures.items()
                     if name not in OF_A_RUN and not (name.lower() in given and given[name.lower()] == value))


def _are_replications_equal(runs, told):
    """@return whether no run differs from the others of its point, though there are others."""
    groups = [list(group) for _, group in itertools.groupby(zip(runs, told), key=lambda pair: pair[0].point)]
    return any(len(group) > 1 for group in groups) and all(found == group[0][1] for group in groups for _, found in group)


def _equal_values(place, runs, told):
    """@return lists of values of a parameter, two or more each, with which all runs that differ in it alone found the same."""
    of_value = collections.defaultdict(set)
    for run, found in zip(runs, told):
        others = (run.values[:place], run.values[place + 1:], run.number)
        of_value[run.values[place]].add((others, found))
    same = collections.defaultdict(list)
    for value, found in of_value.items():
        same[frozenset(found)].append(value)
    return [values for values in same.values() if len(values) > 1], len(of_value)


def notes(columns, runs, figures):
    """
    @param columns the names of parameters
    @param runs that are done, of a script
    @param figures of each: {name: value}
    @return lines about results that are the same
    """
    told = [_told(columns, run, found) for run, found in zip(runs, figures)]
    if not all(told):  # some have nothing but what they were given
        return []
    said = []
    if _are_replications_equal(runs, told):
        said.append("note: all replications of each point are the same: the script draws no random numbers, sets the run"
                    " itself (RngSeedManager::SetRun), or nothing depends on them here")
    for place, column in enumerate(columns):
        groups, count = _equal_values(place, runs, told)
        for values in groups:
            which = "all its values" if len(values) == count else brief(", ".join(values), 60)
            said.append(f"note: {brief(column, 60)} makes no difference: with {which}, each run has the same results; the script reads"
                        " them as the same, sets it itself, or nothing depends on it here")
    return said
