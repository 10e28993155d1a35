#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Measures what synfin-sweep costs beside synfin-run; the figures in doc/sweep.rst come from here.

    cmake --build build && python3 test/sweep/sweep-overhead.py

CPU times are user and system time of everything that was started. Speed-up is wall time: only on an idle machine does
it say something.
"""

import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("SYNFIN_BIN", ROOT / "build" / "bin"))
SWEEP = [str(BIN / "synfin-sweep"), "--vary", "loss=0:0.3:0.05", "--vary", "delay=10ms,50ms"]
POINTS = 14
PLAN = """
import sys
sys.path.insert(0, sys.argv[1])
from synfin.sweeping import options, plan
request = options.read(sys.argv[3:], [sys.argv[2]])
plan.write("plan.csv", plan.Planner(request).make())
"""


def measure(command):
    """@return (CPU seconds, wall seconds) of a command that must succeed, with everything that it starts."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, ended - begun


def overhead(name, runs, *options):
    """Prints the CPU time of a sweep beside that of the same runs by themselves."""
    command = [*SWEEP, "--runs", str(runs), *options]
    subprocess.run([*command, "--engine", "none", "--out", "alone"], check=True, stderr=subprocess.DEVNULL)
    folders = sorted(pathlib.Path("alone/runs").iterdir())
    alone = sum(measure([BIN / "synfin-run", "--config", folder / "params.ini"])[0] for folder in folders)
    whole, _ = measure([*command, "--out", "whole"])
    count = len(folders)
    print(f"{name}: {count} runs, synfin-run {1000 * alone / count:.1f} ms each,"
          f" synfin-sweep {1000 * (whole - alone) / count:.1f} ms each on top (CPU)")
    for folder in ("alone", "whole"):
        shutil.rmtree(folder)


def planning(name, *options):
    """Prints the time to plan, check and write many runs."""
    times = [measure([sys.executable, "-c", PLAN, ROOT / "examples" / "python", BIN, *options]) for _ in range(3)]
    with open("plan.csv", encoding="utf-8") as file:
        count = sum(1 for _ in file) - 1
    cpu, wall = min(times, key=lambda pair: pair[1])
    print(f"{name}: {count} runs planned, checked and written in {wall:.2f} s ({cpu:.2f} s CPU; best of 3)")


def speed_up():
    """Prints how much faster two cores are than one."""
    command = [*SWEEP, "--runs", "5", "--connections", "2000", "--rate", "1000"]
    walls = {}
    for _ in range(3):
        for jobs in (1, 2):
            wall = measure([*command, "--jobs", str(jobs), "--out", "cores"])[1]
            walls[jobs] = min(wall, walls.get(jobs, wall))
            shutil.rmtree("cores")
    print(f"two cores: {5 * POINTS} runs in {walls[1]:.1f} s with one job, {walls[2]:.1f} s with two:"
          f" {walls[1] / walls[2]:.2f} times as fast (best of 3)")


def main():
    folder = tempfile.mkdtemp(prefix="synfin-sweep-overhead-")
    os.chdir(folder)
    try:
        overhead("small runs", 10, "--connections", "10", "--trace", "none")
        overhead("1000 connections", 10, "--connections", "1000")
        planning("100 replications", "--vary", "loss=0:0.0999:0.0001", "--vary", "delay=10ms,50ms", "--vary",
                 "syn_retries=1,2,3,4,5", "--runs", "100", "--connections", "1000", "--rate", "500")
        planning("every run another point", "--vary", "loss=0:0.9999:0.0001", "--vary", "delay=1ms:20ms:1ms", "--vary",
                 "syn_retries=1,2,3,4,5", "--connections", "1000", "--rate", "500")
        speed_up()
    finally:
        os.chdir("/")
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
