# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
The folder of a run in a sweep, and where its figures are.

Of synfin-run they are in its summary.json. What a script has written is in files/, as a whole, once the script has ended well;
which of its files has the figures, synfin-sweep writes into the file "result", when it has looked at them.
"""

import pathlib

from synfin.tools import inputs

SUMMARY = "summary.json"
FILES = "files"
RESULT = "result"


def of_script(folder):
    """@return the file in a folder that has the figures of a script's run, or None."""
    name = written(folder)[0]
    path = pathlib.Path(folder, FILES, name)
    return path if name and path.is_file() else None


def written(folder):
    """@return what "result" says: a path below files/ (empty, where there is none), and the --result that led to it."""
    try:
        with open(pathlib.Path(folder, RESULT), encoding="utf-8", errors="replace") as file:
            name, asked, *_ = (file.read(inputs.MOST_TEXT) + "\n\n").split("\n")
    except OSError:
        return "", ""
    return ("", "") if ".." in name.split("/") or name.startswith("/") else (name, asked)


def result_of(folder):
    """@return the file in a folder that has a run's figures, or None where it is not done."""
    path = pathlib.Path(folder, SUMMARY)
    return path if path.is_file() else of_script(folder)
