#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Writes the manual's page of the schema from what the program says: doc/schema-page.py build/bin/synfin-run >doc/schema.rst"""

import json
import re
import subprocess
import sys

HEAD = """.. SPDX-License-Identifier: GPL-2.0-only

.. Written by doc/schema-page.py from synfin-run --schema; do not edit.

Schema: every table
===================

What synfin's files hold, and what they may say: states, causes, columns with type and unit, keys, options. It is written once,
in the program, and printed by ``synfin-run --schema`` as JSON (schema {schema}), which the readers in Python and JavaScript take their
names and units from. :doc:`traces` explains the same files in words, :doc:`profiles` the fields of a profile.
"""


def plain(text):
    """@return text in which nothing means anything to reStructuredText, nor to a CSV field."""
    text = re.sub(r"([\\*`|])", r"\\\1", str(text))
    return re.sub(r"_(?=\W|$)", r"\\_", text).replace('"', '""')


def literal(text):
    """@return text as it is typed, or nothing."""
    return f"``{text}``".replace('"', '""') if text else ""


def table(heads, rows):
    """@return a table; cells are reStructuredText already."""
    lines = [".. csv-table::", "   :header-rows: 1", ""]
    lines += ["   " + ", ".join(f'"{cell}"' for cell in row) for row in [heads, *rows]]
    return "\n".join(lines) + "\n"


def heading(text, line="-"):
    """@return a heading."""
    return f"\n{text}\n{line * len(text)}\n\n"


def named(items, head):
    """@return the table of what has a name and a meaning."""
    return table([head, "meaning"], [[literal(item["name"]), plain(item["help"])] for item in items])


def type_of(option):
    """@return the type of an option, and the words that may stand for a value of it."""
    words = option["values"] if option["type"] != "choice" else ()
    return " or ".join([option["type"], *map(literal, words)])


def page(schema):
    """@return the whole page."""
    out = HEAD.format(schema=schema["schema"])
    out += heading("States") + named(schema["states"], "state")
    out += heading("Changes of state")
    out += "Those of RFC 9293's Figure 5, and those that its text adds. No other is ever taken.\n\n"
    out += table(["from", "to", "in Figure 5", "what happens"],
                 [[literal(edge["from"]), literal(edge["to"]), "yes" if edge["in_figure"] else "no", plain(edge["help"])]
                  for edge in schema["edges"]])
    out += heading("Causes") + named(schema["causes"], "cause")
    out += heading("Outcomes") + named(schema["outcomes"], "outcome")
    out += heading("Reasons why a segment is dropped") + named(schema["drop_reasons"], "reason")
    out += heading("Where a segment ends") + named(schema["loss_places"], "place")
    out += heading("Reasons why no TCP sees a segment") + named(schema["loss_reasons"], "reason")
    out += heading("Kinds of segment") + named(schema["segment_kinds"], "kind")
    for file in schema["tables"]:
        out += heading(file["file"]) + f"A row: {plain(file['rows'])}.\n\n"
        out += table(["column", "type", "unit", "may be empty", "meaning"],
                     [[literal(column["name"]), column["type"], plain(column["unit"]), "yes" if column["optional"] else "",
                       plain(column["help"])] for column in (*file["columns"], *file.get("more", ()))])
    out += heading("Counters")
    out += ("Those of ``counters.csv``, by the names that ``nstat`` prints, the last ones by those of ``ss -s``, and where Linux 6.18 counts"
            " them.\n\n")
    out += table(["counter", "unit", "is", "what is counted", "source"],
                 [[literal(counter["name"]), counter["unit"], "how many there are" if counter["now"] else "how many there were",
                   plain(counter["help"]), plain(counter["source"])] for counter in schema["counters"]])
    out += heading("summary.json")
    out += table(["key", "type", "unit", "may be null", "meaning"],
                 [[literal(key["key"]), key["type"], plain(key["unit"]), "yes" if key["nullable"] else "", plain(key["help"])]
                  for key in schema["summary"]])
    out += heading("Options of a run, and params.ini")
    out += table(["option", "type", "unit", "accepted", "default", "meaning"],
                 [[literal("--" + option["name"]), type_of(option), plain(option["unit"]), plain(option.get("accepted", "")),
                   literal(option.get("default", "")), plain(option["help"])] for option in schema["options"]])
    out += heading("Units")
    for kind, units in schema["units"].items():
        what = {"time_s": "Times, in seconds", "rate_bps": "Rates, in bits per second"}.get(kind, kind)
        out += f"{what}: " + ", ".join(f"{literal(unit)} {value:g}" for unit, value in units.items()) + ".\n\n"
    return out.rstrip("\n") + "\n"


def main():
    """Prints the page."""
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print("schema-page.py: accepted is one word, the path of synfin-run", file=sys.stderr)
        return 2
    try:
        printed = subprocess.run([sys.argv[1], "--schema"], check=True, capture_output=True, text=True, encoding="utf-8").stdout
        sys.stdout.write(page(json.loads(printed)))
    except (OSError, subprocess.CalledProcessError, ValueError) as error:
        print(f"schema-page.py: {sys.argv[1][:60]!r}: accepted is the path of synfin-run; {type(error).__name__}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
