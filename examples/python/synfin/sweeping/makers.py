# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Which program made each run: that of synfin-run says so in its provenance.json, that of a script in its recipe."""

import collections
import os
import shlex

from synfin.sweeping.directory import State
from synfin.sweeping.script import SHA_256, Script
from synfin.tools import inputs
from synfin.tools.messages import BadInput, brief

UNKNOWN = "a program that is not known"


def named(about):
    """@return the program that this tells of, for people: one that is another has another name."""
    if about.get("script"):
        return f"{os.path.basename(brief(about['script']))} (SHA-256 {brief(about['script_sha256'])[:12]})"
    version, commit = about.get("version"), about.get("commit")
    return f"version {brief(version)}" + (f" commit {brief(commit)}" if commit else "") if version else UNKNOWN


def _of_run(directory, identity):
    """@return the program that made a run."""
    try:
        text = inputs.read_text(directory.run(identity, Script.recipe))
    except BadInput:  # it is synfin-run's
        try:
            told = inputs.read_json(directory.run(identity, "provenance.json"))
        except BadInput:
            return UNKNOWN
        return named(told) if isinstance(told, dict) else UNKNOWN
    lines = text.splitlines()
    if len(lines) < 3 or not lines[2].startswith(SHA_256):
        return UNKNOWN
    try:
        path, *_ = shlex.split(lines[1].removeprefix("# "))
    except ValueError:
        return UNKNOWN
    return named({"script": path, "script_sha256": lines[2].removeprefix(SHA_256)})


def note(directory, plan, about):
    """@return what is to be said of runs that are done, and that another program made than the one that is told of; or None"""
    states = directory.states(plan.runs)
    done = [run for run in plan.runs if states[run.id] is State.DONE]
    mine = named(about)
    others = collections.Counter(who for who in (_of_run(directory, run.id) for run in done) if who != mine)
    if not others:
        return None
    most = [f"{count} by {who}" for who, count in others.most_common(3)]
    rest = sum(others.values()) - sum(count for _, count in others.most_common(3))
    return (f"note: of {len(done)} runs that are done, {', '.join(most)}{f', {rest} by others' if rest else ''}, and this is {mine};"
            " --force does all again")
