#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""A sweep from plan to tables: what is planned is run, and the tables say what the runs say."""

import csv
import json
import math
import os
import pathlib
import pty
import re
import shutil
import statistics
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
from sweep_program import BIN, PROGRAM, RUN, call, connections, results, rows, sweep  # noqa: E402

BASE = ("--connections", 40, "--rate", 200)
POINTS = ("--vary", "loss=0:0.2:0.1", "--vary", "delay=10ms,50ms")
T_2 = 4.302652729696142  # Student's 97.5% quantile with 2 degrees of freedom, from tables


def summary(folder, identity):
    """@return summary.json of a run."""
    return json.loads(pathlib.Path(folder, "runs", identity, "summary.json").read_text(encoding="utf-8"))


class Plan(unittest.TestCase):
    """plan.csv: which runs there are."""

    def plan(self, *options):
        """@return the rows that --dry-run prints."""
        done = call(*options, "--dry-run")
        self.assertEqual(done.returncode, 0, done.stderr)
        return list(csv.DictReader(done.stdout.splitlines()))

    def test_values_are_crossed_and_run_numbers_are_common_to_all_points(self):
        plan = self.plan(*BASE, *POINTS, "--runs", 3)
        losses, delays = ["0", "0.1", "0.2"], ["10ms", "50ms"]
        expected = [(str(2 * i + j), str(run), loss, delay) for i, loss in enumerate(losses)
                    for j, delay in enumerate(delays) for run in (1, 2, 3)]
        self.assertEqual([(r["point"], r["run"], r["loss"], r["delay"]) for r in plan], expected)
        self.assertEqual({r["connections"] for r in plan}, {"40"})
        self.assertEqual(len({r["id"] for r in plan}), len(plan))
        self.assertTrue(all(re.fullmatch("r[0-9a-f]{16}", r["id"]) for r in plan))

    def test_ranges_are_decimal_and_hold_both_ends(self):
        self.assertEqual([r["loss"] for r in self.plan("--vary", "loss=0:0.3:0.05")],
                         ["0", "0.05", "0.1", "0.15", "0.2", "0.25", "0.3"])
        self.assertEqual([r["delay"] for r in self.plan("--vary", "delay=10ms:50ms:15ms,1s")],
                         ["10ms", "25ms", "40ms", "1s"])
        self.assertEqual([r["loss"] for r in self.plan("--vary", "loss=1%:3%:1%")], ["1%", "2%", "3%"])
        self.assertEqual([r["backlog"] for r in self.plan("--vary", "backlog=100:300:100")], ["100", "200", "300"])

    def test_bars_separate_values_with_commas(self):
        self.assertEqual([r["loss"] for r in self.plan("--vary", "loss=0.1|gemodel:1%,30%")], ["0.1", "gemodel:1%,30%"])
        self.assertEqual([r["jitter"] for r in self.plan("--vary", "jitter=10ms,normal|")], ["10ms,normal"])

    def test_zip_pairs(self):
        plan = self.plan("--vary", "loss=0,0.1", "--vary", "syn_retries=1,2,3", "--vary", "delay=1ms,2ms",
                         "--zip", "loss,delay")
        self.assertEqual([(r["loss"], r["syn_retries"], r["delay"]) for r in plan],
                         [(loss, retries, delay) for loss, delay in (("0", "1ms"), ("0.1", "2ms"))
                          for retries in "123"])

    def test_a_switch_needs_no_value(self):
        """As in synfin-run."""
        sweep("--counters", "--runs", 1, *BASE, "--vary", "loss=0,0.1", "--out", "switch")
        for run in pathlib.Path("switch/runs").iterdir():
            self.assertIn("counters = true\n", (run / "params.ini").read_text(encoding="utf-8"))
            self.assertTrue((run / "counters.csv").exists())

    def test_a_sysctl_has_its_own_name_too(self):
        plan = self.plan("--vary", "tcp_syn_retries=1,2", "--vary", "net.ipv4.tcp_synack_retries=3,4",
                         "--zip", "syn_retries,tcp_synack_retries", "--set", "tcp_fin_timeout=9s")
        self.assertEqual(plan, self.plan("--vary", "syn_retries=1,2", "--vary", "synack_retries=3,4",
                                         "--zip", "syn_retries,synack_retries", "--set", "fin_timeout=9s"))
        self.assertEqual([(r["syn_retries"], r["synack_retries"]) for r in plan], [("1", "3"), ("2", "4")])

    def test_a_value_comes_once_in_whatever_way_it_is_written(self):
        for varied, same in (("loss=5%,0.05,10%", "5% and 0.05"), ("loss=0,none", "0 and none"), ("rate=100,1e2", "100 and 1e2"),
                             ("timestamps=true,1", "true and 1"), ("time_wait=60s,1min", "60s and 1min"),
                             ("tcp_syn_retries=6,06", "6 and 06")):
            for more in ((), ("--vary", "delay=1ms,2ms"), ("--runs", 3)):
                done = call("--connections", 40, "--vary", varied, *more, "--dry-run")
                self.assertEqual(done.returncode, 2)
                self.assertRegex(done.stderr, f"^synfin-sweep: --vary [^\n]*: accepted is each value once; {same} are the same\n$")
        # For linux, and for linux alone, this is the same: two points that one may well ask for.
        self.assertEqual(len(self.plan("--vary", "profile=linux,rfc9293", "--vary", "time_wait=auto,60s")), 4)

    def test_an_id_depends_on_the_parameters_only(self):
        ids = {(r["loss"], r["run"]): r["id"] for r in self.plan(*BASE, "--vary", "loss=0,0.1", "--runs", 2)}
        wider = self.plan("--rate", 200, "--vary", "loss=0.1,0.2,0", "--connections", 40, "--runs", 5)
        for row in wider:
            if (row["loss"], row["run"]) in ids:
                self.assertEqual(row["id"], ids.pop((row["loss"], row["run"])))
        self.assertFalse(ids)
        self.assertNotEqual(self.plan("--loss", "0.1")[0]["id"], self.plan("--loss", "0.1", "--seed", 2)[0]["id"])

    def test_runs_count_from_run(self):
        self.assertEqual([r["run"] for r in self.plan("--run", 7, "--runs", 3)], ["7", "8", "9"])

    def test_every_option_and_every_field_may_be_varied(self):
        listed = json.loads(subprocess.run([RUN, "--schema"], capture_output=True, check=True).stdout)
        options = []
        for field in (*listed["options"], *listed["profile"]["fields"]):
            if field["default"] is not None and field["kind"] != "program" and field["name"] != "run":
                options += ["--vary", f"{field['name']}={field['default']}|"]
        self.assertGreater(len(options), 120)
        plan = self.plan(*options)
        self.assertEqual(len(plan), 1)
        self.assertEqual(len(plan[0]), 3 + len(options) // 2)

    def test_a_dry_run_writes_nothing_and_estimates(self):
        done = call(*BASE, *POINTS, "--runs", 5, "--dry-run", "--out", "dry")
        self.assertRegex(done.stderr, r"^synfin-sweep: 30 runs at 6 points; about \d+ s with \d+ at a time, and"
                                      r" [0-9.]+ MB on disk \(scaled from 3 trials")
        self.assertFalse(os.path.exists("dry"))
        sweep(*BASE, *POINTS, "--out", "dry")
        done = call(*BASE, *POINTS, "--runs", 5, "--dry-run", "--out", "dry")
        self.assertRegex(done.stderr, r"30 runs at 6 points, 6 of them done; about .* \(as 6 finished runs\)")
        size = lambda path: sum(file.stat().st_size for file in pathlib.Path(path).rglob("*") if file.is_file())
        estimate = float(re.search(r"and ([0-9.]+) MB", done.stderr).group(1)) * 1e6
        self.assertAlmostEqual(estimate / (24 / 6 * size("dry/runs")), 1, delta=0.05)


class Tables(unittest.TestCase):
    """results.csv, points.csv and results.sqlite, against the runs themselves."""

    @classmethod
    def setUpClass(cls):
        shutil.rmtree("tables", ignore_errors=True)
        sweep(*BASE, *POINTS, "--runs", 3, "--out", "tables")
        cls.runs = rows("tables/results.csv")

    def test_the_files(self):
        self.assertEqual(sorted(name for name in os.listdir("tables") if not name.startswith(".")),
                         ["datapackage.json", "plan.csv", "points.csv", "provenance.json", "results.csv", "results.sqlite",
                          "runs", "sweep.ini"])
        for row in rows("tables/plan.csv"):
            self.assertEqual(sorted(os.listdir(f"tables/runs/{row['id']}")),
                             ["connections.csv", "hosts.csv", "params.ini", "provenance.json", "summary.json",
                              "transitions.csv"])

    def test_results_hold_every_figure_of_every_run(self):
        plan = rows("tables/plan.csv")
        self.assertEqual([{k: row[k] for k in plan[0]} for row in self.runs], plan)
        for row in self.runs:
            whole = summary("tables", row["id"])
            self.assertEqual(str(whole["parameters"]["loss-forward"]), row["loss"])
            self.assertEqual(whole["parameters"]["delay-reverse"], row["delay"])
            self.assertEqual(whole["run"]["run"], int(row["run"]))
            count = 0
            for part, values in whole.items():
                lists = ("schema", "parameters", "handshake_latency_histogram", "attempts_over_time", "nodes", "counters", "groups", "window", "rare", "events")
                for name, value in values.items() if part not in lists else ():
                    self.assertEqual(row[f"{part}_{name}"], "" if value is None else str(value))
                    count += 1
            self.assertEqual(len(row), len(plan[0]) + count)

    def test_a_run_is_what_synfin_run_does_alone(self):
        row = self.runs[-1]
        folder = f"tables/runs/{row['id']}"
        subprocess.run([RUN, *map(str, BASE), "--loss", row["loss"], "--delay", row["delay"], "--run", row["run"],
                        "--out", "alone"], check=True, capture_output=True)
        subprocess.run([RUN, "--config", f"{folder}/params.ini", "--out", "again"], check=True, capture_output=True)
        for name in ("params.ini", "transitions.csv", "connections.csv", "hosts.csv"):
            text = pathlib.Path(folder, name).read_bytes()
            self.assertEqual(pathlib.Path("alone", name).read_bytes(), text)
            self.assertEqual(pathlib.Path("again", name).read_bytes(), text)

    def test_common_random_numbers(self):
        begins = {}
        for row in self.runs:
            begins.setdefault(row["run"], set()).add(
                tuple(c["start_s"] for c in rows(f"tables/runs/{row['id']}/connections.csv")))
        self.assertEqual(len(begins), 3)
        self.assertEqual([len(texts) for texts in begins.values()], [1, 1, 1])
        self.assertEqual(len(set.union(*begins.values())), 3)

    def latencies(self, folder, point):
        """@return how long the handshakes of all runs of a point took, in their order."""
        return sorted(float(c["handshake_s"]) for run in rows(f"{folder}/plan.csv") if run["point"] == point
                      for c in rows(f"{folder}/runs/{run['id']}/connections.csv") if c["handshake_s"])

    def test_percentiles_are_those_of_all_connections_of_a_point(self):
        for row in rows("tables/points.csv"):
            name = row["figure"].removeprefix("handshake_latency_s_")
            if name not in ("p50", "p90", "p99", "p999", "min", "max", "stddev"):
                self.assertEqual(row["pooled"], "", name)
                continue
            all_of_them = self.latencies("tables", row["point"])
            self.assertEqual((int(row["pooled"]), row["n"]), (len(all_of_them), "3"))
            if name == "stddev":
                self.assertAlmostEqual(float(row["mean"]), statistics.stdev(all_of_them), 9)
                continue
            share = {"min": 0, "max": 1}.get(name) if name[0] == "m" else float(f"0.{name[1:]}")
            exact = all_of_them[max(0, math.ceil(share * len(all_of_them)) - 1)]
            self.assertLessEqual(abs(float(row["mean"]) - exact), float(row["relative_error"]) * exact + 1e-15)
            self.assertEqual(row["stddev"], "")
            if name == "p50":
                self.assertLessEqual(float(row["ci95_low"]), float(row["mean"]))
                self.assertLessEqual(float(row["mean"]), float(row["ci95_high"]))
            if name == "p999":  # of 120 connections: nobody knows an upper bound
                self.assertEqual(row["ci95_high"], "")

    def test_the_median_is_a_latency_that_occurs(self):
        """Runs whose median is 0.1 or 1.1 s have no point whose median is between: nothing takes that long."""
        sweep("--connections", 3, "--loss", 0.3, "--runs", 12, "--out", "halves", "--path", "direct")
        medians = {float(row["handshake_latency_s_p50"]) for row in rows("halves/results.csv")}
        self.assertGreater(len(medians), 1)
        row = next(r for r in rows("halves/points.csv") if r["figure"] == "handshake_latency_s_p50")
        occur = self.latencies("halves", "0")
        self.assertTrue(any(math.isclose(float(row["mean"]), each, rel_tol=0.001) for each in occur), row)
        # The figure of the same runs says the same.
        subprocess.run([BIN / "synfin-sweep", "--connections", "3", "--runs", "12", "--path", "direct", "--vary",
                        "loss=0.2,0.3", "--out", "figure"], check=True)
        subprocess.run([BIN / "synfin-plot", "figure", "handshake-vs-loss"], check=True, capture_output=True)
        drawn = {(r["loss"], r["statistic"]): r for r in rows("figure/figures/handshake-vs-loss.csv") if r["runs"]}
        for row in rows("figure/points.csv"):
            name = row["figure"].removeprefix("handshake_latency_s_")
            if (row["loss"], name) in drawn:
                dot = drawn[row["loss"], name]
                for mine, theirs in (("mean", "latency_s"), ("ci95_low", "low"), ("ci95_high", "high")):
                    if row[mine] == "" or name != "mean" or mine == "mean":
                        self.assertEqual(row[mine] and float(row[mine]), dot[theirs] and float(dot[theirs]), (name, mine))

    def test_points(self):
        points = rows("tables/points.csv")
        self.assertEqual(list(points[0]), ["point", "loss", "delay", "connections", "rate", "figure", "n", "mean",
                                           "stddev", "ci95_low", "ci95_high", "pooled", "relative_error"])
        figures = {row["figure"] for row in points}
        self.assertIn("handshake_latency_s_mean", figures)
        for row in points:
            if row["pooled"]:
                continue  # of all runs of a point together, as below
            values = [float(run[row["figure"]]) for run in self.runs if run["point"] == row["point"]]
            self.assertEqual(int(row["n"]), 3)
            mean, deviation = statistics.mean(values), statistics.stdev(values)
            self.assertTrue(math.isclose(float(row["mean"]), mean, rel_tol=1e-12, abs_tol=1e-12))
            self.assertTrue(math.isclose(float(row["stddev"]), deviation, rel_tol=1e-9, abs_tol=1e-12))
            half = T_2 * deviation / math.sqrt(3)
            self.assertTrue(math.isclose(float(row["ci95_low"]), mean - half, abs_tol=1e-9 * (1 + half)))
            self.assertTrue(math.isclose(float(row["ci95_high"]), mean + half, abs_tol=1e-9 * (1 + half)))

    def test_a_single_replication_has_no_interval(self):
        sweep("--connections", 5, "--trace", "none", "--out", "single")
        for row in rows("single/points.csv"):
            self.assertEqual(row["n"], "1")
            if not row["pooled"]:
                self.assertEqual((row["stddev"], row["ci95_low"], row["ci95_high"]), ("", "", ""))

    def test_collect_rebuilds_the_same(self):
        names = ("results.csv", "points.csv", "results.sqlite")
        before = results("tables")
        bytes_before = [pathlib.Path("tables", name).read_bytes() for name in names]
        for name in names:
            os.unlink(f"tables/{name}")
        done = call("--collect", "--out", "tables")
        self.assertEqual((done.returncode, done.stderr),
                         (0, "synfin-sweep: 18 of 18 runs are done and in the tables\n"))
        self.assertEqual([pathlib.Path("tables", name).read_bytes() for name in names], bytes_before)
        self.assertEqual(results("tables"), before)

    def test_the_whole_experiment_is_one_file(self):
        sweep("--config", "tables/sweep.ini", "--out", "elsewhere")
        self.assertEqual(results("elsewhere"), results("tables"))

    def test_provenance(self):
        calls = json.loads(pathlib.Path("tables/provenance.json").read_text(encoding="utf-8"))["calls"]
        about = json.loads(subprocess.run([RUN, "--schema"], capture_output=True, check=True).stdout)
        first = calls[0]
        self.assertEqual(first["command"][:3], ["synfin-sweep", "--connections", "40"])
        self.assertEqual(first["outcome"], "18 done, 0 failed, 0 missing")
        self.assertEqual([first[k] for k in ("version", "commit", "ns3_version")],
                         [about[k] for k in ("version", "commit", "ns3_version")])
        for name in ("host", "started", "ended", "directory", "python"):
            self.assertTrue(first[name])
        one = json.loads(pathlib.Path(f"tables/runs/{self.runs[0]['id']}/provenance.json").read_text(encoding="utf-8"))
        self.assertEqual(one["host"], first["host"])
        self.assertEqual([one[k] for k in ("version", "commit", "ns3_version")],
                         [about[k] for k in ("version", "commit", "ns3_version")])
        self.assertIn("--config", one["command"])

    def test_a_provenance_that_cannot_be_read(self):
        """One that is damaged is kept aside and named; one of another version of the schema is left alone."""
        shutil.copytree("tables", "told", ignore=shutil.ignore_patterns(".*"))
        path = pathlib.Path("told/provenance.json")
        for text, why, kept in (("{", "line 1, column 2: ", "damaged"), ("[]", "no calls, ", "damaged.2"), ('{"calls": [3]}', "no calls, ", "damaged.3")):
            path.write_text(text, encoding="utf-8")
            done = call(*BASE, *POINTS, "--runs", 3, "--out", "told")
            self.assertEqual((done.returncode, done.stderr.count("\n")), (0, 1), done.stderr)
            self.assertIn(f"note: told/provenance.json: {why}", done.stderr)
            self.assertIn(f"; it is kept as provenance.json.{kept}, and begins anew", done.stderr)
            self.assertEqual(pathlib.Path(f"told/provenance.json.{kept}").read_text(encoding="utf-8"), text)
            self.assertEqual(len(json.loads(path.read_text(encoding="utf-8"))["calls"]), 1)
        path.write_text('{"schema": 99, "calls": []}', encoding="utf-8")
        done = call(*BASE, *POINTS, "--runs", 3, "--out", "told")
        self.assertEqual((done.returncode, done.stderr),
                         (2, "synfin-sweep: told/provenance.json: schema version 99: accepted are 3 and 4\n"))
        self.assertEqual(path.read_text(encoding="utf-8"), '{"schema": 99, "calls": []}')

    def test_a_table_that_was_cut(self):
        shutil.copytree("tables", "cut", ignore=shutil.ignore_patterns(".*"))
        path = pathlib.Path(f"cut/runs/{self.runs[0]['id']}/connections.csv")
        path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
        done = call("--collect", "--out", "cut")
        self.assertEqual(done.returncode, 1)
        self.assertIn("39 rows, and the run had 40 attempts; remove its summary.json", done.stderr)


class Resume(unittest.TestCase):
    """The same command again, and another one."""

    def stamps(self, folder):
        """@return when each run was done."""
        return {path.parent.name: path.stat().st_mtime_ns for path in pathlib.Path(folder).glob("runs/*/summary.json")}

    def test_nothing_is_done_twice_and_a_changed_plan_keeps_what_it_can(self):
        sweep(*BASE, "--vary", "loss=0,0.1", "--runs", 2, "--out", "grow")
        before, first = results("grow"), self.stamps("grow")
        sweep(*BASE, "--vary", "loss=0,0.1", "--runs", 2, "--out", "grow")
        self.assertEqual((results("grow"), self.stamps("grow")), (before, first))

        done = call(*BASE, "--vary", "loss=0.1,0.2", "--runs", 3, "--out", "grow")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stderr.count("\n"), 1)
        self.assertIn("4 runs are new in it, 2 are no longer in it", done.stderr)
        second = self.stamps("grow")
        self.assertEqual({key: second[key] for key in first}, first)
        self.assertEqual(len(second), 8)
        self.assertEqual([(r["loss"], r["run"]) for r in rows("grow/results.csv")],
                         [(loss, run) for loss in ("0.1", "0.2") for run in "123"])
        calls = json.loads(pathlib.Path("grow/provenance.json").read_text(encoding="utf-8"))["calls"]
        self.assertEqual(len(calls), 3)

    def test_force_does_all_again(self):
        options = (*BASE, "--runs", 2, "--out", "forced")
        sweep(*options)
        first = self.stamps("forced")
        sweep(*options, "--force")
        self.assertFalse(set(first.values()) & set(self.stamps("forced").values()))


