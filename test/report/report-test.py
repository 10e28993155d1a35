#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-report in a real browser: Chromium without a window opens the page from the file system."""

import contextlib
import io
import itertools
import json
import os
import pathlib
import subprocess
import sys
import unittest

import numpy
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.join(os.environ["SYNFIN_SOURCE"], "test", "report")]
from report_tools import BIN, DESKTOP, PHONE, Browser, chromium, cli, report, simulate
from plot_tools import apart
from synfin.plotting.catalogue import FIGURES
from synfin.plotting.figure import Options
from synfin.reporting import charts, packing
from synfin.results.source import open_source

LOSSES = (0, 0.1, 0.2)
# The texts of the ladder, each with the corners of its box, which may be turned.
TEXTS = """return [...document.querySelectorAll("#ladder svg text")].map((text) => {
  const box = text.getBBox(), place = text.getCTM();
  const at = (x, y) => [place.a * x + place.c * y + place.e, place.b * x + place.d * y + place.f];
  return [text.textContent, [at(box.x, box.y), at(box.x + box.width, box.y), at(box.x + box.width, box.y + box.height),
                             at(box.x, box.y + box.height)]];
});"""


def setUpModule():
    Browser.driver = chromium()
    simulate("run", "--connections", 150, "--loss", 0.15, "--trace", "segments", "--request", 100)
    for loss in LOSSES:
        for run in (1, 2):
            simulate(f"sweep/{loss}-{run}", "--path", "direct", "--loss", loss, "--run", run,
                     "--connections", 150)


def hover(driver, canvas):
    """Moves the pointer over a chart's middle. @return the line below it"""
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'});", canvas)
    ActionChains(driver, duration=20).move_to_element(canvas).move_by_offset(3, 2).perform()
    return canvas.find_element(By.XPATH, "./ancestor::section[1]//*[@class='readout']").text


