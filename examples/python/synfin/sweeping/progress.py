# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""One line on stderr that is written over as the sweep goes on; and lines that stay."""

import sys
import time

from synfin.tools import console


def duration(seconds):
    """@return a time span for people, such as "1 h 20 min"."""
    seconds = max(1, int(seconds + 0.5))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60} s"
    if seconds < 48 * 3600:
        return f"{seconds // 3600} h {seconds % 3600 // 60} min"
    return f"{seconds // 86400} d {seconds % 86400 // 3600} h"


class Progress:
    """How far the sweep is."""

    def __init__(self, when):
        self._shown = when == "on" or (when == "auto" and sys.stderr.isatty())
        self._line = False
        self._next = 0.0
        self._remaining = lambda now: None
        self.total = 0
        self.done = 0
        self.failed = 0
        self.about = ""  # what the runs are for, at the end of the line

    def begin(self, total, done, failed, remaining):
        """
        @param total runs of the plan
        @param done, failed what earlier calls achieved
        @param remaining gives the seconds that are left at a time of time.monotonic(), or None
        """
        self.total, self.done, self.failed = total, done, failed
        self._remaining = remaining
        self.show(force=True)

    def is_shown(self):
        """@return whether anybody sees the line."""
        return self._shown

    def show(self, force=False):
        """Writes the line when its time has come."""
        now = time.monotonic()
        if not self._shown or (now < self._next and not force):
            return
        self._next = now + 0.2
        left = self.total - self.done - self.failed
        text = f"{self.done} of {self.total} runs done, {self.failed} failed, {left} left"
        seconds = self._remaining(now) if left else None
        if seconds is not None:
            text += f", about {duration(seconds)} left"
        self._line = self._write(f"\r{text}{self.about}\x1b[K")

    def tables(self, count, total):
        """Writes how far the tables are that are written when all runs have ended."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + 0.2
            self.wait_for(f"results of {count} of {total} runs are in the tables")

    def wait_for(self, text):
        """Writes what the sweep waits for before it begins."""
        if self._shown:
            self._line = self._write(f"\r{text}\x1b[K")

    def end(self):
        """Wipes the line."""
        if self._line:
            self._write("\r\x1b[K")
            self._line = False

    def _write(self, text):
        """@return true; false when nobody can see it, which is no reason to stop."""
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError:
            self._shown = False
            console.nobody_listens()
        return self._shown

    def say(self, text):
        """Writes a line that stays."""
        self.end()
        console.say("synfin-sweep", text)
