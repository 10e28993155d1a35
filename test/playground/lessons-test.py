#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Every lesson of the playground, played in both languages in a real browser, and its questions answered by running."""

import os
import sys
import unittest

from selenium.webdriver.support.ui import WebDriverWait

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.dirname(os.path.abspath(__file__))]
from page_tools import LANGUAGES, PHONE, Playground, chromium, data, fragment, printed

LESSONS = data("lessons.json")

OPEN = ("scenario=manual", "at=0s=server:listen", "at=0s=client:connect")
CLOSED_AT_ONCE = (*OPEN, "at=2s=client:close", "at=2.05s=server:close")
TAKEN = (*CLOSED_AT_ONCE[:3], "at=1s=client:send:100", *CLOSED_AT_ONCE[3:], "at=5s=client:connect", "at=6s=client:old-data",
         "set=timestamps=false", "set=isn_tick=1s")
KILLED = "scenario=time-wait-assassination"

# Questions, whether it is an answer, and what readers have made, which is neither where they begin nor the answer that is shown.
ANSWERS = [
    ("why-three.ask.1", True, "scenario=old-duplicate-syn", "delay=300ms"),
    ("why-three.ask.1", False, *OPEN, "delay=300ms", "at=350ms=client:abort"),
    ("close.ask.2", True, "closer=both", "delay=350ms"),
    ("close.ask.2", False, "closer=both", "lose=fin1"),
    ("close.ask.2", True, "lose=ack1"),
    ("close.ask.2", False, "delay=100ms"),
    ("why-four.ask.1", True, *CLOSED_AT_ONCE[:-1], "at=2.5s=server:close"),
    ("why-four.ask.1", False, *CLOSED_AT_ONCE[:-1], "at=4s=server:close"),
    ("why-four.ask.1", False, *CLOSED_AT_ONCE, "duplicate=fin1=100ms"),
    ("why-four.ask.2", True, *CLOSED_AT_ONCE, "server-profile=freebsd"),
    ("why-four.ask.2", True, *CLOSED_AT_ONCE, "profile=rfc9293"),
    ("why-four.ask.2", False, *CLOSED_AT_ONCE, "client-profile=rfc9293"),
    ("why-four.ask.2", False, *CLOSED_AT_ONCE, "duplicate=fin1=100ms"),
    ("why-four.ask.2", False, *CLOSED_AT_ONCE[:-1], "at=3s=server:close", "server-profile=rfc9293"),
    ("half-close.ask.1", True, *OPEN, "at=2s=client:close", "at=2.01s=server:send:1"),
    ("half-close.ask.1", False, *OPEN, "at=2s=client:abort"),
    ("half-close.ask.1", False, *OPEN, "at=2s=client:close", "at=3s=client:crash"),
    ("half-close.ask.1", False, *OPEN, "at=2s=client:close", "at=3s=client:crash", "at=4s=server:send:100"),
    ("half-close.ask.1", False, *OPEN, "at=2s=client:shutdown", "at=4s=server:send:100"),
    ("time-wait.ask.1", True, "client-profile=rfc9293", "server-profile=rfc9293", "lose=ack2"),
    ("time-wait.ask.1", True, "client-profile=rfc9293", "lose=ack2"),
    ("time-wait.ask.1", True, "profile=rfc9293", "duplicate=fin2=500ms"),
    ("time-wait.ask.1", False, "profile=rfc9293", "two-msl=300s", "lose=ack2"),
    ("time-wait.ask.1", False, "profile=rfc9293", "set=time_wait=300s"),
    ("time-wait.ask.1", False, "lose=ack2", "set=time_wait=240s"),
    ("time-wait.ask.2", True, "lose=ack2", "set=client:time_wait=900ms"),
    ("time-wait.ask.2", False, "lose=ack2", "two-msl=1s"),
    ("time-wait.ask.2", False, "lose=ack2", "two-msl=100ms"),
    ("old-duplicates.ask.1", True, *TAKEN[:-2], TAKEN[-1], "two-msl=1ms"),
    ("old-duplicates.ask.1", False, *TAKEN, "two-msl=1s"),
    ("old-duplicates.ask.1", False, *TAKEN[:-3], "at=4s=client:old-data", *TAKEN[-2:], "two-msl=1ms"),
    ("simultaneous.ask.1", True, *OPEN, "at=2s=client:close", "at=2s=server:close", "lose=server.2"),
    ("simultaneous.ask.1", False, "scenario=normal"),
    ("simultaneous.ask.1", False, "scenario=normal", "lose=fin1"),
    ("simultaneous.ask.1", False, "scenario=simultaneous-close", "lose=ack1"),
    ("refused-reset.ask.1", True, *OPEN, "at=1s=client:abort", "lose=client.3"),
    ("refused-reset.ask.1", False, *OPEN, "at=2s=client:crash"),
    ("refused-reset.ask.1", False, "scenario=reset", "until=2.12s"),
    ("refused-reset.ask.2", True, "scenario=refused", "delay=600ms"),
    ("loss.ask.1", True, "lose=syn,syn:2,synack"),
    ("loss.ask.1", False, "delay-segment=synack=3s"),
    ("loss.ask.3", True, "lose=ack", "at=100ms=client:send:1"),
    ("loss.ask.3", False, "lose=ack", "at=200ms=client:close"),
    ("half-open.ask.1", True, *OPEN, "at=2s=server:crash", "at=3s=client:close"),
    ("half-open.ask.1", False, *OPEN, "at=2s=server:crash", "at=3s=client:abort"),
    ("half-open.ask.1", False, *OPEN, "at=2s=server:crash", "at=3s=client:crash"),
    ("half-open.ask.1", False, *OPEN, "at=2s=server:crash", "at=3s=client:send:1"),
    ("syn-flood.ask.1", False, *OPEN, "at=1s=server:flood", "set=server:syncookies=0"),
    ("ports.ask.1", True, *CLOSED_AT_ONCE, "at=6s=client:connect", "set=time_wait=1s"),
    ("ports.ask.1", False, *CLOSED_AT_ONCE, "at=6s=client:connect", "set=client:tw_reuse=1"),
    ("assassination.ask.1", True, KILLED, "lose=server.4"),
    ("assassination.ask.1", True, KILLED, "delay-segment=ack2:2=70s"),
    ("assassination.ask.1", False, KILLED, "set=client:rfc1337=true"),
    ("assassination.ask.1", False, KILLED, "two-msl=2.06s"),
    ("assassination.ask.1", False, *OPEN, "at=2s=client:close", "at=4s=server:close", "at=6s=client:old-data"),
]


