# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What synfin-sweep is asked to do: the command line, and the file that --config names."""

import collections
import os
import re
import shlex
import textwrap

from synfin import schema, sensitivity
from synfin.sensitivity import ranges
from synfin.sweeping import program as programs
from synfin.sweeping import stopping
from synfin.sweeping import values
from synfin.sweeping.errors import BadInput
from synfin.tools import inputs, settings
from synfin.tools.messages import brief, unknown

LISTED = "the options that --help lists"
FLAGS = ("help", "version", "dry-run", "retry-failed", "collect", "force", "transfer")

# name, metavar, help; those of a flag have no metavar
SWEEP_OPTIONS = (
    ("vary", "KEY=VALUES", "values of an option or a field of the profile, or of an option of the script, a global value or an"
     " ns3::Class::Attribute: a list (0,0.1,0.2; with | between them where a value holds commas) or a range START:STOP:STEP;"
     " repeat it to cross"),
    ("zip", "A,B", "pair the values of varied keys instead of crossing them; may be repeated"),
    ("runs", "N", "replications of every point, with the run numbers --run, --run + 1, ... (default 1)"),
    ("until", "FIGURE:WIDTH", "replications of each point until the 95% interval of a figure is as narrow: half of it at most 2% of"
     " the value (handshake_latency_s.mean:2%), or at most so much (handshake_latency_s.p99:10ms, connections.failed:0.5); at most"
     f" --runs of them (default {stopping.MOST}); several with commas, or repeated"),
    ("compare", "KEY=A,B", "differences between the second and the first value of a varied parameter, with their intervals, by pairs of"
     " runs with the same run number: compare.csv; further values are compared with the first, too"),
    ("compare-figures", "LIST", "those that --compare is to look at (default: all)"),
    ("sensitivity", "METHOD", "which parameters matter: sobol or morris, over the --range of each; sensitivity.csv says"),
    ("range", "KEY=LOW:HIGH", "values of a key for --sensitivity, uniform; :log or :integer behind them; repeat it"),
    ("samples", "N", "rows of Sobol's design, a power of 2 (default 256), or Morris' trajectories (default 20)"),
    ("of", "FIGURE", "what --sensitivity is about, a figure of results.csv such as handshake_latency_s.mean"),
    ("engine", "NAME", "parallel: GNU parallel; slurm: a Slurm job array; none: write the plan and what does"
     " every run only (default parallel)"),
    ("jobs", "N", "runs at the same time (default: all cores; with slurm: no limit)"),
    ("hosts", "LIST", "machines for GNU parallel, as for its --sshlogin: [CORES/]HOST,..."),
    ("transfer", "", "the machines of --hosts do not see --out: send each run there, and bring its results back, with rsync"),
    ("array-size", "N", "most tasks in a Slurm job array (default 1000); each does its share of the runs"),
    ("sbatch", "OPTIONS", "options for Slurm's sbatch, such as '--partition=long --time=2:00:00'"),
    ("dry-run", "", "print the plan, and how long and how large it will be; write nothing"),
    ("retry-failed", "", "repeat runs that failed before"),
    ("collect", "", "rebuild results.csv, points.csv, results.sqlite and datapackage.json of --out from its runs; of a run's folder,"
     " write its datapackage.json; run nothing"),
    ("keep", "WHAT", "of each run's files: summary: summary.json, params.ini and provenance.json; connections: connections.csv as well,"
     " compressed; all: whatever --trace says (default all)"),
    ("out", "DIR", "the sweep's directory: a new one, or that of a sweep to go on with"),
    ("force", "", "do all runs again, also those that are done"),
    ("config", "FILE", "read options from FILE (INI): synfin-run's, [profile], those of a script in [program], and these in [sweep]"),
    ("progress", "WHEN", "show a progress line: auto (on a terminal), on or off (default auto)"),
    ("program", "PATH", "synfin-run (default: in SYNFIN_BIN, beside synfin-sweep, in a build folder, or on PATH), or a"
     " script of your own with ns3::CommandLine"),
    ("out-option", "NAME", "the script's option that names the folder of its results; without it, the script works in a folder"
     " of its own, and what it writes there are its results"),
    ("result", "FILE", "the script's summary.json or CSV file with one row that has a run's figures, below that folder (default:"
     " the only one)"),
    ("help", "", "print this and end"),
    ("version", "", "print the version and end"),
)
_SWEEP_NAMES = {name for name, _, _ in SWEEP_OPTIONS}
_REPEATED = ("vary", "zip", "range", "set", "until")
_IN_FILE = ("vary", "zip", "runs", "until", "compare", "compare-figures", "sensitivity", "range", "samples", "of", "engine", "jobs", "hosts",
            "array-size", "sbatch", "keep", "out", "program", "out-option", "result")
