# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
synfin-plot.json: which tables in a folder follow which version of the schema, and which pictures are of which figure. A table cannot say it
itself without a line or a column that readers of CSV would take for data, and the folder may be that of a run, whose own files are of another time.
"""

import contextlib
import json
import os
import pathlib

from synfin import schema
from synfin.tools import inputs
from synfin.tools.messages import BadInput
from synfin.version import VERSION

NAME = "synfin-plot.json"


def _kind(file):
    return file.rpartition(".")[2]


class About:
    """That of a folder, as an earlier call left it: of a file that is older, or nobody's, it knows nothing."""

    def __init__(self, target):
        self._target = pathlib.Path(target)
        self._tables, self._pictures = set(), {}  # those that are there still; {figure: files}
        is_there = lambda name: os.path.basename(name) == name and (self._target / name).is_file()
        with contextlib.suppress(BadInput, KeyError, TypeError, AttributeError):
            told = inputs.read_json(self._target / NAME)
            if (told["schema"], told["version"]) == (schema.VERSION, VERSION):
                self._tables = set(filter(is_there, told["tables"]))
                self._pictures = {name: set(filter(is_there, files)) for name, files in told["pictures"].items()}

    def _stale(self, name, made):
        """@return pictures of an earlier call that are not drawn anew where others of their kind are: pages, where there are fewer now"""
        kinds = set(map(_kind, made))
        return {file for file in self._pictures.get(name, ()) if _kind(file) in kinds and file not in made}

    def put(self, stage, made):
        """
        Puts the file among those to come, if there are tables.

        @param made {figure: its pictures among the files to come}
        """
        tables = self._tables | {name for name in stage.names() if name.endswith(".csv")}
        if not tables:
            return
        drawn = {file for files in made.values() for file in files}  # those that were another figure's are no more
        pictures = {name: files - drawn for name, files in self._pictures.items()}
        for name, files in made.items():
            pictures[name] = pictures.get(name, set()) - self._stale(name, files) | set(files)
        told = {"schema": schema.VERSION, "program": "synfin-plot", "version": VERSION, "tables": sorted(tables),
                "pictures": {name: sorted(files) for name, files in sorted(pictures.items()) if files}}
        stage.path(NAME).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")

    def remove_stale(self, made):
        """Removes the pictures that an earlier call made of these figures, and this one not."""
        for name, files in made.items():
            for file in self._stale(name, files):
                (self._target / file).unlink(missing_ok=True)
