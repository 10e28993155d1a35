#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Instructions and CPU time per connection life of synfin-run, of one build or of two beside each other.

    test/bench/instructions-per-life.py build/bin [OTHER/bin] [--pairs N]

Instructions are valgrind's (Debian: valgrind) and hardly vary: those of a run of 6,000 lives less those of one of 1,000, so
that beginning and end do not count. CPU times are medians over pairs of runs, one build and then the other, since whatever
else the machine does meets both.
"""

import argparse
import os
import pathlib
import re
import resource
import statistics
import subprocess
import sys

LIVES = {
    "direct": ["--path", "direct"],
    "direct, 10% loss": ["--path", "direct", "--loss", "0.1"],
    "direct, a request of 200 and a response of 3,000 octets": ["--path", "direct", "--request", "200", "--response", "3000"],
    "ip": ["--path", "ip"],
}
FEW, MANY = 1000, 6000
TIMED = 200000


def command(folder, options, connections):
    """@return a run of that many lives, with nothing recorded"""
    return [str(folder / "synfin-run"), *options, "--rate", "1000", "--trace", "none", "--connections", str(connections)]


def instructions(folder, options):
    """@return instructions per life"""
    counts = []
    for connections in (FEW, MANY):
        done = subprocess.run(["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null",
                               *command(folder, options, connections)], capture_output=True, text=True, check=True)
        counts.append(int(re.search(r"I +refs: +([\d,]+)", done.stderr).group(1).replace(",", "")))
    return (counts[1] - counts[0]) / (MANY - FEW)


def cpu_time(folder, options, connections):
    """@return microseconds of CPU per life"""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command(folder, options, connections), stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1e6 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) / connections


def line(name, values, unit):
    """@return a row: the value of each build, and how the first differs from the other"""
    row = f"{name:58s}" + "".join(f"{value:12,.2f}" for value in values) + f" {unit}"
    return row + (f" {100 * (values[0] / values[1] - 1):+6.2f} %" if len(values) == 2 else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, nargs="+", help="where synfin-run is; at most two")
    parser.add_argument("--pairs", type=int, default=0, help="of timed runs; none unless given")
    arguments = parser.parse_args()
    if len(arguments.folder) > 2 or any(not os.access(folder / "synfin-run", os.X_OK) for folder in arguments.folder):
        parser.error("accepted are one or two folders with a synfin-run")
    for name, options in LIVES.items():
        print(line(name, [instructions(folder, options) for folder in arguments.folder], "instructions"), flush=True)
        if arguments.pairs:
            lives = TIMED // 10 if "ip" in options else TIMED
            times = [[cpu_time(folder, options, lives) for folder in arguments.folder] for _ in range(arguments.pairs)]
            print(line("", [statistics.median(each) for each in zip(*times)], "us of CPU    "), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