class OtherWays(unittest.TestCase):
    """Files, other schedulers, other hosts, terminals."""

    def test_an_ini_file_with_a_section_for_the_sweep(self):
        os.makedirs("experiment", exist_ok=True)
        pathlib.Path("experiment/e.ini").write_text(
            "connections = 40 # each\nrate = 200\nout = there\n[profile]\nsyn_retries = 3\n"
            "[sweep]\nruns = 2\nvary = loss=0,0.1\nvary = delay=10ms,50ms\nzip = loss,delay\n", encoding="utf-8")
        sweep("--config", "experiment/e.ini", "--runs", 1, "--vary", "loss=0,0.2")
        plan = rows("experiment/there/plan.csv")
        self.assertEqual([(r["loss"], r["delay"], r["run"], r["syn_retries"], r["connections"]) for r in plan],
                         [("0", "10ms", "1", "3", "40"), ("0.2", "50ms", "1", "3", "40")])
        text = pathlib.Path(f"experiment/there/runs/{plan[0]['id']}/params.ini").read_text(encoding="utf-8")
        self.assertIn("syn_retries = 3\n", text)

    def test_any_other_scheduler(self):
        options = (*BASE, *POINTS)
        sweep(*options, "--out", "mine")
        done = call(*options, "--out", "theirs", "--engine", "none")
        self.assertEqual(done.returncode, 0)
        self.assertIn("6 runs wait", done.stderr)
        for row in rows("theirs/plan.csv"):
            subprocess.run([RUN, "--config", f"theirs/runs/{row['id']}/params.ini"], check=True, capture_output=True)
        self.assertEqual(call("--collect", "--out", "theirs").returncode, 0)
        self.assertEqual(results("theirs"), results("mine"))

    def test_compressed_traces(self):
        sweep(*BASE, "--loss", "0.1", "--out", "plain")
        sweep(*BASE, "--loss", "0.1", "--compress", "zstd", "--out", "packed")
        read = lambda folder: [row[2:] for row in connections(folder)]
        self.assertEqual(len(read("plain")), 40)
        self.assertEqual(read("packed"), read("plain"))

    def test_hosts(self):
        # An ssh that runs the command here stands in for two other machines that share the folder.
        os.makedirs("bin", exist_ok=True)
        pathlib.Path("bin/ssh").write_text(
            '#!/bin/sh\nwhile [ "$1" = -o ]; do shift 2; done\necho "$1" >>"$SSH_LOG"\nhost=$1\nshift\n[ "$1" != -- ] || shift\n'
            '[ "$host" != lost ] || exit 255\nexec sh -c "$*"\n', encoding="utf-8")
        os.chmod("bin/ssh", 0o755)
        environment = {**os.environ, "PATH": os.path.abspath("bin") + ":" + os.environ["PATH"],
                       "SSH_LOG": os.path.abspath("ssh.log")}
        sweep(*BASE, *POINTS, "--out", "here")
        sweep(*BASE, *POINTS, "--out", "far and away", "--hosts", "1/lost,2/near", env=environment)
        self.assertEqual(results("far and away"), results("here"))
        self.assertEqual(set(pathlib.Path("ssh.log").read_text(encoding="utf-8").split()), {"lost", "near"})

    def test_hosts_that_are_not_there(self):
        """One line tells it; so many jobs as there are runs are started at most."""
        pathlib.Path("no-ssh").write_text("#!/bin/sh\necho nobody knows that host >&2\nexit 255\n", encoding="utf-8")
        os.chmod("no-ssh", 0o755)
        done = call(*BASE, "--jobs", 1000000, "--out", "far", "--hosts", "nowhere",
                    env={**os.environ, "PARALLEL_SSH": os.path.abspath("no-ssh")})
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"\Asynfin-sweep: --hosts nowhere: 0 of 1 runs are done, 0 failed, 1 missing; the same"
                                      r" command .*; parallel said: nobody knows that host\n\Z")
        self.assertLessEqual(len(done.stderr), 201)

    def test_names_that_need_quoting(self):
        for name in ("with space", "quo'te", "结果", '{} {.} {#} "$HOME" `id`', "per%cent"):
            sweep("--connections", 5, "--runs", 2, "--trace", "none", "--out", name)
            self.assertEqual(len(rows(f"{name}/results.csv")), 2)

    def test_progress_on_a_terminal(self):
        leader, follower = pty.openpty()
        # The line is written five times a second: what is over sooner leaves it at 0.
        process = subprocess.Popen([PROGRAM, *map(str, BASE), *POINTS, "--runs", "25", "--out", "seen"],
                                   stderr=follower, stdout=subprocess.DEVNULL)
        os.close(follower)
        text = b""
        while True:
            try:
                data = os.read(leader, 65536)
            except OSError:
                break
            if not data:
                break
            text += data
        self.assertEqual(process.wait(), 0)
        os.close(leader)
        self.assertRegex(text.decode(), r"\r0 of 150 runs done, 0 failed, 150 left")
        self.assertRegex(text.decode(), r"\r[1-9]\d* of 150 runs done, 0 failed, \d+ left")
        self.assertTrue(text.endswith(b"\r\x1b[K"))

    def test_help_lists_every_option(self):
        text = call("--help").stdout
        own = set(re.findall(r"^  --([a-z0-9-]+) ", subprocess.run([RUN, "--help"], capture_output=True, text=True,
                                                                  check=True).stdout, re.M)) - {"schema", "check", "draw", "lang"}
        self.assertFalse(own - set(re.findall(r"^  --([a-z0-9-]+)", text, re.M)))
        self.assertRegex(call("--version").stdout, r"^synfin-sweep \d")
        self.assertEqual(call("--version").stdout.split()[1],
                         subprocess.run([BIN / "synfin-run", "--version"], capture_output=True, text=True,
                                        check=True).stdout.split()[1])


if __name__ == "__main__":
    unittest.main()
