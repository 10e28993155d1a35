#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Sweeps of scripts: examples that TraceHelper records, and small stand-ins that do whatever a script may do wrong."""

import io
import json
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import sys
import time
import unittest
import unittest.mock

sys.dont_write_bytecode = True
from sweep_program import BIN, call, connections, rows, start, sweep  # noqa: E402

sys.path.insert(0, str(pathlib.Path(os.environ["SYNFIN_SOURCE"], "examples", "python")))
import synfin  # noqa: E402
from synfin.plotting import style  # noqa: E402
from synfin.plotting.catalogue import FIGURES  # noqa: E402
from synfin.plotting.figure import Options  # noqa: E402
from synfin.reporting.packing import unpacked  # noqa: E402
from synfin.results.source import open_source  # noqa: E402
from synfin.sweeping import program as programs  # noqa: E402
from synfin.sweeping import questions  # noqa: E402

TOPOLOGY = str(BIN / "custom-topology")
RECORD = str(BIN / "synfin-record")
SYN_RETRIES = "ns3::synfin::L4Protocol::syn_retries"

# What ns-3's CommandLine answers; a value of 13 is one that it does not read.
COMMAND_LINE = """#!/bin/sh
last=
for word; do
    case $word in
    --PrintHelp)
        cat <<END
stand-in [Program Options] [Program Arguments] [General Arguments]

Program Options:
    --load:   users per second [10]
    --run:    a number of its own [0]
    --out:    where it writes [results]
    --quiet:  nothing
              to see [false]

Program Arguments:
      first:   of
               three [one]
      second:  of three [two]
      third:   of three
      fourth:  none of them [four]

General Arguments:
    --PrintGlobals:              Print the list of globals.
    --PrintHelp:                 Print this help message.
END
        exit 0 ;;
    --PrintGlobals) printf 'Global values:\\n    --RngRun=[1]\\n        which\\n    --RngSeed=[1]\\n        seed\\n'; exit 0 ;;
    --PrintTypeIds) printf 'Registered TypeIds:\\n    ns3::Queue\\n'; exit 0 ;;
    --PrintAttributes=ns3::Queue) printf 'Attributes for TypeId\\n    --ns3::Queue::Size=[1p]\\n        size\\n'; exit 0 ;;
    --PrintAttributes=*) echo 'msg="Unknown type", file=x' >&2; kill -ABRT $$ ;;
    --*=13 | --synfin-sweep-looks-at-values) echo "Invalid command-line argument: $word" >&2; exit 1 ;;
    --load=*) load=${word#*=} ;;
    --out=*) out=${word#*=} ;;
    --RngRun=*) k=${word#*=} ;;
    esac
done
echo "$*" >>"$LOG"
"""
LOG = os.path.abspath("log")
os.environ["LOG"] = LOG


