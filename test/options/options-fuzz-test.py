#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
Every option of every program meets 64 hostile values.

However wrong a value is: no traceback, no signal, no other status than 0, 1 or 2; when it is not 0, one line on standard
error of at most 200 characters, without control characters, which names the option; and nothing half written is left.

    options-fuzz-test.py               what fits into two minutes: see share_of()
    options-fuzz-test.py --all         all of it
    options-fuzz-test.py NAME...       of these programs only (after --all)
"""

import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import fuzzed_case  # noqa: E402
from fuzzed_case import Case  # noqa: E402
from fuzzed_programs import BIN, Option, programs  # noqa: E402
from hostile_values import VALUES  # noqa: E402

# Of what is sampled, one value of so many: for options that accept what one before them accepts, for parts of a value, and
# for options that are handed to another program.
ALIKE, PART, PASSED_ON = 8, 4, 32


def without_privileges():
    """
    Starts this anew as nobody: values name devices, and a program that is wrong must not be able to harm them. No file that
    belongs to root, /dev among them, can be changed then, and what nobody may read is not read.
    """
    if os.geteuid() == 0:
        os.execvp("setpriv", ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all",
                              "--inh-caps=-all", "--no-new-privs", sys.executable, *sys.argv])
    assert not os.access("/dev", os.W_OK), "this must not run as somebody who may change /dev"


def command_line(program, option, value, joined):
    """
    @param joined as --name=value, or else as two words
    @return the words of a call
    """
    base = [f"{name}={text}".encode() for name, text in program.base.items() if name != option.name]
    filled = option.frame.encode().replace(b"{}", value)
    tried = [option.name.encode() + b"=" + filled] if joined else [option.name.encode(), filled]
    return (*(word.encode() for word in program.words), *base, *tried)


def sampled(values, share, turn):
    """@return one of so many values; as many turns give all of them."""
    return [value for number, value in enumerate(values) if (number + turn) % share == 0]


def share_of(program, option, turn):
    """
    @param turn how many options before this one accept the same
    @return of how many values it is given one in two minutes: of its kind, the first option gets all of them
    """
    if option.name in program.passes_on:
        return PASSED_ON
    if turn > 0:
        return ALIKE
    return 1 if option.frame == "{}" or option.accepts.startswith("field") else PART


def cases_of(program, everything):
    """@return all calls of a program."""
    found = []
    turns = collections.Counter()
    for option in program.options():
        turn = turns[option.accepts]
        turns[option.accepts] += 1
        share = 1 if everything else share_of(program, option, turn)
        for number, value in enumerate(sampled(VALUES, share, turn)):
            # "--name value" is the other way, but not a flag's
            joined = number % 8 != 7 or not option.accepts
            found.append(Case(program, option.name, value, command_line(program, option, value, joined)))
        if option.frame == "{}" and share <= ALIKE:  # without a value
            found.append(Case(program, option.name, b"", command_line(program, option, b"", False)[:-1]))
    for place in program.places:
        for value in VALUES:
            words = tuple(word.encode().replace(b"{}", value) for word in place)
            base = [f"{name}={text}".encode() for name, text in program.base.items()]
            found.append(Case(program, "", value, (*words, *base)))
    return found


def furnish(folder):
    """Puts into a folder what the values name."""
    os.makedirs(folder + "/dir")
    os.mkdir(folder + "/empty")
    os.mkfifo(folder + "/fifo")
    for name in ("dir/file", "unreadable"):
        with open(os.path.join(folder, name), "w", encoding="ascii") as file:
            file.write("1\n")
    os.chmod(folder + "/unreadable", 0)
    subprocess.run([BIN / "synfin-run", "--connections", "3", "--loss", "0.1", "--out", folder + "/run"], check=True,
                   stdout=subprocess.DEVNULL)


def renew(folder):
    """Makes a folder as it was when it was furnished."""
    shutil.rmtree(folder, ignore_errors=True)
    furnish(folder)


def work(cases, folder, report):
    """A worker: runs cases, and reports a line of JSON about each fault."""
    furnish(folder)
    streams = [os.open(f"{folder}-{name}", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600) for name in ("out", "err")]
    for case in cases:
        end = fuzzed_case.run(case, folder, streams)
        for fault in fuzzed_case.wrong(case, end):
            seen = [case.program.name, case.option, repr(case.value[:60]), fault, end.status,
                    end.err[-400:].decode("utf-8", "backslashreplace"),
                    " ".join(repr(word[:60])[2:-1] for word in case.words)]
            os.write(report, json.dumps(seen).encode() + b"\n")
        if end.after != end.before:
            renew(folder)


def run_in_workers(cases, scratch):
    """@return the faults."""
    count = os.cpu_count() or 1
    reports = []
    for number in range(count):
        reading, writing = os.pipe()
        sys.stdout.flush()
        if os.fork() == 0:
            os.close(reading)
            work(cases[number::count], f"{scratch}/{number}", writing)
            os._exit(0)
        os.close(writing)
        reports.append(reading)
    faults = []
    for reading in reports:
        with os.fdopen(reading, encoding="utf-8") as lines:
            faults += [json.loads(line) for line in lines]
        _, status = os.wait()
        assert status == 0, "a worker did not end in order"
    return faults


def import_modules():
    """What the programs written in Python import, before their calls are forked."""
    sys.path.insert(0, str((BIN / "synfin-plot").resolve().parent))
    import matplotlib.pyplot  # noqa: F401
    import pandas  # noqa: F401
    import synfin_plot.cli  # noqa: F401
    import synfin_report.cli  # noqa: F401
    import synfin_sweep.main  # noqa: F401


def show(faults):
    """Prints faults that are alike once."""
    alike = collections.defaultdict(list)
    for program, option, value, fault, status, err, words in faults:
        alike[program, option, fault].append((value, status, err, words))
    for (program, option, fault), seen in alike.items():
        print(f"{program} {option}: {fault} ({len(seen)} of the values)")
        for value, status, err, words in seen[:3]:
            print(f"    {value}: status {status}: {err[-300:]!r}\n        {words}")


def main():
    without_privileges()
    everything = "--all" in sys.argv[1:]
    wanted = [word for word in sys.argv[1:] if word != "--all"]
    scratch = tempfile.mkdtemp(prefix="synfin-options-")
    faults = []
    total = 0
    for imported in (False, True):
        if imported:
            import_modules()
        cases = [case for program in programs() if program.imported == imported
                 and (not wanted or program.name in wanted) for case in cases_of(program, everything)]
        total += len(cases)
        faults += run_in_workers(cases, scratch) if cases else []
        shutil.rmtree(scratch)
        os.mkdir(scratch)
    shutil.rmtree(scratch)
    show(faults)
    print(f"{total} calls, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
