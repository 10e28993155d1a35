# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What a path holds: a run, a sweep, or a single transitions.csv."""

import csv
import io
import os
import pathlib
import re

from synfin import schema
from synfin.results import completeness, csvfile
from synfin.schema import TABLES, field_name
from synfin.tools import figures as figures_
from synfin.tools import inputs, runfolder
from synfin.tools import parameters as parameters_
from synfin.tools import summary as summary_
from synfin.tools.messages import BadInput, brief, nearest
from synfin.tools.parameters import names_of, value_of


ATTRIBUTE = f"{schema.L4_PROTOCOL}::"  # how ns-3 names a field of the profile, up to its own name


EQUAL = "wanted: runs without importance-loss, whose connections count equally"


class Run:
    """One run: its parameters, its summary if it has one, and its tables."""

    def __init__(self, name, folder, parameters, summary, files, asked=(), faults=(), point=None, result=None):
        """
        @param files {table: path} of those that there are
        @param asked the parameters that somebody named; what others are follows from them
        @param faults what is wrong with files that one can do without, a line each
        @param point its point of the sweep's plan, if there is one
        @param result the file with the figures of a script, where no TraceHelper has written them
        """
        self.name = name
        self.folder = folder  # None for a file alone
        self.parameters = parameters
        self.summary = summary
        self.files = files
        self.asked = frozenset(asked)
        self.faults = tuple(faults)
        self.point = point
        self._result = result
        self._figures = None

    def figures(self):
        """@return {figure: value} as results.csv has them."""
        if self._figures is None:
            of_script = lambda: figures_.read(self._result)[0] if self._result else {}
            self._figures = figures_.of_synfin(self.summary) if self.summary else of_script()
        return self._figures

    def has(self, *tables):
        return all(table in self.files for table in tables)

    def chunks(self, table, columns, **how):
        """@return data frames with these columns of a table, which must have the rows that the summary counts; see csvfile.chunks"""
        return completeness.checked(self, table, csvfile.chunks(self.files[table], columns, **how))

    def is_idle(self):
        """@return whether it is known that nobody tried to connect."""
        return bool(self.summary) and self.summary["connections"]["attempted"] == 0

    def is_weighted(self):
        """@return whether its connections count for more or less than others (doc/rare-events.rst)."""
        return any(self.parameters.get(f"importance-loss-{way}", "none") != "none" for way in ("forward", "reverse"))

    def is_whole(self):
        """@return whether the tables of transitions and segments hold every connection."""
        return parameters_.is_whole(self.parameters)


class Source:
    """Every run below a path."""

    def __init__(self, path, runs, kind, notes=()):
        """@param notes what somebody should know who sees figures of it"""
        self.path = path
        self.runs = runs
        self.kind = kind  # run, sweep or file
        self._notes = tuple(notes)

    def notes(self):
        """@return what somebody should know who sees figures of it."""
        return list(dict.fromkeys([*self._notes, *(fault for run in self.runs for fault in run.faults)]))

    def with_attempts(self):
        """@return the same without those runs, if there are others, in which nobody tried to connect: they have no place in a figure."""
        busy = [run for run in self.runs if not run.is_idle()]
        idle = len(self.runs) - len(busy)
        if not idle or not busy:
            return self
        who, are = ("1 run", "is") if idle == 1 else (f"{idle} runs", "are")
        return Source(self.path, busy, self.kind, [*self._notes, f"{who} without any attempt to connect {are} left out"])

    def parameter_name(self, name):
        """@return the parameter that Linux (net.ipv4.tcp_syn_retries) or ns-3 calls so; any other name stays as it is."""
        known = parameters_.names_of_all(self.runs)
        return name if name in known else field_name(name.removeprefix(ATTRIBUTE))

    def where(self, conditions):
        """@return the same with only those runs whose parameters have these values."""
        runs = self.runs
        for name, wanted in conditions:
            known = parameters_.names_of_all(self.runs)
            typed = f"--where {brief(name, 40)}={brief(wanted, 40)}"
            name = self.parameter_name(name)
            if name not in known:
                near = nearest(name, known)
                raise BadInput(f"{typed}: accepted is a parameter of the runs; {near or 'there is none such'}")
            runs = [run for run in runs if _same(value_of(run.parameters, name), wanted)]
            if not runs:
                values = sorted({str(value_of(run.parameters, name)) for run in self.runs})
                raise BadInput(f"{typed}: accepted is {brief(', '.join(values), 80)}; no such run")
        return Source(self.path, runs, self.kind, self._notes)


