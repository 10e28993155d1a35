#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The playground in a real browser: its ladder, menus, actions, links, exports, machines and statistics."""

import math
import os
import sys
import time
import unittest
import xml.etree.ElementTree

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.dirname(os.path.abspath(__file__))]
from page_tools import DESKTOP, LANGUAGES, NORMAL, PHONE, SOURCE, Playground, chromium, data, fragment, printed

sys.path[:0] = [str(SOURCE / "examples" / "python")]
from synfin.theory import handshake


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
                self.assertEqual(self.find("#menu input").get_attribute("validationMessage"), data(f"strings/{self.language()}.json")["menu.no_time"])
        self.assertEqual((self.play(), self.warning()), (before, ""))

    def test_boxes_do_not_stay_in_another_language(self):
        self.open(chosen="#lang=en")
        for opener, box in ((".handle", "#menu"), ("#machine-client [data-state='LISTEN']", "#explained")):
            self.click(opener)
            self.assertTrue(self.find(box).is_displayed())
            self.driver.execute_script("const list = document.getElementById('language'); list.value = list.value === 'en' ? 'zh' : 'en';"
                                       "list.dispatchEvent(new Event('change'));")
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


class Time(Playground):
    """The cursor, and what follows it."""

    def moments(self):
        return self.driver.execute_script("return momentsOf(synfin.page.play);")

    def test_steps_and_back(self):
        self.open()
        moments = self.moments()
        body = self.find("body")
        for moment in moments[1:]:
            body.send_keys(Keys.RIGHT)
            self.assertEqual(self.cursor(), moment)
        self.assertEqual(self.find("#machine-client .node.lit text").text, "CLOSED")
        for moment in moments[-2::-1]:
            body.send_keys(Keys.LEFT)
            self.assertEqual(self.cursor(), moment)

    def test_states_and_knowledge_follow(self):
        self.open()
        play, texts = self.play(), data("strings/en.json")
        for moment in self.moments():
            self.driver.execute_script("synfin.moveTo(arguments[0]);", moment)
            for side, name in enumerate(("client", "server")):
                taken = [one for one in play["transitions"] if one["side"] == side and one["time_ns"] <= moment]
                lit = self.find(f"#machine-{name} .node.lit text").get_attribute("textContent")
                self.assertEqual(lit, taken[-1]["to"] if taken else "CLOSED")
                facts = [one["fact"] for one in play["knowledge"] if one["side"] == side and one["time_ns"] <= moment]
                while "forgets" in facts:
                    facts = facts[facts.index("forgets") + 1:]
                facts = [texts["fact." + fact] for fact in facts]
                shown = [item.text for item in self.all(f"#knows-{name} .fact")]
                self.assertEqual(len(shown), len(facts))
                for text, fact in zip(shown, facts):
                    self.assertIn(fact, text)
                if taken and taken[-1]["section"]:
                    self.assertIn(taken[-1]["section"], self.find(f"#taken-{name}").text)

    def test_what_is_forgotten_is_not_known(self):
        """Each end knows what it has learnt since it last forgot everything."""
        self.open()
        facts = [{"time_ns": time, "side": side, "fact": fact, "text": ""} for time, side, fact in (
            (1, 0, "i-can-receive"), (2, 1, "peer-can-send"), (3, 0, "forgets"), (3, 0, "peer-can-send"), (4, 1, "i-can-send"), (5, 1, "forgets"))]
        known = lambda side, time: [one["fact"] for one in self.driver.execute_script(
            "return knownAt({ knowledge: arguments[0] }, arguments[1], arguments[2]);", facts, side, time)]
        self.assertEqual([known(0, time) for time in (0, 1, 2, 3, 9)], [[], ["i-can-receive"], ["i-can-receive"], ["peer-can-send"], ["peer-can-send"]])
        self.assertEqual([known(1, time) for time in (1, 2, 4, 5)], [[], ["peer-can-send"], ["peer-can-send", "i-can-send"], []])
        self.driver.execute_script("page.play.knowledge = arguments[0]; synfin.moveTo(5);", facts)
        self.assertEqual(self.find("#knows-server").text, data(f"strings/{self.language()}.json")["knowledge.nothing"])

    def test_what_has_happened_is_said(self):
        """Also of a segment that is under way, and of a call that sends none."""
        for situation, cursor, said in ((NORMAL, "0s", "Client SYN_SENT; "), (NORMAL, "2110ms", "2.1 s Client FIN_WAIT_1; "), ([["scenario", "syn-flood"]], "1s", "flood"),
                                        ([["scenario", "manual"], ["at", "0s=server:listen"]], "0s", "listen")):
            with self.subTest(situation=situation, cursor=cursor):
                self.open(chosen=fragment(situation, lang="en", cursor=cursor))
                self.assertIn(said, self.find("#said").text)
        self.open(chosen=fragment(NORMAL, lang="en", cursor="50ms"))
        self.assertIn("arrives; 50 ms Server", self.find("#said").text)  # what it brings, and not only its answer
        self.open(chosen=fragment([["scenario", "manual"]], lang="en"))
        self.assertEqual(self.find("#said").text, data("strings/en.json")["knowledge.before"])

    def test_time_runs_once(self):
        """However often it is asked to."""
        self.open()
        self.driver.execute_script("for (let i = 0; i < 5; ++i) document.getElementById('run').click();")
        times = self.driver.execute_async_script("""
            const done = arguments[arguments.length - 1], counted = [];
            let before = frameTimes.length;
            const count = () => { counted.push(frameTimes.length - before); before = frameTimes.length; counted.length < 10 ? requestAnimationFrame(count) : done(counted); };
            requestAnimationFrame(count);""")
        self.assertLessEqual(max(times), 1)

    def test_time_runs(self):
        self.open()
        Select(self.find("#speed")).select_by_value("4")
        self.find("#run").click()
        WebDriverWait(self.driver, 60).until(lambda _: self.cursor() == self.play()["end_ns"])
        times = sorted(self.driver.execute_script("return synfin.frameTimes;"))
        self.assertGreater(len(times), 30)
        print(f"script of a frame: {times[math.ceil(0.95 * len(times)) - 1]:.2f} ms at the 95th percentile of {len(times)} frames")
        self.assertIn("cursor=", self.driver.execute_script("return location.hash;"))

    def test_less_motion(self):
        """For those who want less of it, time hops from step to step."""
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]})
        self.show(self.page, fragment([["scenario", "refused"]]))
        self.find("#run").click()
        WebDriverWait(self.driver, 30).until(lambda _: not self.driver.execute_script("return timeline.isRunning;"))
        self.assertEqual(self.cursor(), self.play()["end_ns"])
        self.assertEqual(self.driver.execute_script("return synfin.frameTimes;"), [])
        # It stops where it is to stop, also between two instants, and hops once at a time.
        self.driver.execute_script("synfin.moveTo(0); synfin.run(60e6);")
        WebDriverWait(self.driver, 30).until(lambda _: not self.driver.execute_script("return timeline.isRunning;"))
        self.assertEqual(self.cursor(), 60 * 10**6)
        self.show(self.page, fragment(NORMAL))
        self.driver.execute_script("synfin.hops = 0; const as = step; step = (...how) => { ++synfin.hops; as(...how); };"
                                   "for (let i = 0; i < 5; ++i) document.getElementById('run').click();")
        WebDriverWait(self.driver, 10, 0.02).until(lambda _: self.driver.execute_script("return synfin.hops;") > 0)
        time.sleep(0.3)
        self.assertEqual(self.driver.execute_script("return synfin.hops;"), 1)
        self.driver.execute_script("synfin.stop();")

    def test_axis(self):
        """Time and place are each other's inverse, and time does not run backwards."""
        self.open(chosen=fragment([["lose", "syn"], ["lose", "ack2"]]))
        errors = self.driver.execute_script("""
            const { scale } = ladder, found = [];
            let before = -1;
            for (let y = scale.start(0); y < scale.end(page.play.end_ns); y += 0.5) {
              const time = scale.time(y);
              if (time < before || scale.start(time) > y + 1e-6 || scale.end(time) < y - 1e-6) found.push([y, time]);
              before = time;
            }
            return found;""")
        self.assertEqual(errors, [])


