#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin.load, synfin.run and synfin.sweep on real runs: what a table says is what the file says, in seconds and bit/s."""

import contextlib
import csv
import gc
import json
import math
import os
import pathlib
import shutil
import sqlite3
import subprocess
import unittest
import unittest.mock

from python_package import BIN, PACKAGE

import synfin
from synfin import schema
from synfin.results import csvfile


def rows(path):
    """@return a CSV file as [{column: text}], read by nothing of synfin's."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class OneRun(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        options = ["--loss", "0.1", "--connections", "300", "--delay-reverse", "70ms", "--bandwidth", "10Mbps", "--set",
                   "tw_reuse=1", "--set", "syn_retries=2", "--trace", "segments", "--counters"]
        for name, more in (("plain", ()), ("packed", ("--compress", "zstd"))):
            subprocess.run([BIN / "synfin-run", *options, *more, "--out", name], check=True, stdout=subprocess.DEVNULL)
        cls.run_ = synfin.load("plain")

    def test_every_field_is_that_of_the_file(self):
        for name in ("transitions", "connections", "segments", "drops", "hosts", "counters"):
            table, wanted = getattr(self.run_, name), rows(f"plain/{name}.csv")
            self.assertEqual(len(table), len(wanted))
            self.assertGreater(len(wanted), 10 if name in ("hosts", "counters") else 100)
            for column, first in wanted[0].items():
                texts = [row[column] for row in wanted]
                if column == "ms":
                    self.assertEqual(table["dwell_s"].tolist(), [float(text) / 1000 for text in texts])
                elif column in ("laddr", "raddr", "oldstate", "newstate", "cause", "close", "closer", "outcome", "flags", "event",
                                "kind", "ecn", "counter", "group", "saddr", "daddr", "place", "reason"):
                    self.assertEqual(table[column].astype(object).fillna("").tolist(), texts, column)
                else:
                    self.assertIn(str(table[column].dtype), ("int64", "float64"), column)
                    numbers = [float(text) if text else None for text in texts]
                    found = [None if math.isnan(value) else value for value in table[column]]
                    self.assertEqual(found, numbers, column)
            self.assertEqual([c for c in table.columns], ["dwell_s" if c == "ms" else c for c in wanted[0]])

    def test_compressed_tables_are_the_same(self):
        packed = synfin.load(pathlib.Path("packed"))
        self.assertTrue(os.path.exists("packed/segments.csv.zst"))
        for name in packed.tables:
            self.assertTrue(getattr(packed, name).equals(getattr(self.run_, name)), name)

    def test_a_table_of_many_pieces_is_the_same(self):
        read = csvfile.chunks
        with unittest.mock.patch.object(csvfile, "chunks", lambda *words, **named: read(*words, rows=37, **named)):
            for name in ("transitions", "segments", "connections"):
                pieces, whole = (getattr(run, name) for run in (synfin.load("plain"), self.run_))
                self.assertEqual(list(pieces.dtypes.map(str)), list(whole.dtypes.map(str)))
                self.assertTrue(pieces.astype(object).equals(whole.astype(object)), name)

    def test_parameters_have_units(self):
        found = self.run_.parameters
        wanted = {"loss": 0.1, "loss-forward": 0.1, "delay-forward": 0.05, "delay-reverse": 0.07, "bandwidth": 10e6, "connections": 300,
                  "tw_reuse": 1, "syn_retries": 2, "rto_min": 0.2, "msl": 30.0, "isn_tick": 64e-9, "nat": False, "timestamps": True,
                  "jitter": None, "profile": "linux", "time_wait": "auto", "seed": 1, "ip_local_port_range": "32768-60999"}
        for name, value in wanted.items():
            self.assertEqual((found[name], type(found[name])), (value, type(value)), name)
        self.assertNotIn("delay", found)  # it differs between the two ways

    def test_summary_and_tables_agree(self):
        summary = self.run_.summary
        self.assertEqual(summary, json.loads(pathlib.Path("plain/summary.json").read_text(encoding="utf-8")))
        self.assertAlmostEqual(self.run_.connections.handshake_s.mean(), summary["handshake_latency_s"]["mean"], 9)
        self.assertEqual((self.run_.connections.outcome == "established").sum(), summary["connections"]["established"])

    def test_theory_beside_it(self):
        """The mean lies within 4.5 standard errors of the exact one: once in 150,000 it does not."""
        exact = self.run_.exact_handshake()
        latencies = self.run_.connections.handshake_s.dropna()
        self.assertLess(abs(latencies.mean() - exact.mean), 4.5 * math.sqrt(exact.variance / len(latencies)))

    def test_a_file_alone(self):
        for path in ("plain/transitions.csv", "packed/transitions.csv.zst"):
            alone = synfin.load(path)
            self.assertEqual(alone.tables, ("transitions",))
            self.assertTrue(alone.transitions.equals(self.run_.transitions))
            self.assertEqual(alone.parameters, {})

    def test_what_is_damaged_is_named(self):
        shutil.copytree("plain", "damaged", dirs_exist_ok=True)
        text = pathlib.Path("plain/connections.csv").read_text(encoding="utf-8").split("\n")
        text[3] = text[3].replace(",", ",,", 1)
        pathlib.Path("damaged/connections.csv").write_text("\n".join(text), encoding="utf-8")
        with self.assertRaisesRegex(synfin.BadInput, "^damaged/connections.csv: line 4 has 20 fields, and 19 are wanted$"):
            synfin.load("damaged").connections
        pathlib.Path("damaged/summary.json").write_text("{", encoding="utf-8")
        with self.assertRaisesRegex(synfin.BadInput, "^damaged/summary.json: line 1"):
            synfin.load("damaged")
        with self.assertRaisesRegex(synfin.BadInput, "^nowhere: accepted is what synfin-run"):
            synfin.load("nowhere")
        os.makedirs("empty", exist_ok=True)
        with self.assertRaisesRegex(synfin.BadInput, "^empty: no traces"):
            synfin.load("empty")

    def damaged(self, table, change):
        """@return what reading a table says, some lines of which were changed."""
        shutil.copytree("plain", "changed", dirs_exist_ok=True)
        lines = pathlib.Path(f"plain/{table}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        pathlib.Path(f"changed/{table}.csv").write_text("".join(change(lines)), encoding="utf-8")
        with self.assertRaises(synfin.BadInput) as caught:
            getattr(synfin.load("changed"), table)
        shutil.rmtree("changed")
        return str(caught.exception)

    def test_columns_that_are_missing(self):
        """Every column of the schema must be there under its name; another one more does not matter."""
        for table in self.run_.tables:
            for column in schema.TABLES[table]:
                said = self.damaged(table, lambda lines: [lines[0].replace(f"{column},", "other,", 1) if f"{column}," in lines[0] else
                                                          lines[0].replace(f",{column}\n", ",other\n"), *lines[1:]])
                self.assertRegex(said, f"^changed/{table}.csv: line 1: no column '{column}'; there are ")
        shutil.copytree("plain", "wider", dirs_exist_ok=True)
        lines = pathlib.Path("plain/hosts.csv").read_text(encoding="utf-8").splitlines()
        pathlib.Path("wider/hosts.csv").write_text("".join(f"{line},{'new' if i == 0 else 'x'}\n" for i, line in enumerate(lines)),
                                                   encoding="utf-8")
        self.assertEqual(synfin.load("wider").hosts.columns[-1], "new")

    def test_addresses(self):
        for table, column in (("transitions", 3), ("connections", 1), ("segments", 5)):
            def change(lines):
                fields = lines[5].split(",")
                fields[column] = "hello"
                return [*lines[:5], ",".join(fields), *lines[6:]]
            self.assertRegex(self.damaged(table, change), f"^changed/{table}.csv: line 6: [lr]addr 'hello' is no address$")

    def test_rows_that_are_missing(self):
        """A table that was cut at the end of a line looks whole, but the summary has counted."""
        for table in self.run_.tables:
            few = 1 if table != "segments" else 20  # what arrives is not counted
            few = 1000 if table == "drops" else few  # only what hosts drop is
            for change in (lambda lines: [lines[0], *lines[1:-few]], lambda lines: lines[:len(lines) // 2], lambda lines: lines[:1]):
                self.assertRegex(self.damaged(table, change), f"^changed/{table}.csv: .* of summary.json is .*: it is not whole$")
        self.assertEqual(self.damaged("connections", lambda lines: lines[:250]),
                         "changed/connections.csv: 249 rows, and connections.attempted of summary.json is 300: it is not whole")
        shutil.copytree("plain", "cut", dirs_exist_ok=True)
        lines = pathlib.Path("plain/transitions.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        pathlib.Path("cut/transitions.csv").write_text("".join(lines[:-1]), encoding="utf-8")
        done = subprocess.run([PACKAGE / "synfin-plot", "cut", "dwell-times"], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (2, "synfin-plot: cut/transitions.csv: 299 rows with oldstate TIME_WAIT, and "
                                                             "time_wait.entered less time_wait.remaining of summary.json is 300: it is not whole\n"))

    def test_every_kind_of_run_is_whole(self):
        """What is counted agrees on every path, stack and close, and a sample is no cut."""
        for name, words in enumerate(("--stack ns3 --loss 0.2", "--nat true", "--path ip --closer both", "--sample 1/7", "--loss 1",
                                      "--set max_tw_buckets=10 --ip 6", "--bandwidth none --delay 1s --connections 1", "--arrivals burst",
                                      "--set ip_local_port_range=2000-2009 --rate 1000", "--listen-from 1s --duplicate 0.3")):
            words = words if "--connections" in words else f"{words} --connections 100"
            subprocess.run([BIN / "synfin-run", *words.split(), "--out", f"whole-{name}"], check=True, stdout=subprocess.DEVNULL)
            run = synfin.load(f"whole-{name}")
            for table in run.tables:
                self.assertEqual(len(getattr(run, table)), len(rows(f"whole-{name}/{table}.csv")), (words, table))

    def test_a_damaged_provenance(self):
        """It is named, and the run, which does not need it, is read; so with that of a version that is not known."""
        for text, why in (("{", "line 1, column 2"), ("[]", "wanted is an object"), ('{"schema": 3}', "no command"),
                          ('{"schema": 99, "command": []}', "schema version 99: accepted are 3 and 4")):
            shutil.copytree("plain", "told", dirs_exist_ok=True)
            pathlib.Path("told/provenance.json").write_text(text, encoding="utf-8")
            with self.assertWarnsRegex(UserWarning, f"^told/provenance.json: {why}.*; which parameters were asked for is not known$"):
                run = synfin.load("told")
            self.assertTrue(run.connections.equals(self.run_.connections))
            done = subprocess.run([PACKAGE / "synfin-plot", "told", "dwell-times"], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0)
            self.assertRegex(done.stderr, f"^synfin-plot: note: told/provenance.json: {why}[^\n]*\n$")


class Run(unittest.TestCase):
    def test_parameters_are_those_of_the_program(self):
        subprocess.run([BIN / "synfin-run", "--loss", "0.05", "--connections", "50", "--delay-forward", "20ms", "--bandwidth", "none",
                        "--hold", "1500ms", "--jitter", "1ms", "--jitter-reorders", "true", "--set", "tw_reuse=1", "--set", "msl=1s", "--out", "typed"],
                       check=True, stdout=subprocess.DEVNULL)
        run = synfin.run(out="called", loss=0.05, connections=50, delay_forward=0.02, bandwidth=math.inf, hold=1.5,
                         jitter="1ms", jitter_reorders=True, tw_reuse=1, set={"msl": 1})
        text = lambda folder: pathlib.Path(folder, "params.ini").read_text(encoding="utf-8")
        self.assertEqual(text("called"), text("typed"))
        self.assertEqual((run.parameters["delay-forward"], run.parameters["bandwidth"], run.parameters["msl"]), (0.02, math.inf, 1.0))
        self.assertEqual(rows("called/transitions.csv"), rows("typed/transitions.csv"))

    def test_without_out_nothing_stays(self):
        run = synfin.run(connections=5)
        connections, folder = run.connections, run.path
        self.assertTrue(folder.is_dir())
        self.assertEqual(len(connections), 5)
        del run
        gc.collect()
        self.assertFalse(folder.parent.exists())

    def test_bad_input_is_the_programs_own_line(self):
        for words, keywords in ((["--loss=2"], {"loss": 2}), (["--lozz=1"], {"lozz": 1}), (["--delay=1x"], {"delay": "1x"}),
                                (["--set=tw_reus=1"], {"set": {"tw_reus": 1}}), (["--connections=0"], {"connections": 0})):
            done = subprocess.run([BIN / "synfin-run", *words], capture_output=True, text=True, check=False)
            with self.assertRaises(synfin.BadInput) as caught:
                synfin.run(**keywords)
            self.assertEqual((done.returncode, str(caught.exception)), (2, done.stderr.strip()))
        for keywords in ({"loss": None}, {"loss": [0, 0.1]}, {"set": 3}):
            with self.assertRaisesRegex(synfin.BadInput, "accepted is"):
                synfin.run(**keywords)

    def test_results_are_not_overwritten_unasked(self):
        synfin.run(out="kept", connections=5)
        with self.assertRaisesRegex(synfin.BadInput, "--out kept"):
            synfin.run(out="kept", connections=6)
        self.assertEqual(len(synfin.run(out="kept", force=True, connections=6).connections), 6)


class Sweep(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sweep = synfin.sweep(vary={"loss": [0, 0.1], "delay": ["10ms", 0.05]}, runs=3, out="sweep", connections=100,
                                 syn_retries=3)

    def test_results(self):
        results, wanted = self.sweep.results, rows("sweep/results.csv")
        self.assertEqual(len(wanted), 2 * 2 * 3)
        self.assertEqual(list(results.index), [row["id"] for row in wanted])
        self.assertEqual(results.delay.tolist(), [{"10ms": 0.01, "0.05s": 0.05}[row["delay"]] for row in wanted])
        self.assertEqual(results.syn_retries.unique().tolist(), [3])
        for column in ("loss", "handshake_latency_s_mean", "connections_established", "time_wait_peak"):
            self.assertEqual(results[column].tolist(), [float(row[column]) for row in wanted])

    def test_points(self):
        points, wanted = self.sweep.points, rows("sweep/points.csv")
        self.assertEqual(points["mean"].tolist(), [float(row["mean"]) for row in wanted])
        self.assertEqual(sorted(points.delay.unique()), [0.01, 0.05])
        means = points[points.figure == "handshake_latency_s_mean"].set_index(["loss", "delay"])
        by_hand = self.sweep.results.groupby(["loss", "delay"]).handshake_latency_s_mean
        for place, mean in by_hand.mean().items():
            self.assertAlmostEqual(means.loc[place, "mean"], mean, 12)
            self.assertAlmostEqual(means.loc[place, "stddev"], by_hand.std()[place], 12)

    def test_every_run(self):
        self.assertEqual(list(self.sweep.runs), list(self.sweep.results.index))
        for identity, run in self.sweep.runs.items():
            row = self.sweep.results.loc[identity]
            self.assertEqual((run.parameters["loss"], run.parameters["delay"]), (row["loss"], row["delay"]))
            self.assertEqual(run.connections.handshake_s.count(), row["connections_established"])
        every = self.sweep.table("connections")
        self.assertEqual(len(every), 12 * 100)
        self.assertTrue(every.loc[identity].drop(columns=["loss", "delay"]).equals(run.connections))
        self.assertEqual(list(every.columns[:3]), ["loss", "delay", "conn"])  # what is varied, not what is only given
        self.assertEqual(every.index.names, ["id", "row"])
        self.assertEqual(every.loc[identity, ["loss", "delay"]].drop_duplicates().values.tolist(), [[row["loss"], row["delay"]]])
        with self.assertRaises(KeyError):
            self.sweep.runs["nobody"]
        with self.assertRaisesRegex(synfin.BadInput, "accepted is one of transitions, connections"):
            self.sweep.table("segmints")

    def test_it_goes_on_where_it_was(self):
        shutil.copytree("sweep", "longer", ignore=shutil.ignore_patterns(".*"))
        before = {path: path.stat().st_mtime_ns for path in pathlib.Path("longer/runs").glob("*/summary.json")}
        again = synfin.sweep(vary={"loss": [0, 0.1], "delay": "10ms,0.05s"}, runs=4, out="longer", connections=100, syn_retries=3)
        self.assertEqual(len(again.runs), 16)
        self.assertEqual({path: path.stat().st_mtime_ns for path in before}, before)
        self.assertIsInstance(synfin.load("sweep"), synfin.Sweep)

    def test_pairs_and_bad_input(self):
        paired = synfin.sweep(vary={"loss": [0, 0.1], "delay": [0.01, 0.02]}, pairs=[("loss", "delay")], connections=10)
        self.assertEqual(sorted(zip(paired.results.loss, paired.results.delay)), [(0, 0.01), (0.1, 0.02)])
        for keywords, line in (({"vary": {"loss": [0, 2]}}, "synfin-sweep: --vary loss=2: accepted"),
                               ({"vary": {"loss": 3}}, "vary loss: accepted is a list"),
                               ({"vary": {"lozz": [1]}}, "synfin-sweep: --vary lozz=1"),
                               ({"runs": 0}, "synfin-sweep: --runs 0: accepted is an integer from 1")):
            with self.assertRaisesRegex(synfin.BadInput, f"^{line}"):
                synfin.sweep(connections=10, **keywords)

    def test_a_parameter_with_the_name_of_a_column(self):
        every = synfin.sweep(vary={"closer": ["client", "server"]}, connections=5).table("connections")
        self.assertEqual((every.parameter_closer.astype(str) == every.closer.astype(str)).all(), True)
        self.assertEqual(set(every.closer), {"client", "server"})

    def test_runs_that_are_missing(self):
        """An interrupted sweep is read, and says what it lacks; so does a figure of it."""
        shutil.copytree("sweep", "interrupted", ignore=shutil.ignore_patterns(".*"))
        gone = list(self.sweep.runs)[3:5]
        for identity in gone:
            shutil.rmtree(f"interrupted/runs/{identity}")
        with self.assertWarnsRegex(UserWarning, "^interrupted: 2 of the 12 runs in plan.csv have no results; the same synfin-sweep goes on$"):
            found = synfin.load("interrupted")
        self.assertEqual((found.missing, len(found.runs), repr(found)), (tuple(gone), 10, "<synfin sweep 'interrupted': 10 runs, 2 missing>"))
        self.assertEqual(self.sweep.missing, ())
        for program in ("synfin-plot", "synfin-report"):
            done = subprocess.run([PACKAGE / program, "interrupted"], capture_output=True, text=True, check=True)
            self.assertIn(f"{program}: note: 2 of the 12 runs in plan.csv have no results\n", done.stderr)

    def test_a_version_that_is_not_read(self):
        shutil.copytree("sweep", "newer", ignore=shutil.ignore_patterns(".*"))
        for version, refused in ((schema.VERSION + 1, True), (schema.VERSION - 1, False), (0, False)):  # 0: none is named
            with contextlib.closing(sqlite3.connect("newer/results.sqlite")) as database:
                database.execute(f"PRAGMA user_version = {version}")
            found = synfin.load("newer")
            if refused:
                with self.assertRaisesRegex(synfin.BadInput, f"^newer/results.sqlite: schema version {version}: accepted are 3 and 4$"):
                    found.results
                continue
            self.assertTrue(found.results.equals(self.sweep.results))
        pathlib.Path("newer/results.sqlite").write_bytes(b"none" * 1000)
        with self.assertWarnsRegex(UserWarning, "^newer/results.sqlite: file is not a database; which version"):
            self.assertTrue(synfin.load("newer").results.equals(self.sweep.results))

    def test_a_table_that_is_missing(self):
        shutil.copytree("sweep", "no-table", ignore=shutil.ignore_patterns(".*"))
        os.unlink("no-table/results.csv")
        with self.assertRaisesRegex(synfin.BadInput, "^no-table/results.csv: no such table; synfin-sweep --collect --out no-table"):
            synfin.load("no-table").results


if __name__ == "__main__":
    unittest.main()