SECTIONS = {"": None, "profile": "set", "program": "set", "sweep": None}  # of a file, and the option that their lines are


class Request:
    """What to do."""

    def __init__(self):
        self.asked = {}  # the sweep's own options that were given, but for vary and zip
        self.vary = {}  # key: values, in the order given
        self.zips = []  # tuples of varied keys
        self.ranges = {}  # key: its Range, for --sensitivity
        self.sensitivity = None  # what that asks for
        self.settings = {}  # key: value of options and fields of the profile that stay the same
        self.program = None

    def hidden(self):
        """@return the sweep's own options that were given and that the script has as well, which it does not get from them"""
        given = [*self.asked, *(name for name, some in (("vary", self.vary), ("zip", self.zips), ("range", self.ranges)) if some)]
        return [name for name in given if name != "out" and not self.program.can_be_tried and name in self.program.fields]

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
    rest = collections.deque(arguments)
    while rest:
        word = rest.popleft()
        if not word.startswith("--") or word == "--":
            raise BadInput(f"{brief(word)}: accepted are {LISTED}")
        name, equals, value = word[2:].partition("=")
        if name in FLAGS:
            if equals:
                raise BadInput(f"{brief(word)}: accepted is --{name} without a value")
            value = True
        elif not equals:
            is_there = rest and (name == "sbatch" or not rest[0].startswith("--"))
            value = rest.popleft() if is_there else None
        pairs.append((name, value))
    return pairs


def _read_config(path):
    """@return [(section, name, value)] of an INI file, read as synfin-run reads it."""
    typed = f"--config {brief(path, 90)}"
    found = []
    for section, name, value in settings.read(inputs.read_text(path, typed), typed):
        if section in ("path", "middlebox") or (section.split(" ")[0] in schema.SECTIONS and " " in section):
            section, name = "", settings.dotted(section, name)
        if section not in SECTIONS:
            raise BadInput(f"{typed}: accepted is NAME = VALUE in each line, and the sections [profile], [group NAME], [server NAME], [middlebox], [event TIME], [path], [program] and [sweep];"
                           f" {brief(name, 30)} is in [{brief(section, 20)}]")
        if section == "sweep" and name not in _IN_FILE:
            raise BadInput(unknown(f"{brief(path, 40)}: [sweep] {brief(name, 20)} = {brief(value, 20)}", name, _IN_FILE,
                                   "an option of the sweep"))
        if section == "" and name in _SWEEP_NAMES - {"out"}:
            raise BadInput(f"{brief(path, 40)}: {name} = {brief(value, 40)}: accepted is {name} in [sweep], or {LISTED}")
        if name == "out" and section in ("", "sweep") or (section == "sweep" and name == "program" and "/" in value):
            value = os.path.join(os.path.dirname(path), value)  # it is relative to the file
        found.append((section, name, value))
    said = {name.rpartition(".")[0] for _, name, _ in found if not name.endswith(".")}
    return [line for line in found if not (line[1].endswith(".") and line[1][:-1] in said)]


def _placed(found, program, folder):
    """@return [(name, value)] of a file in the folder, whose relative files are in there."""
    pairs = []
    for section, name, value in found:
        if SECTIONS[section]:
            name, value = SECTIONS[section], f"{name}={program.placed(name, value, folder)}"
        elif name == "vary":
            key, equals, listed = value.partition("=")
            mark = "|" if "|" in listed else ","
            value = key + equals + mark.join(program.placed(key.strip(), part, folder) for part in listed.split(mark))
        elif section == "":
            value = program.placed(name, value, folder)
        pairs.append((name, value))
    return pairs


