# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
What the programs in C++ write and read: states, columns, units and so on, as `synfin-run --schema` prints them.

schema.json beside this file is that output, so that results can be read where no synfin-run is. After a change in C++,
`cmake --build build --target synfin-schema` writes it anew; a test holds the two to each other.
"""

import json
import pathlib
import subprocess
import sys

PATH = pathlib.Path(__file__).with_name("schema.json")
L4_PROTOCOL = "ns3::synfin::L4Protocol"  # the class in ns-3 whose attributes are the fields of the profile
OF_THE_BUILD = ("program", "version", "commit", "ns3_version")  # what --schema says of the program itself


def update(program):
    """Writes schema.json as a synfin-run has it."""
    printed = subprocess.run([program, "--schema"], check=True, capture_output=True, text=True).stdout
    document = {name: part for name, part in json.loads(printed).items() if name not in OF_THE_BUILD or name == "version"}
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    if not PATH.exists() or PATH.read_text(encoding="utf-8") != text:
        PATH.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    update(sys.argv[1])
    sys.exit()

WHOLE = json.loads(PATH.read_text(encoding="utf-8"))
VERSION = WHOLE["schema"]
READABLE = (VERSION - 1, VERSION)  # versions of files that are read; a file that names none is read, too
STATES = tuple(state["name"] for state in WHOLE["states"])
EDGES = {(edge["from"], edge["to"]): edge for edge in WHOLE["edges"]}
TABLES = {table["file"].removesuffix(".csv"): {column["name"]: column for column in table["columns"]}
          for table in WHOLE["tables"]}
# Columns behind these in the files of runs that asked for them.
MORE = {table["file"].removesuffix(".csv"): {column["name"]: column for column in table.get("more", ())} for table in WHOLE["tables"]}
SUMMARY = {key["key"]: key for key in WHOLE["summary"]}
OPTIONS = {option["name"]: option for option in WHOLE["options"]}
# Options that mean both ways when nothing follows, and one way with -forward or -reverse behind them.
BOTH_WAYS = tuple(name for name in OPTIONS if f"{name}-forward" in OPTIONS)
# The ends of a connection that have profiles of their own: "client:" before the name of a field is the clients' alone.
ENDS = tuple(name.removesuffix("-profile") for name in OPTIONS if name.endswith("-profile"))
SECTIONS = tuple(section["name"] for section in WHOLE["sections"])  # of a scenario file, those that have names
SECTION_PLACES = {kind: "events" if kind == "event" else kind for kind in SECTIONS}  # in summary.json, where "event" is the option
FIELDS = {field["name"]: field for field in WHOLE["profile"]["fields"]}
SECONDS = WHOLE["units"]["time_s"]
BITS_PER_SECOND = WHOLE["units"]["rate_bps"]


def split_end(name):
    """@return what is before the name of a field that is of one end, such as "client:", or "", and the rest."""
    end, colon, rest = name.partition(":")
    return (f"{end}:", rest) if colon and end in ENDS else ("", name)


def with_ends(*fields):
    """@return the names of fields of the profile, and those that they have where the ends differ in them."""
    return (*fields, *(f"{end}:{field}" for end in ENDS for field in fields))


def field_name(name):
    """@return the field of the profile whose sysctl that is, such as net.ipv4.tcp_syn_retries; any other name as it is."""
    end, name = split_end(name)
    return end + _bare_field_name(name)


def _bare_field_name(name):
    bare = name.removeprefix("net.ipv4.")
    if bare in FIELDS:
        return bare
    of_core = name if name.startswith("net.core.") else None
    return next((known for known, field in FIELDS.items()
                 if (bare and field["sysctl"] == bare) or field["source"] == of_core), name)


def is_readable(version):
    """@return whether files that name this version of the schema are read; None is a file that names none."""
    return version is None or (version in READABLE and not isinstance(version, bool))


def refusal(version):
    """@return what a message says of any other version."""
    return f"schema version {version}: accepted are {READABLE[0]} and {READABLE[1]}"
