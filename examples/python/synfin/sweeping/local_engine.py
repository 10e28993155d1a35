# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""GNU parallel: all cores of this machine, or of several through ssh."""

import contextlib
import errno
import os
import re
import selectors
import shutil
import signal
import subprocess
import threading
import time

from synfin.sweeping import transfer
from synfin.sweeping.errors import BadInput, Stopped
from synfin.tools import inputs
from synfin.tools.messages import brief

# What the shell does for the run {}; the variables keep all that needs quoting out of parallel's sight. That file
# descriptor 9 is open tells a later sweep that the run is under way.
RUN = (
    'echo +{}; { "$SYNFIN_RUN" %s "$SYNFIN_RUNS/"{}/%s >/dev/null 2>"$SYNFIN_RUNS/"{}/stderr'
    ' || echo $? >"$SYNFIN_RUNS/"{}/failed; } 9<>"$SYNFIN_RUNNING"; echo {}'
)

MOST_JOBS = 1000000
# Parallel would take a word before a host for a command, and its shell would read signs.
HOST = re.compile(r"(?:(\d+)/)?(?::|(?:[\w.-]+@)?[\w\[][\w.:%\]-]*)", re.ASCII)


def cores():
    """@return how many cores this process may use."""
    return len(os.sched_getaffinity(0))