def _same(value, wanted):
    """@return whether a parameter's value is what somebody typed, in whatever way: 5% is 0.05, and 1000ms is 1s."""
    split = lambda text: [parameters_.amount(part) for part in re.split("([,:;= ])", str(text))]
    return str(value) == wanted or split(value) == split(wanted)


def _tables(folder):
    files = {}
    for table in TABLES:
        for name in (f"{table}.csv", f"{table}.csv.zst"):
            if (folder / name).is_file():
                files[table] = folder / name
                break
    return files


def _asked(folder):
    """@return the parameters that the command of a run names; BadInput where its provenance.json is damaged, or none that is read."""
    path = folder / "provenance.json"
    if not path.exists():
        return ()
    told = inputs.read_json(path)
    if not isinstance(told, dict):
        raise BadInput(f"{brief(path, 120)}: wanted is an object, as synfin-run writes it")
    if not schema.is_readable(told.get("schema")):
        raise BadInput(f"{brief(path, 120)}: {schema.refusal(brief(told['schema'], 30))}")
    words = told.get("command")
    if not isinstance(words, list):
        raise BadInput(f"{brief(path, 120)}: no command, which is a list of words")
    names = []
    for word, following in zip(map(str, words), [*map(str, words[1:]), ""]):
        name, _, value = word[2:].partition("=") if word.startswith("--") else ("", "", "")
        names.append((value or following).partition("=")[0] if name == "set" else name)
    return [name for name in names if name]


def _script_run(path, identity, given):
    """
    @param path the figures of a script's run
    @param given {parameter: value} of its plan
    @return the run: where no TraceHelper has written them, it has parameters, and neither summary nor tables
    """
    home = path.parent
    summary, parameters = None, parameters_.Parameters({"run": inputs.number(given["run"])} if "run" in given else {})
    if path.name == runfolder.SUMMARY and summary_.is_synfins(inputs.read_json(path)):
        summary = summary_.read(path)
        parameters = parameters_.flatten(summary["parameters"], path)
    asked = []
    for name, value in given.items():
        # Where the recorder has seen the same value, it is the same parameter; but a script may have set it otherwise.
        field = name.removeprefix(ATTRIBUTE)
        if field in parameters and _same(parameters[field], value):
            asked.append(field)
        elif name not in ("run", "point"):
            asked.append(name)
            parameters.given[name] = inputs.number(value)
    return Run(identity, home, parameters, summary, _tables(home) if summary else {}, asked, point=_point(given), result=path)


def _point(given):
    """@return the point of a line of a plan, or None."""
    return inputs.whole(given.get("point", ""))


def read_run(folder, plan=None):
    """
    @param plan the Plan that it is of, if there is one
    @return the run in a folder, or None if there is none
    """
    of_script = runfolder.of_script(folder)
    if of_script is not None:
        return _script_run(of_script, folder.name, plan.given(folder.name) if plan else {})
    asked = plan.names if plan else None
    files = _tables(folder)
    summary, parameters = None, parameters_.Parameters()
    if (folder / "summary.json").exists():
        summary = summary_.read(folder / "summary.json")
        parameters = parameters_.flatten(summary["parameters"], folder / "summary.json")
    elif (folder / "params.ini").exists():
        parameters = parameters_.from_ini(folder / "params.ini")
    if not files and summary is None:
        return None
    faults = []
    if asked is None:
        try:
            asked = _asked(folder)
        except BadInput as error:  # only who tells what was asked for from what follows from it would need it
            asked = ()
            faults.append(f"{error}; which parameters were asked for is not known")
    named = {each for name in asked for each in (name, f"{name}-forward", f"{name}-reverse")}
    return Run(folder.name, folder, parameters, summary, files, named, faults, _point(plan.given(folder.name)) if plan else None)