class _Reader:
    """Takes options from one place after the other; a later place is the stronger one."""

    def __init__(self, request):
        self.request = request
        self.sections = []  # those of a file, such as "group.mobile", beside which the command line begins none of their kind

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
            if value is None and name not in _SWEEP_NAMES:
                value = request.program.flag(name)
            if value is None:
                raise BadInput(f"{told}: accepted is {self._accepted(name)}; a value is missing")
            own = f"--{name}" if name in _SWEEP_NAMES else name  # a script may have an option of the same name
            if own in seen and name not in _REPEATED:
                raise BadInput(f"{told}: accepted is {name} once" + ("" if name in _SWEEP_NAMES else ", fixed or varied"))
            if name == "vary":
                self._vary(value, seen)
            elif name == "range":
                self._range(value, seen)
            elif name == "zip":
                zips.append(tuple(request.program.key(key.strip()) for key in value.split(",")))
            elif name in _SWEEP_NAMES:
                request.asked[name] = f"{request.asked[name]},{value}" if own in seen else value
                seen.add(own)
            else:
                self._fix(name, value, told, seen)
        request.zips = zips or request.zips

    def note_sections(self):
        """What has been taken so far was a file."""
        names = (*self.request.settings, *self.request.vary)
        self.sections = sorted({name.rpartition(".")[0] for name in names if re.match(r"(group|server)\..*\.", name)})

    def _check_section(self, key, told):
        kind, _, rest = key.partition(".")
        known = [name for name in self.sections if name.startswith(f"{kind}.")]
        section = f"{kind}.{rest.rpartition('.')[0]}"
        if known and section not in known:
            raise BadInput(unknown(told, section, known, "a section of the file"))

    def _accepted(self, name):
        for own, metavar, _ in SWEEP_OPTIONS:
            if own == name:
                return metavar
        return self.request.program.accepted(name)

    def _key(self, text, typed, accepted, seen):
        """@return the key of KEY=REST, which varies from now on, and the rest."""
        program = self.request.program
        key, equals, rest = (part.strip() for part in text.partition("="))
        if not equals or not key:
            raise BadInput(f"{typed}: accepted is {accepted}")
        key = program.key(key)
        if key == program.counted:
            raise BadInput(f"{typed}: accepted is --runs N, which counts {key} upwards from --{key}")
        program.check_key(key, typed)
        self._check_section(key, typed)
        if key in seen:
            raise BadInput(f"{typed}: accepted is {key} once, either fixed or varied")
        seen.add(key)
        self.request.settings.pop(key, None)
        return key, rest

    def _vary(self, text, seen):
        key, listed = self._key(text, f"--vary {brief(text)}", values.ACCEPTED, seen)
        self.request.vary[key] = values.expand(key, listed, self.request.program.takes_any_text)

    def _range(self, text, seen):
        key, listed = self._key(text, f"--range {brief(text)}", ranges.ACCEPTED, seen)
        self.request.ranges[key] = ranges.parse(key, listed)

    def _fix(self, name, value, told, seen):
        if any(c in value for c in "\n\r\t"):
            raise BadInput(f"{told}: accepted are values without tabs and ends of lines")
        key, value = self.request.program.fixed(name, value, told)
        self._check_section(key, told)
        if key in seen and not (name == "set" and key not in self.request.vary):
            raise BadInput(f"{told}: accepted is {key} once, either fixed or varied")
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


def _check_script(program, given):
    """Takes what only a script has, and refuses it for synfin-run."""
    for name in ("out-option", "result"):
        value = given.get(name)
        if value is None:
            continue
        typed = f"--{name} {brief(value)}"
        if name not in program.keeps:
            raise BadInput(f"{typed}: accepted with --program SCRIPT; where synfin-run writes is known")
        if name == "out-option":
            program.check_option(value, typed)
            program.out_option = value
        elif os.path.isabs(value) or ".." in value.split("/") or not value.strip("/."):
            raise BadInput(f"{typed}: accepted is the path of a file below the run's folder, such as out/summary.json")


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
    is_asked = "help" in given or "version" in given
    path = given.get("config")
    found = _read_config(path) if path is not None and not is_asked else []
    in_file = {name: value for section, name, value in found if section == "sweep"}
    asked = given.get("program", in_file.get("program"))
    request.program = programs.of(programs.find(asked, beside), asked, given.get("progress") or "auto")
    if is_asked:
        request.asked.update({"help": given.get("help"), "version": given.get("version")})
        return request
    _check_script(request.program, {**in_file, **given})
    reader = _Reader(request)
    if found:
        reader.take(_placed(found, request.program, os.path.dirname(path)), f"{path}: ")
        reader.note_sections()
    reader.take(pairs, "--")
    _check_zips(request)
    request.sensitivity = sensitivity.ask(request)
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
        f"synfin-sweep: runs {program.name} over many values of its parameters, many times each.",
        f"Usage: synfin-sweep {program.usage_words()}[--vary KEY=VALUES]... [--runs N] [options of {program.name}] --out DIR",
        "",
        "Sweep:",
    ]
    def add(head, text):
        lines.append(f"  {head}")
        lines.extend(textwrap.wrap(text, 74, initial_indent=" " * 6, subsequent_indent=" " * 6))
    for name, metavar, text in SWEEP_OPTIONS:
        add(f"--{name} {metavar}".rstrip(), text)
    groups, (heading, names) = program.usage()
    for group, listed in groups.items():
        lines += ["", group]
        for head, text in listed:
            add(head, text)
    lines += ["", heading, *textwrap.wrap(", ".join(names), 78, initial_indent="  ", subsequent_indent="  ")]
    return "\n".join(lines) + "\n"
