# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What synfin-sweep is asked to do: the command line, and the file that --config names."""

import os
import shlex
import textwrap

from synfin import schema
from synfin.sweeping import values
from synfin.sweeping.errors import BadInput
from synfin.sweeping.program import Program, find
from synfin.tools import inputs, settings
from synfin.tools.messages import brief, unknown

LISTED = "the options that --help lists"
FLAGS = ("help", "version", "dry-run", "retry-failed", "collect", "force")

# name, metavar, help; those of a flag have no metavar
SWEEP_OPTIONS = (
    ("vary", "KEY=VALUES", "values of an option or a field of the profile: a list (0,0.1,0.2; with |"
     " between them where a value holds commas) or a range START:STOP:STEP; repeat it to cross"),
    ("zip", "A,B", "pair the values of varied keys instead of crossing them; may be repeated"),
    ("runs", "N", "replications of every point, with the run numbers --run, --run + 1, ... (default 1)"),
    ("engine", "NAME", "parallel: GNU parallel; slurm: a Slurm job array; none: write the plan and every"
     " run's params.ini only (default parallel)"),
    ("jobs", "N", "runs at the same time (default: all cores; with slurm: no limit)"),
    ("hosts", "LIST", "machines for GNU parallel, as for its --sshlogin: [CORES/]HOST,..."),
    ("array-size", "N", "most tasks in a Slurm job array (default 1000); each does its share of the runs"),
    ("sbatch", "OPTIONS", "options for Slurm's sbatch, such as '--partition=long --time=2:00:00'"),
    ("dry-run", "", "print the plan, and how long and how large it will be; write nothing"),
    ("retry-failed", "", "repeat runs that failed before"),
    ("collect", "", "rebuild results.csv, points.csv and results.sqlite of --out from its runs; run nothing"),
    ("out", "DIR", "the sweep's directory: a new one, or that of a sweep to go on with"),
    ("force", "", "do all runs again, also those that are done"),
    ("config", "FILE", "read options from FILE (INI): synfin-run's, [profile], and these in [sweep]"),
    ("progress", "WHEN", "show a progress line: auto (on a terminal), on or off (default auto)"),
    ("program", "PATH", "synfin-run (default: in SYNFIN_BIN, beside synfin-sweep, in a build folder, or on PATH)"),
    ("help", "", "print this and end"),
    ("version", "", "print the version and end"),
)
_SWEEP_NAMES = {name for name, _, _ in SWEEP_OPTIONS}
_REPEATED = ("vary", "zip", "set")
_IN_FILE = ("vary", "zip", "runs", "engine", "jobs", "hosts", "array-size", "sbatch", "out")


class Request:
    """What to do."""

    def __init__(self):
        self.asked = {}  # the sweep's own options that were given, but for vary and zip
        self.vary = {}  # key: values, in the order given
        self.zips = []  # tuples of varied keys
        self.settings = {}  # key: value of options and fields of the profile that stay the same
        self.program = None

    def has(self, name):
        """@return true when the flag was given."""
        return self.asked.get(name) is not None

    def get(self, name, default=None):
        """@return the text of an option, or the default."""
        return self.asked.get(name, default)

    def number(self, name, default, most):
        """@return the value of an option that is an integer from 1 on."""
        text = self.asked.get(name)
        if text is None:
            return default
        value = inputs.whole(text, 1, most)
        if value is None:
            raise BadInput(f"--{name} {brief(text)}: accepted is an integer from 1 to {most}")
        return value

    def choice(self, name, choices):
        """@return the value of an option that is one of some; the first one is the default."""
        text = self.asked.get(name, choices[0])
        if text not in choices:
            raise BadInput(f"--{name} {brief(text)}: accepted is {', '.join(choices[:-1])} or {choices[-1]}")
        return text


def _split(arguments):
    """@return [(name, value)] of a command line; value None where it is missing, True for a flag."""
    pairs = []
    rest = iter(arguments)
    for word in rest:
        if not word.startswith("--") or word == "--":
            raise BadInput(f"{brief(word)}: accepted are {LISTED}")
        name, equals, value = word[2:].partition("=")
        if name in FLAGS:
            if equals:
                raise BadInput(f"{brief(word)}: accepted is --{name} without a value")
            value = True
        elif not equals:
            value = next(rest, None)
            if value is not None and value.startswith("--") and name != "sbatch":
                value = None
        pairs.append((name, value))
    return pairs


