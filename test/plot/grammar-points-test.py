#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Figures of one's own over a parameter: each number is recomputed from the traces, or is that of points.csv."""

import dataclasses
import functools
import json
import math
import pathlib
import re
import statistics
import unittest

from plot_tools import call, is_picture, number, rows, simulate
from scipy import stats
from sweep_tools import sweep
from synfin import theory
from synfin.plotting.figure import Options
from synfin.plotting import cli, style
from synfin.plotting.grammar import drawing, output, places, quantities, selection
from synfin.results import source
from synfin.theory.intervals import wilson

PROFILES, DELAYS, LOSSES = ("rfc9293", "linux", "freebsd"), ("50ms", "10ms"), ("0", "0.1", "0.3")
RETRIES = 3  # few, so that theory is quick
Y = "handshake_latency_s"


def setUpModule():
    sweep("--vary", f"profile={','.join(PROFILES)}", "--vary", f"delay={','.join(DELAYS)}", "--vary", f"loss={','.join(LOSSES)}",
          "--runs", 3, "--connections", 150, "--set", "timer_hz=0", "--set", f"syn_retries={RETRIES}", "--out", "sweep")


def draw(*options, path="sweep", out="figures"):
    """@return the rows of what a call shows, as a table in the place of a picture, which takes longer"""
    done = call(path, *options, "--table", "markdown", "--out", out)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return rows(next(line for line in done.stdout.splitlines() if line.endswith(".csv")))


def folders(**wanted):
    """@return the folders of the runs of a point"""
    plan = rows("sweep/plan.csv")
    return [pathlib.Path("sweep/runs", row["id"]) for row in plan if all(row[name] == value for name, value in wanted.items())]


def column(folder, name):
    """@return the numbers of a column of connections.csv"""
    return [float(row[name]) for row in rows(folder / "connections.csv") if row[name]]


@functools.cache
def exact(profile, loss, trip):
    """@return the law of the handshakes of a point"""
    return theory.latency(dataclasses.replace(theory.PROFILES[profile], syn_retries=RETRIES), loss, round_trip=trip + 2e-6, timer_hz=0)


