# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What a program owes the shell: messages, exit status, signals, and output that has arrived or is missed."""

import os
import signal
import sys

from synfin.tools import messages
from synfin.tools.messages import BadInput

# Libraries that not every Python has, and what Debian calls them.
LIBRARIES = {name: f"python3-{name}" for name in ("numpy", "pandas", "matplotlib", "scipy", "zstandard")}
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """A signal asked the program to end."""

    def __init__(self, number):
        super().__init__(number)
        self.number = number


def open_standard_files():
    """No file of ours, or of a program that we start, shall be taken for a standard one that was closed."""
    for wanted, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(wanted)
        except OSError:
            os.open(os.devnull, mode)  # the lowest number that is free
            os.set_inheritable(wanted, True)
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # what is written there fails, as it must
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)


def catch_signals():
    """Turns signals that end a program into Interrupted; those that are ignored, as under nohup, stay so."""

    def interrupt(number, _):
        ignore_signals()
        raise Interrupted(number)

    for number in SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, interrupt)


def ignore_signals():
    """What is under way is short and shall not be cut off."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def say(program, text):
    """Writes a line to stderr; where nobody can hear it, the status has to tell."""
    try:
        print(messages.line(program, text), file=sys.stderr, flush=True)
    except OSError:
        nobody_listens()


def nobody_listens():
    """stderr cannot be written, which is no reason to stop; Python must not try again when it ends, and fail of it."""
    sys.stderr = open(os.devnull, "w", encoding="utf-8")


def check_arguments(arguments):
    """Raises BadInput for words that are no UTF-8: they could stand in no table and no message."""
    for before, word in zip(["", *arguments], arguments):
        try:
            word.encode("utf-8")
        except UnicodeEncodeError as error:
            option = f"{before} " if before.startswith("--") and "=" not in before else ""
            raise BadInput(f"{option}{messages.brief(word)}: accepted are arguments in UTF-8") from error


def write(text=""):
    """Hands a text to stdout; what cannot be written is an error that names it."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
        raise
    except OSError as error:
        _forget_output()
        raise OSError(error.errno, error.strerror, "stdout") from error


def _forget_output():
    """Python would try again when it ends, and complain in its own words."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _work(program, work):
    try:
        try:
            status = work() or 0
        except SystemExit as end:  # argparse's, after --help
            status = end.code or 0
        write()
        return status
    except BadInput as error:
        say(program, error)
        return 2
    except Interrupted as error:
        return 128 + error.number
    except BrokenPipeError:
        return 1  # who read it knows
    except OSError as error:
        say(program, f"{error.filename or 'stopped'}: {error.strerror or error}")
        return 1
    except ModuleNotFoundError as error:
        if error.name not in LIBRARIES:
            raise
        say(program, f"stopped: Python's {error.name} is missing (Debian: apt install {LIBRARIES[error.name]})")
        return 1
    except MemoryError:
        say(program, "stopped: no memory is left")
        return 1


def run(program, work):
    """
    Does a program's work, and ends the program unless all went well.

    Bad input is one line and status 2; what the machine refuses one line and 1; a signal 128 and its number.
    @param work returns the exit status, or None
    """
    open_standard_files()
    catch_signals()
    status = _work(program, work)
    if status != 0:
        sys.exit(status)