def stand_in(name, body):
    """Writes a script whose $load, $out and $k are what it was given. @return the words that name it"""
    path = pathlib.Path(name)
    path.write_text(COMMAND_LINE + body + "\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return "--program", f"./{name}"


def runs_so_far():
    """@return the command lines of the runs that stand-ins have done."""
    path = pathlib.Path(LOG)
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def program(name, *words):
    return subprocess.run([str(BIN / name), *map(str, words)], capture_output=True, text=True, check=False)


def hidden(folder):
    """@return what a sweep left in runs/ that is no run."""
    return [name for name in os.listdir(f"{folder}/runs") if name.startswith(".")]


class Case(unittest.TestCase):
    """Starts without files of earlier tests."""

    def setUp(self):
        for path in pathlib.Path().iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def refused(self, *options, says):
        """Asserts one line with these words, status 2, and that neither a run nor a folder has begun."""
        before = runs_so_far()
        done = call(*options, "--out", "never")
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assertRegex(done.stderr, r"\Asynfin-sweep: [^\n]*\n\Z")
        for word in says:
            self.assertIn(word, done.stderr)
        self.assertFalse(os.path.exists("never"))
        self.assertEqual(runs_so_far(), before)

    def failed(self, *options, says):
        """Asserts that a sweep ends with 1 and failed runs, of which these words are said."""
        done = call(*options)
        self.assertEqual(done.returncode, 1, done.stderr)
        for word in says:
            self.assertIn(word, done.stderr)


class OfRecorders(Case):
    """Scripts with a TraceHelper."""

    def sweep_without_loss(self, *options):
        """Does a sweep in which nothing is sent again, so that the number of retries makes no difference."""
        done = call(*options)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, rf"\Asynfin-sweep: note: {SYN_RETRIES} makes no difference: with all its values[^\n]*\n\Z")

    def test_a_dumbbell(self):
        options = ("--program", TOPOLOGY, "--vary", "rate=8Mbps:10Mbps:2Mbps", "--vary", f"{SYN_RETRIES}=3,6", "--runs", 2,
                   "--connections", 12, "--seed", 5, "--out", "out")
        self.sweep_without_loss(*options)
        table = rows("out/results.csv")
        columns = ("rate", SYN_RETRIES, "connections", "RngSeed", "run", "connections_established", "run_seed", "run_run")
        self.assertEqual([[row[name] for name in columns] for row in table],
                         [[rate, retries, "12", "5", run, "12", "5", run]
                          for rate in ("8Mbps", "10Mbps") for retries in ("3", "6") for run in ("1", "2")])
        self.assertEqual({row["n"] for row in rows("out/points.csv") if row["figure"] == "handshake_latency_s_mean"}, {"2"})
        self.assertEqual({row["pooled"] for row in rows("out/points.csv") if row["figure"] == "handshake_latency_s_p50"}, {"24"})
        self.assertEqual(len(connections("out")), 8 * 12)
        run = pathlib.Path("out/runs", table[0]["id"])
        self.assertEqual(sorted(os.listdir(run)), ["files", "result", "run.sh"])
        self.assertEqual((run / "result").read_text(encoding="utf-8"), "out/summary.json\n\n")
        self.assertEqual((hidden("out"), os.listdir(run / "files")), ([], ["out"]))
        # Its own recipe, and its command by hand, write the same bytes.
        shutil.copytree(run, "by/recipe", ignore=shutil.ignore_patterns("files", "result"))
        subprocess.run(["sh", "by/recipe/run.sh"], check=True)
        command = (run / "run.sh").read_text(encoding="utf-8").splitlines()[1].removeprefix("# ")
        subprocess.run(command, shell=True, check=True, cwd="by")
        for name in ("connections.csv", "transitions.csv", "segments.csv", "drops.csv", "hosts.csv"):
            expected = (run / "files/out" / name).read_bytes()
            self.assertEqual((pathlib.Path("by/recipe/files/out") / name).read_bytes(), expected)
            self.assertEqual((pathlib.Path("by/out") / name).read_bytes(), expected)
        # What is done stays; what is gone is done again.
        kept, gone = (pathlib.Path("out/runs", row["id"], "files/out/summary.json") for row in table[:2])
        time_of = kept.stat().st_mtime_ns
        shutil.rmtree(gone.parents[2])
        self.sweep_without_loss(*options)
        self.assertEqual((kept.stat().st_mtime_ns, gone.exists()), (time_of, True))
        self.sweep_without_loss(*options, "--force")
        self.assertNotEqual(kept.stat().st_mtime_ns, time_of)
        # The sweep as a file is the same sweep.
        done = call("--config", "out/sweep.ini", "--dry-run")
        self.assertEqual(done.stdout, pathlib.Path("out/plan.csv").read_text(encoding="utf-8"), done.stderr)

    def test_figures_have_the_script_s_parameters(self):
        self.sweep_without_loss("--program", TOPOLOGY, "--vary", "rate=800kbps,1Mbps", "--vary", f"{SYN_RETRIES}=3,6",
                                "--connections", 12, "--out", "out")
        done = program("synfin-plot", "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        ecdf = [(row["panel"], row["series"]) for row in rows("out/figures/handshake-ecdf.csv")]
        self.assertEqual(list(dict.fromkeys(ecdf)), [(f"rate {rate}", f"syn_retries {retries}")
                                                     for rate in ("800kbps", "1Mbps") for retries in (3, 6)])
        share = rows("out/figures/establish-probability.csv")
        self.assertEqual({(row["parameter"], float(row["value"])) for row in share}, {("rate (bit/s)", 8e5), ("rate (bit/s)", 1e6)})
        for name in ("syn_retries", SYN_RETRIES):
            done = program("synfin-plot", "out", "handshake-ecdf", "--where", f"{name}=3", "--by", "rate")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual({row["series"] for row in rows("out/figures/handshake-ecdf.csv")}, {"rate 800kbps", "rate 1Mbps"})
        done = program("synfin-plot", "out", "handshake-vs-loss")
        self.assertEqual((done.returncode, done.stderr),
                         (2, "synfin-plot: handshake-vs-loss: out: runs that differ in their loss, a number\n"))
        done = program("synfin-report", "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        told = unpacked(pathlib.Path("out/report.html").read_text(encoding="utf-8"))["study"]
        self.assertRegex(told["linkStart"] + told["links"][0], r"^runs/r[0-9a-f]+/files/out/$")  # to a run's tables
        loaded = synfin.load("out")
        self.assertEqual(sorted(set(loaded.table("connections")["rate"])), [8e5, 1e6])
        run = next(iter(loaded.runs.values()))
        self.assertEqual((run.parameters["rate"], run.parameters["syn_retries"], len(run.connections)), (8e5, 3, 12))

    def test_a_loss_of_the_script_is_drawn_as_it_is(self):
        """Here it is in percent: a name alone tells neither a unit nor a direction."""
        path = pathlib.Path("percent")
        path.write_text(f"""#!/bin/sh
for word; do
    shift
    case $word in --loss=[0-9]*) word=--loss=$(awk "BEGIN {{ print ${{word#*=}} / 100 }}") ;; esac
    set -- "$@" "$word"
done
exec '{RECORD}' "$@"
""", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        sweep("--program", "./percent", "--vary", "loss=0,20", "--runs", 2, "--out", "out")
        done = program("synfin-plot", "out", "handshake-vs-loss", "handshake-ecdf")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("no exact values: handshake-vs-loss: what the script means by loss is not known", done.stderr)
        drawn = rows("out/figures/handshake-vs-loss.csv")
        self.assertEqual({(row["kind"], float(row["loss"])) for row in drawn}, {("simulated", 0), ("simulated", 20)})
        self.assertEqual({row["series"] for row in rows("out/figures/handshake-ecdf.csv")}, {"loss 0", "loss 20"})
        for name in ("handshake-vs-loss", "establish-probability"):
            figure = FIGURES[name]
            with style.applied():
                axes = figure.draw(figure.table(open_source("out"), Options()), Options()).figure.axes[-1]
            self.assertEqual(axes.get_xlabel(), "loss")
            self.assertEqual([max(bars.lines[0].get_xdata()) for bars in axes.containers[:1]], [20], name)
        page = program("synfin-report", "out")
        self.assertEqual(page.returncode, 0, page.stderr)

    def test_a_version_of_the_script_is_a_parameter(self):
        """Of synfin's own nothing depends on it; of a script its runs may."""
        path = pathlib.Path("versions")
        path.write_text(f"""#!/bin/sh
for word; do
    shift
    case $word in
    --version=[0-9]*) word=--loss=0.${{word#*=}} ;;
    --PrintHelp) '{RECORD}' --PrintHelp | sed 's/--loss:/--version:/'; exit ;;
    esac
    set -- "$@" "$word"
done
exec '{RECORD}' "$@"
""", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        sweep("--program", "./versions", "--vary", "version=1,3", "--out", "out")
        done = program("synfin-plot", "out", "handshake-ecdf")
        self.assertEqual((done.returncode, done.stderr.count("repeat")), (0, 0), done.stderr)
        self.assertEqual({row["series"] for row in rows("out/figures/handshake-ecdf.csv")}, {"version 1", "version 3"})

    def test_help_lists_what_the_script_takes(self):
        done = call("--program", TOPOLOGY, "--help")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for text in ("runs custom-topology over", f"Usage: synfin-sweep --program {TOPOLOGY} [--vary", "custom-topology, in every run:",
                     "--connections VALUE\n      how many there are (default 600)", "--set NAME=VALUE", "ChecksumEnabled"):
            self.assertIn(text, done.stdout)
        self.assertNotIn("--loss", done.stdout)

    def test_a_global_value(self):
        done = call("--program", RECORD, "--vary", "ChecksumEnabled=true,false", "--zip", "ChecksumEnabled,loss", "--vary", "loss=0,0.1",
                    "--dry-run")
        self.assertEqual([line.split(",")[3:] for line in done.stdout.splitlines()],
                         [["ChecksumEnabled", "loss"], ["true", "0"], ["false", "0.1"]])

    def test_from_python(self):
        swept = synfin.sweep(program=TOPOLOGY, vary={"rate": ["1Mbps", "2Mbps"], SYN_RETRIES: [3]}, runs=2, out="out", connections=5)
        self.assertEqual(sorted(zip(swept.results["rate"], swept.results["run"], swept.results[SYN_RETRIES])),
                         [(1e6, 1, 3), (1e6, 2, 3), (2e6, 1, 3), (2e6, 2, 3)])
        with self.assertRaisesRegex(synfin.BadInput, "did you mean rate?"):
            synfin.sweep(program=TOPOLOGY, vary={"raet": [1]})
        with self.assertRaisesRegex(synfin.BadInput, "--result a.csv: accepted with --program SCRIPT"):
            synfin.sweep(result="a.csv")

    def test_the_script_s_option_names_the_folder(self):
        sweep("--program", TOPOLOGY, "--out-option", "out", "--connections", 8, "--out", "swept")
        run = next(pathlib.Path("swept/runs").iterdir())
        self.assertTrue((run / "files/summary.json").is_file())
        self.assertEqual((len(connections("swept")), sorted(os.listdir()), hidden("swept")), (8, ["swept"], []))
        self.refused("--program", TOPOLOGY, "--out-option", "out", "--vary", "out=a,b", says=["--vary out=a,b", "--out-option"])
        self.refused("--program", TOPOLOGY, "--out-option", "ot", says=["--out-option ot", "did you mean out?"])

    def test_names_that_there_are_not(self):
        for options, says in (
                (("--vary", "raet=1Mbps"), ["--vary raet=1Mbps", "did you mean rate?"]),
                (("--vary", "ns3::synfin::L4Protocol::syn_retires=3"), ["syn_retires=3", f"did you mean {SYN_RETRIES}?"]),
                (("--vary", "ns3::synfin::L4Protcol::syn_retries=3"), ["a class that there is", "did you mean ns3::synfin::L4Protocol?"]),
                (("--vary", "syn_retries=3"), [f"did you mean {SYN_RETRIES}?"]),
                (("--vary", "ns3::synfin::L4Protocol::ProtocolNumber=6"), ["did you mean ns3::IpL4Protocol::ProtocolNumber?"]),
                (("--vary", "RngSeeed=6"), ["did you mean RngSeed?"]),
                (("--vary", "RngRun=1,2"), ["--vary RngRun=1,2", "--runs N"]),
                (("--vary", "zorg=6"), ["zorg is none"]),
                (("--conections", "5"), ["--conections 5", "did you mean --connections?"]),
                (("--connections",), ["--connections", "how many there are", "missing"]),
                (("--set", "raet=1Mbps"), ["--set raet=1Mbps", "did you mean rate?"]),
                (("--set", "rate"), ["--set rate", "NAME=VALUE"]),
                (("--vary", "rate=1Mbps", "--rate", "2Mbps"), ["--rate 2Mbps", "fixed or varied"]),
                (("--result", "/etc/passwd"), ["--result /etc/passwd", "below"])):
            with self.subTest(options):
                self.refused("--program", TOPOLOGY, *options, says=says)
        self.refused("--result", "out/summary.json", says=["--result out/summary.json", "--program SCRIPT"])

    def test_values_that_the_script_cannot_read(self):
        for options, says in (
                (("--vary", "rate=1Mbps,fast"), ["--vary rate=fast", "custom-topology, which refuses this"]),
                (("--vary", f"{SYN_RETRIES}=3,300"), [f"--vary {SYN_RETRIES}=300", "from 0 to 127"]),
                (("--vary", "ns3::UniformRandomVariable::Max=1,x"), ["Max=x", "not properly formatted"]),
                (("--rate", "1Mbps,2Mbps"), ["--rate 1Mbps,2Mbps", "for several values: --vary rate=1Mbps,2Mbps"]),
                (("--RngRun", "-1"), ["--RngRun -1", "an integer from 0 on"])):
            with self.subTest(options):
                self.refused("--program", TOPOLOGY, *options, says=says)

    def test_what_the_script_itself_refuses_fails(self):
        self.failed("--program", TOPOLOGY, "--vary", "rate=0bps,9Mbps", "--connections", 5, "--out", "out",
                    says=["failed: rate=0bps connections=5 run=1: exit status 1", "custom-topology: --rate is more than 0bps", "1 failed"])
        (row,) = rows("out/failed.csv")
        self.assertEqual((row["rate"], row["status"], row["command"]),
                         ("0bps", "1", f"{TOPOLOGY} --rate=0bps --connections=5 --RngRun=1"))
        self.assertIn("--rate is more than 0bps", row["stderr"])
        self.assertEqual([row["rate"] for row in rows("out/results.csv")], ["9Mbps"])


class OfOthers(Case):
    """Scripts that write figures of their own, or none."""

    def test_figures_of_a_nested_object(self):
        script = stand_in("script", """cat >summary.json <<END
{"goodput": {"mean": $load.5, "per user": [1, 2]}, "load": $load, "ok": true, "Run": $k, "name": "x", "none": null}
END""")
        sweep(*script, "--vary", "load=10,20", "--runs", 2, "--quiet", "true", "--out", "out")
        table = rows("out/results.csv")
        self.assertEqual(list(table[0]), ["id", "point", "run", "load", "quiet", "goodput_mean", "goodput_per user_0",
                                          "goodput_per user_1", "figure_load", "ok", "figure_Run", "name", "none"])
        self.assertEqual([[row[name] for name in ("load", "run", "goodput_mean", "figure_load", "ok", "figure_Run", "none")]
                          for row in table], [[load, run, f"{load}.5", load, "1", run, ""] for load in ("10", "20") for run in "12"])
        self.assertEqual([(row["load"], row["n"], row["mean"]) for row in rows("out/points.csv") if row["figure"] == "goodput_mean"],
                         [("10", "2", "10.5"), ("20", "2", "20.5")])
        self.assertEqual(synfin.load("out").results["goodput_mean"].tolist(), [10.5, 10.5, 20.5, 20.5])
        for name in ("synfin-plot", "synfin-report"):
            done = program(name, "out")
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertRegex(done.stderr, rf"\A{name}: out: nothing to draw: .*TraceHelper.*results.csv and points.csv\n\Z")

    def test_figures_of_a_row(self):
        script = stand_in("script", """printf 'time,value\\n1,2\\n2,3\\n' >trace.csv; printf 'mean,spread,what\\n1.5,nan,x\\n' >figures.csv""")
        sweep(*script, "--out", "out")
        (row,) = rows("out/results.csv")
        self.assertEqual([row[name] for name in ("mean", "spread", "what")], ["1.5", "", "x"])

    def test_what_is_printed_is_kept(self):
        sweep(*stand_in("script", """echo hello; echo careful >&2; echo '{"a": 1}' >summary.json"""), "--out", "out")
        run = next(pathlib.Path("out/runs").iterdir())
        self.assertEqual([(run / name).read_text(encoding="utf-8") for name in ("stdout", "stderr")], ["hello\n", "careful\n"])

    def test_scripts_that_leave_no_figures(self):
        for body, says in (
                (":", "neither a summary.json nor a CSV file with one row"),
                ("echo '{\"a\": 1,}' >summary.json", "line 1, column 9"),
                ("echo '{\"a\": nan}' >summary.json", "summary.json"),
                ("echo '[1, 2]' >summary.json", "wanted is an object"),
                ("echo '{\"a\": \"x\"}' >summary.json", "there is no number in it"),
                ("echo '{\"a_b\": 1, \"a\": {\"b\": 2}}' >summary.json", "two figures are named a_b"),
                ("mkdir a b; echo '{\"a\": 1}' | tee a/summary.json >b/summary.json", "a/summary.json and b/summary.json: --result FILE"),
                ("printf 'a\\n1\\n' | tee a.csv >b.csv", "a.csv and b.csv: --result FILE"),
                ("printf 'a,b\\n1\\n' >a.csv", "one row of as many values"),
                ("printf 'a\\ninf\\n' >a.csv", "no finite number"),
                ("echo '{\"a\": 1e308}' >summary.json", "a is 1e+308, and wanted is a finite number of at most 1e+300"),
                ("echo '{\"schema\": 3, \"parameters\": {}, \"handshake_latency_s\": 1}' >summary.json", "no connections")):
            with self.subTest(body):
                self.setUp()
                self.failed(*stand_in("script", body), "--out", "out", says=["synfin-sweep: ", says, "run=1: no figures"])
                (row,) = rows("out/failed.csv")
                self.assertEqual(row["status"], "0")
                self.assertEqual(rows("out/results.csv"), [])

    def test_a_result_that_is_named_later_needs_no_second_run(self):
        script = stand_in("script", "mkdir a; echo '{\"a\": '$k'}' >a/summary.json; echo '{\"b\": 2}' >summary.json")
        self.failed(*script, "--runs", 2, "--out", "out", says=["--result FILE chooses"])
        self.assertEqual(len(runs_so_far()), 2)
        sweep(*script, "--runs", 2, "--out", "out", "--result", "a/summary.json")
        self.assertEqual([row["a"] for row in rows("out/results.csv")], ["1", "2"])
        self.assertFalse(os.path.exists("out/failed.csv"))
        call("--collect", "--out", "out")
        self.assertEqual([row["a"] for row in rows("out/results.csv")], ["1", "2"])
        done = call(*script, "--runs", 2, "--out", "out", "--result", "summary.json")
        self.assertEqual((done.returncode, done.stderr.split(":")[1]), (0, " note"))
        self.assertIn("all replications of each point are the same: the script draws no random numbers, sets the run itself "
                      "(RngSeedManager::SetRun), or nothing depends on them here\n", done.stderr)
        self.assertEqual([row["b"] for row in rows("out/results.csv")], ["2", "2"])
        self.failed(*script, "--runs", 2, "--out", "out", "--result", "c.csv", says=["--result c.csv", "not written it"])
        self.assertEqual(len(runs_so_far()), 2)

    def test_a_parameter_that_makes_no_difference_is_noticed(self):
        note = lambda name, which: (f"synfin-sweep: note: {name} makes no difference: with {which}, each run has the same results; the"
                                    " script reads them as the same, sets it itself, or nothing depends on it here\n")
        script = stand_in("script", """echo '{"a": '$((${load%.*} * 10 + k))', "load": '$load'}' >summary.json""")
        done = call(*script, "--vary", "load=1,1.5,2,2.25,3", "--vary", "out=a,b", "--runs", 2, "--out", "out")
        self.assertEqual((done.returncode, done.stderr),
                         (0, note("load", "1, 1.5") + note("load", "2, 2.25") + note("out", "all its values")))
        # What a run that failed would have found is not known, and a value of its own for another parameter is no difference in one.
        sweep(*script, "--vary", "load=4,5", "--vary", "out=a,b", "--zip", "load,out", "--out", "zipped")

    def test_a_flag_without_a_value_turns_it_over(self):
        """As on the script's own command line; what is no bool wants its value."""
        words = stand_in("flags", "echo x >figures.csv; echo $k >>figures.csv")
        self.assertEqual(call(*words, "--quiet", "--vary", "load=1,2", "--out", "out").stderr.count("\n"), 1)  # the note on load
        self.assertEqual([(row["load"], row["quiet"]) for row in rows("out/results.csv")], [("1", "true"), ("2", "true")])
        self.assertEqual(sorted(runs_so_far()), [f"--load={load} --quiet=true --RngRun=1" for load in (1, 2)])
        call(*words, "--vary", "quiet=true,false", "--load=", "--out", "both")
        self.assertEqual([(row["quiet"], row["load"]) for row in rows("both/results.csv")], [("true", ""), ("false", "")])
        self.refused(*words, "--load", "--quiet", says=["--load: accepted is a value (users per second); a value is missing"])
        self.refused(*words, "--RngSeed", "--quiet", says=["--RngSeed: accepted is a value; a value is missing"])

    def test_of_what_is_long_the_beginning_is_told(self):
        """The cause stands there; ns-3 says more behind it. And the end."""
        words = stand_in("talks", "for i in 1 2 3 4 5 6; do echo line $i >&2; done; exit 3")
        self.failed(*words, "--out", "out", says=["exit status 3\n", "\n  line 1\n  line 2\n  ...\n  line 6\n"])
        words = stand_in("wide", f"echo the cause {'x' * 1000} the end >&2; exit 3")
        self.failed(*words, "--out", "wide.d", says=["\n  the cause xxx", "xxx the end\n", "xxx...xxx"])
        words = stand_in("refuses", "")
        path = pathlib.Path("refuses")
        path.write_text(path.read_text(encoding="utf-8").replace(
            "    --load=*)", f"    --load=5) echo 'the cause {'x' * 300} the end' >&2; exit 2 ;;\n    --load=*)"), encoding="utf-8")
        self.refused(*words, "--load=5", says=["which says: the cause xxx", "xxx the end"])

    def test_a_script_that_dies(self):
        script = stand_in("script", """[ $load != 2 ] || { echo partial >summary.json; echo "no way" >&2; exit 3; }
[ $load != 3 ] || exit 4
[ $load != 4 ] || kill -ABRT $$
echo '{"a": 1}' >summary.json""")
        self.failed(*script, "--vary", "load=1,2,3,4", "--out", "out", says=["load=2 run=1: exit status 3", "no way", "killed by SIGABRT"])
        self.assertEqual([(row["load"], row["status"]) for row in rows("out/failed.csv")], [("2", "3"), ("3", "4"), ("4", "134")])
        self.assertEqual((len(rows("out/results.csv")), hidden("out")), (1, []))
        before = len(runs_so_far())
        self.failed(*script, "--vary", "load=1,2,3,4", "--out", "out", says=["3 failed"])
        self.assertEqual(len(runs_so_far()), before)
        self.failed(*script, "--vary", "load=1,2,3,4", "--out", "out", "--retry-failed", says=["3 failed"])
        self.assertEqual(len(runs_so_far()), before + 3)

    def test_a_script_that_is_killed_is_missing_and_what_it_left_does_not_count(self):
        script = stand_in("script", """echo '{"a": 1}' >summary.json; [ -e ../../../go ] || kill -KILL $$""")
        self.failed(*script, "--out", "out", says=["0 failed, 1 missing"])
        pathlib.Path("go").touch()
        sweep(*script, "--out", "out")
        self.assertEqual((len(rows("out/results.csv")), hidden("out")), (1, []))

    def test_an_interrupted_sweep_leaves_no_half_of_a_run(self):
        script = stand_in("script", """echo '{"a": '$load'}' >summary.json; [ -e ../../../go ] || { touch ../../../begun; sleep 60; }""")
        for number in (signal.SIGINT, signal.SIGTERM):
            process = start(*script, "--vary", "load=1,2", "--out", "out")
            while not os.path.exists("begun"):
                self.assertIsNone(process.poll())
                time.sleep(0.01)
            process.send_signal(number)
            self.assertEqual(process.wait(30), 128 + number)
            self.assertEqual(os.listdir("out/runs"), [])
            os.unlink("begun")
        pathlib.Path("go").touch()
        sweep(*script, "--vary", "load=1,2", "--out", "out")
        self.assertEqual(len(rows("out/results.csv")), 2)

    def test_a_killed_sweep_goes_on(self):
        script = stand_in("script", """touch begun half; [ -e ../../../go ] || sleep 1; echo '{"a": '$load'}' >summary.json""")
        options = (*script, "--vary", "load=1:6:1", "--jobs", 2, "--out", "out")
        process = start(*options)
        while not list(pathlib.Path("out").glob("runs/.*/begun")):
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        process.kill()
        process.wait()
        pathlib.Path("go").touch()
        done = call(*options)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(([row["a"] for row in rows("out/results.csv")], hidden("out")), (list("123456"), []))

    def test_what_is_no_script(self):
        for name, body, says in (("silent", "exit 0", "status 0"), ("unwilling", "echo 'no such option' >&2; exit 1", "no such option")):
            path = pathlib.Path(name)
            path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
            path.chmod(0o755)
            self.refused("--program", f"./{name}", says=[name, "--PrintHelp", says])
        path.write_text("#!/bin/sh\nsleep 60\n", encoding="utf-8")
        with unittest.mock.patch.object(questions, "PATIENCE", 0.2):
            with self.assertRaisesRegex(synfin.BadInput, "unwilling: .*has not answered --PrintHelp in 0.2 s"):
                programs.of(str(path.absolute()), str(path), "off")
        with unittest.mock.patch.multiple(questions, PATIENCE=0.5, SOON=0.1), unittest.mock.patch("sys.stderr", io.StringIO()) as said:
            for words in (("--PrintGlobals",), ("--load=1", "--x")):
                with self.assertRaisesRegex(synfin.BadInput, f"unwilling: .*has not answered {' '.join(words)} in 0.5 s"):
                    questions.ask(str(path.absolute()), "on", *words)
                self.assertIn(f"\rwaiting for unwilling, which was asked {' '.join(words)}\x1b[K", said.getvalue())
        path.chmod(0o644)
        self.refused("--program", "./unwilling", says=["--program ./unwilling", "not executable"])
        self.refused("--program", "unwilling", says=["--program unwilling", "not executable"])
        self.refused("--program", "silent", says=["--program silent", "say ./silent"])
        self.refused("--program", ".", says=["--program .:", "a folder"])
        self.refused("--program", "./nowhere", says=["./nowhere", "no such program"])

    def test_values_that_are_any_text(self):
        for told, values in (("00:00:00:00:00:01|00:00:00:00:00:02", ["00:00:00:00:00:01", "00:00:00:00:00:02"]),
                             ("2001:db8::1,2001:db8::2", ["2001:db8::1", "2001:db8::2"]), ("1:2", ["1:2"]), ("", [""]),
                             ("|b", ["", "b"]), ("b||", ["b", ""]), ("a,b||", ["a,b", ""]), (",b", ["", "b"]),
                             ("1:3:1,1:2:3:4", ["1", "2", "3", "1:2:3:4"])):
            with self.subTest(told):
                self.setUp()
                script = stand_in("script", "echo '{\"a\": '$k'}' >summary.json")
                done = call(*script, "--vary", f"out={told}", "--engine", "none", "--out", "out")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual([row["out"] for row in rows("out/plan.csv")], values)
                done = call("--config", "out/sweep.ini", "--dry-run")
                self.assertEqual(done.stdout, pathlib.Path("out/plan.csv").read_text(encoding="utf-8"), done.stderr)
        self.refused(*script, "--vary", "out=3:1:1", says=["--vary out=3:1:1", "not below START"])
        self.refused(*script, "--vary", "out=a,,b,", says=["comes twice"])

    def test_an_argument_that_would_be_an_option(self):
        script = stand_in("script", "echo '{\"a\": '$k'}' >summary.json")
        self.refused(*script, "--vary", "first=a,--load=5", says=["--vary first=--load=5", "does not begin with -"])
        self.refused(*script, "--set", "first=-5", says=["--set first=-5", "does not begin with -"])
        self.refused(*script, "--first=--load=5", says=["first=--load=5", "does not begin with -"])

    def test_every_kind_of_parameter(self):
        script = stand_in("script", "echo '{\"a\": '$k'}' >summary.json")
        sweep(*script, "--vary", "second=x,y", "--vary", "run=5,6", "--zip", "second,run", "--set", "out=a b", "--ns3::Queue::Size=7p",
              "--RngRun", 4, "--seed", 9, "--runs", 2, "--out", "out")
        self.assertEqual(sorted(runs_so_far()), sorted(
            f"--run={run} --out=a b --ns3::Queue::Size=7p --RngSeed=9 --RngRun={k} one {second}"
            for second, run in (("x", 5), ("y", 6)) for k in (4, 5)))
        self.assertEqual(list(rows("out/plan.csv")[0]), ["id", "point", "run", "second", "parameter_run", "out", "ns3::Queue::Size",
                                                         "RngSeed"])
        done = call("--config", "out/sweep.ini", "--dry-run")
        self.assertEqual(done.stdout, pathlib.Path("out/plan.csv").read_text(encoding="utf-8"), done.stderr)
        self.refused(*script, "--vary", "fourth=a,b", says=["--third", "no default"])
        self.refused(*script, "--vary", "load=1,13", says=["--vary load=13", "refuses"])
        self.refused(*script, "--vary", "ns3::Queue::Sice=1", says=["did you mean ns3::Queue::Size?"])
        self.refused(*script, "--vary", "ns3::Qeue::Size=1", says=["did you mean ns3::Queue?"])

    def test_another_scheduler(self):
        script = stand_in("script", "echo '{\"a\": '$load'}' >summary.json")
        done = call(*script, "--vary", "load=1,2", "--engine", "none", "--out", "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("/bin/sh ID/run.sh does one", done.stderr)
        self.assertEqual(runs_so_far(), [])
        recipes = sorted(pathlib.Path("out/runs").glob("*/run.sh"))
        for recipe in (recipes[0], recipes[0], recipes[1]):  # twice does no harm
            subprocess.run(["sh", recipe], check=True)
        done = call(*script, "--vary", "load=1,2,3", "--dry-run", "--out", "out")
        self.assertIn("3 runs at 3 points, 2 of them done", done.stderr)
        self.assertEqual(list(pathlib.Path("out").glob("runs/*/result")), [])  # a dry run writes nothing
        done = call("--collect", "--out", "out")
        self.assertEqual((done.returncode, done.stderr), (0, "synfin-sweep: 2 of 2 runs are done and in the tables\n"))
        self.assertEqual(sorted(row["a"] for row in rows("out/results.csv")), ["1", "2"])

    def test_another_build_of_the_script_is_noticed(self):
        body = "echo '{\"a\": 1}' >summary.json"
        sweep(*stand_in("script", body), "--out", "out")
        other = stand_in("script", body + " # changed")
        done = call(*other, "--runs", 3, "--out", "out")
        self.assertEqual(done.returncode, 0)
        says = r"note: of %d runs that are done, 1 by script \(SHA-256 (\w+)\), and this is script \(SHA-256 (?!\1)\w+\); --force does all again\n"
        self.assertRegex(done.stderr, says % 1)
        self.assertRegex(call(*other, "--runs", 3, "--out", "out").stderr, says % 3)  # those that came later count among them
        for options in (("--force",), ()):
            self.assertNotIn("SHA-256", call(*other, "--runs", 3, "--out", "out", *options).stderr)
        calls = json.loads(pathlib.Path("out/provenance.json").read_text(encoding="utf-8"))["calls"]
        self.assertEqual([call["outcome"] for call in calls], [f"{count} done, 0 failed, 0 missing" for count in (1, 3, 3, 3, 3)])

    def test_a_damaged_result_is_named_with_what_to_do(self):
        script = stand_in("script", "echo '{\"a\": 1}' >summary.json")
        sweep(*script, "--out", "out")
        (run,) = pathlib.Path("out/runs").iterdir()
        (run / "files/summary.json").write_text("{", encoding="utf-8")
        done = call(*script, "--out", "out")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, rf"\Asynfin-sweep: stopped: .*remove {run}, and the same command does it again")
        shutil.rmtree(run)
        sweep(*script, "--out", "out")


if __name__ == "__main__":
    unittest.main()