class Points(unittest.TestCase):
    def simulated(self, y, *options):
        """Yields each drawn point with its runs' folders."""
        table = draw("--x", "loss", "--y", y, "--series", "profile", "--panel", "delay", *options)
        points = [row for row in table if row["kind"] == "simulated"]
        self.assertEqual(len(points), 18)
        for row in points:
            values = {"loss": row["x"], "profile": row["series"].removeprefix("profile "), "delay": row["panel"].removeprefix("delay ")}
            yield row, folders(**values)

    def check(self, row, value, low, high, places=9):
        self.assertAlmostEqual(float(row["value"]), value, places)
        self.assertAlmostEqual(float(row["low"]), low, places)
        self.assertAlmostEqual(float(row["high"]), high, places)

    def test_a_mean_is_over_replications(self):
        for row, runs in self.simulated(f"{Y}.mean"):
            means = [statistics.fmean(column(run, "handshake_s")) for run in runs]
            half = stats.t.ppf(0.975, 2) * statistics.stdev(means) / math.sqrt(3)
            self.check(row, statistics.fmean(means), statistics.fmean(means) - half, statistics.fmean(means) + half)
            self.assertEqual(row["runs"], "3")

    def test_a_percentile_is_of_all_connections_together(self):
        for name, share in (("p99", 0.99), ("p50", 0.5)):
            for row, runs in self.simulated(f"{Y}.{name}"):
                pool = sorted(value for run in runs for value in column(run, "handshake_s"))
                low = int(stats.binom.ppf(0.025, len(pool), share))
                high = int(stats.binom.ppf(0.975, len(pool), share)) + 1
                drawn = [number(row[end]) for end in ("value", "low", "high")]
                known = [pool[math.ceil(share * len(pool)) - 1], pool[low - 1], pool[high - 1] if high <= len(pool) else math.nan]
                for one, other in zip(drawn, known):
                    self.assertTrue(math.isnan(one) and math.isnan(other) or abs(one / other - 1) < 1 / 1024, (drawn, known))
                self.assertEqual(int(row["n"]), len(pool))

    def test_a_share_has_the_score_interval(self):
        for row, runs in self.simulated("connections.established/connections.attempted"):
            done, tried = sum(len(column(run, "handshake_s")) for run in runs), sum(len(column(run, "syn_sent")) for run in runs)
            self.check(row, done / tried, *wilson(done, tried))

    def test_a_ratio_is_one_of_sums(self):
        for row, runs in self.simulated("retransmissions.syn/connections.attempted"):
            sizes = [len(column(run, "syn_sent")) for run in runs]
            again = [sum(column(run, "syn_sent")) - size for run, size in zip(runs, sizes)]
            ratio = sum(again) / sum(sizes)
            off = [(part - ratio * size) / statistics.fmean(sizes) for part, size in zip(again, sizes)]
            half = stats.t.ppf(0.975, 2) * statistics.stdev(off) / math.sqrt(3)
            self.check(row, ratio, ratio - half, ratio + half)

    def test_only_amounts_are_summed(self):
        for title in ("connections.attempted", "group.far.close.orderly", "run.wall_s", "window.established", "goodput.bytes"):
            self.assertTrue(quantities.is_amount(title), title)
        for title in (f"{Y}.p99", f"group.far.{Y}.mean", "window.established_per_s", "rare.failure", "conntrack.peak", "run.seed",
                      "goodput.mean", "goodput_p99"):
            self.assertFalse(quantities.is_amount(title), title)

    def test_rates_have_their_unit(self):
        for title, label in (("window.established_per_s", "window established (connections per second)"), ("frames_per_s", "frames (per second)"),
                             ("window.established_per_s_ci95", "window established ci95 (connections per second)")):
            self.assertEqual(quantities.Mean(quantities.plain(title), title).label(), label)

    def test_runs_without_a_value_are_told(self):
        """At this loss and with a single SYN, of two attempts some runs have none that is established."""
        sweep("--vary", "loss=0,0.6", "--runs", 8, "--connections", 2, "--set", "syn_retries=0", "--set", "timer_hz=0", "--set",
              "syn_linear_timeouts=0", "--trace", "none", "--out", "few")
        none = sum(not run.summary[Y]["count"] for run in source.open_source("few").runs)
        done = call("few", "--x", "loss", "--y", f"{Y}.mean", "--table", "csv", "--out", "few-table")
        self.assertTrue(0 < none < 8)
        self.assertIn(f"note: {none} of 16 runs of these points have no {Y}.mean and are left out", done.stderr)

    def test_every_figure_of_points_csv(self):
        """Whatever has a number there has the same one here, with the same interval."""
        opened = source.open_source("sweep")
        told = {}
        for row in rows("sweep/points.csv"):
            told.setdefault(row["figure"], {})[int(row["point"])] = row
        points = {}
        for run in opened.runs:
            points.setdefault(run.point, []).append(run)
        self.assertGreater(len(told), 60)
        for figure, its in told.items():
            quantity = quantities.resolve(figure, opened.runs)
            for point, row in its.items():
                found = quantity.at(points[point])
                for name, value in (("mean", found.value), ("ci95_low", found.low), ("ci95_high", found.high)):
                    self.assertEqual(row[name] == "", value is None or math.isnan(value), (figure, name, row))
                    if row[name]:
                        self.assertAlmostEqual(float(row[name]), value, 9, (figure, name))

    def test_what_theory_says(self):
        laws = {f"{Y}.mean": lambda law: law.mean, f"{Y}.p90": lambda law: law.quantile(0.9),
                "connections.established/connections.attempted": lambda law: law.established,
                "retransmissions.syn/connections.attempted": lambda law: law.syn_retransmissions}
        for y, of in laws.items():
            table = draw("--x", "loss", "--y", y, "--series", "profile", "--panel", "delay")
            curves = [row for row in table if row["kind"] == "exact"]
            self.assertEqual(len(curves), 6 * (61 if y.endswith("p90") else 31))
            for row in curves[::7]:
                delay = 0.05 if "50ms" in row["panel"] else 0.01
                law = exact(row["series"].removeprefix("profile "), float(row["place"]), 2 * delay)
                self.assertAlmostEqual(float(row["value"]), of(law), 4, (y, row))

    def test_theory_over_another_parameter(self):
        table = draw("--x", "profile", "--y", f"{Y}.mean", "--series", "delay", "--panel", "loss")
        drawn = {(row["x"], row["series"], row["panel"]): float(row["value"]) for row in table if row["kind"] == "exact"}
        self.assertEqual(len(drawn), 18)
        law = exact("freebsd", 0.3, 0.1)
        self.assertAlmostEqual(drawn["freebsd", "delay 50ms", "loss 0.3"], law.mean, 4)

    def test_timers_on_a_wheel(self):
        """Their law is drawn, too, at the points and between them."""
        sweep("--vary", "loss=0,0.2", "--vary", "profile=linux-4", "--connections", 50, "--out", "wheel")
        curve = [row for row in draw("--x", "loss", "--y", f"{Y}.mean", path="wheel") if row["kind"] == "exact"]
        self.assertEqual([float(row["place"]) for row in curve], [0, 0.1, 0.2])
        law = theory.latency("linux-4", 0.2, round_trip=0.100002, timer_hz=250)
        self.assertAlmostEqual(float(curve[-1]["value"]), law.mean, 4)


