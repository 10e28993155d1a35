#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-bench: that it measures what it says, what it writes, what it refuses.

What the figures are is no test's business: they depend on the machine and on who else uses it.
"""

import csv
import json
import os
import pathlib
import resource
import subprocess
import tempfile
import unittest

PROGRAM = str(pathlib.Path(os.environ["SYNFIN_BIN"]) / "synfin-bench")


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False)


def measure(*arguments):
    """@return the rows of the CSV file, and what was printed"""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "bench.csv"
        result = run(*arguments, "--csv", str(path))
        if result.returncode != 0:
            raise AssertionError(result.stderr)
        with path.open(encoding="utf-8") as file:
            return list(csv.DictReader(file)), result.stdout


class Bench(unittest.TestCase):
    def test_all_stacks_do_the_same_work(self):
        rows, printed = measure("--time-wait", "200,1000", "--connections", "2000", "--factor", "1")
        simulated = ["synfin-ip", "synfin-direct", "synfin-burst", "ns3"]
        self.assertEqual([row["stack"] for row in rows], [s for s in simulated for _ in range(2)] + ["kernel"])
        for row in rows:
            self.assertEqual(row["lives"], row["time_wait"] if row["stack"] == "synfin-burst" else "2000")
            self.assertGreater(float(row["cpu_us_per_life"]), 0)
        for row in rows[:-1]:
            self.assertAlmostEqual(int(row["time_wait_peak"]), int(row["time_wait"]), delta=10)
            self.assertGreater(float(row["bytes_per_time_wait"]), 0)
            # A life is seven segments, a connect and the end of a TIME_WAIT; those of a burst share the connect.
            self.assertGreaterEqual(float(row["events_per_life"]), 8 if row["stack"] == "synfin-burst" else 9)
        self.assertEqual([rows[-1][name] for name in ("time_wait", "bytes_per_time_wait", "events_per_life")], [""] * 3)
        self.assertIn("with 1000 in TIME_WAIT, ns3 costs", printed)
        self.assertIn("synfin-direct: a life with 1000 in TIME_WAIT costs", printed)

    def test_under_loss_every_life_ends(self):
        rows, _ = measure("--stacks", "synfin-direct", "--time-wait", "500", "--connections", "3000", "--loss", "0.1")
        self.assertEqual([row["lives"] for row in rows], ["3000"])

    def test_a_burst_is_of_one_instant_and_no_more_work_for_each(self):
        rows, printed = measure("--stacks", "synfin-burst", "--time-wait", "5000,50000", "--delay", "0s")
        for row in rows:
            self.assertEqual(row["time_wait_peak"], row["time_wait"])
        self.assertAlmostEqual(*(float(row["events_per_life"]) for row in rows), delta=1)
        self.assertIn("synfin-burst: a life with 50000 in TIME_WAIT costs", printed)

    def test_says_what_it_skips(self):
        rows, printed = measure("--stacks", "ns3", "--time-wait", "100,17000", "--connections", "500", "--factor", "1")
        self.assertEqual([row["time_wait"] for row in rows], ["100"])
        self.assertIn("ns3 with 17000 in TIME_WAIT: skipped", printed)

    def test_a_run_that_fails_says_why(self):
        few = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (6, 6))
        done = subprocess.run([PROGRAM, "--stacks", "kernel", "--time-wait", "10", "--connections", "10", "--factor", "1"],
                              capture_output=True, text=True, check=False, preexec_fn=few)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"^synfin-bench: the run on kernel failed: [^\n]*Too many open files\n$")

    def test_refuses_what_makes_no_sense(self):
        for arguments in (
            ("--time-wait", "0"),
            ("--time-wait", "1000,x"),
            ("--stacks", "linux"),
            ("--loss", "2"),
            ("--delay", "1"),
            ("--factor", "0"),
            ("--rate", "-1"),
            ("--connections", "1e4"),
            ("--repeat", ""),
            ("--csv", "/proc/none/bench.csv"),
            ("--unknown", "1"),
            ("positional",),
        ):
            with self.subTest(arguments):
                result = run(*arguments)
                self.assertEqual(result.returncode, 2)
                self.assertEqual(result.stdout, "")
                self.assertEqual(result.stderr.count("\n"), 1)
                self.assertIn(arguments[0], result.stderr)
                self.assertIn("accepted", result.stderr)


    def test_a_table_that_cannot_be_written(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "bench.csv"
            path.write_text("old")
            result = subprocess.run(
                [PROGRAM, "--stacks", "synfin-direct", "--time-wait", "10", "--connections", "10", "--csv", str(path)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
                preexec_fn=limit,
            )
            self.assertEqual(result.returncode, 1)
            self.assertRegex(result.stderr, r"^synfin-bench: [^\n]*bench.csv: File too large\n$")
            self.assertEqual((os.listdir(folder), path.read_text()), (["bench.csv"], "old"))


    def test_a_pipe_or_a_device_does_not_give_way_to_the_table(self):
        with tempfile.TemporaryDirectory() as folder:
            pipe = pathlib.Path(folder) / "pipe"
            os.mkfifo(pipe)
            link = pathlib.Path(folder) / "link"
            link.symlink_to("table.csv")
            result = run("--stacks", "synfin-direct", "--time-wait", "10", "--connections", "10", "--csv", str(pipe))
            self.assertEqual((result.returncode, result.stdout), (2, ""))
            self.assertIn("pipe is no regular file", result.stderr)
            self.assertTrue(pipe.is_fifo())
            result = run("--stacks", "synfin-direct", "--time-wait", "10", "--connections", "10", "--csv", str(link))
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertTrue(link.is_symlink() and "stack," in (pathlib.Path(folder) / "table.csv").read_text())

    def test_who_made_the_table_is_beside_it(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "bench.csv"
            words = ("--stacks", "synfin-direct", "--time-wait", "10", "--connections", "10", "--csv", str(path))
            self.assertEqual(run(*words).returncode, 0)
            about = json.loads((pathlib.Path(folder) / "bench.csv.json").read_text(encoding="utf-8"))
            self.assertEqual((about["program"], about["command"][1:]), ("synfin-bench", list(words)))
            printed = subprocess.run([pathlib.Path(PROGRAM).with_name("synfin-run"), "--schema"], capture_output=True, check=True).stdout
            for name in ("schema", "version", "commit", "ns3_version"):
                self.assertEqual(about[name], json.loads(printed)[name], name)


class Microbench(unittest.TestCase):
    def test_every_part_is_measured(self):
        program = str(pathlib.Path(PROGRAM).with_name("synfin-microbench"))
        result = subprocess.run(
            [program, "--benchmark_filter=/1000$", "--benchmark_min_time=0.001", "--benchmark_format=csv"],
            capture_output=True,
            text=True,
            check=True,
        )
        rows = list(csv.DictReader(line for line in result.stdout.splitlines() if "," in line))
        self.assertEqual(
            [row["name"] for row in rows],
            ["LookUp/1000", "TimeWait/1000", "Deadlines/1000", "Life/1000", "ListenAndClose/1000", "AcceptQueue/1000", "Cookie/1000", "Flood/1000"]
        )
        for row in rows:
            self.assertEqual(row["error_occurred"], "")
            self.assertGreater(float(row["cpu_time"]), 0)


if __name__ == "__main__":
    unittest.main()
