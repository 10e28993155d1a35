# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
Which runs belong together: by every parameter that varies.

No figure averages over a parameter that varies. A figure names the parameters that its x axis stands for; whatever else
varies makes its series and panels, and where these are too many, the figure is refused with their names.
"""

import dataclasses

import numpy

from synfin.plotting import groups
from synfin.plotting.errors import DoesNotFit
from synfin.tools.messages import BadInput
from synfin.results.source import names_of, value_of
from synfin.schema import BOTH_WAYS, split_end, with_ends
from synfin.tools import parameters as parameters_
from synfin.tools.messages import brief, nearest

# What differs between replications of one experiment.
REPLICATION = {"seed", "run", "version"}
# What synfin-run works out where nobody gives it.
WORKED_OUT = {"clients", "backlog", *with_ends("somaxconn", "max_syn_backlog")}
# Loss as the parameter of an axis, and what the axis is called where it is synfin-run's, a share.
LOSSES = {
    "loss": "loss in each direction (%)", "loss-forward": "loss towards the server (%)",
    "loss-reverse": "loss towards the client (%)",
}
ABSENT = object()  # in the place of a value
SHARE = "share"  # the unit of a loss of synfin-run
UNITS = {"number": "", "time": "s", "rate": "bit/s"}
MOST_PANELS = 12
MOST_SERIES = 10


def is_of_script(runs, name):
    """@return whether a parameter is one that a script was given: its name then says nothing of its meaning or its unit."""
    return any(name in run.parameters.given for run in runs)


def of_synfin(runs, names):
    """@return those that mean what they mean to synfin-run."""
    return [name for name in names if not is_of_script(runs, name)]


def losses(runs):
    """@return the losses that vary."""
    return [name for name in LOSSES if name in varying(runs, LOSSES)]


def loss_axis(data, name):
    """@return what the axis of a loss, or of another parameter, is called, and what its values are to be multiplied by."""
    return (LOSSES[name], 100) if SHARE in set(data["unit"].dropna()) else (name, 1)


def _names(runs):
    """@return the parameters of all runs; a field in which the ends of some run differ is two, of which each run has a value."""
    names = parameters_.names_of_all(runs)
    ends = [(split_end(name)[1], name) for name in names if split_end(name)[0]]
    of_ends = {bare: [name for other, name in ends if other == bare] for bare, _ in ends if not is_of_script(runs, bare)}
    return list(dict.fromkeys(one for name in names for one in of_ends.get(name, [name])))


def texts(runs, name):
    """@return the values of a parameter in all runs, as texts."""
    raw = [run.parameters.get(name, ABSENT) for run in runs]
    different = set(raw)
    if ABSENT in different or is_of_script(runs, name):
        return [str(value_of(run.parameters, name)) for run in runs]
    told = {value: str(value_of({name: value}, name)) for value in different}
    return [told[value] for value in raw]


def _differ(runs):
    """@return the parameters that are not the same in all runs; loss when both ways vary as one."""
    names = _names(runs)
    differ = []
    for name in names:
        if (name not in REPLICATION or is_of_script(runs, name)) and len(set(texts(runs, name))) > 1:
            differ.append(name)
    for name in BOTH_WAYS:
        ways = {f"{name}-forward", f"{name}-reverse"}
        if any(is_of_script(runs, one) for one in (name, *ways)):  # which are three parameters like any others
            continue
        if name in differ and all(value_of(run.parameters, name) is not None for run in runs):
            differ = [other for other in differ if other not in ways]
        else:
            differ = [other for other in differ if other != name]
    return differ


def varying(runs, prefer=()):
    """
    Leaves out what follows from the rest, as a profile's fields follow from its name.

    @param prefer parameters to keep before those that they follow from
    @return the parameters that vary by themselves; those that somebody named before those that nobody did
    """
    names = _differ(runs)
    if len(names) < 2:
        return names
    asked = set().union(*(run.asked for run in runs))
    asked |= set(with_ends(*asked))
    rank = {name: (name in prefer, name in asked, name not in WORKED_OUT) for name in names}
    columns = {}
    for name in names:
        values = texts(runs, name)
        places = {text: place for place, text in enumerate(dict.fromkeys(values))}
        columns[name] = [places[text] for text in values]
    points = numpy.unique(numpy.array([columns[name] for name in names], dtype=numpy.int64).reshape(len(names), -1),
                          axis=1)
    kept = list(names)
    for name in sorted(reversed(names), key=lambda name: rank[name]):
        others = [place for place, other in enumerate(names) if other in kept and other != name]
        whole = others + [names.index(name)]
        if others and _count(points[whole]) == _count(points[others]):
            kept.remove(name)
    return kept


def _count(points):
    return numpy.unique(points, axis=1).shape[1]


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def check_by(runs, wanted):
    """Raises BadInput where --by names a parameter that some run lacks."""
    for run in runs:
        if groups.is_asked(runs, wanted) and groups.names(run):
            continue
        if wanted is not None and wanted not in names_of(run.parameters):
            differ = ", ".join(varying(runs)) or "nothing"
            near = nearest(wanted, names_of(run.parameters))
            raise BadInput(f"--by {brief(wanted)}: accepted is a parameter; {near or f'these vary: {brief(differ)}'}")


def by_values(runs, names):
    """@return {(value, ...): [run, ...]} in the order of the values."""
    found = {}
    for run in runs:
        key = tuple(value_of(run.parameters, name) for name in names)
        found.setdefault(key, []).append(run)
    return dict(sorted(found.items(), key=lambda item: [order(value) for value in item[0]]))


def order(value):
    """@return what sorts numbers, times and rates by their size, before words."""
    kind, size = parameters_.amount(str(value))
    return (1, 0, str(value)) if kind == "text" else (0, size, str(value))


def sizes(runs, name):
    """
    @return the unit, or "" for plain numbers, and {value of a parameter: its size in this unit}; None where the values are not all
        numbers, all times or all rates
    """
    values = {value_of(run.parameters, name) for run in runs}
    found = {value: parameters_.amount(str(value)) for value in values if value is not None and not isinstance(value, bool)}
    kinds = {kind for kind, _ in found.values()}
    if len(found) != len(values) or len(kinds) != 1 or kinds == {"text"}:
        return None
    return UNITS[kinds.pop()], {value: size for value, (_, size) in found.items()}


def label(names, values):
    """@return such as "loss 0.1, profile linux"; empty when nothing varies."""
    return ", ".join(f"{name} {value}" for name, value in zip(names, values))


@dataclasses.dataclass(frozen=True)
class Part:
    """Runs that are one series of one panel: they differ in what the x axis stands for, and in nothing else."""

    panel: str
    series: str
    runs: list
    axis: list  # the parameters in which they differ

    def points(self):
        """@return lists of runs that do not differ at all but are replications, in the order of the axis."""
        return list(by_values(self.runs, self.axis).values())


def parts(figure, source, options, axis=(), most_panels=MOST_PANELS, most_series=MOST_SERIES, of_groups=False):
    """
    Divides runs by all that varies: the parameter with most numbers (or --by) makes the series, what else varies the
    panels.

    @param figure its name, for errors
    @param axis the parameters that the figure's x axis stands for
    @param most_panels, most_series 1 where the figure has panels, or series, of its own: the other take all
    @param of_groups whether groups of users may be compared: it reads tables that have a column for them
    """
    check_by(source.runs, options.by)
    runs = groups.divided(figure, source.runs, options.by, of_groups)
    names = varying(runs, (*axis, options.by))
    on_axis = [name for name in names if name in axis]
    rest = [name for name in names if name not in axis]
    if options.by is not None and options.by not in (*rest, *axis):
        rest.append(options.by)
    values = {name: {value_of(run.parameters, name) for run in runs} for name in rest}
    numbers = [name for name in rest if all(is_number(value) for value in values[name])]
    inner = options.by if options.by in rest else max(numbers or rest, key=lambda name: len(values[name]), default=None)
    inner = [inner] if inner else []
    if most_series == 1 or most_panels == 1:
        inner = [] if most_series == 1 else rest
    outer = [name for name in rest if name not in inner]
    found = []
    for key, members in by_values(runs, outer).items():
        for value, group in by_values(members, inner).items():
            found.append(Part(label(outer, key), label(inner, value), group, on_axis))
    limit(figure, "panels", len({part.panel for part in found}), most_panels, outer)
    limit(figure, "series", len({part.series for part in found}), most_series, inner)
    return found


def limit(figure, what, count, most, names):
    """Raises DoesNotFit when there is more than can be drawn."""
    if count > most:
        choice = " ".join(f"--where {name}=VALUE" for name in names[:3])
        raise DoesNotFit(f"{figure}: {count} {what} ({', '.join(names)}), and at most {most} can be drawn; choose by "
                         f"{choice}")
