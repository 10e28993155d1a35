# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""results.sqlite: the tables of a sweep for other programs, with types, units and plain names. doc/data.rst explains them."""

import contextlib
import csv
import errno
import os
import shlex
import sqlite3

from synfin import schema
from synfin.sweeping import findings, typed
from synfin.sweeping.errors import Stopped
from synfin.sweeping.plan import STATISTICS
from synfin.sweeping.typed import Column
from synfin.tools import inputs
from synfin.tools.messages import BadInput, brief

ID = Column("id", "id", "TEXT", "", "the run, whose folder is runs/ID")
POINT = Column("point", "point", "INTEGER", "", "the combination of values of parameters, from 0 in the order of the plan")
RUN = Column("run", "run", "INTEGER", "", "number of the replication, which is ns-3's run number")
STATE = Column("state", "state", "TEXT", "", "what became of the run: done, failed or missing")
FIGURE = Column("figure", "figure", "TEXT", "", "the figure, as its column in results is called")
NAME_OF = "name in the files of CSV, and on the command line"
PLAIN = {
    "columns": [
        Column("table_name", "", "TEXT", "", "the table"),
        Column("column_name", "", "TEXT", "", "the column"),
        Column("type", "", "TEXT", "", "INTEGER, REAL or TEXT"),
        Column("unit", "", "TEXT", "", "empty for none"),
        Column("description", "", "TEXT", "", "what it holds"),
        Column("name", "", "TEXT", "", NAME_OF),
    ],
    "parameters": [
        Column("parameter", "", "TEXT", "", "the parameter, as its column in points and runs is called"),
        Column("name", "", "TEXT", "", NAME_OF),
        Column("varied", "", "INTEGER", "boolean", "1 where the plan has several values of it"),
    ],
    "parameter_text": [
        POINT,
        Column("parameter", "", "TEXT", "", "the parameter, as its column in points is called"),
        Column("text", "", "TEXT", "", "its value, as it was given"),
    ],
    "provenance": [
        Column("call", "", "INTEGER", "", "number of the call of synfin-sweep that changed something, from 1"),
        *(Column(name, "", "TEXT", "", about) for name, about in (
            ("program", "which program"), ("version", "its version"), ("source_commit", "git's, of its source"),
            ("ns3_version", "the ns-3 that it stands on"), ("script", "path of a script of one's own"),
            ("script_sha256", "SHA-256 of its file"), ("python", "version of Python"), ("host", "the machine"),
            ("started", "when, in UTC"), ("directory", "where it was started"), ("command", "its words, quoted as for a shell"))),
    ],
}
_STATISTIC = {
    "n": ("INTEGER", "replications that have the figure"), "pooled": ("INTEGER", "connections of all of them together that it is of"),
    "mean": ("REAL", "the mean over replications; of what is pooled, the value itself"),
    "stddev": ("REAL", "standard deviation over replications"),
    "ci95_low": ("REAL", "where the interval of 95 % begins"), "ci95_high": ("REAL", "where it ends"),
    "relative_error": ("REAL", "by how much of its value it may be off, from histograms"),
}
STATISTIC = [Column(name, name, kind, "of figure" if name in ("mean", "stddev", "ci95_low", "ci95_high") else "", about)
             for name, (kind, about) in ((name, _STATISTIC[name]) for name in STATISTICS)]
STRICT = " STRICT" if sqlite3.sqlite_version_info >= (3, 37) else ""
# What follows the columns of a table.
CONSTRAINTS = {
    "columns": ["PRIMARY KEY (table_name, column_name)"],
    "parameters": ["PRIMARY KEY (parameter)"],
    "points": ["PRIMARY KEY (point)"],
    "parameter_text": ["PRIMARY KEY (point, parameter)", "FOREIGN KEY (point) REFERENCES points (point)",
                       "FOREIGN KEY (parameter) REFERENCES parameters (parameter)"],
    "plan": ["PRIMARY KEY (id)", "FOREIGN KEY (point) REFERENCES points (point)"],
    "runs": ["PRIMARY KEY (id)", "FOREIGN KEY (id) REFERENCES plan (id)", "FOREIGN KEY (point) REFERENCES points (point)"],
    "results": ["PRIMARY KEY (id)", "FOREIGN KEY (id) REFERENCES runs (id)"],
    "statistics": ["PRIMARY KEY (point, figure)", "FOREIGN KEY (point) REFERENCES points (point)"],
    "connections": ["FOREIGN KEY (id) REFERENCES runs (id)", "FOREIGN KEY (point) REFERENCES points (point)"],
    "provenance": ["PRIMARY KEY (call)"],
    "compare": ["FOREIGN KEY (point_a) REFERENCES points (point)", "FOREIGN KEY (point_b) REFERENCES points (point)"],
    "until": ["FOREIGN KEY (point) REFERENCES points (point)"],
    "sensitivity": [],
}


