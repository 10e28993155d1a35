# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The runs below a path as columns: each summary.json is read once, and what is kept of it does not grow with its lists."""

import array
import collections.abc
import dataclasses
import hashlib

from synfin.results import source as source_
from synfin.tools import figures
from synfin.tools.messages import BadInput, brief
from synfin.tools.parameters import Parameters, names_of

NOTHING = -1  # the code of what a run lacks
MOST_EVENTS = 1000  # rows of their table


class Coded:
    """Columns of texts and numbers, of which few differ: a code for each run."""

    def __init__(self):
        self._codes = {}  # {name: array of codes}
        self._places = {}  # {name: {text of a value: code}}
        self.values = {}  # {name: [value of a code]}

    def set(self, row, told):
        """@param told {name: value} of a run"""
        for name, value in told.items():
            if name not in self._codes:
                self._codes[name], self._places[name], self.values[name] = array.array("i"), {}, []
            codes, places = self._codes[name], self._places[name]
            codes.extend([NOTHING] * (row + 1 - len(codes)))
            key = str(value)
            if key not in places:
                places[key] = len(self.values[name])
                self.values[name].append(value)
            codes[row] = places[key]

    def clear(self, row):
        """Forgets what a run has."""
        for codes in self._codes.values():
            if row < len(codes):
                codes[row] = NOTHING

    def names(self):
        return list(self._codes)

    def codes(self, name, count):
        """@return the codes of the first runs, so many."""
        codes = self._codes[name]
        return codes[:count] + array.array("i", [NOTHING] * (count - len(codes)))

    def code(self, name, row):
        """@return the code of a run."""
        codes = self._codes.get(name, ())
        return codes[row] if row < len(codes) else NOTHING


class View(collections.abc.Mapping):
    """The parameters of one run, as a dict has them."""

    def __init__(self, columns, row, names=None, given=None):
        """@param names those that are seen; None: all"""
        self._columns, self._row, self._names = columns, row, names
        self.given = given if given is not None else {}

    def __getitem__(self, name):
        code = self._columns.code(name, self._row) if self._names is None or name in self._names else NOTHING
        if code == NOTHING:
            raise KeyError(name)
        return self._columns.values[name][code]

    def __iter__(self):
        names = self._columns.names() if self._names is None else self._names
        return (name for name in names if self._columns.code(name, self._row) != NOTHING)

    def __len__(self):
        return sum(1 for _ in self)


@dataclasses.dataclass
class Row:
    """One run, as far as questions about its parameters go."""

    name: str
    folder: object  # a path; None for a file alone
    place: int  # in the columns
    parameters: View
    asked: frozenset
    faults: tuple
    tables: frozenset
    attempted: int  # None: not known
    of_plan: str = ""  # the point of plan.csv

    def is_idle(self):
        """@return whether it is known that nobody tried to connect."""
        return self.attempted == 0


class Histogram:
    """What latency.Pool asks of a summary.json, in a few octets a bucket."""

    def __init__(self, summary):
        self._of_all = summary["handshake_latency_s"]
        told = summary.get("handshake_latency_histogram")
        self._error = told and told["relative_error"]
        self._seconds = array.array("d", [seconds for seconds, _ in told["buckets"]] if told else ())
        self._counts = array.array("q", [count for _, count in told["buckets"]] if told else ())

    def columns(self):
        """@return latencies in s, and how many there are of each."""
        return self._seconds, self._counts

    def summary(self):
        """@return both parts as the file has them."""
        buckets = list(zip(self._seconds, self._counts))
        histogram = None if self._error is None else {"relative_error": self._error, "buckets": buckets}
        return {"handshake_latency_s": self._of_all, "handshake_latency_histogram": histogram}