class OfARun(Browser):
    path, out = "run", "run.html"

    def hover(self, canvas):
        return hover(self.driver, canvas)

    def column(self, place):
        """@return the texts of a column of the table of connections."""
        return [row[place] for row in self.table("connections .lives > div:first-child")[1:]]

    def test_looks(self):
        for name, size, dark in (("phone", PHONE, False), ("desktop", DESKTOP, False),
                                 ("phone-dark", PHONE, True), ("desktop-dark", DESKTOP, True)):
            with self.subTest(name):
                self.open(size, dark)
                self.check_nothing_is_cut_off(size[0])
                self.check_quiet()
                self.screenshot(f"run-{name}.png", size)

    def test_the_theme_follows_the_system_and_the_button(self):
        background = lambda: self.driver.execute_script(
            "return getComputedStyle(document.body).backgroundColor;")
        self.open(DESKTOP, False)
        light = background()
        self.find("#theme").click()
        self.assertNotEqual(background(), light)
        dark = background()
        self.open(DESKTOP, True)
        self.assertEqual(background(), dark)

    def test_the_overview_is_the_summary(self):
        self.open()
        summary = json.loads(pathlib.Path("run/summary.json").read_text(encoding="utf-8"))
        cards = {card.find_element(By.TAG_NAME, "dt").text: card.find_element(By.TAG_NAME, "dd").text
                 for card in self.all(".cards div")}
        self.assertEqual(cards["attempted"], "150")
        mean = summary["handshake_latency_s"]["mean"]
        self.assertAlmostEqual(float(cards["latency mean (s)"]), mean, 5)

    def test_hovering_shows_a_value(self):
        self.open()
        canvases = self.all(".chart canvas")
        self.assertGreaterEqual(len(canvases), 4)
        for canvas in canvases:
            self.assertRegex(self.hover(canvas), r": .*\d", canvas.get_attribute("aria-label"))

    def test_lines_off_the_scale_are_told(self):
        self.open()
        box = self.find("section[aria-label='time-wait-population']")
        about = box.find_element(By.CLASS_NAME, "about")
        self.assertIn("(rate × 2MSL: 6,000, off the scale; port limit: 28,232, off the scale)", about.text)
        # On a logarithmic axis there is room for all.
        box.find_elements(By.CSS_SELECTOR, ".switches input")[1].click()
        self.assertTrue(about.text.endswith("(dashed: theory)"), about.text)

    def test_the_keyboard_reads_values(self):
        self.open()
        canvas = self.all(".chart canvas")[0]
        canvas.send_keys(Keys.ARROW_RIGHT)
        readout = canvas.find_element(By.XPATH, "./ancestor::section[1]//*[@class='readout']")
        first = readout.text
        self.assertRegex(first, r"\d")
        canvas.send_keys(Keys.ARROW_RIGHT)
        self.assertNotEqual(readout.text, first)

    def rows(self):
        return self.all("#connections tbody tr[data-index]")

    def test_the_picker_changes_the_ladder(self):
        self.open()
        before = self.find("#ladder svg").get_attribute("outerHTML")
        row = self.rows()[7]
        row.click()
        after = self.find("#ladder svg").get_attribute("outerHTML")
        self.assertNotEqual(before, after)
        number = row.find_element(By.TAG_NAME, "td").text
        self.assertIn(f"Connection {number}:", self.find("#ladder h3").text)
        self.assertEqual(row.get_attribute("aria-selected"), "true")
        row = self.rows()[8]
        row.send_keys(Keys.ENTER)
        number = row.find_element(By.TAG_NAME, "td").text
        self.assertIn(f"Connection {number}:", self.find("#ladder h3").text)
        self.check_quiet()

    def test_the_ladder_is_the_trace(self):
        self.open()
        content = self.content()
        trace = pathlib.Path("run/segments.csv").read_text(encoding="utf-8").splitlines()[1:]
        for life in content["connections"][::20]:
            mine = [line.split(",") for line in trace if line.split(",")[2] == str(life["conn"])]
            sent = sum(fields[7] == "sent" for fields in mine)
            received = sum(fields[7] == "received" for fields in mine)
            self.assertEqual(len(life["flights"]), sent)
            self.assertEqual(sum(flight[2] is None for flight in life["flights"]), sent - received)
        for row in self.rows()[:3]:
            row.click()
            life = next(c for c in content["connections"]
                        if str(c["conn"]) == row.find_element(By.TAG_NAME, "td").text)
            crosses = len(self.all("#ladder svg path[stroke='var(--lost)']"))
            lost = len({(f[0], f[1]) for f in life["flights"] if f[2] is None})
            self.assertEqual(crosses, lost)

    def test_an_end_that_was_not_recorded(self):
        """The ladder says so, and calls nothing lost."""
        pathlib.Path("one-end").mkdir(exist_ok=True)
        for name in ("segments", "transitions"):
            head, *lines = pathlib.Path(f"run/{name}.csv").read_text(encoding="utf-8").splitlines()
            place = head.split(",").index("laddr")
            kept = [line for line in lines if line.split(",")[place] == "10.0.0.1"]
            pathlib.Path(f"one-end/{name}.csv").write_text("\n".join([head, *kept, ""]), encoding="utf-8")
        self.open()
        self.show(report("one-end", "one-end.html"))
        self.assertIn("not recorded", [text.get_attribute("textContent") for text in self.all("#ladder svg text")])
        self.assertEqual(self.all("#ladder svg path[stroke='var(--lost)']"), [])
        self.check_quiet()

    def test_texts_of_the_ladder(self):
        """None lies on another one; and where there are no segments, none is said to be missing."""
        for name, options in (("bulk", ("--request", 3000, "--response", 9000)), ("lossy", ("--loss", 0.25, "--request", 3000)),
                              ("crossing", ("--closer", "both", "--request", 300, "--response", 900))):
            simulate(f"texts-{name}", "--connections", 8, "--trace", "segments", *options)
            page = report(f"texts-{name}", f"texts-{name}.html")
            for size in (DESKTOP, PHONE):
                self.open(size)
                self.show(page)
                for row in range(len(self.rows())):
                    self.rows()[row].click()
                    texts = self.driver.execute_script(TEXTS)
                    self.assertGreater(len(texts), 12)
                    boxes = [(text, [complex(*point) for point in points]) for text, points in texts]
                    for (one, box), (other, its) in itertools.combinations(boxes, 2):
                        self.assertTrue(apart(box, its), f"{name} {row} {size}: {one!r} and {other!r}")
        pathlib.Path("first").mkdir(exist_ok=True)
        subprocess.run([BIN / "first-handshake"], cwd="first", check=True, stdout=subprocess.DEVNULL, timeout=60)
        self.open(DESKTOP)
        self.show(report("first/out", "first.html"))
        down = {text: sum(y for _, y in points) for text, points in self.driver.execute_script(TEXTS)}
        order = ["ACK seq=1 ack=513", "FIN, ACK seq=1 ack=1002"]
        self.assertEqual(sorted(order, key=down.get), order)
        simulate("no-segments", "--connections", 3)
        self.show(report("no-segments", "no-segments.html"))
        said = [text for text, _ in self.driver.execute_script(TEXTS)]
        self.assertIn("59.9 s", said)
        self.assertFalse([text for text in said if "segment" in text])

    def test_tables_sort_and_filter(self):
        self.open()
        button = self.all("#connections thead button")[2]
        button.click()
        values = lambda: [float(text) for text in self.column(2)]
        self.assertEqual(len(values()), 150)
        self.assertEqual(values(), sorted(values()))
        self.all("#connections thead button")[2].click()
        self.assertEqual(values(), sorted(values(), reverse=True))
        header = self.all("#connections thead th")[2]
        self.assertEqual(header.get_attribute("aria-sort"), "descending")
        field = self.find("#parameters input")
        field.send_keys("syn_retries")
        self.assertEqual([r.text for r in self.all("#parameters tbody tr")], ["syn_retries 6"])

    def test_links_lead_to_files(self):
        self.open()
        links = [link.get_attribute("href") for link in self.all("#files a")]
        self.assertIn(pathlib.Path("run/transitions.csv").resolve().as_uri(), links)
        for link in links:
            self.assertTrue(pathlib.Path(link.removeprefix("file://")).is_file(), link)

    def test_everything_has_a_name(self):
        self.open()
        for selector in ("canvas", "#ladder svg", "table", "input[type=search]", ".scroll"):
            for one in self.all(selector):
                self.assertTrue(one.get_attribute("aria-label"), one.get_attribute("outerHTML")[:100])
        for image in self.all("img"):
            self.assertTrue(image.get_attribute("alt"))


