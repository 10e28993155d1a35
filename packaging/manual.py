#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Writes a man page and completions for bash and zsh of each program, from what the programs say of themselves.

    manual.py SOURCE BIN OUT PROGRAM...

synfin-run and the profile are read from synfin-run --schema, the other programs from their --help.
"""

import gzip
import json
import os
import pathlib
import re
import subprocess
import sys

import completion
import manpage
from helptext import Help, Option

SUMMARIES = {
    "synfin-bench": "CPU time, memory and events per TCP connection life",
    "synfin-emulate": "a simulated host behind a TAP device",
    "synfin-merge": "make the results of one run of those of its ranks",
    "synfin-plot": "draw figures of a run, a sweep or a trace of synfin",
    "synfin-report": "make an HTML page of a run or a sweep of synfin",
    "synfin-run": "simulate the whole life of TCP connections",
    "synfin-sweep": "run synfin-run, or a script, over many values of its parameters",
    "synfin-walkthrough": "draw one TCP connection as a ladder",
    "synfin-why": "say why handshakes took as long as they did",
}


def said(program, *arguments):
    """@return what a program prints, in English."""
    english = {**os.environ, "LC_ALL": "C"}
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=True, env=english).stdout


KEYS = ("--set", "--vary", "--where")  # their values are KEY=VALUE


def _values(entry):
    """@return the words that a parameter of the schema may be."""
    return ("true", "false") if entry["type"] == "boolean" else tuple(entry["values"])


def from_schema(option):
    """@return an option of synfin-run as its schema has it."""
    text = option["help"]
    if option.get("accepted"):
        text += ": " + option["accepted"]
    if option["default"] is not None:
        text += f" (default {option['default']})"
    values = _values(option) if option["metavar"] else ()
    if option["type"] != "boolean":
        return Option("--" + option["name"], option["metavar"], text, tuple(values))
    metavar = f"[={option['metavar']}]" if option["metavar"] else ""
    return Option("--" + option["name"], metavar, text, tuple(values), True)


def read(program, name, schema):
    """@return what is known of one program."""
    page = Help(said(program, "--help"))
    if name == "synfin-run":
        groups = {}
        for option in schema["options"]:
            groups.setdefault(option["group"], []).append(from_schema(option))
        page.groups = groups
    fields = {field["name"]: _values(field) for field in schema["profile"]["fields"]}
    parameters = {**{option["name"]: _values(option) for option in schema["options"] if option["kind"] == "scenario"}, **fields}
    for option in page.options():
        if option.name in ("--profile", "--client-profile", "--server-profile"):
            option.values = (*schema["profile"]["presets"], *(["auto"] if option.name != "--profile" else []))
        elif option.name in KEYS:
            option.of_names = fields if option.name == "--set" else parameters
            option.names = tuple(option.of_names) if option.name == "--set" else tuple(sorted(parameters))
        elif option.name in ("--by", "--zip"):
            option.values = tuple(sorted(parameters))
    return page


def main():
    source, binaries, out = (pathlib.Path(word) for word in sys.argv[1:4])
    programs = sys.argv[4:]
    version = re.search(r'VERSION = "([^"]+)"', (source / "helper" / "output" / "synfin-version.h").read_text(encoding="utf-8"))[1]
    date = re.search(r"(?m)^date-released: (.*)$", (source / "CITATION.cff").read_text(encoding="utf-8"))[1]
    schema = json.loads(said(binaries / "synfin-run", "--schema"))
    out.mkdir(parents=True, exist_ok=True)
    for name in programs:
        page = read(binaries / name, name, schema)
        more = manpage.of_run(schema) if name == "synfin-run" else ""
        others = sorted(set(programs) - {name})
        text = manpage.write(name, SUMMARIES[name], page, more, others, (date, version))
        (out / f"{name}.1.gz").write_bytes(gzip.compress(text.encode("ascii"), 9, mtime=0))
        (out / f"{name}.bash").write_text(completion.bash(name, page), encoding="ascii")
        (out / f"_{name}").write_text(completion.zsh(name, page), encoding="ascii")


if __name__ == "__main__":
    main()
