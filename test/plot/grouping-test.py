#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""No figure and no chart averages over a parameter that varies: it is a series, a panel or the axis, or is refused."""

import pathlib
import unittest

from plot_tools import call, rows, simulate
from sweep_tools import sweep
from synfin.plotting import grouping
from synfin.plotting.catalogue import FIGURES
from synfin.results import source
from synfin.tools.messages import BadInput
from synfin.plotting.figure import Options
from synfin.reporting.charts import charts_of

# Few ports, so that every figure of sweeps has something to draw.
BASE = ("--path", "direct", "--rate", 30, "--connections", 400, "--clients", 1, "--profile", "rfc9293", "--set",
        "tw_reuse=0", "--set", "ip_local_port_range=40000-40009")
VARIED = ("--vary", "loss=0,0.1", "--vary", "time_wait=500ms,1s")


def names_of(table):
    """@return what the panels and series of a table say."""
    return {row.get("panel", "") + ", " + row.get("series", "") for row in table}


class EveryFigure(unittest.TestCase):
    def walk(self, folder, parameter, values):
        """Each figure of several runs tells the values of a parameter apart, or is refused with its name."""
        drawn = []
        for name, figure in FIGURES.items():
            with self.subTest(f"{name}, {parameter}"):
                done = call(folder, name, "--out", "walk", "--format", "svg")
                if done.returncode != 0:
                    self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
                    self.assertTrue("one run" in done.stderr or parameter in done.stderr, done.stderr)
                    continue
                drawn.append(name)
                told = names_of(rows(f"walk/{name}.csv"))
                for value in values:
                    self.assertTrue(any(f"{parameter} {value}" in text for text in told), (value, told))
        return drawn

    def test_an_extra_parameter(self):
        for parameter, values in (("syn_retries", ("2", "5")), ("loss-reverse", ("0", "0.05"))):
            varied = VARIED if parameter != "loss-reverse" else ("--vary", "loss-forward=0,0.1", *VARIED[2:])
            folder = f"extra-{parameter}"
            sweep(*BASE, *varied, "--vary", f"{parameter}={','.join(values)}", "--out", folder)
            drawn = self.walk(folder, parameter, values)
            self.assertLessEqual({"handshake-ecdf", "handshake-vs-loss", "establish-probability", "syn-attempts", "harm",
                                  "port-exhaustion"}, set(drawn))

    def test_a_run_counts_once(self):
        """The same parameters, seed and run number are the same sample, whatever folder holds it."""
        for name, seed in (("a", 1), ("b", 1), ("c", 2)):
            simulate(f"twice/{name}", *BASE, "--loss", 0.1, "--seed", seed)
        done = call("twice", "syn-attempts", "--out", "twice-figures")
        self.assertEqual(done.stderr.split("\n")[0], "synfin-plot: note: 1 run repeats the parameters, seed and run number of"
                                                     " another and is left out")
        self.assertEqual({row["attempts"] for row in rows("twice-figures/syn-attempts.csv") if row["kind"] == "simulated"}, {"800"})

    def test_runs_of_a_point_are_replications(self):
        """Whatever a figure pools differs in run and seed only."""
        sweep(*BASE, *VARIED, "--vary", "syn_retries=2,5", "--runs", 2, "--out", "replicated")
        opened = source.open_source("replicated")
        for axis in ((), ("loss",), ("time_wait", "msl")):
            for part in grouping.parts("test", opened, Options(), axis):
                for runs in part.points():
                    self.assertEqual(len(runs), 2)
                    one, two = ({k: v for k, v in run.parameters.items() if k not in ("run", "seed")} for run in runs)
                    self.assertEqual(one, two)

    def test_charts_of_the_report(self):
        sweep(*BASE, *VARIED, "--vary", "syn_retries=2,5", "--out", "charts")
        charts, _ = charts_of(source.open_source("charts"), Options())
        for figure in {chart["figure"] for chart in charts}:
            names = " ".join(chart["title"] + " " + " ".join(series["name"] for series in chart["series"])
                             for chart in charts if chart["figure"] == figure)
            for value in ("2", "5"):
                self.assertIn(f"syn_retries {value}", names, figure)

    def test_loss_of_one_direction_is_called_so(self):
        sweep(*BASE, "--vary", "loss-forward=0,0.1,0.2", "--out", "oneway")
        self.assertEqual(call("oneway", "handshake-vs-loss", "--format", "svg", "--out", "oneway-f").returncode, 0)
        text = pathlib.Path("oneway-f/handshake-vs-loss.svg").read_text(encoding="utf-8")
        self.assertIn("loss towards the server (%)", text)
        self.assertNotIn("each direction", text)
        table = rows("oneway-f/handshake-vs-loss.csv")
        self.assertEqual({row["parameter"] for row in table}, {"loss-forward"})
        # No SYN-ACK is lost, so a handshake is as late as its first SYN that arrives.
        exact = [row for row in table if row["kind"] == "exact" and row["statistic"] == "mean"][-1]
        late = [(1 - 0.2) * 0.2**n for n in range(8)]
        times = [0, 1, 3, 7, 15, 31, 63, 123]
        mean = 0.1 + sum(p * t for p, t in zip(late, times)) / sum(late)
        self.assertAlmostEqual(float(exact["latency_s"]), mean, 4)

    def test_by_names_the_series_and_pools_nothing(self):
        sweep(*BASE, *VARIED, "--vary", "syn_retries=2,5", "--out", "charts")
        call("charts", "handshake-ecdf", "--by", "time_wait", "--out", "by", "--format", "svg")
        table = rows("by/handshake-ecdf.csv")
        self.assertEqual({row["series"] for row in table}, {"time_wait 500ms", "time_wait 1s"})
        self.assertEqual(len({row["panel"] for row in table}), 4)

    def test_a_field_of_both_ends_and_of_one(self):
        """Where the ends differ, the field that both would have has no value: figures tell the ends apart."""
        base = (*BASE, "--loss", 0.2, "--vary", "rto_initial=1s,2s")
        sweep(*base, "--vary", "client:rto_initial=1s", "--out", "one-end")
        call("one-end", "handshake-ecdf", "--out", "one-end-f", "--format", "svg")
        self.assertEqual({row["series"] for row in rows("one-end-f/handshake-ecdf.csv")},
                         {"server:rto_initial 1s", "server:rto_initial 2s"})
        sweep(*base, "--vary", "client:rto_initial=1s,3s", "--out", "both-ends")
        call("both-ends", "handshake-ecdf", "--out", "both-ends-f", "--format", "svg")
        told = names_of(rows("both-ends-f/handshake-ecdf.csv"))
        self.assertEqual(len(told), 4)
        self.assertTrue(all("client:rto_initial" in name and "server:rto_initial" in name for name in told), told)

    def test_too_much_is_refused_by_name(self):
        sweep("--connections", 2, "--trace", "none", "--vary", "delay=1ms:14ms:1ms", "--vary",
              "profile=linux,freebsd", "--vary", "loss=0,0.1", "--out", "wide")
        done = call("wide", "handshake-vs-loss", "--out", "never")
        self.assertIn("28 panels (profile, delay), and at most 12 can be drawn; choose by --where profile=VALUE", done.stderr)
        self.assertEqual(done.returncode, 2)


