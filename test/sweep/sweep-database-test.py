#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""results.sqlite: types, units, names and keys, against the plan, the tables in CSV and the runs themselves."""

import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import sys
import unittest

from sweep_program import call, rows, stand_in, sweep

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"]) / "examples" / "python"))
# pylint: disable=wrong-import-position
from synfin import schema
from synfin.sweeping import typed

VARIED = ("--vary", "loss=0,10%", "--vary", "delay=10ms,0.05s", "--vary", "client:syn_retries=3,4")
FIXED = ("--connections", 30, "--rate", 200, "--bandwidth-forward", "10Mbps", "--bandwidth-reverse", "none", "--set", "sack=false",
         "--set", "time_wait=auto", "--jitter", "1ms,normal")
DONE = "SELECT count(*) FROM runs"


def opened(folder):
    """@return a connection to the database of a sweep, to be closed."""
    database = sqlite3.connect(f"file:{folder}/results.sqlite?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    return contextlib.closing(database)


class Names(unittest.TestCase):
    """What other programs call a parameter."""

    def test_no_name_needs_quotes(self):
        taken = set()
        for given, plain in (("loss-forward", "loss_forward"), ("loss_forward", "loss_forward_2"), ("Loss.Forward", "Loss_Forward_3"),
                             ("group.web.rate", "group_web_rate"), ("client:syn_retries", "client_syn_retries"), ("group", "group_"),
                             ("ns3::synfin::L4Protocol::msl", "ns3_synfin_L4Protocol_msl"), ("2msl", "x_2msl"), ("größe", "gr_e"),
                             ("--", "x"), ("Select", "Select_")):
            self.assertEqual(typed.plain_name(given, taken), plain)
        with contextlib.closing(sqlite3.connect(":memory:")) as database:
            for name in {typed.plain_name(word, set()) for word in (*typed.RESERVED, *taken)}:
                database.execute(f"CREATE TABLE t_{name} ({name} INTEGER)")
                database.execute(f"SELECT {name} FROM t_{name} WHERE {name} > 0 GROUP BY {name}")

    def test_every_name_of_the_schema(self):
        with contextlib.closing(sqlite3.connect(":memory:")) as database:
            for kind in (schema.OPTIONS, schema.FIELDS, *schema.TABLES.values()):
                taken = set()
                names = [typed.plain_name(given, taken) for given in kind]
                self.assertEqual(len({name.lower() for name in names}), len(names))
                database.execute(f"CREATE TABLE t{len(names)} ({', '.join(names)})")


class Parameters(unittest.TestCase):
    """Texts as people write them, and what they are."""

    def read(self, name, *texts):
        """@return type, unit and values."""
        column, values = typed.parameter(name, texts, set())
        return column.type, column.unit, [values[text] for text in texts]

    def test_values(self):
        for name, texts, wanted in (
                ("delay", ("50ms", "1s", "5us", "0s"), ("REAL", "s", [0.05, 1.0, 5e-6, 0.0])),
                ("delay-forward", ("50ms", "trace:x"), ("TEXT", "", ["50ms", "trace:x"])),
                ("loss", ("0", "10%", "0.5"), ("REAL", "share of 1", [0, 0.1, 0.5])),
                ("loss", ("none", "10%"), ("REAL", "share of 1", [None, 0.1])),
                ("loss", ("0.1", "gemodel:1%,30%"), ("TEXT", "", ["0.1", "gemodel:1%,30%"])),
                ("loss-forward", ("0,0.25",), ("TEXT", "", ["0,0.25"])),
                ("bandwidth", ("10Mbps", "none", "8kBps"), ("REAL", "bit/s", [1e7, None, 64000])),
                ("bandwidth", ("none",), ("TEXT", "", ["none"])),
                ("connections", ("20", "1000"), ("INTEGER", "connections", [20, 1000])),
                ("rate", ("0.5", "200"), ("REAL", "connections per second", [0.5, 200])),
                ("group.web.rate", ("0.5",), ("REAL", "connections per second", [0.5])),
                ("time_wait", ("auto", "30s"), ("REAL", "s", [None, 30])),
                ("server:time_wait", ("1min",), ("REAL", "s", [60])),
                ("sack", ("true", "0"), ("INTEGER", "boolean", [1, 0])),
                ("client:tw_reuse", ("2",), ("INTEGER", "mode", [2])),
                ("profile", ("linux", "none"), ("TEXT", "", ["linux", "none"])),
                ("ip", ("4", "dual"), ("TEXT", "", ["4", "dual"])),
                ("queue", ("1000p", "64kB"), ("TEXT", "", ["1000p", "64kB"])),
                ("ns3::synfin::L4Protocol::msl", ("10s",), ("REAL", "s", [10])),
                # Of a script, what nobody else knows.
                ("mine", ("1", "2"), ("INTEGER", "", [1, 2])), ("mine", ("1", "2.5"), ("REAL", "", [1, 2.5])),
                ("mine", ("true", "false"), ("INTEGER", "boolean", [1, 0])), ("mine", ("4Mbps",), ("REAL", "bit/s", [4e6])),
                ("mine", ("1ms", "2s"), ("REAL", "s", [0.001, 2])), ("mine", ("1ms", "2"), ("TEXT", "", ["1ms", "2"])),
                ("mine", ("",), ("TEXT", "", [""])), ("mine", ("1", "none"), ("INTEGER", "", [1, None]))):
            with self.subTest(name, texts=texts):
                kind, unit, values = self.read(name, *texts)
                self.assertEqual((kind, unit), wanted[:2])
                self.assertEqual([value if value is None or kind == "TEXT" else round(value, 12) for value in values], wanted[2])

    def test_what_a_null_stands_for_is_said(self):
        self.assertTrue(typed.parameter("bandwidth", ("1bps", "none"), set())[0].help.endswith("; NULL: none"))

    def test_figures(self):
        for name, values, kind, unit in (
                ("handshake_latency_s_mean", [1, None], "REAL", "s"), ("connections_attempted", [1], "INTEGER", "connections"),
                ("group_my_web_connections_attempted", [1], "INTEGER", "connections"), ("run_version", ["0.2.0"], "TEXT", ""),
                ("counters_TcpActiveOpens", [3], "INTEGER", "connections"), ("handshake_latency_s_p50", [None], "REAL", "s"),
                ("goodput", [1, 2.5], "REAL", ""), ("word", ["a", 3], "TEXT", ""), ("nothing", [None], "TEXT", "")):
            column = typed.figure(name, values, set())
            self.assertEqual((column.type, column.unit), (kind, unit), name)


class Tables(unittest.TestCase):
    """A sweep of synfin-run."""

    @classmethod
    def setUpClass(cls):
        shutil.rmtree("typed", ignore_errors=True)
        sweep(*VARIED, *FIXED, "--runs", 2, "--out", "typed")

    def ask(self, statement, *values):
        """@return the rows of an answer."""
        with opened("typed") as database:
            return [tuple(row) for row in database.execute(statement, values)]

    def test_parameters_are_numbers(self):
        self.assertEqual(self.ask("SELECT DISTINCT loss, delay, client_syn_retries FROM points ORDER BY 1, 2, 3"),
                         [(loss, delay, retries) for loss in (0.0, 0.1) for delay in (0.01, 0.05) for retries in (3, 4)])
        self.assertEqual(self.ask("SELECT typeof(loss), typeof(delay), typeof(client_syn_retries), bandwidth_forward, bandwidth_reverse, sack,"
                                  " time_wait, jitter, connections, rate FROM runs GROUP BY 1"),
                         [("real", "real", "integer", 1e7, "none", 0, "auto", "1ms,normal", 30, 200.0)])
        texts = [row[3:] for row in map(lambda row: list(row.values()), rows("typed/plan.csv"))]
        given = dict(self.ask("SELECT parameter, name FROM parameters"))
        self.assertEqual(list(given.values()), list(rows("typed/plan.csv")[0])[3:])
        kept = [[text for text, in self.ask("SELECT text FROM parameter_text WHERE point = ? ORDER BY rowid", int(row["point"]))]
                for row in rows("typed/plan.csv")]
        self.assertEqual(kept, texts)
        self.assertEqual([row[0] for row in self.ask("SELECT name FROM parameters WHERE varied")], ["loss", "delay", "client:syn_retries"])

    def test_figures_are_those_of_the_tables_in_csv(self):
        names = {name: plain for plain, name in self.ask("SELECT column_name, name FROM columns WHERE table_name = 'results'")}
        stored = {row["id"]: row for row in self.dictionaries("SELECT * FROM run_results")}
        for row in rows("typed/results.csv"):
            for name in list(row)[3 + 10:]:
                found = stored[row["id"]][names[name]]
                self.assertEqual("" if found is None else found if isinstance(found, str) else float(found),
                                 row[name] if row[name] == "" or isinstance(found, str) else float(row[name]), name)
        points = rows("typed/points.csv")
        kept = self.dictionaries("SELECT * FROM point_statistics ORDER BY rowid")
        by_figure = {(str(row["point"]), row["figure"]): row for row in kept}
        self.assertEqual(len(by_figure), len(points))
        for row in points:
            mine = by_figure[row["point"], names[row["figure"]]]
            for name in ("n", "mean", "stddev", "ci95_low", "ci95_high", "pooled", "relative_error"):
                self.assertEqual(mine[name], float(row[name]) if row[name] else None)

    def dictionaries(self, statement):
        """@return the rows of an answer, each with its names."""
        with opened("typed") as database:
            return [dict(row) for row in database.execute(statement)]

    def test_connections_are_those_of_the_runs(self):
        for run in rows("typed/results.csv"):
            stored = self.dictionaries(f"SELECT * FROM connections WHERE id = '{run['id']}' ORDER BY conn")
            traced = rows(f"typed/runs/{run['id']}/connections.csv")
            self.assertEqual(len(stored), 30)
            for left, right in zip(stored, traced):
                self.assertEqual(left.pop("point"), int(run["point"]))
                del left["id"]
                renamed = {{"group_": "group", "user_": "user"}.get(name, name): value for name, value in left.items()}
                self.assertEqual(list(renamed), list(right))
                for name, value in renamed.items():
                    text = right[name]
                    self.assertEqual(value, None if text == "" else text if isinstance(value, str) else float(text), name)

    def test_every_column_is_described_and_needs_no_quotes(self):
        for name, kind in self.ask("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')"):
            told = {row[0]: row[1:] for row in self.ask("SELECT column_name, type, unit, description FROM columns WHERE table_name = ?", name)}
            found = self.ask(f"SELECT name, type FROM pragma_table_info('{name}')")
            self.assertEqual(len(told), len(found), name)
            for column, declared in found:
                self.assertEqual(declared, told[column][0])
                self.assertRegex(column, "^[A-Za-z][A-Za-z0-9_]*$")
                self.ask(f"SELECT {column} FROM {name} ORDER BY {column} LIMIT 1")
            if kind == "table" and sqlite3.sqlite_version_info >= (3, 37):
                self.assertEqual(self.ask("SELECT strict FROM pragma_table_list WHERE name = ?", name), [(1,)])
        units = dict(self.ask("SELECT column_name, unit FROM columns WHERE table_name = 'run_results'"))
        self.assertEqual((units["delay"], units["loss"], units["handshake_latency_s_mean"], units["retransmissions_syn"]),
                         ("s", "share of 1", "s", "segments"))

    def test_keys(self):
        self.assertEqual(self.ask("PRAGMA foreign_key_check"), [])
        wanted = {"parameter_text": {"points", "parameters"}, "plan": {"points"}, "runs": {"plan", "points"}, "results": {"runs"},
                  "statistics": {"points"}, "connections": {"runs", "points"}}
        for table, others in wanted.items():
            self.assertEqual({row[2] for row in self.ask(f"PRAGMA foreign_key_list({table})")}, others)
        self.assertEqual(self.ask("PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(self.ask("PRAGMA user_version"), [(schema.VERSION,)])

    def test_findings(self):
        """compare, until and sensitivity: the tables in CSV, with names and types of their own."""
        done = call("--vary", "loss=0,0.2", "--vary", "client:syn_retries=3,4", "--connections", 20, "--rate", 200, "--runs", 10,
                    "--compare", "loss=0,0.2", "--until", "handshake_latency_s.mean:10,connections.established:5", "--out", "found")
        self.assertEqual(done.returncode, 0, done.stderr)
        with opened("found") as database:
            for table, size in (("compare", len(rows("found/compare.csv"))), ("until", 8)):
                told, given = database.execute(f"SELECT * FROM {table}").fetchall(), rows(f"found/{table}.csv")
                self.assertEqual((len(told), len(given)), (size, size))
                for row, texts in zip(told, given):
                    for name in row.keys():
                        text = {"yes": "1", "no": "0"}.get(texts[name], texts[name])
                        self.assertEqual("" if row[name] is None else row[name], float(text) if isinstance(row[name], (int, float)) else text)
            self.assertEqual({row["figure"] for row in database.execute("SELECT figure FROM until")},
                             {"handshake_latency_s_mean", "connections_established"})
            units = dict(tuple(row) for row in database.execute("SELECT column_name, unit FROM columns WHERE table_name = 'until'"))
            self.assertEqual((units["half_width"], units["reached"]), ("of figure", "boolean"))
            self.assertEqual(database.execute("PRAGMA foreign_key_check").fetchall(), [])
            joined = database.execute("SELECT loss, half_width FROM until JOIN points USING (point) WHERE figure = 'handshake_latency_s_mean'").fetchall()
            self.assertEqual([row["loss"] for row in joined], [0, 0, 0.2, 0.2])
        done = call("--sensitivity", "morris", "--range", "loss=0:0.3", "--range", "syn_retries=1:4", "--samples", 2,
                    "--of", "handshake_latency_s.mean", "--connections", 20, "--out", "matters")
        self.assertEqual(done.returncode, 0, done.stderr)
        with opened("matters") as database:
            told = database.execute("SELECT parameter, measure, value FROM sensitivity").fetchall()
            self.assertEqual([(row["parameter"], row["measure"], str(row["value"])) for row in told],
                             [(row["parameter"], row["measure"], row["value"]) for row in rows("matters/sensitivity.csv")])
            self.assertEqual(len(told), 6)
        self.assertEqual(call("--vary", "loss=0,0.2", "--connections", 20, "--out", "matters").returncode, 0)
        self.assertFalse(pathlib.Path("matters/sensitivity.csv").exists())

    def test_provenance(self):
        call_ = json.loads(pathlib.Path("typed/provenance.json").read_text(encoding="utf-8"))["calls"][0]
        (program, version, commit, started, command), = self.ask(
            "SELECT program, version, source_commit, started, command FROM provenance")
        self.assertEqual((program, version, commit, started), (call_["program"], call_["version"], call_["commit"], call_["started"]))
        self.assertIn("--vary loss=0,10% --vary delay=10ms,0.05s", command)

    def test_the_same_bytes(self):
        before = pathlib.Path("typed/results.sqlite").read_bytes()
        os.unlink("typed/results.sqlite")
        self.assertEqual(call("--collect", "--out", "typed").returncode, 0)
        self.assertEqual(pathlib.Path("typed/results.sqlite").read_bytes(), before)

    def test_a_damaged_field(self):
        shutil.copytree("typed", "damaged", ignore=shutil.ignore_patterns(".*"))
        identity = rows("damaged/plan.csv")[0]["id"]
        path = pathlib.Path(f"damaged/runs/{identity}/connections.csv")
        text = path.read_text(encoding="utf-8")
        before = pathlib.Path("damaged/results.sqlite").read_bytes()
        for old, new, why in (("established", "established,3", "line 2 has 20 fields, and 19 are wanted"), ("\n1,", "\nfirst,", "connections.conn")):
            path.write_text(text.replace(old, new, 1), encoding="utf-8")
            done = call("--collect", "--out", "damaged")
            self.assertEqual((done.returncode, done.stderr.count("\n")), (1, 1), done.stderr)
            self.assertRegex(done.stderr, rf"stopped: damaged/runs/{identity[:3]}.*connections.csv: ")
            self.assertIn(why, done.stderr)
            self.assertEqual(pathlib.Path("damaged/results.sqlite").read_bytes(), before)


class Unfinished(unittest.TestCase):
    """What is planned and not done is in the plan, and nowhere else."""

    def test_failed_and_missing(self):
        program = stand_in("fails", 'case "$params" in *"run = 2"*) echo no >&2; exit 3;; esac')
        self.assertEqual(call("--program", program, "--connections", 10, "--vary", "loss=0,0.2", "--runs", 3, "--out", "some").returncode, 1)
        gone = next(row["id"] for row in rows("some/plan.csv") if row["run"] == "3")
        shutil.rmtree(f"some/runs/{gone}")
        self.assertEqual(call("--collect", "--out", "some").returncode, 0)
        with opened("some") as database:
            states = [tuple(row) for row in database.execute("SELECT run, state, count(*) FROM plan GROUP BY 1, 2 ORDER BY 1, 2")]
            self.assertEqual(states, [(1, "done", 2), (2, "failed", 2), (3, "done", 1), (3, "missing", 1)])
            self.assertEqual(database.execute(DONE).fetchone()[0], 3)
            self.assertEqual(database.execute("PRAGMA foreign_key_check").fetchall(), [])

    def test_names_that_meet(self):
        """loss-forward stays beside a figure or a parameter that would be called the same."""
        taken = {"id", "loss_forward"}
        self.assertEqual(typed.parameter("loss-forward", ["0"], taken)[0].name, "loss_forward_2")


if __name__ == "__main__":
    unittest.main()
