# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-run: where it is, which options it has, and which values it accepts."""

import json
import os
import re
import shutil
import subprocess

from synfin import schema
from synfin.sweeping.errors import BadInput, Stopped
from synfin.tools.messages import brief
from synfin.tools.programs import find_program

# Options of synfin-run that make no sense in each run of a sweep, or mean the sweep here.
NOT_FOR_RUNS = {"help", "version", "config", "out", "force", "progress", "schema", "check", "set"}


def find(asked, beside):
    """
    @param asked what --program says, or None
    @param beside folders to look into
    @return the path of synfin-run
    """
    if asked is None:
        try:
            return find_program("synfin-run", beside)
        except BadInput as error:
            raise BadInput(f"--program: accepted is the path of synfin-run; {error}") from error
    path = shutil.which(asked)
    if path is None:
        raise BadInput(f"--program {brief(asked)}: accepted is the path of synfin-run")
    return os.path.abspath(path)


class Program:
    """One synfin-run."""

    def __init__(self, path):
        self.path = path
        done = self._call("--schema")
        try:
            told = json.loads(done.stdout)
            self.about = {name: told[name] for name in schema.OF_THE_BUILD}
            self.fields = {}
            for field in (*told["options"], *told["profile"]["fields"]):  # an option wins over a field of the profile
                self.fields.setdefault(field["name"], field)
        except (ValueError, KeyError) as error:
            raise BadInput(
                f"--program {brief(path)}: accepted is the synfin-run of this version"
            ) from error
        if told["schema"] not in schema.READABLE:
            raise BadInput(f"--program {brief(path)}: {schema.refusal(brief(told['schema']))}")

    def _call(self, *arguments, **keywords):
        try:
            return subprocess.run(
                [self.path, *arguments], capture_output=True, text=True, check=False, **keywords
            )
        except OSError as error:
            raise BadInput(
                f"--program {brief(self.path)}: accepted is the path of synfin-run ({error.strerror})"
            ) from error

    def default(self, name):
        """@return the value of a parameter that nobody names."""
        return self.fields[name].get("default")

    def is_option(self, name):
        """@return true for an option that a run may be given."""
        return name in self.fields and name not in NOT_FOR_RUNS and not self.is_profile_field(name)

    def is_profile_field(self, name):
        """@return true for a field of the profile that is not also an option."""
        return name in self.fields and self.fields[name]["kind"] == "profile"

    def options(self):
        """@return the names of the options that a run may be given."""
        return [name for name in self.fields if self.is_option(name)]

    def profile_fields(self):
        """@return the names of the fields of the profile that are not also options."""
        return [name for name in self.fields if self.is_profile_field(name)]

    def start_check(self, told):
        """
        @param told a file for what it says
        @return a process that checks sets of parameters, a line each; give both to end_check
        """
        return subprocess.Popen(
            [self.path, "--check", "-"],
            stdin=subprocess.PIPE,
            stdout=told,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    @staticmethod
    def end_check(process, told, varied):
        """
        Raises what synfin-run refused, in the words of the sweep.

        @return {line: an earlier line that is the same run}, counted from 0
        """
        with process:
            stderr = process.stderr.read()
        if process.returncode == 0:
            told.seek(0)
            repeats = re.findall(r"^line (\d+) repeats line (\d+)$", told.read(), re.M)
            return {int(line) - 1: int(earlier) - 1 for line, earlier in repeats}
        line = re.sub(r"^synfin-run: (standard input: line \d+: )?", "", stderr.strip().split("\n")[-1])
        if process.returncode != 2:
            raise Stopped(f"synfin-run --check ended with status {process.returncode}: {line}")
        named = re.match(r"--(?:set (?P<field>[^= ]+)=|(?P<option>[^ ]+) )(?P<value>.*?): accepted ", line)
        key = named and (named["field"] or named["option"])
        if key in varied:
            line = f"--vary {key}={line[named.start('value'):]}"
        elif key and "," in named["value"]:
            line += f"; for several values: --vary {key}={brief(named['value'], 30)}"
        raise BadInput(line)


def setting(program, key, value):
    """@return the name and value under which synfin-run takes a parameter."""
    if key.startswith("set:"):
        return "set", f"{key[4:]}={value}"
    return ("set", f"{key}={value}") if program.is_profile_field(key) else (key, value)