class Varying(unittest.TestCase):
    def varying(self, folder, **keywords):
        return grouping.varying(source.open_source(folder).runs, **keywords)

    def test_what_follows_does_not_vary(self):
        """somaxconn and backlog follow from rate and delay; a profile's fields from its name."""
        few = ("--connections", 2, "--trace", "none", "--path", "direct")
        for name, options in (("rate", ("--vary", "rate=10,9000,20000")), ("delay", ("--vary", "delay=1ms,2s", "--rate", 9000)),
                              ("profile", ("--vary", "profile=linux,rfc9293,freebsd")),
                              ("syn_retries", ("--vary", "syn_retries=2,3"))):
            sweep(*few, *options, "--out", f"follow-{name}")
            self.assertEqual(self.varying(f"follow-{name}"), [name])
        # The same from runs that no sweep made.
        for delay in ("1ms", "2s"):
            simulate(f"folder/{delay}", *few, "--rate", 9000, "--delay", delay)
        self.assertEqual(self.varying("folder"), ["delay"])

    def test_what_was_named_varies(self):
        sweep("--connections", 2, "--trace", "none", "--vary", "somaxconn=100,200", "--out", "named")
        self.assertEqual(self.varying("named"), ["somaxconn"])

    def test_zipped_parameters_are_one(self):
        sweep("--connections", 2, "--trace", "none", "--vary", "delay=1ms,2ms", "--vary", "loss=0,0.1", "--zip",
              "delay,loss", "--out", "zipped")
        self.assertEqual(len(self.varying("zipped")), 1)
        self.assertEqual(self.varying("zipped", prefer=["loss"]), ["loss"])


class Where(unittest.TestCase):
    def test_values_in_other_words(self):
        simulate("one", "--connections", 3, "--loss", "5%", "--delay", "1500ms", "--bandwidth", "10Mbps", "--set",
                 "timestamps=1", "--jitter", "10ms,normal,25%", "--trace", "none")
        opened = source.open_source("one")
        for name, wanted in (("loss", "5%"), ("loss", "0.05"), ("loss", ".05"), ("delay", "1.5s"), ("bandwidth", "10000kbps"),
                             ("timestamps", "true"), ("timestamps", "1"), ("jitter", "0.01s,normal,0.25")):
            self.assertEqual(len(opened.where([(name, wanted)]).runs), 1, wanted)
        for name, wanted in (("loss", "5"), ("delay", "1.5"), ("timestamps", "0"), ("jitter", "10ms,normal")):
            self.assertRaises(BadInput, opened.where, [(name, wanted)])

    def test_names_of_linux(self):
        sweep("--connections", 3, "--trace", "none", "--set", "timer_hz=0", "--vary", "tcp_syn_retries=2,6", "--out", "linux")
        opened = source.open_source("linux")
        for name in ("syn_retries", "tcp_syn_retries", "net.ipv4.tcp_syn_retries"):
            runs = opened.where([(name, "6")]).runs
            self.assertEqual([run.parameters["syn_retries"] for run in runs], [6], name)
            done = call("linux", "establish-probability", "--by", name, "--out", "linux-by")
            self.assertEqual((done.returncode, done.stderr), (0, ""), name)
            self.assertEqual({row["parameter"] for row in rows("linux-by/establish-probability.csv")}, {"syn_retries"})
        ports = opened.runs[0].parameters["ip_local_port_range"]
        self.assertEqual(len(opened.where([("net.ipv4.ip_local_port_range", ports)]).runs), 2)
        for name in ("tcp_", "net.ipv4.", "net.ipv4.tcp_", "net.ipv4.syn", "net.core.syn_retries", ""):
            with self.assertRaisesRegex(BadInput, f"--where {name}=6: accepted is a parameter"):
                opened.where([(name, "6")])

    def test_near_names(self):
        simulate("one", "--connections", 3, "--trace", "none")
        for option in (("--where", "los=1"), ("--by", "los")):
            done = call("one", "establish-probability", *option, "--out", "never")
            self.assertEqual(done.returncode, 2)
            self.assertIn("did you mean loss?", done.stderr)


if __name__ == "__main__":
    unittest.main()
