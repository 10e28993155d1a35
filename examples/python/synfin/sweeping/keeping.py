# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""--keep: which files of a run stay; what need not stay is not written in the first place."""

import os

from synfin.sweeping.directory import State
from synfin.sweeping.errors import BadInput

CHOICES = ("all", "connections", "summary")  # from most to least
# What a run is told beside its parameters: neither its id nor the columns of tables have it.
_SETTINGS = {"all": {}, "connections": {"trace": "connections", "compress": "zstd"}, "summary": {"trace": "none"}}
_LEFT = {"connections": "have connections.csv alone", "summary": "have no tables"}


def settings(request):
    """@return [(option, value)] that --keep makes of each run; BadInput where other options say otherwise."""
    keep = request.choice("keep", CHOICES)
    if request.has("keep") and "keep" not in request.program.keeps:
        raise BadInput(f"--keep {keep}: accepted with synfin-run; a script of your own decides what it writes")
    given = {**request.settings, **request.vary}
    if keep != "all":
        for name in ("trace", "pcap"):
            if name in given:
                raise BadInput(f"--keep {keep}: accepted without --{name}, which says what is written, too")
    return [(name, value) for name, value in _SETTINGS[keep].items() if name not in given]


def _left(folder):
    """@return what a finished run has kept."""
    names = os.listdir(folder)
    has = lambda table: f"{table}.csv" in names or f"{table}.csv.zst" in names
    return "all" if has("transitions") else "connections" if has("connections") else "summary"


def note(directory, plan, request):
    """@return what is to be said of finished runs that have kept more, or less, than --keep asks for; or None"""
    if "keep" not in request.program.keeps or "trace" in request.settings or "trace" in request.vary:
        return None
    keep = request.choice("keep", CHOICES)
    states = directory.states(plan.runs)
    done = [run.id for run in plan.runs if states[run.id] is State.DONE]
    left = [_left(directory.run(identity)) for identity in done]
    said = [f"{left.count(kind)} {_LEFT[kind]}" for kind in CHOICES[CHOICES.index(keep) + 1:] if kind in left]
    more = sum(CHOICES.index(kind) < CHOICES.index(keep) for kind in left)
    if said:
        said[-1] += ", as an earlier --keep said: --force does all again"
    if more:
        said.append(f"{more} {'has' if more == 1 else 'have'} more than --keep {keep} would leave: nothing of that is removed, and results.sqlite has no table of connections")
    return f"note: of {len(done)} runs that are done, {'; '.join(said)}" if said else None
