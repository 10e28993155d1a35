# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""synfin-run: which options it has, and which values it accepts."""

import json
import os
import re
import shlex
import subprocess
import tempfile
import threading
import time

from synfin import schema
from synfin.sweeping import local_engine, order
from synfin.sweeping.errors import BadInput, Stopped
from synfin.tools import settings
from synfin.tools.messages import brief, unknown

# Options of synfin-run that make no sense in each run of a sweep, or mean the sweep here.
NOT_FOR_RUNS = {"help", "version", "config", "out", "force", "progress", "schema", "check", "draw", "lang", "set"}
RUN_LINES = 2  # of what is checked, the first lines are about run numbers
LEAST_SHARE = 20000  # points that one process checks; among so many, synfin-run looks for those that are the same
PIECE = 10000  # lines that are written at a time


class SynfinRun:
    """One synfin-run."""

    recipe = "params.ini"  # the file in a run's folder that says what to do
    result = "summary.json"  # the file in a run's folder that is there when it is done
    counted = "run"  # the parameter that differs between replications
    identity = ""  # what the ids of its runs are made of beside their parameters
    keeps = ("keep",)  # options of the sweep that are its own
    takes_any_text = False  # what begins like a range is meant as one
    can_be_tried = True  # with few connections, to learn how long it takes
    shortest = "--version"  # makes it do nothing but start

    def __init__(self, path):
        self.path = path
        self.name = "synfin-run"
        self.launcher = (path, "--config")  # does a run, with the path of its recipe behind it
        begun = time.monotonic()
        done = self._call("--schema")
        self.starts_in = time.monotonic() - begun
        try:
            told = json.loads(done.stdout)
            self.about = {name: told[name] for name in schema.OF_THE_BUILD}
            self.fields = {}
            for field in (*told["options"], *told["profile"]["fields"]):  # an option wins over a field of the profile
                self.fields.setdefault(field["name"], field)
            self._of_profile = {field["name"]: field for field in told["profile"]["fields"]}
            self._sections = {section["name"]: section["keys"] for section in told["sections"]}
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

    # --- which names there are ---

    def is_option(self, name):
        """@return true for an option that a run may be given, a line of a section included: group.mobile.think."""
        if self.section_of(name):
            return True
        return name in self.fields and name not in NOT_FOR_RUNS and not self.is_profile_field(name)

    def section_of(self, name):
        """@return the kind of section that a dotted name is of; None for any other name."""
        kind, point, rest = name.partition(".")
        return kind if point and kind in self._sections and "." in rest else None

    def told_of(self, name):
        """@return what synfin-run tells of an option, or of a field of the profile, of both ends or of one; {} for what is neither."""
        end, bare = schema.split_end(name)
        return (self._of_profile if end else self.fields).get(bare, {})

    def is_profile_field(self, name):
        """@return true for a field of the profile that is not also an option; with "client:" or "server:" before it, none is."""
        return self.told_of(name).get("kind") == "profile"

    def options(self):
        """@return the names of the options that a run may be given."""
        return [name for name in self.fields if self.is_option(name)]

    def _profile_fields(self):
        return [name for name in self.fields if self.is_profile_field(name)]

    def key(self, name):
        """@return the parameter that somebody calls so."""
        return name if self.section_of(name) else schema.field_name(name)

    def check_key(self, key, typed):
        """Raises BadInput for what no run can be given."""
        kind = self.section_of(key)
        last = key.rpartition(".")[2]
        if kind and last not in self._sections[kind]:
            raise BadInput(unknown(typed, last, self._sections[kind], f"a parameter of a section {kind}"))
        if not self.is_option(key) and not self.is_profile_field(key):
            end = schema.split_end(key)[0]
            names = [end + name for name in self._of_profile] if end else [*self.options(), *self._profile_fields()]
            raise BadInput(unknown(typed, key, names,
                                   f"an option or a field of the profile that --help lists; {brief(key, 30)} is none"))

    def default(self, name):
        """@return the value of a parameter that nobody names."""
        return self.told_of(name).get("default")

    @staticmethod
    def weighs(key):
        """@return whether weight() looks at a parameter."""
        return key in order.WEIGHTY or "." in key

    def weight(self, given):
        """@return how long a run with these parameters takes, as a ratio to others."""
        return order.segments(given, self.default)

    def flag(self, name):
        """@return what an option without a value means: a switch is on; None where it is none."""
        return "true" if self.told_of(name).get("type") == "boolean" else None

    def accepted(self, name):
        """@return what the value of an option may be."""
        return self.told_of(name).get("accepted") or self.told_of(name).get("metavar", "a value")

    def fixed(self, name, value, typed):
        """@return the parameter and the value that an option of every run means."""
        if name == "set":
            name, equals, value = value.partition("=")
            if not equals:
                raise BadInput(f"{typed}: accepted is KEY=VALUE with a field of the profile")
            name = schema.field_name(name)
            if not self.is_profile_field(name):
                name = f"set:{name}"  # hidden by an option, or unknown, which synfin-run will say
        if name == "pcap" and ("/" in value or value in ("", ".", "..")):
            raise BadInput(f"{typed}: accepted is the start of file names, without folders: each run has its own")
        return name, value

    def _setting(self, key, value):
        """@return the name and value under which synfin-run takes a parameter."""
        if key.startswith("set:"):
            return "set", f"{key[4:]}={value}"
        return ("set", f"{key}={value}") if self.is_profile_field(key) else (key, value)

    # --- which values it accepts ---

    def begin_check(self, fixed, vary, points, numbers):
        """
        Lets synfin-run look at every point, and at the first and the last run number.

        @return a function that waits for it, raises what it refused in the words of the sweep, and returns {place of a point: of an
            earlier one that is the same run}; a place below 0 is a run number
        """
        share = max(LEAST_SHARE, -(-len(points) // local_engine.cores()))
        shares = [points[begin:begin + share] for begin in range(0, len(points), share)]
        ends = [self._begin_share(fixed, vary, part, numbers) for part in shares]

        def end():
            found, refused = [], []
            for finish in ends:
                try:
                    found.append(finish())
                except (BadInput, Stopped) as error:
                    refused.append(error)
            if refused:
                raise refused[0]
            return found[0]  # repeats are looked for among the first of all only
        return end

    def _begin_share(self, *what):
        """Lets one process look at some points. @return as begin_check()"""
        told = tempfile.TemporaryFile("w+", encoding="utf-8")
        process = subprocess.Popen([self.path, "--check", "-"], stdin=subprocess.PIPE, stdout=told, stderr=subprocess.PIPE,
                                   text=True, encoding="utf-8")
        writer = threading.Thread(target=self._feed, args=(process.stdin, *what))
        writer.start()

        def end():
            with told:
                writer.join()
                return self._end_check(process, told, what[1])
        return end

    def _feed(self, stdin, *what):
        try:
            with stdin:
                for lines in self._check_lines(*what):
                    stdin.write(lines)
        except BrokenPipeError:
            pass  # it has refused one, and says so

    def _check_lines(self, fixed, vary, points, numbers):
        """@return an iterator of texts of PIECE lines at most."""
        yield "".join(f"run={number}\n" for number in (numbers[0], numbers[-1]))
        pair = lambda key, value: "=".join(self._setting(key, value))
        escaped = lambda text: text.replace("%", "%%")
        line = "\t".join([*(escaped(pair(key, value)) for key, value in fixed.items()), *(pair(escaped(key), "%s") for key in vary)]) + "\n"
        for begin in range(0, len(points), PIECE):
            yield "".join(map(line.__mod__, points[begin:begin + PIECE]))

    @staticmethod
    def _end_check(process, told, varied):
        with process:
            stderr = process.stderr.read()
        if process.returncode == 0:
            told.seek(0)
            repeats = re.findall(r"^line (\d+) repeats line (\d+)$", told.read(), re.M)
            return {int(line) - 1 - RUN_LINES: int(earlier) - 1 - RUN_LINES for line, earlier in repeats}
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

    # --- what a run is ---

    @staticmethod
    def placed(name, value, folder):
        """@return a value whose relative files are in the folder."""
        return settings.with_folder(name, value, folder)

    def recipe_text(self, pairs):
        """
        @param pairs [(parameter, value)] of a run
        @return what does it, with results beside that file
        """
        options = [("out", "."), ("force", "true")]
        profile = []
        for key, value in pairs:
            name, text = self._setting(key, value)
            if name == "set":
                profile.append((key.removeprefix("set:"), value))
            else:
                options.append((name, self.placed(name, text, os.getcwd())))
        return "# a run of synfin-sweep, not done yet\n" + settings.write(options, [("profile", profile)])

    def by_hand(self, folder):
        """@return the command that does the run of a folder, for people and other schedulers."""
        return shlex.join([self.path, "--config", os.path.join(folder, self.recipe)])

    def described(self, fixed):
        """@return (top, sections) of a file for --config: what all runs have in common."""
        of_profile = lambda key: key.startswith("set:") or self.is_profile_field(key)
        here = lambda key, value: self.placed(key, value, os.getcwd())
        top = [(key, here(key, value)) for key, value in fixed.items() if not of_profile(key)]
        return top, [("profile", [(key.removeprefix("set:"), value) for key, value in fixed.items() if of_profile(key)])]

    # --- help ---

    @staticmethod
    def usage_words():
        """@return what comes before the options of a sweep."""
        return ""

    def usage(self):
        """@return ({heading: [(option, its text)]}, (heading, further names))."""
        groups = {}
        for field in self.fields.values():
            name = field["name"]
            if field["kind"] == "profile" or not (self.is_option(name) or name == "set"):
                continue
            default = f" (default {field['default']})" if field.get("default") else ""
            accepted = f": {field['accepted']}" if field.get("accepted") else ""
            groups.setdefault(f"{field['group']}, of every run:", []).append(
                (f"--{name} {field['metavar']}", f"{field['help']}{accepted}{default}"))
        return groups, ("Fields of the profile (--set KEY=VALUE, or a key of --vary):",
                        [field["name"] for field in self.fields.values() if field["kind"] == "profile"])
