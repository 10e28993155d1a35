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
import warnings
import weakref

from synfin.results.tables import load
from synfin.sweeping.synfin_run import SynfinRun
from synfin.sweeping.options import SWEEP_OPTIONS
from synfin.tools import inputs
from synfin.tools.messages import BadInput, brief
from synfin.tools.programs import find_program

WIDE = 3  # synfin-sweep's exit status where all runs are done and some interval is wider than asked
_PACKAGE = pathlib.Path(__file__).resolve().parent


class Failed(Exception):
    """A program did not do its work, though its input was right; one line."""


class _AnyScript:
    """In the place of SynfinRun for a script: whatever somebody names is handed on, and synfin-sweep asks the script."""

    told_of = staticmethod(lambda name: {})
    is_option = staticmethod(lambda name: False)
    is_profile_field = staticmethod(lambda name: True)
    key = staticmethod(lambda name: name)


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
        return os.fsdecode(value)
    kind = program.told_of(_key(program, name)).get("type")
    unit = _UNITS.get(kind, "")
    if unit == "bps" and value == math.inf:
        return "none"
    if kind == "integer" and isinstance(value, float) and value.is_integer():
        value = int(value)  # 1e3
    return (f"{decimal.Decimal(str(value)):f}" if math.isfinite(value) else str(value)) + unit


def _key(program, name):
    """@return the option or field of the profile that a keyword names: delay_forward is delay-forward."""
    _, dot, last = name.rpartition(".")
    if dot and program.is_profile_field(last):  # of a section
        return name
    option = name.replace("_", "-")
    return option if program.is_option(option) and not program.is_profile_field(name) else program.key(name)


# Options of the programs that make no results, or another kind of them; what has a keyword of its own here never comes as a parameter.
NO_PARAMETERS = {"check", "draw", "lang", "schema", *(name for name, _, _ in SWEEP_OPTIONS if name != "config")}


def _check_names(where, names):
    """Raises BadInput for a name that is an option of a program, but no parameter of a run."""
    for name in names:
        if not isinstance(name, str) or not name:
            raise BadInput(f"{where}: accepted are names of parameters; {brief(repr(name))} is none")
        if name.replace("_", "-") in NO_PARAMETERS:
            raise BadInput(f"{where}: accepted are parameters of a run; {brief(name)} is none")


def _words(program, call, parameters):
    """@return the command line of parameters."""
    words = []
    if isinstance(program, SynfinRun):
        _check_names(call, parameters)
    for name, value in parameters.items():
        if name == "set":
            if not isinstance(value, collections.abc.Mapping):
                raise BadInput(f"set={brief(repr(value))}: accepted is {{FIELD: VALUE}} with fields of the profile")
            if isinstance(program, SynfinRun):
                _check_names("set", value)
            words += [f"--set={field}={_text(program, field, each)}" for field, each in value.items()]
            continue
        key = _key(program, name)
        field = "set=" if program.is_profile_field(key) else ""
        is_field = field or program.is_profile_field(key.rpartition(".")[2])
        words.append(f"--{field}{key if is_field else key.replace('_', '-')}={_text(program, name, value)}")
    return words


def _call(name, words, environment=None, warning=0):
    """
    Runs a program; BadInput or Failed with the line that it said.

    @param warning the exit status with which it has done its work, and says something of it: that is a warning
    """
    for word in words:
        if "\0" in word:
            raise BadInput(f"{brief(word)}: accepted are texts without \\x00")
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
    if process.returncode == warning:
        warnings.warn(line, stacklevel=3)
        return
    raise (BadInput if process.returncode == 2 else Failed)(line)


