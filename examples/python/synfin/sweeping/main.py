# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-sweep: plans runs, carries out those that are missing, and gathers what came out."""

import os

from synfin import sensitivity
from synfin.sweeping import files, makers, options, plan
from synfin.sweeping.collection import Collection
from synfin.sweeping.directory import Directory, State
from synfin.sweeping.errors import BadInput, Stopped
from synfin.sweeping.estimate import Estimate
from synfin.sweeping.execution import Execution, report_failures
from synfin.sweeping.local_engine import LocalEngine
from synfin.sweeping.progress import Progress
from synfin.sweeping.provenance import Provenance
from synfin.sweeping.slurm_engine import SlurmEngine, wait_for_earlier
from synfin.tools import console
from synfin.tools.console import Interrupted, ignore_signals
from synfin.tools.messages import brief
from synfin.version import VERSION


class NoEngine:
    """Leaves the runs to another scheduler."""

    name = "none"

    def workers(self):
        """@return how many runs go on at the same time."""
        return 1


def _make_engine(request):
    """@return the engine that was asked for; refuses options of others."""
    name = request.choice("engine", ("parallel", "slurm", "none"))
    belong = {"hosts": ("parallel",), "array-size": ("slurm",), "sbatch": ("slurm",), "jobs": ("parallel", "slurm")}
    for option, engines in belong.items():
        if request.has(option) and name not in engines:
            raise BadInput(f"--{option} {brief(request.get(option))}: accepted is --engine {' or '.join(engines)} with it")
    return {"parallel": LocalEngine, "slurm": SlurmEngine}.get(name, lambda _: NoEngine())(request)


def _out(request):
    path = request.get("out")
    if not path:
        raise BadInput("--out: accepted is the name of a directory; it is missing")
    return Directory(path, request.get("result"))


def _dry_run(request, planner, engine):
    directory = _out(request) if request.get("out") else None
    if directory:
        directory.check()
    made = planner.make()
    console.write(made.text())
    console.say("synfin-sweep", Estimate(planner, made, directory).text(engine.workers()))
    return 0


def _adopt_plan(directory, made, planner, request, progress):
    """Makes a plan the directory's own."""
    path = directory.of("plan.csv")
    if os.path.exists(path):
        old = {run.id for run in plan.read(path).runs}
        new = {run.id for run in made.runs}
        if old != new:
            progress.say(f"the plan has changed: {len(new - old)} runs are new in it, {len(old - new)} are no longer"
                         " in it (what they left stays in runs/, without a line in the tables)")
    plan.write(path, made)
    files.write(directory.of("sweep.ini"), planner.sweep_ini(request))


def _prepare_only(directory, made, planner, progress):
    """--engine none: everything another scheduler needs."""
    states = directory.states(made.runs)
    todo = [run for run in made.runs if states[run.id] is not State.DONE]
    for run in todo:
        directory.prepare(run.id, planner.program.recipe, planner.recipe_text(run))
    progress.say(f"{len(todo)} runs wait in {directory.runs}: {planner.program.by_hand('ID')} does"
                 f" one, synfin-sweep --collect --out {directory.path} gathers them")


def _collect(directory, made, program, progress):
    collection = Collection(directory, made)
    done = collection.write(program)
    for note in collection.notes():
        progress.say(note)
    console.write(sensitivity.report(directory, made, progress))
    return done


def _sweep(request, arguments, progress):
    planner = plan.Planner(request)
    engine = _make_engine(request)
    if request.has("dry-run"):
        return _dry_run(request, planner, engine)
    directory = _out(request)
    directory.check()
    made = planner.make()
    directory.open(progress)
    try:
        return _work(request, directory, made, planner, engine, progress, arguments)
    finally:
        directory.close()


def _say_who_made(directory, made, program, progress):
    """Says of which runs this program is not the one that made them."""
    note = makers.note(directory, made, program.about)
    if note:
        progress.say(note)


