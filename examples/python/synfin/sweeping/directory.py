# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The directory of a sweep: who may work in it, and what became of each run."""

import contextlib
import enum
import errno
import fcntl
import json
import os
import shutil
import signal
import socket
import stat
import tempfile
import time

from synfin.sweeping import files
from synfin.sweeping.errors import BadInput, Stopped
from synfin.tools import figures, inputs, runfolder, settings
from synfin.tools import summary as summary_
from synfin.tools.messages import brief

NO_ROOM = tuple(os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT))
NO_RESULT = "synfin-sweep: "  # how a line begins that says why a script that ended well has failed
# The shell adds 128 to the signal that killed a program. These come from outside, so the run may be done again.
KILLED = {128 + number for number in (signal.SIGHUP, signal.SIGINT, signal.SIGKILL, signal.SIGTERM)}


class State(enum.Enum):
    """What became of a run."""

    MISSING = "missing"
    DONE = "done"
    FAILED = "failed"


def _read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return ""


class Directory:
    """The directory that --out names."""

    def __init__(self, path, result=None):
        """@param result what --result says: the file with the figures of a script's runs"""
        self.path = path
        self._result = result or ""
        self.runs = os.path.join(path, "runs")
        self.running = os.path.join(path, files.PREFIX + "running")  # a pipe that runs under way hold open
        self.unfinished = ()  # ids of runs that were ended, or had not begun, when the sweep was stopped
        self._lock = None
        self._only_here = False  # whether nobody else works in it

    def of(self, name):
        """@return the path of a file in the directory."""
        return os.path.join(self.path, name)

    def run(self, identity, name=""):
        """@return the folder of a run, or the path of a file in it."""
        return os.path.join(self.runs, identity, name) if name else os.path.join(self.runs, identity)

    def told(self, option):
        """@return an option of the sweep in its own description of itself; an empty text where it has none."""
        path = self.of("sweep.ini")
        told = settings.read(inputs.read_text(path), brief(path, 90)) if os.path.exists(path) else ()
        return next((value for section, name, value in told if (section, name) == ("sweep", option)), "")

    def recall(self):
        """Takes --result from the sweep's own description of itself."""
        self._result = self.told("result")

    # --- who may work in it ---

    def _refuse(self, accepted):
        return BadInput(f"--out {brief(self.path)}: accepted is {accepted}")

    def check(self):
        """Raises BadInput where no sweep can be; writes nothing."""
        try:
            os.stat(self.path)
        except (FileNotFoundError, NotADirectoryError):
            return  # open() makes it, or says why it cannot
        except OSError as error:
            raise self._refuse(f"a directory that can be read ({error.strerror})") from error
        if not os.path.isdir(self.path):
            raise self._refuse("a directory, and this is a file")
        try:
            names = os.listdir(self.path)
        except OSError as error:
            raise self._refuse(f"a directory that can be read ({error.strerror})") from error
        if "plan.csv" not in names and any(not name.startswith(files.PREFIX) for name in names):
            raise self._refuse("a new or empty directory, or that of a sweep, with its plan.csv")

    def _take(self):
        """Keeps other sweeps out. @return the one that is at work in it already, or None"""
        self._lock = os.open(self.of(files.PREFIX + "lock"), os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            who = os.pread(self._lock, 200, 0).decode(errors="replace").strip()
            os.close(self._lock)
            self._lock = None
            return who or "another process"
        return None

    @contextlib.contextmanager
    def tables(self):
        """While it lasts, no other process writes tables or sweeps up: those that are written last are of all runs that are done."""
        lock = os.open(self.of(files.PREFIX + "tables.lock"), os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def open(self, progress, beside=False):
        """
        Makes the directory where there is none, and keeps other sweeps out of it.

        @param beside whether one that is at work may go on, so that nothing is opened
        @return who that is, or None
        """
        try:
            os.makedirs(self.path, exist_ok=True)
            who = self._take()
            if who is not None and beside:
                return who
            if who is not None:
                raise self._refuse(f"a directory in which no other synfin-sweep is at work ({who})")
            os.ftruncate(self._lock, 0)
            os.pwrite(self._lock, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
            if not os.path.exists(self.running):
                try:
                    os.mkfifo(self.running)
                except OSError:  # a file system without pipes: then nobody waits
                    os.close(os.open(self.running, os.O_CREAT | os.O_WRONLY, 0o666))
        except OSError as error:
            self.close()
            raise self._refuse(f"a directory that can be written ({error.strerror})") from error
        if self._is_running():
            progress.say("waiting for runs that a killed synfin-sweep left behind")
            while self._is_running():
                time.sleep(0.1)
        return None

    def _is_running(self):
        """@return true while runs of this machine are under way."""
        if not stat.S_ISFIFO(os.stat(self.running).st_mode):
            return False
        try:
            os.close(os.open(self.running, os.O_WRONLY | os.O_NONBLOCK))
        except OSError as error:
            if error.errno == errno.ENXIO:  # nobody reads it
                return False
            raise
        return True

    def scratch(self):
        """@return a folder for what nobody wants to see, which goes with the next sweep_up()."""
        path = self.of(files.PREFIX + "scratch")
        os.makedirs(path, exist_ok=True)
        return path

    def close(self):
        """Lets others in; of what is no result, it leaves the lock, and what runs still need that are under way."""
        if self._lock is not None:
            with contextlib.suppress(OSError):
                for _ in range(20):  # those that have just been ended
                    if not self._is_running():
                        os.unlink(self.running)
                        self._forget_unfinished()
                        self._sweep_up_runs()
                        self._sweep_away(self.of(files.PREFIX + "scratch"))
                        break
                    time.sleep(0.05)
            os.close(self._lock)
            self._lock = None

    # --- what became of each run ---

    def sweep_up(self, only_here):
        """
        Removes what killed runs left half-written.

        @param only_here false when other machines may still be at work in it
        """
        os.makedirs(self.runs, exist_ok=True)
        self._only_here = only_here
        self._sweep_up_runs()
        with self.tables():
            for name in os.listdir(self.path):
                if name.startswith(files.PREFIX) and name.removeprefix(files.PREFIX) not in ("lock", "running", "tables.lock"):
                    self._sweep_away(self.of(name))

    def _forget_unfinished(self):
        """Removes what is left of the runs of a sweep that was stopped, where no machine can be at work on them."""
        if self._only_here and not os.path.exists(self.of("slurm/job")):
            for identity in self.unfinished:
                if self.state(identity) is State.MISSING:
                    self.forget(identity)

    def _sweep_up_runs(self):
        for name in [name for name in os.listdir(self.runs) if name.startswith(".")] if self._only_here else ():
            shutil.rmtree(os.path.join(self.runs, name), ignore_errors=True)

    @staticmethod
    def _sweep_away(path):
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                os.unlink(path)

    def states(self, runs):
        """@return {id: State} of these runs."""
        try:
            present = set(os.listdir(self.runs))
        except FileNotFoundError:
            present = set()
        return {run.id: self.state(run.id) if run.id in present else State.MISSING for run in runs}

    def state(self, identity):
        """@return the State of a run; looks at what a script has written, where nobody has yet."""
        folder = self.run(identity)
        if os.path.exists(os.path.join(folder, runfolder.SUMMARY)):
            return State.DONE
        if os.path.exists(os.path.join(folder, runfolder.FILES)):
            is_known = runfolder.of_script(folder) and runfolder.written(folder)[1] == self._result
            return State.DONE if is_known else self._judge(identity)
        return State.FAILED if self.failure(identity) is not None else State.MISSING

    def _judge(self, identity):
        """Looks for the figures in what a script has written that has ended well, and writes down what it has found."""
        folder = self.run(identity)
        told = {runfolder.RESULT: None, "failed": None, "stderr": None}
        try:
            name = figures.locate(os.path.join(folder, runfolder.FILES), self._result)
            figures.read(os.path.join(folder, runfolder.FILES, name))
            told[runfolder.RESULT] = f"{name}\n{self._result}\n"
        except BadInput as error:
            said = "".join(f"{line}\n" for line in self.stderr(identity).splitlines() if not line.startswith(NO_RESULT))
            told.update(failed="0\n", stderr=f"{said}{NO_RESULT}{error}\n")
        if self._lock is not None:  # else nothing is to be written
            self._write_down(identity, told)
        return State.DONE if told[runfolder.RESULT] else State.FAILED

    def _write_down(self, identity, told):
        for name, text in told.items():
            if text is not None:
                files.write(self.run(identity, name), text)
            elif name != "stderr":
                self._remove(identity, name)

    def failure(self, identity):
        """@return the exit status of a run that failed by itself, or None; 0 is that of a script that left no figures."""
        status = _read(self.run(identity, "failed"))
        number = inputs.whole(status, 0, 255)
        if number is None or number in KILLED or self.lacked_room(identity):
            return None
        # Whatever synfin-run refuses, it says so. Without a word, the word found no room. A script may be silent.
        if number < 128 and not self.stderr(identity) and os.path.exists(self.run(identity, "params.ini")):
            return None
        return number

    def lacked_room(self, identity):
        """@return true when a run ended because nothing more could be written."""
        return any(text in self.stderr(identity) for text in NO_ROOM)

    def stderr(self, identity):
        """@return what a run said."""
        return _read(self.run(identity, "stderr"))

    def prepare(self, identity, recipe, text):
        """
        Makes the folder of a run that is about to begin; self.runs must be there.

        @param recipe the file that says what to do, and its text
        """
        folder = self.run(identity)
        path = os.path.join(folder, recipe)
        try:
            try:
                os.mkdir(folder)
            except FileExistsError:
                if os.path.exists(os.path.join(folder, runfolder.FILES)):
                    self.forget(identity)
                    os.mkdir(folder)
                self._remove(identity, "failed", "stderr", "stdout", *self._parts(folder))
            # Nobody reads it before the run is handed to the engine.
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise Stopped(f"{path}: {error.strerror}") from error

    @staticmethod
    def _parts(folder):
        """@return the names of captures that a killed run did not finish."""
        return [name for name in os.listdir(folder) if name.endswith(".part")]

    def tidy(self, identity):
        """Removes what a finished run does not need; one that was killed when all was done is as good as any."""
        failed = os.path.exists(self.run(identity, "failed"))
        for name in ("stderr", "stdout"):
            with contextlib.suppress(OSError):
                if (failed and name == "stderr") or os.path.getsize(self.run(identity, name)) == 0:
                    self._remove(identity, name)
        self._remove(identity, "failed")
        for name in os.listdir(self.run(identity)):
            if name.startswith(f".{identity}."):  # it had moved its files out of there
                shutil.rmtree(self.run(identity, name), ignore_errors=True)

    def forget(self, identity):
        """Removes a run at one go."""
        if os.path.exists(self.run(identity)):
            gone = tempfile.mkdtemp(prefix=f".{identity}.", dir=self.runs)
            os.rename(self.run(identity), gone)
            shutil.rmtree(gone, ignore_errors=True)

    # --- what came of it ---

    def took(self, identity):
        """@return the seconds that a run took that has ended, as far as its files tell, or None."""
        try:
            with open(self.run(identity, runfolder.SUMMARY), encoding="utf-8") as file:
                return float(json.load(file)["run"]["wall_s"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        try:  # a script's: from when what it prints had a file until its own files were there
            begun = min(os.stat(self.run(identity, name)).st_mtime for name in ("stdout", "stderr"))
            return max(os.stat(self.run(identity, runfolder.FILES)).st_ctime - begun, 0.0)
        except OSError:
            return None

    def figures(self, identity):
        """@return {figure: value} of a finished run, and its whole summary.json if that is synfin's; Stopped where it is damaged."""
        path = runfolder.result_of(self.run(identity))
        try:
            if path is None:
                raise BadInput(f"{brief(self.run(identity), 100)}: its figures are gone")
            if path.parent.name == identity:
                summary = summary_.read(path)
                return figures.of_synfin(summary), summary
            return figures.read(path)
        except BadInput as error:
            raise Stopped(f"{error} ({self.again(identity)})") from error

    def table(self, identity, name):
        """@return the path of a table of a finished run."""
        return str(runfolder.result_of(self.run(identity)).with_name(name))

    def is_script(self, identity):
        """@return whether a finished run is a script's."""
        return os.path.exists(self.run(identity, runfolder.FILES))

    def again(self, identity):
        """@return how a damaged run is done again."""
        what = brief(self.run(identity), 60) if self.is_script(identity) else "its summary.json"
        return f"remove {what}, and the same command does it again"

    def _remove(self, identity, *names):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.run(identity, name))