class _Folder:
    """A temporary folder that goes with the last one who holds this, or with the program."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="synfin-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def _place(out):
    """@return where results go, and what keeps that folder: a temporary one goes with the last of its results."""
    if out is not None:
        return inputs.path(out, "out=", "the name of a folder"), None
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
    _check_flag("force", force)
    program = SynfinRun(find_program("synfin-run"))
    words = _words(program, "run", parameters)
    place, keeper = _place(out)
    _call("synfin-run", [program.path, *words, f"--out={place}", "--progress=off", *(["--force"] if force else [])])
    return load(place, keeper)


def _list(program, key, values):
    """@return values of --vary."""
    if isinstance(values, str):
        return values  # as on the command line
    told = f"vary {key}: accepted is a list of values, or a text such as 0:0.3:0.1; {brief(repr(values))}"
    if not isinstance(values, collections.abc.Iterable) or isinstance(values, (bytes, collections.abc.Mapping)):
        raise BadInput(f"{told} is neither")
    texts = [_text(program, key, value) for value in values]
    if not texts:
        raise BadInput(f"{told} has none")
    for text in texts:
        if "|" in text:
            raise BadInput(f"vary {key}: accepted are values without |, which separates them; '{brief(text)}' has one")
    if not any("," in text for text in texts):
        return ",".join(texts)
    return "|".join(texts) + ("|" if len(texts) == 1 or not texts[-1] else "")


def _vary(program, vary):
    """@return the words of --vary."""
    if not isinstance(vary, collections.abc.Mapping):
        raise BadInput(f"vary={brief(repr(vary))}: accepted is {{PARAMETER: VALUES}}, as in {{'loss': [0, 0.1]}}")
    if isinstance(program, SynfinRun):
        _check_names("vary", vary)
    return [f"--vary={_key(program, name)}={_list(program, name, values)}" for name, values in vary.items()]


def _zips(program, pairs):
    """@return the words of --zip: of a list of tuples of names, or of one such tuple, or of a text as on the command line."""
    refused = BadInput(f"pairs={brief(repr(pairs))}: accepted are tuples of parameters that are varied, as in [('loss', 'delay')]")
    if isinstance(pairs, str):
        pairs = [pairs]
    if not isinstance(pairs, collections.abc.Iterable) or isinstance(pairs, (bytes, collections.abc.Mapping)):
        raise refused
    pairs = list(pairs)
    if pairs and all(isinstance(each, str) and "," not in each for each in pairs):
        pairs = [pairs]  # one of them
    words = []
    for names in pairs:
        names = [name.strip() for name in names.split(",")] if isinstance(names, str) else names
        if not isinstance(names, (list, tuple)) or len(names) < 2 or not all(isinstance(name, str) and name for name in names):
            raise refused
        words.append(f"--zip={','.join(_key(program, name) for name in names)}")
    return words


def _until(until):
    """@return the words of --until."""
    if until is None:
        return []
    if isinstance(until, collections.abc.Mapping):
        until = ",".join(f"{figure}:{width}" for figure, width in until.items())
    if not isinstance(until, str):
        raise BadInput(f"until={brief(repr(until))}: accepted is {{FIGURE: WIDTH}}, as in {{'handshake_latency_s.mean': '2%'}}")
    return [f"--until={until}"]


def _compare(program, compare, figures):
    """@return the words of --compare and --compare-figures."""
    if isinstance(compare, collections.abc.Mapping) and len(compare) == 1:
        (name, values), = compare.items()
        compare = f"{_key(program, name)}={_list(program, name, values)}"
    if not isinstance(compare, (str, type(None))):
        raise BadInput(f"compare={brief(repr(compare))}: accepted is {{PARAMETER: VALUES}} with one parameter, as in {{'loss': [0, 0.1]}}")
    if figures is not None and not isinstance(figures, str):
        if not isinstance(figures, (list, tuple)) or not all(isinstance(name, str) for name in figures):
            raise BadInput(f"compare_figures={brief(repr(figures))}: accepted are names of figures, as in ['handshake_latency_s.mean']")
        figures = ",".join(figures)
    return [f"--{name}={text}" for name, text in (("compare", compare), ("compare-figures", figures)) if text is not None]


def _check_flag(name, value):
    if not isinstance(value, bool):
        raise BadInput(f"{name}={brief(repr(value))}: accepted is True or False")


def _number(name, value):
    """@return the word of an option that counts; which numbers are accepted, synfin-sweep says."""
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise BadInput(f"{name}={brief(repr(value))}: accepted is an integer from 1")
    return f"--{name}={value}"


def _of_script(program, out_option, result):
    """@return what a sweep runs, and the words for that."""
    words = [f"--{name}={os.fsdecode(value)}" for name, value in (("program", program), ("out-option", out_option), ("result", result))
             if value is not None]
    if program is not None:
        return _AnyScript(), words
    known = SynfinRun(find_program("synfin-run"))
    return known, [f"--program={known.path}", *words]


def sweep(vary=None, runs=1, out=None, pairs=(), jobs=None, force=False, retry_failed=False, program=None, out_option=None, result=None,
          keep=None, until=None, compare=None, compare_figures=None, **parameters):
    """
    Runs synfin-sweep: many runs, on all cores. What is done already in out is not done again.

    sweep(vary={"loss": [0, 0.1], "delay": ["10ms", "50ms"]}, runs=5, connections=1000) makes 2 x 2 points with 5 runs each.

    @param vary {parameter: its values}: a list, or a text as that of --vary, such as "0:0.3:0.05"
    @param runs how many replications every point has, with run numbers of their own
    @param out the folder of the results; without it, they are in a temporary one that goes when the Sweep does
    @param pairs tuples of varied parameters whose values go together instead of being crossed: [("loss", "delay")], or, of a single
        one, ("loss", "delay") or "loss,delay"
    @param jobs how many runs go on at the same time (default: as many as there are cores)
    @param force does all runs again
    @param retry_failed repeats runs that failed before
    @param program a script of your own with ns-3's CommandLine, in the place of synfin-run: then vary and parameters are whatever it takes,
        as in sweep(program="./my-script", vary={"rate": ["1Mbps", "2Mbps"], "ns3::synfin::L4Protocol::syn_retries": [3, 6]}), and numbers
        have no unit
    @param out_option, result where the script writes, as --out-option and --result
    @param keep which files of each run stay: "all", "connections" or "summary"
    @param until as many replications as the intervals of figures take, {figure: width}, or a text as that of --until: {"handshake_latency_s.mean": "2%"};
        then runs is the most of them (1000 unless given), and an interval that stays wider is a warning
    @param compare {parameter: two values or more}, or a text as that of --compare: differences between points, by pairs of runs
    @param compare_figures names of those of which they are
    @param parameters of every run, as those of run()
    @return Sweep (see load); BadInput with synfin-sweep's own line where something is wrong with the input, Failed where runs
        failed (those that did not are in out)
    """
    _check_flag("force", force)
    _check_flag("retry_failed", retry_failed)
    known, asked = _of_script(program, out_option, result)
    words = [*asked, *_vary(known, {} if vary is None else vary), *_zips(known, () if pairs is None else pairs)]
    words += [] if until is not None and runs == 1 else [_number("runs", runs)]
    words += [*_until(until), *_compare(known, compare, compare_figures)]
    words += [*([] if jobs is None else [_number("jobs", jobs)]), *(["--force"] if force else [])]
    words += [] if keep is None else [f"--keep={keep}"]
    words += [*(["--retry-failed"] if retry_failed else []), *_words(known, "sweep", parameters)]
    place, keeper = _place(out)
    path = os.pathsep.join(filter(None, (str(_PACKAGE.parent), os.environ.get("PYTHONPATH"))))
    as_here = ["-B"] if sys.dont_write_bytecode else []
    _call("synfin-sweep", [sys.executable, *as_here, "-m", "synfin.sweeping", *words, f"--out={place}",
                           "--progress=off"], {**os.environ, "PYTHONPATH": path}, WIDE)
    return load(place, keeper)
