# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Runs synfin-run and synfin-sweep, and loads what they left behind."""

import collections.abc
import decimal
import math
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import weakref

from synfin import schema
from synfin.results.tables import load
from synfin.sweeping.program import Program
from synfin.tools.messages import BadInput, brief
from synfin.tools.programs import find_program

_PACKAGE = pathlib.Path(__file__).resolve().parent


class Failed(Exception):
    """A program did not do its work, though its input was right; one line."""


# What a number means where the command line wants a unit: what it is in the tables as well.
_UNITS = {"time": "s", "rate": "bps"}


def _text(program, name, value):
    """@return a value as the command line has it."""
    if hasattr(value, "item"):  # a number of numpy
        value = value.item()
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, (str, int, float, os.PathLike)):
        raise BadInput(f"{name}={brief(repr(value))}: accepted is a text, a number, True or False")
    if not isinstance(value, (int, float)):
        return os.fspath(value)
    unit = _UNITS.get(program.fields.get(_key(program, name), {}).get("type"), "")
    if unit == "bps" and value == math.inf:
        return "none"
    return (f"{decimal.Decimal(str(value)):f}" if math.isfinite(value) else str(value)) + unit


def _key(program, name):
    """@return the option or field of the profile that a keyword names: delay_forward is delay-forward."""
    option = name.replace("_", "-")
    return option if program.is_option(option) and not program.is_profile_field(name) else schema.field_name(name)


def _words(program, parameters):
    """@return the command line of parameters."""
    words = []
    for name, value in parameters.items():
        if name == "set":
            if not isinstance(value, collections.abc.Mapping):
                raise BadInput(f"set={brief(repr(value))}: accepted is {{FIELD: VALUE}} with fields of the profile")
            words += [f"--set={field}={_text(program, field, each)}" for field, each in value.items()]
            continue
        key = _key(program, name)
        field = "set=" if program.is_profile_field(key) else ""
        words.append(f"--{field}{key if field else key.replace('_', '-')}={_text(program, name, value)}")
    return words


def _call(name, words, environment=None):
    """Runs a program. @return nothing; BadInput or Failed with the line that it said"""
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                          errors="replace", env=environment) as process:
        try:
            said = process.communicate()[1]
        except BaseException:
            process.terminate()  # it leaves nothing half done
            raise
    if process.returncode == 0:
        return
    line = (said.strip().splitlines() or [f"{name}: ended with status {process.returncode}"])[-1]
    raise (BadInput if process.returncode == 2 else Failed)(line)


class _Folder:
    """A temporary folder that goes with the last one who holds this, or with the program."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="synfin-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def _place(out):
    """@return where results go, and what keeps that folder: a temporary one goes with the last of its results."""
    if out is not None:
        return pathlib.Path(out), None
    keeper = _Folder()
    return keeper.path / "out", keeper


def run(out=None, force=False, **parameters):
    """
    Runs synfin-run with the parameters that are given; all others have their defaults.

    A parameter is an option of synfin-run with _ in place of -, or a field of the profile. A number is in seconds or bit/s where
    there is a unit, and may be a text as on the command line: run(loss=0.05, delay="50ms", bandwidth=1e9, connections=1000,
    set={"tw_reuse": 1}), or shorter run(tw_reuse=1).

    @param out the folder of the results; without it, they are in a temporary one that goes when the Run does
    @param force replaces results that are in out already
    @return Run (see load); BadInput with synfin-run's own line where a parameter is wrong, Failed where the run broke off
    """
    program = Program(find_program("synfin-run"))
    words = _words(program, parameters)
    place, keeper = _place(out)
    _call("synfin-run", [program.path, *words, f"--out={place}", "--progress=off", *(["--force"] if force else [])])
    return load(place, keeper)


def _list(program, key, values):
    """@return values of --vary."""
    if isinstance(values, str):
        return values  # as on the command line
    if not isinstance(values, collections.abc.Iterable):
        raise BadInput(f"vary {key}: accepted is a list of values, or a text such as 0:0.3:0.1; {brief(repr(values))} is neither")
    return "|".join(_text(program, key, value) for value in values) + "|"


def sweep(vary=None, runs=1, out=None, pairs=(), jobs=None, force=False, **parameters):
    """
    Runs synfin-sweep: many runs, on all cores. What is done already in out is not done again.

    sweep(vary={"loss": [0, 0.1], "delay": ["10ms", "50ms"]}, runs=5, connections=1000) makes 2 x 2 points with 5 runs each.

    @param vary {parameter: its values}: a list, or a text as that of --vary, such as "0:0.3:0.05"
    @param runs how many replications every point has, with run numbers of their own
    @param out the folder of the results; without it, they are in a temporary one that goes when the Sweep does
    @param pairs tuples of varied parameters whose values go together instead of being crossed
    @param jobs how many runs go on at the same time (default: as many as there are cores)
    @param force does all runs again
    @param parameters of every run, as those of run()
    @return Sweep (see load); BadInput with synfin-sweep's own line where something is wrong with the input, Failed where runs
        failed (those that did not are in out)
    """
    program = Program(find_program("synfin-run"))
    words = []
    for name, values in (vary or {}).items():
        words.append(f"--vary={_key(program, name)}={_list(program, name, values)}")
    words += [f"--zip={','.join(_key(program, name) for name in names)}" for names in pairs]
    words += [f"--runs={runs}", *([] if jobs is None else [f"--jobs={jobs}"]), *(["--force"] if force else [])]
    words += _words(program, parameters)
    place, keeper = _place(out)
    path = os.pathsep.join(filter(None, (str(_PACKAGE.parent), os.environ.get("PYTHONPATH"))))
    _call("synfin-sweep", [sys.executable, "-m", "synfin.sweeping", f"--program={program.path}", *words, f"--out={place}",
                           "--progress=off"], {**os.environ, "PYTHONPATH": path})
    return load(place, keeper)
