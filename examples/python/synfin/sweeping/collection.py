# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Gathers the results of runs: results.csv, points.csv, failed.csv, results.sqlite and datapackage.json."""

import contextlib
import csv
import io
import itertools
import os
import pathlib
import re
import time

from synfin.sweeping import datapackage, files, sameness
from synfin.sweeping.database import Database
from synfin.sweeping.directory import State
from synfin.sweeping.errors import BadInput, Stopped
from synfin.sweeping.execution import command_of
from synfin.sweeping.plan import STATISTICS
from synfin.theory import intervals
from synfin.tools import parameters
from synfin.tools.figures import is_of_one_run
from synfin.tools.latency import QUANTILES, Pool
from synfin.tools.streams import open_stream

POOLED = "handshake_latency_s_"  # figures of all connections of a point's runs together begin so

TRIAL = 5000  # rows of a run's connections, from which it is told how long all take
FEW_FAILURES = 30  # in effect, of a point with importance sampling: a relative error of some 18 %
MOST_COLUMNS = 1900  # SQLite has up to 2000


@contextlib.contextmanager
def _open_trace(path, again):
    """Gives a .csv of a run, compressed or not; nothing when it has none."""
    found = next((pathlib.Path(name) for name in (path, path + ".zst") if os.path.exists(name)), None)
    if found is None:
        yield None
        return
    try:
        with io.TextIOWrapper(open_stream(found), encoding="utf-8", newline="") as file:
            yield file
    except BadInput as error:
        raise Stopped(f"{error}; {again}") from error


def _statistics(values):
    """@return the STATISTICS of independent values, None where there are too few; nothing is pooled."""
    mean, deviation = intervals.spread(values)
    if deviation is None:
        return 1, mean, None, None, None, None, None
    half = intervals.half_width(deviation, len(values))
    return len(values), mean, deviation, mean - half, mean + half, None, None


def _pooled(pool, runs):
    """@return {figure: STATISTICS} of the latencies of all runs of a point together; {} when some are not known."""
    if pool is None or pool.count == 0:
        return {}
    row = lambda value, low, high, error: (runs, value, None, low, high, pool.count, error)
    found = {name: row(pool.quantile(share), *pool.interval(share), pool.relative_error)
             for name, share in QUANTILES.items()}
    found.update(min=row(pool.least, None, None, 0), max=row(pool.most, None, None, 0))
    if pool.deviation() is not None:
        found["stddev"] = row(pool.deviation(), None, None, 0)
    return {POOLED + name: statistics for name, statistics in found.items()}


def seconds_for(directory, run):
    """
    @param run that is done
    @return how long its connections take to be written into results.sqlite, by a trial with the first of them; None: not known
    """
    if not _has_connections(directory):
        return None
    path = directory.table(run.id, "connections.csv")
    with contextlib.suppress(Stopped, KeyError), _open_trace(path, path) as file, contextlib.closing(Database(":memory:", path)) as database:
        _, summary = directory.figures(run.id)
        if file is None or summary is None:
            return None
        database.begin_connections()
        begin = time.monotonic()
        rows = database.add_connections(run, itertools.islice(file, 1 + TRIAL), path)
        return (time.monotonic() - begin) * summary["connections"]["attempted"] / max(rows, 1)


def _has_connections(directory):
    """@return whether results.sqlite does: where not all is to stay, nothing that is as large as all comes to it."""
    return directory.told("keep") in ("", "all")