class OfASweep(Browser):
    path, out = "sweep", "sweep.html"

    def test_looks(self):
        for name, size in (("phone", PHONE), ("desktop", DESKTOP)):
            with self.subTest(name):
                self.open(size)
                self.check_nothing_is_cut_off(size[0])
                self.check_quiet()
                self.screenshot(f"sweep-{name}.png", size)

    def test_every_run_is_in_the_table(self):
        self.open()
        rows = self.all("#runs tbody tr")
        self.assertEqual(len(rows), 2 * len(LOSSES))
        link = rows[0].find_element(By.TAG_NAME, "a").get_attribute("href")
        self.assertTrue(pathlib.Path(link.removeprefix("file://")).is_dir())
        self.find("#runs input").send_keys("0.2")
        self.assertLess(len(self.all("#runs tbody tr")), len(rows))

    def test_hovering_shows_a_value(self):
        self.open()
        for canvas in self.all(".chart canvas"):
            self.assertRegex(hover(self.driver, canvas), r"\d")

    def test_connections_of_several_runs(self):
        self.open()
        runs = {row[1] for row in self.table("connections .lives > div:first-child")[1:]}
        self.assertEqual(len(runs), 2 * len(LOSSES))


class Points(unittest.TestCase):
    def test_no_step_of_a_curve_is_lost(self):
        """The law of timers on a wheel has thousands of small steps; the page has 250 of them, and nowhere another share."""
        simulate("wheel", "--connections", 300, "--loss", 0.1, "--set", "client:timer_hz=250", "--set", "server:timer_hz=250")
        source = open_source("wheel")
        table = FIGURES["handshake-ecdf"].data(source, Options())
        drawn, _ = charts.charts_of(source, Options())
        shown = {one["theory"]: one["points"] for chart in drawn if chart["figure"] == "handshake-ecdf" for one in chart["series"]}
        for kind, rows in table.groupby("kind"):
            points = numpy.array([point[:2] for point in shown[None if kind == "simulated" else kind]])
            self.assertLessEqual(len(points), charts.MOST_POINTS)
            at = numpy.searchsorted(points[:, 0], rows["latency_s"].to_numpy() * (1 + 1e-5), side="right") - 1
            self.assertLess(numpy.abs(points[numpy.maximum(at, 0), 1] - rows["share"].to_numpy()).max(), 0.01, kind)
        self.assertGreater((table["kind"] == "exact").sum(), 4 * charts.MOST_POINTS)


