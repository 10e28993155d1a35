# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Opens the playground in Chromium, asks its engine, and asks synfin-walkthrough for the same."""

import functools
import json
import os
import pathlib
import shlex
import subprocess
import sys
import urllib.parse

from selenium.webdriver.support.ui import WebDriverWait

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.join(os.environ["SYNFIN_SOURCE"], "test", "report")]
from report_tools import BIN, DESKTOP, PHONE, SOURCE, Browser, chromium

FILES = SOURCE / "examples" / "playground"
LANGUAGES = ("en", "zh")
NORMAL = [["scenario", "normal"]]


def data(name):
    """@return a JSON file of the page."""
    return json.loads((FILES / name).read_text(encoding="utf-8"))


def fragment(situation, **own):
    return "#" + urllib.parse.urlencode([*map(tuple, situation), *own.items()], quote_via=urllib.parse.quote)


@functools.cache
def printed(command):
    """@return what a command that the page gives prints."""
    program, *options = shlex.split(command)
    done = subprocess.run([BIN / program, *options], check=True, capture_output=True, text=True, timeout=60, env={"LANG": "C"})
    return done.stdout


class Playground(Browser):
    """Tests of the page; what is found on the console fails each."""

    @classmethod
    def setUpClass(cls):
        cls.page = pathlib.Path(os.environ["SYNFIN_PLAYGROUND"]).resolve()

    def tearDown(self):
        self.check_quiet()

    def show(self, page, chosen=""):
        self.driver.get("about:blank")
        self.driver.get(page.as_uri() + chosen)
        WebDriverWait(self.driver, 60, 0.02).until(lambda driver: driver.execute_script("return document.documentElement.dataset.ready;"))

    def ask(self, **request):
        return self.driver.execute_script("return ask(arguments[0]);", request)

    def play(self):
        """@return what is shown."""
        return self.driver.execute_script("return synfin.page.play;")

    def language(self):
        return self.driver.execute_script("return synfin.i18n.language;")

    def texts(self):
        """@return what the page says, by key, in its language."""
        return data(f"strings/{self.language()}.json")

    def cursor(self):
        return self.driver.execute_script("return synfin.page.cursor;")

    def warning(self):
        return self.driver.execute_script("const line = document.getElementById('warning'); return line.hidden ? '' : line.textContent;")

    def click(self, selector):
        """Clicks wherever it is, also beneath what covers it on a small screen."""
        self.driver.execute_script("arguments[0].dispatchEvent(new MouseEvent('click', { bubbles: true }));", self.find(selector))

    def check_no_text_is_missing(self):
        self.assertEqual(self.driver.execute_script("return [...synfin.i18n.missing];"), [])
