# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Where results come from: who made them with what, when and where."""

import datetime
import json
import os
import platform
import socket

from synfin import schema
from synfin.sweeping import files
from synfin.tools import inputs
from synfin.tools.messages import BadInput, brief


def now():
    """@return the present time as in 2026-01-31T12:00:00Z."""
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Provenance:
    """provenance.json of a sweep: an entry for each call that changed something."""

    def __init__(self, path, about, command):
        self.path = path
        self.damaged = None  # a note about what was there before and cannot be read
        self.calls = self._earlier()
        self.entry = {
            **about,
            "program": "synfin-sweep",
            "python": platform.python_version(),
            "host": socket.gethostname(),
            "started": now(),
            "ended": None,
            "directory": os.getcwd(),
            "command": [word.encode(errors="replace").decode() for word in command],
            "outcome": None,
        }

    def _earlier(self):
        """@return the entries of earlier calls; BadInput where another version of the schema has written them."""
        if not os.path.exists(self.path):
            return []
        try:
            told = inputs.read_json(self.path)
            version, calls = told.get("schema"), told["calls"]
            if not isinstance(calls, list) or not all(isinstance(call, dict) for call in calls):
                raise TypeError
        except (BadInput, AttributeError, KeyError, TypeError) as error:
            said = error if isinstance(error, BadInput) else f"{brief(self.path, 60)}: no calls, which are a list of objects"
            self.damaged = f"{said}; it is kept as {os.path.basename(files.damaged_name(self.path))}, and begins anew"
            return []
        if not schema.is_readable(version):
            raise BadInput(f"{brief(self.path, 80)}: {schema.refusal(brief(version, 30))}")
        return calls

    def is_of_one_program(self):
        """@return whether all earlier calls are known, and had the program of this one: then so had their runs."""
        made_by = lambda call: tuple(call.get(name) for name in ("version", "commit", "script_sha256"))
        return bool(self.calls) and all(made_by(call) == made_by(self.entry) for call in self.calls)

    def begin(self):
        """Writes that the call has begun."""
        if self.damaged:
            os.replace(self.path, files.damaged_name(self.path))
        self.calls.append(self.entry)
        self._write()

    def end(self, outcome):
        """Writes how the call ended."""
        self.entry["ended"] = now()
        self.entry["outcome"] = outcome
        self._write()

    def _write(self):
        files.write(self.path, json.dumps({"schema": schema.VERSION, "calls": self.calls}, indent=2) + "\n")
