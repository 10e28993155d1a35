# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The groups of users of a run, each as a run of its own: --by group compares them."""

from synfin.plotting.errors import DoesNotFit
from synfin.tools import figures
from synfin.tools.parameters import Parameters, names_of

FIGURES = ("handshake-ecdf", "latency-ccdf", "syn-attempts", "outcomes", "time-wait-population")
BY = "group"  # what is compared by; a parameter of that name, as a script may have it, comes first


def names(run):
    """@return the groups of a run, in the order of its hosts; none where there is one kind of users, without a name."""
    told = (run.summary or {}).get("groups") or []
    return [group["group"] for group in told if group["group"]]


def is_asked(runs, by):
    """@return whether runs are to be divided by their groups."""
    return by == BY and not any(BY in names_of(run.parameters) for run in runs)


class OfGroup:
    """What a run is to one group: rows of its connections and, in hosts.csv, of its clients."""

    def __init__(self, run, group):
        self._run = run
        self._group = group
        self.name = f"{run.name}, group {group}"
        self.summary = next(told for told in run.summary["groups"] if told["group"] == group)
        self.parameters = Parameters({**run.parameters, BY: group}, run.parameters.given)

    def __getattr__(self, name):
        return getattr(self._run, name)

    def chunks(self, table, columns, **how):
        """@return data frames as those of the run."""
        for chunk in self._run.chunks(table, [*columns, BY], **how):
            yield chunk.loc[chunk[BY] == self._group, list(columns)]

    def figures(self):
        """@return {figure: value} of the group."""
        return figures.of_synfin(self.summary)

    def is_idle(self):
        """@return whether nobody of the group tried to connect."""
        return self.summary["connections"]["attempted"] == 0


def divided(figure, runs, by, can=True):
    """
    @param can whether the figure can be divided by group
    @return the runs, or what they are to each of their groups, if that is asked for; DoesNotFit where it cannot be
    """
    if not is_asked(runs, by):
        return runs
    if not can:
        raise DoesNotFit(f"{figure}: --by {BY}: accepted is another parameter; groups are compared by {', '.join(FIGURES)}")
    if not all(names(run) for run in runs):
        raise DoesNotFit(f"{figure}: --by {BY}: wanted are runs with groups of users ([group NAME] in a scenario file)")
    return [OfGroup(run, group) for run in runs for group in names(run)]