class LocalEngine:
    """Does runs under GNU parallel."""

    name = "parallel"
    names_runs = True  # ended() is told the id of each run that ended

    def __init__(self, request):
        self.jobs = request.number("jobs", None, MOST_JOBS)
        self.hosts = request.get("hosts")
        for host in self.hosts.split(",") if self.hosts is not None else ():
            found = HOST.fullmatch(host)
            if not found or (found[1] and inputs.whole(found[1], 1, MOST_JOBS) is None):
                raise BadInput(f"--hosts {brief(self.hosts)}: accepted is [CORES/]HOST,... as in parallel's --sshlogin, such"
                               f" as 4/node1,8/user@node2,: and not '{brief(host, 30)}'")
        self.transfers = request.has("transfer")
        self._check_transfer(request)
        self.parallel = shutil.which("parallel")
        if self.parallel is None:
            raise BadInput("--engine parallel: GNU parallel is missing; accepted is a machine with it"
                           " (Debian: apt install parallel), or another engine")
        version = subprocess.run([self.parallel, "--version"], capture_output=True, text=True, check=False)
        if not version.stdout.startswith("GNU parallel"):
            raise BadInput(f"--engine parallel: {self.parallel} is not GNU parallel (Debian: apt install"
                           " parallel, which takes the place of that of moreutils)")
        self._process = None
        self._scratch = None  # the descriptor of the folder for what parallel writes for itself

    def _check_transfer(self, request):
        """Refuses --transfer where nothing can be sent."""
        if not self.transfers:
            return
        if self.hosts is None or ":" in [host.rpartition("/")[2] for host in self.hosts.split(",")]:
            raise BadInput("--transfer: accepted with --hosts, whose machines are others than this one, ':'")
        if not request.program.can_be_tried:
            raise BadInput("--transfer: accepted with synfin-run; what a script needs is not known, so that a folder which all"
                           " machines share is wanted")
        if shutil.which("rsync") is None:
            raise BadInput("--transfer: rsync is missing; accepted is a machine with it, as the others must be (Debian: apt install rsync)")

    def workers(self):
        """@return how many runs go on at the same time, as far as that is known."""
        return self.jobs or cores()

    def _command(self, scratch, directory, program, count):
        command = [self.parallel, "--will-cite", "--plain", "--ungroup", "--no-run-if-empty", "--tmpdir", scratch]
        command += ["--termseq", "TERM,5000,KILL,25"]  # ms: what is ended shall have the time to tidy up
        if self.hosts:
            command += ["--sshlogin", self.hosts, "--retries", "3"]
            command += transfer.options(os.path.abspath(directory.runs), program.recipe) if self.transfers else ["--workdir", os.getcwd()]
            command += ["--env", "SYNFIN_RUN", "--env", "SYNFIN_RUNS", "--env", "SYNFIN_RUNNING"]
        if self.jobs or not self.hosts:
            command += ["--jobs", str(min(self.workers(), count))]  # it would look for room for all of them
        # When the sweep is killed, parallel shall start nothing more.
        setpriv = shutil.which("setpriv")
        return ([setpriv, "--pdeathsig", "TERM"] if setpriv else []) + [
            *command, (transfer.RUN if self.transfers else RUN) % (" ".join(program.launcher[1:]), program.recipe)]

    def carry_out(self, directory, program, runs, prepare, begun, ended):
        """
        @param directory of the sweep
        @param program what is run
        @param runs what to do
        @param prepare called with each run before it begins
        @param begun called with the id of each run that is under way
        @param ended called with the id of each run that ended, and with None now and then
        """
        # What parallel writes for itself: HOME need not be there, nor /tmp be writable.
        scratch = os.path.abspath(directory.scratch())
        self._scratch = os.open(scratch, os.O_RDONLY | os.O_DIRECTORY)
        # GNU parallel of 2023 and later refuses folders whose names have other characters than these.
        name = scratch if re.fullmatch(r"[-A-Za-z0-9_+,.%:/= ]*", scratch) else f"/proc/{os.getpid()}/fd/{self._scratch}"
        environment = dict(
            {"HOME": name, "PARALLEL_SSH": transfer.SSH, **os.environ},
            PARALLEL_SHELL="/bin/sh",
            PARALLEL_HOME=name,
            SYNFIN_RUN=os.path.abspath(program.launcher[0]) if self.transfers else program.launcher[0],
            SYNFIN_RUNS=os.path.abspath(directory.runs),
            SYNFIN_RUNNING=os.path.abspath(directory.running),
        )
        self._process = subprocess.Popen(
            self._command(name, directory, program, len(runs)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        problem = []
        feeder = threading.Thread(target=self._feed, args=(runs, prepare, problem), daemon=True)
        feeder.start()
        arrivals = transfer.Arrivals(directory, ended)
        said = self._listen(begun, arrivals.expect if self.transfers else ended)
        status = self._process.wait()
        if self.transfers:
            arrivals.expect(None)
        feeder.join()
        self._close_scratch()
        if problem:
            raise problem[0]
        shutil.rmtree(scratch, ignore_errors=True)
        if status < 0:
            self._end_session()
            raise Stopped(f"GNU parallel was killed by signal {-status}")
        if "Is the disk full?" in said:  # its own files, which are in the sweep's directory
            raise Stopped(f"GNU parallel: {os.strerror(errno.ENOSPC)}")
        return said

    def _feed(self, runs, prepare, problem):
        """Names run after run to parallel, which takes them as fast as it needs them."""
        try:
            with self._process.stdin as names:
                for run in runs:
                    prepare(run)
                    names.write(f"{run.id}\n".encode())
                    names.flush()
        except BrokenPipeError:
            pass
        except Exception as error:  # pylint: disable=broad-except
            problem.append(error)
            self._process.terminate()

    def _listen(self, begun, ended):
        """@return what parallel and the shells said on stderr."""
        said = b""
        rest = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            selector.register(self._process.stderr, selectors.EVENT_READ)
            while selector.get_map():
                events = selector.select(0.2)
                if not events and self._process.poll() is not None:
                    break  # it was killed, and children of its hold the pipes
                for key, _ in events:
                    data = os.read(key.fd, 65536)
                    if not data:
                        selector.unregister(key.fileobj)
                    elif key.fileobj is self._process.stderr:
                        said = (said + data)[-10000:]
                    else:
                        *ids, rest = (rest + data).split(b"\n")
                        for identity in (each.decode(errors="replace") for each in ids):
                            if identity.startswith("+"):
                                begun(identity[1:])
                            else:
                                ended(identity)
                ended(None)
        return said.decode(errors="replace").strip()

    def stop(self):
        """Ends everything now; runs that are not done leave nothing behind."""
        if self._process is not None:
            self._end(self._process)
        self._close_scratch()

    def _end(self, process):
        process.terminate()  # start no more ...
        time.sleep(0.1)
        process.terminate()  # ... and end those that are under way
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._end_session()

    def _close_scratch(self):
        if self._scratch is not None:
            os.close(self._scratch)
            self._scratch = None

    def _end_session(self):
        """Ends what parallel leaves behind when it is killed: runs, and placeholders that sleep for hours."""
        for name in os.listdir("/proc"):
            with contextlib.suppress(ValueError, OSError):
                if os.getsid(int(name)) == self._process.pid:
                    os.kill(int(name), signal.SIGTERM)
