#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""datapackage.json of sweeps and runs: what it says of each file holds, down to every field of every table."""

import contextlib
import csv
import hashlib
import io
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import unittest

from sweep_program import RUN, call, rows, stand_in, sweep

BASE = ("--connections", 40, "--rate", 200, "--vary", "loss=0,10%", "--vary", "delay=10ms,50ms")
READERS = {"string": str, "number": float, "integer": int, "boolean": ("no", "yes").index}
NAME = "datapackage.json"


def package(folder):
    """@return what a folder's says."""
    return json.loads(pathlib.Path(folder, NAME).read_text(encoding="utf-8"))


def lines_of(path):
    """@return the rows of a table, compressed or not, the names of columns first."""
    text = path.read_bytes()
    if path.suffix == ".zst":
        text = subprocess.run(["zstd", "-dcq", path], capture_output=True, check=True).stdout
    return list(csv.reader(io.StringIO(text.decode(), newline="")))


class Checked(unittest.TestCase):
    """Data Package 2.0 and Table Schema 2.0, as far as they bind; the published profiles were tried by hand."""

    def check(self, folder):
        """@return {name: resource} of a folder, each of which is what the package says."""
        told = package(folder)
        self.assertEqual(told["$schema"], "https://datapackage.org/profiles/2.0/datapackage.json")
        self.assertRegex(told["created"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertTrue(all(source["title"] and source["version"] for source in told["sources"]))
        names = [resource["name"] for resource in told["resources"]]
        self.assertEqual(len(set(names)), len(names))
        for resource in told["resources"]:
            self.assertRegex(resource["name"], "^[a-z0-9._-]+$")
            self.assertRegex(resource["path"], "^[^./~][^/]*$")
            path = pathlib.Path(folder, resource["path"])
            if "hash" in resource:
                self.assertEqual((resource["bytes"], resource["hash"]),
                                 (path.stat().st_size, f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"))
            self.assertEqual("schema" in resource, resource["format"] == "csv")
            if "schema" in resource:
                self.check_table(lines_of(path), resource)
        return {resource["name"]: resource for resource in told["resources"]}

    def check_table(self, lines, resource):
        """Each field is of its type, and no key comes twice."""
        self.assertEqual(resource["type"], "table")
        fields, key = resource["schema"]["fields"], resource["schema"].get("primaryKey", [])
        self.assertEqual([field["name"] for field in fields], lines[0])
        for field, values in zip(fields, zip(*lines[1:])):
            limits = field.get("constraints", {})
            for value in set(values):
                if value == "":
                    self.assertFalse(limits.get("required"), field)
                    continue
                READERS[field["type"]](value)
                self.assertIn(value, limits.get("enum", [value]))
        places = [lines[0].index(name) for name in key]
        keys = [tuple(line[place] for place in places) for line in lines[1:]]
        self.assertTrue(not key or len(set(keys)) == len(keys))


class OfSweep(Checked):
    """A sweep's, which comes with its tables."""

    @classmethod
    def setUpClass(cls):
        shutil.rmtree("told", ignore_errors=True)
        sweep(*BASE, "--runs", 2, "--out", "told")

    def test_every_file(self):
        found = self.check("told")
        files = {path.name for path in pathlib.Path("told").iterdir() if path.is_file() and not path.name.startswith(".")}
        self.assertEqual({resource["path"] for resource in found.values()}, files - {NAME})
        self.assertNotIn("hash", found["provenance"])  # the call that writes this has not ended
        reference = found["results"]["schema"]["foreignKeys"][0]["reference"]
        self.assertEqual(reference, {"resource": "plan", "fields": ["id"]})

    def test_what_was_asked_for_beside(self):
        """compare.csv and until.csv are told of, with the units of parameters in them, and go with what asked for them."""
        asked = ("--compare", "loss=0,10%", "--until", "connections.established:10", "--runs", 12)
        self.assertEqual(call(*BASE, *asked, "--set", "sack=true", "--out", "asked").returncode, 0)
        found = self.check("asked")
        self.assertEqual([found[name]["schema"]["primaryKey"] for name in ("compare", "until")],
                         [["point_a", "point_b", "figure"], ["point", "figure"]])
        fields = {name: {field["name"]: field for field in found[name]["schema"]["fields"]} for name in ("compare", "until")}
        self.assertEqual((fields["compare"]["significant"]["type"], fields["until"]["reached"]["trueValues"]), ("boolean", ["yes"]))
        self.assertEqual((fields["until"]["half_width"]["unit"], fields["compare"]["p"]["unit"]), ("of figure", "share of 1"))
        self.assertEqual(fields["compare"]["connections"]["unit"], "connections")
        self.assertEqual(call("--collect", "--out", "asked").returncode, 0)
        self.assertFalse({"compare", "until"} & self.check("asked").keys())

    def test_what_it_says_of_parameters_and_figures(self):
        fields = {field["name"]: field for field in self.check("told")["results"]["schema"]["fields"]}
        self.assertEqual((fields["delay"]["type"], fields["delay"]["sqlite"]), ("string", {"column": "delay", "unit": "s"}))
        self.assertEqual((fields["connections"]["type"], fields["connections"]["unit"]), ("integer", "connections"))
        self.assertEqual((fields["handshake_latency_s_mean"]["type"], fields["handshake_latency_s_mean"]["unit"]), ("number", "s"))
        with contextlib.closing(sqlite3.connect("told/results.sqlite")) as database:
            columns = {name for name, in database.execute("SELECT name FROM pragma_table_info('run_results')")}
        self.assertEqual({field["sqlite"]["column"] for field in fields.values() if "sqlite" in field} | {"id", "point", "run"}, columns)

    def test_provenance(self):
        told = package("told")["provenance"]
        call_ = json.loads(pathlib.Path("told/provenance.json").read_text(encoding="utf-8"))["calls"][0]
        self.assertEqual(told["seeds"], [1])
        self.assertEqual(told["calls"], [{key: value for key, value in call_.items() if key not in ("ended", "outcome")}])

    def test_more_runs_and_what_people_wrote(self):
        """It is written anew with the tables; licence and title are somebody's, and stay. The same data are the same bytes."""
        shutil.copytree("told", "more", ignore=shutil.ignore_patterns(".*"))
        own = {**package("more"), "licenses": [{"name": "CC-BY-4.0"}], "title": "Mine", "bytes": "none"}
        pathlib.Path("more", NAME).write_text(json.dumps(own), encoding="utf-8")
        sweep(*BASE, "--runs", 2, "--out", "more")
        before = pathlib.Path("more", NAME).read_bytes()
        self.assertEqual(call("--collect", "--out", "more").returncode, 0)
        self.assertEqual(pathlib.Path("more", NAME).read_bytes(), before)
        call(*BASE, "--runs", 3, "--out", "more")
        found, told = self.check("more"), package("more")
        self.assertEqual((told["licenses"], told["title"], "bytes" in told, len(told["provenance"]["calls"])), ([{"name": "CC-BY-4.0"}], "Mine", False, 3))
        self.assertEqual(len(rows("more/results.csv")), 12)
        self.assertEqual(found["results"]["bytes"], pathlib.Path("more/results.csv").stat().st_size)

    def test_what_cannot_be_read_is_kept(self):
        """By hand people make mistakes; what they wrote is theirs all the same."""
        shutil.copytree("told", "slip", ignore=shutil.ignore_patterns(".*", "*.damaged*"))
        one = next(pathlib.Path("slip/runs").iterdir())
        for folder in (pathlib.Path("slip"), one):
            for text, kept in (("{broken", f"{NAME}.damaged"), ("[]", f"{NAME}.damaged.2")):
                (folder / NAME).write_text(text, encoding="utf-8")
                done = call("--collect", "--out", folder)
                self.assertEqual(done.returncode, 0)
                self.assertEqual(done.stderr.count(f"it is kept as {kept}, and written anew\n"), 1, done.stderr)
                self.assertEqual((folder / kept).read_text(encoding="utf-8"), text)
                self.assertIn("resources", package(folder))
                self.assertNotIn("damaged", call("--collect", "--out", folder).stderr)

    def test_a_link_stays_one(self):
        shutil.copytree("told", "linked", ignore=shutil.ignore_patterns(".*"))
        os.rename("linked/results.csv", "elsewhere.csv")
        os.symlink("../elsewhere.csv", "linked/results.csv")
        before = pathlib.Path("elsewhere.csv").read_bytes()
        pathlib.Path("elsewhere.csv").write_text("other", encoding="utf-8")
        self.assertEqual(call("--collect", "--out", "linked").returncode, 0)
        self.assertTrue(os.path.islink("linked/results.csv"))
        self.assertEqual(pathlib.Path("elsewhere.csv").read_bytes(), before)

    def test_it_is_away_while_tables_are_wrong(self):
        shutil.copytree("told", "broken", ignore=shutil.ignore_patterns(".*"))
        table = next(pathlib.Path("broken/runs").glob("*/connections.csv"))
        table.write_text(table.read_text(encoding="utf-8").replace("\n1,", "\nfirst,", 1), encoding="utf-8")
        self.assertEqual(call("--collect", "--out", "broken").returncode, 1)
        self.assertFalse(pathlib.Path("broken", NAME).exists())
        pathlib.Path("told", NAME).write_text("{", encoding="utf-8")
        self.assertEqual(call("--collect", "--out", "told").returncode, 0)
        self.check("told")

    def test_what_was_given_and_failed(self):
        program = stand_in("fails", 'case "$params" in *"loss = 0.1"*) echo "no, never" >&2; exit 3;; esac')
        done = call("--program", program, "--connections", 20, "--vary", "loss=0,0.1", "--set", "sack=true", "--out", "some", "--pcap", "p")
        self.assertEqual(done.returncode, 1, done.stderr)
        found = self.check("some")
        self.assertIn("failed", found)
        self.assertEqual([field["type"] for field in found["plan"]["schema"]["fields"]][3:6], ["number", "integer", "string"])


class OfRun(Checked):
    """A run's, on request."""

    def test_every_file(self):
        for name, options in (("plain", ["--trace", "segments", "--counters", "--pcap", "plain/Cap"]), ("packed", ["--compress", "zstd"])):
            with self.subTest(name):
                subprocess.run([RUN, "--connections", "30", "--loss", "0.1", "--seed", "7", "--out", name, *options], check=True, capture_output=True)
                done = call("--collect", "--out", name)
                self.assertRegex(done.stderr, rf"^synfin-sweep: {name}/{NAME}: \d+ files are described\n$")
                found, told = self.check(name), package(name)
                self.assertEqual({resource["path"] for resource in found.values()}, set(os.listdir(name)) - {NAME})
                self.assertEqual((told["provenance"]["seed"], told["provenance"]["program"]), (7, "synfin-run"))
                fields = {field["name"]: field for field in found["connections"]["schema"]["fields"]}
                self.assertEqual((fields["handshake_s"]["type"], fields["handshake_s"]["unit"]), ("number", "s"))
        self.assertEqual(found["connections"]["compression"], "zstd")

    def test_it_goes_with_what_it_describes(self):
        words = [RUN, "--connections", "10", "--out", "gone", "--force"]
        subprocess.run(words, check=True, capture_output=True)
        self.assertEqual(call("--collect", "--out", "gone").returncode, 0)
        subprocess.run(words, check=True, capture_output=True)
        self.assertFalse(pathlib.Path("gone", NAME).exists())

    def test_refused(self):
        os.makedirs("damaged", exist_ok=True)
        pathlib.Path("damaged/summary.json").write_text("{}", encoding="utf-8")
        for folder in ("damaged", "nowhere"):
            done = call("--collect", "--out", folder)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
            self.assertTrue(re.match("synfin-sweep: ", done.stderr))
            self.assertFalse(pathlib.Path(folder, NAME).exists())


if __name__ == "__main__":
    unittest.main()