def _distinct(runs):
    """
    Two runs of the same parameters, seed and run number are the same sample, not two.

    @return one of each such runs, the one with most tables
    """
    kept = {}
    for run in runs:
        known = {**run.parameters, **run.parameters.given}
        key = tuple(sorted((name, str(value)) for name, value in known.items() if name != "version" or name in run.parameters.given))
        if key not in kept or len(run.files) > len(kept[key].files):
            kept[key] = run
    return list(kept.values())


class Plan:
    """The plan.csv of a sweep."""

    def __init__(self, names, rows):
        """@param rows {id: values of the names, in their order}"""
        self.names = names
        self.rows = rows

    def given(self, identity):
        """@return {parameter: value} of a run."""
        return dict(zip(self.names, self.rows.get(identity, ())))


def _planned(folder):
    """@return the Plan of a sweep; None without one"""
    plan = folder / "plan.csv"
    if not plan.exists():
        return None
    found = {}
    try:
        rows = csv.DictReader(io.StringIO(inputs.read_text(plan, most=1 << 32), newline=""), strict=True)
        if "id" not in (rows.fieldnames or ()):
            raise BadInput(f"{plan}: line 1: no column 'id'")
        for row in rows:
            if not re.fullmatch("[A-Za-z0-9_-]+", row["id"] or ""):
                raise BadInput(f"{plan}: line {rows.line_num}: id '{brief(row['id'], 30)}' is none of a run")
            found[row["id"]] = [row[name] or "" for name in rows.fieldnames[1:]]
    except csv.Error as error:
        raise BadInput(f"{plan}: {error}") from error
    return Plan(rows.fieldnames[1:], found)


def run_folders(folder):
    """
    @return the folders of the finished runs of a sweep, or of any folder of runs; those of runs that are planned and have no
        results; and the Plan, or None
    """
    plan = _planned(folder)
    if plan is None:
        home = folder / "runs" if (folder / "runs").is_dir() else folder
        folders = sorted(path for path in home.iterdir() if path.is_dir())
    else:
        folders = [folder / "runs" / identity for identity in plan.rows]
    finished = [path for path in folders if runfolder.result_of(path) is not None]
    done = set(finished)
    return finished, [path for path in folders if plan is not None and path not in done], plan


def unfinished(missing, finished):
    """@return a note about the runs of a plan that have no results."""
    count = len(missing) + len(finished)
    return f"{len(missing)} of the {count} runs in plan.csv {'has' if len(missing) == 1 else 'have'} no results"


ACCEPTED = "what synfin-run or synfin-sweep wrote, or a transitions.csv"


def checked(path):
    """@return it as a Path; BadInput where it is none, or nothing is there."""
    path = inputs.path(path, "", ACCEPTED)
    if not os.path.exists(path):
        raise BadInput(f"{brief(path, 60)}: accepted is {ACCEPTED}; no such file or directory")
    return path


def file_run(path):
    """@return the run of which there is no more than one transitions.csv."""
    csvfile.check_columns(path, TABLES["transitions"])
    return Run(path.name, None, parameters_.Parameters(), None, {"transitions": path})


def nothing_in(path):
    """@return an error."""
    return BadInput(f"{brief(path, 100)}: no traces; wanted: {ACCEPTED}")


def open_source(path, of_figures=False):
    """
    @param of_figures whether runs of scripts will do that left figures and no tables
    @return what the path holds; BadInput when that is nothing of synfin's
    """
    path = checked(path)
    if not path.is_dir():
        return Source(path, [file_run(path)], "file")
    run = read_run(path)
    if run is not None:
        return Source(path, [run], "run")
    folders, missing, plan = run_folders(path)
    runs = [run for run in (read_run(folder, plan) for folder in folders) if run is not None]
    if not runs:
        raise nothing_in(path)
    if not of_figures and not any(run.files or run.summary for run in runs):
        raise BadInput(f"{brief(path, 60)}: nothing to draw: its script has written no tables as synfin's TraceHelper does; what it"
                       " came to is in results.csv and points.csv")
    notes = [unfinished(missing, folders)] if missing else []
    distinct = _distinct(runs)
    repeated = len(runs) - len(distinct)
    if repeated:
        who, are = ("1 run repeats", "is") if repeated == 1 else (f"{repeated} runs repeat", "are")
        notes.append(f"{who} the parameters, seed and run number of another and {are} left out")
    return Source(path, distinct, "sweep", notes)
