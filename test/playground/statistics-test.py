#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The playground in a real browser: a thousand handshakes beneath their law."""

import os
import sys
import unittest

from selenium.webdriver.support.ui import WebDriverWait

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.dirname(os.path.abspath(__file__))]
from page_tools import SOURCE, Playground, chromium, fragment

sys.path[:0] = [str(SOURCE / "examples" / "python")]
from synfin.theory import handshake


def setUpModule():
    Playground.driver = chromium()


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
                taken, law = self.driver.execute_script(
                    "const begun = performance.now(), law = currentLaw(); return [performance.now() - begun, law];")
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
            said = f"1000 of 1000, seeds {first} to {first + 999}"
            WebDriverWait(self.driver, 60).until(lambda _, said=said: self.find("#statistics-count").text == said)
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


if __name__ == "__main__":
    unittest.main()