class Actions(Playground):
    """What users do at the cursor."""

    def test_an_exchange_by_hand(self):
        self.open(chosen=fragment([["scenario", "manual"]]))
        for time, side, verb in ((0, "server", "listen"), (0, "client", "connect"), (1, "client", "send"), (2, "server", "close"),
                                 (3, "client", "close")):
            self.driver.execute_script("synfin.moveTo(arguments[0] * 1e9);", time)
            self.click(f"#verbs-{side} [data-verb='{verb}']")
            self.assertEqual(self.warning(), "")
        states = {(one["side"], one["to"]) for one in self.play()["transitions"]}
        self.assertLessEqual({(0, "LAST_ACK"), (1, "TIME_WAIT")}, states)
        self.assertEqual(printed(self.driver.execute_script("return drawn('command');")), self.ask(
            do="draw", format="text", situation=self.play()["situation"], lang="en")["text"])

    def test_what_was_later_is_dropped(self):
        self.open(chosen=fragment(NORMAL))
        self.driver.execute_script("synfin.moveTo(1e9);")
        self.click("#verbs-client [data-verb='abort']")
        play = self.play()
        self.assertEqual([(one["time_ns"], one["verb"]) for one in play["actions"]], [(0, "listen"), (0, "connect"), (10**9, "abort")])
        self.assertEqual({one["to"] for one in play["transitions"]} & {"FIN_WAIT_1", "TIME_WAIT"}, set())

    def test_the_past_stays_as_it_was(self):
        """Whenever a user calls, in whatever scenario: what was there before is there after."""
        def past(play, time):
            segments = [(one["name"], one["absolute_seq"], one["sent_ns"]) for one in play["segments"] if one["sent_ns"] < time]
            return segments, [one for one in play["transitions"] if one["time_ns"] < time]

        self.open()
        for scenario in (one["name"] for one in self.ask(do="describe", lang="en")["scenarios"]):
            self.driver.execute_script("show([['scenario', arguments[0]]], { cursor: 0 });", scenario)
            before = self.play()
            for time in sorted({one["time_ns"] + 10**6 for one in before["actions"]} | {before["end_ns"] + 10**6}):
                with self.subTest(scenario=scenario, time=time):
                    later = self.driver.execute_script(
                        "return withAction([['scenario', arguments[0]]], arguments[1].actions, arguments[2], 1, 'crash');", scenario, before, time)
                    play = self.ask(do="play", situation=later, lang="en")
                    self.assertEqual(past(play, time), past(before, time))

    def test_calls_after_every_kind_of_deed(self):
        for scenario, cursor in (("time-wait-assassination", "6300ms"), ("keep-alive", "7223s"), ("syn-flood", "1s")):
            with self.subTest(scenario=scenario):
                self.open(chosen=fragment([["scenario", scenario]], cursor=cursor))
                deeds = len(self.play()["actions"])
                before = [one for one in self.play()["segments"] if one["sent_ns"] < self.cursor()]
                self.click("#verbs-server [data-verb='crash']")
                self.assertEqual(self.warning(), "")
                self.assertEqual(self.play()["actions"][-1]["verb"], "crash")
                self.assertLessEqual(len(self.play()["actions"]), deeds + 1)
                self.assertEqual(len([one for one in self.play()["segments"] if one["sent_ns"] < self.cursor()]), len(before))

    def test_a_call_that_is_refused_is_taken_back(self):
        self.open(chosen=fragment([["scenario", "manual"]]))
        before = self.play()
        self.click("#verbs-client [data-verb='close']")
        self.assertIn("there is no connection", self.warning())
        self.assertEqual(self.play(), before)


    def test_a_call_that_is_refused_is_drawn_as_refused(self):
        lesson = next(one for one in data("lessons.json") if one["id"] == "ports")
        for language, word in (("en", "refused"), ("zh", "被拒绝")):
            self.open(chosen=fragment(lesson["situation"], lang=language, cursor="6s"))
            self.assertEqual(self.play()["actions"][-1]["result"], "address_in_use")
            self.assertEqual([one.text for one in self.all("#ladder .refused")], [data(f"strings/{language}.json")["verb.connect"]])
            self.assertEqual([one.get_attribute("textContent")[:len(word)] for one in self.all("#ladder .drop")], [word])
            self.assertIn(data(f"strings/{language}.json")["result.address_in_use"], self.find("#said").text)

    def set_field(self, side, name, value):
        Select(self.find("#field-side")).select_by_value(side)
        Select(self.find("#field-name")).select_by_value(name)
        self.find("#field-value").send_keys(value, Keys.ENTER)

    def sets(self):
        return [value for option, value in self.play()["situation"] if option == "set"]

    def test_fields(self):
        self.open(chosen=fragment([["server-profile", "freebsd"]], lang="en"))
        self.find("#fields summary").click()
        Select(self.find("#field-name")).select_by_value("syn_retries")
        known = {one["name"]: one["fields"]["syn_retries"] for one in self.ask(do="describe", lang="en")["profiles"]}
        self.assertEqual(self.find("#field-now").text, f"now {known['linux']}, {known['freebsd']}")
        self.set_field("client", "syn_retries", "2")
        self.assertEqual(self.find("#field-now").text, "now 2")
        self.set_field("client", "syn_retries", "3")
        self.set_field("server", "syncookies", "2")
        self.assertEqual(self.sets(), ["client:syn_retries=3", "server:syncookies=2"])
        self.set_field("", "syn_retries", "4")
        self.assertEqual(self.sets(), ["server:syncookies=2", "syn_retries=4"])
        self.set_field("client", "syn_retries", "many")
        self.assertIn("many", self.warning())
        self.assertEqual(self.sets(), ["server:syncookies=2", "syn_retries=4"])
        self.find("#fields-set button").click()
        self.assertEqual(self.sets(), ["syn_retries=4"])
        self.find("#fields-set button").click()
        self.assertFalse(self.find("#fields-set").is_displayed())

    def test_a_question_that_needs_a_field(self):
        question = next(one for one in data("lessons.json") if one["id"] == "syn-flood")["questions"][1]
        self.open(chosen=fragment(question["start"]))
        self.find("#fields summary").click()
        self.set_field("server", "syncookies", "2")
        self.assertTrue(self.driver.execute_script("return synfin.holds(synfin.page.play, arguments[0]);", question["check"]))


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


