# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Runs synfin-run and synfin-plot, and reads what they wrote; what every test of figures needs."""

import contextlib
import csv
import functools
import io
import math
import os
import pathlib
import subprocess
import sys

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
sys.path.insert(0, str(SOURCE / "examples" / "python"))
sys.dont_write_bytecode = True
from synfin.plotting import cli


@functools.cache
def simulate(folder, *options):
    """Makes a run directory, once: tests share it; its timers are exact unless it says otherwise. @return its path"""
    exact = () if any("timer_hz" in str(option) for option in options) else ("--set", "timer_hz=0")
    command = [BIN / "synfin-run", "--out", folder, "--force", *exact, *map(str, options)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=300)
    return pathlib.Path(folder)


def command(*arguments):
    """@return the completed synfin-plot, run as users run it, whatever its status."""
    program = [BIN / "synfin-plot", *map(str, arguments)]
    return subprocess.run(program, capture_output=True, text=True, timeout=300, check=False)


def call(*arguments):
    """@return the same, but within this process, so that matplotlib is loaded only once."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main([str(argument) for argument in arguments])
        except SystemExit as end:
            status = end.code
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())


@functools.cache
def plot(path, figure, *options, out="figures"):
    """Draws one figure, which must succeed, once: tests share it. @return the rows of its table"""
    done = call(path, figure, "--out", out, *options)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return rows(pathlib.Path(out) / f"{figure}.csv")


def rows(path):
    """@return the rows of a .csv or a .csv.zst as dictionaries"""
    if str(path).endswith(".zst"):
        unpacked = subprocess.run(["zstd", "-dc", path], capture_output=True, text=True, check=True)
        return list(csv.DictReader(unpacked.stdout.splitlines()))
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text):
    """@return a field as a number; NaN when it is empty."""
    return float(text) if text != "" else math.nan


def is_picture(path):
    """@return whether a file has the signature of what its name says."""
    start = path.read_bytes()[:400]
    return {
        ".png": start.startswith(b"\x89PNG\r\n\x1a\n"),
        ".pdf": start.startswith(b"%PDF-"),
        ".svg": b"<svg" in start or b"<!DOCTYPE svg" in start,
    }[path.suffix]


def apart(one, other):
    """@return whether a side of one of two rectangles, corners as complex numbers, parts them; they may touch by two pixels."""
    for box in (one, other):
        for a, b in zip(box, box[1:]):
            across = (b - a) * 1j / abs(b - a)
            shadows = [[(point * across.conjugate()).real for point in points] for points in (one, other)]
            if min(shadows[0]) > max(shadows[1]) - 2 or min(shadows[1]) > max(shadows[0]) - 2:
                return True
    return False
