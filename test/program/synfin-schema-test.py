#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-run --schema tells what synfin-run writes and reads: held against files that it wrote, and against --help."""

import collections
import json
import os
import pathlib
import re
import sys
import unittest

sys.dont_write_bytecode = True
from synfin_run import LEGAL, STATES, call, run  # noqa: E402

# RFC 9293 Figure 5 as drawn, and its notes 1 and 2.
FIGURE_5 = {edge for edge in LEGAL if edge[1] != "CLOSED"} - {("SYN_RCVD", "CLOSE_WAIT"), ("SYN_RCVD", "TIME_WAIT")} | {
    (state, "CLOSED") for state in ("LISTEN", "SYN_SENT", "LAST_ACK", "TIME_WAIT")}

INTEGER, DECIMAL = r"\d+", r"\d+\.\d+"
FORMS = {"integer": INTEGER, "decimal": DECIMAL, "address": r"[0-9a-f.:]+", "text": r".*"}
KINDS = {"integer": int, "number": (int, float), "text": str, "object": dict, "list": (dict, list)}

# Values that ask for another option.
NOT_ALONE = {("answer", "rst")}


def leaves(value, path=""):
    """@return {path: value} of everything in an object that is no object."""
    if not isinstance(value, dict):
        return {path: value}
    found = {}
    for key, part in value.items():
        found.update(leaves(part, f"{path}/{key}" if path else key))
    return found