def setUpModule():
    Playground.driver = chromium()


class Lessons(Playground):
    def check_step(self, step):
        """Time runs to what the page is about, and everything is said."""
        self.driver.execute_script("if (timeline.isRunning) { stop(); moveTo(timeline.until); }")
        self.assertEqual(self.warning(), "")
        moment = self.driver.execute_script("return timeOf(synfin.page.play, arguments[0]);", step["until"])
        self.assertIsNotNone(moment, step["until"])
        self.assertEqual(self.cursor(), moment)
        self.assertTrue(self.find("#lesson-text").text.strip())

    def check_question(self, question):
        """What it begins with is no answer; the answer is one."""
        self.click("#lesson-check")
        self.assertEqual(self.find("#lesson-verdict").get_attribute("class"), "wrong")
        self.click("#lesson-answer")
        self.assertEqual(self.warning(), "")
        self.driver.execute_script("stop();")
        self.click("#lesson-check")
        self.assertEqual(self.find("#lesson-verdict").get_attribute("class"), "right", question["answer"])
        self.assertTrue(self.find("#lesson-text").text.strip())

    def test_each_in_both_languages(self):
        for language in LANGUAGES:
            for lesson in LESSONS:
                self.open(chosen=fragment(lesson["situation"], lang=language))
                self.driver.execute_script("openLesson(arguments[0]);", lesson["id"])
                pages = lesson["steps"] + lesson["questions"]
                for number, page in enumerate(pages):
                    with self.subTest(language=language, lesson=lesson["id"], page=number + 1):
                        (self.check_step if number < len(lesson["steps"]) else self.check_question)(page)
                        command = self.driver.execute_script("return drawn('command');")
                        self.assertEqual(self.driver.execute_script("return drawn('text');"), printed(command))
                        self.driver.execute_script("document.querySelectorAll('#lesson .term').forEach((one) => { one.click(); closeTerm(); });")
                        self.check_no_text_is_missing()
                    if number + 1 < len(pages):
                        self.click("#lesson-next")

    def test_answers_that_readers_give(self):
        """What a question asks is what is judged: other ways that do it are right, and ways around it are wrong."""
        self.open()
        checks = {question["text"].removeprefix("lesson."): question["check"] for lesson in LESSONS for question in lesson["questions"]}
        for name, isRight, *answer in ANSWERS:
            with self.subTest(question=name, answer=answer):
                play = self.ask(do="play", situation=[part.split("=", 1) for part in answer], lang="en")
                self.assertEqual(self.driver.execute_script("return synfin.holds(arguments[0], arguments[1]);", play, checks[name]), isRight)

    def test_a_verdict_is_of_what_is_shown(self):
        lesson = next(one for one in LESSONS if one["questions"])
        question = len(lesson["steps"])
        self.open(chosen=fragment([], lesson=lesson["id"], step=str(question)))
        self.click("#lesson-check")
        self.assertTrue(self.find("#lesson-verdict").text)
        self.driver.execute_script("synfin.show([['delay', '20ms']]);")
        self.assertEqual((self.find("#lesson-verdict").text, self.find("#lesson-verdict").get_attribute("class")), ("", ""))

    def test_a_page_on_a_phone(self):
        for lesson in LESSONS:
            with self.subTest(lesson=lesson["id"]):
                self.open(PHONE, chosen=fragment([], lesson=lesson["id"], step="1"))
                self.check_nothing_is_cut_off(PHONE[0])

    def test_a_link_to_a_page(self):
        lesson = next(one for one in LESSONS if len(one["steps"]) > 2)
        self.open(chosen=fragment([], lesson=lesson["id"], step="2"))
        self.check_step(lesson["steps"][2])
        shown = self.driver.execute_script("return location.hash;"), self.play(), self.cursor()
        self.open(chosen="#" + self.driver.execute_script("return currentFragment();"))
        self.assertEqual((self.play(), self.cursor()), shown[1:])

    def test_finish_leaves_the_focus_in_the_page(self):
        lesson = LESSONS[-1]
        last = len(lesson["steps"]) + len(lesson["questions"]) - 1
        for way in ("#lesson-next", "#lesson-close"):
            self.open(chosen=fragment([], lesson=lesson["id"], step=str(last)))
            self.find(way).click()
            self.assertFalse(self.find("#lesson").is_displayed())
            self.assertEqual(self.driver.switch_to.active_element.get_attribute("id"), "lessons-list")

    def test_time_runs_to_where_a_page_ends(self):
        lesson = next(one for one in LESSONS if len(one["steps"]) > 2)
        self.open()
        self.driver.execute_script("openLesson(arguments[0]);", lesson["id"])
        self.click("#lesson-next")
        self.click("#lesson-next")
        WebDriverWait(self.driver, 30).until(lambda driver: not driver.execute_script("return timeline.isRunning;"))
        self.check_step(lesson["steps"][2])


if __name__ == "__main__":
    unittest.main()
