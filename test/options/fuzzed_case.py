# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""One call of a program, and what is wrong with how it ended."""

import dataclasses
import os
import re
import resource
import runpy
import signal
import stat
import sys
import unicodedata

PATIENCE = 60  # s of wall clock: who still waits then, waits for ever
CPU = 3  # s
CPU_LONG = 1  # s, of what may take hours
SPACE = 4 << 30  # octets
LONGEST = 200  # characters of the one line
HALF_WRITTEN = re.compile(r"\.part$|^\..*\.[A-Za-z0-9]{6}$")


@dataclasses.dataclass(frozen=True)
class Case:
    """A call."""

    program: object  # of fuzzed_programs.py
    option: str  # what is tried, as it is typed; "" for a word that is no option's
    value: bytes
    words: tuple  # the whole command line behind the program's name, as octets


@dataclasses.dataclass
class Ending:
    """How it ended."""

    status: int  # as of os.waitstatus_to_exitcode
    late: bool  # it had to be ended
    out: bytes
    err: bytes
    before: dict  # the folder: path -> what can be seen of it without reading
    after: dict


def tree(folder):
    """@return what is in the folder, without following links."""
    found = {}
    pending = [""]
    while pending:
        under = pending.pop()
        with os.scandir(os.path.join(folder, under)) as entries:
            for entry in entries:
                path = os.path.join(under, entry.name)
                status = entry.stat(follow_symlinks=False)
                is_folder = stat.S_ISDIR(status.st_mode)
                found[path] = (status.st_mode,) if is_folder else (status.st_mode, status.st_size, status.st_mtime_ns)
                if is_folder:
                    pending.append(path)
    return found


def _become(case, folder, streams):
    """In the child: becomes the program; returns only to be Python's own end."""
    os.setpgid(0, 0)
    os.chdir(folder)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, stream in enumerate(streams, start=1):
        os.dup2(stream, number)
    seconds = CPU_LONG if case.option in case.program.long else CPU
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (256 << 20, 256 << 20))
    if not os.environ.get("SYNFIN_FUZZ_SANITIZED"):  # AddressSanitizer reserves terabytes
        resource.setrlimit(resource.RLIMIT_AS, (SPACE, SPACE))
    for number in (signal.SIGALRM, signal.SIGPIPE, signal.SIGINT):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    if case.program.imported:
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # as Python does
        sys.argv = [case.program.path, *map(os.fsdecode, case.words)]
        runpy.run_path(case.program.path, run_name="__main__")
        sys.exit(0)
    os.execv(case.program.path, [os.fsencode(case.program.path), *case.words])


def run(case, folder, streams):
    """
    Runs a case. In the child of a program that is imported, this raises what the program raises.

    @param folder where it starts
    @param streams open files for its standard output and error
    @return its Ending
    """
    for stream in streams:
        os.ftruncate(stream, 0)
        os.lseek(stream, 0, os.SEEK_SET)
    before = tree(folder)
    late = []
    child = os.fork()
    if child == 0:
        _become(case, folder, streams)
    signal.signal(signal.SIGALRM, lambda *_: (late.append(True), _kill(child)))
    signal.alarm(PATIENCE)
    _, status = os.waitpid(child, 0)
    signal.alarm(0)
    _kill(child)  # and what it started
    out, err = (os.pread(stream, 1 << 20, 0) for stream in streams)
    return Ending(os.waitstatus_to_exitcode(status), bool(late), out, err, before, tree(folder))


def _kill(group):
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _wrong_line(case, err):
    """@return what is wrong with the one line that is said to bad input."""
    try:
        text = err.decode()
    except UnicodeDecodeError:
        return "stderr is not UTF-8"
    if not text.endswith("\n") or text.count("\n") != 1:
        return f"{text.count(chr(10))} lines on stderr"
    line = text[:-1]
    if any(unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") or c in "\u202e" for c in line):
        return "control characters on stderr"
    if len(line) > LONGEST:
        return f"a line of more than {LONGEST} characters"
    if case.option and not re.search(re.escape(case.option) + r"(?![a-z0-9-])", line):
        return "the line does not name the option"
    return None


def _wrong_end(case, end):
    if b"Traceback (most recent call last)" in end.err:
        return "traceback"
    if end.late:
        return "never ended"
    if end.status == -signal.SIGXCPU or end.status == -signal.SIGKILL:
        return None if case.option in case.program.long else f"more than {CPU} s of CPU"
    if end.status < 0:
        return f"signal {signal.Signals(-end.status).name}"
    if end.status > 2:
        return f"status {end.status}"
    if end.status and not case.program.is_obstacle(end.err):
        return _wrong_line(case, end.err)
    return None


def _wrong_files(case, end):
    new = set(end.after) - set(end.before)
    if end.status in (1, 2) and not (end.status == 1 and case.program.resumes):
        if new:
            return "leaves " + ", ".join(sorted(new))[:100]
        if any(end.after.get(path) != seen for path, seen in end.before.items()):
            return "changes what was there"
    if end.status >= 0 and any(HALF_WRITTEN.search(part) for path in new for part in path.split("/")):
        return "leaves what is half written: " + ", ".join(sorted(new))[:100]
    return None


def wrong(case, end):
    """@return what is wrong with an Ending: a list of words for one fault each."""
    return [fault for fault in (_wrong_end(case, end), _wrong_files(case, end)) if fault]
