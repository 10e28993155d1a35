# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Makes reports for tests, and opens them in Chromium without a window, from the file system."""

import contextlib
import io
import json
import os
import pathlib
import subprocess
import sys
import unittest

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

BIN = pathlib.Path(os.environ["SYNFIN_BIN"])
SOURCE = pathlib.Path(os.environ["SYNFIN_SOURCE"])
sys.dont_write_bytecode = True
sys.path[:0] = [str(SOURCE / "examples" / "python"), str(SOURCE / "test" / "plot")]
from synfin.reporting import cli

PHONE, DESKTOP = (390, 844), (1280, 900)


def simulate(folder, *options):
    """Runs synfin-run, with exact timers unless others are asked for."""
    exact = () if any("timer_hz" in str(option) for option in options) else ("--set", "timer_hz=0")
    command = [BIN / "synfin-run", "--out", folder, "--force", *exact, *map(str, options)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=300)


def report(path, out, *options):
    """@return the page of what lies at a path."""
    with contextlib.redirect_stdout(io.StringIO()):
        cli.main([str(path), "--out", out, *options])
    return pathlib.Path(out).resolve()


def chromium():
    """@return a browser, until the tests of the module have ended."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--force-device-scale-factor=1", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.chrome.service.Service("/usr/bin/chromedriver")
    driver = webdriver.Chrome(service=service, options=options)
    unittest.addModuleCleanup(driver.quit)
    return driver


class Browser(unittest.TestCase):
    """Tests of the page of what lies at path."""

    path = out = driver = None

    @classmethod
    def setUpClass(cls):
        if cls.path is None:
            raise unittest.SkipTest("only a base")
        cls.page = report(cls.path, cls.out)

    def open(self, size=DESKTOP, dark=False, chosen=""):
        width, height = size
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
        self.show(self.page, chosen)

    def show(self, page, chosen=""):
        """@param chosen what is behind # of the address, with it"""
        self.driver.get("about:blank")  # another fragment alone would not load the page again
        self.driver.get(page.as_uri() + chosen)
        ready = "return document.documentElement.dataset.ready || document.querySelector('[role=alert]') !== null;"
        WebDriverWait(self.driver, 60, 0.02).until(lambda driver: driver.execute_script(ready))

    def content(self):
        """@return what the page has unpacked."""
        return self.driver.execute_script("return content;")

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def table(self, section):
        """@return the texts of a table's cells, in one call: rows are many."""
        return self.driver.execute_script(
            "return [...document.querySelectorAll(`#${arguments[0]} tr`)].map((row) => [...row.cells].map((cell) => cell.innerText));",
            section)

    def check_quiet(self):
        """Nothing on the console, and no request but for the page itself."""
        messages = [entry for entry in self.driver.get_log("browser")]
        self.assertEqual(messages, [])
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                self.assertTrue(url.startswith(("file:", "data:", "about:", "blob:")), url)

    def check_nothing_is_cut_off(self, width):
        inner, scroll = self.driver.execute_script(
            "return [window.innerWidth, document.documentElement.scrollWidth];")
        self.assertEqual(inner, width)
        self.assertLessEqual(scroll, width)
        # Everything that does not scroll by itself lies within the window.
        outside = self.driver.execute_script("""
            return [...document.querySelectorAll('main *, header *, nav *')].filter((e) => {
              if (e.closest('.scroll') && !e.matches('.scroll')) return false;
              if (e.closest('details:not([open])') || e.matches('.hidden')) return false;
              const box = e.getBoundingClientRect();
              return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1);
            }).map((e) => e.outerHTML.slice(0, 120));""")
        self.assertEqual(outside, [])

    def screenshot(self, name, size):
        """The whole page as a picture, for people to look at."""
        height = self.driver.execute_script("return document.documentElement.scrollHeight;")
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": size[0], "height": min(height, 12000), "deviceScaleFactor": 1, "mobile": False})
        self.driver.save_screenshot(name)