def _read_config(path):
    """@return [(name, value, is_sweep)] of an INI file, read as synfin-run reads it."""
    typed = f"--config {brief(path, 90)}"
    folder = os.path.dirname(path)
    found = []
    for section, name, value in settings.read(inputs.read_text(path, typed), typed):
        if section not in ("", "profile", "sweep"):
            raise BadInput(f"{typed}: accepted is NAME = VALUE in each line, and the sections [profile] and [sweep];"
                           f" {brief(name, 30)} is in [{brief(section, 20)}]")
        if section == "sweep" and name not in _IN_FILE:
            raise BadInput(unknown(f"{brief(path, 40)}: [sweep] {brief(name, 20)} = {brief(value, 20)}", name, _IN_FILE,
                                   "an option of the sweep"))
        if section == "profile":
            name, value = "set", f"{name}={value}"
        elif name == "vary":
            value = _vary_in(folder, value)
        elif name == "out" or (section == "" and name == "program"):
            value = os.path.join(folder, value)  # it is relative to the file
        else:
            value = settings.with_folder(name, value, folder)
        found.append((name, value, section == "sweep"))
    return found


def _vary_in(folder, value):
    """@return a KEY=VALUES whose relative files are in the folder."""
    key, equals, listed = value.partition("=")
    mark = "|" if "|" in listed else ","
    return key + equals + mark.join(settings.with_folder(key.strip(), part, folder) for part in listed.split(mark))


class _Reader:
    """Takes options from one place after the other; a later place is the stronger one."""

    def __init__(self, request):
        self.request = request

    def take(self, pairs, where):
        """
        @param pairs [(name, value)]
        @param where before the name in messages: "--", or the name of a file
        """
        request = self.request
        seen = set()
        zips = []
        for name, value in pairs:
            told = f"{where}{brief(name, 40)}" + ("" if value in (True, None) else f" {brief(value, 40)}")
            if not (name in _SWEEP_NAMES or name == "set" or request.program.is_option(name)):
                names = {f"{where}{known}": 0 for known in (*_SWEEP_NAMES, *request.program.options())}
                raise BadInput(unknown(told, where + name, names, LISTED).replace(" is the options", " are the options"))
            if value is None:
                raise BadInput(f"{told}: accepted is {self._accepted(name)}; a value is missing")
            if name in seen and name not in _REPEATED:
                raise BadInput(f"{told}: accepted is {name} once" + ("" if name in _SWEEP_NAMES else ", fixed or varied"))
            if name == "vary":
                self._vary(value, seen)
            elif name == "zip":
                zips.append(tuple(schema.field_name(key.strip()) for key in value.split(",")))
            elif name in _SWEEP_NAMES:
                seen.add(name)
                request.asked[name] = value
            else:
                self._fix(name, value, told, seen)
        request.zips = zips or request.zips

    def _accepted(self, name):
        for own, metavar, _ in SWEEP_OPTIONS:
            if own == name:
                return metavar
        field = self.request.program.fields[name]
        return field.get("accepted") or field["metavar"]

    def _vary(self, text, seen):
        program = self.request.program
        key, equals, listed = (part.strip() for part in text.partition("="))
        if not equals or not key:
            raise BadInput(f"--vary {brief(text)}: accepted is {values.ACCEPTED}")
        key = schema.field_name(key)
        if key == "run":
            raise BadInput(f"--vary {brief(text)}: accepted is --runs N, which counts run upwards from --run")
        if not program.is_option(key) and not program.is_profile_field(key):
            raise BadInput(unknown(f"--vary {brief(text)}", key, [*program.options(), *program.profile_fields()],
                                   f"an option or a field of the profile that --help lists; {brief(key, 30)} is none"))
        if key in seen:
            raise BadInput(f"--vary {brief(text)}: accepted is {key} once, either fixed or varied")
        seen.add(key)
        self.request.settings.pop(key, None)
        self.request.vary[key] = values.expand(key, listed)

    def _fix(self, name, value, told, seen):
        key = name
        if any(c in value for c in "\n\r\t"):
            raise BadInput(f"{told}: accepted are values without tabs and ends of lines")
        if name == "set":
            key, equals, value = value.partition("=")
            if not equals:
                raise BadInput(f"{told}: accepted is KEY=VALUE with a field of the profile")
            key = schema.field_name(key)
            if not self.request.program.is_profile_field(key):
                key = f"set:{key}"  # hidden by an option, or unknown, which synfin-run will say
        if key in seen and not (name == "set" and key not in self.request.vary):
            raise BadInput(f"{told}: accepted is {key} once, either fixed or varied")
        if name == "pcap" and ("/" in value or value in ("", ".", "..")):
            raise BadInput(f"{told}: accepted is the start of file names, without folders: each run has its own")
        seen.add(key)
        self.request.vary.pop(key, None)
        self.request.settings[key] = value


