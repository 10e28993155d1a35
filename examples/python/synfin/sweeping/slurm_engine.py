# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Slurm job arrays: one array, whose tasks share the runs."""

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import time

from synfin.sweeping import files
from synfin.sweeping.errors import BadInput, Stopped
from synfin.tools import inputs

# A task does every TASKS-th run of the list. It asks first whether the run is done, so that a task that Slurm
# requeues goes on where it was.
SCRIPT = """\
#!/bin/sh
cd {cwd} || exit
line=0
while read -r id; do
    line=$((line + 1))
    [ $(((line - 1) % {tasks})) = "$SLURM_ARRAY_TASK_ID" ] || continue
    dir={runs}/$id
    [ ! -e "$dir/{result}" ] || continue
    {launcher} "$dir/{recipe}" >/dev/null 2>"$dir/stderr" </dev/null || echo $? >"$dir/failed"
done <{ids}
"""
POLL = 1.0  # seconds


def _call(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _complaint(text):
    """@return what a program of Slurm says is wrong: its first error, or else all that it says."""
    errors = re.findall(r"^\w+: error: (.*)", text, re.M)
    return errors[0] if errors else text.strip().replace("\n", "; ")


def _is_queued(job):
    """@return true while Slurm has tasks of the job that have not ended, or does not answer."""
    done = _call("squeue", "--noheader", f"--jobs={job}", "--format=%i")
    if done.returncode != 0:
        return not re.search("Invalid job id", done.stderr)
    return bool(done.stdout.strip())


def _wait(job, ended):
    pause = POLL / 4
    while _is_queued(job):
        ended()
        time.sleep(pause)
        pause = min(POLL, pause * 1.5)
    ended()


def _forget(directory):
    with contextlib.suppress(FileNotFoundError):
        os.unlink(directory.of("slurm/job"))


def wait_for_earlier(directory, progress):
    """Waits for the job of a sweep that was killed, whatever does the rest: its runs are under way."""
    try:
        with open(directory.of("slurm/job"), encoding="utf-8") as file:
            job = file.read().strip()
    except OSError:
        return
    if shutil.which("squeue") is None:
        raise Stopped(f"Slurm job {job} of an earlier call may be at work, and squeue is missing here"
                      f" (if the job has ended, remove {directory.of('slurm/job')})")
    if _is_queued(job):
        progress.say(f"waiting for Slurm job {job} of an earlier call")
        _wait(job, lambda: None)
    _forget(directory)


class SlurmEngine:
    """Does runs as tasks of a Slurm job array."""

    name = "slurm"

    def __init__(self, request):
        self.jobs = request.number("jobs", None, 1000000)
        self.array_size = request.number("array-size", 1000, 4000000)
        self.options = shlex.split(request.get("sbatch", ""))
        for program in ("sbatch", "squeue", "scancel"):
            if shutil.which(program) is None:
                raise BadInput(f"--engine slurm: {program} is missing; accepted is a machine with Slurm's"
                               " programs (Debian: apt install slurm-client), or another engine")
        self._job = None
        self._directory = None

    names_runs = False  # ended() must look for itself which runs ended

    def workers(self):
        """@return how many runs go on at the same time, as far as that is known."""
        return self.jobs or 1

    def carry_out(self, directory, program, runs, prepare, _begun, ended):
        """
        @param directory of the sweep
        @param program what is run
        @param runs what to do
        @param prepare called with each run before it begins
        @param ended called with None now and then, to look for runs that ended
        """
        self._directory = directory
        runs = list(runs)
        for run in runs:
            prepare(run)
        folder = os.path.abspath(directory.of("slurm"))
        os.makedirs(folder, exist_ok=True)
        tasks = min(len(runs), self.array_size)
        ids = os.path.join(folder, "ids")
        files.write(ids, "".join(f"{run.id}\n" for run in runs))
        script = os.path.join(folder, "job.sh")
        files.write(script, SCRIPT.format(
            cwd=shlex.quote(os.getcwd()), tasks=tasks, runs=shlex.quote(os.path.abspath(directory.runs)),
            launcher=shlex.join(program.launcher), recipe=program.recipe, result=program.result, ids=shlex.quote(ids)))
        limit = f"%{self.jobs}" if self.jobs else ""
        log = os.path.join(folder, "log").replace("%", "%%")
        done = _call(
            "sbatch", "--parsable", "--job-name=synfin-sweep", f"--array=0-{tasks - 1}{limit}",
            f"--output={log}", "--open-mode=append", *self.options, script)
        job = done.stdout.strip().split(";")[0]
        if done.returncode != 0 or inputs.whole(job) is None:
            raise Stopped("sbatch: " + _complaint(done.stderr or done.stdout))
        self._job = job
        files.write(os.path.join(folder, "job"), job + "\n")
        _wait(job, lambda: ended(None))
        self._job = None
        _forget(directory)
        try:
            with open(log, encoding="utf-8", errors="replace") as file:
                return file.read()[-10000:].strip()
        except OSError:
            return ""

    def stop(self):
        """Takes the job out of Slurm; runs that are not done leave nothing behind."""
        if self._job is not None:
            _call("scancel", self._job)
            for _ in range(100):
                if not _is_queued(self._job):
                    _forget(self._directory)
                    break
                time.sleep(0.1)
