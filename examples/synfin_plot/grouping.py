# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Which runs belong together: by the parameters that vary."""

from synfin_plot.errors import BadInput, DoesNotFit
from synfin_plot.source import BOTH_WAYS, names_of, value_of
from synfin_tools import parameters as parameters_

# What differs between replications of one experiment.
REPLICATION = {"seed", "run", "version"}


def varying(runs):
    """@return the parameters that are not the same in all runs; loss when both ways vary as one."""
    names = []
    for run in runs:
        names += [name for name in names_of(run.parameters) if name not in names]
    differ = []
    for name in names:
        if name not in REPLICATION and len({str(value_of(r.parameters, name)) for r in runs}) > 1:
            differ.append(name)
    for name in BOTH_WAYS:
        ways = {f"{name}-forward", f"{name}-reverse"}
        if name in differ and all(value_of(run.parameters, name) is not None for run in runs):
            differ = [other for other in differ if other not in ways]
        else:
            differ = [other for other in differ if other != name]
    return _without_followers(runs, differ)


def _without_followers(runs, names):
    """Leaves out what follows from the others, as a profile's fields follow from its name."""
    kept = []
    for name in names:
        follows = {}
        for run in runs:
            key = tuple(value_of(run.parameters, other) for other in kept)
            follows.setdefault(key, set()).add(str(value_of(run.parameters, name)))
        if any(len(values) > 1 for values in follows.values()):
            kept.append(name)
    return kept


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def choose(runs, wanted, option="--by"):
    """@return the parameters to compare by: the wanted one, or all that vary."""
    if wanted is None:
        return varying(runs)
    for run in runs:
        if wanted not in names_of(run.parameters):
            differ = ", ".join(varying(runs)) or "nothing"
            raise BadInput(f"{option} {wanted}: no such parameter; these vary: {differ}")
    return [wanted]


def by_values(runs, names):
    """@return {(value, ...): [run, ...]} in the order of the values."""
    groups = {}
    for run in runs:
        key = tuple(value_of(run.parameters, name) for name in names)
        groups.setdefault(key, []).append(run)
    return dict(sorted(groups.items(), key=lambda item: [_order(value) for value in item[0]]))


def _order(value):
    """@return what sorts numbers and times by their size, before words."""
    try:
        return 0, value if is_number(value) else parameters_.seconds(value), str(value)
    except ValueError:
        return 1, 0, str(value)


def label(names, values):
    """@return such as "loss 0.1, profile linux"; empty when nothing varies."""
    return ", ".join(f"{name} {value}" for name, value in zip(names, values))


MOST_PANELS = 6
MOST_SERIES = 10


def panels_and_series(figure, runs, by):
    """
    Divides runs into panels, and into series within each: the parameter with most numbers makes
    the series, what else varies the panels.

    @param figure its name, for errors
    @return [(panel, series, [run, ...]), ...], both as labels
    """
    names = choose(runs, by)
    values = {name: {value_of(run.parameters, name) for run in runs} for name in names}
    numbers = [name for name in names if all(is_number(value) for value in values[name])]
    inner = max(numbers or names, key=lambda name: len(values[name]), default=None)
    outer = [name for name in names if name != inner]
    parts = []
    for key, members in by_values(runs, outer).items():
        for value, group in by_values(members, [inner] if inner else []).items():
            parts.append((label(outer, key), label([inner], value), group))
    limit(figure, "panels", len({part[0] for part in parts}), MOST_PANELS)
    limit(figure, "series", len({part[1] for part in parts}), MOST_SERIES)
    return parts


def limit(figure, what, count, most):
    """Raises DoesNotFit when there is more than can be drawn."""
    if count > most:
        raise DoesNotFit(f"{figure}: {count} {what}, and at most {most} can be drawn; choose by "
                         "--by PARAMETER or --where PARAMETER=VALUE")
