# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Whole tables of runs and sweeps as data frames, with numbers in seconds, bit/s, octets and shares of 1."""

import collections.abc
import contextlib
import csv
import functools
import io
import sqlite3
import warnings

import pandas

from synfin import schema
from synfin.results import csvfile, source
from synfin.schema import TABLES
from synfin.tools import inputs
from synfin.tools import parameters as parameters_
from synfin.tools.messages import BadInput, brief

STATISTICS = ("n", "mean", "stddev", "ci95_low", "ci95_high", "pooled", "relative_error")


def _typed(parameters):
    """@return the parameters of a run with their types; loss is that of both ways where they are equal."""
    values = {name: parameters_.value_of(parameters, name) for name in parameters_.names_of(parameters)}
    return {name: parameters_.typed(name, value) for name, value in values.items() if value is not None}


class Run:
    """
    The results of one run. Tables are read when they are first asked for, and stay.

    path         the folder, or the file of a transitions.csv alone
    parameters   {name: value}: options and fields of the profile by the names of params.ini; durations in s, rates in bit/s (inf
                 for none), probabilities from 0 to 1 as float, counts as int, switches as bool, None for "none", the rest as
                 text. "loss" stands beside "loss-forward" and "loss-reverse" where these are equal, and so for all of both ways
    summary      summary.json as a dict, durations in s; None where there is none
    tables       the names of the tables that there are
    transitions  DataFrame, a row per change of state: time_s, host, conn, laddr, lport, raddr, rport, oldstate, newstate, cause,
                 and dwell_s, how long the old state lasted (transitions.csv has it as ms)
    connections  DataFrame, a row per attempt: conn, start_s, handshake_s (NaN: never established), syn_sent, outcome, ...
    segments     DataFrame, a row per segment that a host sends or receives (trace="segments"); tsval is NaN without the option
    drops        DataFrame, a row per segment that was lost, or that a host dropped, and why (trace="segments")
    hosts        DataFrame, a row per host and second in which it changed; carry a host's last row forward
    counters     DataFrame, a row per host and counter of Linux's: host, counter, value (counters=True);
                 counters.pivot(index="counter", columns="host", values="value") has a column for each host

    Columns whose names end in _s are seconds (float64), counts are int64, names are categorical. doc/traces.rst explains
    each. A table that is missing, damaged or cut off raises BadInput, which names the file and the line.
    """

    def __init__(self, found, path, owner=None):
        """@param owner what keeps the folder"""
        self._found = found
        self._owner = owner
        self.path = path
        self.tables = tuple(table for table in TABLES if found.has(table))
        self.parameters = _typed(found.parameters)
        self.summary = found.summary
        for fault in found.faults:
            warnings.warn(fault, stacklevel=3)

    def __repr__(self):
        return f"<synfin run {str(self.path)!r}: {', '.join(self.tables) or 'no tables'}>"

    def _table(self, name):
        if name not in self.tables:
            asked = {"segments": "trace=segments", "drops": "trace=segments", "counters": "counters=true"}.get(name, "trace=all")
            raise BadInput(f"{brief(self.path, 80)}: no {name}.csv; a run with {asked} has it")
        columns = csvfile.columns_of(self._found.files[name], TABLES[name])
        return csvfile.joined(self._found.chunks(name, columns, may_be_empty=True, precision="round_trip"))

    @functools.cached_property
    def transitions(self):
        """A row per change of state."""
        table = self._table("transitions")
        place = table.columns.get_loc("ms")
        table.insert(place, "dwell_s", table.pop("ms") / 1000)
        return table

    @functools.cached_property
    def connections(self):
        """A row per attempt to connect."""
        return self._table("connections")

    @functools.cached_property
    def segments(self):
        """A row per segment at either end."""
        return self._table("segments")

    @functools.cached_property
    def drops(self):
        """A row per segment that was lost, or that a host dropped."""
        return self._table("drops")

    @functools.cached_property
    def hosts(self):
        """A row per host and second."""
        return self._table("hosts")

    @functools.cached_property
    def counters(self):
        """A row per host and counter of Linux's."""
        return self._table("counters")

    def exact_handshake(self):
        """
        @return synfin.theory.Handshake, the exact distribution of this run's handshake latency; raises
            synfin.theory.NotApplicable where the closed form does not hold, as with jitter
        """
        return parameters_.exact_handshake(self._found.parameters)