class Order(unittest.TestCase):
    def test_values_come_as_they_were_given(self):
        table = [row for row in draw("--x", "profile", "--y", f"{Y}.mean", "--series", "loss", "--panel", "delay") if row["kind"] == "simulated"]
        self.assertEqual(list(dict.fromkeys(row["x"] for row in table)), list(PROFILES))
        self.assertEqual(list(dict.fromkeys(row["panel"] for row in table)), [f"delay {delay}" for delay in DELAYS])
        self.assertEqual({row["x"]: row["place"] for row in table}, {name: str(place) for place, name in enumerate(PROFILES)})
        self.assertEqual({row["unit"] for row in table}, {"category"})

    def test_numbers_have_their_size(self):
        table = [row for row in draw("--x", "delay", "--y", f"{Y}.mean", "--series", "loss", "--panel", "profile") if row["kind"] == "simulated"]
        self.assertEqual(list(dict.fromkeys((row["x"], float(row["place"])) for row in table)), [("10ms", 0.01), ("50ms", 0.05)])
        self.assertEqual({row["unit"] for row in table}, {"s"})

    def test_without_a_plan_words_are_sorted(self):
        for name, profile in (("a", "windows"), ("b", "macos"), ("c", "ns3")):
            simulate(f"folder/{name}", "--connections", 5, "--profile", profile, "--trace", "none")
        found = places.in_order(source.open_source("folder").runs, "profile")
        self.assertEqual(found, ["macos", "ns3", "windows"])


class Placed(unittest.TestCase):
    def test_what_follows_needs_no_place(self):
        """A profile's fields follow from its name, and of two parameters that are zipped one is enough."""
        draw("--x", "profile", "--y", f"{Y}.mean", "--series", "loss", "--where", "delay=10ms")
        sweep("--connections", 5, "--trace", "none", "--vary", "delay=1ms,2ms", "--vary", "loss=0,0.1", "--zip", "delay,loss", "--out", "zip")
        for x in ("delay", "loss"):
            self.assertEqual({row["runs"] for row in draw("--x", x, "--y", f"{Y}.mean", path="zip") if row["kind"] == "simulated"}, {"1"})

    def test_a_run_may_have_a_place(self):
        table = draw("--x", "run", "--y", f"{Y}.mean", "--series", "loss", "--panel", "profile", "--panel", "delay")
        points = [row for row in table if row["kind"] == "simulated"]
        self.assertEqual((len(points), {row["x"] for row in points}, {row["runs"] for row in points}), (54, {"1", "2", "3"}, {"1"}))

    def test_a_single_run_has_what_it_says_of_itself(self):
        row = draw("--x", "loss", "--y", f"{Y}.mean", "--where", "run=1", "--where", "profile=linux", "--where", "delay=10ms")[2]
        values = column(folders(loss="0.3", profile="linux", delay="10ms", run="1")[0], "handshake_s")
        half = 1.959964 * statistics.stdev(values) / math.sqrt(len(values))
        self.assertAlmostEqual(float(row["high"]) - float(row["value"]), half, 6)

    def test_groups(self):
        pathlib.Path("users.ini").write_text("[group near]\nconnections = 40\nrate = 50\n[group far]\nconnections = 60\nrate = 50\n", encoding="utf-8")
        sweep("--config", "users.ini", "--vary", "loss=0,0.1", "--runs", 2, "--set", "timer_hz=0", "--out", "groups")
        done = call("groups", "--x", "loss", "--y", "connections.attempted", "--series", "group", "--out", "of-groups")
        self.assertEqual(done.returncode, 0, done.stderr)
        found = {(row["series"], row["value"]) for row in rows("of-groups/connections.attempted-vs-loss.csv")}
        self.assertEqual(found, {("group near", "40.0"), ("group far", "60.0")})
        whole = draw("--x", "loss", "--y", "group.far.connections.attempted", path="groups")
        self.assertEqual({row["value"] for row in whole}, {"60.0"})
        done = call("groups", "--x", "loss", "--y", f"group.far.{Y}.p99", "--out", "never")
        self.assertEqual(done.returncode, 2)
        self.assertIn("of one run only", done.stderr)
        done = call("groups", "--kind", "ecdf", "--y", Y, "--series", "group", "--panel", "loss", "--out", "never")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1))
        self.assertIn("histogram, which groups have not: take handshake_s", done.stderr)

    def test_what_a_script_has_left(self):
        """No summary.json of synfin's: its figures are drawn over its parameters, without theory."""
        lines = ["id,point,run,colour,size"]
        for place, (colour, size, run) in enumerate((colour, size, run) for colour in ("red", "blue") for size in (1, 10) for run in (1, 2)):
            home = pathlib.Path(f"script/runs/r{place}")
            (home / "files").mkdir(parents=True)
            (home / "result").write_text("out.json\n\n", encoding="utf-8")
            (home / "files/out.json").write_text(json.dumps({"goodput": {"mean": size + run}}), encoding="utf-8")
            lines.append(f"r{place},{place // 2},{run},{colour},{size}")
        pathlib.Path("script/plan.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        table = draw("--x", "size", "--y", "goodput.mean", "--series", "colour", path="script")
        self.assertEqual([(row["series"], row["place"], row["value"]) for row in table],
                         [(f"colour {colour}", f"{size:.1f}", str(size + 1.5)) for colour in ("red", "blue") for size in (1, 10)])


class Texts(unittest.TestCase):
    """What a script's parameters are called and what their values are stands in pictures as it is."""

    def draw(self, values, out, *words):
        """@return the picture of a script's runs whose parameter has these values, and stderr"""
        lines = ["id,point,run,note,size"]
        for place, (value, size) in enumerate((value, size) for value in values for size in (1, 10)):
            home = pathlib.Path(f"{out}/runs/r{place}")
            (home / "files").mkdir(parents=True)
            (home / "result").write_text("out.json\n\n", encoding="utf-8")
            (home / "files/out.json").write_text(json.dumps({"goodput": size}), encoding="utf-8")
            lines.append(f"r{place},{place},1,{value},{size}")
        pathlib.Path(out, "plan.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        done = call(out, "--y", "goodput", *words, "--format", "svg", "--name", "it", "--out", f"{out}/figures")
        self.assertEqual(done.returncode, 0, done.stderr)
        return pathlib.Path(out, "figures/it.svg").read_text(encoding="utf-8"), done.stderr

    def test_a_dollar_is_a_dollar(self):
        values = (r"$\nosuch{$", "$a_b$", "$5")
        for number, words in enumerate((("--x", "size", "--series", "note"), ("--x", "note", "--series", "size"), ("--x", "size", "--panel", "note"),
                                        ("--kind", "heat", "--x", "size", "--series", "note"),
                                        ("--kind", "heat", "--x", "note", "--series", "size"))):
            picture, said = self.draw(values, f"dollar{number}", *words)
            self.assertEqual(said, "")
            for value in values:
                self.assertIn(f"{value} -->", picture, words)

    def test_characters_that_the_font_lacks(self):
        picture, said = self.draw(("\u4e2d", "\u6587", "plain"), "lacks", "--x", "size", "--series", "note")
        self.assertEqual(said, "synfin-plot: note: the font DejaVu Sans lacks the characters U+4E2D, U+6587: boxes are in their places\n")
        self.assertIn("note plain", picture)

    def test_powers_of_ten_are_formulas(self):
        figure = style.pyplot.figure()
        axes = figure.add_subplot()
        axes.set(xscale="log", xlim=(1, 1e6))
        style.Drawing(figure).settle()
        self.assertTrue(all(text.get_parse_math() for text in axes.get_xticklabels()))
        style.pyplot.close(figure)


class Pictures(unittest.TestCase):
    def test_more_panels_than_fit_become_pages(self):
        delays = ",".join(f"{delay}ms" for delay in range(1, 11))
        sweep("--vary", f"delay={delays}", "--vary", "loss=0,0.1", "--connections", 5, "--trace", "none", "--set", "timer_hz=0", "--out", "pages")
        done = call("pages", "--x", "loss", "--y", f"{Y}.mean", "--panel", "delay", "--format", "svg,pdf", "--style", "ieee", "--out", "paged",
                    "--name", "many")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        names = ["many.pdf", "many-1.svg", "many-2.svg", "many.csv", "synfin-plot.json"]
        self.assertEqual(sorted(names), sorted(path.name for path in pathlib.Path("paged").iterdir()))
        self.assertTrue(all(is_picture(pathlib.Path("paged", name)) for name in names[:3]))
        # Both pages are 3.5 inches wide.
        self.assertEqual(len(re.findall(rb"/MediaBox \[ 0 0 252 [0-9.]+ \]", pathlib.Path("paged/many.pdf").read_bytes())), 2)
        texts = [pathlib.Path(f"paged/many-{page}.svg").read_text(encoding="utf-8") for page in (1, 2)]
        self.assertTrue("delay 8ms" in texts[0] and "delay 9ms" in texts[1] and "delay 9ms" not in texts[0])
        # Two columns of a paper have room for all of them.
        titles = [f"delay {delay}ms" for delay in range(1, 11)]
        self.assertEqual([[len(page) for page in drawing.pages(titles, Options(width=width))] for width in (3.4, 7.0)], [[8, 2], [10]])

    def test_the_same_data_gives_the_same_files(self):
        words = ("sweep", "--x", "loss", "--y", f"{Y}.p99", "--series", "profile", "--where", "delay=10ms", "--format", "svg,pdf")
        for out in ("one", "two"):
            self.assertEqual(call(*words, "--out", out).returncode, 0)
        for path in pathlib.Path("one").iterdir():
            self.assertEqual(path.read_bytes(), pathlib.Path("two", path.name).read_bytes(), path)

    def test_a_heat_map(self):
        table = draw("--kind", "heat", "--x", "loss", "--series", "profile", "--y", f"{Y}.mean", "--where", "delay=10ms")
        self.assertEqual([(row["x"], row["series"]) for row in table], [(loss, f"profile {profile}") for profile in PROFILES for loss in LOSSES])
        line = draw("--x", "loss", "--series", "profile", "--y", f"{Y}.mean", "--where", "delay=10ms")
        self.assertEqual([row["value"] for row in table], [row["value"] for row in line if row["kind"] == "simulated"])

    def drawings(self, y, kind, series, log="", path="sweep"):
        """Yields (figure, table) of what is drawn of a sweep, once it is laid out."""
        words = ("sweep", "--x", "loss", "--y", y, "--kind", kind, "--series", series)
        chosen = selection.of(cli.parse(words if kind == "heat" else (*words, "--log", log)))
        options = Options(log=log)
        opened = source.open_source(path).where([("profile", "linux")])
        data = output.table(opened, chosen, options)
        with style.applied(options) as fitted:
            for drawing_ in getattr(drawing, kind)(data, fitted):
                drawing_.settle()
                yield drawing_.figure, data

    def test_labels_of_a_low_heat_map_are_within_it(self):
        for figure, _ in self.drawings(f"{Y}.mean", "heat", "delay"):
            for axes in figure.axes:
                box = axes.yaxis.label.get_window_extent()
                self.assertTrue(box.y0 >= 0 and box.y1 <= figure.bbox.height, (axes.get_ylabel(), box))

    def test_a_logarithmic_axis_has_all_ends_above_0(self):
        sweep("--vary", "loss=0.01,0.1,0.2", "--vary", "closer=client,server", "--connections", 20, "--runs", 3, "--trace", "none", "--set",
              "timer_hz=0", "--out", "wide")
        for figure, data in self.drawings(f"{Y}.mean", "line", "closer", "y", path="wide"):
            ends = data["low"].dropna().astype(float)
            self.assertLess(figure.axes[1].get_ylim()[0], ends[ends > 0].min())


if __name__ == "__main__":
    unittest.main()
