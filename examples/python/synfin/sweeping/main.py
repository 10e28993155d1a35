# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-sweep: plans runs, carries out those that are missing, and gathers what came out."""

import os

from synfin import sensitivity
from synfin.sweeping import comparing, datapackage, files, keeping, makers, options, order, plan, until
from synfin.sweeping.collection import Collection, seconds_for
from synfin.sweeping.directory import Directory, State
from synfin.sweeping.errors import BadInput, Stopped
from synfin.sweeping.estimate import Estimate
from synfin.sweeping.execution import Execution, report_failures, report_lost
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
    belong = {"hosts": ("parallel",), "transfer": ("parallel",), "array-size": ("slurm",), "sbatch": ("slurm",),
              "jobs": ("parallel", "slurm")}
    for option, engines in belong.items():
        if request.has(option) and name not in engines:
            value = "" if option in options.FLAGS else f" {brief(request.get(option))}"
            raise BadInput(f"--{option}{value}: accepted is --engine {' or '.join(engines)} with it")
    return {"parallel": LocalEngine, "slurm": SlurmEngine}.get(name, lambda _: NoEngine())(request)


def _out(request):
    path = request.get("out")
    if not path:
        raise BadInput("--out: accepted is the name of a directory; it is missing")
    return Directory(path, request.get("result"))


def _dry_run(request, planner, engine, enough, comparison):
    directory = _out(request) if request.get("out") else None
    if directory:
        directory.check()
    made = planner.make()
    if comparison:
        comparison.prepare(made, planner.program)
    if enough:
        made = enough.first_plan(made, directory)
        made, said = enough.expected(made)
    console.write(made.text())
    console.say("synfin-sweep", Estimate(planner, made, directory).text(engine.workers()))
    if enough:
        console.say("synfin-sweep", said)
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
    todo = order.early([run for run in made.runs if states[run.id] is not State.DONE], planner.weight)
    for run in todo:
        directory.prepare(run.id, planner.program.recipe, planner.recipe_text(run))
    files.write(directory.of("todo"), "".join(f"{run.id}\n" for run in todo))
    progress.say(f"{len(todo)} runs wait in {directory.runs}: {planner.program.by_hand('ID')} does"
                 f" one, synfin-sweep --collect --out {directory.path} gathers them")


def _collect(directory, made, program, progress, comparison, enough=None):
    """Writes all tables, and says what is in those that somebody asked for. @return how many runs are done"""
    texts = []

    def beside():
        for table, asked in ((comparing.TABLE, comparison), (until.TABLE, enough)):
            if asked:
                texts.append(asked.write(directory, made))
            else:
                files.remove(directory.of(table))  # of other runs
        texts.append(sensitivity.write(directory, made, progress))

    with directory.tables():
        collection = Collection(directory, made)
        done = collection.write(program, beside, progress.tables)
    progress.end()
    for note in collection.notes():
        progress.say(note)
    console.write("".join(texts))
    return done


def _sweep(request, arguments, progress):
    for name in request.hidden():
        progress.say(f"note: --{name} is synfin-sweep's own option; {brief(request.program.name, 40)} has one of that name, too, which --set {name}=VALUE"
                     " gives")
    planner = plan.Planner(request)
    engine = _make_engine(request)
    enough = until.of(request, planner, engine)
    comparison = comparing.of(request)
    if comparison and engine.name == "none":
        raise BadInput(f"--compare {brief(request.get('compare'))}: accepted is --engine parallel or slurm with it, or --collect"
                       " when the runs are done")
    if request.has("dry-run"):
        return _dry_run(request, planner, engine, enough, comparison)
    directory = _out(request)
    directory.check()
    made = planner.make()
    if comparison:
        comparison.prepare(made, planner.program)
    directory.open(progress)
    try:
        made = enough.first_plan(made, directory) if enough else made
        return _work(request, directory, made, planner, engine, enough, comparison, progress, arguments)
    finally:
        directory.close()


def _say_what_is_there(request, directory, made, program, progress):
    """Says of which finished runs the program is not the one that made them, if one is given, and which have kept other files."""
    for note in (program and makers.note(directory, made, program.about), keeping.note(directory, made, request)):
        if note:
            progress.say(note)


def _work(request, directory, made, planner, engine, enough, comparison, progress, arguments):
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
        else:
            _say_what_is_there(request, directory, made, None if was_one else planner.program, progress)
        if engine.name == "none":
            _prepare_only(directory, made, planner, progress)
            outcome = "prepared"
            return 0
        work = lambda made, retry: Execution(directory, made, planner, engine, progress, seconds_for).carry_out(retry)
        retry = request.has("retry-failed")
        sensitivity.look_at_one(request, directory, made, work)
        said, made = enough.carry_out(made, work, retry, progress) if enough else (work(made, retry), made)
        done = _collect(directory, made, planner.program.path, progress, comparison, enough)
        failed = report_failures(directory, made, planner.program.path)
        lost = len(made) - done - failed
        if lost and not engine.names_runs:
            report_lost(directory, made, said)
        outcome = f"{done} done, {failed} failed, {lost} missing"
        is_enough = not enough or enough.report(progress)
        if failed or lost:
            about = f"--hosts {brief(request.get('hosts'), 30)}: " if request.get("hosts") else ""
            progress.say(f"{about}{done} of {len(made)} runs are done, {failed} failed, {lost} missing;"
                         " the same command does what is missing"
                         + (", --retry-failed repeats what failed" if failed else "")
                         + (f"; {engine.name} said: {brief(said.splitlines()[-1], 60)}" if lost and said else ""))
            return 1
        return 0 if is_enough else until.WIDE
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
        if name not in ("collect", "compare", "compare-figures", "out", "progress", "program", "config"):
            raise BadInput(f"--{name}: accepted with --collect are --out DIR and --compare, and nothing else")
    comparison = comparing.of(request)
    directory = _out(request)
    if datapackage.is_run(directory.path):
        for said in datapackage.write_run(directory.path):
            progress.say(said)
        return 0
    directory.recall()
    try:
        made = plan.read(directory.of("plan.csv"))
    except BadInput as error:
        raise BadInput(f"--collect: {error}") from error
    if comparison:
        comparison.prepare(made)
    worker = directory.open(progress, beside=True)
    try:
        done = _collect(directory, made, request.program.path, progress, comparison)
    finally:
        directory.close()
    progress.say(f"{done} of {len(made)} runs are done and in the tables"
                 + (f"; synfin-sweep is still at work ({worker})" if worker else ""))
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
