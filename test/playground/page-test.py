#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The playground in a real browser: its ladder, menus, links, exports and machines, and how it looks."""

import os
import sys
import unittest
import xml.etree.ElementTree

from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.dirname(os.path.abspath(__file__))]
from page_tools import DESKTOP, LANGUAGES, NORMAL, PHONE, Playground, chromium, data, fragment, printed


def setUpModule():
    Playground.driver = chromium()


class Segments(Playground):
    """What is done to a segment, and the exported ladder."""

    def check_export(self):
        """The text of the page is what its command prints."""
        self.driver.execute_script("document.getElementById('export').closest('details').open = true; showExport();")
        command = self.driver.execute_script("return drawn('command');")
        self.assertEqual(self.find("#export").get_attribute("textContent"), printed(command))
        return command

    def test_each_segment_is_lost(self):
        for situation in (NORMAL, [["scenario", "simultaneous-open"]], [["scenario", "half-close"]]):
            self.open(chosen=fragment(situation))
            for segment in self.play()["segments"]:
                with self.subTest(situation=situation, segment=segment["label"]):
                    self.open(chosen=fragment(situation))
                    self.click(f".handle[data-segment='{segment['id']}']")
                    self.click("#menu [data-option='lose']")
                    self.assertEqual(self.warning(), "")
                    shown = self.play()["segments"][segment["id"]]
                    self.assertEqual((shown["fate"], shown["why"], shown["arrivals_ns"]), ("lost", "asked", []))
                    self.assertIn("--lose", self.check_export())
                    self.click(f".handle[data-segment='{segment['id']}']")
                    self.click("#menu [data-option='restore']")
                    self.assertEqual(self.play()["segments"][segment["id"]]["fate"], "arrives")

    def test_each_fate(self):
        for option, fate in (("delay-segment", "delayed"), ("duplicate", "duplicated"), ("reorder", "reordered")):
            with self.subTest(option=option):
                self.open(chosen=fragment([["scenario", "half-close"]]))
                name = next(one["id"] for one in self.play()["segments"] if one["name"] == "data")
                self.click(f".handle[data-segment='{name}']")
                self.click(f"#menu [data-option='{option}']")
                self.assertEqual(self.play()["segments"][name]["fate"], fate)
                self.assertIn("--" + option, self.check_export())

    def test_both_languages(self):
        for language in LANGUAGES:
            self.open(chosen=fragment(NORMAL, lang=language))
            self.assertEqual("--lang zh" in self.check_export(), language == "zh")

    def test_no_time_is_said_to_be_none(self):
        self.open()
        before = self.play()
        self.click(".handle")
        for nothing in ("", " ", "soon"):
            for option in ("delay-segment", "duplicate"):
                self.driver.execute_script("document.querySelector('#menu input').value = arguments[0];", nothing)
                self.click(f"#menu [data-option='{option}']")
                self.assertEqual(self.find("#menu input").get_attribute("validationMessage"), self.texts()["menu.no_time"])
        self.assertEqual((self.play(), self.warning()), (before, ""))

    def test_boxes_do_not_stay_in_another_language(self):
        self.open(chosen="#lang=en")
        for opener, box in ((".handle", "#menu"), ("#machine-client [data-state='LISTEN']", "#explained")):
            self.click(opener)
            self.assertTrue(self.find(box).is_displayed())
            self.driver.execute_script("""
                const list = document.getElementById("language");
                list.value = list.value === "en" ? "zh" : "en";
                list.dispatchEvent(new Event("change"));""")
            self.assertFalse(self.find(box).is_displayed())

    def test_keyboard(self):
        self.open()
        self.driver.execute_script("document.querySelector('.handle').focus();")
        active = lambda: self.driver.switch_to.active_element
        active().send_keys(Keys.ENTER)
        self.assertEqual(active().get_attribute("data-option"), "lose")
        active().send_keys(Keys.DOWN)
        self.assertEqual(active().get_attribute("data-option"), "delay-segment")
        active().send_keys(Keys.ESCAPE)
        self.assertEqual(active().get_attribute("data-segment"), "0")
        active().send_keys(Keys.ENTER)
        active().send_keys(Keys.ENTER)
        self.assertEqual(self.play()["segments"][0]["fate"], "lost")
        self.assertEqual(active().get_attribute("data-segment"), "0")
        active().send_keys(Keys.DOWN)
        self.assertEqual(active().get_attribute("data-segment"), "1")
        self.assertEqual([item.get_attribute("data-segment") for item in self.all(".handle[tabindex='0']")], ["1"])


