# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Scenario files that tell what they ask: comments "; name: text" above everything else, then parameters of synfin-run."""

import concurrent.futures
import csv
import io
import os
import pathlib
import re
import sys

from synfin.sweeping import files
from synfin.tools import console, inputs
from synfin.tools.messages import BadInput, brief

LINES = 20  # that a file has at most


class ScenarioFile:
    """
    A file for synfin-run --config.

    path   where it is
    name   without .ini
    told   {name: text} of its first comments
    """

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.name = self.path.stem
        self.told = {}
        for line in self.path.read_text(encoding="utf-8").splitlines():
            comment = re.fullmatch(r"; ([a-z]+): (.*)", line)
            if comment is None:
                break
            self.told[comment[1]] = comment[2]

    def run(self, seed, **parameters):
        """@return synfin.Run of the scenario, with these parameters in the place of its own."""
        from synfin.running import run  # pandas alone takes longer than a small run

        return run(config=str(self.path), seed=seed, **parameters)


def read(folder):
    """@return the scenario files of a folder by their names."""
    return {path.stem: ScenarioFile(path) for path in sorted(pathlib.Path(folder).glob("*.ini"), key=lambda path: path.stem)}


def together(function, tasks):
    """@return function(task) of each task, in their order, as many at a time as there are cores."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(function, tasks))


def csv_text(rows, **how):
    """@return rows as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", **how).writerows(rows)
    return out.getvalue()


def csv_table(head, rows):
    """@return a table as reStructuredText."""
    text = csv_text([head, *rows], quoting=csv.QUOTE_ALL).replace('","', '", "')
    body = "".join(f"   {line}\n" for line in text.splitlines())
    return f".. csv-table::\n   :header-rows: 1\n\n{body}"


def whole_runs(default):
    """@return what reads RUNS, how many runs each scenario has: (word or None) -> number"""

    def read_runs(word):
        if word is None:
            return default
        if inputs.whole(word, 2, 1000) is None:
            raise BadInput(f"RUNS {brief(word)}: accepted is an integer from 2 to 1000")
        return int(word)

    return read_runs


def _arguments(words, name, second, read_second):
    """@return the folder and what the second word asks for."""
    console.check_arguments(words)
    for word in words[2:] + [word for word in words if word.startswith("-")]:
        raise BadInput(f"{brief(word)}: accepted is [DIR] {second}, or --help")
    asked = read_second(words[1] if len(words) > 1 else None)
    folder = pathlib.Path(words[0] if words else f"out/{name}").resolve()
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{brief(str(folder))}: accepted is a directory, and this is a file")
    return folder, asked


def main(text, name, second, read_second, work):
    """
    Does what the command line says: [DIR] and a second word.

    @param text what --help prints
    @param name of DIR in out/, unless it is told
    @param second what messages call the second word
    @param read_second (word or None) -> what work takes
    @param work (asked) -> {file name: content}
    @return the exit status
    """
    words = sys.argv[1:]
    if "-h" in words or "--help" in words:
        console.write(text.strip() + "\n")
        return 0
    folder, asked = _arguments(words, name, second, read_second)
    folder.mkdir(parents=True, exist_ok=True)
    for file_name, content in work(asked).items():
        files.write(folder / file_name, content)
        console.write(f"{folder / file_name}\n")
    return 0