class Study:
    """All runs below a path."""

    def __init__(self, path, kind, plan=None):
        self.path, self.kind, self.plan = path, kind, plan
        self.parameters, self.given = Coded(), Coded()
        self.figures = {}  # {figure: array of numbers, NaN where there is none}
        self.rows = []
        self.begun = frozenset()  # points of plan.csv that have results, whatever --where takes
        self.histograms = []  # of every place, or None without a summary
        self.events = []  # (run, its row in summary.json)
        self.events_left = 0
        self.left_out = []  # notes
        self.single = None  # the Run of results.source, where there is but one
        self._distinct = {}
        self._asked = {}

    def add(self, run):
        """@param run of results.source; kept is the one with most tables of those that are the same. @return whether it is new"""
        if run.is_weighted():
            raise BadInput(f"{brief(self.path, 60)}: {source_.EQUAL}")
        known = {**run.parameters, **run.parameters.given}
        text = "\0".join(f"{name}={known[name]}" for name in sorted(known) if name != "version" or name in run.parameters.given)
        digest = hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).digest()
        old = self._distinct.get(digest)
        if old is not None and len(run.files) <= len(old.tables):
            return False
        place = len(self.rows) if old is None else old.place
        if old is not None:
            self.given.clear(place)
            for column in self.figures.values():
                if place < len(column):
                    column[place] = float("nan")
            self.events = [event for event in self.events if event[0] != old.name]
        row = self._row(run, place)
        self._distinct[digest] = row
        self.rows[place:place + 1] = [row]
        return old is None

    def _row(self, run, place):
        self.parameters.set(place, dict(run.parameters))
        self.given.set(place, run.parameters.given)
        view = View(self.parameters, place, given=dict(run.parameters.given))
        asked = self._asked.setdefault(run.asked, run.asked)
        attempted = run.summary["connections"]["attempted"] if run.summary else None
        self.histograms[place:place + 1] = [Histogram(run.summary) if run.summary else None]
        if run.summary:
            self._take(run, place)
        of_plan = self.plan.given(run.name).get("point", "") if self.plan else ""
        return Row(run.name, run.folder, place, view, asked, run.faults, frozenset(run.files), attempted, of_plan)

    def _take(self, run, place):
        """Takes the figures and the events of a run."""
        for name, value in figures.of_synfin(run.summary, ".").items():
            if isinstance(value, (int, float)):
                column = self.figures.setdefault(name, array.array("d"))
                column.extend([float("nan")] * (place + 1 - len(column)))
                column[place] = value
        events = run.summary.get("events") or []
        room = MOST_EVENTS - len(self.events)
        self.events += [(run.name, event) for event in events[:room]]
        self.events_left += max(0, len(events) - room)

    def figure(self, name):
        """@return a number for each run, NaN where it has none."""
        column = self.figures[name]
        return [column[row.place] if row.place < len(column) else float("nan") for row in self.rows]

    def open(self, row):
        """@return the Run of results.source of a row, read again."""
        return self.single if self.single is not None else source_.read_run(row.folder, self.plan)

    def source(self, rows):
        """@return a Source for figures, of these rows."""
        return source_.Source(self.path, [self.open(row) for row in rows], self.kind)

    def group_names(self):
        """@return the names of groups of users, in the order in which they come."""
        return list(dict.fromkeys(name.split(".connections.")[0].removeprefix("group.") for name in self.figures
                                  if name.startswith("group.") and name.endswith(".connections.attempted")))


def _read_sweep(path, study, missing, folders):
    """Reads the runs of a sweep one after another."""
    repeated = 0
    for folder in folders:
        run = source_.read_run(folder, study.plan)
        if run is not None:
            repeated += not study.add(run)
    if not study.rows:
        raise source_.nothing_in(path)
    if not any(row.tables or row.attempted is not None for row in study.rows):
        raise BadInput(f"{brief(path, 60)}: nothing to draw: its script has written no tables as synfin's TraceHelper does; what it"
                       " came to is in results.csv and points.csv")
    notes = [source_.unfinished(missing, folders)] if missing else []
    if repeated:
        who, are = ("1 run repeats", "is") if repeated == 1 else (f"{repeated} runs repeat", "are")
        notes.append(f"{who} the parameters, seed and run number of another and {are} left out")
    return notes


def read(path, conditions=()):
    """
    @param conditions (parameter, value) that the runs must have
    @return the Study of what the path holds, and notes; BadInput when that is nothing of synfin's
    """
    path = source_.checked(path)
    run = source_.read_run(path) if path.is_dir() else source_.file_run(path)
    if run is not None:
        study, notes = Study(path, "run" if path.is_dir() else "file"), []
        study.single = run
        study.add(run)
    else:
        folders, missing, plan = source_.run_folders(path)
        study = Study(path, "sweep", plan)
        notes = _read_sweep(path, study, missing, folders)
    study.begun = frozenset(row.of_plan for row in study.rows)
    source = source_.Source(path, study.rows, study.kind, notes).where(conditions).with_attempts()
    study.rows = source.runs
    chosen = {row.name for row in study.rows}
    study.events = [event for event in study.events if event[0] in chosen]
    return study, source.notes()


def only(parameters, names):
    """@return some of the parameters of a run, as a dict that is quick to ask."""
    return Parameters({name: parameters[name] for name in names if name in parameters},
                      {name: value for name, value in parameters.given.items() if name in names})


def names(rows):
    """@return the parameters that some run has."""
    return list(dict.fromkeys(name for row in rows for name in names_of(row.parameters)))
