#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
Every option of every program meets 64 hostile values.

However wrong a value is: no traceback, no signal, no other status than 0, 1 or 2; when it is not 0, one line on standard
error of at most 200 characters, without control characters, which names the option; nothing half written is left,
and nothing that was there is removed.

    options-fuzz-test.py               what fits into two minutes: see share_of()
    options-fuzz-test.py --all         all of it
    options-fuzz-test.py NAME...       of these programs only (after --all)

$SYNFIN_BIN, $SYNFIN_SOURCE and $SYNFIN_FORK_SERVER_LIBRARY are set by ctest.
"""

import collections
import json
import os
import resource
import subprocess
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True
import fuzzed_call  # noqa: E402
import fuzzed_case  # noqa: E402
from fuzzed_case import Case  # noqa: E402
from fuzzed_programs import BIN, Option, programs  # noqa: E402
from hostile_values import VALUES  # noqa: E402

# Of what is sampled, one value of so many: for options that accept what one before them accepts, for parts of a value, and
# for options that are handed to another program.
ALIKE, PART, PASSED_ON = 16, 8, 64
SKIPPED = 77  # ctest's SKIP_RETURN_CODE


def without_privileges():
    """
    Starts this anew as nobody: values name devices, and a program that is wrong must not be able to harm them. No file that
    belongs to root, /dev among them, can be changed then, and what nobody may read is not read.
    """
    as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all",
                 "--no-new-privs"]
    if os.geteuid() == 0 and subprocess.run([*as_nobody, "test", "-r", __file__], check=False).returncode == 0:
        os.execvp(as_nobody[0], [*as_nobody, sys.executable, *sys.argv])
    if os.geteuid() == 0:
        print("the sources are where only root may go, and this does not run as root")
        sys.exit(SKIPPED)
    assert not os.access("/dev", os.W_OK), "this must not run as somebody who may change /dev"
    if not all(os.access(program.path, os.X_OK) for program in programs()):
        print("the programs are where only root may go, and this does not run as root")
        sys.exit(SKIPPED)


def command_line(program, option, value, joined):
    """
    @param joined as --name=value, or else as two words
    @return the words of a call
    """
    filled = option.frame.encode().replace(b"{}", value)
    tried = [option.name.encode() + b"=" + filled] if joined else [option.name.encode(), filled]
    return (*(word.encode() for word in program.words), *program.base_for(option.name), *tried)


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
            found.append(Case(program, "", value, (*words, *program.base_for(""))))
    return found


def work(cases, root, run, report):
    """A worker: makes calls, and reports a line of JSON about each fault, and one about its work when all are made."""
    totals = collections.defaultdict(lambda: [0, 0.0])
    caller = fuzzed_call.Caller(fuzzed_call.Place(root, run), os.environ["SYNFIN_FORK_SERVER_LIBRARY"])
    for case in cases:
        end = caller.call(case)
        for fault in fuzzed_case.wrong(case, end):
            seen = [case.program.name, case.option, repr(case.value[:60]), fault, end.status,
                    end.err[-400:].decode("utf-8", "backslashreplace"),
                    " ".join(repr(word[:60])[2:-1] for word in case.words)]
            os.write(report, json.dumps(seen).encode() + b"\n")
        totals[case.program.name][0] += 1
        totals[case.program.name][1] += end.cpu
    caller.close()
    os.write(report, json.dumps(totals).encode() + b"\n")


def run_in_workers(cases, scratch, run):
    """@return the faults, and of each program how many calls there were and their CPU time."""
    count = os.cpu_count() or 1
    reports = []
    for number in range(count):
        reading, writing = os.pipe()
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.close(reading)
                work(cases[number::count], f"{scratch}/{number}", run, writing)
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        os.close(writing)
        reports.append((child, reading))
    faults = []
    totals = collections.defaultdict(lambda: [0, 0.0])
    for child, reading in reports:
        with os.fdopen(reading, encoding="utf-8") as lines:
            found = [json.loads(line) for line in lines]
        _, status = os.waitpid(child, 0)
        assert status == 0, f"a worker did not end in order ({status}), see above"
        faults += found[:-1]
        for program, (calls, cpu) in found[-1].items():
            totals[program][0] += calls
            totals[program][1] += cpu
    return faults, totals


def import_modules():
    """What the programs written in Python import, before their calls are forked."""
    sys.path.insert(0, str((BIN / "synfin-plot").resolve().parent))
    import matplotlib.pyplot  # noqa: F401
    import pandas  # noqa: F401
    import synfin.plotting.cli  # noqa: F401
    import synfin.reporting.cli  # noqa: F401
    import synfin.sweeping.main  # noqa: F401


def show(faults):
    """Prints faults that are alike once."""
    alike = collections.defaultdict(list)
    for program, option, value, fault, status, err, words in faults:
        alike[program, option, fault].append((value, status, err, words))
    for (program, option, fault), seen in alike.items():
        print(f"{program} {option}: {fault} ({len(seen)} of the values)")
        for value, status, err, words in seen[:3]:
            print(f"    {value}: status {status}: {err[-300:]!r}\n        {words}")


def fuzz(wanted, everything, scratch):
    """@return as run_in_workers()"""
    subprocess.run([BIN / "synfin-run", "--connections", "3", "--loss", "0.1", "--trace", "segments", "--out", f"{scratch}/run"], check=True,
                   stdout=subprocess.DEVNULL)
    os.environ["MPLCONFIGDIR"] = f"{scratch}/matplotlib"  # it would make a folder for each call
    faults = []
    totals = {}
    for imported in (False, True):
        cases = [case for program in programs() if program.imported == imported
                 and (not wanted or program.name in wanted) for case in cases_of(program, everything)]
        if cases:
            if imported:
                import_modules()
            more, done = run_in_workers(cases, f"{scratch}/{'imported' if imported else 'other'}", f"{scratch}/run")
            faults += more
            totals.update(done)
    return faults, totals


def cpu_time():
    """@return s, of this process and all that it waited for."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def main():
    without_privileges()
    everything = "--all" in sys.argv[1:]
    wanted = [word for word in sys.argv[1:] if word != "--all"]
    unknown = set(wanted) - {program.name for program in programs()}
    if unknown:
        sys.exit(f"options-fuzz-test.py: {', '.join(sorted(unknown))}: accepted are --all and names of programs")
    with tempfile.TemporaryDirectory(prefix="synfin-options-") as scratch:
        faults, totals = fuzz(wanted, everything, scratch)
    show(faults)
    for program, (calls, cpu) in totals.items():
        print(f"{program}: {calls} calls, {cpu:.1f} s of CPU")
    print(f"{sum(calls for calls, _ in totals.values())} calls, {len(faults)} faults, {cpu_time():.0f} s of CPU")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
