#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Time and memory of each figure of synfin-plot, of a run that is made for it or of one that is there.

    test/bench/plot.py build/bin [--connections 10000000] [--run FOLDER] [--figures NAME ...]

10,000,000 connections are 110,000,000 rows and 12 GB, which are removed again; a figure is at most 60 s and 1 GiB on two cores that
nobody else uses. CPU times are those of the program and of its processes; memory is the most that one of these had.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(SOURCE / "examples" / "python"))
from synfin.plotting.catalogue import FIGURES
from synfin.plotting.errors import DoesNotFit
from synfin.results.source import open_source


def fitting(folder):
    """@return the figures that a run has"""
    source, found = open_source(folder), []
    for figure in FIGURES.values():
        try:
            figure.check(source)
            found.append(figure.name)
        except DoesNotFit:
            pass
    return found


def measure(program, folder, figure, target):
    """@return seconds, seconds of CPU, MB, and what was said, if it has failed"""
    begin = time.monotonic()
    with subprocess.Popen([program, folder, figure, "--out", target], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return time.monotonic() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said.strip() if process.returncode else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bin", type=pathlib.Path)
    parser.add_argument("--connections", type=int, default=10_000_000)
    parser.add_argument("--run", type=pathlib.Path, help="a run that is there")
    parser.add_argument("--figures", nargs="+")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.run or pathlib.Path(scratch, "run")
        if not given.run:
            subprocess.run([given.bin / "synfin-run", "--connections", str(given.connections), "--rate", "100000", "--loss", "0.05", "--out", folder],
                           check=True, stdout=subprocess.DEVNULL)
        print(f"{'figure':24s} {'s':>8s} {'CPU s':>8s} {'MB':>8s}")
        for figure in given.figures or fitting(folder):
            seconds, cpu, memory, fault = measure(given.bin / "synfin-plot", folder, figure, pathlib.Path(scratch, "figures"))
            print(f"{figure:24s} {seconds:8.1f} {cpu:8.1f} {memory:8.0f} {fault}", flush=True)


if __name__ == "__main__":
    main()
