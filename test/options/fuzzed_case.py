# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""One call of a program, and what is wrong with how it ended."""

import dataclasses
import re
import signal
import unicodedata

CPU = 3  # s
CPU_LONG = 0.2  # s, of what may take hours
LONGEST = 200  # characters of the one line
HALF_WRITTEN = re.compile(r"\.part$|^\..*\.[A-Za-z0-9]{6}$")


@dataclasses.dataclass(frozen=True)
class Case:
    """A call."""

    program: object  # of fuzzed_programs.py
    option: str  # what is tried, as it is typed; "" for a word that is no option's
    value: bytes
    words: tuple  # the whole command line behind the program's name, as octets

    @property
    def seconds(self):
        """@return how much CPU it may use."""
        return CPU_LONG if self.option in self.program.long else CPU


@dataclasses.dataclass
class Ending:
    """How it ended."""

    status: int  # as of os.waitstatus_to_exitcode
    late: bool  # it had to be ended
    cpu: float  # s
    err: bytes
    before: dict  # its place, see Place.tree()
    after: dict


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
    names = [case.option]
    if case.value.startswith(b"--") and any(word.startswith(case.value) for word in case.words):
        names.append(case.value.decode())  # a word of its own, which is the option that is wrong
    if case.option and not any(re.search(re.escape(name) + r"(?![a-z0-9-])", line) for name in names):
        return "the line does not name the option"
    return None


def _was_cut(end):
    """@return true when it had used up its CPU."""
    return end.status in (-signal.SIGPROF, -signal.SIGXCPU, -signal.SIGKILL)


def _wrong_end(case, end):
    if b"Traceback (most recent call last)" in end.err:
        return "traceback"
    if end.late:
        return "never ended"
    if _was_cut(end):
        return None if case.option in case.program.long else f"more than {CPU} s of CPU"
    if end.status < 0:
        return f"signal {signal.Signals(-end.status).name}"
    if end.status > 2:
        return f"status {end.status}"
    if end.status and not case.program.is_obstacle(end.err):
        return _wrong_line(case, end.err)
    return None


def _named(paths):
    return ", ".join(sorted(paths))[:100]


def _wrong_files(case, end):
    new = set(end.after) - set(end.before)
    gone = {path for path in end.before if path not in end.after}
    if gone:
        return "removes " + _named(gone)
    if end.status in (1, 2) and not (end.status == 1 and case.program.resumes):
        if new:
            return "leaves " + _named(new)
        if end.before != end.after:
            return "changes what was there"
    if end.status >= 0:
        if any(not path.startswith("here/") for path in new):
            return "leaves " + _named(new)
        if any(HALF_WRITTEN.search(part) for path in new for part in path.split("/")):
            return "leaves what is half written: " + _named(new)
    return None


def wrong(case, end):
    """@return what is wrong with an Ending: a list of words for one fault each."""
    return [fault for fault in (_wrong_end(case, end), _wrong_files(case, end)) if fault]
