# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Carries a plan out: what is missing, by an engine, with progress, until it is done or stopped."""

import os
import re
import shlex
import signal
import sys
import time

from synfin.sweeping import order
from synfin.sweeping.directory import State
from synfin.sweeping.errors import Stopped
from synfin.sweeping.remaining import Remaining
from synfin.sweeping.script import Script
from synfin.tools.console import ignore_signals
from synfin.tools.messages import brief

SHOWN = 5  # failed runs on the terminal; failed.csv has them all
MOST_READ = 500  # runs that are done, of which it is read how long they took
LINES, LETTERS = 4, 300  # of what each said


class Execution:
    """One call's work on a sweep."""

    def __init__(self, directory, plan, planner, engine, progress, gathering):
        """
        @param gathering gives the seconds that it takes to write the results of a run into the tables, or None: function(directory, run)
        """
        self.directory = directory
        self.plan = plan
        self.planner = planner
        self.engine = engine
        self.progress = progress
        self._remaining = None
        self._gathering = gathering
        self._open = {}  # {id: run} of those that are to do and have not ended

    def carry_out(self, retry_failed):
        """Does what is missing. @return what the engine said, for when something went wrong."""
        states = self.directory.states(self.plan.runs)
        wanted = {State.MISSING, State.FAILED} if retry_failed else {State.MISSING}
        todo = order.early([run for run in self.plan.runs if states[run.id] in wanted], self.planner.weight)
        counts = [sum(state is wish for state in states.values()) for wish in (State.DONE, State.FAILED)]
        self._remaining = self._expect(todo, states)
        self.progress.begin(len(self.plan), counts[0], 0 if retry_failed else counts[1], self._remaining.seconds)
        said = ""
        if todo:
            self._open = {run.id: run for run in todo}
            try:
                said = self.engine.carry_out(
                    self.directory, self.planner.program, todo, self._prepare, self._begun, self._ended)
            except BaseException:
                ignore_signals()
                self.engine.stop()
                self.directory.unfinished = self._open
                self.progress.end()
                raise
            for identity in list(self._open):  # those that nobody named
                self._ended(identity)
        self.progress.end()
        return said

    def _expect(self, todo, states):
        """@return how long these runs take, with what those tell that are done."""
        remaining = Remaining(todo, self.planner.weight, self.planner.program.starts_in, time.monotonic(),
                              sum(state is State.DONE for state in states.values()))
        if not self.progress.is_shown():
            return remaining
        done = [run for run in order.early(self.plan.runs, self.planner.weight) if states[run.id] is State.DONE]
        for run in done[:MOST_READ] if todo else ():
            seconds = self.directory.took(run.id)
            if seconds is not None:
                remaining.learn(run.point, seconds)
        return remaining

    def _begun(self, identity):
        self._remaining.begun(identity, time.monotonic())

    def _prepare(self, run):
        self.directory.prepare(run.id, self.planner.program.recipe, self.planner.recipe_text(run))

    def _ended(self, identity):
        """Looks what became of a run; None: of all, where the engine does not say which ended."""
        if identity is None and not self.engine.names_runs:
            for each in list(self._open):
                self._look(each)
        elif identity in self._open:
            self._look(identity)
        self.progress.show()

    def _look(self, identity):
        state = self.directory.state(identity)
        if state is not State.MISSING:
            took = None if self.engine.names_runs else self.directory.took(identity)
            self._remaining.ended(identity, time.monotonic(), state is State.DONE, took)
        if state is State.DONE:
            self.progress.done += 1
        elif state is State.FAILED:
            self.progress.failed += 1
        elif self.directory.lacked_room(identity):
            raise Stopped(self.directory.stderr(identity).removeprefix("synfin-run: "))
        else:
            return
        run = self._open.pop(identity)
        if state is State.DONE and self.progress.is_shown() and self._remaining.wants_gathering():
            self._remaining.gathering(self._gathering(self.directory, run))


def command_of(directory, program, identity):
    """
    @param program the path of synfin-run
    @return the command line of a run, to be given again by hand: that of a script is in its recipe
    """
    try:
        with open(directory.run(identity, Script.recipe), encoding="utf-8") as file:
            return file.read().splitlines()[1].removeprefix("# ")
    except (OSError, IndexError, ValueError):
        return shlex.join([program, "--config", directory.run(identity, "params.ini")])


def describe_status(status):
    """@return an exit status in words."""
    if status == 0:
        return "no figures"
    if status > 128:
        try:
            return f"killed by {signal.Signals(status - 128).name}"
        except ValueError:
            pass
    return f"exit status {status}"


def _shortened(lines):
    """@return the first lines, where the cause is, and the last one."""
    return lines if len(lines) <= LINES else [*lines[:LINES - 2], "...", lines[-1]]


def report_lost(directory, plan, said):
    """Lists runs that had begun and that something has ended from outside, such as a job's bounds of memory and time, and why."""
    states = directory.states(plan.runs)
    lost = [run for run in plan.runs if states[run.id] is State.MISSING and os.path.exists(directory.run(run.id, "stderr"))]
    for run in lost[:SHOWN]:
        print(f"ended from outside: {plan.describe(run)}", file=sys.stderr)
    if len(lost) > SHOWN:
        print(f"... and {len(lost) - SHOWN} more", file=sys.stderr)
    for line in _shortened(list(dict.fromkeys(re.findall(r"error: (.*)", said)))) if lost else ():
        print(f"  {brief(line, LETTERS)}", file=sys.stderr)


def report_failures(directory, plan, program):
    """Lists failed runs with their commands and what they said. @return how many there are."""
    states = directory.states(plan.runs)
    failed = [run for run in plan.runs if states[run.id] is State.FAILED]
    for run in failed[:SHOWN]:
        print(f"failed: {plan.describe(run)}: {describe_status(directory.failure(run.id))}\n"
              f"  {command_of(directory, program, run.id)}", file=sys.stderr)
        for line in _shortened(directory.stderr(run.id).splitlines()):
            print(f"  {brief(line, LETTERS)}", file=sys.stderr)
    if len(failed) > SHOWN:
        print(f"... and {len(failed) - SHOWN} more, in {directory.of('failed.csv')}", file=sys.stderr)
    return len(failed)