def _work(request, directory, made, planner, engine, progress, arguments):
    """Everything that needs the directory."""
    provenance = Provenance(directory.of("provenance.json"), planner.program.about, arguments)
    if provenance.damaged:
        progress.say(f"note: {provenance.damaged}")
    _adopt_plan(directory, made, planner, request, progress)
    wait_for_earlier(directory, progress)
    directory.sweep_up(only_here=not request.get("hosts"))
    was_one = provenance.is_of_one_program()
    provenance.begin()
    outcome = "stopped"
    try:
        if request.has("force"):
            for run in made.runs:
                directory.forget(run.id)
        elif not was_one:
            _say_who_made(directory, made, planner.program, progress)
        if engine.name == "none":
            _prepare_only(directory, made, planner, progress)
            outcome = "prepared"
            return 0
        execution = Execution(directory, made, planner, engine, progress)
        said = execution.carry_out(request.has("retry-failed"))
        done = _collect(directory, made, planner.program.path, progress)
        failed = report_failures(directory, made, planner.program.path)
        lost = len(made) - done - failed
        outcome = f"{done} done, {failed} failed, {lost} missing"
        if failed or lost:
            about = f"--hosts {brief(request.get('hosts'), 30)}: " if request.get("hosts") else ""
            progress.say(f"{about}{done} of {len(made)} runs are done, {failed} failed, {lost} missing;"
                         " the same command does what is missing"
                         + (", --retry-failed repeats what failed" if failed else "")
                         + (f"; {engine.name} said: {brief(said.splitlines()[-1], 60)}" if lost and said else ""))
            return 1
        return 0
    except Interrupted:
        outcome = "interrupted"
        raise
    finally:
        ignore_signals()
        try:
            provenance.end(outcome)
        except OSError:
            pass  # no room: the outcome is the lesser loss


def _collect_only(request, progress):
    for name in request.asked:
        if name not in ("collect", "out", "progress", "program", "config"):
            raise BadInput(f"--{name}: accepted with --collect is --out DIR, and nothing else")
    directory = _out(request)
    directory.recall()
    try:
        made = plan.read(directory.of("plan.csv"))
    except BadInput as error:
        raise BadInput(f"--collect: {error}") from error
    directory.open(progress)
    try:
        done = _collect(directory, made, request.program.path, progress)
    finally:
        directory.close()
    progress.say(f"{done} of {len(made)} runs are done and in the tables")
    return 0


def _dispatch(arguments, beside):
    request = options.read(arguments, beside)
    if request.has("version"):
        console.write(f"synfin-sweep {VERSION}\n")
        return 0
    if request.has("help"):
        console.write(options.help_text(request.program))
        return 0
    progress = Progress(request.choice("progress", ("auto", "on", "off")))
    if request.has("collect"):
        return _collect_only(request, progress)
    return _sweep(request, ["synfin-sweep", *arguments], progress)


def _guarded(arguments, beside):
    """@return the exit status, unless it is one that every program has."""
    complain = lambda text: console.say("synfin-sweep", text)
    try:
        console.check_arguments(arguments)
        return _dispatch(arguments, beside)
    except Stopped as error:
        complain(f"stopped: {brief(error, 125, 0.15)}; no finished run is lost, the same command goes on")
        return 1
    except Interrupted as error:
        complain("interrupted; no finished run is lost, the same command goes on")
        return 128 + error.number
    except OSError as error:
        if error.filename == "stdout" or isinstance(error, BrokenPipeError):
            raise
        complain(f"stopped: {brief(error.filename or '', 60)}: {error.strerror}; no finished run is lost,"
                 " the same command goes on")
        return 1


def main(arguments, beside):
    """
    Ends the program with 0, 1 when something is left to do, 2 for bad input, 128 and the signal.

    @param arguments the words of the command line
    @param beside folders where synfin-run may be
    """
    console.run("synfin-sweep", lambda: _guarded(arguments, beside))
