#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The playground in a real browser: its cursor and what follows it, and what users do there."""

import math
import os
import sys
import time
import unittest

from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.dirname(os.path.abspath(__file__))]
from page_tools import NORMAL, Playground, chromium, data, fragment, printed


def setUpModule():
    Playground.driver = chromium()


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
        self.assertEqual(self.find("#knows-server").text, self.texts()["knowledge.nothing"])

    def test_what_has_happened_is_said(self):
        """Also of a segment that is under way, and of a call that sends none."""
        for situation, cursor, said in ((NORMAL, "0s", "Client SYN_SENT; "), (NORMAL, "2110ms", "2.1 s Client FIN_WAIT_1; "),
                                        ([["scenario", "syn-flood"]], "1s", "Server"),
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
            const count = () => {
              counted.push(frameTimes.length - before);
              before = frameTimes.length;
              counted.length < 10 ? requestAnimationFrame(count) : done(counted);
            };
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
                    later = self.driver.execute_script("return withAction([['scenario', arguments[0]]], arguments[1], arguments[2], 1, 'crash');",
                                                       scenario, before["actions"], time)
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
            self.assertEqual([one.text for one in self.all("#ladder .refused")], [self.texts()["verb.connect"]])
            self.assertEqual([one.get_attribute("textContent")[:len(word)] for one in self.all("#ladder .drop")], [word])
            self.assertRegex(self.find("#said").text, "refuse|拒绝")

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


if __name__ == "__main__":
    unittest.main()