class BadInput(unittest.TestCase):
    def check(self, status, out, err):
        self.assertEqual((status, out), (2, ""), err)
        self.assertEqual(err.count("\n"), 1, err)

    def refuse(self, *arguments):
        """Within this process, so that matplotlib is loaded only once."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            with self.assertRaises(SystemExit) as end:
                cli.main(arguments)
        self.check(end.exception.code, out.getvalue(), err.getvalue())
        return err.getvalue()

    def test_as_a_command(self):
        done = subprocess.run([BIN / "synfin-report", "absent"], capture_output=True, text=True,
                              check=False)
        self.check(done.returncode, done.stdout, done.stderr)

    def test_refuses(self):
        pathlib.Path("empty").mkdir(exist_ok=True)
        self.assertIn("no traces", self.refuse("empty"))
        self.assertEqual(os.listdir("empty"), [])
        self.assertIn("absent", self.refuse("absent"))
        self.assertIn(".html", self.refuse("run", "--out", "page.txt"))
        self.assertIn("--where loss=9", self.refuse("run", "--where", "loss=9"))

    def test_a_truncated_trace(self):
        simulate("cut", "--connections", 20)
        path = pathlib.Path("cut/transitions.csv")
        path.write_bytes(path.read_bytes()[:-20])
        self.assertIn("truncated", self.refuse("cut"))
        self.assertFalse(pathlib.Path("cut/report.html").exists())


class Page(unittest.TestCase):
    def content(self, page):
        return packing.unpacked(page.read_text(encoding="utf-8"))

    def test_a_compressed_sample_gives_the_same(self):
        pages = {}
        for how in ("none", "zstd"):
            simulate(f"{how}/run", "--path", "direct", "--connections", 60, "--loss", 0.2, "--trace", "segments",
                     "--sample", "1/3", "--compress", how)
            pages[how] = self.content(report(f"{how}/run", f"{how}.html"))
        for part in ("charts", "connections", "dwell", "diagram"):
            self.assertEqual(pages["zstd"][part], pages["none"][part], part)
        self.assertGreater(len(pages["zstd"]["connections"]), 5)
        self.assertLess(len(pages["zstd"]["connections"]), 60)
        self.assertIn(["transitions.csv.zst", "zstd/run/transitions.csv.zst"], pages["zstd"]["files"])

    def test_names_cannot_break_out(self):
        simulate("<!--<script>x", "--connections", 3)
        page = report("<!--<script>x", "odd.html")
        self.assertEqual(self.content(page)["title"], "<!--<script>x")
        self.assertNotIn("<!--<script>x", page.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