class Links(Playground):
    """The address holds everything."""

    def test_a_link_shows_the_same(self):
        self.open(chosen=fragment([["lose", "syn"], ["delay", "10ms"], ["numbers", "absolute"]], lang="zh", cursor="1s"))
        before = self.play(), self.cursor(), self.driver.execute_script("return location.hash;")
        self.assertEqual(before[1], 10**9)
        self.open(chosen=before[2])
        self.assertEqual((self.play(), self.cursor(), self.driver.execute_script("return location.hash;")), before)
        self.assertTrue(self.find("#absolute").is_selected())
        self.assertEqual(self.find("html").get_attribute("lang"), "zh-CN")

    def test_what_is_no_situation_is_said(self):
        self.open(chosen="#lose=nonsense")
        self.assertIn("nonsense", self.warning())
        self.assertEqual(self.play()["segments"][0]["name"], "syn")

    def test_nonsense_is_borne(self):
        """A page is shown, and what of a link means nothing is passed over."""
        self.open()
        for own in ({"step": "-1"}, {"step": "1.5"}, {"step": "1e9"}, {"step": "x"}, {"step": "-0.5"}, {"step": "Infinity"}, {"cursor": "-1"},
                    {"cursor": "soon"}, {"cursor": "9" * 400 + "h"}, {"lang": "__proto__"}, {"lesson": "constructor"}, {"lesson": ""}):
            with self.subTest(own=own):
                self.open(chosen=fragment([], **{"lesson": "close", "lang": "en", **own}))
                self.assertEqual(self.warning(), "")
                self.assertEqual(len(self.all("#ladder svg")), 1)
                self.assertEqual(self.find("#lesson").is_displayed(), own.get("lesson", "close") == "close")
                step = self.driver.execute_script("return page.step;")
                pages = data("lessons.json")[2]
                self.assertIn(step, range(len(pages["steps"]) + len(pages["questions"])) if "lesson" not in own else [None])
        self.open(chosen="#%&=%ff&lose=syn&%E4%B8=")
        self.assertTrue(self.warning())

    def test_what_is_never_sent_is_said(self):
        for chosen in ([["scenario", "refused"], ["lose", "ack2"]], [["lose", "fin1"], ["until", "1s"]]):
            with self.subTest(chosen=chosen):
                self.open(chosen=fragment(chosen, lang="en"))
                self.assertEqual(self.warning(), f"Never sent, so nothing happens to it: {self.play()['never_sent'][0]}.")
        self.open(chosen=fragment([["lose", "ack2"]], lang="en", cursor="1s"))
        self.click("#verbs-client [data-verb='crash']")
        self.assertIn("ack2", self.warning())
        self.assertIn("crash", [one["verb"] for one in self.play()["actions"]])

    def test_the_way_past_everything(self):
        """The first link of the page leads to the ladder, and the address is still that of what is shown."""
        self.open(chosen=fragment([["lose", "syn"]], lang="zh", lesson="close", step="2"))
        before = self.driver.execute_script("return location.hash;"), self.play(), self.cursor()
        self.find(".skip").send_keys(Keys.ENTER)
        self.assertEqual(self.driver.switch_to.active_element.get_attribute("id"), "ladder-scroll")
        self.assertEqual((self.driver.execute_script("return location.hash;"), self.play(), self.cursor()), before)
        self.assertEqual(self.warning(), "")

    def test_a_link_without_a_language_leaves_it(self):
        self.open(chosen=fragment([], lang="zh", lesson="close", step="1"))
        self.driver.execute_script("location.hash = 'lose=syn';")
        WebDriverWait(self.driver, 10).until(lambda _: self.play()["segments"][0]["fate"] == "lost")
        self.assertEqual(self.find("html").get_attribute("lang"), "zh-CN")
        self.assertFalse(self.find("#lesson").is_displayed())

    def test_settings_are_in_the_link(self):
        self.open()
        self.driver.execute_script("const loss = document.getElementById('loss'); loss.value = 5; loss.dispatchEvent(new Event('input'));")
        Select(self.find("#profile-server")).select_by_value("freebsd")
        shown = self.driver.execute_script("return location.hash;")
        self.assertIn("loss=0.15", shown)
        self.assertIn("server-profile=freebsd", shown)
        self.assertEqual(self.play()["ends"][1]["profile"], "freebsd")


class Exports(Playground):
    def test_every_format(self):
        self.open(chosen=fragment([["lose", "ack2"]]))
        for format_ in ("text", "svg", "html", "mermaid", "packetdrill", "json", "command"):
            with self.subTest(format=format_):
                text = self.driver.execute_script("return drawn(arguments[0]);", format_)
                self.assertEqual(self.warning(), "")
                self.assertTrue(text.strip())
                if format_ == "svg":
                    xml.etree.ElementTree.fromstring(text)
                if format_ != "command":
                    command = self.driver.execute_script("return drawn('command');").strip()
                    self.assertEqual(text, printed(f"{command} --format {format_}"))

    def test_names_of_files(self):
        self.open()
        self.driver.execute_script("HTMLAnchorElement.prototype.click = function () { (window.saved ??= []).push(this.download); };")
        names = self.driver.execute_async_script("""
            const done = arguments[arguments.length - 1];
            const formats = [...document.getElementById("export-format").options].map((one) => one.value);
            (async () => { for (const one of formats) await save(one); done(window.saved); })();""")
        self.assertEqual(len(set(names)), len(names))
        self.assertIn("ladder.sh", names)

    def test_png(self):
        self.open()
        size = self.driver.execute_async_script("""
            const done = arguments[arguments.length - 1];
            painted(drawn("svg")).then(createImageBitmap).then((picture) => done([picture.width, picture.height]));""")
        self.assertGreater(min(size), 300)