class Statistics(Playground):
    def test_the_law_is_theorys(self):
        self.open()
        for name, ladder in handshake.PROFILES.items():
            for loss in (0.05, 0.3):
                with self.subTest(profile=name, loss=loss):
                    self.driver.execute_script("show(arguments[0]);", [["profile", name], ["loss", str(loss)]])
                    law = self.driver.execute_script("return currentLaw();")
                    wanted = handshake.Handshake(ladder, loss, loss, 0.1).atoms
                    self.assertEqual(len(law), len(wanted))
                    for (latency, share), (seconds, probability) in zip(law, wanted.items()):
                        self.assertAlmostEqual(latency / 1e9, seconds, 6)
                        self.assertAlmostEqual(share, probability, 9)

    def test_the_law_of_many_retransmissions(self):
        """Is there at once, and is one: a page that follows every pattern of losses would never end."""
        self.open()
        self.driver.set_script_timeout(20)
        for fields in (["syn_retries=20"], ["syn_retries=127", "syn_linear_timeouts=127", "synack_retries=127"]):
            with self.subTest(fields=fields):
                self.driver.execute_script("show(arguments[0]);", [["loss", "0.5"], *(["set", field] for field in fields)])
                taken, law = self.driver.execute_script("const begun = performance.now(), law = currentLaw(); return [performance.now() - begun, law];")
                self.assertLess(taken, 5000)
                self.assertAlmostEqual(sum(share for _, share in law), 1, 3)
                self.assertAlmostEqual(law[0][1], 0.25, 12)

    def wait_for_a_thousand(self):
        WebDriverWait(self.driver, 60).until(lambda _: "1000" in self.find("#statistics-count").text.split(" ")[0])
        return self.driver.execute_script("return statistics.latencies;")

    def test_another_thousand_each_time(self):
        self.open(chosen=fragment([["loss", "0.2"], ["seed", "3"]], lang="en"))
        self.find("#statistics summary").click()
        found = []
        for first in (2001, 3001):
            self.find("#statistics-run").click()
            WebDriverWait(self.driver, 60).until(lambda _, first=first: self.find("#statistics-count").text == f"1000 of 1000, seeds {first} to {first + 999}")
            found.append(self.wait_for_a_thousand())
        self.click("#roll")
        self.find("#statistics-run").click()
        WebDriverWait(self.driver, 60).until(lambda _: "1000 of 1000, seeds 5001" in self.find("#statistics-count").text)
        found.append(self.wait_for_a_thousand())
        self.assertEqual(len({tuple(one) for one in found}), 3)
        engine = self.ask(do="handshakes", situation=[["loss", "0.2"], ["set", "timer_hz=0"]], count=1000, first=2001)
        self.assertEqual(found[0], engine["latency_ns"])

    def test_no_law_where_it_does_not_hold(self):
        self.open(chosen=fragment([["loss", "0.3"], ["set", "syncookies=2"]], lang="en"))
        self.find("#statistics summary").click()
        self.assertIn("knows nothing of syncookies", self.find("#statistics-law").text)
        self.find("#statistics-run").click()
        self.wait_for_a_thousand()
        self.assertEqual(self.all("#histogram .law"), [])
        rows = self.table("statistics-table")
        self.assertEqual({len(row) for row in rows}, {2})
        self.assertEqual(sum(int(seen) for _, seen in rows[1:]), 1000)
        self.assertIn("loss 30 %", self.find("#histogram svg").get_attribute("aria-label"))
        for sets in (["syncookies=1"], ["synack_retries=3"], ["client:time_wait=1s"]):  # as it is, of the law, and later
            self.driver.execute_script("show(arguments[0]);", [["loss", "0.3"], *(["set", one] for one in sets)])
            self.assertFalse(self.find("#statistics-law").is_displayed())
            self.assertTrue(self.all("#histogram .law"))

    def test_a_thousand_handshakes(self):
        self.open(chosen=fragment([["loss", "0.2"]]))
        self.find("#statistics summary").click()
        self.find("#statistics-run").click()
        self.wait_for_a_thousand()
        rows = self.table("statistics-table")[1:]
        self.assertEqual(sum(int(seen) for _, _, seen in rows), 1000)
        # Bars of which at least five are expected: chi-square, whose 99.99th percentile is below this for any of up to 15.
        cells = [(float(expected), int(seen)) for _, expected, seen in rows if float(expected) >= 5]
        self.assertLess(sum((seen - expected) ** 2 / expected for expected, seen in cells), 45)


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
        names = self.driver.execute_script("return [...document.querySelectorAll('select')].map((one) => one.getAttribute('aria-label') || one.labels[0].firstElementChild.textContent);")
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