@contextlib.contextmanager
def _telling(path, source=None):
    """Says which file it was that SQLite could not write, or whose rows it did not take."""
    try:
        yield
    except sqlite3.Error as error:
        if "full" in str(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path) from error
        raise Stopped(f"{brief(source or path, 120)}: {error}") from error


class Database:
    """Writes one results.sqlite."""

    def __init__(self, path, told):
        """
        @param path of a file that is empty
        @param told name of the file, for messages
        """
        self._told = told
        with _telling(told):
            self._connection = sqlite3.connect(path, isolation_level=None)
            for pragma in ("journal_mode = OFF", "synchronous = OFF", f"user_version = {schema.VERSION}"):
                self._connection.execute(f"PRAGMA {pragma}")  # a new file, which only appears when it is whole
            self._connection.execute("BEGIN")
        self._columns = {}  # {table: its Columns}
        self._create("columns", PLAIN["columns"])

    def close(self):
        """Leaves the file as it is."""
        self._connection.close()

    def finish(self):
        """Makes the file whole."""
        rows = [(table, c.name, c.type, c.unit, c.help, c.given) for table, columns in self._columns.items() for c in columns]
        self._insert("columns", rows)
        with _telling(self._told):
            self._connection.execute("COMMIT")

    def _execute(self, statement):
        with _telling(self._told):
            self._connection.execute(statement)

    def _create(self, table, columns, keys=()):
        self._columns[table] = list(columns)
        parts = [*(f"{column.name} {column.type}" for column in columns), *keys, *CONSTRAINTS[table]]
        self._execute(f"CREATE TABLE {table} ({', '.join(parts)}){STRICT}")

    def _insert(self, table, rows, names=None, source=None, value="?"):
        names = names or [column.name for column in self._columns[table]]
        with _telling(self._told, source):
            statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join([value] * len(names))})"
            return self._connection.executemany(statement, rows).rowcount

    def _fill(self, table, columns, rows):
        self._create(table, columns)
        self._insert(table, rows)

    # --- parameters and figures ---

    def write_plan(self, plan, states):
        """
        Writes points, plan, parameters and parameter_text.

        @param states {id: what became of the run}
        @return the names that parameters have
        """
        points = {run.point: run.values for run in plan.runs}
        taken = {column.name for column in (ID, POINT, RUN, STATE, FIGURE, *STATISTIC)}
        typed_ones = [typed.parameter(name, [values[place] for values in points.values()], taken)
                      for place, name in enumerate(plan.columns)]
        self._parameters = [column for column, _ in typed_ones]
        self._values = {point: [read[text] for (_, read), text in zip(typed_ones, texts)] for point, texts in points.items()}
        self._fill("parameters", PLAIN["parameters"],
                   [(column.name, column.given, int(len(read) > 1)) for column, read in typed_ones])
        self._fill("points", [POINT, *self._parameters], ([point, *self._values[point]] for point in points))
        self._fill("parameter_text", PLAIN["parameter_text"],
                   ((point, column.name, text) for point, texts in points.items() for column, text in zip(self._parameters, texts)))
        self._fill("plan", [ID, POINT, RUN, STATE], ((run.id, run.point, run.number, states[run.id].value) for run in plan.runs))

    def write_runs(self, runs, names, figures):
        """
        Writes runs and results, and the view run_results of both.

        @param runs that are done
        @param names of figures
        @param figures of each run: {name: value}
        """
        self._fill("runs", [ID, POINT, RUN, *self._parameters], ((run.id, run.point, run.number, *self._values[run.point]) for run in runs))
        taken = {column.name.lower() for column in (ID, POINT, RUN, *self._parameters)}
        self._figures = {name: typed.figure(name, [found.get(name) for found in figures], taken) for name in names}
        as_text = [column.type == "TEXT" for column in self._figures.values()]

        def row(run, found):
            values = (found.get(name) for name in self._figures)
            return [run.id, *(str(value) if text and value is not None else value for value, text in zip(values, as_text))]
        self._fill("results", [ID, *self._figures.values()], map(row, runs, figures))
        self._view("run_results", ("runs", "results"), "id")

    def write_statistics(self, rows):
        """
        Writes statistics, and the view point_statistics with the parameters beside them.

        @param rows [point, name of a figure, STATISTICS...]
        """
        self._fill("statistics", [POINT, FIGURE, *STATISTIC], ((point, self._figures[name].name, *rest) for point, name, *rest in rows))
        self._view("point_statistics", ("points", "statistics"), "point")

    def write_findings(self, folder, names):
        """
        Writes compare, until and sensitivity, as far as a sweep's folder has them.

        @param names {figure: its name in the tables of CSV}
        """
        parameters = {column.given: column.name for column in self._parameters}
        figures = {name: self._figures[column].name for name, column in names.items()}
        figures.update({column: self._figures[column].name for column in names.values()})
        for table in findings.present(folder):
            _, columns, key = findings.TABLES[table]
            plain = {"parameter": parameters, "figure": figures}
            read = lambda row, column: findings.value(column, plain.get(column.name, {}).get(row[column.given], row[column.given]))
            self._create(table, columns, [f"PRIMARY KEY ({', '.join(key)})"])
            self._insert(table, ([read(row, column) for column in columns] for row in findings.rows(folder, table)[0]))

    def _view(self, name, tables, key):
        left, right = (self._columns[table] for table in tables)
        columns = [*left, *(column for column in right if column.name != key)]
        self._columns[name] = columns
        self._execute(f"CREATE VIEW {name} AS SELECT {', '.join(column.name for column in columns)}"
                      f" FROM {tables[0]} JOIN {tables[1]} USING ({key})")

    # --- connections ---

    def begin_connections(self):
        """Makes the table, to which each run adds its own and what columns it has."""
        self._create("connections", [ID, POINT])

    def add_connections(self, run, file, path):
        """
        @param run of the plan
        @param file its connections.csv
        @param path of that, for messages
        @return how many rows it has
        """
        rows = csv.reader(file)
        header = next(rows, [])
        known = {column.given: column for column in self._columns["connections"]}
        taken = {column.name.lower() for column in known.values()}
        for name in header:
            if name not in known:
                known[name] = typed.traced("connections", name, taken)
                self._columns["connections"].append(known[name])
                self._execute(f"ALTER TABLE connections ADD COLUMN {known[name].name} {known[name].type}")

        def row(fields):
            if len(fields) != len(header):
                raise Stopped(f"{brief(path, 70)}: line {rows.line_num} has {len(fields)} fields, and {len(header)} are wanted")
            return head + fields
        head = [run.id, run.point]
        names = ["id", "point", *(known[name].name for name in header)]
        return self._insert("connections", map(row, rows), names, path, "NULLIF(?, '')")  # SQLite makes numbers of texts itself

    def end_connections(self):
        """What finds the connections of a point."""
        self._execute("CREATE INDEX connections_point ON connections (point)")

    # --- who made it ---

    def write_provenance(self, path):
        """
        @param path of provenance.json; where it is none, the table is empty
        """
        calls = []
        with contextlib.suppress(BadInput, AttributeError, KeyError, TypeError):
            calls = [self._call(call) for call in inputs.read_json(path)["calls"]]
        self._fill("provenance", PLAIN["provenance"], ((number, *call) for number, call in enumerate(calls, 1)))

    @staticmethod
    def _call(told):
        text = lambda value: None if value is None else str(value)
        named = {**told, "source_commit": told.get("commit"), "command": shlex.join(map(str, told["command"]))}
        return [text(named.get(column.name)) for column in PLAIN["provenance"][1:]]