class Collection:
    """The tables of one sweep."""

    def __init__(self, directory, plan):
        self.directory = directory
        self.plan = plan
        self.states = directory.states(plan.runs)
        self.done = [run for run in plan.runs if self.states[run.id] is State.DONE]
        self.failed = [run for run in plan.runs if self.states[run.id] is State.FAILED]
        self.names = {}  # figure: its name in the tables, in the order in which they appear
        self.synfins = set()  # ids of those whose results are synfin's, with tables of connections
        self._taken = {name.lower() for name in ("id", "point", "run", *plan.columns)}
        self.figures = []  # of each of self.done: {figure: value}
        self.attempts = {}  # {id: rows of connections.csv}, where that is no sample
        self.pooled = {}  # {point: {figure: STATISTICS}}
        self.seeds = set()
        self._notes = []
        self._failures = {}  # {point: effective sample size of the handshakes that failed, of all its runs}

    def _read(self):
        """Reads every run; of the long lists in a summary of synfin's, it keeps what they come to at a point."""
        for point, runs in itertools.groupby(self.done, key=lambda run: run.point):
            pool, count = Pool(), 0
            for run in runs:
                self.directory.tidy(run.id)
                found, summary = self.directory.figures(run.id)
                self.figures.append({self._column(name): value for name, value in found.items()})
                if summary is None:
                    pool = None
                    continue
                self.synfins.add(run.id)
                self.seeds.add(summary["run"].get("seed") or 0)
                count += summary["handshake_latency_s"]["count"] > 0
                effective = (summary.get("rare") or {}).get("failure_effective")
                if effective is not None:
                    self._failures[point] = self._failures.get(point, 0) + effective
                if parameters.is_whole(summary["parameters"]):
                    self.attempts[run.id] = summary["connections"]["attempted"]
                pool = pool if pool is not None and pool.add(summary) else None
            self.pooled[point] = _pooled(pool, count)

    def _column(self, name):
        """@return a figure's name in the tables, whose columns differ not only in their letters' case."""
        if name not in self.names:
            column = name
            while column.lower() in self._taken:
                column = f"figure_{column}"
            self._taken.add(column.lower())
            self.names[name] = column
            if len(self._taken) > MOST_COLUMNS:
                raise Stopped(f"{len(self.names)} figures of all runs together are more than a table has columns for")
        return self.names[name]

    def write(self, program, beside, show):
        """
        Writes every table.

        @param beside writes those that were asked for beside them, of what is in them
        @param show hears how many runs have their connections in results.sqlite, of how many
        @return how many runs are in them
        """
        self._read()
        points = list(self._points())
        path = self.directory.of("results.sqlite")
        package = datapackage.OfSweep(self.directory.path)
        self._notes += filter(None, [package.damaged, self._few_failures()])
        package.begin()
        with files.replacing(path) as temporary, contextlib.closing(Database(temporary, path)) as database:
            self._fill_database(database, points, show)
            self._write_csv("results.csv", self._run_header(), self._run_rows())
            self._write_csv("points.csv", self._point_header(), points)
            self._write_failed(program)
            beside()
            database.write_findings(self.directory.path, self.names)
            database.finish()
        package.write(self.plan, self.names.values(), self.figures, self.seeds)
        return len(self.done)

    def _few_failures(self):
        """@return a note about points whose rare.failure nobody should trust, as synfin-run says it of a run."""
        few = [effective for effective in self._failures.values() if effective < FEW_FAILURES]
        if not few:
            return None
        return (f"note: in {len(few)} of {len(self._failures)} points too few handshakes failed to trust rare.failure"
                f" (failure_effective below {FEW_FAILURES}, 0 in {few.count(0)} of them); more --connections or another --importance-loss tell more")

    def notes(self):
        """@return lines about what was there before, and what is known too little of, or the same and should not be."""
        if not self.done or not self.directory.is_script(self.done[0].id):  # synfin-run checks its values itself
            return self._notes
        names = {column: name for name, column in self.names.items()}
        figures = ({names[column]: value for column, value in found.items()} for found in self.figures)
        return self._notes + sameness.notes(self.plan.columns, self.done, figures)

    def _run_header(self):
        return ["id", "point", "run", *self.plan.columns, *self.names.values()]

    def _run_rows(self):
        for run, figures in zip(self.done, self.figures):
            yield [run.id, run.point, run.number, *run.values, *(figures.get(name) for name in self.names.values())]

    def _point_header(self):
        return ["point", *self.plan.columns, "figure", *STATISTICS]

    def _points(self):
        pairs = zip(self.done, self.figures)
        for point, group in itertools.groupby(pairs, key=lambda pair: pair[0].point):
            group = list(group)
            values = group[0][0].values
            pooled = self.pooled[point]
            for name in self.names.values():
                if name in pooled:
                    yield [point, *values, name, *pooled[name]]
                if is_of_one_run(name) and group[0][0].id in self.synfins:
                    continue
                found = [figures.get(name) for _, figures in group]
                numbers = [value for value in found if isinstance(value, (int, float))]
                if numbers:
                    yield [point, *values, name, *_statistics(numbers)]

    def _write_csv(self, name, header, rows):
        with files.replacing(self.directory.of(name)) as path:
            with open(path, "w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(header)
                writer.writerows(rows)

    def _write_failed(self, program):
        if not self.failed:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.directory.of("failed.csv"))
            return
        rows = (
            [run.id, run.point, run.number, *run.values, self.directory.failure(run.id),
             command_of(self.directory, program, run.id), self.directory.stderr(run.id)]
            for run in self.failed
        )
        self._write_csv("failed.csv", ["id", "point", "run", *self.plan.columns, "status", "command", "stderr"], rows)

    def _fill_database(self, database, points, show):
        database.write_plan(self.plan, self.states)
        database.write_runs(self.done, self.names.values(), self.figures)
        width = len(self.plan.columns)
        database.write_statistics([row[0], *row[1 + width:]] for row in points)
        if _has_connections(self.directory):
            self._fill_connections(database, show)
        database.write_provenance(self.directory.of("provenance.json"))

    def _check_rows(self, identity, found):
        """A file that was cut at the end of a line looks whole, but the run has counted."""
        if found != self.attempts.get(identity, found):
            raise Stopped(f"{self.directory.table(identity, 'connections.csv')}: {found} rows, and the run had"
                          f" {self.attempts[identity]} attempts; {self.directory.again(identity)}")

    def _fill_connections(self, database, show):
        """Reads every run's connections.csv; runs may have traced different columns."""
        database.begin_connections()
        for count, run in enumerate(self.done):
            show(count, len(self.done))
            if run.id not in self.synfins:
                continue
            path = self.directory.table(run.id, "connections.csv")
            with _open_trace(path, self.directory.again(run.id)) as file:
                if file is not None:
                    self._check_rows(run.id, database.add_connections(run, file, path))
        database.end_connections()
