# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How programs are called, thousands of times: none is linked, and none imports its modules, more than once."""

import ctypes
import gc
import os
import resource
import runpy
import shutil
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import traceback

from fuzzed_case import CPU, Ending

PATIENCE = 60  # s of wall clock: who still waits then, waits for ever
SPACE = 4 << 30  # octets
LARGEST = 256 << 20  # octets of a file
PR_SET_CHILD_SUBREAPER = 36  # of prctl(2)


class Place:
    """
    Where programs are called: a folder in which they start, and what they may take for HOME and TMPDIR. It holds what the
    hostile values name, and is as new for each call.
    """

    def __init__(self, root, run):
        """@param run the results of a run, of which it has a copy"""
        self._root = root
        self._run = run
        self.here = os.path.join(root, "here")
        self.home = os.path.join(root, "home")
        self.temporary = os.path.join(root, "tmp")
        self._furnish()

    def _furnish(self):
        for path in (self.here + "/dir", self.here + "/empty", self.home, self.temporary):
            os.makedirs(path)
        os.mkfifo(self.here + "/fifo")
        for name in ("dir/file", "unreadable"):
            with open(os.path.join(self.here, name), "w", encoding="ascii") as file:
                file.write("1\n")
        os.chmod(self.here + "/unreadable", 0)
        shutil.copytree(self._run, self.here + "/run")

    def tree(self):
        """@return path -> what can be seen of it without reading; links are not followed."""
        found = {}
        pending = [""]
        while pending:
            under = pending.pop()
            try:
                entries = list(os.scandir(os.path.join(self._root, under)))
            except FileNotFoundError:  # even the place itself may be gone
                continue
            for entry in entries:
                path = os.path.join(under, entry.name)
                status = entry.stat(follow_symlinks=False)
                is_folder = stat.S_ISDIR(status.st_mode)
                found[path] = (status.st_mode,) if is_folder else (status.st_mode, status.st_size, status.st_mtime_ns)
                if is_folder:
                    pending.append(path)
        return found

    def restore(self, before, after):
        """Makes it what it was before a call."""
        new = after.keys() - before.keys()
        if any(after.get(path) != seen for path, seen in before.items()):
            shutil.rmtree(self._root, ignore_errors=True)
            self._furnish()
            return
        for path in new:
            if os.path.dirname(path) in before:  # and what is in it
                whole = os.path.join(self._root, path)
                shutil.rmtree(whole) if len(after[path]) == 1 else os.unlink(whole)


class _Server:
    """A compiled program, of which each call is a fork: see fork-server.cc."""

    def __init__(self, path, library, streams):
        self._socket, end = socket.socketpair()
        with end:
            environment = {**os.environ, "LD_PRELOAD": library, "LD_BIND_NOW": "1", "SYNFIN_FORK_SERVER": str(end.fileno())}
            self._process = subprocess.Popen([path], env=environment, pass_fds=[end.fileno()], stdin=subprocess.DEVNULL,
                                             stdout=streams[0], stderr=streams[1])
        self._path = path
        self.pid = self._process.pid

    def start(self, case, folder):
        """@return the process of a call."""
        words = b"".join(word + b"\0" for word in (os.fsencode(folder), os.fsencode(self._path), *case.words))
        self._socket.sendall(struct.pack("III", round(1000 * case.seconds), CPU, len(words)) + words)
        return self._answer("i")[0]

    def wait(self, _):
        """@return the status of that process, and its CPU time."""
        status, microseconds = self._answer("iI")
        return status, microseconds / 1e6

    def _answer(self, kind):
        size = struct.calcsize(kind)
        octets = self._socket.recv(size, socket.MSG_WAITALL)
        assert len(octets) == size, f"the fork server of {self._path} ended: {self._process.wait()}"
        return struct.unpack(kind, octets)

    def close(self):
        """Ends it."""
        self._socket.close()
        self._process.wait()


class _Fork:
    """A script, or a program in Python that is imported: of each call this is a fork."""

    def __init__(self, streams):
        self._streams = streams

    def start(self, case, folder):
        """@return the process of a call."""
        child = os.fork()
        if child == 0:
            try:
                self._become(case, folder)
            finally:
                os._exit(99)
        return child

    def wait(self, child):
        """@return the status of that process, and its CPU time."""
        _, status, used = os.wait4(child, 0)
        return status, used.ru_utime + used.ru_stime

    def _become(self, case, folder):
        os.setpgid(0, 0)
        os.chdir(folder)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, stream in enumerate(self._streams, start=1):
            os.dup2(stream, number)
        resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU + 1))
        signal.setitimer(signal.ITIMER_PROF, case.seconds)
        for number in (signal.SIGALRM, signal.SIGPIPE, signal.SIGINT):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        path = case.program.path
        if not case.program.imported:
            os.execv(path, [os.fsencode(path), *case.words])
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # as Python does
        sys.argv = [path, *map(os.fsdecode, case.words)]
        status = 0
        try:
            runpy.run_path(path, run_name="__main__")
        except SystemExit as end:
            status = end.code or 0
        except BaseException:
            traceback.print_exc()
            status = 1
        sys.stderr.flush()
        sys.stdout.flush()
        os._exit(status)  # Python's own end would touch, and thereby copy, every page


class Caller:
    """Calls programs in a Place."""

    def __init__(self, place, library):
        """@param library fork-server.cc, for LD_PRELOAD"""
        self._place = place
        self._library = library
        os.environ.update(HOME=place.home, TMPDIR=place.temporary, PARALLEL_SSH="false")  # no other machine is asked
        tempfile.tempdir = None
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
        resource.setrlimit(resource.RLIMIT_AS, (SPACE, SPACE))
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        gc.collect()
        gc.freeze()
        self._streams = [os.memfd_create(name, 0) for name in ("out", "err")]
        self._fork = _Fork(self._streams)
        self._servers = {}

    def _starter(self, program):
        if not program.compiled:
            return self._fork
        if program.path not in self._servers:
            self._servers[program.path] = _Server(program.path, self._library, self._streams)
        return self._servers[program.path]

    def call(self, case):
        """@return the Ending of a case; the place is as it was."""
        for stream in self._streams:
            os.ftruncate(stream, 0)
            os.lseek(stream, 0, os.SEEK_SET)
        before = self._place.tree()
        late = []
        starter = self._starter(case.program)
        child = starter.start(case, self._place.here)
        signal.signal(signal.SIGALRM, lambda *_: (late.append(True), _kill(child)))
        signal.alarm(PATIENCE)
        status, cpu = starter.wait(child)
        signal.alarm(0)
        _kill(child)  # and what it started
        self._end_orphans()
        after = self._place.tree()
        if after != before:
            self._place.restore(before, after)
        err = os.pread(self._streams[1], 1 << 20, 0)
        return Ending(os.waitstatus_to_exitcode(status), bool(late), cpu, err, before, after)

    def _end_orphans(self):
        """What a program started in a group of its own, and left, is ours now."""
        servers = {server.pid for server in self._servers.values()}
        while orphans := {int(word) for word in _read(f"/proc/self/task/{os.getpid()}/children").split()} - servers:
            for orphan in orphans:
                os.kill(orphan, signal.SIGKILL)
                os.waitpid(orphan, 0)

    def close(self):
        """Ends what was started."""
        for server in self._servers.values():
            server.close()


def _read(path):
    with open(path, encoding="ascii") as file:
        return file.read()


def _kill(group):
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass
