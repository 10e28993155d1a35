#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The page of a sweep: axes, filters, links, downloads and print, in a real browser; and pages of very many runs."""

import contextlib
import csv
import io
import json
import math
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import time
import unittest

import numpy
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.join(os.environ["SYNFIN_SOURCE"], "test", "report")]
from report_tools import BIN, DESKTOP, PHONE, Browser, chromium, cli, report, simulate
from synfin.theory import intervals

LOSSES, DELAYS, RUNS = ("0.1", "0.2", "0.3"), ("10ms", "50ms"), 3
CHARTS = "return explored(selection).charts.map((chart) => ({ title: chart.title, series: chart.series }));"


def setUpModule():
    Browser.driver = chromium()
    subprocess.run([BIN / "synfin-sweep", "--vary", f"loss={','.join(LOSSES)}", "--vary", f"delay={','.join(DELAYS)}", "--vary",
                    "profile=rfc9293,freebsd", "--runs", str(RUNS), "--connections", "60", "--set", "timer_hz=0",
                    "--out", "sweep"],
                   check=True, stdout=subprocess.DEVNULL, timeout=300)


def traces(**wanted):
    """@return {run: rows of connections.csv} of the runs of a point, as they were written."""
    found = {}
    with open("sweep/plan.csv", encoding="utf-8", newline="") as plan:
        for row in csv.DictReader(plan):
            if all(row[name] == value for name, value in wanted.items()):
                with open(f"sweep/runs/{row['id']}/connections.csv", encoding="utf-8", newline="") as file:
                    found[row["run"]] = list(csv.DictReader(file))
    return found


def latencies(rows):
    return [float(row["handshake_s"]) for row in rows if row["handshake_s"]]