class _Runs(collections.abc.Mapping):
    """The finished runs of a sweep by their ids, in the order of its plan; each is read when it is asked for."""

    def __init__(self, folders, plan, owner):
        self._folders = {folder.name: folder for folder in folders}
        self._plan = plan
        self._owner = owner

    def __getitem__(self, identity):
        folder = self._folders[identity]
        found = source.read_run(folder, self._plan)
        return Run(found, found.folder, self._owner)

    def __iter__(self):
        return iter(self._folders)

    def __len__(self):
        return len(self._folders)


class Sweep:
    """
    The results of a sweep.

    path     the folder
    missing  the ids of the runs that are planned and have no results, because the sweep was interrupted, or they failed
    runs     {id: Run}, the finished ones; sweep.runs["..."].connections
    results  DataFrame, a row per finished run, by id: point, run, the parameters that were given, and every figure of summary.json
             under its path (handshake_latency_s_mean is summary["handshake_latency_s"]["mean"])
    points   DataFrame, a row per point and figure: the parameters that were given, n, mean, stddev and the 95 % confidence
             interval over the replications (ci95_low, ci95_high); percentiles are those of all connections (pooled) together
    until    DataFrame, a row per point and figure of until=: half_width, reached (yes or no) and more; None where nobody asked
    compare  DataFrame, a row per pair of points and figure of compare=: difference, p_holm and more; None where nobody asked

    Parameters are typed as those of a run: durations in s, rates in bit/s. A table that is missing or damaged raises BadInput.
    """

    def __init__(self, path, folders, missing, plan, owner=None):
        self.path = path
        self.missing = tuple(folder.name for folder in missing)
        self.runs = _Runs(folders, plan, owner)
        self._owner = owner

    def __repr__(self):
        missing = f", {len(self.missing)} missing" if self.missing else ""
        return f"<synfin sweep {str(self.path)!r}: {len(self.runs)} runs{missing}>"

    @functools.cached_property
    def results(self):
        """A row per run."""
        return self._table("results.csv", ("id", "point", "run"), self._parameters()).set_index("id")

    @functools.cached_property
    def points(self):
        """A row per point and figure."""
        return self._table("points.csv", ("point", "figure", *STATISTICS), self._parameters())

    @functools.cached_property
    def until(self):
        """A row per point and figure that was to have a narrow interval."""
        return self._asked("until.csv", ("point", "figure", "half_width", "reached"))

    @functools.cached_property
    def compare(self):
        """A row per pair of points and figure."""
        return self._asked("compare.csv", ("point_a", "point_b", "figure", "difference", "p_holm"))

    def _asked(self, name, wanted):
        """@return a table that is there where somebody asked for it; what parameters are is NaN where the points of a pair differ in them"""
        if not (self.path / name).exists():
            return None
        with inputs.open_file(self.path / name) as file:
            names = next(csv.reader([file.readline().decode(errors="replace")]), [])
        return self._table(name, wanted, [name for name in self._parameters() if name in names])

    def table(self, name):
        """
        @param name "connections" or another table of a run
        @return the tables of all runs as one DataFrame: its index has the run's id and the row in its table, its first columns the
            parameters that plan.csv varies, each parameter_NAME where the table has a column NAME of its own
        """
        if name not in TABLES:
            raise BadInput(f"{brief(name)}: accepted is one of {', '.join(TABLES)}")
        whole = pandas.concat({identity: getattr(run, name) for identity, run in self.runs.items()}, names=["id", "row"])
        for place, (parameter, values) in enumerate(self._varied().items()):
            column = whole.index.get_level_values("id").map(values)
            if not all(isinstance(value, (int, float)) for value in values.values()):
                column = pandas.Categorical(column)
            whole.insert(place, f"parameter_{parameter}" if parameter in whole else parameter, column)
        return whole

    def _varied(self):
        """@return {parameter: {id: value}} of those that have several values in the plan; {} without a plan"""
        if not (self.path / "plan.csv").exists():
            return {}
        ids, *columns = zip(*[(row[0], *row[3:]) for row in self._plan()[1:]])
        return {name: {identity: parameters_.typed(name, value) for identity, value in zip(ids, column)}
                for name, column in zip(self._parameters(), columns) if len(set(column)) > 1}

    def _plan(self):
        """@return the rows of plan.csv, its first line among them."""
        path = self.path / "plan.csv"
        try:
            rows = list(csv.reader(io.StringIO(inputs.read_text(path, most=1 << 32), newline=""), strict=True))
        except csv.Error as error:
            raise BadInput(f"{brief(path, 120)}: {error}") from error
        if not rows or any(len(row) != len(rows[0]) or len(row) < 3 for row in rows):
            raise BadInput(f"{brief(path, 120)}: lines differ in their number of fields, or have less than id, point and run")
        return rows

    def _parameters(self):
        """@return the names of the parameters that were given, which plan.csv has behind id, point and run."""
        return self._plan()[0][3:]

    def _check_version(self):
        """Tables of a sweep are as old as the results.sqlite that was made with them."""
        path = self.path / "results.sqlite"
        if not path.exists():
            return
        try:
            with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
                version = database.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.Error as error:
            warnings.warn(f"{brief(path, 120)}: {error}; which version of the schema the tables beside it follow is not known",
                          stacklevel=4)
            return
        if not schema.is_readable(version or None):
            raise BadInput(f"{brief(path, 120)}: {schema.refusal(version)}")

    def _table(self, name, wanted, parameters):
        path = self.path / name
        if not path.exists():
            raise BadInput(f"{brief(path, 100)}: no such table; synfin-sweep --collect --out {brief(self.path, 40)} makes it")
        self._check_version()
        texts = dict.fromkeys(("id", *parameters), str)
        try:
            with inputs.open_file(path) as file:
                table = pandas.read_csv(file, dtype=texts, keep_default_na=False, na_values=[""], float_precision="round_trip")
        except ValueError as error:  # of pandas, or no UTF-8
            raise BadInput(f"{brief(path, 100)}: {brief(error, 80)}") from error
        for column in (*wanted, *parameters):
            if column not in table:
                raise BadInput(f"{brief(path, 100)}: line 1: no column '{brief(column, 30)}'")
        for parameter in parameters:
            table[parameter] = [parameters_.typed(parameter, value) if isinstance(value, str) else value for value in table[parameter]]
        return table


def load(path, owner=None):
    """
    Reads what synfin-run or synfin-sweep left behind, compressed or not.

    @param path the folder of a run (then a Run comes back) or of a sweep (then a Sweep), or a transitions.csv or .csv.zst alone
    @param owner kept as long as the result is
    @return Run or Sweep; BadInput, one line that names the file, where the path holds none of these
    """
    path = source.checked(path)
    if not path.is_dir():
        return Run(source.file_run(path), path, owner)
    found = source.read_run(path)
    if found is not None:
        return Run(found, path, owner)
    folders, missing, plan = source.run_folders(path)
    if not folders:
        raise source.nothing_in(path)
    if missing:
        warnings.warn(f"{brief(path, 100)}: {source.unfinished(missing, folders)}; the same synfin-sweep goes on", stacklevel=2)
    return Sweep(path, folders, missing, plan, owner)
