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