class Machines(Playground):
    def test_each_edge_has_an_exchange_that_takes_it(self):
        self.open()
        edges = {f"{one['from']}>{one['to']}" for one in self.ask(do="describe", lang="en")["edges"] if one["in_figure"]}
        edges.remove("LISTEN>SYN_SENT")  # no socket does it
        self.assertEqual(edges, data("edges.json").keys())
        for edge in data("edges.json"):
            with self.subTest(edge=edge):
                self.click(f"#machine-client [data-edge='{edge}']")
                self.assertEqual(self.warning(), "")
                self.assertTrue(self.all(f".edge.taken[data-edge='{edge}']"))
                # By one transition, or by some of one instant, as the segment that acknowledges a FIN and brings one.
                steps = [one for one in self.play()["transitions"] if one["time_ns"] == self.cursor()]
                ways = {f"{first['from']}>{last['to']}" for first in steps for last in steps[steps.index(first):]
                        if first["side"] == last["side"]}
                self.assertIn(edge, ways)
    def test_states_and_edges_are_chosen_with_the_keyboard(self):
        self.open()
        self.driver.execute_script("document.querySelector('#machine-client [tabindex=\"0\"]').focus();")
        active = lambda: self.driver.switch_to.active_element
        self.assertEqual(active().get_attribute("data-state"), "CLOSED")
        active().send_keys(Keys.ENTER)
        self.assertTrue(self.find("#explained").text.startswith("CLOSED"))
        active().send_keys(Keys.ESCAPE)
        while not active().get_attribute("data-edge"):
            active().send_keys(Keys.DOWN)
        self.assertEqual(active().get_attribute("data-edge"), "CLOSED>LISTEN")
        active().send_keys(Keys.ENTER)
        self.assertEqual(self.play()["segments"], [])

    def test_the_way_back(self):
        self.open(chosen=fragment([["lose", "syn"]], cursor="1s"))
        before = self.play(), self.cursor()
        self.click("#machine-server [data-edge='TIME_WAIT>CLOSED']")
        self.assertNotEqual(self.play(), before[0])
        self.driver.back()
        WebDriverWait(self.driver, 10).until(lambda _: (self.play(), self.cursor()) == before)

    def test_a_step_that_no_socket_offers(self):
        self.open()
        self.click("#machine-client [data-edge='LISTEN>SYN_SENT']")
        self.assertIn("no socket", self.warning())


class Looks(Playground):
    def test_nothing_is_cut_off(self):
        everything = "document.querySelectorAll('details').forEach((one) => (one.open = true));"
        for size in (PHONE, DESKTOP):
            for language in LANGUAGES:
                for situation in (NORMAL, [["lose", "syn"], ["duplicate", "fin1"]], [["scenario", "simultaneous-close"]]):
                    for numbers in ("relative", "absolute"):
                        with self.subTest(size=size, language=language, situation=situation, numbers=numbers):
                            self.open(size, dark=numbers == "absolute", chosen=fragment([*situation, ["numbers", numbers]], lang=language))
                            self.driver.execute_script(everything + "synfin.moveTo(synfin.page.play.end_ns);")
                            self.check_nothing_is_cut_off(size[0])
                            self.check_no_text_is_missing()
        self.click(".handle")
        box = self.find("#menu").rect
        self.assertGreaterEqual(box["x"], 0)
        self.assertLessEqual(box["x"] + box["width"], DESKTOP[0])

    def test_who_does_not_see(self):
        """Everything that can be operated has a name, and the ladder is a list, too."""
        self.open()
        nameless = self.driver.execute_script("""
            return [...document.querySelectorAll("button, select, input, [role=button], [role=group], [role=img]")]
              .filter((one) => !one.closest("[hidden]") && !(one.getAttribute("aria-label") || one.textContent || one.labels?.[0]?.textContent || "").trim())
              .map((one) => one.outerHTML.slice(0, 100));""")
        self.assertEqual(nameless, [])
        names = self.driver.execute_script("""
            const nameOfList = (one) => one.getAttribute("aria-label") || one.labels[0].firstElementChild.textContent;
            return [...document.querySelectorAll("select")].map(nameOfList);""")
        self.assertEqual(len(set(names)), len(names), names)
        self.assertEqual(len(self.all("#steps li")), len(self.play()["rows"]))
        self.driver.execute_script("synfin.moveTo(synfin.page.play.end_ns);")
        self.assertEqual(len(self.all("#steps [aria-current]")), 1)
        self.assertTrue(self.find("#said").text)

    def test_languages_have_the_same_texts(self):
        en, zh = (data(f"strings/{language}.json") for language in LANGUAGES)
        self.assertEqual(en.keys(), zh.keys())
        self.assertEqual(list(en), sorted(en))
        self.assertEqual(list(zh), sorted(zh))


if __name__ == "__main__":
    unittest.main()