class Schema(unittest.TestCase):
    """What it lists is what there is."""

    @classmethod
    def setUpClass(cls):
        done = call("--schema")
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        cls.schema = json.loads(done.stdout)
        cls.results = run("lossy", "--connections", 200, "--loss", 0.2, "--trace", "segments", "--counters", "--closer", "both")

    def names(self, part):
        return [entry["name"] for entry in self.schema[part]]

    def test_states_and_edges(self):
        self.assertEqual(self.names("states"), STATES)
        edges = {(edge["from"], edge["to"]): edge["in_figure"] for edge in self.schema["edges"]}
        self.assertEqual(len(edges), len(self.schema["edges"]))
        self.assertLessEqual(set(edges) - LEGAL, {("SYN_RCVD", "TIME_WAIT")})  # RFC 1122 4.2.2.13
        self.assertEqual({edge for edge, drawn in edges.items() if drawn}, FIGURE_5)
        for row in self.results.rows("transitions.csv"):
            self.assertIn((row["oldstate"], row["newstate"]), edges)

    def test_tables(self):
        for table in self.schema["tables"]:
            columns = table["columns"]
            with self.subTest(table["file"]):
                names = [column["name"] for column in columns]
                self.assertEqual(self.results.read(table["file"]).split("\n", 1)[0], ",".join(names))
                rows = self.results.rows(table["file"])
                self.assertGreater(len(rows), 2)
                for column in columns:
                    accepted = set(column.get("values", ()))
                    self.assertTrue(column["optional"] or all(row[column["name"]] for row in rows), column["name"])
                    for value in {row[column["name"]] for row in rows} - {""}:
                        self.assertRegex(value, f"^(?:{FORMS[column['type']]})$", column["name"])
                        self.assertTrue(not accepted or value in accepted, (column["name"], value))
                    self.assertTrue(column["help"], column["name"])

    def test_counters(self):
        self.assertEqual(self.names("counters"), list(self.results.summary["counters"]))
        for counter in self.schema["counters"]:
            self.assertTrue(counter["unit"] and counter["help"] and counter["source"], counter["name"])

    def test_keys_of_the_summary(self):
        summary = self.results.summary
        keys = {key["key"]: key for key in self.schema["summary"]}
        whole = {path: summary[path] for path, key in keys.items() if key["type"] in ("object", "list")}
        parts = leaves({name: value for name, value in summary.items() if name not in whole})
        self.assertEqual(list(keys), [*parts, *whole])
        for path, value in {**parts, **whole}.items():
            with self.subTest(path):
                if value is None:
                    self.assertTrue(keys[path]["nullable"])
                else:
                    self.assertIsInstance(value, KINDS[keys[path]["type"]])
        self.assertEqual(summary["schema"], self.schema["schema"])

    def test_options(self):
        listed = re.findall(r"^  --([A-Za-z0-9-]+)(?![.\w-])", call("--help").stdout, re.M)
        self.assertEqual(sorted(self.names("options")), sorted(listed))
        with_it = {"firewall-expired": "firewall-idle=1s\t", "syn-options": "kind=syn-flood\t"}  # what is a detail of another
        sets = [f"{with_it.get(option['name'], '')}{option['name']}={value}" for option in self.schema["options"] if option["kind"] == "scenario"
                for value in option["values"] if (option["name"], value) not in NOT_ALONE]
        self.assertGreater(len(sets), 20)
        done = call("--check", "-", input="\n".join(sets) + "\n")
        self.assertEqual((done.stderr, done.stdout.split("\n")[0]), ("", f"{len(sets)} accepted"))

    def test_fields_of_the_profile(self):
        profile = self.schema["profile"]
        for preset in profile["presets"]:
            written = run(preset, "--connections", 1, "--profile", preset).summary["parameters"]["set"]
            self.assertEqual(written, {field["name"]: field["presets"][preset] for field in profile["fields"]})
        for field in profile["fields"]:
            with self.subTest(field["name"]):
                self.assertTrue(field["source"] and field["help"] and field["unit"] and field["accepted"])
                refused = call("--check", "-", input=f"set={field['name']}=?\n")
                self.assertIn(field["accepted"], refused.stderr)

    def test_defaults_are_those_of_a_run(self):
        summary = run("defaults", "--trace", "none").summary["parameters"]
        for option in self.schema["options"]:
            name, default = option["name"], option["default"]
            if option["kind"] == "scenario" and default is not None and name != "trace":
                if name == "path":
                    self.assertEqual((default, summary["path"]), ("auto", "direct"))
                elif name.endswith("-profile") or name == "local-port":  # as --profile, and as connect() chooses
                    self.assertEqual((default, summary[name]), ("auto", "auto"))
                elif default == "auto":  # decided by the others
                    self.assertIsInstance(summary[name], int, name)
                else:
                    self.assertEqual(default, str(summary[name]), name)
        text = call("--help").stdout
        for field in self.schema["profile"]["fields"]:
            self.assertRegex(text, rf"(?m)^  {field['name']} = {re.escape(field['default'])}$")
            self.assertEqual(str(field["default"]), summary["set"][field["name"]])
        self.assertEqual(len(self.schema["profile"]["fields"]), len(re.findall(r"(?m)^  [a-z0-9_]+ = ", text)))

    def test_types_and_bounds_hold_for_every_default(self):
        """Whoever reads type, values and bounds can read every value that the schema names."""
        forms = {"boolean": "true|false", "integer": "[0-9]+", "number": "[0-9.]+", "time": "[0-9.]+[a-z]+", "rate": "[0-9.]+[A-Za-z/]+",
                 "range": "[0-9]+-[0-9]+", "choice": "(?!)"}
        units = self.schema["units"]["time_s"]
        fields = self.schema["profile"]["fields"]
        seen = collections.Counter()
        for entry in (*self.schema["options"], *fields):
            self.assertIs(entry["low"] is None, entry["high"] is None)
            self.assertTrue(entry["type"] not in ("integer", "time") or entry["low"] is not None, entry["name"])
            values = {entry["default"], *entry.get("presets", {}).values()} - {None} - set(entry["values"])
            for value in values:
                seen[entry["type"]] += 1
                self.assertRegex(value, f"^(?:{forms.get(entry['type'], '.*')})$", entry["name"])
                if entry["low"] is not None:
                    number, unit = re.fullmatch("([0-9.]+)([a-z]*)", value).groups()
                    is_zero = entry.get("or_zero") and value == "0"
                    self.assertTrue(is_zero or entry["low"] <= float(number) * units.get(unit, 1) <= entry["high"], entry["name"])
        self.assertTrue(all(seen[kind] > 1 for kind in ("boolean", "integer", "time", "rate", "number")), seen)

    def test_bounds_are_the_programs(self):
        """Each bound is accepted, and what is beyond it is not."""
        lines, refused = [], 0
        for entry in (*self.schema["options"], *self.schema["profile"]["fields"]):
            if entry["low"] is None or entry["type"] not in ("integer", "time"):
                continue
            name = f"set={entry['name']}" if entry["kind"] == "profile" else entry["name"]
            text = lambda value: f"{name}={value:.9f}s" if entry["type"] == "time" else f"{name}={value:.0f}"
            for value in (entry["low"], entry["high"]):
                done = call("--check", "-", input=text(value) + "\n")
                # Others may forbid it in this combination; then they are what is said.
                self.assertTrue(done.returncode == 0 or "from" not in done.stderr.split("accepted is")[1][:16], done.stderr)
            done = call("--check", "-", input=text(entry["high"] + 1) + "\n")
            self.assertEqual(done.returncode, 2, entry["name"])
            refused += 1
        self.assertGreater(refused, 40)

    def test_units(self):
        times = self.schema["units"]["time_s"]
        self.assertEqual(list(times), ["d", "h", "min", "s", "ms", "us", "ns"])
        sets = "".join(f"hold=1{unit}\nhold={seconds:.9f}s\n" for unit, seconds in times.items())
        done = call("--check", "-", input=sets).stdout
        self.assertEqual(done, "14 accepted\n" + "".join(f"line {n} repeats line {n - 1}\n" for n in range(2, 15, 2)))
        rates = self.schema["units"]["rate_bps"]
        self.assertEqual((rates["bps"], rates["kbps"], rates["KB/s"], rates["Mibps"], rates["TiB/s"]),
                         (1, 1000, 8000, 2**20, 8 * 2**40))
        self.assertEqual(len(rates), 4 * (1 + 2 * 5))
        sets = "".join(f"bandwidth=1{unit}\n" for unit in rates)
        self.assertEqual(call("--check", "-", input=sets).stdout.split("\n")[0], f"{len(rates)} accepted")

    def test_the_copy_of_the_python_package(self):
        copy = json.loads((pathlib.Path(os.environ["SYNFIN_SOURCE"]) / "examples/python/synfin/schema.json").read_text(
            encoding="utf-8"))
        printed = {name: part for name, part in json.loads(json.dumps(self.schema)).items()
                   if name not in ("program", "commit", "ns3_version")}
        for options in (copy["options"], printed["options"]):
            for option in options:
                if option["name"] == "compress":  # a build may have no zstd
                    del option["values"], option["accepted"]
        self.assertEqual(printed, copy, "cmake --build build --target synfin-schema")

    def test_provenance(self):
        written = json.loads(self.results.read("provenance.json"))
        for name in ("schema", "program", "version", "commit", "ns3_version"):
            self.assertEqual(written[name], self.schema[name])
        self.assertRegex(written["finished"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(written["command"][1:3], ["--out", "lossy"])


if __name__ == "__main__":
    unittest.main()