def _check_zips(request):
    used = set()
    for keys in request.zips:
        told = f"--zip {brief(','.join(keys))}"
        lengths = []
        for key in keys:
            if key not in request.vary:
                raise BadInput(f"{told}: accepted are keys of --vary; {brief(key, 30)} is not varied")
            if key in used:
                raise BadInput(f"{told}: accepted is each key once; {key} comes twice")
            used.add(key)
            lengths.append(f"{key} {len(request.vary[key])}")
        if len(keys) < 2:
            raise BadInput(f"{told}: accepted are two keys of --vary or more")
        if len({len(request.vary[key]) for key in keys}) > 1:
            raise BadInput(f"{told}: accepted are keys with equally many values ({', '.join(lengths)})")


def read(arguments, beside):
    """
    @param arguments the words of the command line
    @param beside folders where synfin-run may be
    @return a Request; only "help" or "version" count in it when they were given
    """
    request = Request()
    pairs = _split(arguments)
    given = dict(pairs)
    for name in ("config", "program"):
        if name in given and given[name] is None:
            raise BadInput(f"--{name}: accepted is the path of a file; a value is missing")
    if "version" in given and "program" not in given:
        request.asked["version"] = True
        return request
    request.program = Program(find(given.get("program"), beside))
    if "help" in given or "version" in given:
        request.asked.update({"help": given.get("help"), "version": given.get("version")})
        return request
    reader = _Reader(request)
    if "config" in given:
        path = given["config"]
        found = _read_config(path)
        for name, value, is_sweep in found:
            if not is_sweep and name in _SWEEP_NAMES - {"out"}:
                raise BadInput(f"{brief(path, 40)}: {name} = {brief(value, 40)}: accepted is {name} in [sweep], or {LISTED}")
        reader.take([(name, value) for name, value, _ in found], f"{path}: ")
    reader.take(pairs, "--")
    _check_zips(request)
    if request.has("sbatch"):
        try:
            shlex.split(request.get("sbatch"))
        except ValueError as error:
            raise BadInput(f"--sbatch {brief(request.get('sbatch'))}: accepted are options of sbatch,"
                           f" quoted as in a shell ({error})") from error
    return request


def help_text(program):
    """@return what --help prints."""
    lines = [
        "synfin-sweep: runs synfin-run over many values of its parameters, many times each.",
        "Usage: synfin-sweep [--vary KEY=VALUES]... [--runs N] [options of synfin-run] --out DIR",
        "",
        "Sweep:",
    ]
    def add(head, text):
        lines.append(f"  {head}")
        lines.extend(textwrap.wrap(text, 74, initial_indent=" " * 6, subsequent_indent=" " * 6))
    for name, metavar, text in SWEEP_OPTIONS:
        add(f"--{name} {metavar}".rstrip(), text)
    group = None
    for field in program.fields.values():
        if field["kind"] == "profile" or (field["name"] in _SWEEP_NAMES) or not (
                program.is_option(field["name"]) or field["name"] == "set"):
            continue
        if field["group"] != group:
            group = field["group"]
            lines += ["", f"{group}, of every run:"]
        default = f" (default {field['default']})" if field.get("default") else ""
        accepted = f": {field['accepted']}" if field.get("accepted") else ""
        add(f"--{field['name']} {field['metavar']}", f"{field['help']}{accepted}{default}")
    lines += ["", "Fields of the profile (--set KEY=VALUE, or a key of --vary):"]
    names = [f["name"] for f in program.fields.values() if f["kind"] == "profile"]
    lines += textwrap.wrap(", ".join(names), 78, initial_indent="  ", subsequent_indent="  ")
    return "\n".join(lines) + "\n"