class Explore(Browser):
    path, out = "sweep", "sweep.html"

    def charts(self):
        """@return {title: {series: points}} of what is measured."""
        return {chart["title"]: {series["name"]: series["points"] for series in chart["series"] if not series["theory"]}
                for chart in self.driver.execute_script(CHARTS)}

    def choose(self, **lists):
        for name, value in lists.items():
            Select(self.find(f"#choose-{name}")).select_by_value(value)

    def fragment(self):
        return self.driver.execute_script("return location.hash;")

    def point(self, profile, delay, loss):
        """@return the point of what is drawn by default"""
        charts = self.charts()
        (title,) = (title for title in charts if title.endswith((f": profile {profile}", f": delay {delay}")))
        name = f"delay {delay}" if f"profile {profile}" in title else f"profile {profile}"
        return next(point for point in charts[title][name] if math.isclose(point[0], float(loss)))

    def test_what_is_drawn_is_in_the_traces(self):
        self.open()
        for profile, delay, loss in (("rfc9293", "10ms", "0.2"), ("freebsd", "50ms", "0.3")):
            runs = traces(profile=profile, delay=delay, loss=loss)
            self.assertEqual(len(runs), RUNS)
            every = [row for rows in runs.values() for row in rows]
            self.choose(y="handshake_latency_s.mean")
            wanted = intervals.mean_of_samples([statistics.fmean(latencies(rows)) for rows in runs.values()])
            numpy.testing.assert_allclose(self.point(profile, delay, loss)[1:], wanted, rtol=2e-5)
            self.choose(y="handshake_latency_s.p90")
            ordered = sorted(latencies(every))
            wanted = ordered[math.ceil(0.9 * len(ordered) - 1e-9) - 1]
            self.assertAlmostEqual(self.point(profile, delay, loss)[1] / wanted, 1, 2)
            self.choose(y="share.established")
            done = len(ordered)
            wanted = (done / len(every), *intervals.wilson(done, len(every)))
            numpy.testing.assert_allclose(self.point(profile, delay, loss)[1:], wanted, rtol=2e-5)
            self.choose(y="retransmissions.syn")
            again = [sum(int(row["syn_sent"]) - 1 for row in rows) for rows in runs.values()]
            self.assertAlmostEqual(self.point(profile, delay, loss)[1], statistics.fmean(again), 3)
        self.check_quiet()

    def test_distributions(self):
        self.open(chosen="#kind=ecdf&x=loss&series=profile&panel=delay")
        (title,) = (title for title in self.charts() if "rfc9293" in title and "50ms" in title)
        rows = [row for some in traces(profile="rfc9293", delay="50ms", loss="0.3").values() for row in some]
        ordered = sorted(latencies(rows))
        for time_, share in self.charts()[title]["loss 0.3"]:
            least, most = (sum(value <= time_ * (1 + error) for value in ordered) / len(rows) for error in (-1e-3, 1e-3))
            self.assertTrue(least - 1e-5 <= share <= most + 1e-5, (time_, least, share, most))
        self.choose(kind="ccdf")
        (title,) = (title for title in self.charts() if "rfc9293" in title and "50ms" in title)
        self.assertAlmostEqual(self.charts()[title]["loss 0.3"][-1][1], 1 - len(ordered) / len(rows))

    def test_exact_values_stand_beside(self):
        self.open(chosen="#y=handshake_latency_s.mean&x=loss&series=delay&panel=profile")
        series = [one for chart in self.driver.execute_script(CHARTS) for one in chart["series"] if one["theory"] == "exact"]
        self.assertEqual([len(one["points"]) for one in series], [len(LOSSES)] * 4)

    def test_nothing_is_averaged_over_a_parameter(self):
        self.open()
        self.choose(series="", panel="")
        self.assertEqual(self.charts(), {})
        told = self.find("#explore .said").text
        self.assertIn("2 values of delay: choose one, or make it the series or the panels.", told)
        self.assertIn("2 values of profile: choose one", told)
        buttons = {button.text: button for button in self.all("#explore .ask button")}
        buttons["series: delay"].click()
        self.assertEqual(self.charts(), {})
        {button.text: button for button in self.all("#explore .ask button")}["profile freebsd"].click()
        ((_, series),) = self.charts().items()
        self.assertEqual(list(series), ["delay 10ms", "delay 50ms"])
        self.assertEqual(len(self.table("runs")) - 1, len(DELAYS) * len(LOSSES) * RUNS)
        self.check_quiet()

    def test_a_figure_over_a_figure(self):
        self.open()
        self.choose(x="retransmissions.syn", series="profile", panel="")
        ((_, series),) = self.charts().items()
        self.assertEqual({name: len(points) for name, points in series.items()}, {"profile rfc9293": 6, "profile freebsd": 6})
        texts = self.driver.execute_script("return explored(selection).charts[0].series[0].about;")
        self.assertIn("profile rfc9293, delay 50ms, loss 0.3; 3 runs", texts)
        bars = self.driver.execute_script("return datasets(explored(selection).charts[0]).filter((one) => one.isBand)"
                                          ".map((one) => one.data.filter((point) => Number.isFinite(point.y)).length);")
        self.assertEqual(bars, [12, 12])  # the ends of six intervals

    def test_a_link_shows_the_same(self):
        self.open()
        self.choose(y="retransmissions.synack", x="delay", series="loss", log="y")
        self.driver.execute_script("selection.set({ where: { loss: new Set([1, 2]) }, words: 'freebsd' });")
        before, fragment = self.charts(), self.fragment()
        self.assertIn("where.loss=0.2", fragment)
        self.assertEqual(self.find("#link").get_attribute("href").partition("#")[2], fragment[1:])
        rows = self.table("runs")
        self.open(chosen=fragment)
        self.assertEqual(self.charts(), before)
        self.assertEqual(self.table("runs"), rows)
        self.assertEqual(Select(self.find("#choose-log")).first_selected_option.text, "y")
        self.open(chosen="#y=nonsense&where.loss=7")
        self.assertIn("not here: y=nonsense", self.find("#explore .said").text)
        self.assertIn("not here: loss=7", self.find("#explore .said").text)

    def test_filters_act_on_charts_and_tables(self):
        self.open()
        everywhere = len(self.table("runs")) - 1
        details = self.all("#explore .values")[2]
        details.find_element(By.TAG_NAME, "summary").click()
        details.find_element(By.TAG_NAME, "input").click()  # the least loss is no more
        self.assertEqual(len(self.table("runs")) - 1, everywhere * 2 // 3)
        self.assertEqual(len(self.table("points")) - 1, 8)
        self.assertEqual({len(points) for series in self.charts().values() for points in series.values()}, {2})
        rows = self.driver.execute_script("""return content.charts.filter((chart) => chart.figure === "handshake-vs-loss")
            .flatMap((chart) => filtered(chart).series.filter((one) => !one.theory).map((one) => one.points.length));""")
        self.assertEqual(set(rows), {2})
        self.driver.execute_script("selection.set({ where: { delay: new Set([0]) } });")
        hidden = self.driver.execute_script("""return [...document.querySelectorAll("#charts .chart")]
            .filter((box) => box.hidden).map((box) => box.querySelector("h3").textContent);""")
        self.assertTrue(hidden)
        self.assertTrue(all("50ms" in title for title in hidden), hidden)
        field = self.find("#runs input")
        field.send_keys("10MS freebsd")
        self.assertEqual(len(self.table("runs")) - 1, len(LOSSES) * RUNS)
        self.assertEqual([list(series) for series in self.charts().values()], [["delay 10ms"]])

    def test_some_runs_of_a_point(self):
        """A percentile of all is none of some of them; a mean is."""
        self.open(chosen="#y=handshake_latency_s.p99&x=loss&series=profile&panel=delay&where.run=1&where.run=3")
        self.assertIn("12 points are left out, of which filters take only some runs", self.find("#explore .said").text)
        self.choose(y="handshake_latency_s.mean")
        self.assertEqual(len(self.charts()), 2)
        self.assertNotIn("left out", self.find("#explore .said").text)

    def downloaded(self, button):
        """@return the rows of the file that a button brings."""
        folder = pathlib.Path("downloads").resolve()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        self.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
        button.click()
        for _ in range(400):
            found = [path for path in folder.iterdir() if path.suffix == ".csv" and path.stat().st_size]
            if found:
                return list(csv.reader(io.StringIO(found[0].read_text(encoding="utf-8"), newline="")))
            time.sleep(0.02)
        raise AssertionError("nothing came")

    def test_csv_of_what_is_shown(self):
        self.open(chosen="#y=handshake_latency_s.mean&x=loss&series=profile&panel=delay&where.profile=freebsd")
        head, *rows = self.downloaded(self.find("#runs .save"))
        self.assertEqual(head[:5], ["profile", "delay", "loss", "run", "attempted"])
        self.assertEqual(len(rows), len(LOSSES) * len(DELAYS) * RUNS)
        self.assertEqual({row[0] for row in rows}, {"freebsd"})
        head, *rows = self.downloaded(self.find("#explore .chart .save"))
        self.assertEqual(head, ["series", "loss", "handshake_latency_s.mean (s)", "low", "high"])
        points = next(iter(self.charts().values()))["profile freebsd"]
        self.assertEqual([list(map(float, row[1:])) for row in rows if row[0] == "profile freebsd"], points)

    def test_print(self):
        self.open(dark=True)
        self.driver.execute_script("window.dispatchEvent(new Event('beforeprint'));")
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        visible = """return [...document.querySelectorAll(arguments[0])].filter((one) => one.checkVisibility()).length;"""
        count = lambda selector: self.driver.execute_script(visible, selector)
        self.assertEqual(count(".printed"), count(".chart"))
        self.assertEqual(count("canvas") + count("select") + count("input") + count("nav") + count(".save"), 0)
        self.assertEqual(self.driver.execute_script("return getComputedStyle(document.body).backgroundColor;"), "rgb(255, 255, 255)")
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        self.driver.execute_script("window.dispatchEvent(new Event('afterprint'));")
        self.assertEqual(count(".printed"), 0)
        self.assertEqual(self.driver.execute_script("return document.documentElement.dataset.theme;"), "dark")
        self.check_quiet()

    def test_looks(self):
        for name, size, dark in (("phone", PHONE, False), ("desktop", DESKTOP, True)):
            with self.subTest(name):
                self.open(size, dark)
                for details in self.all("#explore details"):
                    self.driver.execute_script("arguments[0].open = true;", details)
                self.check_nothing_is_cut_off(size[0])
                self.check_quiet()
                self.screenshot(f"explore-{name}.png", size)
        unnamed = self.driver.execute_script("""return [...document.querySelectorAll("select, input, button, table, canvas")]
            .filter((one) => !(one.getAttribute("aria-label") || one.textContent.trim() || one.labels?.length)).map((one) => one.outerHTML);""")
        self.assertEqual(unnamed, [])

    def test_half_of_a_sweep(self):
        """How many runs of a point there are, of how many; and what has none is said."""
        pathlib.Path("half/runs").mkdir(parents=True)
        shutil.copy("sweep/plan.csv", "half")
        with open("sweep/plan.csv", encoding="utf-8", newline="") as plan:
            for row in csv.DictReader(plan):
                if row["loss"] != "0.3" and (row["run"] == "1" or row["delay"] == "10ms"):
                    os.symlink(pathlib.Path("sweep/runs", row["id"]).resolve(), pathlib.Path("half/runs", row["id"]))
        err = io.StringIO()
        with contextlib.redirect_stderr(err):
            page = report("half", "half.html")
        self.assertIn("20 of the 36 runs in plan.csv have no results", err.getvalue())
        self.assertIn("left out: 4 of the points of plan.csv, of which no run has results yet", err.getvalue())
        self.show(page)
        head, *rows = self.table("points")
        column = head.index("runs")
        self.assertEqual(head[column + 1], "planned")
        self.assertEqual({(row[head.index("delay")], row[column], row[column + 1]) for row in rows}, {("10ms", "3", "3"), ("50ms", "1", "3")})
        self.assertIn("4 of the points", self.find("#left").text)
        err = io.StringIO()
        with contextlib.redirect_stderr(err):
            report("half", "part.html", "--where", "delay=10ms")
        self.assertIn("left out: 4 of the points of plan.csv", err.getvalue())  # what --where leaves out has results

    def test_what_cannot_unpack_says_so(self):
        script = self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": "delete window.DecompressionStream;"})
        try:
            self.open()
            self.assertIn("too old to unpack it: Chromium and Edge can from version 103 on", self.find("[role=alert]").text)
        finally:
            self.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
        text = self.page.read_text(encoding="utf-8")
        damaged = pathlib.Path("damaged.html").resolve()
        damaged.write_text(re.sub(r'(id="data">.{200}).{40}', r"\1", text), encoding="utf-8")
        self.show(damaged)
        self.assertIn("damaged", self.find("[role=alert]").text)


class Groups(Browser):
    path, out = "groups", "groups.html"

    @classmethod
    def setUpClass(cls):
        pathlib.Path("groups.ini").write_text("""duration = 8s
event = 3s crash server restart=1s
[group people]
rate = 20
clients = 10
[group flood]
kind = syn-flood
rate = 200
clients = 5
[server web]
backlog = 16
syncookies = 1
[path]
delay = 20ms
loss = 2%
""", encoding="utf-8")
        simulate("groups", "--config", "groups.ini", "--set", "timer_hz=250")
        super().setUpClass()

    def test_groups_events_and_cards_that_add_up(self):
        self.open()
        summary = json.loads(pathlib.Path("groups/summary.json").read_text(encoding="utf-8"))
        number = lambda text: float(text.replace(",", ""))
        cards = self.driver.execute_script(
            "return [...document.querySelectorAll('.cards div')].map((card) => [...card.children].map((part) => part.textContent));")
        cards = {name: number(value) for name, value in cards}
        outcomes = [name.replace("_", " ") for name in summary["connections"] if name != "attempted"]
        self.assertEqual(sum(cards.get(name, 0) for name in outcomes), cards["attempted"])
        self.assertGreater(sum(name in cards for name in outcomes), 1)
        self.assertEqual(cards["segments of attackers"], summary["attack"]["sent"])
        self.assertEqual(cards["SYN cookies sent"], summary["queues"]["cookies_sent"])
        head, *rows = self.table("groups")
        told = {row[0]: dict(zip(head, row)) for row in rows}
        self.assertEqual([(name, row["kind"]) for name, row in told.items()], [("people", "normal"), ("flood", "syn-flood")])
        for group in summary["groups"]:
            row = told[group["group"]]
            self.assertEqual(number(row["attempted"]), group["connections"]["attempted"])
        self.assertEqual([row[:3] for row in self.table("events")[1:]], [["3", "crash", "server"], ["4", "restart", "server"]])
        marked = self.driver.execute_script("return [...document.querySelectorAll('#charts canvas')]"
                                            ".flatMap((canvas) => Chart.getChart(canvas).options.plugins.marks.times.map((one) => one.time));")
        self.assertIn(3, marked)
        self.assertIn("Timers ride a wheel (timer_hz 250)", self.find("#notes").text)
        self.assertTrue(self.all("section[aria-label^='queue-over-time']"))
        self.check_quiet()
        self.screenshot("groups.png", DESKTOP)


class VeryManyRuns(Browser):
    """10,000 summaries, made up: what synfin-run needs minutes for."""

    path, out = "many", "many.html"
    count = 10000

    @classmethod
    def setUpClass(cls):
        simulate("one", "--connections", 100, "--loss", 0.2, "--trace", "none")
        known = json.loads(pathlib.Path("one/summary.json").read_text(encoding="utf-8"))
        named = ("loss-forward", "loss-reverse", "delay-forward", "delay-reverse", "rate", "seed")
        kept = {key: known[key] for key in ("schema", "connections", "retransmissions", "time_wait", "harm", "queues", "close", "drops")}
        draw = numpy.random.default_rng(1)
        for number in range(cls.count):
            point, run = divmod(number, 10)
            spread = draw.uniform(0.9, 1.1, 12).round(9)
            latency = {key: value if key == "count" or value is None else value * factor
                       for (key, value), factor in zip(known["handshake_latency_s"].items(), spread)}
            parameters = {name: known["parameters"][name] for name in named}
            parameters |= {"run": run + 1, "loss-forward": point % 25 / 100, "loss-reverse": point % 25 / 100, "rate": 10 + point // 25,
                           "set": {name: known["parameters"]["set"][name] for name in ("mss", "msl", "timer_hz")}}
            told = {**kept, "handshake_latency_s": latency, "handshake_latency_histogram": known["handshake_latency_histogram"],
                    "run": {**known["run"], "wall_s": spread[0], "sim_s": 7 * spread[1], "events": int(1e4 * spread[2])},
                    "retransmissions": {key: int(1000 * factor) for key, factor in zip(known["retransmissions"], spread[3:])},
                    "parameters": parameters}
            folder = pathlib.Path("many", f"r{number:05d}")
            folder.mkdir(parents=True)
            (folder / "summary.json").write_text(json.dumps(told), encoding="utf-8")
        cls.err = io.StringIO()
        with contextlib.redirect_stderr(cls.err):
            super().setUpClass()

    def test_the_page(self):
        self.assertLess(self.page.stat().st_size, 8 << 20)
        self.assertIn("left out: exact values: there are 1,000 points", self.err.getvalue())
        self.open()
        self.assertIn("there are 1,000 points", self.find("#left").text)
        self.assertEqual(self.find("#explore .filter output").text, "250 of 10,000 runs")  # one value of the rate
        self.assertEqual(len(self.driver.execute_script(CHARTS)), 1)
        self.driver.execute_script("selection.set({ where: {} });")
        self.assertEqual(len(self.table("runs")) - 1, 200)
        self.assertEqual(self.find("#runs .filter output").text, "10,000 rows")
        self.find("#runs .pager button:last-child").click()
        self.assertEqual(self.find("#runs .pager span").text, "rows 201 to 400")
        self.assertIn("40 values of rate", self.find("#explore .said").text)
        self.driver.execute_script("selection.set({ series: 'rate' });")
        self.assertIn("these are 30 of 40 series", self.find("#explore .said").text)
        self.check_quiet()


if __name__ == "__main__":
    unittest.main()
